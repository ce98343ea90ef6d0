public import Lattice
public import Seal
public import Simulation
public import Wire

/// What a wrong version of a scope may get wrong; the right one takes every default.
public protocol ScopeRules: Sendable {
    static func receive(_ bundle: OpenBundle, into scope: inout Peer.State)
    static func adopt(_ view: View, from history: Parcels, into scope: inout Peer.State)
    static func author(_ errand: Errand, _ rows: inout Document, _ pen: Pen)
        throws(AuthorError) -> DocumentDelta?
    static func join(_ other: Peer.State, into scope: inout Peer.State)
}

extension ScopeRules {
    public static func receive(_ bundle: OpenBundle, into scope: inout Peer.State) {
        _ = scope.receive(bundle)
    }

    public static func adopt(
        _ view: View, from history: Parcels, into scope: inout Peer.State
    ) {
        scope.adopt(view, from: history)
    }

    public static func author(_ errand: Errand, _ rows: inout Document, _ pen: Pen)
        throws(AuthorError) -> DocumentDelta?
    {
        try errand.intent.author(&rows, pen)
    }

    public static func join(_ other: Peer.State, into scope: inout Peer.State) {
        let disputed = scope.join(other)
        precondition(disputed.isEmpty, "nothing forks in the laws' histories")
    }
}

/// The scope as it ships.
public enum RightScope: ScopeRules {}

/// A replica that holds a whole scope.
public struct Scoped<Rules: ScopeRules>: Machine {
    public typealias Delta = Change
    public typealias Want = Errand

    public private(set) var scope = Peer.State(shelf: MemoryShelf())

    public init() {}

    public static func == (a: Self, b: Self) -> Bool { a.scope == b.scope }

    static var workload: Workload { Workload(records: 2, fields: 1, values: 2, people: 1) }

    public static func draw(_ random: inout SeededRandom) -> Want { workload.errand(&random) }

    public static var alphabet: [[Want]] {
        let record = Workload.record(0)
        let key = FactKey(person: PersonID(high: 1, low: 0), id: FactID(high: 0, low: 0))
        let field = FieldNumber(0)
        let add = Errand(record, .add(field, Value("e")))
        let remove = Errand(record, .remove(field, Value("e")))
        return [
            [Errand(record, .write(field, Value("a")))], [add], [remove], [remove, add],
            [Errand(record, .delete)], [Errand(.ledger, .state(field, key, Value("f")))],
        ]
    }

    public static func lie(_ random: inout SeededRandom) -> Change {
        let record = random.chance(20) ? .ledger : Workload.record(random.below(2))
        return Change(record, DocumentSubject.lieAbout(&random))
    }

    public static var keepsCoverWhenVoid: Bool { false }

    public static func model(_ admitted: [Claim<Change>], byKnowledge: Bool) -> String {
        ScopeModel.reading(admitted, byKnowledge: byKnowledge)
    }

    public mutating func act(_ wants: [Want], feed: FeedID, time: HybridTime) -> Parcel<Change> {
        let knew = scope.frontier
        guard var draft = try? scope.open(feed, at: time) else {
            preconditionFailure("a feed of the laws is short")
        }
        for want in wants {
            try? scope.change(want.record, in: &draft) { rows, pen throws(AuthorError) in
                try Rules.author(want, &rows, pen)
            }
        }
        let bundle = scope.close(draft, as: Parcel<Change>.hash(feed, draft.number))
        return Parcel(
            feed: feed, number: bundle.number, time: time, deltas: bundle.changes, knew: knew)
    }

    public mutating func receive(_ parcel: Parcel<Change>) {
        Rules.receive(parcel.bundle, into: &scope)
    }

    public mutating func join(_ other: Self) { Rules.join(other.scope, into: &scope) }

    public mutating func adopt(_ view: View, from history: [Parcel<Change>]) {
        Rules.adopt(view, from: Parcels(history), into: &scope)
    }

    public var encoding: [UInt8] { scope.encoding }

    public func reread() throws(WireError) -> Self {
        var copy = Self()
        copy.scope = try Peer.State(encoding: encoding)
        return copy
    }

    public static func change(_ delta: Change) -> Change { delta }

    public var frontier: Frontier { scope.frontier }
    public var digest: Digest<Blake2b> { scope.digest }

    public var recomputedDigest: Digest<Blake2b> {
        var copy = scope
        return copy.recomputedDigest()
    }

    public var reading: String { ScopeModel.read(scope.shelf) }
}

extension Parcel where Delta == Change {
    public var bundle: OpenBundle {
        let bundle = OpenBundle(
            feed: feed, number: number,
            previous: number.previous.map { Self.hash(feed, $0) } ?? .zero,
            hash: tip.hash, time: time, changes: deltas)
        guard let bundle else { preconditionFailure("a parcel of the laws is possible") }
        return bundle
    }
}

/// Parcels as the history of a scope.
public struct Parcels: History {
    private let parcels: [Parcel<Change>]

    public init(_ parcels: [Parcel<Change>]) { self.parcels = parcels }

    public func forEachBundle(_ body: (OpenBundle, FeedID) -> Void) {
        for parcel in parcels { body(parcel.bundle, parcel.feed) }
    }

    public func forEachBundle(of feed: FeedID, _ body: (OpenBundle, FeedID) -> Void) {
        for parcel in parcels where parcel.feed == feed { body(parcel.bundle, feed) }
    }

    public func forEachBundle(
        touching anchors: Set<Anchor>, _ body: (OpenBundle, FeedID) -> Void
    ) {
        for parcel in parcels where parcel.deltas.contains(where: { anchors.contains($0.anchor) }) {
            body(parcel.bundle, parcel.feed)
        }
    }
}

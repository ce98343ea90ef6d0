public import Lattice
public import Seal
public import Simulation
public import Wire

/// One CRDT, with what is needed to put it to the laws. The types under test take every default;
/// a wrong version overrides what it does wrong.
public protocol Subject: Sendable {
    associatedtype State: CRDT & Canonical
    associatedtype Want: Hashable, Sendable

    static func draw(_ random: inout SeededRandom) -> Want
    static var alphabet: [[Want]] { get }
    static func lie(_ random: inout SeededRandom) -> State.Delta
    static func author(_ want: Want, _ state: inout State, _ pen: Pen) throws(AuthorError)
        -> State.Delta?
    static func read(_ state: State) -> String
    static func model(_ admitted: [Claim<State.Delta>], byKnowledge: Bool) -> String
    static var keepsCoverWhenVoid: Bool { get }
    /// A delta as one of a document's.
    static func wrap(_ delta: State.Delta) -> DocumentDelta

    // What a wrong version may get wrong.
    static func join(_ delta: State.Delta, at stamp: Stamp, into state: inout State)
    static func join(_ other: State, into state: inout State, _ frontiers: Frontiers)
    static func settle(_ state: inout State, within frontier: Frontier)
    static func write(_ state: State, to writer: inout Writer)
}

extension Subject {
    public static var keepsCoverWhenVoid: Bool { true }

    public static func join(_ delta: State.Delta, at stamp: Stamp, into state: inout State) {
        state.join(delta, at: stamp)
    }

    public static func join(_ other: State, into state: inout State, _ frontiers: Frontiers) {
        state.join(other, frontiers)
    }

    public static func settle(_ state: inout State, within frontier: Frontier) {
        state.settle(within: frontier)
    }

    public static func write(_ state: State, to writer: inout Writer) { state.write(to: &writer) }
}

/// A replica that holds one CRDT and nothing else.
public struct Single<S: Subject>: Machine {
    public typealias Delta = S.State.Delta
    public typealias Want = S.Want

    public private(set) var state = S.State()
    public private(set) var frontier = Frontier()
    private var view = View()

    public init() {}

    public static func == (a: Self, b: Self) -> Bool {
        a.state == b.state && a.frontier == b.frontier
    }

    public static func draw(_ random: inout SeededRandom) -> Want { S.draw(&random) }
    public static var alphabet: [[Want]] { S.alphabet }
    public static func lie(_ random: inout SeededRandom) -> Delta { S.lie(&random) }
    public static var keepsCoverWhenVoid: Bool { S.keepsCoverWhenVoid }

    public static func model(_ admitted: [Claim<Delta>], byKnowledge: Bool) -> String {
        S.model(admitted, byKnowledge: byKnowledge)
    }

    public mutating func act(_ wants: [Want], feed: FeedID, time: HybridTime) -> Parcel<Delta> {
        let knew = frontier
        let number = frontier[feed]?.number.next ?? .first
        let place = Parcel<Delta>(feed: feed, number: number, time: time, deltas: [], knew: knew)
        frontier.advance(feed, to: place.tip)
        var deltas: [Delta] = []
        for want in wants {
            let stamp = place.stamp(deltas.count)
            let pen = Pen(dot: stamp.dot, seen: frontier, under: view)
            guard let delta = try? S.author(want, &state, pen) else { continue }
            S.join(delta, at: stamp, into: &state)
            deltas.append(delta)
        }
        S.settle(&state, within: frontier)
        return Parcel(feed: feed, number: number, time: time, deltas: deltas, knew: knew)
    }

    public mutating func receive(_ parcel: Parcel<Delta>) {
        guard parcel.number == frontier[parcel.feed]?.number.next ?? .first else { return }
        frontier.advance(parcel.feed, to: parcel.tip)
        if view.admits(parcel.number, of: parcel.feed) { take(parcel) }
        S.settle(&state, within: frontier)
    }

    private mutating func take(_ parcel: Parcel<Delta>) {
        for claim in parcel.claims { S.join(claim.delta, at: claim.stamp, into: &state) }
    }

    public mutating func join(_ other: Self) {
        let frontiers = Frontiers(mine: frontier, theirs: other.frontier)
        S.join(other.state, into: &state, frontiers)
        _ = frontier.join(other.frontier)
    }

    public mutating func adopt(_ view: View, from history: [Parcel<Delta>]) {
        self.view = view
        state = S.State()
        for parcel in history where view.admits(parcel.number, of: parcel.feed) { take(parcel) }
        S.settle(&state, within: frontier)
    }

    public var encoding: [UInt8] {
        var writer = Writer()
        frontier.write(to: &writer)
        return writer.bytes + stateBytes
    }

    private var stateBytes: [UInt8] {
        var writer = Writer()
        S.write(state, to: &writer)
        return writer.bytes
    }

    public func reread() throws(WireError) -> Self {
        var copy = self
        copy.frontier = try Frontier(encoding: frontier.encoding)
        copy.state = try S.State(encoding: stateBytes)
        return copy
    }

    public static func change(_ delta: Delta) -> Change {
        Change(Workload.record(0), S.wrap(delta))
    }

    public var digest: Digest<Blake2b> {
        var adder = RowAdder()
        state.visitRows(of: FieldNumber(0), &adder)
        return adder.digest
    }

    public var recomputedDigest: Digest<Blake2b> { digest }
    public var reading: String { S.read(state) }
}

private struct RowAdder: RowVisitor {
    var digest = Digest<Blake2b>()

    mutating func visit(_ key: RowKey, _ row: borrowing some Row) {
        digest.add(key, of: Workload.record(0), row)
    }
}

/// One readership with its whole history: rows, joined frontier, view, digest
/// (spec/02-data-types.md#scope-1).
public struct Scope<Shelf: Lattice.Shelf, Hasher: Hashing> {
    /// The rows. To be read by anybody; whoever changes them here bypasses the digest.
    public var shelf: Shelf
    public internal(set) var frontier: Frontier
    public internal(set) var view: View
    @usableFromInline var upkeep: Upkeep<Hasher>
    /// The feed for which a draft is open: its changes are in the rows before the bundle is.
    @usableFromInline var drafting: FeedID?
    /// Elements from which the bundle at hand removes, to be settled when all its changes are in.
    @usableFromInline var unsettled: Set<ElementName> = []

    public init(shelf: Shelf) {
        self.shelf = shelf
        frontier = Frontier()
        view = View()
        upkeep = Upkeep()
    }

    /// A scope as it was left, with its digest.
    public init(shelf: Shelf, frontier: Frontier, view: View, digest: Digest<Hasher>) {
        self.init(shelf: shelf)
        self.frontier = frontier
        self.view = view
        upkeep.digest = digest
    }

    /// A scope as it was left: what the shelf holds belongs to this frontier and view. The digest
    /// is added up from the rows.
    public init(shelf: Shelf, frontier: Frontier, view: View) {
        self.init(shelf: shelf)
        self.frontier = frontier
        self.view = view
        self.shelf.visitRows(&upkeep.digest)
    }
}

extension Scope {
    /// Sums over the rows as they stand; equal where states are equal.
    public var digest: Digest<Hasher> { upkeep.digest }
}

extension Scope: Sendable where Shelf: Sendable {}

extension Scope: Equatable where Shelf: Equatable {
    public static func == (a: Self, b: Self) -> Bool {
        a.frontier == b.frontier && a.view == b.view && a.shelf == b.shelf && a.digest == b.digest
    }
}

/// What became of a bundle.
public enum Reception: Hashable, Sendable {
    /// Its changes are in the state, under this feed: its own, or, where only its facts are, the
    /// derived id of a branch.
    case joined(as: FeedID)
    /// It has its place in the frontier, but the view does not let it count.
    case void(as: FeedID)
    case duplicate
    /// Bundles before it are missing, on the feed itself this number first; or, above a fork, it is
    /// there already, which the log can tell. Nothing has changed.
    case waits(for: BundleNumber)
    /// It contradicts what is there: the feed is forked, and the view does not know it yet.
    /// Nothing has changed.
    case forked
    /// The fork has as many branches as are kept. Nothing has changed.
    case surplus
    /// It says it is of a feed that is a branch of another: nobody writes under the id of a branch.
    /// Nothing has changed.
    case refused
}

extension Scope {
    /// Takes a bundle in if it is the next of its feed (spec/02-data-types.md#scope-2).
    @inlinable
    public mutating func receive(_ bundle: OpenBundle) -> Reception {
        precondition(drafting == nil, "a draft is open")
        guard frontier.origin(of: bundle.feed) == bundle.feed else { return .refused }
        let place = place(of: bundle)
        switch place.fit {
        case .duplicate: return .duplicate
        case .waits(let number): return .waits(for: number)
        case .forked: return .forked
        case .next: break
        }
        guard advance(place, to: bundle.tip) else { return .surplus }
        guard view.admits(bundle.number, of: bundle.feed, as: place.feed) else {
            settle(arrived: BundleName(place.feed, bundle.number))
            upkeep.finish(in: &shelf)
            return .void(as: place.feed)
        }
        forEachChange(of: bundle, as: place.feed) { scope, change, stamp in
            scope.join(change, at: stamp)
        }
        settle(arrived: BundleName(place.feed, bundle.number))
        upkeep.finish(in: &shelf)
        return .joined(as: place.feed)
    }

    /// False if the bundle would open a branch too many.
    @usableFromInline
    mutating func advance(_ place: Place, to tip: Tip) -> Bool {
        if let fork = place.opens,
            !frontier.open(place.feed, startingWith: tip.hash, at: fork)
        {
            return false
        }
        advance(place.feed, to: tip)
        return true
    }

    mutating func advance(_ feed: FeedID, to tip: Tip) {
        frontier.advance(feed, to: tip)
        guard let forks = view.forks(of: feed), tip.number < .last else { return }
        let next = tip.number.next
        if forks[next] != nil {
            frontier.reach(ForkPoint(feed: feed, number: next), after: tip.hash)
        }
    }

    /// The changes of an admitted bundle that count; on a branch that is not kept, the facts.
    @inlinable
    mutating func forEachChange(
        of bundle: OpenBundle, as feed: FeedID, _ body: (inout Self, Change, Stamp) -> Void
    ) {
        for (index, change) in bundle.changes.enumerated() {
            if feed != bundle.feed, !change.isFact { continue }
            guard let position = Position(bundle.number, index: index) else { break }
            body(&self, change, Stamp(dot: Dot(feed: feed, position: position), time: bundle.time))
        }
    }

    /// Joins one change. Marks it covers stay until the whole bundle is in: another change of the
    /// bundle may be what was covered early.
    @inlinable
    mutating func join(_ change: Change, at stamp: Stamp) {
        Self.apply(change, at: stamp, to: &shelf, &upkeep)
        if case .field(let field, .set(.remove(let element, _))) = change.delta, change.isSound {
            unsettled.insert(ElementName(change.record, field, element))
        }
    }

    /// Joins one change and leaves its marks as they are.
    @inlinable
    static func apply(
        _ change: Change, at stamp: Stamp, to shelf: inout Shelf, _ upkeep: inout Upkeep<Hasher>
    ) {
        upkeep.watch(change.record)
        shelf.record(change.record) { $0.join(change, at: stamp, observer: &upkeep) }
    }

    /// Settles the rows that a bundle which is now in removed from, or that waited for it.
    @inlinable
    mutating func settle(arrived bundle: BundleName) {
        for element in unsettled { settle(element) }
        unsettled.removeAll(keepingCapacity: true)
        for element in shelf.arrived(bundle) { settle(element) }
    }

    /// Forgets the covered marks of a row whose targets are there, and notes what the others
    /// wait for (spec/02-data-types.md#set-4).
    @inlinable
    mutating func settle(_ name: ElementName) {
        for bundle in Self.settle(name, within: frontier, in: &shelf, &upkeep) {
            shelf.expect(bundle, for: name)
        }
    }

    @inlinable
    static func settle(
        _ name: ElementName, within frontier: Frontier, in shelf: inout Shelf,
        _ upkeep: inout Upkeep<Hasher>
    ) -> [BundleName] {
        upkeep.watch(name.record)
        return shelf.record(name.record) { rows in
            rows.element(name.field, name.element) { row in
                touch(&row, .element(name.field, name.element), &upkeep) {
                    $0.marks.settle(within: frontier)
                }
                return row.marks.entries.filter { $0.value.payload == nil }
                    .map { BundleName($0.key, $0.value.position.number) }
            }
        }
    }
}

extension Change {
    @inlinable
    public var isFact: Bool {
        if case .field(_, .facts) = delta { return true }
        return false
    }
}

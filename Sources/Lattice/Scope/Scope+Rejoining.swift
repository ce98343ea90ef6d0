/// Rows that are being joined anew, as many at a time as there is time for.
///
/// Until `finish` the scope is none: what hangs on the anchors is there in part, and nothing else
/// is to be received.
public struct Rejoining: Sendable {
    /// All that is made anew.
    public let anchors: Set<Anchor>
    /// What still has to be cleared.
    @usableFromInline var left: [Anchor]
    @usableFromInline var settled: Set<ElementName> = []
    /// The same, in the end: what of it is still to be settled.
    @usableFromInline var unsettled: [ElementName]?

    public init(_ anchors: Set<Anchor>) {
        self.anchors = anchors
        left = Array(anchors)
    }
}

extension Scope {
    /// The first step of looking through another view whose forks are the same: from now on it
    /// says what counts. What it changes is to be joined anew.
    public mutating func look(through view: View) {
        precondition(drafting == nil, "a draft is open")
        self.view = view
    }

    /// Clears what hangs on some of the anchors. False if nothing was left to do.
    @inlinable
    public mutating func clear(_ rejoining: inout Rejoining, most: Int) -> Bool {
        guard !rejoining.left.isEmpty else { return false }
        for anchor in rejoining.left.suffix(most) { Self.clear(anchor, &shelf, &upkeep.digest) }
        rejoining.left.removeLast(min(most, rejoining.left.count))
        return true
    }

    /// Joins what a bundle, which was taken in as this feed, says of the anchors. The bundles of a
    /// feed are to come in order.
    @inlinable
    public mutating func rejoin(
        _ bundle: OpenBundle, as feed: FeedID, _ rejoining: inout Rejoining
    ) {
        precondition(rejoining.left.isEmpty, "what is joined again was not cleared")
        guard view.admits(bundle.number, of: bundle.feed, as: feed) else { return }
        forEachChange(of: bundle, as: feed) { scope, change, stamp in
            guard change.isSound, rejoining.anchors.contains(change.anchor) else { return }
            Self.apply(change, at: stamp, to: &scope.shelf, &scope.upkeep)
            if case .field(let field, .set(let delta)) = change.delta {
                rejoining.settled.insert(ElementName(change.record, field, delta.element))
            }
        }
    }

    /// The last steps, after every bundle. False as soon as nothing is left to do.
    @inlinable
    public mutating func finish(_ rejoining: inout Rejoining, most: Int) -> Bool {
        // Only now: a removal may have come before the addition it covers.
        var left = rejoining.unsettled ?? Array(rejoining.settled)
        rejoining.unsettled = nil
        rejoining.settled = []
        for element in left.suffix(most) { settle(element) }
        left.removeLast(min(most, left.count))
        guard !left.isEmpty else {
            upkeep.finish(in: &shelf)
            return false
        }
        rejoining.unsettled = left
        return true
    }
}

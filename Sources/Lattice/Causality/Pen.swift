/// What an author writes a change with: its dot, and how far the author has seen.
public struct Pen: Sendable {
    public let dot: Dot
    let frontier: Frontier
    let view: View

    public init(dot: Dot, seen frontier: Frontier, under view: View = View()) {
        self.dot = dot
        self.frontier = frontier
        self.view = view
    }

    /// The name of another feed's mark as this author may pass it on: never beyond what it has
    /// itself and what counts, or the lie of one would spread through the honest
    /// (spec/02-data-types.md#mark-4).
    @usableFromInline
    func passOn(_ feed: FeedID, _ position: Position) -> Position? {
        guard let tip = frontier[feed] else { return nil }
        let last: BundleNumber
        switch view.cut(of: frontier.origin(of: feed)) {
        case .nothing: return nil
        case .everything: last = tip.number
        case .upTo(let number): last = min(number, tip.number)
        }
        return min(position, Position(endOf: last))
    }
}

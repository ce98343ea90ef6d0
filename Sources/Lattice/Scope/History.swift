/// The bundles that a scope has taken in, from which its rows can be made again.
///
/// Each is given with the feed it was taken in as (`Reception`), and after the bundle it names as
/// its previous one. Nothing else about order is asked.
public protocol History {
    /// Every bundle.
    func forEachBundle(_ body: (OpenBundle, FeedID) -> Void)
    /// The bundles of one feed, with all its branches.
    func forEachBundle(of feed: FeedID, _ body: (OpenBundle, FeedID) -> Void)
    /// Those that touch one of the anchors, and perhaps others.
    func forEachBundle(touching anchors: Set<Anchor>, _ body: (OpenBundle, FeedID) -> Void)
}

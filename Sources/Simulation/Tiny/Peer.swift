public import Lattice
public import Seal

/// One laptop of the tiny world: a scope, a log, a clock. Synchronous and free of effects.
public struct Peer: Sendable {
    public typealias State = Scope<MemoryShelf, Blake2b>

    public let index: Int
    public private(set) var feed: FeedID
    public private(set) var scope: State
    public private(set) var log: Log
    public private(set) var decrees: [Decree] = []
    private var clock = HybridClock()
    private var incarnation: UInt64 = 0
    /// Errands that could not be done, and bundles that found no place.
    public private(set) var refusals = 0

    public init(index: Int) {
        self.index = index
        feed = Self.feed(index, incarnation: 0)
        scope = State(shelf: MemoryShelf())
        log = Log()
    }

    /// Spread over all ids, as drawn ones are, but the same in every run.
    public static func feed(_ index: Int, incarnation: UInt64) -> FeedID {
        var random = SeededRandom(seed: UInt64(index) << 32 | incarnation)
        return FeedID(high: random.next(), low: random.next())
    }

    /// Goes on under a feed of its own that nobody has seen.
    public mutating func reincarnate(as incarnation: UInt64) {
        self.incarnation = incarnation
        feed = Self.feed(index, incarnation: incarnation)
    }

    /// Does the errands, as far as they can be done, and returns the bundle that came of it.
    public mutating func act(_ errands: [Errand], wall: WallTime) -> OpenBundle? {
        // A feed that is forked, or that counts no further, is left for another.
        if scope.view.forks(of: feed) != nil || scope.view.cut(of: feed) != .everything {
            reincarnate(as: incarnation + 1)
        }
        guard var draft = try? scope.open(feed, at: clock.tick(wall)) else { return nil }
        for errand in errands {
            do throws(AuthorError) {
                try scope.change(errand.record, in: &draft) { rows, pen throws(AuthorError) in
                    try errand.intent.author(&rows, pen)
                }
            } catch {
                refusals += 1
            }
        }
        let bundle = scope.close(draft, as: BundleBytes.hash(draft))
        log.take(bundle, as: feed)
        return bundle
    }

    /// Takes bundles and decrees in, in whatever order they come.
    public mutating func receive(_ bundles: [OpenBundle], _ news: [Decree], wall: WallTime) {
        var isMoved = false
        for decree in news where !decrees.contains(decree) {
            decrees.append(decree)
            isMoved = true
        }
        for bundle in bundles where !log.holds(bundle.hash) {
            _ = clock.hear(bundle.time, wall)
            _ = take(bundle)
        }
        retry()
        // What still waits may do so because of a fork that can be proven now.
        if isMoved || !log.waiting.isEmpty { review() }
    }

    /// False if the bundle found no place, which may be because of a fork.
    private mutating func take(_ bundle: OpenBundle) -> Bool {
        switch scope.receive(bundle) {
        case .joined(let feed), .void(let feed):
            log.take(bundle, as: feed)
            return true
        case .surplus, .refused:
            refusals += 1
            log.drop(bundle)
            return true
        case .duplicate, .waits, .forked:
            // A duplicate of something that the log does not hold is no duplicate.
            log.wait(bundle)
            return false
        }
    }

    private mutating func retry() {
        var isProgress = true
        while isProgress {
            isProgress = false
            for entry in log.waiting.entries where take(entry.value) { isProgress = true }
        }
    }

    /// Looks whether what came in changes the view, and takes everything in under the new one.
    private mutating func review() {
        let view = View.following(decrees, log.everything, by: Blake2b.self)
        guard view != scope.view else { return }
        let waiting = log.waiting.entries.map(\.value)
        if let receptions = scope.adopt(view, from: log) {
            let old = log
            log = Log()
            for (entry, reception) in zip(old.taken, receptions) {
                switch reception {
                case .joined(let feed), .void(let feed): log.take(entry.bundle, as: feed)
                case .surplus, .refused: refusals += 1
                case .duplicate, .waits, .forked: log.wait(entry.bundle)
                }
            }
            for bundle in waiting { log.wait(bundle) }
        }
        retry()
    }

    /// A laptop that was switched off: what is not in the log is gone, the state is made again.
    public mutating func restart() {
        scope = State(shelf: MemoryShelf())
        let old = log
        log = Log()
        clock = HybridClock()
        for bundle in old.everything {
            clock = HybridClock(
                last: max(clock.last, bundle.feed == feed ? bundle.time : clock.last))
            _ = take(bundle)
        }
        retry()
        review()
    }
}

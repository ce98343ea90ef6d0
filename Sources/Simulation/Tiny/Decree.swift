public import Lattice

/// What the charter of the tiny world can say. A later serial replaces an earlier one.
public struct Decree: Hashable, Comparable, Sendable {
    public enum Order: Hashable, Sendable {
        case cut(FeedID, View.Cut)
        /// Keep the branch that begins with this bundle.
        case keep(BundleHash)
    }

    public let serial: Int
    public let order: Order

    public init(serial: Int, _ order: Order) {
        self.serial = serial
        self.order = order
    }

    public static func < (a: Self, b: Self) -> Bool { a.serial < b.serial }
}

extension View {
    /// The view that follows from decrees and from bundles: the same for all who have the same.
    static func following(
        _ decrees: [Decree], _ bundles: [OpenBundle], by hashing: any Hashing.Type
    )
        -> View
    {
        var view = View()
        var keeps: [BundleHash: Int] = [:]
        for decree in decrees.sorted() {
            switch decree.order {
            case .cut(let feed, let cut): view.cut(feed, to: cut)
            case .keep(let first): keeps[first] = decree.serial
            }
        }
        ForkFinder(bundles, keeps: keeps).findForks(&view, by: hashing)
        return view
    }
}

/// Finds forks: bundles of one feed that follow the same one.
private struct ForkFinder {
    private struct Follow: Hashable {
        let feed: FeedID
        let previous: BundleHash
    }

    private var followers: [Follow: [OpenBundle]] = [:]
    private var roots: SortedMap<FeedID, Bool> = SortedMap()
    private let keeps: [BundleHash: Int]

    init(_ bundles: [OpenBundle], keeps: [BundleHash: Int]) {
        self.keeps = keeps
        for bundle in bundles {
            let follow = Follow(feed: bundle.feed, previous: bundle.previous)
            followers[follow, default: []].append(bundle)
            roots[bundle.feed] = true
        }
    }

    func findForks(_ view: inout View, by hashing: any Hashing.Type) {
        for feed in roots.keys {
            // Walk every chain from its beginning; where it divides, the parts get names.
            var open = [(name: feed, previous: BundleHash.zero)]
            while let (name, previous) = open.popLast() {
                let next = followers[Follow(feed: feed, previous: previous)] ?? []
                guard next.count > 1 else {
                    open += next.map { (name, $0.hash) }
                    continue
                }
                let kept = next.map(\.hash).filter { keeps[$0] != nil }
                    .max { (keeps[$0] ?? 0) < (keeps[$1] ?? 0) }
                let point = ForkPoint(feed: name, number: next[0].number)
                view.fork(name, at: point.number, kept.map { .keep($0) } ?? .undecided)
                for bundle in next {
                    let isKept = bundle.hash == kept
                    let branch = FeedID.branch(of: point, startingWith: bundle.hash, by: hashing)
                    open.append((isKept ? name : branch, bundle.hash))
                }
            }
        }
    }
}

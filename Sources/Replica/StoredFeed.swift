internal import Bundles
internal import Lattice

/// A feed of which bundles are stored, as far as it has to be in memory.
struct StoredFeed {
    let known: KnownFeed
    private(set) var shape: Shape
    /// Of all its bundles.
    var byteCount = 0

    /// Nearly every feed is a line, of which the end and few other bundles matter. One that forked
    /// is there as a whole.
    enum Shape {
        case line(Line)
        case tree(FeedTree)
    }

    struct Line {
        typealias End = (header: Header, hash: BundleHash)

        /// Where the version of the policy rises, the first bundle before all.
        var steps: [End]
        var end: End
    }

    init(_ known: KnownFeed, _ first: VerifiedBundle) {
        let end: Line.End = (first.header, first.hash)
        self.init(known, .line(Line(steps: [end], end: end)))
    }

    init(_ known: KnownFeed, _ shape: Shape) {
        self.known = known
        self.shape = shape
    }

    var isForked: Bool { if case .tree(let tree) = shape { tree.isForked } else { false } }

    var highest: BundleNumber? {
        switch shape {
        case .line(let line): line.end.header.number
        case .tree(let tree): tree.highest
        }
    }

    /// The fourth gate (spec/05-bundles.md#bun-6). `hash` gives what is stored under a number of a
    /// feed that is a line.
    func fit(
        _ header: Header, _ hash: BundleHash, at stored: (BundleNumber) -> BundleHash?
    ) -> FeedTree.Fit {
        guard case .line(let line) = shape else {
            if case .tree(let tree) = shape { return tree.fit(header, hash) }
            return .fallsBack
        }
        let end = line.end.header
        if header.number > end.number {
            guard header.number == end.number.next, header.previous == line.end.hash else {
                // It follows what is not there, or another bundle than the one that is.
                let missing = end.number < .last ? end.number.next : end.number
                return .waits(for: min(missing, header.number.previous ?? .first))
            }
            return header.follows(end) ? .next : .fallsBack
        }
        guard let there = stored(header.number), there != hash else { return .duplicate }
        guard let previous = header.number.previous else { return .forks(from: there) }
        guard stored(previous) == header.previous else {
            return .waits(for: previous)
        }
        return .forks(from: there)
    }

    /// Takes in what fits next. Returns whether it cites a later policy than those before.
    mutating func append(_ header: Header, _ hash: BundleHash) -> Bool {
        switch shape {
        case .line(var line):
            let isStep = header.policy > line.end.header.policy
            line.end = (header, hash)
            if isStep { line.steps.append(line.end) }
            shape = .line(line)
            return isStep
        case .tree(var tree):
            tree.insert(header, hash)
            shape = .tree(tree)
            return false
        }
    }

    /// Goes on as a whole tree.
    mutating func become(_ tree: FeedTree) { shape = .tree(tree) }
}

extension Header {
    /// Whether it can come after another (spec/05-bundles.md#bun-7).
    func follows(_ last: Header) -> Bool {
        last.time < time && last.policy <= policy && last.schema <= schema
    }
}

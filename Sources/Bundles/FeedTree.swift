public import Lattice

/// The bundles of one feed by what they follow: a chain, or a tree if the feed is forked.
///
/// Within a tree a bundle has a place, a number that means nothing outside. Lines are stretches
/// without a fork; which of several branches goes on a line depends on what came first, and so
/// nothing that leaves this type may tell of lines.
public struct FeedTree: Sendable {
    /// What is kept of a bundle.
    public struct Node: Sendable {
        public let header: Header
        public let hash: BundleHash
        /// The place of the bundle before it; −1 for the first.
        public let parent: Int
        let line: Int
        /// The place of a bundle that follows it; −1 if none does.
        fileprivate(set) var next = -1
    }

    struct Line: Sendable {
        /// Where it leaves another line; −1 for those that begin the feed.
        let parent: Int
        var end: Int
    }

    public private(set) var nodes: [Node] = []
    private var places: [BundleHash: Int] = [:]
    private(set) var lines: [Line] = []
    /// The places of bundles that follow one that others follow too.
    private var branching: [BundleHash: [Int]] = [:]

    public init() {}

    /// A feed without forks, of which only some bundles are given, ascending: the first, the last,
    /// and those between that something is known of.
    public init(line: [(header: Header, hash: BundleHash)]) {
        for (place, entry) in line.enumerated() {
            nodes.append(Node(header: entry.header, hash: entry.hash, parent: place - 1, line: 0))
            places[entry.hash] = place
            if place > 0 { nodes[place - 1].next = place }
        }
        if !line.isEmpty { lines = [Line(parent: -1, end: line.count - 1)] }
    }

    public subscript(hash: BundleHash) -> Node? { places[hash].map { nodes[$0] } }
    public func place(of hash: BundleHash) -> Int? { places[hash] }

    public var isForked: Bool { lines.count > 1 }

    /// The highest number that is there.
    public var highest: BundleNumber? { lines.map { nodes[$0.end].header.number }.max() }

    /// What becomes of a bundle.
    public enum Fit: Hashable, Sendable {
        case next
        case duplicate
        /// What it follows is not there. The number is that of a bundle to ask for.
        case waits(for: BundleNumber)
        /// It follows what another one follows already: the feed is forked. This is the other.
        case forks(from: BundleHash)
        /// Its number is not the next, its time does not rise, or a version falls
        /// (spec/05-bundles.md#bun-7).
        case fallsBack
    }

    /// The fourth gate.
    public func fit(_ header: Header, _ hash: BundleHash) -> Fit {
        if places[hash] != nil { return .duplicate }
        guard header.number != .first else {
            guard let other = lines.first(where: { $0.parent < 0 }) else { return .next }
            return .forks(from: nodes[root(of: other.end)].hash)
        }
        guard let before = places[header.previous] else {
            return .waits(for: missing(below: header))
        }
        let last = nodes[before].header
        guard last.number < .last, last.number.next == header.number, last.time < header.time,
            last.policy <= header.policy, last.schema <= header.schema
        else { return .fallsBack }
        let line = lines[nodes[before].line]
        return line.end == before ? .next : .forks(from: nodes[nodes[before].next].hash)
    }

    private func missing(below header: Header) -> BundleNumber {
        guard let highest, highest < .last else { return .first }
        return min(highest.next, header.number.previous ?? .first)
    }

    private func root(of place: Int) -> Int {
        var place = place
        while nodes[place].parent >= 0 { place = nodes[place].parent }
        return place
    }

    /// Takes a bundle in that fits, and says its place.
    @discardableResult
    public mutating func insert(_ header: Header, _ hash: BundleHash) -> Int {
        let place = nodes.count
        var line = lines.count
        switch fit(header, hash) {
        case .next where header.number != .first:
            line = places[header.previous].map { nodes[$0].line } ?? line
            lines[line].end = place
        case .next: lines.append(Line(parent: -1, end: place))
        case .forks(let other):
            lines.append(Line(parent: places[header.previous] ?? -1, end: place))
            guard let first = places[other] else { preconditionFailure("the other is there") }
            branching[header.previous, default: [first]].append(place)
        case .duplicate, .waits, .fallsBack: preconditionFailure("the bundle does not fit")
        }
        let parent = header.number == .first ? -1 : places[header.previous] ?? -1
        if parent >= 0, nodes[parent].next < 0 { nodes[parent].next = place }
        nodes.append(Node(header: header, hash: hash, parent: parent, line: line))
        places[hash] = place
        return place
    }

    /// The last bundles of all branches, ascending.
    public var ends: [Tip] {
        lines.map { Tip(nodes[$0.end].header.number, nodes[$0.end].hash) }
            .sorted { ($0.number, $0.hash) < ($1.number, $1.hash) }
    }

    /// The last bundle that all ends follow; nil if there is none.
    public var trunk: BundleNumber? {
        // Where the very first bundles differ, they follow nothing, which is below the first.
        if branching[.zero] != nil { return nil }
        return branching.keys.compactMap { self[$0]?.header.number }.min() ?? highest
    }

    /// What the branches follow wherever the feed divides.
    public var forks: some Collection<BundleHash> { branching.keys }

    /// The bundles that follow one, ascending; of the zero hash, the first of the feed.
    public func followers(of hash: BundleHash) -> [BundleHash] {
        if let several = branching[hash] { return several.map { nodes[$0].hash }.sorted() }
        guard hash != .zero else { return nodes.first.map { [$0.hash] } ?? [] }
        guard let place = places[hash], nodes[place].next >= 0 else { return [] }
        return [nodes[nodes[place].next].hash]
    }
}

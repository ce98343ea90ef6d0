import Gossip
import Lattice

/// A small library: six feeds, of which any may fork twice, and things of the other sorts with
/// eight names each. What a bundle is can be seen from any piece of it.
struct Pond: Library, Equatable {
    /// A bundle of a feed: its number, and 0 for the trunk or the number of a branch.
    struct Place: Hashable, Comparable {
        let number: Int
        let branch: Int

        /// The trunk has all numbers, and the branches part from it before 2 and 4.
        var isPossible: Bool { (2 * branch..<Pond.most).contains(number) }

        var previous: Place? {
            guard number > 0 else { return nil }
            return Place(number: number - 1, branch: number > 2 * branch ? branch : 0)
        }

        static func < (a: Self, b: Self) -> Bool { (a.number, a.branch) < (b.number, b.branch) }
    }

    static let feeds: ClosedRange<UInt8> = 1...6
    static let branches = 3
    static let names: ClosedRange<UInt8> = 1...8
    static let most = 60

    private(set) var places: [UInt8: Set<Place>] = [:]
    private(set) var things: [Sort: Set<UInt8>] = [:]

    /// As many of each branch of each feed as is drawn, and of the things those that are.
    init(_ choice: inout Entropy) {
        for feed in Self.feeds {
            for branch in 0..<Self.branches {
                for _ in 0..<max(0, choice.below(16) - 4 * branch) {
                    grow(feed, branch)
                }
            }
        }
        for sort in Sort.allCases where sort != .feed {
            let drawn = choice.byte()
            things[sort] = Set(Self.names.filter { drawn >> ($0 - 1) & 1 == 1 })
        }
    }

    /// Adds the next bundle of a branch, if it can be, and says which.
    @discardableResult
    mutating func grow(_ feed: UInt8, _ branch: Int) -> Place? {
        let held = places[feed] ?? []
        let next = held.filter { $0.branch == branch }.map { $0.number + 1 }.max() ?? 2 * branch
        let place = Place(number: next, branch: branch)
        guard place.isPossible, place.previous.map({ held.contains($0) }) ?? true else {
            return nil
        }
        places[feed, default: []].insert(place)
        return place
    }

    mutating func add(_ sort: Sort, _ name: UInt8) { things[sort, default: []].insert(name) }

    // MARK: What it is made of

    static func tier(_ feed: UInt8) -> Tier { feed <= 2 ? .authority : .records }

    static func tier(_ sort: Sort, _ name: UInt8) -> Tier {
        switch sort {
        case .root, .proof: .authority
        case .envelope, .schema: .keys
        case .feed: tier(name)
        }
    }

    /// Long ones are made once: a fuzzer has better to do.
    nonisolated(unsafe) private static var runs: [[UInt8]: [UInt8]] = [:]

    /// Three bytes over and over, from different ranges, so that they are known wherever one looks.
    static func bytes(_ name: UInt8, _ number: Int, _ other: Int, _ size: Int) -> [UInt8] {
        let run = [0x80 | name, UInt8(number), 0x40 | UInt8(other)]
        let key = run + [UInt8(size & 255), UInt8(size >> 8 & 255)]
        if let known = runs[key] { return known }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size + 2)
        while bytes.count < size { bytes += run }
        bytes.removeLast(bytes.count - size)
        if size > 1_000 { runs[key] = bytes }
        return bytes
    }

    /// Of two feeds some bundles are long, so that credit runs out, and some come in parts.
    private static func bytes(_ feed: UInt8, _ place: Place) -> [UInt8] {
        let size =
            switch (feed, place.number % 4) {
            case (1, 1), (5, 1): 40_000
            case (6, 1): 70_000
            default: 40
            }
        return bytes(feed, place.number, place.branch, size)
    }

    /// Whose piece this is; nil if it is too short to say.
    static func name(of piece: [UInt8]) -> UInt8? {
        piece.prefix(3).first { $0 & 0x80 != 0 }.map { $0 & 0x7F }
    }

    private static func name<Named>(_ id: Identifier<Named>) -> UInt8 {
        UInt8(truncatingIfNeeded: id.low)
    }

    private static func tip(_ place: Place) -> Tip {
        Tip(number(place.number), BundleHash(1, 1, UInt64(place.number), UInt64(place.branch)))
    }

    static func number(_ value: Int) -> BundleNumber { BundleNumber(UInt64(value)) ?? .first }

    private func ends(_ feed: UInt8) -> [Place] {
        let held = places[feed] ?? []
        return held.subtracting(held.compactMap(\.previous)).sorted()
    }

    private func holding(feed: UInt8) -> Holding? {
        let ends = ends(feed)
        guard let last = ends.last else { return nil }
        let forks = (places[feed] ?? []).compactMap { $0.branch > 0 ? 2 * $0.branch - 1 : nil }
        let trunk = ends.count == 1 ? last.number : forks.min() ?? 0
        return Holding(
            Ground.id(feed), Self.tier(feed), ends: ends.map { Self.tip($0) },
            trunk: Self.number(trunk))
    }
}

/// What conversations ask for.
extension Pond {
    func holdings(of tier: Tier) -> [Holding] {
        let others = Sort.allCases.filter { $0 != .feed && Self.tier($0, 0) == tier }
        return Self.feeds.filter { Self.tier($0) == tier }.compactMap { holding(feed: $0) }
            + others.flatMap { sort in
                (things[sort] ?? []).sorted().map { Holding(sort, tier, Ground.id($0)) }
            }
    }

    func holding(_ sort: Sort, _ name: HoldingName) -> Holding? {
        let byte = Self.name(name)
        guard name == Ground.id(byte) else { return nil }
        if sort == .feed { return holding(feed: byte) }
        guard things[sort]?.contains(byte) == true else { return nil }
        return Holding(sort, Self.tier(sort, byte), name)
    }

    func hash(of feed: FeedID, at number: BundleNumber) -> BundleHash? {
        let held = places[Self.name(feed)] ?? []
        return held.filter { $0.number == number.value }.min().map { Self.tip($0).hash }
    }

    func bundles(
        of feed: FeedID, from number: BundleNumber, most: Int
    ) -> [(number: BundleNumber, bytes: [UInt8])] {
        let byte = Self.name(feed)
        return (places[byte] ?? []).filter { $0.number >= number.value }.sorted().prefix(most)
            .map { (Self.number($0.number), Self.bytes(byte, $0)) }
    }

    func things(_ sort: Sort, _ names: [HoldingName]) -> [[UInt8]] {
        names.compactMap { name in
            let byte = Self.name(name)
            guard holding(sort, name) != nil else { return nil }
            return Self.bytes(byte, 63, Int(sort.rawValue), byte == 8 ? 70_000 : 50)
        }
    }

    /// What is to be said, as by a replica, of what came.
    struct Taken {
        /// From where on feeds are asked for, of which something is missing.
        var missing: [(feed: UInt8, from: Int)] = []
        /// Where feeds were found to fork.
        var forked: [(feed: UInt8, number: Int)] = []
    }

    mutating func take(_ sort: Sort, _ all: [[UInt8]]) -> Taken {
        var taken = Taken()
        for bytes in all {
            guard bytes.count >= 3, let name = Self.name(of: bytes), bytes[0] & 0x80 != 0 else {
                continue
            }
            guard sort == .feed else {
                if Self.names.contains(name) { add(sort, name) }
                continue
            }
            let place = Place(number: Int(bytes[1]), branch: Int(bytes[2] & 0x3F))
            guard Self.feeds.contains(name), place.branch < Self.branches, place.isPossible else {
                continue
            }
            let held = places[name] ?? []
            if place.previous.map({ held.contains($0) }) ?? true {
                let isNew = places[name, default: []].insert(place).inserted
                guard isNew, held.contains(where: { $0.previous == place.previous }) else {
                    continue
                }
                taken.forked.append((name, place.number))
            } else {
                let before = max(place.number - 1, 0)
                taken.missing.append((name, min(before, (held.map(\.number).max() ?? -1) + 1)))
            }
        }
        return taken
    }
}

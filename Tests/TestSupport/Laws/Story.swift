internal import Lattice
public import Simulation

/// One thing that happens. Every step can happen after any other, so steps can be left out.
public enum Step<Want: Hashable & Sendable>: Hashable, Sendable {
    case act(Int, [Want], time: UInt64)
    /// A replica sends lies drawn from a seed.
    case lie(Int, seed: UInt64, time: UInt64)
    /// A replica receives the next bundle of another's feed, if there is one.
    case deliver(to: Int, of: Int)
}

/// What comes of steps: replicas, and the bundles they wrote.
public struct Story<M: Machine>: Sendable {
    public private(set) var replicas: [M]
    /// By writer, in order.
    public private(set) var parcels: [[Parcel<M.Delta>]]
    /// By replica and writer: how many bundles are there.
    public private(set) var received: [[Int]]
    /// Nobody lied.
    public private(set) var isHonest = true

    public init(replicas count: Int) {
        replicas = Array(repeating: M(), count: count)
        parcels = Array(repeating: [], count: count)
        received = Array(repeating: Array(repeating: 0, count: count), count: count)
    }

    public init(_ steps: [Step<M.Want>], replicas count: Int) {
        self.init(replicas: count)
        for step in steps { take(step) }
    }

    public mutating func take(_ step: Step<M.Want>) {
        switch step {
        case .act(let who, let wants, let time):
            let time = HybridTime(word: time)
            add(replicas[who].act(wants, feed: Universe.feed(who), time: time), by: who)
        case .lie(let who, let seed, let time):
            isHonest = false
            var random = SeededRandom(seed: seed)
            let feed = Universe.feed(who)
            let parcel = Parcel(
                feed: feed, number: replicas[who].frontier[feed]?.number.next ?? .first,
                time: HybridTime(word: time),
                deltas: (0...random.below(2)).map { _ in M.lie(&random) }, knew: nil)
            replicas[who].receive(parcel)
            add(parcel, by: who)
        case .deliver(let to, let of):
            guard to != of, received[to][of] < parcels[of].count else { return }
            replicas[to].receive(parcels[of][received[to][of]])
            received[to][of] += 1
        }
    }

    private mutating func add(_ parcel: Parcel<M.Delta>, by who: Int) {
        parcels[who].append(parcel)
        received[who][who] += 1
    }

    /// What a replica holds, in order within each feed.
    public func held(by replica: Int) -> [Parcel<M.Delta>] {
        zip(parcels, received[replica]).flatMap { $0.prefix($1) }
    }

    public var all: [Parcel<M.Delta>] { parcels.flatMap { $0 } }
}

extension Story {
    /// Steps drawn from a seed: mostly writing and delivering, sometimes lying.
    public static func draw(
        _ random: inout SeededRandom, replicas: Int, length: Int, lies: Bool
    ) -> [Step<M.Want>] {
        (0..<length).map { _ in
            let who = random.below(replicas)
            // Few clock readings, so that they collide and run backwards.
            let time = UInt64(random.below(4))
            if lies, random.chance(8) { return .lie(who, seed: random.next(), time: time) }
            if random.chance(45) {
                let wants = (0...random.below(3)).map { _ in M.draw(&random) }
                return .act(who, wants, time: time)
            }
            return .deliver(to: who, of: random.below(replicas))
        }
    }
}

extension Array {
    /// In any order that keeps the parcels of a feed in theirs; some come twice, or too early.
    public func delivered<Delta>(_ random: inout SeededRandom) -> Self
    where Element == Parcel<Delta> {
        var feeds: [[Element]] = []
        for parcel in self {
            if let index = feeds.firstIndex(where: { $0[0].feed == parcel.feed }) {
                feeds[index].append(parcel)
            } else {
                feeds.append([parcel])
            }
        }
        var order: [Element] = []
        var next = [Int](repeating: 0, count: feeds.count)
        while order.count < count * 3,
            let open = feeds.indices.filter({ next[$0] < feeds[$0].count }).nilIfEmpty
        {
            let index = random.pick(open)
            order.append(feeds[index][next[index]])
            next[index] += 1
            if random.chance(20) { order.append(random.pick(order)) }
            if random.chance(15), next[index] + 1 < feeds[index].count {
                // Too early: a replica that takes it has a gap.
                order.append(feeds[index][next[index] + 1])
            }
        }
        return order
    }
}

extension Array {
    fileprivate var nilIfEmpty: Self? { isEmpty ? nil : self }
}

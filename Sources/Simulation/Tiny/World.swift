public import Lattice
internal import Seal

/// What a run's trace is the hash of.
public enum Trace {}

/// A few replicas on bad links under one clock and one seed. The same seed, the same run: its
/// trace can be compared by one hash.
public struct SimulatedWorld<Laptop: Simulated>: Sendable {
    public internal(set) var replicas: [Laptop]
    public private(set) var now: UInt64 = 0
    /// A hash over everything that happened, in order.
    public private(set) var trace: Hash<Trace> = .zero
    public private(set) var delivered = 0
    public private(set) var lost = 0
    public var link: Link
    public var workload: Workload
    /// How often out of a hundred a replica that wakes up also writes; zero ends all writing.
    public var writePercent = 50
    /// By replica, how far its wall clock is off, in milliseconds.
    public var clockErrors: [Int64]

    private var events = EventQueue<Event>()
    private var random: SeededRandom
    /// Replicas of different groups do not hear each other.
    private var groups: [Int]
    var lastSerial = 0

    private enum Event: Hashable, Sendable {
        case wake(Int)
        case arrival(Laptop.Message, from: Int, to: Int)
    }

    /// A world of laptops that are there.
    init(seed: UInt64, of laptops: [Laptop], _ link: Link, _ workload: Workload) {
        let count = laptops.count
        precondition(count > 0, "a world needs somebody in it")
        random = SeededRandom(seed: seed)
        replicas = laptops
        groups = Array(repeating: 0, count: count)
        clockErrors = Array(repeating: 0, count: count)
        self.link = link
        self.workload = workload
        for index in 0..<count { wakeLater(index) }
    }

    // MARK: What a test may do to the world

    /// Cuts the world into groups that do not hear each other; who is named nowhere is alone.
    public mutating func partition(_ parts: [[Int]]) {
        groups = groups.indices.map { -1 - $0 }
        for (group, members) in parts.enumerated() {
            for member in members { groups[member] = group }
        }
        note("partition", groups.map(Int64.init))
    }

    /// A partition drawn at random: each replica in one of so many groups.
    public mutating func partitionAtRandom(into count: Int) {
        var parts: [[Int]] = Array(repeating: [], count: count)
        for index in replicas.indices { parts[random.below(count)].append(index) }
        partition(parts)
    }

    public mutating func heal() { partition([Array(replicas.indices)]) }

    public mutating func restart(_ index: Int) {
        note("restart", [Int64(index)])
        replicas[index].restart()
    }

    /// Puts a replica back to an earlier copy of itself, feed and all: the classic way to fork.
    public mutating func restore(_ copy: Laptop) {
        note("restore", [Int64(copy.index)])
        replicas[copy.index] = copy
    }

    /// Lets a replica do errands now.
    public mutating func act(_ index: Int, _ errands: [Errand]) {
        let hash = replicas[index].act(errands, at: wall(of: index))
        if let hash { note("write", [Int64(index)], hash) }
    }

    /// Lets the clock run for so long, with all that happens meanwhile.
    public mutating func run(milliseconds: UInt64) {
        let end = now + milliseconds
        while let time = events.nextTime, time <= end {
            guard let event = events.pop() else { break }
            now = time
            perform(event)
        }
        now = end
    }

    /// Heals, ends all writing, and runs until everybody holds the same or an hour has passed.
    /// Returns whether they do.
    public mutating func settle() -> Bool {
        heal()
        writePercent = 0
        for _ in 0..<3_600 where !isConverged { run(milliseconds: 1_000) }
        return isConverged
    }

    /// Whether all hold the same, and wait for nothing that somebody has. (What a laptop had not
    /// shared before it was put back to an old copy is gone; what followed it waits for ever.)
    public var isConverged: Bool {
        replicas.allSatisfy { one in
            one.scope.frontier == replicas[0].scope.frontier
                && one.scope.view == replicas[0].scope.view
                && one.hasHeardTheSame(as: replicas[0])
                && one.log.waiting.entries.allSatisfy { orphan in
                    !replicas.contains { $0.log[orphan.value.previous] != nil }
                }
        }
    }

    /// Whether those who hold the same bundles under the same view have the same digest: what the
    /// whole house stands on. Worth asking at any time, not only at the end.
    public var isSound: Bool {
        replicas.allSatisfy { one in
            replicas.allSatisfy { other in
                one.scope.frontier != other.scope.frontier || one.scope.view != other.scope.view
                    || one.scope.digest == other.scope.digest
            }
        }
    }

    // MARK: What happens by itself

    private mutating func perform(_ event: Event) {
        switch event {
        case .wake(let index):
            if random.chance(writePercent) {
                act(index, (0...random.below(3)).map { _ in workload.errand(&random) })
            }
            if replicas.count > 1 {
                let other = (index + 1 + random.below(replicas.count - 1)) % replicas.count
                send(replicas[index].summary, from: index, to: other)
            }
            wakeLater(index)
        case .arrival(let message, let from, let to):
            guard groups[from] == groups[to] else {
                lost += 1
                return
            }
            delivered += 1
            note("arrival", [Int64(from), Int64(to)])
            if let answer = replicas[to].handle(message, wall: wall(of: to)) {
                send(answer, from: to, to: from)
            }
        }
    }

    private mutating func send(_ message: Laptop.Message, from: Int, to: Int) {
        let copies = random.chance(link.duplicationPercent) ? 2 : 1
        for _ in 0..<copies {
            if random.chance(link.lossPercent) {
                lost += 1
                continue
            }
            let span = link.delayMilliseconds
            let delay = UInt64(span.lowerBound + random.below(span.count))
            events.push(.arrival(message, from: from, to: to), at: now + delay)
        }
    }

    private mutating func wakeLater(_ index: Int) {
        events.push(.wake(index), at: now + 50 + UInt64(random.below(500)))
    }

    func wall(of index: Int) -> WallTime {
        // A day in 2026, so that a clock can also be decades behind.
        WallTime(milliseconds: 1_790_000_000_000 + Int64(now) + clockErrors[index])
    }

    mutating func note(_ what: String, _ numbers: [Int64], _ hash: BundleHash = .zero) {
        var bytes = ByteBuffer()
        bytes.put(trace)
        bytes.put(now)
        bytes.put(Value(what))
        for number in numbers { bytes.put(UInt64(bitPattern: number)) }
        bytes.put(hash)
        trace = bytes.hash(by: Blake2b.self, of: Trace.self)
    }
}

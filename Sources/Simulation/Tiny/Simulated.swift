public import Lattice
public import Seal

/// What a world needs of the laptops in it.
public protocol Simulated: Sendable {
    /// What one tells another.
    associatedtype Message: Hashable, Sendable

    var index: Int { get }
    var scope: Scope<MemoryShelf, Blake2b> { get }
    var log: Log { get }
    /// Whether the two have heard of the same authority.
    func hasHeardTheSame(as other: Self) -> Bool
    /// What it tells of itself.
    var summary: Message { get }

    /// Does the errands, as far as they can be done, and returns the hash of what came of it.
    mutating func act(_ errands: [Errand], at wall: WallTime) -> BundleHash?
    /// Takes a message in and returns the answer, if there is one.
    mutating func handle(_ message: Message, wall: WallTime) -> Message?
    /// Was switched off: what is not in the log is gone.
    mutating func restart()
}

/// A world of replicas that know of no authority but decrees: enough for the laws of merging.
public typealias World = SimulatedWorld<Peer>

extension Peer: Simulated {
    public func hasHeardTheSame(as other: Self) -> Bool { scope.view == other.scope.view }

    public mutating func act(_ errands: [Errand], at wall: WallTime) -> BundleHash? {
        act(errands, wall: wall)?.hash
    }
}

extension SimulatedWorld where Laptop == Peer {
    public init(
        seed: UInt64, replicas count: Int, link: Link = .bad, workload: Workload = .init()
    ) {
        self.init(
            seed: seed, of: (0..<count).map { Peer(index: $0) }, link, workload)
    }

    /// A decree of the charter, heard first by one replica.
    public mutating func decree(_ order: Decree.Order, at index: Int) {
        lastSerial += 1
        note("decree", [Int64(lastSerial), Int64(index)])
        replicas[index].receive([], [Decree(serial: lastSerial, order)], wall: wall(of: index))
    }
}

internal import Bundles
public import Charter
public import Gossip
public import Identity
internal import Keys
public import Lattice
public import Replica
internal import Schema
internal import Seal

/// A machine with one device and one person, or a relay that has neither seat nor keys: a station
/// as it ships, with a disk, clocks and power of its own.
public final class Host {
    public let number: Int
    public let somebody: Somebody
    let hello: HelloKey
    let realm: DomainID
    private let owner: Owner
    private var station: Station<MemoryStorage>?
    /// What is on the disk while the power is off.
    private(set) var disk: MemoryStorage
    var clock = HostClock()
    /// Who can be heard: those at the same place. Nil: nobody.
    public internal(set) var place: Int?
    public internal(set) var isAwake = true
    /// Whether it is over for good.
    public internal(set) var isGone = false
    /// How often it was started.
    public private(set) var lives: UInt64 = 0
    var wakeAt: UInt64?
    /// Whether an older copy was put into it: it may have lost what it had promised.
    public internal(set) var hasForgotten = false
    /// A copy of its disk that somebody made.
    var backup: MemoryStorage?
    private let seed: UInt64

    init(_ number: Int, _ somebody: Somebody, _ realm: DomainID, _ hello: HelloKey, seed: UInt64) {
        self.number = number
        self.somebody = somebody
        self.realm = realm
        self.hello = hello
        self.seed = seed
        owner = Owner(somebody.seat)
        disk = MemoryStorage()
    }

    public var isOn: Bool { station != nil }
    public var run: RunID? { station?.run }
    public var next: UInt64? { station?.next }
    var device: DeviceKey { somebody.seat.device }

    /// Switches it on. What it has to say at once is said when it is told something.
    func start(at time: UInt64, into effects: inout [StationEffect]) {
        guard station == nil, !isGone else { return }
        lives += 1
        isAwake = true
        clock.wake(at: time)
        let now = clock.now(at: time)
        var replica = Replica(
            realm: realm, storage: disk, Self.entropy(seed, UInt64(number), lives, 1), at: now.wall)
        var found: [Effect] = []
        replica.unlock(owner, into: &found)
        replica.withStorage { $0.commit() }
        station = Station(
            replica, as: device, hello, port: Country.port,
            Self.entropy(seed, UInt64(number), lives, 2), at: now)
        effects += found.map { .replica($0) }
    }

    private static func entropy(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> Entropy {
        let words: InlineArray<4, UInt64> = [a, b, c, d]
        return Entropy(Secret(copying: unsafe words.span.bytes))
    }

    func tell(_ input: StationInput, at time: UInt64, into effects: inout [StationEffect]) {
        station?.handle(input, at: clock.now(at: time), into: &effects)
    }

    func commit() { station?.replica.withStorage { $0.commit() } }

    /// The power is cut: what was not committed is gone.
    func cut() {
        disk = copy
        station = nil
    }

    /// Another copy of a disk is put in, while the power is off.
    func put(_ copy: MemoryStorage) {
        precondition(station == nil, "a disk is changed while the power is off")
        disk = copy
    }

    /// What a copy of the disk is now.
    public var copy: MemoryStorage {
        station?.replica.withStorage { $0.afterPowerCut() } ?? disk
    }

    // MARK: What it holds

    public func withReplica<Result>(_ body: (inout Replica<MemoryStorage>) -> Result) -> Result? {
        guard var taken = station.take() else { return nil }
        let result = body(&taken.replica)
        station = consume taken
        return result
    }

    public var root: HoldingsRoot? { station?.root() }
    var holdings: Set<Holding> {
        withReplica { replica in
            Set(Tier.allCases.flatMap { replica.holdings(of: $0) })
        } ?? []
    }
    public var view: ViewID? { station?.replica.charter.viewID }
}

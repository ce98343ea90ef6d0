internal import Bundles
public import Charter
public import Gossip
public import Identity
internal import Keys
public import Lattice
public import Replica
internal import Schema
internal import Seal
internal import Store

/// A machine with one device and one person, or a relay that has neither seat nor keys: a station
/// as it ships, with a disk, clocks and power of its own.
public final class Host {
    public let number: Int
    /// Nobody's, if it is a relay.
    public let somebody: Somebody?
    let hello: HelloKey
    let realm: DomainID
    private let owner: Owner?
    private var station: Station<Disk>?
    private var drive: Drive
    /// The first thing that went wrong with its storage: nothing ever should.
    private(set) var failure: StoreError?
    var clock = HostClock()
    /// Whether its person may let go of others by an act of their own.
    var isAdmin = false
    var role = RoleNumber.mainHubUser
    /// Where its person works.
    var hubs: [HubID] = []
    /// Who can be heard: those at the same place. Nil: nobody.
    public internal(set) var place: Int?
    /// Whether it can reach relays, from wherever it is.
    var isOnline = true
    /// How much it carries for others; nil: whatever comes.
    var quota: Int?
    /// Whether its program is of a later version.
    var isUpgraded = false
    /// Of a thousand things that it says, how many it leaves out or says too late.
    var withholding = 0
    public internal(set) var isAwake = true
    /// Whether it is over for good.
    public internal(set) var isGone = false
    /// How often it was started.
    public private(set) var lives: UInt64 = 0
    var wakeAt: UInt64?
    /// Whether an older copy was put into it: it may have lost what it had promised.
    public internal(set) var hasForgotten = false
    /// A copy of its disk that somebody made.
    var backup: Drive.Image?
    /// Whether nothing more fits on its disk; and in how many milliseconds at most it commits.
    public internal(set) var isFull = false
    var slowness = 0
    /// What is being committed.
    var commitment: Commitment?
    /// What it was told while its disk was busy.
    private var inbox: [StationInput] = []
    /// The furthest that its wall clock ever was.
    private(set) var furthestWall: UInt64 = 0
    /// What its disk held of the charter when that was last looked at.
    var charterHeld = CharterHeld()
    /// Feeds of which it waits for something, and how often in a row somebody did not answer.
    var waiting: Set<FeedID> = []
    var failures: [Endpoint: Int] = [:]
    private let seed: UInt64

    init(
        _ number: Int, _ somebody: Somebody?, _ realm: DomainID, _ hello: HelloKey, seed: UInt64,
        _ disks: DiskSort = .memory
    ) {
        self.number = number
        self.somebody = somebody
        self.realm = realm
        self.hello = hello
        self.seed = seed
        owner = somebody.map { Owner($0.seat) }
        drive = Drive(disks, of: number, seed: seed)
    }

    public var isOn: Bool { station != nil }
    public var run: RunID? { station?.run }
    public var next: UInt64? { station?.next }
    var device: DeviceKey? { somebody?.seat.device }
    /// What it shows who it is with.
    private(set) lazy var identity: Device = {
        let words: InlineArray<4, UInt64> = [seed, UInt64(number), 0, 12]
        let secret = somebody?.seat.signer.device
        let device = Device(
            secret ?? DeviceSecret(Secret(copying: unsafe words.span.bytes)),
            on: MachineID(high: 0, low: UInt64(number)))
        device.join(realm, hello)
        return device
    }()
    var isRelay: Bool { somebody == nil }

    /// Switches it on. What it has to say at once is said when it is told something.
    func start(at time: UInt64, into effects: inout [StationEffect]) {
        guard station == nil, !isGone else { return }
        lives += 1
        isAwake = true
        clock.wake(at: time)
        let now = look(at: time)
        guard let disk = attempt({ () throws(StoreError) in try drive.open(realm, for: owner) })
        else { return }
        var replica = Replica(
            realm: realm, storage: disk, Self.entropy(seed, UInt64(number), lives, 1), at: now.wall)
        var found: [Effect] = []
        if let owner { replica.unlock(owner, into: &found) }
        station = Station(
            replica, as: device, hello, port: Country.port,
            Self.entropy(seed, UInt64(number), lives, 2), at: now)
        if !isFull { commit() }
        effects += found.map { .replica($0) }
    }

    /// Does something with the storage, and notes what goes wrong.
    private func attempt<Result>(_ body: () throws(StoreError) -> Result) -> Result? {
        do throws(StoreError) { return try body() } catch {
            failure = failure ?? error
            return nil
        }
    }

    private static func entropy(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> Entropy {
        let words: InlineArray<4, UInt64> = [a, b, c, d]
        return Entropy(Secret(copying: unsafe words.span.bytes))
    }

    func tell(_ input: StationInput, at time: UInt64, into effects: inout [StationEffect]) {
        let now = look(at: time)
        station?.handle(input, at: now, into: &effects)
    }

    private func look(at time: UInt64) -> Now {
        let now = clock.now(at: time)
        furthestWall = max(furthestWall, now.wall.milliseconds)
        return now
    }

    /// What came from a disk of another may be as far ahead as that one's clock was.
    func adoptClock(of other: Host) { furthestWall = max(furthestWall, other.furthestWall) }

    func commit() {
        attempt { () throws(StoreError) in
            try station?.replica.withStorage { (disk) throws(StoreError) in try disk.commit() }
        }
    }

    /// Whether there is something to commit.
    var isDirty: Bool { withDisk { $0.isDirty } ?? false }

    /// Tries to commit where there is no room.
    func overfill() {
        let wrong = station?.replica.withStorage { [drive] in drive.overfill(&$0) }
        failure = failure ?? wrong.flatMap { $0 }
    }

    private func withDisk<Result>(_ body: (Disk) -> Result) -> Result? {
        station?.replica.withStorage { body($0) }
    }

    /// Keeps what it is told for when its disk is done. What a socket has no room for is lost.
    func queue(_ input: StationInput) {
        if case .datagram = input, inbox.count >= 200 { return }
        inbox.append(input)
    }

    func takeInbox() -> [StationInput] {
        defer { inbox = [] }
        return inbox
    }

    /// The power is cut: what was not committed is gone.
    func cut() {
        drive.cut(withDisk { $0 })
        station = nil
        (commitment, inbox, waiting, failures) = (nil, [], [], [:])
    }

    /// Another copy of a disk is put in, while the power is off: to the last bit, or so that it is
    /// noticed.
    func put(_ image: Drive.Image, noticed isNoticed: Bool) {
        precondition(station == nil, "a disk is changed while the power is off")
        drive.put(image, noticed: isNoticed)
        charterHeld = CharterHeld()
    }

    /// All that is on the disk, as somebody copies it who knows nothing of it.
    var image: Drive.Image { drive.image(withDisk { $0 }) }

    /// What a power cut would leave.
    public var copy: MemoryStorage {
        let disk = withDisk { $0 }
        return attempt { () throws(StoreError) in try drive.look(disk, realm) } ?? MemoryStorage()
    }

    /// What is there for good of a feed under a number.
    func hashes(of feed: FeedID, at number: BundleNumber) -> [BundleHash] {
        guard isOn, !isDirty else { return copy.hashes(of: feed, at: number) }
        return withDisk { $0.hashes(of: feed, at: number) } ?? []
    }

    func hasCommitted(_ feed: FeedID, _ tip: Tip) -> Bool {
        hashes(of: feed, at: tip.number).contains(tip.hash)
    }

    /// What somebody finds on the disk who takes it out, if there are files.
    var bytes: [[UInt8]] { drive.bytes }

    /// Looks for what is wrong with its files.
    func checkFiles() -> [String] {
        if let failure { return ["\(failure)"] }
        let found = attempt { () throws(StoreError) in
            try station?.replica.withStorage { (disk) throws(StoreError) in try disk.faults() }
        }
        return found.flatMap { $0 } ?? failure.map { ["\($0)"] } ?? []
    }

    // MARK: What it holds

    public func withReplica<Result>(_ body: (inout Replica<Disk>) -> Result) -> Result? {
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

/// What follows from something that was told, once the disk has it.
struct Commitment: Sendable {
    let effects: [StationEffect]
    let occasion: Occasion
    let touches: [Ledger.Touch]
    let stated: [Ledger.Stated]
}

/// What of the charter is on a disk.
struct CharterHeld: Sendable {
    var bundles: Set<BundleHash> = []
    var others: Set<[UInt8]> = []
}

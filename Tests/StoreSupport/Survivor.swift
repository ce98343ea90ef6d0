internal import Bundles
internal import Charter
internal import Keys
internal import Lattice
public import Replica
internal import Schema
internal import Seal
public import Simulation
public import Store
public import TestSupport

/// A device on a disk that fails, or in real files, which notes what it confirmed to its person.
public final class Survivor {
    /// What it has done last: at each of these its process may end.
    public enum Step: Sendable {
        /// Of a start: it has its log; the rows are ready; all is read; it is unlocked.
        case opened, prepared, recalled, unlocked
        /// Of all that it is told: it is worked out; it is stored; its person knows.
        case told, committed, confirmed
        /// Of all that it sends: the guard knows of it; it has left.
        case guarded, sent
        /// Of rows: they are written down; a piece of them is sealed; they are taken away.
        case saved, sealed, locked
    }

    public let disk: FaultyDisk
    let port: TestSupport.Port<MemoryStorage>
    let person: Somebody
    public let owner: Owner
    /// What is drawn is another in each life.
    private var lives: UInt64
    private var wall: Int64 = 1_000_000
    var replica: Replica<FileStorage>?
    /// Whether the guard follows every commit.
    public var guards = true
    /// What was said to be safe.
    public private(set) var confirmed: [Receipt] = []
    /// How many of these may have left the device.
    public private(set) var sent = 0
    /// Whoever wants to know of each step, or to end at it.
    public var watch: (Step) -> Void = { _ in }
    /// What each number was ever used for.
    var names: [BundleName: BundleHash] = [:]
    /// How many things were found damaged, and taken away.
    public private(set) var repairs = 0
    /// Why the last thing that was tried was not done.
    public private(set) var failure: StoreError?

    /// How many bundles were joined since it was switched on.
    public private(set) var joined = 0
    /// Where its files are, if not on the disk that fails.
    private let files: FileStorage.Place?
    /// Where a guard is kept, if not where it is otherwise.
    public var keeper: (any GuardKeeper)?

    public init(
        _ port: TestSupport.Port<MemoryStorage>, on disk: FaultyDisk = FaultyDisk(),
        in files: FileStorage.Place? = nil, after lives: UInt64 = 0, as person: Somebody? = nil
    ) {
        self.port = port
        self.disk = disk
        self.files = files
        self.lives = lives
        self.person = person ?? port.world.person(.mainHubUser, at: [port.hub])
        owner = Owner(self.person.seat)
        keeper = files == nil ? disk.keeper : nil
    }

    private var now: WallTime {
        wall += 10
        return WallTime(milliseconds: wall)
    }

    public var place: FileStorage.Place {
        files ?? .init(data: "/data", run: "/run", vfs: disk.name)
    }

    /// Switches the device on. False if what it finds does not let it start.
    @discardableResult
    public func start(repairing isRepairing: Bool = false) -> Bool {
        lives += 1
        let words: InlineArray<4, UInt64> = [lives, 3, 3, 3]
        do throws(StoreError) {
            var storage = try FileStorage(place, realm: port.world.realm.id, keeper: keeper)
            if isRepairing { repairs += try storage.repair() }
            watch(.opened)
            try storage.prepare(owner)
            watch(.prepared)
            var made = Replica(
                realm: port.world.realm.id, storage: storage,
                Entropy(Secret(copying: words.span.bytes)), at: now)
            watch(.recalled)
            var effects: [Effect] = []
            made.unlock(owner, into: &effects)
            watch(.unlocked)
            joined = 0
            count(effects)
            if made.damage > 0, !isRepairing {
                made.withStorage { $0.close() }
                return start(repairing: true)
            }
            try made.withStorage { (storage) throws(StoreError) in try storage.commit() }
            watch(.committed)
            replica = consume made
        } catch {
            failure = error
            return false
        }
        return finish()
    }

    /// Tells it something. False if it could not be stored: then the device is off.
    @discardableResult
    public func tell(_ input: Input) -> Bool { say(input) != nil }

    private func say(_ input: Input) -> [Effect]? {
        guard replica != nil else { return nil }
        var effects: [Effect] = []
        replica?.handle(input, at: now, into: &effects)
        watch(.told)
        guard commit() else { return nil }
        for case .entered(let receipt) in effects {
            confirmed.append(receipt)
            watch(.confirmed)
        }
        guard !guards || guardCommits() else { return nil }
        count(effects)
        return effects
    }

    private func commit() -> Bool {
        attempt { (storage) throws(StoreError) in try storage.commit() } && said(.committed)
    }

    /// Has the guard know of all that is confirmed, which may leave the device from then on.
    @discardableResult
    public func guardCommits() -> Bool {
        guard attempt({ (storage) throws(StoreError) in try storage.guardCommits() }) else {
            return false
        }
        guard sent < confirmed.count else { return true }
        watch(.guarded)
        sent = confirmed.count
        return said(.sent)
    }

    private func said(_ step: Step) -> Bool {
        watch(step)
        return true
    }

    /// Does something with its storage; it is off if that fails.
    private func attempt(_ body: (inout FileStorage) throws(StoreError) -> Void) -> Bool {
        do throws(StoreError) {
            guard try replica?.withStorage(body) != nil else { return false }
            return true
        } catch {
            failure = error
            stop()
            return false
        }
    }

    private func count(_ effects: [Effect]) {
        for case .changed in effects { joined += 1 }
    }

    /// Asks its storage.
    public func storage<Result>(_ ask: (FileStorage) -> Result) -> Result? {
        replica?.withStorage { ask($0) }
    }

    public func withReplica<Result>(
        _ ask: (inout Replica<FileStorage>) -> Result
    ) -> Result? {
        guard var made = replica.take() else { return nil }
        let found = ask(&made)
        replica = consume made
        return found
    }

    /// Locks its seat.
    public func lock() {
        replica?.lock(owner.seat)
        watch(.locked)
    }

    /// Unlocks its seat again, with the rows that were kept.
    @discardableResult
    public func unlock() -> Bool {
        let isReady = attempt { (storage) throws(StoreError) in try storage.prepare(owner) }
        guard isReady, said(.prepared) else { return false }
        var effects: [Effect] = []
        replica?.unlock(owner, into: &effects)
        watch(.unlocked)
        return commit() && finish()
    }

    @discardableResult
    public func finish() -> Bool {
        while let effects = say(.time) {
            if !effects.contains(.busy) { return true }
        }
        return false
    }

    /// Learns the charter, the schema and the keys.
    public func learn() -> Bool {
        for arrival in port.world.realm.arrivals {
            switch arrival {
            case .root(let record): guard tell(.roots([record])) else { return false }
            case .bundle(let bytes): guard tell(.bundles([bytes])) else { return false }
            case .proof(let proof): guard tell(.proofs([proof])) else { return false }
            }
        }
        return tell(.schemas([port.schema.encoding]))
            && tell(.envelopes(person.holder.envelopes.all)) && finish()
    }

    /// Enters something; what is confirmed is noted.
    public func enter(_ edits: [Edit]) -> Bool {
        tell(.entry(Entry(in: .hub(port.hub), edits), by: owner.seat))
    }

    /// Switches it off without a word.
    public func stop() {
        replica?.withStorage { $0.close() }
        replica = nil
    }

    /// Copies the log to another file of the disk while it is in use.
    public func backUp(to path: String) -> Bool {
        (try? replica?.withStorage { (storage) throws(StoreError) in
            try storage.backUp(to: path)
        }) != nil
    }

    /// Has its rows kept for the next start.
    public func save() {
        show()
        while replica != nil, replica?.keep(owner.seat) == false {
            watch(.sealed)
            tell(.time)
        }
        tell(.time)
    }

    /// Has those who read see what was entered.
    public func show() { while !showMore() {} }

    /// Writes down a piece of it. True when that was all.
    public func showMore() -> Bool {
        let isDone = replica?.save(owner.seat) ?? true
        watch(.saved)
        tell(.time)
        return isDone
    }
}

import Bundles
import Charter
import Keys
import Lattice
import Replica
import Schema
import Seal
import Simulation
import Store
import TestSupport
import Wire

/// A device on a disk that fails, which notes what it confirmed to its person.
final class Survivor {
    let disk: FaultyDisk
    private let port: TestSupport.Port<MemoryStorage>
    private let person: Somebody
    let owner: Owner
    private var lives: UInt64 = 0
    private var wall: Int64 = 1_000_000
    private var replica: Replica<FileStorage>?
    /// Whether the guard follows every commit.
    var guards = true
    /// What was said to be safe.
    private(set) var confirmed: [Receipt] = []
    /// How many things were found damaged, and taken away.
    private(set) var repairs = 0
    /// Why the last thing that was tried was not done.
    private(set) var failure: StoreError?

    /// How many bundles were joined since it was switched on.
    private(set) var joined = 0
    /// Where its files are, if not on the disk that fails.
    private let files: FileStorage.Place?

    init(
        _ port: TestSupport.Port<MemoryStorage>, on disk: FaultyDisk = FaultyDisk(),
        in files: FileStorage.Place? = nil
    ) {
        self.port = port
        self.disk = disk
        self.files = files
        person = port.world.person(.mainHubUser, at: [port.hub])
        owner = Owner(person.seat)
    }

    private var now: WallTime {
        wall += 10
        return WallTime(milliseconds: wall)
    }

    var place: FileStorage.Place { files ?? .init(data: "/data", run: "/run", vfs: disk.name) }

    /// Switches the device on. False if what it finds does not let it start.
    @discardableResult
    func start(repairing isRepairing: Bool = false) -> Bool {
        lives += 1
        let words: InlineArray<4, UInt64> = [lives, 3, 3, 3]
        do throws(StoreError) {
            var storage = try FileStorage(
                place, realm: port.world.realm.id, keeper: files == nil ? disk.keeper : nil)
            if isRepairing { repairs += try storage.repair() }
            try storage.prepare(owner)
            var made = Replica(
                realm: port.world.realm.id, storage: storage,
                Entropy(Secret(copying: words.span.bytes)), at: now)
            var effects: [Effect] = []
            made.unlock(owner, into: &effects)
            joined = 0
            count(effects)
            if made.damage > 0, !isRepairing {
                made.withStorage { $0.close() }
                return start(repairing: true)
            }
            try made.withStorage { (storage) throws(StoreError) in try storage.commit() }
            replica = consume made
        } catch {
            failure = error
            return false
        }
        return finish()
    }

    /// Tells it something. False if it could not be stored: then the device is off.
    @discardableResult
    func tell(_ input: Input) -> Bool { say(input) != nil }

    private func say(_ input: Input) -> [Effect]? {
        guard replica != nil else { return nil }
        var effects: [Effect] = []
        replica?.handle(input, at: now, into: &effects)
        do throws(StoreError) {
            _ = try replica?.withStorage { (storage) throws(StoreError) in
                try storage.commit()
                if guards { try storage.guardCommits() }
            }
        } catch {
            failure = error
            stop()
            return nil
        }
        count(effects)
        return effects
    }

    private func count(_ effects: [Effect]) {
        for case .changed in effects { joined += 1 }
    }

    /// Asks its storage.
    func storage<Result>(_ ask: (FileStorage) -> Result) -> Result? {
        replica?.withStorage { ask($0) }
    }

    /// Locks its seat.
    func lock() { replica?.lock(owner.seat) }

    @discardableResult
    func finish() -> Bool {
        while let effects = say(.time) {
            if !effects.contains(.busy) { return true }
        }
        return false
    }

    /// Learns the charter, the schema and the keys.
    func learn() -> Bool {
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
    func enter(_ edits: [Edit]) -> Bool {
        guard let effects = say(.entry(Entry(in: .hub(port.hub), edits), by: owner.seat)) else {
            return false
        }
        for case .entered(let receipt) in effects { confirmed.append(receipt) }
        return true
    }

    /// Switches it off without a word.
    func stop() {
        replica?.withStorage { $0.close() }
        replica = nil
    }

    /// Copies the log to another file of the disk while it is in use.
    func backUp(to path: String) -> Bool {
        (try? replica?.withStorage { (storage) throws(StoreError) in
            try storage.backUp(to: path)
        }) != nil
    }

    func save() {
        replica?.save(owner.seat)
        tell(.time)
        while replica != nil, replica?.keep(owner.seat) == false { tell(.time) }
        tell(.time)
    }

    /// Has those who read see what was entered.
    func show() {
        replica?.save(owner.seat)
        tell(.time)
    }

    /// What the charter calls what it comes to.
    var view: ViewID? { replica?.charter.viewID }

    /// All records of a scope, whole.
    func documents(of scope: Address) -> [RecordID: Document] {
        let documents = replica?.state(of: scope, for: owner.seat)?.shelf.documents ?? [:]
        return documents.filter { $0.key != .ledger }
    }

    /// Its log, in order.
    var log: [Bundle] {
        (replica?.withStorage { storage in
            storage.feeds().flatMap { storage.bundles(of: $0.feed, from: .first, most: 1 << 30) }
                .sorted { $0.place < $1.place }.map(\.bytes)
        } ?? []).compactMap { try? Bundle(parsing: $0) }
    }

    var picture: Picture? {
        replica?.state(of: .hub(port.hub), for: owner.seat).map { Picture($0) }
    }

    /// What somebody makes of the same log who begins with it anew.
    var fold: Picture? {
        let other = Laptop(person, in: port, 77)
        other.learn()
        other.tell(.bundles(log.map(\.bytes)))
        other.tell(.envelopes(replica?.envelopes.all ?? []))
        other.finish()
        return other.state()
    }

    /// What does not hold after all that happened; nil if all does.
    func complaint() -> String? {
        let log = log
        let hashes = Set(log.map { $0.hashed().hash })
        for receipt in confirmed where !hashes.contains(receipt.tip.hash) {
            return "what was confirmed as \(receipt.tip.number) is gone"
        }
        var numbers: Set<BundleName> = []
        for bundle in log {
            let name = BundleName(bundle.header.feed, bundle.header.number)
            guard numbers.insert(name).inserted else { return "a number was used twice" }
        }
        return picture == fold ? nil : "the rows are not what follows from the log"
    }
}

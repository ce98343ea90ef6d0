internal import Bundles
internal import CFaults
internal import Lattice
internal import Replica
internal import Store
internal import Wire

/// What a machine has its storage on, whether it is on or off.
struct Drive {
    /// What is on it; nothing, if there are files.
    private var memory = MemoryStorage()
    private let files: FaultyDisk?
    /// What its files are known to be of: another machine is noticed by their guard.
    private var machine: UInt64
    /// How they looked last while the machine was off.
    private var looked: MemoryStorage?
    /// Decides what of the unsynced a power cut leaves.
    private var chance: SeededRandom

    init(_ sort: DiskSort, of machine: Int, seed: UInt64) {
        files = sort == .files ? FaultyDisk() : nil
        self.machine = UInt64(machine) + 1
        chance = SeededRandom(seed: seed ^ 0xD15C)
    }

    /// All that is on a drive at one moment: a backup, or the image of a machine.
    enum Image {
        case memory(MemoryStorage)
        case files(FaultyDisk.Snapshot, of: UInt64)
    }

    // MARK: On and off

    /// Switches it on.
    mutating func open(_ realm: DomainID, for owner: Owner?) throws(StoreError) -> Disk {
        looked = nil
        guard let files else { return Disk(memory) }
        return Disk(try Self.open(files, realm, for: owner, on: machine))
    }

    private static func open(
        _ files: FaultyDisk, _ realm: DomainID, for owner: Owner?, on machine: UInt64
    ) throws(StoreError) -> FileStorage {
        var storage = try FileStorage(
            .init(data: "/data", run: "/run", vfs: files.name), realm: realm,
            keeper: FaultyDisk.Keeper(disk: files, machine: machine))
        if let owner { try storage.prepare(owner) }
        return storage
    }

    /// The power is cut: what was not committed is gone, and of what was not synced chance decides.
    /// To be called before the storage is let go of, which would put all in order.
    mutating func cut(_ disk: Disk?) {
        guard let disk else { return }
        if let left = disk.inMemory { memory = left }
        let modes = [CFAULTS_CUT_LOSE, CFAULTS_CUT_PREFIX, CFAULTS_CUT_SECTORS, CFAULTS_CUT_KEEP]
        files?.cut(chance.next(), chance.pick(modes))
        files?.forgetRuns()
    }

    /// Has the storage find that there is no room. Returns what went wrong otherwise.
    func overfill(_ disk: inout Disk) -> StoreError? {
        guard let files else { return nil }
        files.fill()
        defer { files.mend() }
        do throws(StoreError) { try disk.commit() } catch {
            return error.reason == .diskFull ? nil : error
        }
        return nil
    }

    // MARK: Copies

    func image(_ disk: Disk?) -> Image {
        if let files { return .files(files.snapshot(), of: machine) }
        return .memory(disk?.inMemory ?? memory)
    }

    /// Puts another image on it, while it is off: on the machine that it is of, to the last bit; or
    /// so that it is noticed as a copy.
    mutating func put(_ image: Image, noticed isNoticed: Bool) {
        looked = nil
        switch image {
        case .memory(let image): memory = isNoticed ? image.asOtherCopy() : image
        case .files(let snapshot, let machine):
            guard let files else { return }
            files.restore(snapshot)
            // Whoever copies a machine does not wait until its disk has all.
            files.cut(chance.next(), CFAULTS_CUT_KEEP)
            files.forgetRuns()
            // On another machine the guard says that it is not of this one; on the same it is lost.
            if !isNoticed {
                self.machine = machine
            } else if self.machine == machine {
                files.remove(FaultyDisk.Keeper.path)
            }
        }
    }

    /// What is on it for good.
    mutating func look(
        _ disk: Disk?, _ realm: DomainID
    ) throws(StoreError) -> MemoryStorage {
        if let disk, let memory = disk.inMemory { return memory }
        guard let files else { return memory }
        if let disk, !disk.isDirty { return MemoryStorage(of: disk) }
        if disk == nil, let looked { return looked }
        let twin = FaultyDisk()
        twin.restore(files.snapshot())
        twin.cut(0, CFAULTS_CUT_LOSE)
        let found = MemoryStorage(
            of: Disk(try Self.open(twin, realm, for: nil, on: machine)))
        if disk == nil { looked = found }
        return found
    }

    /// What a stranger finds who takes the drive out: nothing of it is to be readable.
    var bytes: [[UInt8]] {
        let contents = files?.contents { $0.hasPrefix("/data") } ?? [:]
        return contents.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension MemoryStorage {
    /// The same as another storage has, but for rows.
    init(of disk: Disk) {
        self.init()
        var all: [(entry: LogEntry, scope: Address)] = []
        let feeds = disk.feeds()
        for scope in Set(feeds.map(\.scope)).sorted() {
            all += disk.bundles(of: scope, after: .start, most: .max).map { ($0, scope) }
        }
        let last = disk.lastOwnTime()
        for (entry, scope) in all.sorted(by: { $0.entry.place < $1.entry.place }) {
            guard let header = try? Bundle(parsing: entry.bytes).header else { continue }
            // Which are the device's own is not known any more, but when the last of them was.
            _ = append(
                StoredBundle(
                    scope: scope, feed: header.feed, number: header.number, hash: entry.hash,
                    time: header.time, bytes: entry.bytes, isOwn: header.time == last))
        }
        for feed in feeds { for step in feed.steps { note(step: step, of: feed.feed) } }
        for sort in Kept.allCases { for bytes in disk.all(sort) { keep(sort, bytes) } }
        for bytes in disk.statements() {
            guard let statement = try? Statement(encoding: bytes) else { continue }
            keep(statement: bytes, of: statement.device)
        }
        if let incarnation = disk.incarnation() { keep(incarnation) }
        commit()
    }
}

internal import Glibc
internal import Lattice
internal import Seal

/// The guard as a file of a folder: two slots, of which the older is overwritten in its place, so
/// that a power cut takes one of them at most, and one wait for the disk is enough.
public struct GuardFile: GuardKeeper {
    private let folder: String
    private let log: String

    private var path: String { folder + "/guard" }

    /// Slots are so far apart that no part of a disk that is written as one holds two.
    private static let slotBytes = 4_096
    private static let mark: UInt64 = 0x4355_5347_4152_4432
    /// Mark, number, length and check of what follows.
    private static let headBytes = 32

    public init(in folder: String, besides log: String) {
        self.folder = folder
        self.log = log
    }

    /// What lies in a slot, and the how manieth it was.
    private struct Slot {
        let number: UInt64
        let bytes: [UInt8]
    }

    public func read() throws(StoreError) -> [UInt8]? {
        guard let content = try content() else { return nil }
        let slots = Self.slots(in: content)
        if let newest = slots.compactMap({ $0 }).max(by: { $0.number < $1.number }) {
            return newest.bytes
        }
        // One of an earlier version is a guard and nothing else; whatever else it is, is damaged.
        return content
    }

    public func write(_ bytes: [UInt8]) throws(StoreError) {
        precondition(bytes.count <= Self.slotBytes - Self.headBytes, "a guard fits into its slot")
        let content = try content() ?? []
        let slots = Self.slots(in: content)
        let number = (slots.compactMap { $0?.number }.max() ?? 0) + 1
        guard content.count == 2 * Self.slotBytes, slots.contains(where: { $0 != nil }) else {
            return try begin(Self.slot(number, bytes))
        }
        let place = (slots[0]?.number ?? 0) <= (slots[1]?.number ?? 0) ? 0 : 1
        let file = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        try put(Self.slot(number, bytes), at: place * Self.slotBytes, in: file)
        guard fdatasync(file) == 0 else { throw failure(path) }
    }

    // MARK: Slots

    /// The two slots; nil is one that is not whole.
    private static func slots(in content: [UInt8]) -> [Slot?] {
        [0, slotBytes].map { start in
            guard content.count >= start + headBytes else { return nil }
            let head = content[start..<start + headBytes]
            let (number, count) = (word(head, 1), word(head, 2))
            guard word(head, 0) == mark, count <= UInt64(slotBytes - headBytes),
                content.count >= start + headBytes + Int(count)
            else { return nil }
            let bytes = Array(content[start + headBytes..<start + headBytes + Int(count)])
            guard word(head, 3) == check(number, bytes) else { return nil }
            return Slot(number: number, bytes: bytes)
        }
    }

    private static func slot(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        let words = [mark, number, UInt64(bytes.count), check(number, bytes)]
        return words.flatMap(octets) + bytes
    }

    private static func check(_ number: UInt64, _ bytes: [UInt8]) -> UInt64 {
        Value(octets(number) + bytes).hash(by: Blake2b.self).words.0
    }

    private static func octets(_ word: UInt64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }

    private static func word(_ bytes: ArraySlice<UInt8>, _ index: Int) -> UInt64 {
        bytes.dropFirst(8 * index).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    // MARK: The file

    /// All of it; nil if it is not there.
    private func content() throws(StoreError) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(path)
        }
        defer { close(file) }
        let most = 2 * Self.slotBytes
        return unsafe [UInt8](unsafeUninitializedCapacity: most) { room, count in
            count = max(0, unsafe pread(file, room.baseAddress, most, 0))
        }
    }

    /// Puts a file there with one slot filled, as a whole or not at all.
    private func begin(_ slot: [UInt8]) throws(StoreError) {
        let beside = path + ".new"
        let file = unsafe open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(beside) }
        do throws(StoreError) {
            let empty = [UInt8](repeating: 0, count: 2 * Self.slotBytes - slot.count)
            try put(slot + empty, at: 0, in: file)
            guard fsync(file) == 0 else { throw failure(beside) }
        } catch {
            close(file)
            throw error
        }
        close(file)
        guard unsafe rename(beside, path) == 0 else { throw failure(path) }
        let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure(folder) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure(folder) }
    }

    private func put(_ bytes: [UInt8], at place: Int, in file: Int32) throws(StoreError) {
        // Unsafe only in name: so many bytes are there.
        let written = unsafe bytes.withUnsafeBytes { bytes in
            unsafe pwrite(file, bytes.baseAddress, bytes.count, off_t(place))
        }
        guard written == bytes.count else { throw failure(path) }
    }

    public func identity() -> [UInt64] {
        var status = stat()
        guard unsafe stat(log, &status) == 0 else { return [] }
        return [machine, UInt64(status.st_dev), UInt64(status.st_ino)]
    }

    /// A number for the machine; zero if it has no name.
    private var machine: UInt64 {
        let file = unsafe open("/etc/machine-id", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var digits = [UInt8](repeating: 0, count: 16)
        guard unsafe Glibc.read(file, &digits, 16) == 16 else { return 0 }
        return digits.reduce(0) { $0 << 4 | UInt64($1.digit) }
    }

    private func failure(_ path: String) -> StoreError {
        switch errno {
        case ENOSPC, EDQUOT: return StoreError(path, .diskFull)
        case EROFS, EACCES, EPERM: return StoreError(path, .readOnly)
        case ENOENT, ENOTDIR: return StoreError(path, .noFolder)
        default: return StoreError(path, .failed(unsafe String(cString: strerror(errno))))
        }
    }
}

extension UInt8 {
    /// What a hexadecimal digit stands for.
    fileprivate var digit: UInt8 {
        self >= UInt8(ascii: "a") ? self - UInt8(ascii: "a") + 10 : self & 0xF
    }
}

internal import CSodium
internal import Lattice

/// Bytes that nobody else is to know. They are in locked memory that is left out of core dumps, are
/// never copied, have no description, and are zeroed when they are let go of
/// (spec/07-confidentiality.md#seal-10).
@safe
public struct Secret: ~Copyable {
    let start: UnsafeMutablePointer<UInt8>
    public let count: Int
    /// Whose room it is, if it has none of its own.
    private let pool: SecretPool?

    /// So many zeros, to be filled. Small ones can share locked pages.
    init(count: Int, in pool: SecretPool? = nil) {
        self.count = count
        self.pool = pool
        if let pool {
            precondition(count <= SecretPool.slotBytes, "that is more than a slot")
            unsafe start = pool.take()
        } else {
            unsafe start = LockedMemory.allocate(count)
        }
    }

    /// A copy of bytes that the caller is to forget.
    public init(copying bytes: RawSpan, in pool: SecretPool? = nil) {
        self.init(count: bytes.byteCount, in: pool)
        unsafe bytes.withUnsafeBytes { unsafe mutable.copyMemory(from: $0) }
    }

    /// What a reader or a terminal fills, up to so many bytes, with no copy anywhere else. What is
    /// handed in says how many bytes it put there; nil for none at all.
    public init?(most: Int, filling: (UnsafeMutableRawBufferPointer) -> Int?) {
        precondition(most > 0, "room for nothing")
        let room = Secret(count: most)
        guard let count = unsafe filling(room.mutable) else { return nil }
        precondition(count >= 0 && count <= most, "more than there is room for")
        self.init(count: count)
        unsafe mutable.copyMemory(from: UnsafeRawBufferPointer(rebasing: room.raw[..<count]))
    }

    deinit {
        if let pool { unsafe pool.release(start) } else { unsafe sodium_free(start) }
    }

    var raw: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: start, count: count) }

    var mutable: UnsafeMutableRawBufferPointer {
        unsafe UnsafeMutableRawBufferPointer(start: start, count: count)
    }

    func withCharacters<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        unsafe start.withMemoryRebound(to: CChar.self, capacity: max(count, 1)) {
            unsafe body($0)
        }
    }

    /// The bytes, for what must read them. Whoever copies them out of here has to say why.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(start), byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Another of the same bytes.
    public func duplicate(in pool: SecretPool? = nil) -> Secret {
        let copy = Secret(count: count, in: pool)
        unsafe copy.mutable.copyMemory(from: raw)
        return copy
    }

    /// Some of the bytes, as another secret.
    public func part(_ range: Range<Int>, in pool: SecretPool? = nil) -> Secret {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "no such bytes")
        let part = Secret(count: range.count, in: pool)
        unsafe part.mutable.copyMemory(from: UnsafeRawBufferPointer(rebasing: raw[range]))
        return part
    }

    /// Whether both are the same.
    public func isSame(as other: borrowing Secret) -> Bool { isSame(as: other.bytes) }

    /// Whether these bytes come before the others; for keeping secrets in order, where nobody else
    /// sees how long it takes.
    public func precedes(_ other: borrowing Secret) -> Bool { bytes.precedes(other.bytes) }

    /// Whether both are the same, in a time that tells nothing of where they differ.
    public func isSame(as other: RawSpan) -> Bool {
        guard other.byteCount == count, count > 0 else { return other.byteCount == count }
        return unsafe other.withUnsafeBytes { unsafe sodium_memcmp(start, $0.octets, count) == 0 }
    }
}

/// Memory that is neither swapped out nor dumped.
enum LockedMemory {
    static func allocate(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        Sodium.prepare()
        // An empty secret has its room too: there is something to point at.
        let size = max(count, 1)
        guard let room = unsafe sodium_malloc(size) else {
            preconditionFailure("no locked memory is left for a key; raise the limit (ulimit -l)")
        }
        // It is locked already, unless it could not be: then this says so.
        precondition(
            unsafe sodium_mlock(room, size) == 0,
            "memory for a key cannot be locked; raise the limit (ulimit -l)")
        unsafe sodium_memzero(room, size)
        return unsafe room.assumingMemoryBound(to: UInt8.self)
    }
}

/// Locked pages that many small secrets share: a page for each would soon be all there is to lock.
@safe
public final class SecretPool {
    static let slotBytes = 32
    // What the library adds to a page of it leaves room for so many.
    private static let slotsPerPage = 127

    private var pages: [UnsafeMutablePointer<UInt8>] = unsafe []
    private var free: [UnsafeMutablePointer<UInt8>] = unsafe []

    public init() {}

    deinit {
        for index in unsafe pages.indices { unsafe sodium_free(pages[index]) }
    }

    func take() -> UnsafeMutablePointer<UInt8> {
        if unsafe free.isEmpty {
            let page = unsafe LockedMemory.allocate(Self.slotBytes * Self.slotsPerPage)
            unsafe pages.append(page)
            for slot in (0..<Self.slotsPerPage).reversed() {
                unsafe free.append(page + slot * Self.slotBytes)
            }
        }
        return unsafe free.removeLast()
    }

    func release(_ slot: UnsafeMutablePointer<UInt8>) {
        unsafe sodium_memzero(slot, Self.slotBytes)
        unsafe free.append(slot)
    }
}

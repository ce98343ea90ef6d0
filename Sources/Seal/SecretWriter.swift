/// Puts a secret together in locked memory, piece by piece.
public struct SecretWriter: ~Copyable {
    private let room: Secret
    private var count = 0

    public init(most: Int) { room = Secret(count: most) }

    public mutating func put(_ bytes: RawSpan) {
        precondition(bytes.byteCount <= room.count - count, "more than there is room for")
        let start = count
        unsafe bytes.withUnsafeBytes {
            unsafe UnsafeMutableRawBufferPointer(rebasing: room.mutable[start...])
                .copyMemory(from: $0)
        }
        count += bytes.byteCount
    }

    public mutating func put(_ secret: borrowing Secret) { put(secret.bytes) }

    public mutating func put(byte: UInt8) {
        let bytes = InlineArray<1, UInt8>(repeating: byte)
        // Unsafe only in name: bytes have no padding that could show.
        put(unsafe bytes.span.bytes)
    }

    /// What was put so far, as something to be hashed.
    public func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
        body(room.bytes.extracting(0..<count))
    }

    public consuming func finish() -> Secret { room.part(0..<count) }
}

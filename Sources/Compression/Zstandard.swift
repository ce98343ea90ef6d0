internal import CZstd
internal import Lattice

/// Smaller bodies, and back (spec/07-confidentiality.md#sealed-1). Of the many forms that a frame
/// can have one alone is taken, on which decoders do not differ.
public enum Zstandard {
    /// What a frame begins with: no body does.
    public static let mark: UInt8 = 0x28
    private static let magic: [UInt8] = [mark, 0xB5, 0x2F, 0xFD]
    private static let level: Int32 = 3
    /// Less is hardly ever made smaller, and trying costs as much as all else.
    private static let leastBytes = 96

    /// A frame of these bytes; nil if it would not save an eighth.
    public static func frame(of bytes: RawSpan) -> [UInt8]? {
        guard bytes.byteCount >= leastBytes else { return nil }
        let most = bytes.byteCount - (bytes.byteCount + 7) / 8
        guard most > 0 else { return nil }
        var isFrame = false
        let frame = unsafe [UInt8](unsafeUninitializedCapacity: most) { out, count in
            let size = unsafe bytes.withUnsafeBytes {
                unsafe ZSTD_compress(out.baseAddress, most, $0.baseAddress, $0.count, level)
            }
            isFrame = ZSTD_isError(size) == 0
            count = isFrame ? size : 0
        }
        // Whatever form the library chooses, only that is sent which is taken.
        guard isFrame, unsafe size(declaredBy: frame.span.bytes) == bytes.byteCount else {
            return nil
        }
        return frame
    }

    /// What a frame expands to, if it is one of the right form and of at most so many bytes.
    public static func expand(_ frame: RawSpan, most: Int) -> [UInt8]? {
        guard let size = size(declaredBy: frame), size <= most, size > frame.byteCount else {
            return nil
        }
        guard hasSoundBlocks(frame) else { return nil }
        var isWhole = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { out, count in
            let expanded = unsafe frame.withUnsafeBytes {
                unsafe ZSTD_decompress(out.baseAddress, size, $0.baseAddress, $0.count)
            }
            isWhole = ZSTD_isError(expanded) == 0 && expanded == size
            count = isWhole ? size : 0
        }
        return isWhole ? bytes : nil
    }

    private static let headBytes = [6, 7, 9]
    private static let mostOfBlock = 131_072

    /// Whether the blocks are of sizes on which decoders agree, and the last one ends the frame.
    private static func hasSoundBlocks(_ frame: RawSpan) -> Bool {
        var offset = headBytes[Int(frame.byte(at: 4) >> 6)]
        while offset + 3 <= frame.byteCount {
            let head = (0..<3).reduce(0) { $0 | Int(frame.byte(at: offset + $1)) << (8 * $1) }
            let (isLast, kind, size) = (head & 1 == 1, head >> 1 & 3, head >> 3)
            guard kind < 3, size <= mostOfBlock else { return false }
            // A repeated byte is there once.
            offset += 3 + (kind == 1 ? 1 : size)
            if isLast { return offset == frame.byteCount }
        }
        return false
    }

    /// The size that a frame's head declares, in the shortest field that holds it.
    private static func size(declaredBy frame: RawSpan) -> Int? {
        guard frame.byteCount > 5, (0..<4).allSatisfy({ frame.byte(at: $0) == magic[$0] })
        else { return nil }
        // A single segment; no checksum, no dictionary, nothing that is reserved.
        let descriptor = frame.byte(at: 4)
        guard descriptor & 0x3F == 0x20 else { return nil }
        let (width, least, base) =
            switch descriptor >> 6 {
            case 0: (1, 0, 0)
            case 1: (2, 256, 256)
            case 2: (4, 65_792, 0)
            default: (0, 0, 0)
            }
        guard width > 0, frame.byteCount >= 5 + width else { return nil }
        var size = 0
        for index in (0..<width).reversed() { size = size << 8 | Int(frame.byte(at: 5 + index)) }
        size += base
        return size >= least ? size : nil
    }
}

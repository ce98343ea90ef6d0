public import Lattice
public import Seal
internal import Simulation

// Bytes that tests write and look at by hand, and ids that are easy to see in them.

/// Bytes written as digits, two for each, with spaces and line ends between them as one likes.
/// `11*16` is a byte that is there sixteen times.
public func hex(_ text: String) -> [UInt8] {
    text.split(whereSeparator: \.isWhitespace).flatMap { word in
        let parts = word.split(separator: "*")
        let digits = parts[0].compactMap(\.hexDigitValue)
        precondition(digits.count == parts[0].count && digits.count.isMultiple(of: 2), "\(word)")
        let once = stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] * 16 + digits[$0 + 1])
        }
        let times = parts.count == 2 ? made(Int(parts[1])) : 1
        return Array(repeatElement(once, count: times).joined())
    }
}

/// The digits of bytes, for messages.
public func digits(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

extension Identifier {
    /// The id of this byte sixteen times.
    public static func all(_ byte: UInt64) -> Self {
        Self(high: byte &* 0x0101_0101_0101_0101, low: byte &* 0x0101_0101_0101_0101)
    }
}

extension Hash {
    /// The hash of this byte 32 times.
    public static func all(_ byte: UInt64) -> Self {
        let word = byte &* 0x0101_0101_0101_0101
        return Self(word, word, word, word)
    }

    public var octets: [UInt8] {
        var bytes = ByteBuffer()
        bytes.put(self)
        return bytes.bytes
    }
}

extension [UInt8] {
    /// The same with one bit turned, counted from the lowest of the first byte.
    public func flipped(_ bit: Int) -> Self {
        var bytes = self
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return bytes
    }

    /// Whether these bytes stand in it somewhere, one after the other.
    public func holds(_ part: [UInt8]) -> Bool {
        guard part.count <= count else { return false }
        return (0...count - part.count).contains { Array(self[$0..<$0 + part.count]) == part }
    }
}

// MARK: Secrets that tests can name

public func secret(_ bytes: [UInt8]) -> Secret { Secret(copying: bytes.span.bytes) }
public func secret(_ text: String) -> Secret { secret(Array(text.utf8)) }
public func passphrase(_ text: String) -> Passphrase { Passphrase(secret(text)) }

extension Entropy {
    /// That of a seed of this byte 32 times.
    public static func of(_ byte: UInt8) -> Entropy {
        Entropy(secret([UInt8](repeating: byte, count: 32)))
    }
}

extension Secret {
    /// A copy in the open, which only tests may make.
    public var array: [UInt8] { bytes.withUnsafeBytes { Array($0) } }
    public var text: String { String(decoding: array, as: UTF8.self) }
}

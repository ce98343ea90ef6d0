internal import Lattice

/// What has one encoding, and is read from no other.
public protocol Canonical {
    /// What errors call it.
    static var part: WireError.Part { get }
    func write(to writer: inout Writer)
    static func read(from reader: inout Reader) throws(WireError) -> Self
}

extension Canonical {
    /// The encoding by itself.
    public var encoding: [UInt8] {
        var writer = Writer()
        write(to: &writer)
        return writer.bytes
    }

    /// Reads an encoding, the whole of it.
    public init(encoding bytes: [UInt8]) throws(WireError) {
        // Unsafe only in name: bytes have no padding that could show.
        var reader = unsafe Reader(bytes.span.bytes, of: Self.part)
        self = try Self.read(from: &reader)
        try reader.end()
    }
}

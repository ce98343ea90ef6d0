internal import Lattice
internal import Seal
internal import Wire

/// The check at the end of what is kept in files: damage is told apart from everything else before
/// anything is derived (spec/07-confidentiality.md#ring-3).
enum Check {
    static let bytes = 34

    static func hash(_ content: RawSpan) -> Hash<Self> { Blake2b.hash(content, of: Self.self) }

    /// As an item of its own.
    static func item(_ content: RawSpan) -> [UInt8] {
        var writer = Writer()
        writer.put(hash(content))
        return writer.bytes
    }
}

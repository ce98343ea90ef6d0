/// What goes into the first byte of an item (spec/03-encoding.md#cbor-1).
enum Kind: UInt8 {
    case unsigned = 0
    case negative = 1
    case bytes = 2
    case text = 3
    case array = 4
    case map = 5
    /// *false*, *true*, *null*.
    case simple = 7
}

/// The numbers that stand for *false*, *true* and *null*.
enum Simple {
    static let no: UInt64 = 20
    static let yes: UInt64 = 21
    static let null: UInt64 = 22
}

/// The format as a whole.
public enum Format {
    /// Changes whenever a vector does; see spec/vectors/README.md.
    public static let version = 4
}

internal import Identity

/// Every bound of a stick, in one place (spec/15-files.md#stick-2).
public enum StickLimits {
    public static let magic = Array("causeway-stick".utf8)
    public static let version: UInt8 = 1
    /// Magic, version, and the stick's id.
    public static let header = magic.count + 1 + 16
    /// Of a piece as it stands in the file, without its length.
    public static let piece = 262_144
    public static let length = 4
    /// The last piece is filled up to a multiple of this.
    static let grain = 4_096
    /// Messages in a piece.
    static let messages = 4_096
    public static let scopes = 64
    static let text = piece - SealedPiece.overhead
    /// What counts take at most, and a place for each of the three items.
    static let around = 64
    /// Of things in one message, with what is around them.
    static let batch = 65_000
    /// Less room than this is not used for a part.
    static let leastPart = 1_024
    /// Looks into the storage in one go, so that the loop is not held.
    static let looks = 48
    /// Things that somebody is remembered to have; of more they are given more than they lack.
    static let reach = 1_000_000
    /// Feeds of which it is remembered that something of them waits.
    static let waiting = 10_000
    /// Reasons that are told apart.
    static let reasons = 32
}

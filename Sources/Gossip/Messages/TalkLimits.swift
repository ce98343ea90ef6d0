/// Every bound of what two devices say to each other, in one place (spec/11-sync.md#talk-1).
public enum TalkLimits {
    public static let version: UInt64 = 1
    /// Of a message: what fits into one of a session.
    public static let message = 65_517
    public static let bucketBits = 12
    /// Tags in one byte string.
    public static let tags = 13_000 / HoldingTag.byteCount
    public static let entries = 1_000
    /// Buckets whose tags are sent in one comparison.
    public static let buckets = 1_000
    /// Things that wait to be sent, or that differ, of one tier; the next comparison finds more.
    static let waiting = 65_536
    /// Of what somebody may not have, they are to name all that they have, in so many buckets.
    static let blindBits = 6
    /// Things in a bucket, on average, at most.
    static let bucketSize = 8
    /// Bytes of goods in one message; of what is more, bytes of a part, and of the whole.
    public static let part = 64_000
    public static let whole = 1_310_720
    /// What may be sent before the other has said how much it takes.
    public static let credit = 262_144
    /// From whom it was let go of, or is not known yet.
    public static let handIn = 1 << 26
    /// Bytes that somebody can say to have room for.
    public static let room: UInt64 = 1 << 53
    /// In milliseconds: to one device it is said no sooner again which statements are here; of so
    /// many devices it is remembered when that was.
    static let telling: UInt64 = 300_000
    static let told = 512
    /// Bytes of statements that are said in one answer; the next one goes on.
    static let statements = 262_144
    /// In milliseconds: what is new is told after so long, as much as came together.
    static let gathering: UInt64 = 50
    /// What was wanted is wanted of somebody else when nothing came for so long; whatever else came
    /// meanwhile, after so long.
    static let errand: UInt64 = 3_000
    static let errandAtMost: UInt64 = 30_000
    static let errandPause: UInt64 = 500
    /// So many who have a thing are remembered beside the one of whom it is wanted.
    static let holders = 8
    /// As far as hybrid clocks go.
    public static let wall: UInt64 = (1 << 47) - 1
}

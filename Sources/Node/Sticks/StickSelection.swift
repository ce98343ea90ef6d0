public import Bundles
public import Gossip
public import Identity
public import Lattice
public import Seal

/// What goes into a stick.
public struct StickSelection: Sendable {
    /// Who is to have it.
    public enum Lack: Sendable {
        /// Whoever: everything is written.
        case everything
        /// A device, by what it has said last that it holds.
        case device(DeviceKey)
        /// Whoever has written the wish that is in this file.
        case wish(String)
        /// Whoever has feeds up to these numbers.
        case after([FeedID: BundleNumber])
    }

    public var lack: Lack
    /// Besides the charter, keys and schemas; nil for all. At most `StickLimits.scopes`.
    public var scopes: Set<Address>?

    public init(_ lack: Lack = .everything, of scopes: Set<Address>? = nil) {
        (self.lack, self.scopes) = (lack, scopes)
    }

    public static var everything: Self { Self() }
}

/// How far it is. It may be told from any thread.
public struct StickStep: Hashable, Sendable {
    public let pieces: UInt64
    public let bytes: UInt64
    /// In an import the bytes of the file, and in which reading of it this is.
    public let byteCount: UInt64?
    public let pass: Int
    /// Things that were written or looked at; and of how many, where that is known.
    public let things: Int
    public let expected: Int?
}

/// What was written.
public struct StickExport: Hashable, Sendable {
    public let stick: StickID
    public let counts: StickCounts
    public let pieces: UInt64
    public let bytes: UInt64
    /// Bundles that this laptop wrote itself and did not put in, since nobody has said yet what
    /// they have of it (spec/11-sync.md#own-1). A wish, and what is written for it, helps.
    public let heldBack: Int
    /// Whether it went on with what was there.
    public let wasResumed: Bool
    /// Whether something was there that could not be gone on with.
    public let wasBegunAnew: Bool
}

/// What came of reading a stick.
public struct StickImport: Sendable {
    public let stick: StickID
    public let plan: StickPlan
    public let tally: StickTally
    public let statements: Int
    public let pieces: UInt64
    public let bytes: UInt64
    /// How often the file was read.
    public let passes: Int
    /// What is wrong with it, if something is: what came before was taken.
    public let fault: StickFault?
    /// Whether it says what another has of this laptop's own, as that had wished.
    public let wasAnswer: Bool
}

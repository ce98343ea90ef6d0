public import Lattice
public import Seal
public import Simulation
public import Wire

/// What the laws run: something that writes, receives and joins, and can be read.
///
/// `Single` makes one of any CRDT, `Scoped` of a whole scope; wrong versions of both must fail.
public protocol Machine: Equatable, Sendable {
    associatedtype Delta: Hashable, Sendable
    /// What somebody wants to do; it makes sense in any state.
    associatedtype Want: Hashable, Sendable

    init()

    static func draw(_ random: inout SeededRandom) -> Want
    /// A few bundles, enough to get into all kinds of trouble: for trying everything.
    static var alphabet: [[Want]] { get }
    /// A delta such as only a liar or a broken program sends.
    static func lie(_ random: inout SeededRandom) -> Delta

    /// Does what is wanted, as far as it can be done, in one bundle.
    mutating func act(_ wants: [Want], feed: FeedID, time: HybridTime) -> Parcel<Delta>
    /// Takes in the next bundle of a feed, or one it has already.
    mutating func receive(_ parcel: Parcel<Delta>)
    mutating func join(_ other: Self)
    mutating func adopt(_ view: View, from history: [Parcel<Delta>])

    /// What it holds, as it would be kept: encodings one after the other.
    var encoding: [UInt8] { get }
    /// The same from its encoding.
    func reread() throws(WireError) -> Self
    /// A delta as a change of some record, to be written into a body.
    static func change(_ delta: Delta) -> Change

    var frontier: Frontier { get }
    /// As it is kept up, if it is; else made from the rows.
    var digest: Digest<Blake2b> { get }
    var recomputedDigest: Digest<Blake2b> { get }
    /// All that can be read, as text.
    var reading: String { get }

    /// What should be read, worked out from the very definition, slowly: from what the changes
    /// claim, or, if `byKnowledge`, from what their authors knew.
    static func model(_ admitted: [Claim<Delta>], byKnowledge: Bool) -> String
    /// Whether what authors knew also tells what is read once something is void.
    static var keepsCoverWhenVoid: Bool { get }
}

/// Why a change cannot be written. Nothing has happened when one of these is thrown.
public enum AuthorError: Error, Hashable, Sendable {
    /// Another writer named this position before it was written, so a write here would vanish.
    /// Go on under a new feed; voiding the bundle that lied mends the cell.
    case positionTaken(Dot)
    /// The document is deleted. Restore it first.
    case deleted
    /// The document is not there to be restored or deleted.
    case absent
    /// The ledger holds facts and nothing else.
    case factsOnly
    /// A fact without the person who states it.
    case nobody
    /// The amount is zero or above `Limits.counterStep`.
    case amountOutOfRange(Int64)
    /// The feed counts no further: its writer was revoked. What is written needs a new grant.
    case revoked(FeedID)
    /// The feed is forked: somebody else writes it too, or a copy of this device did. Go on under
    /// a new feed.
    case forked(FeedID)
    /// The value, element or content has so many bytes, more than `Limits.valueBytes`.
    case tooLong(Int)
    /// The bundle has as many changes or bytes as a bundle can have, or the feed as many bundles.
    case full
}

extension AuthorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .positionTaken(let dot):
            "Position \(dot) is covered already, though nothing was written there. "
                + "Somebody's change is wrong; go on under a new feed."
        case .deleted: "The record is deleted. Restore it before changing it."
        case .factsOnly: "The ledger holds facts only. Create a record for anything else."
        case .absent: "There is no such record."
        case .nobody: "A fact needs the id of the person who states it, and this one is all zeros."
        case .amountOutOfRange(let amount):
            "The amount \(amount) is out of range: 1 to \(Limits.counterStep), up or down."
        case .tooLong(let count):
            "The value has \(count) bytes, and \(Limits.valueBytes) are allowed. Shorten it, or "
                + "attach it as a file."
        case .revoked(let feed):
            "The right to write under feed \(feed) was revoked. Nothing was written."
        case .forked(let feed):
            "Feed \(feed) has been written by two devices. Go on under a new feed."
        case .full: "No more changes fit. Close this bundle and begin another."
        }
    }
}

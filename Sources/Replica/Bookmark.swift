internal import Bundles
public import Charter
public import Lattice
internal import Seal
internal import Wire

/// How far a seat has read a scope, besides its joined frontier.
struct Bookmark: Equatable {
    /// Everything of the scope up to here in the log was looked at.
    var place = LogPlace.start
    /// Feeds of which a bundle waits for its key, and that bundle; what follows it waits too.
    var blocked: SortedMap<FeedID, BundleNumber> = SortedMap()
    /// Bundles of which something joined that may still be refused: their schema, the policy's name
    /// for a kind, or a hub is not known.
    var provisional: SortedMap<LogPlace, Bool> = SortedMap()
    /// Of bundles on branches, the feed that they were taken in as.
    var names: SortedMap<BundleHash, FeedID> = SortedMap()
}

/// A bookmark with what else a scope is besides its rows.
struct SavedReading {
    var bookmark: Bookmark
    var frontier: Frontier
    var view: View
    /// What the charter calls this view.
    var viewID: ViewID
    var digest: Digest<Blake2b>
}

/// What the rows of a scope are as of.
public struct Moment: Hashable, Sendable {
    /// All of the scope up to here in the log is in them, but for what no key has come for.
    public let place: LogPlace
    /// What of it counts.
    public let view: ViewID
    public let frontier: Frontier

    /// Nil of what is no bookmark of this version.
    public init?(bookmark: [UInt8]) {
        // Unsafe only in name: bytes have no padding that could show. The digest, which comes
        // last and is much, is of no interest here.
        var reader = unsafe Reader(bookmark.span.bytes, of: .scope)
        guard let saved = try? SavedReading.Head(from: &reader) else { return nil }
        (place, view) = (saved.bookmark.place, saved.viewID)
        frontier = saved.frontier
    }

    /// The sum over all rows that a bookmark has; nil of what is none of this version.
    public static func digest(inBookmark bytes: [UInt8]) -> HashSum? {
        (try? SavedReading(encoding: bytes))?.digest.total
    }
}

/// A sequence of items, as only this program reads them; counts stand before what is counted.
extension SavedReading: Canonical {
    static var part: WireError.Part { .scope }
    /// Rows of another version of this are made again.
    fileprivate static let version: UInt64 = 2

    func write(to writer: inout Writer) {
        writer.put(Self.version)
        writer.put(bookmark.place.number)
        writer.put(UInt64(bookmark.blocked.count))
        for entry in bookmark.blocked.entries {
            writer.put(entry.key)
            writer.put(entry.value)
        }
        writer.put(UInt64(bookmark.provisional.count))
        for place in bookmark.provisional.keys { writer.put(place.number) }
        writer.put(UInt64(bookmark.names.count))
        for entry in bookmark.names.entries {
            writer.put(entry.key)
            writer.put(entry.value)
        }
        if frontier == Frontier() { writer.putNull() } else { frontier.write(to: &writer) }
        if view == View() { writer.putNull() } else { view.write(to: &writer) }
        writer.put(viewID)
        let sums = digest.sums
        writer.put(UInt64(sums.count))
        for entry in sums.entries {
            writer.put(UInt64(entry.key))
            entry.value.write(to: &writer)
        }
    }

    static func read(from reader: inout Reader) throws(WireError) -> Self {
        let head = try Head(from: &reader)
        var sums: [SortedMap<UInt16, HashSum>.Entry] = []
        for _ in 0..<(try reader.count()) {
            let bucket = UInt16(try reader.unsigned(upTo: UInt64(UInt16.max)))
            sums.append(.init(key: bucket, value: try .read(from: &reader)))
        }
        return Self(
            bookmark: head.bookmark, frontier: head.frontier, view: head.view, viewID: head.viewID,
            digest: Digest(sums: SortedMap(ascending: sums)))
    }
}

extension Reader {
    fileprivate mutating func count() throws(WireError) -> Int {
        Int(try unsigned(upTo: UInt64(Int32.max)))
    }
}

extension SavedReading {
    /// All but the digest.
    fileprivate struct Head {
        var bookmark: Bookmark
        let frontier: Frontier
        let view: View
        let viewID: ViewID

        init(from reader: inout Reader) throws(WireError) {
            let start = reader.offset
            guard try reader.unsigned() == SavedReading.version else {
                throw reader.fault(.outOfRange, at: start)
            }
            bookmark = Bookmark(place: LogPlace(try reader.unsigned()))
            for _ in 0..<(try reader.count()) {
                let feed = try reader.feed()
                bookmark.blocked[feed] = try reader.number()
            }
            for _ in 0..<(try reader.count()) {
                bookmark.provisional[LogPlace(try reader.unsigned())] = true
            }
            for _ in 0..<(try reader.count()) {
                let hash: BundleHash = try reader.hash()
                bookmark.names[hash] = try reader.feed()
            }
            frontier = try reader.takeNull() ? Frontier() : try Frontier.read(from: &reader)
            view = try reader.takeNull() ? View() : try View.read(from: &reader)
            viewID = try reader.hash()
        }
    }
}

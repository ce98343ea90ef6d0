public import Lattice

/// Entries of an open map whose keys this version does not know: kept unread, and put back at their
/// places (spec/03-encoding.md#later-2).
public struct Later: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public let key: UInt64
        /// The item that is there.
        public let item: Value

        public init(key: UInt64, item: Value) {
            self.key = key
            self.item = item
        }
    }

    /// By ascending key.
    public private(set) var entries: [Entry]

    public init() { entries = [] }

    public var isEmpty: Bool { entries.isEmpty }

    /// Keeps an entry that comes after those it has.
    public mutating func keep(_ entry: Entry) {
        precondition(entries.last.map { $0.key < entry.key } ?? true, "keys ascend")
        entries.append(entry)
    }
}

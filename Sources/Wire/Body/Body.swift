public import Lattice

/// What one bundle says: its changes, in the order of their dots, and whatever a later version has
/// put beside them (spec/03-encoding.md#body-1).
public struct Body: Hashable, Sendable {
    public var changes: [Change]
    public var later: Later

    public init(_ changes: [Change], later: Later = Later()) {
        self.changes = changes
        self.later = later
    }

    /// Keys of the map.
    enum Key {
        static let feeds: UInt64 = 0
        static let persons: UInt64 = 1
        static let changes: UInt64 = 2
        /// The first that this version does not know.
        static let later: UInt64 = 3
    }

    /// What a change does if it does not write a register, without the sign that tells it from a
    /// field (spec/03-encoding.md#body-6).
    enum Verb {
        static let add: UInt32 = 1
        static let remove: UInt32 = 2
        static let count: UInt32 = 3
        static let state: UInt32 = 4
        static let delete: UInt32 = 5
        static let restore: UInt32 = 6
        /// The first that this version does not know.
        static let foreign: UInt32 = 7
    }
}

/// Where a scope keeps its rows: in memory, or in a database.
///
/// A shelf that can fail remembers its first failure, goes on giving empty rows, and is asked
/// before what was done to it is committed: nothing in the lattice could do better with an error.
public protocol Shelf {
    /// The rows of one record, to be changed in place.
    associatedtype Record: Rows

    /// Gives access to a record's rows; there need not be any yet.
    mutating func record<Result, Failure: Error>(
        _ id: RecordID, _ body: (inout Record) throws(Failure) -> Result
    ) throws(Failure) -> Result

    /// Notes that a row of a set has early marks for a bundle that is still to come. Noting it
    /// again changes nothing.
    mutating func expect(_ bundle: BundleName, for element: ElementName)
    /// Takes away and returns what waited for a bundle.
    mutating func arrived(_ bundle: BundleName) -> Set<ElementName>

    /// Takes all rows away, and all that waits.
    mutating func clear()
    /// Shows every row, in any order.
    mutating func visitRows(_ visitor: inout some RecordVisitor)
}

/// Sees the rows of many records one by one.
public protocol RecordVisitor {
    mutating func visit(_ record: RecordID, _ key: RowKey, _ row: borrowing some Row)
}

/// A bundle by its place.
@frozen
public struct BundleName: Hashable, Sendable {
    public let feed: FeedID
    public let number: BundleNumber

    @inlinable
    public init(_ feed: FeedID, _ number: BundleNumber) {
        self.feed = feed
        self.number = number
    }
}

/// One element of one set of one record.
@frozen
public struct ElementName: Hashable, Sendable {
    public let record: RecordID
    public let field: FieldNumber
    public let element: Value

    @inlinable
    public init(_ record: RecordID, _ field: FieldNumber, _ element: Value) {
        self.record = record
        self.field = field
        self.element = element
    }
}

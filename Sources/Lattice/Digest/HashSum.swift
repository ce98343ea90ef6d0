/// A sum of row hashes modulo 2²⁵⁶, with the number of rows in it.
@frozen
public struct HashSum: Hashable, Sendable {
    public var rows: Int
    public var sum: RowHash

    /// What a `RowHash` hashes.
    public enum Row {}

    @inlinable
    public init() {
        rows = 0
        sum = .zero
    }

    @inlinable
    public mutating func add(_ hash: RowHash) {
        rows += 1
        sum = sum.adding(hash)
    }

    @inlinable
    public mutating func subtract(_ hash: RowHash) {
        rows -= 1
        sum = sum.subtracting(hash)
    }

    @inlinable
    public mutating func add(_ other: Self) {
        rows += other.rows
        sum = sum.adding(other.sum)
    }
}

extension Hash {
    /// As numbers of 256 bits, the first word the highest.
    @inlinable
    func adding(_ other: Self) -> Self {
        let (d, carryD) = words.3.addingReportingOverflow(other.words.3)
        let (c, carryC) = words.2.adding(other.words.2, carry: carryD)
        let (b, carryB) = words.1.adding(other.words.1, carry: carryC)
        let (a, _) = words.0.adding(other.words.0, carry: carryB)
        return Self(a, b, c, d)
    }

    @inlinable
    func subtracting(_ other: Self) -> Self {
        let (d, borrowD) = words.3.subtractingReportingOverflow(other.words.3)
        let (c, borrowC) = words.2.subtracting(other.words.2, borrow: borrowD)
        let (b, borrowB) = words.1.subtracting(other.words.1, borrow: borrowC)
        let (a, _) = words.0.subtracting(other.words.0, borrow: borrowB)
        return Self(a, b, c, d)
    }
}

extension UInt64 {
    @inlinable
    func adding(_ other: Self, carry: Bool) -> (Self, Bool) {
        let (sum, first) = addingReportingOverflow(other)
        let (total, second) = sum.addingReportingOverflow(carry ? 1 : 0)
        return (total, first || second)
    }

    @inlinable
    func subtracting(_ other: Self, borrow: Bool) -> (Self, Bool) {
        let (difference, first) = subtractingReportingOverflow(other)
        let (total, second) = difference.subtractingReportingOverflow(borrow ? 1 : 0)
        return (total, first || second)
    }
}

/// The hash of one row with its key.
public typealias RowHash = Hash<HashSum.Row>

public import Lattice

/// What an approval authorises, line by line, each once (spec/06-authority.md#dec-3).
public struct Permit: Hashable, Sendable {
    /// The number of a line, and its amount.
    public let lines: SortedMap<UInt32, UInt64>

    public init(_ lines: SortedMap<UInt32, UInt64>) { self.lines = lines }

    /// Something done under an approval: a fact, which is never refused for being too much.
    public struct Use: Hashable, Sendable {
        public let key: FactKey
        public let line: UInt32
        public let amount: UInt64

        public init(_ key: FactKey, line: UInt32, _ amount: UInt64) {
            self.key = key
            self.line = line
            self.amount = amount
        }
    }

    /// The uses at which their line is over its amount, in the order of their keys. However often
    /// a use was carried in, it is one.
    public func excess(of uses: [Use]) -> [Use] {
        var used: SortedMap<UInt32, UInt64> = SortedMap()
        return Set(uses).sorted { ($0.key, $0.line, $0.amount) < ($1.key, $1.line, $1.amount) }
            .filter { use in
                used.modify(use.line, initial: 0) { sum in
                    let (next, isOver) = sum.addingReportingOverflow(use.amount)
                    sum = isOver ? .max : next
                    return sum > lines[use.line] ?? 0
                }
            }
    }
}

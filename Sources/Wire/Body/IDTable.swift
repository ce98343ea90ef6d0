internal import Lattice

/// Ids that are written once and then referred to by their place (spec/03-encoding.md#body-3).
struct IDTable<Named> {
    private(set) var ids: [Identifier<Named>] = []
    /// When reading: which of them were referred to.
    private var uses: [Bool] = []
    private var unused = 0
    /// When writing: where the last id was found.
    private var found = 0

    init() {}
}

// MARK: Reading

extension IDTable {
    init(reading reader: inout Reader, without own: Identifier<Named>?) throws(WireError) {
        let head = try reader.head(.bytes)
        guard head.argument > 0 else { throw reader.fault(.empty, at: head.offset) }
        guard head.argument % 16 == 0 else { throw reader.fault(.wrongCount, at: head.offset) }
        let range = try reader.take(head)
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: 16) {
            let id: Identifier<Named> = reader.identifier(at: offset)
            guard id != .zero else { throw reader.fault(.zeroID, at: offset) }
            guard id != own else { throw reader.fault(.ownFeed, at: offset) }
            if let last = ids.last, last >= id {
                throw reader.fault(last == id ? .repeated : .unsorted, at: offset)
            }
            ids.append(id)
        }
        unused = ids.count
        uses = Array(repeating: false, count: ids.count)
    }

    /// The id that is referred to.
    mutating func use(_ index: UInt64, at offset: Int, _ reader: borrowing Reader)
        throws(WireError) -> Identifier<Named>
    {
        guard index < UInt64(ids.count) else { throw reader.fault(.noSuchEntry, at: offset) }
        let index = Int(index)
        if !uses[index] {
            uses[index] = true
            unused -= 1
        }
        return ids[index]
    }

    /// Whether every id was referred to.
    var isUsed: Bool { unused == 0 }
}

// MARK: Writing

extension IDTable {
    mutating func clear() {
        ids.removeAll(keepingCapacity: true)
        found = 0
    }

    /// Notes an id. The same ones mostly come again and again, so the last few are looked at first.
    mutating func note(_ id: Identifier<Named>) {
        var index = ids.count
        while index > max(0, ids.count - 4) {
            index -= 1
            if ids[index] == id { return }
        }
        ids.append(id)
    }

    /// Puts what was noted in order, each once.
    mutating func arrange() {
        ids.sort()
        var kept = 0
        for id in ids where kept == 0 || ids[kept - 1] != id {
            ids[kept] = id
            kept += 1
        }
        ids.removeSubrange(kept...)
    }

    /// The place of an id that was noted.
    mutating func place(of id: Identifier<Named>) -> UInt64 {
        if found < ids.count, ids[found] == id { return UInt64(found) }
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        precondition(low < ids.count && ids[low] == id, "an id that was not noted")
        found = low
        return UInt64(low)
    }

    func write(under key: UInt64, to writer: inout Writer) {
        guard !ids.isEmpty else { return }
        writer.put(key)
        writer.put(.bytes, UInt64(ids.count * 16))
        for id in ids { writer.putRaw(id) }
    }
}

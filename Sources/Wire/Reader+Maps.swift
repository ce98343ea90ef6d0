public import Lattice

/// Where one is within a map.
struct MapPlace {
    var left: Int
    /// Where the key before is.
    var key: Range<Int>?
}

extension Reader {
    /// Begins a map. One without entries stands only as the whole of what is encoded
    /// (spec/03-encoding.md#state-5).
    mutating func map() throws(WireError) -> MapPlace {
        let head = try head(.map)
        guard head.argument > 0 || head.offset == 0 else { throw fault(.empty, at: head.offset) }
        return MapPlace(left: try claimed(head), key: nil)
    }

    /// How many entries a map has, for whoever reads them one by one. That its keys ascend is known
    /// where the item was passed before.
    public mutating func mapCount() throws(WireError) -> Int { try claimed(try head(.map)) }

    /// Counts the key that was just read, and holds it to the order (spec/03-encoding.md#cbor-3).
    mutating func passKey(from start: Int, _ place: inout MapPlace) throws(WireError) {
        let key = start..<offset
        if let last = place.key { try checkOrder(last, key) }
        place.key = key
        place.left -= 1
    }

    /// A whole map, entry by entry: the key, then what is made of it and of the value.
    public mutating func forEachEntry<Key>(
        _ key: (inout Reader) throws(WireError) -> Key,
        _ body: (Key, inout Reader) throws(WireError) -> Void
    ) throws(WireError) {
        var place = try map()
        while place.left > 0 {
            let start = offset
            let name = try key(&self)
            try passKey(from: start, &place)
            try body(name, &self)
        }
    }

    /// A whole map, as entries in ascending order of its keys' bytes.
    mutating func entries<Key: Comparable, Value>(
        _ key: (inout Reader) throws(WireError) -> Key,
        _ value: (inout Reader) throws(WireError) -> Value
    ) throws(WireError) -> [SortedMap<Key, Value>.Entry] {
        var entries: [SortedMap<Key, Value>.Entry] = []
        try forEachEntry(key) { (key, reader) throws(WireError) in
            entries.append(SortedMap.Entry(key: key, value: try value(&reader)))
        }
        return entries
    }

    /// A whole map whose keys have the order of their bytes.
    public mutating func sortedMap<Key: Comparable, Value>(
        _ key: (inout Reader) throws(WireError) -> Key,
        _ value: (inout Reader) throws(WireError) -> Value
    ) throws(WireError) -> SortedMap<Key, Value> {
        SortedMap(ascending: try entries(key, value))
    }

    /// A closed map with unsigned keys below `count` (spec/03-encoding.md#later-3).
    public mutating func closedMap(
        of count: UInt64, _ entry: (UInt64, inout Reader) throws(WireError) -> Void
    ) throws(WireError) {
        try forEachEntry { (reader) throws(WireError) in
            let start = reader.offset
            return (try reader.unsigned(), start)
        } _: { (key, reader) throws(WireError) in
            guard key.0 < count else { throw reader.fault(.unknownKey, at: key.1) }
            try entry(key.0, &reader)
        }
    }
}

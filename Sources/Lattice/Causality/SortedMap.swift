/// A map as an array sorted by key: small, compact, with one order for everybody.
///
/// Where order must not depend on a hash table (encodings, hashes, effects), it comes from here.
/// Made for few keys or for keys that mostly come in order; insertion moves what lies behind.
@frozen
public struct SortedMap<Key: Comparable, Value> {
    @frozen
    public struct Entry {
        public let key: Key
        public var value: Value

        @inlinable
        public init(key: Key, value: Value) {
            self.key = key
            self.value = value
        }
    }

    @usableFromInline var storage: [Entry]

    /// In the order of keys.
    @inlinable public var entries: [Entry] { storage }

    @inlinable
    public init() { storage = [] }

    /// Keys may come in any order; of equal keys the last value is kept.
    @inlinable
    public init(_ pairs: some Sequence<(Key, Value)>) {
        storage = []
        for (key, value) in pairs { self[key] = value }
    }

    /// Of entries whose keys ascend.
    @inlinable
    public init(ascending entries: [Entry]) {
        precondition(
            zip(entries, entries.dropFirst()).allSatisfy { $0.key < $1.key }, "keys ascend")
        storage = entries
    }

    @inlinable public var count: Int { storage.count }
    @inlinable public var isEmpty: Bool { storage.isEmpty }
    /// Ascending. No value is copied for it.
    @inlinable public var keys: [Key] { storage.indices.map { storage[$0].key } }

    /// Where the key is, or where it belongs.
    @inlinable
    func find(_ key: Key) -> (index: Int, found: Bool) {
        // Few entries are the rule, and a straight walk beats halving there.
        if storage.count <= 8 {
            var index = 0
            while index < storage.count, storage[index].key < key { index += 1 }
            return (index, index < storage.count && storage[index].key == key)
        }
        var low = 0
        var high = storage.count
        while low < high {
            let middle = (low + high) / 2
            if storage[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return (low, low < storage.count && storage[low].key == key)
    }

    @inlinable
    public subscript(key: Key) -> Value? {
        get {
            let (index, found) = find(key)
            return found ? storage[index].value : nil
        }
        set {
            let (index, found) = find(key)
            switch (found, newValue) {
            case (true, let value?): storage[index].value = value
            case (true, nil): storage.remove(at: index)
            case (false, let value?): storage.insert(Entry(key: key, value: value), at: index)
            case (false, nil): break
            }
        }
    }

    /// Changes the value of a key where it stands; `initial` is put there first if it is missing.
    @inlinable
    public mutating func modify<Result, Failure: Error>(
        _ key: Key,
        initial: @autoclosure () -> Value,
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (index, found) = find(key)
        if !found { storage.insert(Entry(key: key, value: initial()), at: index) }
        return try body(&storage[index].value)
    }

    /// Looks at a value where it stands, without a copy of it; nil if it is not there.
    @inlinable
    public func read<Result>(_ key: Key, _ body: (borrowing Value) -> Result) -> Result? {
        let (index, found) = find(key)
        return found ? body(storage[index].value) : nil
    }

    /// Changes a value where it stands; nil if it is not there.
    @inlinable
    @discardableResult
    public mutating func change<Result, Failure: Error>(
        _ key: Key, _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        let (index, found) = find(key)
        guard found else { return nil }
        return try body(&storage[index].value)
    }

    /// Merges one value in: put if new, combined if there.
    @inlinable
    public mutating func merge(_ key: Key, _ value: Value, _ combine: (inout Value, Value) -> Void)
    {
        let (index, found) = find(key)
        if found {
            combine(&storage[index].value, value)
        } else {
            storage.insert(Entry(key: key, value: value), at: index)
        }
    }

    /// Merges another map in. A large one is not inserted bit by bit: both are walked once.
    @inlinable
    public mutating func merge(_ other: Self, _ combine: (inout Value, Value) -> Void) {
        guard other.count > 8 else {
            for entry in other.storage { merge(entry.key, entry.value, combine) }
            return
        }
        var merged: [Entry] = []
        merged.reserveCapacity(count + other.count)
        var mine = storage[...]
        for entry in other.storage {
            while let first = mine.first, first.key < entry.key {
                merged.append(first)
                mine.removeFirst()
            }
            if var first = mine.first, first.key == entry.key {
                combine(&first.value, entry.value)
                merged.append(first)
                mine.removeFirst()
            } else {
                merged.append(entry)
            }
        }
        storage = merged + mine
    }

    /// The same keys with other values.
    @inlinable
    public func mapValues<Other>(_ transform: (Value) -> Other) -> SortedMap<Key, Other> {
        var mapped = SortedMap<Key, Other>()
        mapped.storage = storage.map {
            SortedMap<Key, Other>.Entry(key: $0.key, value: transform($0.value))
        }
        return mapped
    }

    /// Changes every value, in the order of keys.
    @inlinable
    public mutating func forEachValue(_ body: (Key, inout Value) -> Void) {
        for index in storage.indices { body(storage[index].key, &storage[index].value) }
    }

    @inlinable
    public mutating func removeAll(where isGone: (Entry) -> Bool) {
        storage.removeAll(where: isGone)
    }
}

extension SortedMap.Entry: Equatable where Value: Equatable {}
extension SortedMap.Entry: Hashable where Key: Hashable, Value: Hashable {}
extension SortedMap.Entry: Sendable where Key: Sendable, Value: Sendable {}
extension SortedMap: Equatable where Value: Equatable {}
extension SortedMap: Hashable where Key: Hashable, Value: Hashable {}
extension SortedMap: Sendable where Key: Sendable, Value: Sendable {}

extension SortedMap: CustomStringConvertible {
    public var description: String {
        "[" + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "]"
    }
}

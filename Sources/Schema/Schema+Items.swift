internal import Lattice
internal import Wire

// The small parts of which schemas are written.

extension Reader {
    /// A map with unsigned keys; whatever nobody takes is passed over. It has something in it.
    mutating func openMap(
        _ take: (UInt64, inout Reader) throws(WireError) -> Bool
    ) throws(WireError) {
        try forEachEntry { (reader) throws(WireError) in
            try reader.unsigned()
        } _: { (key, reader) throws(WireError) in
            let start = reader.offset
            guard try !take(key, &reader) else { return }
            reader.rewind(to: start)
            _ = try reader.skip()
        }
    }

    /// Something that had to be there.
    func need<Found>(_ found: Found?) throws(WireError) -> Found {
        guard let found else { throw fault(.wrongCount, at: offset) }
        return found
    }

    /// A *true*, which is all that can stand there.
    mutating func mark() throws(WireError) -> Bool {
        let start = offset
        guard try bool() else { throw fault(.outOfRange, at: start) }
        return true
    }

    mutating func schemaName() throws(WireError) -> String {
        let start = offset
        let name = try text(most: SchemaLimits.names)
        guard name.isName else { throw fault(.outOfRange, at: start) }
        return name
    }

    mutating func label(most: Int = SchemaLimits.labels) throws(WireError) -> String {
        let start = offset
        let text = try text(most: most)
        guard !text.isEmpty else { throw fault(.empty, at: start) }
        return text
    }

    mutating func labels() throws(WireError) -> Labels {
        var labels: Labels = [:]
        let start = offset
        guard try mapHead() <= UInt64(SchemaLimits.languages) else {
            throw fault(.tooLong, at: start)
        }
        rewind(to: start)
        try forEachEntry { (reader) throws(WireError) in
            let start = reader.offset
            let language = try reader.text(most: SchemaLimits.language.upperBound)
            guard language.isLanguage else { throw reader.fault(.outOfRange, at: start) }
            return language
        } _: { (language, reader) throws(WireError) in
            labels[language] = try reader.label()
        }
        return labels
    }

    /// The head of an array of at least one item, and at most so many.
    mutating func count(upTo most: Int) throws(WireError) -> Int {
        let start = offset
        let claimed = try arrayHead()
        guard claimed > 0 else { throw fault(.empty, at: start) }
        guard claimed <= UInt64(most) else { throw fault(.tooLong, at: start) }
        rewind(to: start)
        return try array()
    }

    /// A field that is there.
    mutating func field(of fields: [FieldNumber: Field]) throws(WireError) -> FieldNumber {
        let start = offset
        let number = try field()
        guard fields[number] != nil else { throw fault(.noSuchEntry, at: start) }
        return number
    }

    mutating func fieldList(
        of fields: [FieldNumber: Field], most: Int = SchemaLimits.fields
    ) throws(WireError) -> [FieldNumber] {
        var list: [FieldNumber] = []
        for _ in 0..<(try count(upTo: most)) { list.append(try field(of: fields)) }
        return list
    }
}

extension Writer {
    /// A map with the entries that there are.
    mutating func putMap(_ entries: [(key: UInt64, write: ((inout Writer) -> Void)?)]) {
        put(map: entries.count { $0.write != nil })
        for entry in entries {
            guard let write = entry.write else { continue }
            put(entry.key)
            write(&self)
        }
    }

    /// A map by numbers, which ascend.
    mutating func putNumbers<Key: Comparable, Number: BinaryInteger, Entry>(
        _ map: [Key: Entry], _ number: (Key) -> Number, _ write: (inout Writer, Entry) -> Void
    ) {
        put(map: map.count)
        for (key, entry) in map.sorted(by: { $0.key < $1.key }) {
            put(UInt64(number(key)))
            write(&self, entry)
        }
    }

    /// A map by texts: shorter ones come first (spec/03-encoding.md#cbor-3).
    mutating func putTexts<Entry>(
        _ map: [String: Entry], _ write: (inout Writer, Entry) -> Void
    ) {
        put(map: map.count)
        let sorted = map.sorted {
            let (a, b) = (Array($0.key.utf8), Array($1.key.utf8))
            return a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
        }
        for (key, entry) in sorted {
            put(text: key)
            write(&self, entry)
        }
    }

    mutating func put(_ labels: Labels) { putTexts(labels) { $0.put(text: $1) } }

    mutating func put(_ fields: [FieldNumber]) {
        put(array: fields.count)
        for field in fields { put(field) }
    }
}

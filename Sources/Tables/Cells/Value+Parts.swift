internal import Lattice
internal import Wire

extension Value {
    static func of(_ write: (inout Writer) -> Void) -> Value {
        var writer = Writer()
        write(&writer)
        return Value(writer.bytes)
    }

    static let null = Value.of { $0.putNull() }

    /// Null, if there is nothing in it: no list is empty.
    static func list(_ items: [Value]) -> Value {
        guard !items.isEmpty else { return null }
        return of { writer in
            writer.put(array: items.count)
            for item in items { writer.put(item: item.span) }
        }
    }

    /// One text for each language; nil if there is none.
    static func words(_ words: [String: String]) -> Value? {
        guard !words.isEmpty else { return nil }
        // Shorter keys come first (spec/03-encoding.md#cbor-3).
        let sorted = words.sorted {
            ($0.key.utf8.count, $0.key) < ($1.key.utf8.count, $1.key)
        }
        return of { writer in
            writer.put(map: sorted.count)
            for (language, text) in sorted {
                writer.put(text: language)
                writer.put(text: text)
            }
        }
    }

    /// Reads the value, the whole of it; nil if it is something else.
    func read<Found>(_ body: (inout Reader) throws(WireError) -> Found) -> Found? {
        var reader = Reader(span, of: .value)
        do throws(WireError) {
            let found = try body(&reader)
            try reader.end()
            return found
        } catch { return nil }
    }

    var integer: Int64? {
        read { (reader) throws(WireError) in try reader.integer(in: .min...(.max)) }
    }

    var truth: Bool? { read { (reader) throws(WireError) in try reader.bool() } }

    var text: String? { read { (reader) throws(WireError) in try reader.text(most: .max) } }

    var record: RecordID? { read { (reader) throws(WireError) in try reader.record() } }

    func name<Named>(of _: Named.Type) -> Identifier<Named>? {
        read { (reader) throws(WireError) in try reader.name() }
    }

    /// The bytes of a byte string.
    var octets: [UInt8]? {
        read { (reader) throws(WireError) in reader.copy(try reader.string(most: .max)).bytes }
    }

    /// The items of a list; none, if it is something else.
    var items: [Value] {
        read { (reader) throws(WireError) in
            var items: [Value] = []
            for _ in 0..<(try reader.array()) {
                let range = try reader.skip()
                items.append(reader.copy(range))
            }
            return items
        } ?? []
    }

    /// Texts by their languages; none, if it is something else.
    var words: [String: String] {
        read { (reader) throws(WireError) in
            var words: [String: String] = [:]
            for _ in 0..<(try reader.mapCount()) {
                let language = try reader.text(most: .max)
                words[language] = try reader.text(most: .max)
            }
            return words
        } ?? [:]
    }

    /// An integer and what it is counted in: a unit, by its number.
    var quantity: (amount: Int64, unit: UInt16)? {
        read { (reader) throws(WireError) in
            try reader.array(of: 2)
            let amount = try reader.integer(in: .min...(.max))
            return (amount, UInt16(try reader.unsigned(upTo: UInt64(UInt16.max))))
        }
    }

    /// An integer and the code of a currency.
    var money: (amount: Int64, code: String)? {
        read { (reader) throws(WireError) in
            try reader.array(of: 2)
            let amount = try reader.integer(in: .min...(.max))
            return (amount, try reader.text(most: 3))
        }
    }
}

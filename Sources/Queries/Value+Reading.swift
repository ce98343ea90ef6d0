internal import Lattice
internal import Wire

// What queries read of values. Those may be of a later version of the schema, so that none of it
// relies on a value being one of its type: it is read as far as it can be.

extension Value {
    var isNull: Bool { count == 1 && span.byte(at: 0) == 0xF6 }

    /// Reads the value, the whole of it; nil if it is something else.
    func read<Found>(
        _ body: (inout Reader) throws(WireError) -> Found
    ) -> Found? {
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

    var text: String? {
        read { (reader) throws(WireError) in try reader.text(most: .max) }
    }

    /// The items of a list; none, if it is something else.
    var items: [Value] {
        let items = read { (reader) throws(WireError) in
            var items: [Value] = []
            for _ in 0..<(try reader.array()) {
                let range = try reader.skip()
                items.append(reader.copy(range))
            }
            return items
        }
        return items ?? []
    }
}

extension String {
    /// The bytes that texts are compared by where the case of letters is not to matter.
    var folded: [UInt8] { Array(lowercased().utf8) }
}

internal import Bundles
internal import Lattice
internal import Schema
internal import Wire

// The fields of records that this code reads, as relief.json numbers them.

enum ItemField {
    static let least = FieldNumber(8)
    static let mergedInto = FieldNumber(9)
    static let retired = FieldNumber(10)
}

enum LotField {
    static let item = FieldNumber(0)
    static let batch = FieldNumber(1)
    static let expiry = FieldNumber(2)
}

enum LevelField {
    static let item = FieldNumber(0)
    static let least = FieldNumber(1)
}

enum PulseField {
    static let seat = FieldNumber(0)
    static let at = FieldNumber(1)
}

enum ReadMarkField {
    static let notice = FieldNumber(0)
    static let read = FieldNumber(1)
}

extension Value {
    /// What is in it; nil if it is of another form.
    private func read<Found>(_ body: (inout Reader) throws(WireError) -> Found) -> Found? {
        var reader = Reader(span, of: .value)
        return try? body(&reader)
    }

    var number: Int64? {
        read { (reader) throws(WireError) in try reader.integer(in: .min...(.max)) }
    }
    var text: String? { read { (reader) throws(WireError) in try reader.text(most: .max) } }
    var truth: Bool? { read { (reader) throws(WireError) in try reader.bool() } }
    var record: RecordID? { read { (reader) throws(WireError) in try reader.record() } }
    var seat: ActID? { read { (reader) throws(WireError) in try reader.hash() } }
    var fact: FactReference? { read { (reader) throws(WireError) in try reader.factReference() } }

    /// This text.
    init(text: String) {
        var writer = Writer()
        writer.put(text: text)
        self.init(writer.bytes)
    }
}

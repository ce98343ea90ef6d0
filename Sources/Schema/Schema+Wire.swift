internal import Bundles
internal import Lattice
public import Wire

extension Schema {
    /// Reads a schema, the whole of these bytes.
    public init(encoding bytes: [UInt8]) throws(WireError) {
        // Unsafe only in name: bytes have no padding that could show.
        var reader = unsafe Reader(bytes.span.bytes, of: .schema)
        guard bytes.count <= SchemaLimits.bytes else { throw reader.fault(.tooLong, at: 0) }
        var packs: [String: UInt16]?
        var kinds: [KindNumber: RecordKind]?
        try reader.openMap { (key, reader) throws(WireError) in
            switch key {
            case 0: packs = try reader.packs()
            case 1: kinds = try reader.kinds()
            default: return false
            }
            return true
        }
        self.init(
            packs: try reader.need(packs), kinds: try reader.need(kinds), readFrom: bytes)
        try reader.end()
    }

    static func encoding(
        _ packs: [String: UInt16], _ kinds: [KindNumber: RecordKind]
    ) -> [UInt8] {
        var writer = Writer()
        writer.putMap([
            (0, { $0.putTexts(packs) { writer, version in writer.put(UInt64(version)) } }),
            (1, { $0.putNumbers(kinds, \.value) { writer, kind in kind.write(to: &writer) } }),
        ])
        return writer.bytes
    }
}

extension Reader {
    fileprivate mutating func packs() throws(WireError) -> [String: UInt16] {
        var packs: [String: UInt16] = [:]
        try forEachEntry { (reader) throws(WireError) in
            try reader.schemaName()
        } _: { (name, reader) throws(WireError) in
            packs[name] = UInt16(try reader.unsigned(in: 1...UInt64(UInt16.max)))
        }
        return packs
    }

    fileprivate mutating func kinds() throws(WireError) -> [KindNumber: RecordKind] {
        let least = UInt64(KindNumber.firstOfRecords.value)
        return try numbered(most: SchemaLimits.kinds) { (reader) throws(WireError) in
            KindNumber(UInt32(try reader.unsigned(in: least...UInt64(UInt32.max))))
        } value: { (reader) throws(WireError) in
            try RecordKind.read(from: &reader)
        } name: {
            $0.name
        }
    }

    mutating func schemaFields(depth: Int = 0) throws(WireError) -> [FieldNumber: Field] {
        try numbered(most: SchemaLimits.fields) { (reader) throws(WireError) in
            try reader.field()
        } value: { (reader) throws(WireError) in
            try Field.read(from: &reader, depth)
        } name: {
            $0.name
        }
    }

    /// A map from numbers to what has a name, all of them different.
    private mutating func numbered<Key: Hashable, Found>(
        most: Int, _ key: (inout Reader) throws(WireError) -> Key,
        value: (inout Reader) throws(WireError) -> Found, name: (Found) -> String
    ) throws(WireError) -> [Key: Found] {
        let start = offset
        guard try mapHead() <= UInt64(most) else { throw fault(.tooLong, at: start) }
        rewind(to: start)
        var found: [Key: Found] = [:]
        var names: Set<String> = []
        try forEachEntry(key) { (key, reader) throws(WireError) in
            let one = try value(&reader)
            guard names.insert(name(one)).inserted else {
                throw reader.fault(.repeated, at: reader.offset)
            }
            found[key] = one
        }
        return found
    }
}

extension RecordKind {
    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        var (name, form, fields): (String?, Form?, [FieldNumber: Field]?) = (nil, nil, nil)
        var kind = RecordKind("", .document, [:])
        try reader.openMap { (key, reader) throws(WireError) in
            switch key {
            case 0: name = try reader.schemaName()
            case 1: form = Form(rawValue: try reader.unsigned(upTo: 1))
            case 2: fields = try reader.schemaFields()
            case 3: kind.labels = try reader.labels()
            case 4: kind.title = try reader.fieldList(of: fields ?? [:], most: SchemaLimits.title)
            case 5: kind.rules = try reader.rules(of: fields ?? [:])
            case 6: kind.sums = try reader.sums(of: fields ?? [:])
            case 7: kind.isRetired = try reader.mark()
            case 8: kind.deciding = try reader.deciding(of: fields ?? [:])
            case 10: kind.place = try reader.place(of: fields ?? [:])
            default: return false
            }
            return true
        }
        kind.name = try reader.need(name)
        kind.form = try reader.need(form)
        kind.fields = try reader.need(fields)
        guard kind.isSound else { throw reader.fault(.outOfRange, at: reader.offset) }
        return kind
    }

    /// Whether its form allows what its fields, rules and sums are.
    private var isSound: Bool {
        if form == .fact { return fields.values.allSatisfy(\.isPlain) }
        return sums.isEmpty && deciding == nil
    }

    fileprivate func write(to writer: inout Writer) {
        writer.putMap([
            (0, { $0.put(text: name) }), (1, { $0.put(form.rawValue) }),
            (2, { $0.putNumbers(fields, \.value) { writer, field in field.write(to: &writer) } }),
            (3, labels.isEmpty ? nil : { $0.put(labels) }),
            (4, title.isEmpty ? nil : { $0.put(title) }),
            (5, rules.isEmpty ? nil : { $0.put(rules) }),
            (6, sums.isEmpty ? nil : { $0.put(sums) }),
            (7, isRetired ? { $0.put(true) } : nil),
            (8, deciding.map { deciding in { $0.put(deciding) } }),
            (10, place.map { place in { $0.put(place) } }),
        ])
    }
}

extension Field {
    /// Whether it can be a part of a fact or of a group.
    var isPlain: Bool { merging == .register && initial == nil && !isFixed }

    /// What only some fields can have, and what they have to be.
    private var isSound: Bool {
        guard merging == .register || (!isRequired && initial == nil) else { return false }
        guard !isFixed || isRequired else { return false }
        switch (merging, type) {
        case (.counter, .integer), (.counter, .decimal), (.counter, .later): return true
        case (.facts, .group), (.facts, .later): return true
        case (.counter, _), (.facts, _): return false
        default: return true
        }
    }

    fileprivate static func read(
        from reader: inout Reader, _ depth: Int
    ) throws(WireError) -> Self {
        var (name, merging, type): (String?, Merging?, FieldType?) = (nil, nil, nil)
        var field = Field("", .truth)
        let start = reader.offset
        try reader.openMap { (key, reader) throws(WireError) in
            switch key {
            case 0: name = try reader.schemaName()
            case 1: merging = Merging(rawValue: try reader.unsigned(upTo: 3))
            case 2: type = try FieldType.read(from: &reader, depth: depth)
            case 3: field.isRequired = try reader.mark()
            case 4: field.initial = try reader.value()
            case 5: field.labels = try reader.labels()
            case 6: field.weight = Int(try reader.unsigned(in: 1...SchemaLimits.weight))
            case 7: field.isRetired = try reader.mark()
            case 9: field.isFixed = try reader.mark()
            default: return false
            }
            return true
        }
        field.name = try reader.need(name)
        field.merging = try reader.need(merging)
        field.type = try reader.need(type)
        if depth > 0, !field.isPlain { throw reader.fault(.outOfRange, at: start) }
        guard field.isSound else { throw reader.fault(.outOfRange, at: start) }
        if let initial = field.initial, (try? field.check(initial)) == nil {
            throw reader.fault(.outOfRange, at: start)
        }
        return field
    }

    func write(to writer: inout Writer) {
        writer.putMap([
            (0, { $0.put(text: name) }), (1, { $0.put(merging.rawValue) }),
            (2, { type.write(to: &$0) }), (3, isRequired ? { $0.put(true) } : nil),
            (4, initial.map { value in { $0.put(value) } }),
            (5, labels.isEmpty ? nil : { $0.put(labels) }),
            (6, weight.map { weight in { $0.put(UInt64(weight)) } }),
            (7, isRetired ? { $0.put(true) } : nil),
            (9, isFixed ? { $0.put(true) } : nil),
        ])
    }
}

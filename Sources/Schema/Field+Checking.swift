public import Lattice
internal import Wire

extension Field {
    /// Whether a register may have this value: null clears one that is not required.
    func check(register value: Value) throws(SchemaFault) {
        guard value.span.isNull else { return try check(value) }
        guard !isRequired else { throw .required(field: name) }
    }

    /// Whether it is one of the field's values (spec/09-schema.md#judge-2).
    public func check(_ value: Value) throws(SchemaFault) {
        var reader = Reader(value.span, of: .value)
        do throws(WireError) {
            _ = try reader.skip()
            try reader.end()
        } catch { throw .malformed(error.reason) }
        reader.rewind(to: 0)
        var checker = Checker(field: name)
        try checker.check(type, &reader)
    }
}

extension RawSpan {
    var isNull: Bool { byteCount == 1 && byte(at: 0) == 0xF6 }
}

/// Holds items, which are known to be items, against types.
struct Checker {
    /// The field that is at fault, if one is.
    private(set) var field: String

    mutating func check(_ type: FieldType, _ reader: inout Reader) throws(SchemaFault) {
        switch type {
        case .text(let most): try text(most, &reader)
        case .integer(let range), .decimal(_, let range): try integer(range, &reader)
        case .quantity(_, let range, let units): try quantity(range, units, &reader)
        case .money(let currencies): try money(currencies, &reader)
        case .truth: _ = try read(&reader) { (r) throws(WireError) in try r.bool() }
        case .date: try integer(SchemaLimits.days, &reader)
        case .time: try integer(SchemaLimits.times, &reader)
        case .choice(let options): try choice(options, &reader)
        case .record(let kinds): try record(kinds, &reader)
        case .person, .hub:
            _ = try read(&reader) { (r) throws(WireError) in try r.name() as PersonID }
        case .seat:
            _ = try read(&reader) { (r) throws(WireError) in try r.string(of: 32) }
        case .words(let most): try words(most, &reader)
        case .file(let most): try file(most, &reader)
        case .token(let most): try token(most, &reader)
        case .list(let most, let type): try list(most, type, &reader)
        case .group(let fields): try group(fields, &reader)
        case .fact(let kinds): try fact(kinds, &reader)
        case .frontier: try frontier(&reader)
        case .later: _ = try read(&reader) { (r) throws(WireError) in try r.skip() }
        }
    }

    /// Reads something, and says what it means for the field if it cannot be read.
    private func read<Found>(
        _ reader: inout Reader, _ body: (inout Reader) throws(WireError) -> Found
    ) throws(SchemaFault) -> Found {
        do throws(WireError) {
            return try body(&reader)
        } catch {
            switch error.reason {
            case .outOfRange, .tooLong: throw .outOfBounds(field: field)
            default: throw .wrongType(field: field)
            }
        }
    }

    private func require(_ isWithin: Bool) throws(SchemaFault) {
        if !isWithin { throw .outOfBounds(field: field) }
    }

    private func text(_ most: Int, _ reader: inout Reader) throws(SchemaFault) {
        let text = try read(&reader) { (r) throws(WireError) in try r.text(most: most) }
        try require(!text.isEmpty)
    }

    @discardableResult
    private func integer(
        _ range: ClosedRange<Int64>, _ reader: inout Reader
    ) throws(SchemaFault) -> Int64 {
        try read(&reader) { (r) throws(WireError) in try r.integer(in: range) }
    }

    private func array(of count: Int, _ reader: inout Reader) throws(SchemaFault) {
        try read(&reader) { (r) throws(WireError) in try r.array(of: count) }
    }

    private func number16(_ reader: inout Reader) throws(SchemaFault) -> UInt16 {
        let number = try read(&reader) { (r) throws(WireError) in
            try r.unsigned(upTo: UInt64(UInt16.max))
        }
        return UInt16(number)
    }

    private func quantity(
        _ range: ClosedRange<Int64>, _ units: [UInt16: FieldType.Unit], _ reader: inout Reader
    ) throws(SchemaFault) {
        try array(of: 2, &reader)
        try integer(range, &reader)
        try require(units[try number16(&reader)] != nil)
    }

    private func money(
        _ currencies: [String: Int]?, _ reader: inout Reader
    ) throws(SchemaFault) {
        try array(of: 2, &reader)
        try integer(SchemaLimits.number, &reader)
        let code = try read(&reader) { (r) throws(WireError) in try r.text(most: 3) }
        try require(code.isCurrency)
        if let currencies { try require(currencies[code] != nil) }
    }

    private func choice(
        _ options: [UInt16: FieldType.Option], _ reader: inout Reader
    ) throws(SchemaFault) {
        try require(options[try number16(&reader)] != nil)
    }

    private func record(_ kinds: [KindNumber]?, _ reader: inout Reader) throws(SchemaFault) {
        let id = try read(&reader) { (r) throws(WireError) in try r.record() }
        guard id != .ledger else { throw .wrongType(field: field) }
        guard kinds?.contains(id.kind) ?? true else { throw .wrongKind(field: field) }
    }

    private func fact(_ kinds: [KindNumber]?, _ reader: inout Reader) throws(SchemaFault) {
        let fact = try read(&reader) { (r) throws(WireError) in try r.factReference() }
        guard kinds?.contains(fact.kind) ?? true else { throw .wrongKind(field: field) }
    }

    private func frontier(_ reader: inout Reader) throws(SchemaFault) {
        let most = SchemaLimits.feeds * Extent.size
        let bytes = try read(&reader) { (r) throws(WireError) in r.copy(try r.string(most: most)) }
        guard Extent(octets: bytes.bytes) != nil else { throw .wrongType(field: field) }
    }

    private mutating func words(_ most: Int, _ reader: inout Reader) throws(SchemaFault) {
        let count = try read(&reader) { (r) throws(WireError) in try r.mapCount() }
        guard count > 0 else { throw .wrongType(field: field) }
        try require(count <= SchemaLimits.languages)
        for _ in 0..<count {
            let language = try read(&reader) { (r) throws(WireError) in
                try r.text(most: SchemaLimits.language.upperBound)
            }
            try require(language.isLanguage)
            try text(most, &reader)
        }
    }

    private func file(_ most: UInt64, _ reader: inout Reader) throws(SchemaFault) {
        try array(of: 4, &reader)
        _ = try read(&reader) { (r) throws(WireError) in try r.string(of: 32) }
        _ = try read(&reader) { (r) throws(WireError) in try r.unsigned(upTo: most) }
        try text(SchemaLimits.mediaType, &reader)
        try text(SchemaLimits.fileName, &reader)
    }

    private func token(_ most: Int, _ reader: inout Reader) throws(SchemaFault) {
        let text = try read(&reader) { (r) throws(WireError) in try r.text(most: most) }
        try require(!text.isEmpty && text.utf8.allSatisfy(\.isOfToken))
    }

    private mutating func list(
        _ most: Int, _ type: FieldType, _ reader: inout Reader
    ) throws(SchemaFault) {
        let count = try read(&reader) { (r) throws(WireError) in try r.array() }
        try require((1...most).contains(count))
        for _ in 0..<count { try check(type, &reader) }
    }

    private mutating func group(
        _ fields: [FieldNumber: Field], _ reader: inout Reader
    ) throws(SchemaFault) {
        let (whole, start) = (field, reader.offset)
        let count = try read(&reader) { (r) throws(WireError) in try r.mapCount() }
        guard count > 0 else { throw .wrongType(field: whole) }
        var required = fields.count { $0.value.isRequired }
        for _ in 0..<count {
            let key = try read(&reader) { (r) throws(WireError) in try r.unsigned() }
            let number = FieldNumber(UInt32(clamping: key))
            guard key == UInt64(number.value), let part = fields[number] else {
                throw .noSuchField(number, of: whole)
            }
            field = part.name
            try check(part.type, &reader)
            field = whole
            if part.isRequired { required -= 1 }
        }
        guard required > 0 else { return }
        reader.rewind(to: start)
        throw .incomplete(field: try missing(of: fields, &reader))
    }

    /// The first part that a group lacks.
    private func missing(
        of fields: [FieldNumber: Field], _ reader: inout Reader
    ) throws(SchemaFault) -> String {
        var required = fields.filter(\.value.isRequired)
        let count = try read(&reader) { (r) throws(WireError) in try r.mapCount() }
        for _ in 0..<count {
            required[try read(&reader) { (r) throws(WireError) in try r.field() }] = nil
            _ = try read(&reader) { (r) throws(WireError) in try r.skip() }
        }
        return required.min { $0.key < $1.key }?.value.name ?? field
    }
}

internal import Lattice
internal import Wire

extension FieldType {
    /// Its number, by which it begins.
    var number: UInt64 {
        switch self {
        case .text: 0
        case .integer: 1
        case .decimal: 2
        case .quantity: 3
        case .money: 4
        case .truth: 5
        case .date: 6
        case .time: 7
        case .choice: 8
        case .record: 9
        case .person: 10
        case .hub: 11
        case .seat: 12
        case .words: 13
        case .file: 14
        case .token: 15
        case .list: 16
        case .group: 17
        case .fact: 18
        case .frontier: 19
        case .later(let number, _): number
        }
    }

    /// How many items each type is, with its number.
    private static let counts: [Int] = [2, 3, 4, 5, 2, 1, 1, 1, 2, 2, 1, 1, 1, 2, 2, 2, 3, 2, 2, 1]

    static func read(from reader: inout Reader, depth: Int = 0) throws(WireError) -> Self {
        let start = reader.offset
        let count = try reader.array()
        guard count > 0 else { throw reader.fault(.wrongCount, at: start) }
        let number = try reader.unsigned()
        guard number < UInt64(counts.count) else {
            reader.rewind(to: start)
            return .later(number, reader.copy(try reader.skip()))
        }
        guard count == counts[Int(number)] else { throw reader.fault(.wrongCount, at: start) }
        switch number {
        case 16, 17:
            guard depth < SchemaLimits.nesting else { throw reader.fault(.tooDeep, at: start) }
            return try container(number, &reader, depth + 1)
        default: return try plain(number, &reader)
        }
    }

    private static func container(
        _ number: UInt64, _ reader: inout Reader, _ depth: Int
    ) throws(WireError) -> Self {
        guard number == 16 else { return .group(try reader.schemaFields(depth: depth)) }
        let most = Int(try reader.unsigned(in: 1...SchemaLimits.list))
        return .list(most: most, try read(from: &reader, depth: depth))
    }

    private static func plain(
        _ number: UInt64, _ reader: inout Reader
    ) throws(WireError) -> Self {
        switch number {
        case 0: return .text(most: Int(try reader.unsigned(in: 1...SchemaLimits.text)))
        case 1: return .integer(try reader.range())
        case 2: return .decimal(digits: try reader.digits(), try reader.range())
        case 3:
            return .quantity(
                digits: try reader.digits(), try reader.range(), units: try reader.units())
        case 4: return .money(currencies: try reader.takeNull() ? nil : try reader.currencies())
        case 5: return .truth
        case 6: return .date
        case 7: return .time
        case 8: return .choice(try reader.options())
        case 9: return .record(try reader.takeNull() ? nil : try reader.kindList())
        case 10: return .person
        case 11: return .hub
        case 12: return .seat
        case 13: return .words(most: Int(try reader.unsigned(in: 1...SchemaLimits.text)))
        case 14: return .file(most: try reader.unsigned(in: 1...SchemaLimits.file))
        case 15: return .token(most: Int(try reader.unsigned(in: 1...SchemaLimits.token)))
        case 18: return .fact(try reader.takeNull() ? nil : try reader.kindList())
        default: return .frontier
        }
    }

    func write(to writer: inout Writer) {
        if case .later(_, let item) = self { return writer.put(item: item.span) }
        writer.put(array: Self.counts[Int(number)])
        writer.put(number)
        switch self {
        case .text(let most), .words(let most), .token(let most): writer.put(UInt64(most))
        case .integer(let range): writer.put(range)
        case .decimal(let digits, let range):
            writer.put(UInt64(digits))
            writer.put(range)
        case .quantity(let digits, let range, let units):
            writer.put(UInt64(digits))
            writer.put(range)
            writer.putNumbers(units, \.self) { $1.write(to: &$0) }
        case .money(let currencies):
            guard let currencies else { return writer.putNull() }
            writer.putTexts(currencies) { $0.put(UInt64($1)) }
        case .choice(let options): writer.putNumbers(options, \.self) { $1.write(to: &$0) }
        case .record(let kinds), .fact(let kinds):
            guard let kinds else { return writer.putNull() }
            writer.put(array: kinds.count)
            for kind in kinds { writer.put(kind) }
        case .file(let most): writer.put(most)
        case .list(let most, let type):
            writer.put(UInt64(most))
            type.write(to: &writer)
        case .group(let fields):
            writer.putNumbers(fields, \.value) { $1.write(to: &$0) }
        case .truth, .date, .time, .person, .hub, .seat, .frontier, .later: break
        }
    }
}

extension FieldType.Unit {
    fileprivate func write(to writer: inout Writer) {
        writer.put(array: 3)
        writer.put(text: symbol)
        writer.put(UInt64(numerator))
        writer.put(UInt64(denominator))
    }
}

extension FieldType.Option {
    fileprivate func write(to writer: inout Writer) {
        writer.put(array: labels.isEmpty ? 1 : 2)
        writer.put(text: name)
        if !labels.isEmpty { writer.put(labels) }
    }
}

extension Reader {
    fileprivate mutating func digits() throws(WireError) -> Int {
        Int(try unsigned(upTo: SchemaLimits.digits))
    }

    /// Two integers: the least and the most.
    fileprivate mutating func range() throws(WireError) -> ClosedRange<Int64> {
        let least = try integer(in: SchemaLimits.number)
        let start = offset
        let most = try integer(in: SchemaLimits.number)
        guard least <= most else { throw fault(.outOfRange, at: start) }
        return least...most
    }

    private mutating func smallMap<Found>(
        _ value: (inout Reader) throws(WireError) -> Found
    ) throws(WireError) -> [UInt16: Found] {
        let start = offset
        guard try mapHead() <= UInt64(SchemaLimits.entries) else {
            throw fault(.tooLong, at: start)
        }
        rewind(to: start)
        var found: [UInt16: Found] = [:]
        try forEachEntry { (reader) throws(WireError) in
            UInt16(try reader.unsigned(upTo: UInt64(UInt16.max)))
        } _: { (key, reader) throws(WireError) in
            found[key] = try value(&reader)
        }
        return found
    }

    fileprivate mutating func units() throws(WireError) -> [UInt16: FieldType.Unit] {
        let start = offset
        let units = try smallMap { (reader) throws(WireError) in
            try reader.array(of: 3)
            let symbol = try reader.label(most: SchemaLimits.symbol)
            let numerator = UInt32(try reader.unsigned(in: 1...UInt64(UInt32.max)))
            let denominator = UInt32(try reader.unsigned(in: 1...UInt64(UInt32.max)))
            return FieldType.Unit(symbol, numerator, over: denominator)
        }
        guard let base = units[0], base.numerator == base.denominator, base.numerator == 1 else {
            throw fault(.outOfRange, at: start)
        }
        return units
    }

    fileprivate mutating func options() throws(WireError) -> [UInt16: FieldType.Option] {
        try smallMap { (reader) throws(WireError) in
            let start = reader.offset
            let count = try reader.arrayHead()
            guard count == 1 || count == 2 else { throw reader.fault(.wrongCount, at: start) }
            reader.rewind(to: start)
            try reader.array(of: Int(count))
            let name = try reader.schemaName()
            return FieldType.Option(name, labels: count == 2 ? try reader.labels() : [:])
        }
    }

    fileprivate mutating func currencies() throws(WireError) -> [String: Int] {
        let start = offset
        guard try mapHead() <= UInt64(SchemaLimits.entries) else {
            throw fault(.tooLong, at: start)
        }
        rewind(to: start)
        var found: [String: Int] = [:]
        try forEachEntry { (reader) throws(WireError) in
            let start = reader.offset
            let code = try reader.text(most: 3)
            guard code.isCurrency else { throw reader.fault(.outOfRange, at: start) }
            return code
        } _: { (code, reader) throws(WireError) in
            found[code] = try reader.digits()
        }
        return found
    }

    fileprivate mutating func kindList() throws(WireError) -> [KindNumber] {
        var kinds: [KindNumber] = []
        for _ in 0..<(try count(upTo: SchemaLimits.entries)) {
            let start = offset
            let least = UInt64(KindNumber.firstOfRecords.value)
            let kind = KindNumber(UInt32(try unsigned(in: least...UInt64(UInt32.max))))
            if let last = kinds.last, last >= kind {
                throw fault(last == kind ? .repeated : .unsorted, at: start)
            }
            kinds.append(kind)
        }
        return kinds
    }
}

extension Writer {
    fileprivate mutating func put(_ range: ClosedRange<Int64>) {
        put(integer: range.lowerBound)
        put(integer: range.upperBound)
    }
}

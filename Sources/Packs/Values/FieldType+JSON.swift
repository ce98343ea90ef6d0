internal import Lattice
internal import Schema
internal import Wire

extension FieldType {
    /// A value, which is known to be one of this type, as JSON; nil if it is not after all.
    func json(of value: Value) -> JSON? {
        var reader = Reader(value.span, of: .value)
        return try? json(&reader)
    }

    private func json(_ reader: inout Reader) throws(WireError) -> JSON {
        switch self {
        case .text, .token: JSON(.text(try reader.text(most: .max)))
        case .integer: JSON(.number(String(try reader.whole())))
        case .decimal(let digits, _):
            JSON(.text(DecimalText.write(try reader.whole(), digits: digits)))
        case .quantity(let digits, _, let units): try Self.quantity(digits, units, &reader)
        case .money(let currencies): try Self.money(currencies, &reader)
        case .truth: JSON(.truth(try reader.bool()))
        case .date: JSON(.text(DateText.writeDay(try reader.whole())))
        case .time: JSON(.text(DateText.writeTime(try reader.whole())))
        case .choice(let options):
            JSON(.text(options[try reader.number16()]?.name ?? ""))
        case .record: JSON(.text(try reader.record().description))
        case .person, .hub, .seat, .fact: JSON(.text(try reader.hexadecimal()))
        case .frontier: JSON(.text(IDText.write(reader.copy(try reader.string(most: .max)).bytes)))
        case .words: try Self.words(&reader)
        case .file: try Self.file(&reader)
        case .list(_, let type): try type.list(&reader)
        case .group(let fields): try Self.group(fields, &reader)
        case .later:
            JSON(.text(IDText.write(reader.copy(try reader.skip()).bytes)))
        }
    }

    private static func quantity(
        _ digits: Int, _ units: [UInt16: Unit], _ reader: inout Reader
    ) throws(WireError) -> JSON {
        try reader.array(of: 2)
        let amount = DecimalText.write(try reader.whole(), digits: digits)
        return JSON(.text("\(amount) \(units[try reader.number16()]?.symbol ?? "")"))
    }

    private static func money(
        _ currencies: [String: Int]?, _ reader: inout Reader
    ) throws(WireError) -> JSON {
        try reader.array(of: 2)
        let units = try reader.whole()
        let code = try reader.text(most: 3)
        let digits = Currency.digits(of: code, by: currencies) ?? 0
        return JSON(.text("\(DecimalText.write(units, digits: digits)) \(code)"))
    }

    private static func words(_ reader: inout Reader) throws(WireError) -> JSON {
        var members: [JSON.Member] = []
        for _ in 0..<(try reader.mapCount()) {
            let language = try reader.text(most: .max)
            let text = JSON(.text(try reader.text(most: .max)))
            members.append(JSON.Member(name: language, value: text))
        }
        return JSON(.object(members))
    }

    private static func file(_ reader: inout Reader) throws(WireError) -> JSON {
        try reader.array(of: 4)
        return JSON(
            .object([
                JSON.Member(name: "hash", value: JSON(.text(try reader.hexadecimal()))),
                JSON.Member(
                    name: "bytes", value: JSON(.number(String(try reader.unsigned())))),
                JSON.Member(name: "type", value: JSON(.text(try reader.text(most: .max)))),
                JSON.Member(name: "name", value: JSON(.text(try reader.text(most: .max)))),
            ]))
    }

    private func list(_ reader: inout Reader) throws(WireError) -> JSON {
        var items: [JSON] = []
        for _ in 0..<(try reader.array()) { items.append(try json(&reader)) }
        return JSON(.array(items))
    }

    private static func group(
        _ fields: [FieldNumber: Field], _ reader: inout Reader
    ) throws(WireError) -> JSON {
        var members: [JSON.Member] = []
        for _ in 0..<(try reader.mapCount()) {
            let start = reader.offset
            guard let field = fields[try reader.field()] else {
                throw reader.fault(.noSuchEntry, at: start)
            }
            members.append(JSON.Member(name: field.name, value: try field.type.json(&reader)))
        }
        return JSON(.object(members))
    }
}

extension Reader {
    fileprivate mutating func whole() throws(WireError) -> Int64 {
        try integer(in: .min...(.max))
    }

    fileprivate mutating func number16() throws(WireError) -> UInt16 {
        UInt16(try unsigned(upTo: UInt64(UInt16.max)))
    }

    fileprivate mutating func hexadecimal() throws(WireError) -> String {
        IDText.write(copy(try string(most: FactReference.byteCount)).bytes)
    }
}

package import Lattice
package import Schema
internal import Wire

extension FieldType {
    /// The value that stands in JSON.
    package func value(json: JSON) throws(ValueFault) -> Value {
        var writer = Writer()
        try write(json, to: &writer)
        guard writer.count <= Limits.valueBytes else {
            throw ValueFault(
                "takes \(writer.count) bytes; a value has at most \(Limits.valueBytes)")
        }
        let value = Value(writer.bytes)
        do throws(SchemaFault) {
            try Field("value", self).check(value)
        } catch { throw ValueFault("is no value of its type: \(error)") }
        return value
    }

    private func write(_ json: JSON, to writer: inout Writer) throws(ValueFault) {
        switch self {
        case .text(let most): writer.put(text: try json.text(most: most))
        case .integer(let range):
            writer.put(integer: try DecimalText.read(try json.decimal(), digits: 0, in: range))
        case .decimal(let digits, let range):
            writer.put(integer: try DecimalText.read(try json.decimal(), digits: digits, in: range))
        case .quantity(let digits, let range, let units):
            try Self.write(quantity: try json.text(), digits, range, units, to: &writer)
        case .money(let currencies): try Self.write(money: try json.text(), currencies, to: &writer)
        case .truth: writer.put(try json.truth())
        case .date: writer.put(integer: try DateText.readDay(try json.text()))
        case .time: writer.put(integer: try DateText.readTime(try json.text()))
        case .choice(let options):
            writer.put(UInt64(try Self.option(try json.text(), of: options)))
        case .record: writer.put(try IDText.readRecord(try json.text()))
        case .person, .hub: try writer.put(octets: try IDText.readBytes(try json.text(), count: 16))
        case .seat: try writer.put(octets: try IDText.readBytes(try json.text(), count: 32))
        case .fact:
            let bytes = FactReference.byteCount
            try writer.put(octets: try IDText.readBytes(try json.text(), count: bytes))
        case .frontier:
            let text = try json.text()
            try writer.put(octets: try IDText.readBytes(text, count: text.utf8.count / 2))
        case .words(let most): try Self.write(words: try json.members(), most, to: &writer)
        case .file(let most): try Self.write(file: try json.members(), most, to: &writer)
        case .token(let most):
            let text = try json.text(most: most)
            guard text.utf8.allSatisfy(\.isOfToken) else {
                throw ValueFault("“\(text)” may have A to Z, 0 to 9, “-”, “.” and “/” alone")
            }
            writer.put(text: text)
        case .list(let most, let type): try type.write(items: try json.items(), most, to: &writer)
        case .group(let fields): try Self.write(group: try json.members(), fields, to: &writer)
        case .later:
            let text = try json.text()
            writer.put(encoded: try IDText.readBytes(text, count: text.utf8.count / 2))
        }
    }

    private static func write(
        quantity text: String, _ digits: Int, _ range: ClosedRange<Int64>, _ units: [UInt16: Unit],
        to writer: inout Writer
    ) throws(ValueFault) {
        let (amount, symbol) = parts(of: text)
        let unit = units.filter { $0.value.symbol == symbol }.map(\.key).min()
        guard let unit else {
            throw ValueFault(
                "“\(text)” has no unit that is known here"
                    + Nearest.advice(for: symbol, among: units.values.map(\.symbol)))
        }
        writer.put(array: 2)
        writer.put(integer: try DecimalText.read(amount, digits: digits, in: range))
        writer.put(UInt64(unit))
    }

    /// A number and what follows it, with a space between or none.
    private static func parts(of text: String) -> (amount: String, rest: String) {
        let scalars = text.unicodeScalars
        let end =
            scalars.firstIndex(of: " ")
            ?? scalars.firstIndex { !"-.0123456789".unicodeScalars.contains($0) }
            ?? scalars.endIndex
        var rest = scalars[end...]
        if rest.first == " " { rest.removeFirst() }
        return (String(scalars[..<end]), String(rest))
    }

    private static func write(
        money text: String, _ currencies: [String: Int]?, to writer: inout Writer
    ) throws(ValueFault) {
        let (amount, code) = parts(of: text)
        guard let digits = Currency.digits(of: code, by: currencies) else {
            throw ValueFault(
                "“\(text)” has no currency that is taken here; write it like 12.50 EUR"
                    + Nearest.advice(for: code, among: currencies.map { Array($0.keys) } ?? []))
        }
        writer.put(array: 2)
        writer.put(integer: try DecimalText.read(amount, digits: digits, in: SchemaLimits.number))
        writer.put(text: code)
    }

    private static func option(
        _ name: String, of options: [UInt16: Option]
    ) throws(ValueFault) -> UInt16 {
        guard let number = options.filter({ $0.value.name == name }).map(\.key).min() else {
            throw ValueFault(
                "“\(name)” is no option"
                    + Nearest.advice(for: name, among: options.values.map(\.name)))
        }
        return number
    }

    private static func write(
        words: [JSON.Member], _ most: Int, to writer: inout Writer
    ) throws(ValueFault) {
        guard (1...SchemaLimits.languages).contains(words.count) else {
            throw ValueFault("words are in 1 to \(SchemaLimits.languages) languages")
        }
        for member in words where !member.name.isLanguage {
            throw ValueFault("“\(member.name)” is no language; write it like en, or pt-br")
        }
        writer.put(map: words.count)
        // Shorter keys come first (spec/03-encoding.md#cbor-3).
        let sorted = words.sorted {
            ($0.name.utf8.count, $0.name) < ($1.name.utf8.count, $1.name)
        }
        for member in sorted {
            writer.put(text: member.name)
            do throws(ValueFault) {
                writer.put(text: try member.value.text(most: most))
            } catch { throw error.within(member.name) }
        }
    }

    private func write(
        items: [JSON], _ most: Int, to writer: inout Writer
    ) throws(ValueFault) {
        guard (1...most).contains(items.count) else {
            throw ValueFault("such a list has 1 to \(most) items, and this \(items.count)")
        }
        writer.put(array: items.count)
        for (index, item) in items.enumerated() {
            do throws(ValueFault) {
                try write(item, to: &writer)
            } catch { throw error.within("[\(index)]") }
        }
    }

    private static func write(
        group members: [JSON.Member], _ fields: [FieldNumber: Field], to writer: inout Writer
    ) throws(ValueFault) {
        var parts: [(number: FieldNumber, field: Field, json: JSON)] = []
        for member in members {
            guard let found = fields.first(where: { $0.value.name == member.name }) else {
                throw ValueFault(
                    "is no part of this"
                        + Nearest.advice(for: member.name, among: fields.values.map(\.name)),
                    at: member.name)
            }
            parts.append((found.key, found.value, member.value))
        }
        let lacking = fields.values.filter { field in
            field.isRequired && !members.contains { $0.name == field.name }
        }
        if let name = lacking.map(\.name).min() { throw ValueFault("“\(name)” is missing") }
        guard !parts.isEmpty else { throw ValueFault("has nothing in it") }
        writer.put(map: parts.count)
        for part in parts.sorted(by: { $0.number < $1.number }) {
            writer.put(part.number)
            do throws(ValueFault) {
                try part.field.type.write(part.json, to: &writer)
            } catch { throw error.within(part.field.name) }
        }
    }
}

extension Writer {
    fileprivate mutating func put(octets: [UInt8]) throws(ValueFault) {
        guard octets.contains(where: { $0 != 0 }) || octets.count > 16 else {
            throw ValueFault("the id of all zeros names nothing")
        }
        put(Value(octets))
    }
}

internal import Bundles
internal import Lattice
internal import Schema
internal import Wire

/// Makes values of what cells say (spec/17-tables.md#table-5).
struct CellReader {
    let numbers: NumberText
    let times: TimeText
    let known: Known

    init(_ mapping: Mapping, _ known: Known) {
        numbers = NumberText(mark: mapping.decimals)
        times = TimeText(order: mapping.dates, zone: mapping.zone)
        self.known = known
    }

    /// The value that a cell says which is not empty, and has no spaces around it. Words are read
    /// as one text of them.
    func value(_ text: String, _ type: FieldType) throws(CellFault) -> Value {
        switch type {
        case .text(let most), .words(let most):
            try check(text, most)
            return .of { $0.put(text: text) }
        case .integer(let range): return try number(text, 0, range)
        case .decimal(let digits, let range): return try number(text, digits, range)
        case .quantity(let digits, let range, let units):
            return try quantity(text, digits, range, units)
        case .money(let currencies): return try money(text, currencies)
        case .truth: return try truth(text)
        case .date:
            let day = try times.readDay(text)
            return .of { $0.put(integer: day) }
        case .time:
            let time = try times.readTime(text)
            return .of { $0.put(integer: time) }
        case .choice(let options): return try choice(text, options)
        case .record(let kinds): return try record(text, kinds)
        case .hub: return try hub(text)
        case .person: return try person(text)
        case .seat: return try octets(text, 32)
        case .fact: return try octets(text, 68)
        case .token(let most): return try token(text, most)
        case .list(let most, let type): return try list(text, most, type)
        case .file, .group, .frontier, .later:
            throw CellFault("a cell cannot hold this; leave the column out")
        }
    }

    private func check(_ text: String, _ most: Int) throws(CellFault) {
        let count = text.utf8.count
        guard count <= most else {
            throw CellFault("it takes \(count) bytes, and \(most) are the most; shorten it")
        }
    }

    private func number(
        _ text: String, _ digits: Int, _ range: ClosedRange<Int64>
    ) throws(CellFault) -> Value {
        let number = try numbers.read(text, digits: digits, in: range)
        return .of { $0.put(integer: number) }
    }

    /// A number, and what is written after it.
    private func parts(of text: String) -> (amount: String, rest: String) {
        let scalars = text.unicodeScalars
        guard let last = scalars.lastIndex(where: { $0.properties.numericType != nil }) else {
            return ("", text)
        }
        let end = scalars.index(after: last)
        return (String(scalars[..<end]).trimmed, String(scalars[end...]).trimmed)
    }

    private func quantity(
        _ text: String, _ digits: Int, _ range: ClosedRange<Int64>,
        _ units: [UInt16: FieldType.Unit]
    ) throws(CellFault) -> Value {
        func unit(where matches: (String) -> Bool) -> UInt16? {
            units.filter { matches($0.value.symbol) }.map(\.key).min()
        }
        // A symbol may end with a digit, as that of a square does.
        let whole = units.sorted { $0.key < $1.key }.first {
            text.hasSuffix($0.value.symbol)
                && !text.dropLast($0.value.symbol.count).trimmedEnd.isEmpty
        }
        let (number, rest) = parts(of: text)
        var amount = number
        var found = unit { $0 == rest } ?? unit { $0.alike == rest.alike && !rest.isEmpty }
        if let whole, found == nil {
            amount = String(text.dropLast(whole.value.symbol.count)).trimmed
            found = whole.key
        }
        if rest.isEmpty, found == nil, units.count == 1 { found = 0 }
        guard let found else {
            let symbols = units.sorted { $0.key < $1.key }.map(\.value.symbol)
            throw CellFault(
                "“\(text.excerpt)” has no unit that is known here; write one of "
                    + "\(symbols.joined(separator: ", ")) after the number")
        }
        let units = try numbers.read(amount, digits: digits, in: range)
        return .of { writer in
            writer.put(array: 2)
            writer.put(integer: units)
            writer.put(UInt64(found))
        }
    }

    private func money(
        _ text: String, _ currencies: [String: Int]?
    ) throws(CellFault) -> Value {
        var (amount, code) = parts(of: text)
        if code.isEmpty, text.prefix(3).allSatisfy(\.isLetter) {
            (amount, code) = (String(text.dropFirst(3)).trimmed, String(text.prefix(3)))
        }
        code = code.uppercased()
        if code.isEmpty, let only = currencies?.keys.first, currencies?.count == 1 { code = only }
        guard let digits = Currency.digits(of: code, by: currencies) else {
            throw CellFault(
                "“\(text.excerpt)” has no currency that is taken here; write it like "
                    + "\(numbers.write(1_250, digits: 2)) \(currencies?.keys.min() ?? "EUR")")
        }
        let number = try numbers.read(amount, digits: digits, in: SchemaLimits.number)
        return .of { writer in
            writer.put(array: 2)
            writer.put(integer: number)
            writer.put(text: code)
        }
    }

    private func truth(_ text: String) throws(CellFault) -> Value {
        let alike = text.alike
        guard let truth = Self.truths[alike] else {
            throw CellFault("“\(text.excerpt)” is neither yes nor no; write yes or no")
        }
        return .of { $0.put(truth) }
    }

    /// In English, Spanish, French and Arabic.
    private static let truths: [String: Bool] = {
        var truths: [String: Bool] = [:]
        for word in ["yes", "true", "1", "sí", "verdadero", "oui", "vrai", "نعم", "صحيح"] {
            truths[word.alike] = true
        }
        for word in ["no", "false", "0", "falso", "non", "faux", "لا", "خطأ"] {
            truths[word.alike] = false
        }
        return truths
    }()

    private func choice(
        _ text: String, _ options: [UInt16: FieldType.Option]
    ) throws(CellFault) -> Value {
        let sorted = options.sorted { $0.key < $1.key }
        let alike = text.alike
        let option =
            sorted.first { $0.value.name == text }
            ?? sorted.first { _, option in
                !alike.isEmpty
                    && (option.name.alike == alike
                        || option.labels.values.contains { $0.alike == alike })
            }
        guard let option else {
            let names = sorted.prefix(12).map(\.value.name).joined(separator: ", ")
            throw CellFault(
                "“\(text.excerpt)” is none of what can be chosen; write one of \(names)"
                    + (sorted.count > 12 ? " and \(sorted.count - 12) others" : ""))
        }
        return .of { $0.put(UInt64(option.key)) }
    }

    private func token(_ text: String, _ most: Int) throws(CellFault) -> Value {
        let capitals = text.uppercased()
        guard capitals.utf8.allSatisfy(\.isOfToken) else {
            throw CellFault(
                "“\(text.excerpt)” may have A to Z, 0 to 9, “-”, “.” and “/” alone; take the rest "
                    + "out")
        }
        try check(capitals, most)
        return .of { $0.put(text: capitals) }
    }

    private func record(_ text: String, _ kinds: [KindNumber]?) throws(CellFault) -> Value {
        let id: RecordID
        switch known.record(called: text, of: kinds) {
        case .one(let found): id = found
        case .none: throw unknown(text, "record")
        case .several: throw ambiguous(text, "records")
        }
        return .of { $0.put(id) }
    }

    private func hub(_ text: String) throws(CellFault) -> Value {
        switch known.hub(called: text) {
        case .one(let hub): return .of { $0.put(hub) }
        case .none: throw unknown(text, "hub")
        case .several: throw ambiguous(text, "hubs")
        }
    }

    private func person(_ text: String) throws(CellFault) -> Value {
        switch known.person(called: text) {
        case .one(let person): return .of { $0.put(person) }
        case .none: throw unknown(text, "person")
        case .several: throw ambiguous(text, "persons")
        }
    }

    private func unknown(_ text: String, _ thing: String) -> CellFault {
        CellFault(
            "“\(text.excerpt)” is no \(thing) that is known here; look how it is called, or add it "
                + "first")
    }

    private func ambiguous(_ text: String, _ things: String) -> CellFault {
        CellFault("several \(things) are called “\(text.excerpt)”; write the code or the id")
    }

    private func octets(_ text: String, _ count: Int) throws(CellFault) -> Value {
        guard let bytes = IDText.bytes(text, count: count) else {
            throw CellFault(
                "“\(text.excerpt)” is not what is asked for; write \(2 * count) hexadecimal digits")
        }
        return .of { $0.put(Value(bytes)) }
    }

    private func list(
        _ text: String, _ most: Int, _ type: FieldType
    ) throws(CellFault) -> Value {
        let items = try self.items(text, type)
        guard !items.isEmpty else { throw CellFault("there is nothing in the list; fill it") }
        guard items.count <= most else {
            throw CellFault("there are \(items.count) in the list; \(most) are the most")
        }
        return .list(items)
    }

    /// What a cell lists, parted by semicolons.
    func items(_ text: String, _ type: FieldType) throws(CellFault) -> [Value] {
        var items: [Value] = []
        for item in ListText.read(text) {
            let item = item.trimmed
            if !item.isEmpty { items.append(try value(item, type)) }
        }
        return items
    }
}

extension Substring {
    fileprivate var trimmedEnd: String { String(self).trimmed }
}

/// Several things in one cell: `a;b`. What belongs to one of them has a `\` before it.
enum ListText {
    static func read(_ text: String) -> [String] {
        var items: [String.UnicodeScalarView] = [.init()]
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                // Elsewhere it is a letter like any other.
                if scalar != ";", scalar != "\\" { items[items.count - 1].append("\\") }
                items[items.count - 1].append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == ";" {
                items.append(.init())
            } else {
                items[items.count - 1].append(scalar)
            }
        }
        if isEscaped { items[items.count - 1].append("\\") }
        return items.map { String($0) }
    }

    static func write(_ items: [String]) -> String {
        items.map { item in
            var escaped = String.UnicodeScalarView()
            for scalar in item.unicodeScalars {
                if scalar == ";" || scalar == "\\" { escaped.append("\\") }
                escaped.append(scalar)
            }
            return String(escaped)
        }
        .joined(separator: ";")
    }
}

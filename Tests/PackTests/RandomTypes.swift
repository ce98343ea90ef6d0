import Lattice
import Schema
import Simulation
import Wire

// Types and values at random, of every sort.

extension SeededRandom {
    mutating func integer(in range: ClosedRange<Int64>) -> Int64 {
        if chance(20) { return pick([range.lowerBound, range.upperBound]) }
        let width = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int64(next() % width)
    }

    /// A text of 1 to so many bytes, of what texts can have that is hard to write.
    mutating func text(most: Int) -> String {
        let pieces = [
            "a", "Z", "0", " ", "\"", "\\", "\n", "\r", "\t", ":", "/", "{", "é", "e\u{301}", "ع",
            "水", "🜁", "\u{0}", "\u{1F}", "\u{7F}", "\u{2028}", "\\n", "en:",
        ]
        var text = pick(["x", "y", "7"])
        for _ in 0..<below(12) {
            let piece = pick(pieces)
            if text.utf8.count + piece.utf8.count <= most { text += piece }
        }
        return text
    }

    mutating func range() -> ClosedRange<Int64> {
        if chance(20) { return SchemaLimits.number }
        let (a, b) = (integer(in: SchemaLimits.number), integer(in: -1_000...1_000))
        return min(a, b)...max(a, b)
    }

    mutating func type(depth: Int = 0) -> FieldType {
        switch below(depth < SchemaLimits.nesting ? 20 : 18) {
        case 0: return .text(most: 1 + below(100))
        case 1: return .integer(range())
        case 2: return .decimal(digits: below(10), range())
        case 3: return .quantity(digits: below(10), range(), units: units())
        case 4: return .money(currencies: chance(50) ? nil : currencies())
        case 5: return .truth
        case 6: return .date
        case 7: return .time
        case 8: return .choice(options())
        case 9: return .record(kinds())
        case 10: return .person
        case 11: return .hub
        case 12: return .seat
        case 13: return .words(most: 1 + below(100))
        case 14: return .file(most: 1 + next() % SchemaLimits.file)
        case 15: return .token(most: 1 + below(64))
        case 16: return .fact(kinds())
        case 17: return .frontier
        case 18: return .list(most: 1 + below(5), type(depth: depth + 1))
        default: return .group(parts(depth: depth + 1))
        }
    }

    mutating func kinds() -> [KindNumber]? {
        guard chance(50) else { return nil }
        return Set((0...below(4)).map { _ in KindNumber(UInt32(64 + below(1_000))) }).sorted()
    }

    mutating func parts(depth: Int) -> [FieldNumber: Field] {
        var parts: [FieldNumber: Field] = [:]
        for index in 0...below(4) {
            let type = type(depth: depth)
            parts[FieldNumber(UInt32(index * 7 + below(7)))] = Field(
                "p\(index)", type, isRequired: chance(30), labels: labels(),
                weight: chance(30) ? 1 + below(3) : nil, isRetired: chance(10))
        }
        return parts
    }

    /// Three or four fields more, which make a fact of these a decision.
    mutating func decide(by fields: inout [FieldNumber: Field]) -> Deciding {
        var deciding = Deciding(
            about: FieldNumber(UInt32(100 + below(9))), approves: FieldNumber(200),
            seen: FieldNumber(UInt32(90 + below(9))))
        if chance(50) {
            deciding.pulse = FieldNumber(300)
            fields[FieldNumber(300)] = Field("heard", .time)
        }
        fields[deciding.about] = Field("of", .fact(kinds()), isRequired: chance(50))
        fields[deciding.approves] = Field("yes", .truth)
        fields[deciding.seen] = Field("knew", .list(most: 1 + below(50), .fact(kinds())))
        return deciding
    }

    mutating func labels() -> Labels {
        chance(70) ? [:] : ["en": text(most: 40), "pt-br": text(most: 40)]
    }

    private mutating func units() -> [UInt16: FieldType.Unit] {
        let symbols = ["kg", "t", "lb", "m³", "5 pack", "é"]
        var units: [UInt16: FieldType.Unit] = [0: .init("one")]
        for (index, symbol) in symbols.enumerated() where chance(50) {
            let (top, bottom) = (UInt32(1 + below(1_000)), UInt32(1 + below(1_000)))
            let shared = greatestCommonDivisor(top, bottom)
            units[UInt16(1 + index * 900 + below(900))] = .init(
                symbol, top / shared, over: bottom / shared)
        }
        return units
    }

    private mutating func currencies() -> [String: Int] {
        Dictionary(["EUR", "JPY", "KWD", "XAU"].map { ($0, below(10)) }) { a, _ in a }
    }

    private mutating func frontier() -> Value {
        var ends: [FeedID: BundleNumber] = [:]
        for _ in 0...below(4) {
            ends[FeedID(high: next(), low: next())] = BundleNumber(next() >> 24)
        }
        let entries = ends.sorted { $0.key < $1.key }.map {
            SortedMap<FeedID, BundleNumber>.Entry(key: $0.key, value: $0.value)
        }
        guard let value = Extent(SortedMap(ascending: entries)).value else {
            preconditionFailure("it extends to some feed")
        }
        return value
    }

    private mutating func options() -> [UInt16: FieldType.Option] {
        var options: [UInt16: FieldType.Option] = [:]
        for index in 0...below(5) {
            options[UInt16(index * 100 + below(100))] = .init("o-\(index)", labels: labels())
        }
        return options
    }

    mutating func value(of type: FieldType) -> Value {
        var writer = Writer()
        put(type, to: &writer)
        return Value(writer.bytes)
    }

    private mutating func put(_ type: FieldType, to writer: inout Writer) {
        switch type {
        case .text(let most): writer.put(text: text(most: most))
        case .integer(let range), .decimal(_, let range): writer.put(integer: integer(in: range))
        case .quantity(_, let range, let units):
            writer.put(array: 2)
            writer.put(integer: integer(in: range))
            writer.put(UInt64(pick(units.keys.sorted())))
        case .money(let currencies):
            writer.put(array: 2)
            writer.put(integer: integer(in: SchemaLimits.number))
            writer.put(text: pick(currencies?.keys.sorted() ?? ["EUR", "JPY", "TND", "QQQ"]))
        case .truth: writer.put(chance(50))
        case .date: writer.put(integer: integer(in: SchemaLimits.days))
        case .time: writer.put(integer: time())
        case .choice(let options): writer.put(UInt64(pick(options.keys.sorted())))
        case .record(let kinds):
            let dot = Dot(
                feed: FeedID(high: next(), low: next()), position: Position(word: next()))
            writer.put(RecordID(dot, kinds.map { pick($0) } ?? KindNumber(UInt32(below(100)))))
        case .fact(let kinds):
            let key = FactKey(
                person: PersonID(high: next(), low: next()), id: FactID(high: next(), low: next()))
            let kind = kinds.map { pick($0) } ?? KindNumber(UInt32(below(100)))
            let hash = FactHash(next(), next(), next(), next())
            writer.put(item: FactReference(key, of: kind, hash).value.span)
        case .person, .hub: writer.put(PersonID(high: next(), low: next()))
        case .seat: writer.put(Hash<Field>(next(), next(), next(), next()))
        case .frontier: writer.put(item: frontier().span)
        case .words(let most):
            let languages = ["ar", "en", "zh", "pt-br"].filter { _ in chance(60) }
            writer.put(map: max(1, languages.count))
            for language in languages.isEmpty ? ["en"] : languages {
                writer.put(text: language)
                writer.put(text: text(most: most))
            }
        case .file(let most):
            writer.put(array: 4)
            writer.put(Hash<Field>(next(), next(), next(), next()))
            writer.put(next() % (most + 1))
            writer.put(text: text(most: 128))
            writer.put(text: text(most: 255))
        case .token(let most):
            let letters = (0..<1 + below(most)).map { _ in
                pick(["A", "Z", "0", "9", "-", ".", "/"])
            }
            writer.put(text: letters.joined())
        case .list(let most, let type):
            let count = 1 + below(most)
            writer.put(array: count)
            for _ in 0..<count { put(type, to: &writer) }
        case .group(let fields): put(group: fields, to: &writer)
        case .later(_, let item): writer.put(item: item.span)
        }
    }

    private mutating func time() -> Int64 {
        let time = integer(in: SchemaLimits.times)
        return chance(50) ? time / 1_000 * 1_000 : time
    }

    private mutating func put(group fields: [FieldNumber: Field], to writer: inout Writer) {
        let sorted = fields.sorted { $0.key < $1.key }
        var chosen = sorted.filter { $0.value.isRequired || chance(50) }
        if chosen.isEmpty { chosen = Array(sorted.prefix(1)) }
        writer.put(map: chosen.count)
        for (number, field) in chosen {
            writer.put(number)
            put(field.type, to: &writer)
        }
    }
}

private func greatestCommonDivisor(_ a: UInt32, _ b: UInt32) -> UInt32 {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
}

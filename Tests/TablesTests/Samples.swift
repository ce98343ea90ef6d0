import Bundles
import Lattice
import Schema
import Simulation
import Wire

/// Cells and values drawn at random, the awkward ones often.
enum Samples {
    static let pieces = [
        "a", "Zelt", "é", "e\u{301}", "ü", "خيمة", "水", "=", "+", "-", "@", "'", "''", "\"", "\"\"",
        ",", ";", "\t", "\n", "\r", "\r\n", " ", "\u{A0}", "\\", "\\;", "5", "-5", "1.5", "1,5",
        "\u{FEFF}", "😀", "true", ":", "/", "|", "#",
    ]

    static func cell(_ random: inout SeededRandom) -> String {
        (0..<random.below(5)).map { _ in random.pick(pieces) }.joined()
    }

    /// Texts that look the same are not: they are compared by their scalars.
    static func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

    /// A text with something in it.
    static func text(most: Int, _ random: inout SeededRandom) -> String {
        var text = random.pick(["a", "Zelt", "خيمة", "x", "=", "'", " b"]) + cell(&random)
        while text.utf8.count > most { text.unicodeScalars.removeLast() }
        return text
    }

    /// A value of a type; hubs, persons and records are of those that are there.
    static func value(
        _ type: FieldType, _ random: inout SeededRandom, hubs: [HubID] = [],
        records: [RecordID] = []
    ) -> Value {
        switch type {
        case .text(let most): return Simulation.text(text(most: most, &random))
        case .integer(let range), .decimal(_, let range): return integer(number(range, &random))
        case .quantity(_, let range, let units):
            let unit = random.pick(units.keys.sorted())
            return list([integer(number(range, &random)), integer(Int64(unit))])
        case .money(let currencies):
            let code = random.pick(currencies?.keys.sorted() ?? ["EUR", "JPY", "BHD"])
            return list([integer(number(SchemaLimits.number, &random)), Simulation.text(code)])
        case .truth:
            let truth = random.chance(50)
            return item { $0.put(truth) }
        case .date: return integer(number(SchemaLimits.days, &random))
        case .time: return integer(number(SchemaLimits.times, &random))
        case .choice(let options): return integer(Int64(random.pick(options.keys.sorted())))
        case .record(let kinds):
            let fitting = records.filter { kinds?.contains($0.kind) ?? true }
            // Now and then one that nobody here has.
            let dot = Dot(
                feed: FeedID(high: 1, low: random.next()),
                position: Position(word: UInt64(random.below(1 << 20)) << 24))
            let other = RecordID(dot, kinds?.first ?? KindNumber(64))
            let record = fitting.isEmpty || random.chance(30) ? other : random.pick(fitting)
            return item { $0.put(record) }
        case .hub:
            let other = HubID(high: random.next(), low: random.next())
            let hub = hubs.isEmpty || random.chance(60) ? other : random.pick(hubs)
            return item { $0.put(hub) }
        case .person: return octets(16, &random)
        case .seat: return octets(32, &random)
        case .fact(let kinds):
            var bytes = (0..<68).map { _ in UInt8(1 + random.below(255)) }
            let kind = random.pick(kinds ?? [KindNumber(64)]).value
            for place in 0..<4 {
                bytes[32 + place] = UInt8(truncatingIfNeeded: kind >> (24 - 8 * UInt32(place)))
            }
            return item { $0.put(Value(bytes)) }
        case .words(let most):
            let languages = ["en", "es", "ar"].filter { _ in random.chance(60) }
            let words = (languages.isEmpty ? ["fr"] : languages.sorted()).map {
                ($0, text(most: most, &random))
            }
            return item { writer in
                writer.put(map: words.count)
                for (language, text) in words {
                    writer.put(text: language)
                    writer.put(text: text)
                }
            }
        case .token(let most):
            let letters = Array("ABCXYZ0189-./").map(String.init)
            let count = 1 + random.below(most)
            return Simulation.text((0..<count).map { _ in random.pick(letters) }.joined())
        case .list(let most, let type):
            let count = 1 + random.below(min(most, 5))
            return list(
                (0..<count).map { _ in value(type, &random, hubs: hubs, records: records) })
        case .file, .group, .frontier, .later: preconditionFailure("no cell holds that")
        }
    }

    static func list(_ items: [Value]) -> Value {
        item { writer in
            writer.put(array: items.count)
            for item in items { writer.put(item: item.span) }
        }
    }

    private static func octets(_ count: Int, _ random: inout SeededRandom) -> Value {
        let bytes = (0..<count).map { _ in UInt8(1 + random.below(255)) }
        return item { $0.put(Value(bytes)) }
    }

    /// Small ones, and those at the ends.
    private static func number(
        _ range: ClosedRange<Int64>, _ random: inout SeededRandom
    ) -> Int64 {
        switch random.below(4) {
        case 0: return range.lowerBound
        case 1: return range.upperBound
        default:
            let drawn = Int64(random.below(2_000_000)) - 1_000
            return min(max(drawn, range.lowerBound), range.upperBound)
        }
    }
}

import Lattice
import Queries
import Schema
import Simulation

/// A boat or trip as the tests know it: never encoded, so that it says by itself what is right.
struct Model: Equatable {
    var number: UInt64
    var kind: KindNumber
    var existence: Life.Reading = .alive
    /// By field: what was written side by side, the winner first; nil stands for null.
    var singles: [UInt32: [Datum?]] = [:]
    var tags: [String] = []
    var landings = 0
    var log: [String] = []

    var subject: Subject {
        kind == Yard.boat ? .record(record(number)) : .fact(factKey(number))
    }

    /// What people see in a field of one value.
    subscript(field: UInt32) -> Datum? {
        if field == 9, kind == Yard.boat { return .number(landings) }
        if let written = singles[field], let first = written.first { return first }
        guard kind == Yard.boat else { return nil }
        switch field {
        case 2: return .number(3)
        case 6: return .truth(false)
        default: return nil
        }
    }

    func isContested(_ field: UInt32) -> Bool {
        let written = singles[field] ?? []
        return written.contains { $0 != written[0] }
    }

    var shown: Shown? {
        if kind == Yard.trip {
            var fact = Fact()
            let parts = singles.sorted { $0.key < $1.key }.compactMap { field, written in
                (written.first ?? nil).map { (field, $0.value) }
            }
            let dot = Dot(feed: Scribe.feed(1), position: Position(word: number))
            fact.join(group(parts), carriedBy: dot)
            return Shown(factKey(number), fact, kind, of: Yard.trips, by: SmallHash.self)
        }
        return Shown(record(number), document, of: Yard.boats, by: SmallHash.self)
    }

    private var document: Document {
        var scribe = Scribe()
        for (field, written) in singles.sorted(by: { $0.key < $1.key }) {
            for (place, datum) in written.enumerated() {
                scribe.write(
                    datum?.value ?? null, to: field, by: place, time: UInt64(9 - place))
            }
        }
        for tag in tags { scribe.join(.field(FieldNumber(8), .set(.add(text(tag))))) }
        if let delta = Counter.Delta(Int64(landings)) {
            scribe.join(.field(FieldNumber(9), .counter(delta)))
        }
        for (place, note) in log.enumerated() {
            let content = group([(0, text(note)), (1, text("hidden"))])
            let delta = Facts.Delta(factKey(UInt64(place)), content)
            scribe.join(.field(FieldNumber(10), .facts(delta)))
        }
        // Whoever wrote nothing else gives a sign of life at least.
        scribe.join(.life(Life.Delta(.alive, seen: FieldVector())))
        if existence != .alive { scribe.delete(isSeeing: existence == .deleted) }
        return scribe.document
    }
}

extension Model {
    static let names = ["anna", "Anna", "ANNA", "Bo", "boa", "Émile", "émile", "z\u{0}a", "z"]
    static let fields: [KindNumber: [UInt32]] = [
        Yard.boat: [0, 1, 2, 3, 4, 5, 6, 7, 13, 15, 16, 18, 19, 21],
        Yard.trip: [0, 3, 5, 7, 16, 21],
    ]

    /// One by chance; there are few values, so that many are equal.
    static func any(_ number: UInt64, _ kind: KindNumber, _ random: inout SeededRandom) -> Model {
        var model = Model(number: number, kind: kind)
        for field in fields[kind] ?? [] where random.chance(70) {
            model.singles[field] = [datum(of: field, &random)]
        }
        guard kind == Yard.boat else {
            if model.singles.isEmpty { model.singles[5] = [.number(0)] }
            return model
        }
        for field in [1, 2, 3] as [UInt32] where random.chance(20) {
            let second = random.chance(30) ? nil : datum(of: field, &random)
            let both = [datum(of: field, &random), second]
            model.singles[field] = random.chance(50) ? both : both.reversed()
        }
        model.existence = random.pick([.alive, .alive, .alive, .contested, .deleted])
        if random.chance(30) { model.singles[12] = [.texts([random.pick(names), "Bo"])] }
        model.tags = ["A", "B-1", "ZZ"].filter { _ in random.chance(30) }
        model.landings = random.below(5) - 2
        model.log = ["sailed Home", "sank"].filter { _ in random.chance(30) }
        return model
    }

    static func datum(of field: UInt32, _ random: inout SeededRandom) -> Datum {
        switch field {
        case 0: .text(random.pick(names))
        case 3: .amount(random.below(7) - 3, unit: UInt16(random.below(6)))
        case 4: .money(random.below(5) - 2, random.pick(["EUR", "XAF"]))
        case 5: .number(random.pick([0, 1, 7]))
        case 6: .truth(random.chance(50))
        case 7: .person(UInt64(1 + random.below(3)))
        case 13: .home(UInt64(random.below(5)))
        case 15: .text(random.pick(["A", "A-1", "B"]))
        case 19: .seat(UInt8(random.below(3)))
        case 21: .fact(random.below(12))
        default: .number(random.below(9) - 4)
        }
    }
}

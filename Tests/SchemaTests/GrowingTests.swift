import Lattice
import Schema
import Simulation
import TestSupport
import Testing

/// What a later schema may take away: nothing that fitted.
@Suite("Growing") struct GrowingTests {
    /// What keeps a schema of one kind from growing, after something was done to it.
    private func shrinkages(
        of kind: RecordKind = Harbour.boats, _ change: (inout RecordKind) -> Void
    ) -> [String] {
        var grown = kind
        change(&grown)
        let number = KindNumber(64)
        return Schema(packs: ["p": 2], kinds: [number: grown])
            .shrinkages(since: Schema(packs: ["p": 1], kinds: [number: kind]))
            .map(\.description)
    }

    private func expect(
        _ wanted: [String], of kind: RecordKind = Harbour.boats,
        _ change: (inout RecordKind) -> Void
    ) {
        let found = shrinkages(of: kind, change)
        #expect(found == wanted)
    }

    /// The same for the type of one field.
    private func grows(_ old: FieldType, to new: FieldType) -> Bool {
        shrinkages(of: RecordKind("a", .document, numbered(Field("b", old)))) {
            $0.fields[FieldNumber(0)]?.type = new
        }.isEmpty
    }

    @Test("GROW-1: kinds and fields may be more, and say more")
    func more() {
        let old = Harbour.schema
        var kinds = old.kinds
        kinds[KindNumber(70)] = RecordKind("crane", .document, numbered(Field("a", .truth)))
        let new = Schema(packs: ["harbour": 2], kinds: kinds)
        #expect(new.shrinkages(since: old).isEmpty)
        #expect(old.shrinkages(since: new).map(\.description) == ["crane: the kind is gone"])
        expect([]) { _ in }
        expect([]) { $0.labels = [:] }
        expect([]) { $0.isRetired = true }
        expect([]) { $0.name = "ship" }
        expect([]) { $0.fields[FieldNumber(20)] = Field("flag", .truth) }
        expect([]) { $0.fields[FieldNumber(7)]?.initial = text("B2") }
        expect([]) { $0.fields[FieldNumber(0)]?.isRequired = false }
    }

    @Test("GROW-1: nothing is taken away, and nothing more demanded")
    func less() {
        expect(["boat.built: the field is gone"]) { $0.fields[FieldNumber(1)] = nil }
        expect(["boat: it has another form"]) { $0.form = .fact }
        expect(["boat.built: it is required now"]) {
            $0.fields[FieldNumber(1)]?.isRequired = true
        }
        expect(["boat.flag: a new field cannot be required"]) {
            $0.fields[FieldNumber(20)] = Field("flag", .truth, isRequired: true)
        }
        expect(["boat.crew: it merges otherwise"]) {
            $0.fields[FieldNumber(4)]?.merging = .register
        }
        expect(["boat.built: its type is another, or has narrower bounds"]) {
            $0.fields[FieldNumber(1)]?.type = .time
        }
    }

    @Test("GROW-1: facts are not refused by rules that were not there; documents are only flagged")
    func rules() {
        let rule = Rule.notAfter(FieldNumber(1), FieldNumber(2))
        expect([]) { $0.rules.append(.unique([FieldNumber(7)])) }
        expect([]) { $0.rules = [rule, rule] }
        expect([], of: Harbour.trips) { $0.rules = [] }
        expect([], of: Harbour.trips) { $0.rules.append(.unique([FieldNumber(0)])) }
        expect(["trip: facts have more rules"], of: Harbour.trips) {
            $0.rules.append(.notAfter(FieldNumber(2), FieldNumber(1)))
        }
    }

    @Test("GROW-1: bounds widen, and options, units, currencies, kinds and parts are added")
    func types() {
        let kilogram: [UInt16: FieldType.Unit] = [0: .init("kg")]
        let tonne: [UInt16: FieldType.Unit] = [0: .init("kg"), 1: .init("t", 1_000)]
        let gram: [UInt16: FieldType.Unit] = [0: .init("kg"), 1: .init("t", 2_000, over: 2)]
        let wrong: [UInt16: FieldType.Unit] = [0: .init("kg"), 1: .init("t", 1_016)]
        let one: [UInt16: FieldType.Option] = [0: .init("a")]
        let two: [UInt16: FieldType.Option] = [0: .init("b"), 1: .init("a")]
        let pairs: [(FieldType, FieldType)] = [
            (.text(most: 4), .text(most: 5)), (.words(most: 4), .words(most: 5)),
            (.token(most: 4), .token(most: 5)), (.file(most: 4), .file(most: 5)),
            (.integer(0...4), .integer(-1...4)), (.integer(0...4), .integer(0...5)),
            (.decimal(digits: 1, 0...4), .decimal(digits: 1, 0...5)),
            (
                .quantity(digits: 0, 0...4, units: kilogram),
                .quantity(digits: 0, 0...4, units: tonne)
            ),
            (.money(currencies: ["EUR": 2]), .money(currencies: ["EUR": 2, "USD": 2])),
            (.money(currencies: ["EUR": 2]), .money(currencies: nil)), (.choice(one), .choice(two)),
            (.record([KindNumber(64)]), .record([KindNumber(64), KindNumber(65)])),
            (.record([KindNumber(64)]), .record(nil)),
            (.list(most: 2, .text(most: 4)), .list(most: 3, .text(most: 4))),
            (.list(most: 2, .text(most: 4)), .list(most: 2, .text(most: 5))),
            (
                .group(numbered(Field("a", .truth))),
                .group(numbered(Field("a", .truth), Field("b", .truth)))
            ),
        ]
        for (old, new) in pairs {
            #expect(grows(old, to: new) && grows(old, to: old), "\(old) \(new)")
            #expect(!grows(new, to: old), "\(new) \(old)")
        }
        #expect(
            grows(
                .quantity(digits: 0, 0...4, units: tonne),
                to: .quantity(digits: 0, 0...4, units: gram)))
        #expect(
            !grows(
                .quantity(digits: 0, 0...4, units: tonne),
                to: .quantity(digits: 0, 0...4, units: wrong)))
        #expect(!grows(.decimal(digits: 1, 0...4), to: .decimal(digits: 2, 0...40)))
        #expect(!grows(.money(currencies: ["EUR": 2]), to: .money(currencies: ["EUR": 0])))
        #expect(!grows(.person, to: .hub) && grows(.seat, to: .seat))
    }

    @Test(
        "GROW-1: what fits the older schema fits one that grew out of it", .timeLimit(.minutes(1)))
    func meaning() {
        for seed in Effort.seeds(400) {
            var random = SeededRandom(seed: seed)
            let old = AnySchema.type(&random, depth: 0)
            let new =
                random.chance(20)
                ? AnySchema.type(&random, depth: 0) : AnySchema.wider(old, &random)
            guard grows(old, to: new) else { continue }
            for _ in 0..<8 {
                let value = AnySchema.value(of: old, &random)
                #expect(throws: Never.self, "seed \(seed)") { try Field("b", old).check(value) }
                #expect(throws: Never.self, "seed \(seed)") { try Field("b", new).check(value) }
            }
        }
    }
}

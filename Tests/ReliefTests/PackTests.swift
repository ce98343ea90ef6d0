import Bundles
import Charter
import Lattice
import Packs
import Relief
import Schema
import Testing

/// The pack as it is declared, and what the program takes for granted of it.
@Suite("The pack of relief") struct ReliefPackTests {
    @Test("PACK-1: it is sound, stands alone, and fits the offices of a realm")
    func sound() throws {
        #expect(Relief.pack.name == "relief" && Relief.pack.version == 1)
        let schema = Relief.schema
        #expect(try Schema(encoding: schema.encoding) == schema)
        #expect(schema.encoding.count < SchemaLimits.bytes / 4)
        for (number, kind) in schema.kinds {
            let row = try #require(Relief.policy.kinds[number])
            #expect(row.name == kind.name && !row.who.isEmpty)
            for language in ["en", "es", "fr", "ar"] { #expect(kind.labels[language] != nil) }
        }
    }

    /// Of each kind that the program reads, the names of the parts it reads by number.
    private static let read: [(KindNumber, String, [UInt32: String])] = [
        (
            .movement, "movement",
            [
                0: "sort", 1: "item", 2: "amount", 3: "condition", 4: "into", 5: "batch", 6: "on",
            ]
        ),
        (
            .dispatch, "dispatch",
            [
                0: "source", 1: "destination", 2: "order", 3: "line", 4: "item", 5: "amount",
                6: "condition", 7: "batch", 10: "on",
            ]
        ),
        (
            .receipt, "receipt",
            [
                0: "destination", 1: "dispatch", 2: "item", 3: "batch", 4: "condition", 5: "good",
                6: "damaged", 8: "on", 9: "last",
            ]
        ),
        (.transitLoss, "transit-loss", [1: "dispatch", 2: "amount"]),
        (.count, "count", [1: "seen-up-to", 2: "on"]),
        (
            .countLine, "count-line",
            [0: "count", 1: "item", 2: "batch", 3: "condition", 4: "seen"]
        ),
        (.correction, "correction", [0: "about", 2: "amount", 3: "damaged", 5: "instead"]),
        (.order, "order", [:]), (.submission, "submission", [:]), (.item, "item", [:]),
        (.level, "level", [:]), (.withdrawal, "withdrawal", [:]),
        (.changeRequest, "change-request", [:]), (.transferRequest, "transfer-request", [:]),
        (.reservation, "reservation", [:]), (.resolution, "resolution", [:]),
        (.release, "release", [:]), (.refusal, "refusal", [:]), (.closing, "closing", [:]),
        (.hubProfile, "hub-profile", [:]), (.personProfile, "person-profile", [:]),
        (.agencyProfile, "agency-profile", [0: "agency", 1: "name"]),
        (.colleague, "colleague", [0: "person", 1: "name"]),
        (.itemRequest, "item-request", [:]), (.decision, "decision", [:]),
    ]

    @Test("What the program reads by number is called by these names in the pack")
    func numbers() throws {
        for (number, name, parts) in Self.read {
            let kind = try #require(Relief.schema.kinds[number])
            #expect(kind.name == name)
            for (part, name) in parts { #expect(kind.fields[FieldNumber(part)]?.name == name) }
        }
        let sorts = [
            "intake", "distribution", "loss", "condition", "found", "mistake-in", "mistake-out",
        ]
        #expect(options(.movement, 0) == sorts && Movement.Sort.allCases.count == sorts.count)
        for kind in [KindNumber.movement, .dispatch, .receipt, .countLine] {
            let field = try #require(
                Relief.schema.kinds[kind]?.fields.first { $0.value.name == "condition" }?.key)
            #expect(options(kind, field.value) == ["usable", "damaged", "expired", "quarantined"])
        }
        #expect(Condition.allCases.count == 4)
    }

    private func options(_ kind: KindNumber, _ field: UInt32) -> [String] {
        guard
            case .choice(let options)? = Relief.schema.kinds[kind]?.fields[FieldNumber(field)]?.type
        else { return [] }
        return options.sorted { $0.key < $1.key }.map(\.value.name)
    }

    @Test("One hub, one ledger: what happens at a hub is written by its own hands alone")
    func hands() throws {
        for kind in [KindNumber.dispatch, .receipt, .submission, .withdrawal, .transferRequest] {
            #expect(Relief.schema.kinds[kind]?.place != nil)
            let row = try #require(Relief.policy.kinds[kind])
            #expect(row.who.values.allSatisfy { $0 == .own } && row.who[.manager] == nil)
        }
        for kind in [KindNumber.movement, .count, .countLine, .lot] {
            let row = try #require(Relief.policy.kinds[kind])
            #expect(row.scopes == [.hub] && row.who.values.allSatisfy { $0 == .own })
        }
        #expect(Relief.policy.kinds[.submission]?.who[.mainHubUser] == nil)
        for kind in [KindNumber.order, .correction] {
            #expect(Relief.policy.kinds[kind]?.gate == Gate(1, by: [.manager]))
            #expect(Relief.schema.kinds[kind]?.form == .fact)
        }
        // Nobody decides but who may.
        #expect(Relief.policy.kinds[.decision]?.who.keys.sorted() == [.manager, .hqApprover])
    }
}

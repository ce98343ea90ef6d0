import Lattice
import Schema
import Seal
import Simulation
import TestSupport
import Testing
import Wire

/// Facts that name facts with exactly one content, and what some of them decide.
@Suite("Facts that name facts") struct FactTests {
    private static let vote = KindNumber(70)
    private static let plan = KindNumber(71)

    private static let votes = RecordKind(
        "vote", .fact,
        numbered(
            Field("about", .fact([plan])), Field("approves", .truth),
            Field("seen", .list(most: 2, .fact([vote]))), Field("other", .fact(nil)),
            Field(
                "deep",
                .list(
                    most: 2,
                    .group(
                        numbered(
                            Field("a", .list(most: 2, .fact(nil))), Field("b", .text(most: 9)),
                            Field("c", .fact(nil)))))), Field("from", .date), Field("to", .date),
            Field("record", .record(nil)), Field("records", .list(most: 2, .record(nil)))),
        rules: [.notAfter(FieldNumber(5), FieldNumber(6))],
        deciding: Deciding(
            about: FieldNumber(0), approves: FieldNumber(1), seen: FieldNumber(2)))

    /// A fact of somebody, with one content of several.
    private static func fact(_ number: UInt64, _ kind: KindNumber = plan) -> FactReference {
        let key = FactKey(person: PersonID(high: 1, low: 2), id: FactID(high: 3, low: number))
        return FactReference(key, of: kind, stating: integer(Int64(number)))
    }

    private let yes = Value([0xF5])
    private let no = Value([0xF4])

    private func list(_ facts: FactReference...) -> Value {
        item { writer in
            writer.put(array: facts.count)
            for fact in facts { writer.put(item: fact.value.span) }
        }
    }

    @Test("TYPE-1: a fact is named by its key, its kind, and the hash of these and its content")
    func names() throws {
        let key = FactKey(
            person: PersonID(high: 0x0102_0304_0506_0708, low: 0x1112_1314_1516_1718),
            id: FactID(high: 0x2122_2324_2526_2728, low: 0x3132_3334_3536_3738))
        let head = """
            0102030405060708 1112131415161718 2122232425262728 3132333435363738 00010203
            """
        let content = group((0, text("a boat")))
        let fact = FactReference(key, of: KindNumber(0x1_0203), stating: content)
        let hash: FactHash = Blake2b.hash(
            (hex(head) + content.bytes).span.bytes, .fact, of: Stated.self)
        #expect(fact == FactReference(key, of: KindNumber(0x1_0203), hash))
        let words = [hash.words.0, hash.words.1, hash.words.2, hash.words.3]
        let digits = words.map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        #expect(fact.value.bytes == hex("5844 \(head) \(digits.joined())"))
    }

    @Test("TYPE-1: who states something else, or as another, is named otherwise")
    func apart() {
        let (one, two) = (PersonID(high: 1, low: 2), PersonID(high: 2, low: 1))
        let (id, other) = (FactID(high: 1, low: 2), FactID(high: 2, low: 1))
        func hash(_ person: PersonID, _ id: FactID, _ kind: UInt32, _ content: Int64) -> FactHash {
            let key = FactKey(person: person, id: id)
            return FactReference(key, of: KindNumber(kind), stating: integer(content)).hash
        }
        let hashes = [
            hash(one, id, 64, 5), hash(two, id, 64, 5), hash(one, other, 64, 5),
            hash(one, id, 65, 5), hash(one, id, 64, 6),
        ]
        #expect(Set(hashes).count == hashes.count)
        #expect(hash(one, id, 64, 5) == hashes[0])
    }

    @Test("TYPE-1: what names a fact is read back from its value")
    func roundTrip() throws {
        for seed in Effort.seeds(100) {
            var random = SeededRandom(seed: seed)
            let key = FactKey(
                person: PersonID(high: random.next(), low: random.next()),
                id: FactID(high: random.next(), low: random.next()))
            let fact = FactReference(
                key, of: KindNumber(UInt32(truncatingIfNeeded: random.next())),
                FactHash(random.next(), random.next(), random.next(), random.next()))
            let value = fact.value
            #expect(value.bytes.count == FactReference.byteCount + 2)
            var reader = Reader(value.span, of: .value)
            #expect(try reader.factReference() == fact)
            try reader.end()
        }
    }

    @Test(
        "JUDGE-2: what names no fact is of the wrong type; then it is asked which kind it has",
        arguments: [
            ("5844", "11", "22", "00000047", 32, nil),
            ("5824", "11", "22", "00000047", 0, "wrong-type"),
            ("5843", "11", "22", "00000047", 31, "wrong-type"),
            ("5845", "11", "22", "00000047", 33, "wrong-type"),
            ("5844", "00", "22", "00000047", 32, "wrong-type"),
            ("5844", "11", "00", "00000047", 32, "wrong-type"),
            ("5844", "00", "00", "00000000", 32, "wrong-type"),
            ("5844", "00", "22", "00000046", 32, "wrong-type"),
            ("5844", "11", "22", "00000046", 32, "wrong-kind"),
            ("5844", "11", "22", "00000000", 32, "wrong-kind"),
            ("5844", "11", "22", "47000000", 32, "wrong-kind"),
            ("7844", "11", "22", "00000047", 32, "wrong-type"),
        ] as [(String, String, String, String, Int, String?)])
    func misfits(
        head: String, person: String, id: String, kind: String, hash: Int, wanted: String?
    ) {
        func run(_ byte: String, _ count: Int) -> String { String(repeating: byte, count: count) }
        let value = Value(hex(head + run(person, 16) + run(id, 16) + kind + run("33", hash)))
        func fault(_ type: FieldType) -> String? {
            do throws(SchemaFault) {
                try Field("f", type).check(value)
                return nil
            } catch { return error.name }
        }
        #expect(fault(.fact([Self.plan])) == wanted)
        #expect(fault(.list(most: 1, .fact([Self.plan]))) == "wrong-type")
        // Without kinds there is no wrong one.
        #expect(fault(.fact(nil)) == (wanted == "wrong-kind" ? nil : wanted))
    }

    @Test("JUDGE-2: a field that has to name a fact takes no null, and a fact never does")
    func required() {
        let fields = numbered(Field("of", .fact(nil), isRequired: true), Field("to", .fact(nil)))
        let schema = Schema(
            packs: ["p": 1],
            kinds: [
                KindNumber(64): RecordKind("a", .document, fields),
                KindNumber(65): RecordKind("b", .fact, fields),
            ])
        func fault(_ change: Change) -> String? {
            schema.misfits(in: [change], of: .ben, .first).first?.fault.name
        }
        let value = Self.fact(1).value
        #expect(fault(write(value, to: 0, of: record(64))) == nil)
        #expect(fault(write(null, to: 0, of: record(64))) == "required")
        #expect(fault(write(null, to: 1, of: record(64))) == nil)
        #expect(fault(state(group((0, value)), as: 65)) == nil)
        #expect(fault(state(group((1, value)), as: 65)) == "incomplete")
        #expect(fault(state(group((0, value), (1, null)), as: 65)) == "wrong-type")
    }

    @Test("TYPE-1: a fact names others in its fields, and wherever within them")
    func references() {
        let (a, b, c) = (Self.fact(1), Self.fact(2, Self.vote), Self.fact(3))
        func named(_ parts: (UInt32, Value)...) -> [FactReference] {
            Self.votes.references(
                in: item { writer in
                    writer.put(map: parts.count)
                    for (number, value) in parts {
                        writer.put(UInt64(number))
                        writer.put(item: value.span)
                    }
                })
        }
        #expect(named((0, a.value), (1, yes), (2, list(b, b)), (3, c.value)) == [a, b, b, c])
        #expect(named((1, yes)).isEmpty)
        let line = group((0, list(a, b)), (1, text("x")), (2, c.value))
        let lines = item { writer in
            writer.put(array: 2)
            writer.put(item: line.span)
            writer.put(item: group((1, text("y"))).span)
        }
        #expect(named((4, lines)) == [a, b, c])
        // Also where it names them nowhere else.
        let deep = RecordKind(
            "deep", .fact, Self.votes.fields.filter { $0.key == FieldNumber(4) })
        #expect(deep.references(in: group((4, lines))) == [a, b, c])
        // What does not fit is no fact, and so names nothing.
        #expect(named((0, b.value)).isEmpty)
        #expect(named((0, a.value), (90, yes)).isEmpty)
        #expect(named((0, a.value), (1, null)).isEmpty)
        #expect(named((0, a.value), (5, integer(2)), (6, integer(1))).isEmpty)
        #expect(named((0, a.value), (5, integer(1)), (6, integer(2))) == [a])
        #expect(named().isEmpty)
        let whole = group((0, a.value))
        #expect(Self.votes.references(in: whole) == [a])
        #expect(Self.votes.references(in: Value(whole.bytes + [0])).isEmpty)
        #expect(Self.votes.references(in: Value(whole.bytes.dropLast())).isEmpty)
        #expect(Self.votes.references(in: Value([])).isEmpty)
        var document = Self.votes
        document.form = .document
        #expect(document.references(in: whole).isEmpty)
        #expect(Harbour.trips.references(in: group((1, integer(5)))).isEmpty)
    }

    @Test("SCHEMA-4: a fact decides what it is about, for or against it, by what its author knew")
    func decisions() throws {
        let (plan, vote) = (Self.fact(1), Self.fact(2, Self.vote))
        let about = (UInt32(0), plan.value)
        let all = try #require(
            Self.votes.decision(in: group(about, (1, yes), (2, list(vote, vote)))))
        #expect(all.about == plan && all.approves && all.seen == [vote, vote])
        let rejection = try #require(Self.votes.decision(in: group(about, (1, no))))
        #expect(rejection.about == plan && !rejection.approves && rejection.seen.isEmpty)
        // It lacks what it is about, or what it says of that.
        #expect(Self.votes.decision(in: group((1, yes), (2, list(vote)))) == nil)
        #expect(Self.votes.decision(in: group((1, yes), (3, plan.value))) == nil)
        #expect(Self.votes.decision(in: group(about, (2, list(vote)))) == nil)
        #expect(Self.votes.decision(in: group((3, plan.value))) == nil)
        var plain = Self.votes
        plain.deciding = nil
        #expect(plain.decision(in: group(about, (1, yes))) == nil)
        plain.deciding = Self.votes.deciding
        plain.form = .document
        #expect(plain.decision(in: group(about, (1, yes))) == nil)
    }

    @Test("SCHEMA-4: what does not fit decides nothing")
    func noDecisions() {
        let (plan, vote) = (Self.fact(1), Self.fact(2, Self.vote))
        let about = (UInt32(0), plan.value)
        let sound = group(about, (1, yes))
        let contents = [
            group((0, vote.value), (1, yes)), group(about, (1, null)),
            group(about, (1, integer(1))),
            group((0, integer(1)), (1, yes)), group((0, list(plan)), (1, yes)),
            group(about, (1, yes), (2, list(plan))), group(about, (1, yes), (2, list())),
            group(about, (1, yes), (2, list(vote, vote, vote))), group(about, (1, yes), (90, yes)),
            group(about, (1, yes), (5, integer(2)), (6, integer(1))), Value(sound.bytes + [0]),
            Value(sound.bytes.dropLast()), Value([]), null, Value([0xA0]),
        ]
        for content in contents {
            #expect(Self.votes.decision(in: content) == nil, "\(content)")
        }
        #expect(Self.votes.decision(in: sound) != nil)
    }

    @Test("SCHEMA-4: three fields of the kind decide, a fact, a truth and a list of facts")
    func forms() throws {
        let schema = Schema(packs: ["p": 1], kinds: [Self.vote: Self.votes])
        #expect(try Schema(encoding: schema.encoding) == schema)
        /// Why a kind of facts, or of documents, is none.
        func reason(
            _ about: UInt32, _ approves: UInt32, _ seen: UInt32, _ form: RecordKind.Form = .fact
        ) -> WireError.Reason? {
            var kind = RecordKind("vote", form, Self.votes.fields)
            kind.deciding = Deciding(
                about: FieldNumber(about), approves: FieldNumber(approves), seen: FieldNumber(seen))
            do throws(WireError) {
                _ = try Schema(
                    encoding: Schema(packs: ["p": 1], kinds: [Self.vote: kind]).encoding)
                return nil
            } catch { return error.reason }
        }
        #expect(reason(0, 1, 2) == nil && reason(3, 1, 2) == nil)
        #expect(reason(0, 1, 2, .document) == .outOfRange)
        for field in [1, 2, 4, 5, 7] as [UInt32] { #expect(reason(field, 1, 2) == .outOfRange) }
        for field in [0, 2, 4, 5] as [UInt32] { #expect(reason(0, field, 2) == .outOfRange) }
        for field in [0, 1, 4, 5, 8] as [UInt32] { #expect(reason(0, 1, field) == .outOfRange) }
        #expect(reason(90, 1, 2) == .noSuchEntry && reason(0, 90, 2) == .noSuchEntry)
        #expect(reason(0, 1, 90) == .noSuchEntry && reason(0, 90, 2, .document) == .noSuchEntry)
    }

    @Test("SCHEMA-4: of several schemas of a version, each says what a fact names and decides")
    func versions() {
        var schemas = Schemas()
        let (one, two) = (Self.fact(1), Self.fact(2))
        func kind(_ number: UInt32) -> RecordKind {
            RecordKind("k", .fact, [FieldNumber(number): Field("of", .fact(nil))])
        }
        let facts = [
            state(group((0, one.value)), as: 65, 1), state(group((1, two.value)), as: 65, 2),
            state(group((2, two.value)), as: 65, 3), state(group((0, two.value)), as: 66, 4),
            write(one.value, to: 0, of: record(64)),
        ]
        func named(_ version: UInt16) -> [String] {
            schemas.references(in: facts, citing: version).map { found in
                "\(found.index) \(found.fact == one ? "one" : found.fact == two ? "two" : "?")"
            }
        }
        #expect(named(1).isEmpty)
        schemas.add(Schema(packs: ["a": 1], kinds: [KindNumber(65): kind(0)]), as: 1)
        #expect(named(1) == ["0 one"] && named(0).isEmpty && named(2).isEmpty)
        schemas.add(Schema(packs: ["b": 1], kinds: [KindNumber(65): kind(1)]), as: 1)
        #expect(named(1) == ["0 one", "1 two"])
    }

    @Test("GROW-1: what names facts may name more kinds of them; which fields decide may change")
    func growing() {
        func grows(_ old: RecordKind, _ new: RecordKind) -> Bool {
            Schema(packs: ["p": 2], kinds: [Self.vote: new])
                .shrinkages(since: Schema(packs: ["p": 1], kinds: [Self.vote: old])).isEmpty
        }
        func kind(_ type: FieldType) -> RecordKind {
            RecordKind("k", .fact, numbered(Field("of", type)))
        }
        let (one, both) = (kind(.fact([Self.vote])), kind(.fact([Self.vote, Self.plan])))
        let any = kind(.fact(nil))
        #expect(grows(one, both) && grows(both, any) && grows(one, any) && grows(any, any))
        #expect(!grows(both, one) && !grows(any, both) && !grows(one, kind(.fact([Self.plan]))))
        #expect(!grows(any, kind(.record(nil))) && !grows(kind(.record(nil)), any))
        var plain = Self.votes
        plain.deciding = nil
        #expect(grows(plain, Self.votes) && grows(Self.votes, plain))
    }
}

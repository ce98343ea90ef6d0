import Lattice
import Testing

@Suite("Documents") struct DocumentTests {
    private func document(_ deltas: KeyValuePairs<Dot, DocumentDelta>) -> Document {
        var document = Document()
        for (dot, delta) in deltas {
            document.join(delta, at: Stamp(dot: dot, time: HybridTime(word: 0)))
        }
        return document
    }

    private func write(_ text: String, to field: FieldNumber = .title) -> DocumentDelta {
        .field(field, .register(Register.Delta(Value(text))))
    }

    private func add(_ text: String, to field: FieldNumber = .tags) -> DocumentDelta {
        .field(field, .set(.add(Value(text))))
    }

    private func life(_ sign: LifeSign, seen vector: FieldVector = FieldVector()) -> DocumentDelta {
        .life(Life.Delta(sign, seen: vector))
    }

    @Test("DOC-1: documents join field by field, also those that one side lacks")
    func join() {
        let one = document([
            dot(.ann, 0): write("Boats"), dot(.ann, 0, 1): add("red"),
            dot(.ann, 0, 2): .field(.votes, .counter(amount(2))),
        ])
        let other = document([
            dot(.ben, 0): .field(.notes, .facts(Facts.Delta(factKey(1), Value("paid")))),
            dot(.ben, 0, 1): add("blue"),
        ])
        let (a, b) = (frontier([.ann: 0]), frontier([.ben: 0]))
        var (there, back) = (one, other)
        there.join(other, Frontiers(mine: a, theirs: b))
        back.join(one, Frontiers(mine: b, theirs: a))
        #expect(there == back)
        #expect(there.title == Value("Boats"))
        #expect(there.tags == [Value("blue"), Value("red")])
        #expect(there.votes == 2)
        #expect(there.note(factKey(1)) == Value("paid"))
        #expect(there.life.marks.entries.map(\.key) == [.ann, .ben])
    }

    @Test("DOC-1: an element that the other side removed goes, also with its whole field")
    func joinRemoved() {
        var one = document([dot(.ann, 0): add("red")])
        one.join(Document(), Frontiers(mine: frontier([.ann: 0]), theirs: frontier([.ann: 0])))
        #expect(one.sets.isEmpty)
    }

    @Test("DOC-2: fields of one number and different kinds are different fields")
    func kinds() {
        let document = document([
            dot(.ann, 0): write("Boats", to: .title), dot(.ann, 0, 1): add("red", to: .title),
            dot(.ann, 0, 2): .field(.title, .counter(amount(4))),
            dot(.ann, 0, 3): .field(.title, .facts(Facts.Delta(factKey(1), Value("paid")))),
        ])
        #expect(document.registers[.title]?.value == Value("Boats"))
        #expect(document.sets[.title]?.members == [Value("red")])
        #expect(document.counters[.title]?.value == 4)
        #expect(document.facts[.title]?.count == 1)
    }

    @Test("DOC-3: every change of a field is a sign of life with an empty vector")
    func sign() {
        let fields: [DocumentDelta] = [
            write("a"), add("a"), .field(.tags, .set(.remove(Value("a"), seen: FieldVector()))),
            .field(.votes, .counter(amount(1))),
            .field(.notes, .facts(Facts.Delta(factKey(1), Value("paid")))),
        ]
        for delta in fields {
            let document = document([dot(.ben, 0): life(.dead), dot(.ann, 2, 1): delta])
            #expect(document.life.marks[.ann] == Mark(position(2, 1), standing: .alive))
            #expect(document.life.reading == .contested)
        }
    }

    @Test("DOC-3: the vector of a write covers nothing in the life")
    func signOnly() {
        let wide = Register.Delta(Value("a"), seen: seen([.ben: position(0)]))
        let document = document([
            dot(.ben, 0): life(.dead), dot(.ann, 0): .field(.title, .register(wide)),
        ])
        #expect(document.life.marks[.ben] == Mark(position(0), standing: .dead))
    }

    @Test("DOC-4: deleting writes dead, restoring writes alive, each over what it saw")
    func deleting() throws {
        var document = document([dot(.ann, 0): write("Boats"), dot(.ben, 0): add("red")])
        let deletion = try document.deleting(pen(.cas, 0, has: [.ann: 0, .ben: 0]))
        #expect(deletion == life(.dead, seen: seen([.ann: position(0), .ben: position(0)])))
        document.join(deletion, at: stamp(.cas, 0))
        #expect(document.life.reading == .deleted)
        let restoration = try document.restoring(pen(.ann, 1, has: [.ann: 0, .ben: 0, .cas: 0]))
        #expect(restoration == life(.alive, seen: seen([.ben: position(0), .cas: position(0)])))
        document.join(restoration, at: stamp(.ann, 1))
        #expect(document.life.reading == .alive)
    }

    @Test("DOC-4: deleting touches no field")
    func fieldsStay() throws {
        var document = document([
            dot(.ann, 0): write("Boats"), dot(.ann, 0, 1): add("red"),
            dot(.ann, 0, 2): .field(.votes, .counter(amount(2))),
        ])
        let before = document
        document.join(try document.deleting(pen(.ben, 0, has: [.ann: 0])), at: stamp(.ben, 0))
        #expect(document.registers == before.registers)
        #expect(document.sets == before.sets)
        #expect(document.counters == before.counters)
    }

    @Test("DOC-5: absent, alive, deleted, contested")
    func readings() {
        #expect(Document().life.reading == .absent)
        #expect(document([dot(.ann, 0): life(.alive)]).life.reading == .alive)
        #expect(document([dot(.ann, 0): life(.dead)]).life.reading == .deleted)
        let twice = document([dot(.ann, 0): life(.dead), dot(.ben, 0): life(.dead)])
        #expect(twice.life.reading == .deleted)
        let beside = document([dot(.ann, 0): life(.dead), dot(.ben, 0): life(.alive)])
        #expect(beside.life.reading == .contested)
        let covered = document([
            dot(.ann, 0): life(.alive, seen: seen([.ben: position(0)])),
            dot(.ben, 0): life(.alive, seen: seen([.ann: position(0)])),
        ])
        #expect(covered.life.reading == .absent)
    }

    @Test("DOC-6: what is deleted is restored before it is edited")
    func restoreFirst() throws {
        var document = document([dot(.ann, 0): write("Boats")])
        let next = pen(.ben, 1, has: [.ann: 0, .ben: 0])
        document.join(try document.deleting(pen(.ben, 0, has: [.ann: 0])), at: stamp(.ben, 0))
        #expect(throws: AuthorError.deleted) { try document.writing(Value("a"), to: .title, next) }
        #expect(throws: AuthorError.deleted) { try document.adding(Value("a"), to: .tags, next) }
        #expect(throws: AuthorError.deleted) {
            try document.removing(Value("a"), from: .tags, next)
        }
        #expect(throws: AuthorError.deleted) { try document.counting(1, in: .votes, next) }
        #expect(throws: AuthorError.deleted) {
            try document.stating(factKey(1), Value("a"), in: .notes, next)
        }
        document.join(try document.restoring(next), at: stamp(.ben, 1))
        let after = pen(.ben, 2, has: [.ann: 0, .ben: 1])
        #expect(throws: Never.self) { try document.writing(Value("a"), to: .title, after) }
    }

    @Test("DOC-6: what is contested may be edited")
    func contested() {
        var document = document([dot(.ann, 0): life(.dead), dot(.ben, 0): write("Boats")])
        let next = pen(.cas, 0, has: [.ann: 0, .ben: 0])
        #expect(throws: Never.self) { try document.writing(Value("a"), to: .title, next) }
    }

    @Test("DOC-6: the ledger has no life and no fields but facts")
    func ledger() {
        var ann = Writer(.ann)
        let node = Node(
            ann.write(
                .delete(.ledger), .write("a", to: .ledger), .add("a", to: .ledger),
                .count(1, in: .ledger), .state("paid", as: factKey(1), in: .ledger)))
        var only = Document()
        only.facts[.notes] = Facts()
        only.facts[.notes]?.join(Facts.Delta(factKey(1), Value("paid")), at: stamp(.ann, 0, 4))
        #expect(node[.ledger] == only)
    }

    @Test("DOC-6: authors are refused what the ledger cannot hold")
    func ledgerAuthors() throws {
        var scope = Node([OpenBundle]()).scope
        var draft = try scope.open(.ann, at: HybridTime(word: 0))
        #expect(throws: AuthorError.factsOnly) {
            try scope.change(.ledger, in: &draft) { rows, pen throws(AuthorError) in
                try rows.writing(Value("x"), to: FieldNumber(0), pen)
            }
        }
        #expect(throws: AuthorError.absent) {
            try scope.change(record(.zero, 3), in: &draft) { rows, pen throws(AuthorError) in
                try rows.writing(Value("x"), to: FieldNumber(0), pen)
            }
        }
        #expect(draft.changes.isEmpty)
        #expect(scope.shelf.documents.isEmpty)
    }
}

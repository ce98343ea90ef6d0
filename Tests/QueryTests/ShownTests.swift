import Lattice
import Queries
import Schema
import Testing
import Wire

/// What people read of records and facts.
@Suite("What is shown") struct ShownTests {
    private func shown(_ write: (inout Scribe) -> Void) -> Shown {
        var scribe = Scribe()
        write(&scribe)
        return Shown(record(1), scribe.document, of: Yard.boats, by: SmallHash.self)
    }

    private func register(_ field: UInt32, _ shown: Shown) -> ShownRegister? {
        guard case .register(let register) = shown.fields[FieldNumber(field)] else { return nil }
        return register
    }

    @Test("All fields of the kind are there; where nothing was written, their defaults")
    func defaults() {
        let shown = shown { $0.write(text("Ida"), to: 0) }
        #expect(Array(shown.fields.keys) == Yard.boats.fields.keys.sorted())
        #expect(shown.subject == .record(record(1)) && shown.kind == Yard.boat)
        #expect(shown.value(of: FieldNumber(2)) == integer(3))
        #expect(shown.value(of: FieldNumber(1)) == nil)
        #expect(shown.title == [text("Ida")] && shown.existence == .alive)
        #expect(shown.fields[FieldNumber(8)] == .set([]))
        #expect(shown.fields[FieldNumber(9)] == .counter(0))
        #expect(shown.fields[FieldNumber(10)] == .facts([]))
        #expect(!shown.isContested && shown.unknownFields == 0)
    }

    @Test("What was cleared shows no default, and is missing")
    func cleared() {
        let shown = shown { $0.write(null, to: 2) }
        #expect(shown.value(of: FieldNumber(2)) == nil)
        #expect(Query(Yard.boat, where: .missing(FieldNumber(2))).matches(shown, kind: Yard.boats))
        #expect(!Query(Yard.boat, where: .missing(FieldNumber(6))).matches(shown, kind: Yard.boats))
    }

    @Test("Of writes that did not see each other the last is shown, beside those that differ")
    func siblings() {
        let shown = shown {
            $0.write(integer(1), to: 2, by: 1, time: 5)
            $0.write(integer(2), to: 2, by: 2, time: 9)
            $0.write(integer(4), to: 2, by: 3, time: 7)
            $0.write(integer(2), to: 2, by: 4, time: 6)
            $0.write(integer(7), to: 1, by: 1)
            $0.write(integer(7), to: 1, by: 2)
        }
        #expect(shown.value(of: FieldNumber(2)) == integer(2))
        #expect(register(2, shown)?.siblings.map(\.write.value) == [integer(4), integer(1)])
        #expect(register(2, shown)?.siblings.map(\.dot.feed) == [Scribe.feed(3), Scribe.feed(1)])
        #expect(register(2, shown)?.isContested == true && shown.isContested)
        // Who says the same does not contend.
        #expect(register(1, shown)?.siblings == [])
        func matches(_ filter: Filter) -> Bool {
            Query(Yard.boat, where: filter).matches(shown, kind: Yard.boats)
        }
        #expect(matches(.contested(FieldNumber(2))) && matches(.contested(nil)))
        #expect(!matches(.contested(FieldNumber(1))))
        // What lost is not found.
        #expect(!matches(.compare(FieldNumber(2), .equal, integer(4))))
    }

    @Test("Sets ascend, counters count, and facts stand by their keys")
    func others() {
        let shown = shown { scribe in
            for tag in ["ZZ", "A", "B"] {
                scribe.join(.field(FieldNumber(8), .set(.add(text(tag)))))
            }
            for amount in [5, -7] as [Int64] {
                guard let delta = Counter.Delta(amount) else { continue }
                scribe.join(.field(FieldNumber(9), .counter(delta)))
            }
            for (number, note) in [(2, "b"), (1, "a"), (1, "c")] as [(UInt64, String)] {
                let delta = Facts.Delta(factKey(number), group([(0, text(note))]))
                scribe.join(.field(FieldNumber(10), .facts(delta)))
            }
        }
        #expect(shown.fields[FieldNumber(8)] == .set(["A", "B", "ZZ"].map { text($0) }))
        #expect(shown.fields[FieldNumber(9)] == .counter(-2))
        guard case .facts(let facts) = shown.fields[FieldNumber(10)] else {
            Issue.record("no facts")
            return
        }
        #expect(facts.map(\.key) == [factKey(1), factKey(2)].sorted())
        let both = ["a", "c"].map { group([(0, text($0))]) }
        let least = both.min { $0.hash(by: SmallHash.self) < $1.hash(by: SmallHash.self) }
        #expect(facts.first { $0.key == factKey(1) }?.content == least)
        #expect(facts.map(\.isContested) == facts.map { $0.key == factKey(1) })
        let contested = Query(Yard.boat, where: .contested(FieldNumber(10)))
        #expect(contested.matches(shown, kind: Yard.boats))
    }

    @Test("Fields of a later version are counted, and so are those that merge otherwise")
    func unknown() {
        let shown = shown { scribe in
            scribe.write(text("Ida"), to: 0)
            scribe.write(text("x"), to: 90)
            scribe.write(text("x"), to: 8)
            scribe.join(.field(FieldNumber(91), .set(.add(text("x")))))
            scribe.join(.field(FieldNumber(0), .set(.add(text("x")))))
            if let delta = Counter.Delta(1) {
                scribe.join(.field(FieldNumber(92), .counter(delta)))
            }
            scribe.join(.field(FieldNumber(93), .facts(Facts.Delta(factKey(1), group([])))))
        }
        #expect(shown.unknownFields == 6)
        #expect(shown.fields[FieldNumber(90)] == nil && shown.fields[FieldNumber(8)] == .set([]))
    }

    @Test("Values of a later version are shown, and equal only themselves")
    func later() {
        let shown = shown { scribe in
            scribe.write(list([integer(1), text("x")]), to: 14)
            scribe.write(integer(99), to: 5)
            scribe.write(Datum.amount(1, unit: 99).value, to: 3)
        }
        func matches(_ filter: Filter) -> Bool {
            Query(Yard.boat, where: filter).matches(shown, kind: Yard.boats)
        }
        #expect(matches(.compare(FieldNumber(14), .equal, list([integer(1), text("x")]))))
        #expect(matches(.compare(FieldNumber(14), .notEqual, list([integer(1)]))))
        #expect(matches(.compare(FieldNumber(5), .greater, integer(7))))
        // Of a unit that nobody knows there is nothing more or less.
        for comparison in Comparison.allCases {
            let filter = Filter.compare(
                FieldNumber(3), comparison, Datum.amount(1, unit: 0).value)
            #expect(matches(filter) == (comparison == .notEqual))
        }
        #expect(!matches(.missing(FieldNumber(3))) && !matches(.search("x")))
    }

    @Test("The rules that the values break are named, with defaults and without what lost")
    func rules() {
        let shown = shown { scribe in
            scribe.write(integer(9), to: 16, by: 1, time: 9)
            scribe.write(integer(3), to: 16, by: 2, time: 1)
            scribe.write(integer(5), to: 17)
            scribe.write(integer(1), to: 5)
        }
        #expect(shown.broken == [0, 1])
        #expect(self.shown { $0.write(integer(9), to: 16) }.broken == [])
    }

    @Test("A fact is shown by its parts, always alive; one that was stated twice is contested")
    func facts() throws {
        func shown(_ contents: Value...) -> Shown? {
            var fact = Fact()
            for content in contents {
                fact.join(
                    content, carriedBy: Dot(feed: Scribe.feed(1), position: Position(word: 1)))
            }
            return Shown(factKey(5), fact, Yard.trip, of: Yard.trips, by: SmallHash.self)
        }
        let one = group([(0, text("Ida")), (16, integer(5)), (99, integer(1))])
        let fact = try #require(shown(one))
        #expect(fact.subject == .fact(factKey(5)) && fact.kind == Yard.trip)
        #expect(fact.existence == .alive && fact.unknownFields == 1 && !fact.isContested)
        #expect(fact.title == [text("Ida")] && fact.value(of: FieldNumber(16)) == integer(5))
        #expect(fact.fields.count == Yard.trips.fields.count)
        let two = group([(0, text("Bo"))])
        let both = try #require(shown(one, two))
        let isFirst = one.hash(by: SmallHash.self) < two.hash(by: SmallHash.self)
        #expect(both.title == [text(isFirst ? "Ida" : "Bo")])
        #expect(both.isContested && both.isEquivocal)
        #expect(Query(Yard.trip, where: .contested(nil)).matches(both, kind: Yard.trips))
        #expect(!Query(Yard.trip, where: .contested(nil)).matches(fact, kind: Yard.trips))
        #expect(shown() == nil)
    }

    @Test("Searches look at texts, words, tokens, options and names of files, within lists too")
    func searching() throws {
        let words = item { writer in
            writer.put(map: 2)
            for (language, word) in [("de", "Löcher"), ("en", "Holes")] {
                writer.put(text: language)
                writer.put(text: word)
            }
        }
        let file = item { writer in
            writer.put(array: 4)
            writer.put(Hash<Value>(1, 2, 3, 4))
            writer.put(9)
            writer.put(text: "image/png")
            writer.put(text: "Mole.png")
        }
        let shown = shown { scribe in
            scribe.write(text("Ida of Sund"), to: 0)
            scribe.write(words, to: 11)
            scribe.write(file, to: 20)
            scribe.write(integer(7), to: 5)
            scribe.write(list([text("Harbour")]), to: 12)
        }
        func finds(_ text: String) -> Bool {
            Query(Yard.boat, where: .search(text)).matches(shown, kind: Yard.boats)
        }
        let found = ["ida", "SUND ida", " lö ", "holes", "mole", "lost", "a", ""]
        #expect(found.filter { !finds($0) } == [])
        // What is not searched, and what stands in no one field.
        let lost = ["harbour", "idaof", "ida of bo", "de", "image", "sundlöcher"]
        #expect(lost.filter { finds($0) } == [])
        var kind = Yard.boats
        kind.fields[FieldNumber(12)]?.weight = 1
        #expect(Query(Yard.boat, where: .search("harbour")).matches(shown, kind: kind))
    }
}

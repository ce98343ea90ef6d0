import Lattice
import Seal
import Testing

@Suite("Facts") struct FactsTests {
    private func facts(_ stated: KeyValuePairs<Dot, Facts.Delta>) -> Facts {
        var facts = Facts()
        for (dot, delta) in stated {
            facts.join(delta, at: Stamp(dot: dot, time: HybridTime(word: 0)))
        }
        return facts
    }

    private func fact(_ id: UInt64, _ text: String) -> Facts.Delta {
        Facts.Delta(factKey(id), Value(text))
    }

    @Test("FACT-1: a fact is there once, whoever carried it in and however often")
    func once() {
        let facts = facts([
            dot(.ann, 0): fact(1, "paid"), dot(.ann, 3): fact(1, "paid"),
            dot(.ben, 0): fact(1, "paid"), dot(.ben, 0, 1): fact(2, "paid"),
        ])
        #expect(facts.count == 2)
        #expect(facts.keys == [factKey(1), factKey(2)])
        #expect(facts[factKey(1)]?.content(by: Blake2b.self) == Value("paid"))
        #expect(facts[factKey(1)]?.isEquivocal == false)
    }

    @Test("FACT-1: the key is the person and the id together")
    func key() {
        let id = FactID(high: 0, low: 1)
        let other = PersonID(high: 1, low: 1)
        #expect(FactKey(person: .eva, id: id) != FactKey(person: other, id: id))
        #expect(FactKey(person: other, id: id) < FactKey(person: .eva, id: id))
        let facts = facts([
            dot(.ann, 0): Facts.Delta(FactKey(person: .eva, id: id), Value("a")),
            dot(.ann, 1): Facts.Delta(FactKey(person: other, id: id), Value("b")),
        ])
        #expect(facts.count == 2)
    }

    @Test("FACT-1: facts only grow in number")
    func grows() {
        var facts = facts([dot(.ann, 0): fact(1, "paid")])
        let before = facts
        facts.settle(within: frontier([.ann: 9]))
        let frontiers = Frontiers(mine: Frontier(), theirs: frontier([.ann: 9]))
        facts.join(Facts(), frontiers)
        #expect(facts == before)
    }

    @Test("FACT-2: of several contents the one with the smallest hash counts, and all are kept")
    func equivocal() {
        // The hash of "three" begins with 48, that of "one" with D0.
        let one = facts([dot(.ann, 0): fact(1, "one"), dot(.ben, 0): fact(1, "three")])
        let other = facts([dot(.ben, 0): fact(1, "three"), dot(.ann, 0): fact(1, "one")])
        #expect(one == other)
        let fact = one[factKey(1)]
        #expect(fact?.content(by: Blake2b.self) == Value("three"))
        #expect(fact?.isEquivocal == true)
        #expect(fact?.contents.entries.map(\.key) == [Value("one"), Value("three")])
    }

    @Test("FACT-3: for each content the lowest position of each feed is kept")
    func carriers() {
        let facts = facts([
            dot(.ann, 4): fact(1, "paid"), dot(.ann, 2, 1): fact(1, "paid"),
            dot(.ann, 1): fact(1, "owed"), dot(.ben, 3): fact(1, "paid"),
        ])
        let fact = facts[factKey(1)]
        #expect(
            fact?.contents[Value("paid")]
                == SortedMap([(.ann, position(2, 1)), (.ben, position(3))]))
        #expect(fact?.contents[Value("owed")] == SortedMap([(.ann, position(1))]))
    }

    @Test("FACT-3: carriers merge by the lower position when states are joined")
    func merge() {
        let one = facts([dot(.ann, 4): fact(1, "paid"), dot(.ben, 0): fact(1, "paid")])
        let other = facts([dot(.ann, 2): fact(1, "paid"), dot(.cas, 0): fact(2, "owed")])
        let frontiers = Frontiers(mine: Frontier(), theirs: Frontier())
        var (there, back) = (one, other)
        there.join(other, frontiers)
        back.join(one, frontiers)
        #expect(there == back)
        #expect(there.count == 2)
        let carriers = there[factKey(1)]?.contents[Value("paid")]
        #expect(carriers == SortedMap([(.ann, position(2)), (.ben, position(0))]))
    }

    @Test("FACT-3: a fact lies inside a frontier if one of its carriers does")
    func inside() throws {
        let facts = facts([dot(.ann, 4): fact(1, "paid"), dot(.ben, 2): fact(1, "paid")])
        let fact = try #require(facts[factKey(1)])
        #expect(fact.isInside(frontier([.ann: 4])))
        #expect(fact.isInside(frontier([.ann: 0, .ben: 2])))
        #expect(!fact.isInside(frontier([.ann: 3, .ben: 1])))
        #expect(!fact.isInside(frontier([.cas: 9])))
    }

    @Test("FACT-4: a fact is there as long as one admitted carrier is")
    func admitted() {
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        var node = Node(
            ann.write(.state("paid", as: factKey(1), in: .ledger)),
            ben.write(.state("paid", as: factKey(1), in: .ledger)))
        var view = View()
        view.cut(.ann, to: .nothing)
        node.adopt(view)
        #expect(node[.ledger]?.note(factKey(1)) == Value("paid"))
        view.cut(.ben, to: .nothing)
        node.adopt(view)
        #expect(node[.ledger] == nil)
        view.cut(.ann, to: .everything)
        node.adopt(view)
        #expect(node[.ledger]?.note(factKey(1)) == Value("paid"))
    }
}

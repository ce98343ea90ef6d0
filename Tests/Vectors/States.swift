import Lattice
import Seal
import Wire

extension VectorFile {
    /// States, and what goes with them.
    static func states() throws -> VectorFile {
        VectorFile(
            name: "states", accepted: try acceptedStates(),
            refused: try refusedStates.map { name, type, reason, text in
                let bytes = bytes(text)
                try expectRefusal(name, reason) { () throws(WireError) in try read(bytes, type) }
                return Vector(
                    name,
                    [
                        ("type", .text(type)), ("bytes", JSON(hex: bytes)),
                        ("reason", .text(reason.rawValue)),
                    ])
            })
    }

    static func read(_ bytes: [UInt8], _ type: String) throws(WireError) {
        switch type {
        case "register": _ = try Register(encoding: bytes)
        case "set": _ = try AddWinsSet(encoding: bytes)
        case "counter": _ = try Counter(encoding: bytes)
        case "facts": _ = try Facts(encoding: bytes)
        case "life": _ = try Life(encoding: bytes)
        case "document": _ = try Document(encoding: bytes)
        case "frontier": _ = try Frontier(encoding: bytes)
        case "view": _ = try View(encoding: bytes)
        case "clock": _ = try HybridClock(encoding: bytes)
        case "scope": _ = try Scope<MemoryShelf, Blake2b>(encoding: bytes)
        case "sum": _ = try HashSum(encoding: bytes)
        case "digest": _ = try [HashSum](encoding: bytes)
        case "proof": _ = try HashTree<Blake2b>.Proof(encoding: bytes)
        default: preconditionFailure("no such type: \(type)")
        }
    }

    private static func vector<State: Canonical & Equatable>(
        _ name: String, _ type: String, _ state: State
    ) throws -> Vector {
        let bytes = state.encoding
        let again = try State(encoding: bytes)
        try expect(again == state && again.encoding == bytes, name, "came back as \(again)")
        try read(bytes, type)
        return Vector(
            name,
            [
                ("type", .text(type)), ("bytes", JSON(hex: bytes)),
                ("value", Diagnosis.value(of: bytes)),
            ])
    }

    private static func acceptedStates() throws -> [Vector] {
        [
            try vector("an empty register", "register", Register()),
            try vector("two siblings and what they cover", "register", States.register),
            try vector("an empty set", "set", AddWinsSet()),
            try vector("elements of several lengths, one only removed", "set", States.set),
            try vector("an empty counter", "counter", Counter()),
            try vector("tallies of three feeds", "counter", States.counter),
            try vector("no facts", "facts", Facts()),
            try vector("facts, one of them told two ways", "facts", States.facts),
            try vector("no life", "life", Life()),
            try vector("a contested life", "life", States.life),
            try vector("no document", "document", Document()),
            try vector("a document of all kinds", "document", States.document),
            try vector("a frontier of nothing", "frontier", Frontier()),
            try vector("a frontier of two feeds", "frontier", States.frontier(forked: false)),
            try vector("a frontier with branches", "frontier", States.frontier(forked: true)),
            try vector("a view of everything", "view", View()),
            try vector("a view with cuts and forks", "view", States.view),
            try vector("a clock that was never read", "clock", HybridClock()),
            try vector(
                "a clock", "clock", HybridClock(last: HybridTime(word: 0x0123_4567_89AB_CDEF))),
            try vector(
                "the last reading there is", "clock",
                HybridClock(last: HybridTime(word: .max - 1))),
            try vector(
                "an empty scope", "scope", Scope<MemoryShelf, Blake2b>(shelf: MemoryShelf())),
            try vector("a scope", "scope", States.scope),
            try vector("a sum of nothing", "sum", HashSum()),
            try vector("a sum", "sum", States.scope.digest.total),
            try vector("a shown digest", "digest", States.scope.digest.shown),
            try vector(
                "a proof of one", "proof", HashTree<Blake2b>.Proof(index: 0, count: 1, path: [])),
            try vector(
                "a proof", "proof",
                HashTree<Blake2b>.Proof(index: 2, count: 3, path: [Cast.hash(0x44)])),
        ]
    }
}

/// States that are shown, by hand.
private enum States {
    static let time = HybridTime(word: 0x0000_0190_0000_0000)

    static var register: Register {
        var register = Register()
        for (feed, number, text) in [(Cast.lower, 3, "a"), (Cast.higher, 300, "longer")]
            as [(FeedID, UInt64, String)]
        {
            register.join(
                Register.Delta(
                    Value(text), seen: Cast.vector((Cast.own, 70_000, 65_536))),
                at: Stamp(dot: Dot(feed: feed, position: Cast.position(number, 23)), time: time))
        }
        return register
    }

    static var set: AddWinsSet {
        var set = AddWinsSet()
        for (index, text) in ["b", "aa", "", "b"].enumerated() {
            let feed = index == 3 ? Cast.higher : Cast.own
            set.join(
                .add(Value(text)),
                at: Stamp(dot: Dot(feed: feed, position: Cast.position(1, index)), time: time))
        }
        set.join(
            .remove(Value("early"), seen: Cast.vector((Cast.lower, 9, 0))),
            at: Stamp(dot: Dot(feed: Cast.own, position: Cast.position(2, 0)), time: time))
        return set
    }

    static var counter: Counter {
        var counter = Counter()
        counter.tallies[Cast.own] = Tally(position: Cast.position(1, 2), up: 0, down: 5)
        counter.tallies[Cast.lower] = Tally(position: Cast.position(0, 0), up: 24, down: 0)
        counter.tallies[Cast.higher] = Tally(
            position: Cast.position((1 << 40) - 1, (1 << 24) - 1), up: .max, down: .max)
        return counter
    }

    static var facts: Facts {
        var facts = Facts()
        let carried: [(UInt8, String, FeedID, UInt64)] = [
            (1, "12 boxes", Cast.own, 1), (1, "12 boxes", Cast.lower, 4), (2, "bb", Cast.own, 2),
            (2, "c", Cast.higher, 3),
        ]
        for (id, content, feed, number) in carried {
            facts.join(
                Facts.Delta(Cast.fact(0x11, id), Value(content)),
                at: Stamp(dot: Dot(feed: feed, position: Cast.position(number, 0)), time: time))
        }
        return facts
    }

    static var life: Life {
        var life = Life()
        life.showSign(at: Dot(feed: Cast.own, position: Cast.position(0, 0)))
        life.join(
            Life.Delta(.dead, seen: Cast.vector((Cast.lower, 0, 1))),
            at: Dot(feed: Cast.higher, position: Cast.position(0, 0)))
        return life
    }

    static var document: Document {
        var document = Document()
        document.life = life
        document.registers[FieldNumber(0)] = register
        document.registers[FieldNumber(.max)] = register
        document.sets[FieldNumber(0)] = set
        document.counters[FieldNumber(24)] = counter
        document.facts[FieldNumber(7)] = facts
        return document
    }

    static func frontier(forked: Bool) -> Frontier {
        let tips = SortedMap([
            (Cast.own, Tip(Cast.number(7), Cast.hash(0x77))),
            (Cast.lower, Tip(Cast.number(0), Cast.hash(0x10))),
            (Cast.feed(0xDD), Tip(Cast.number(4), Cast.hash(0xD4))),
        ])
        guard forked else {
            return Frontier(tips: tips, points: SortedMap(), branches: SortedMap())
        }
        let point = ForkPoint(feed: Cast.own, number: Cast.number(4))
        return Frontier(
            tips: tips,
            points: SortedMap([
                (point, Cast.hash(0x33)),
                (ForkPoint(feed: Cast.own, number: Cast.number(6)), Cast.hash(0x35)),
            ]),
            branches: SortedMap([(point, SortedMap([(Cast.hash(0xD4), Cast.feed(0xDD))]))]))
    }

    static var view: View {
        var view = View()
        view.cut(Cast.lower, to: .nothing)
        view.cut(Cast.own, to: .upTo(Cast.number(256)))
        view.fork(Cast.own, at: Cast.number(4), .keep(Cast.hash(0xE4)))
        view.fork(Cast.own, at: Cast.number(6))
        view.fork(Cast.higher, at: Cast.number(0))
        return view
    }

    static var scope: Scope<MemoryShelf, Blake2b> {
        var shelf = MemoryShelf()
        shelf.documents[Cast.record(Cast.own, 0, 0)] = document
        var ledger = Document()
        ledger.facts[FieldNumber(1)] = facts
        shelf.documents[.ledger] = ledger
        return Scope(restoring: shelf, frontier: frontier(forked: true), view: view)
    }
}

import Lattice
import Seal
import Simulation
import TestSupport
import Wire

private typealias State = Scope<MemoryShelf, Blake2b>
private typealias Tale = Story<Scoped<RightScope>>

extension VectorFile {
    /// Bundles, and what comes of them.
    static func histories() throws -> VectorFile {
        let drawn = try (UInt64(1)...16).compactMap { try drawnHistory($0) }
        return VectorFile(
            name: "histories", accepted: try handMade() + forkHistories() + drawn, refused: [])
    }

    /// States that meet.
    static func joins() throws -> VectorFile {
        VectorFile(
            name: "joins",
            accepted: try [removedJoin()] + (UInt64(101)...112).compactMap { try drawnJoin($0) },
            refused: [])
    }

    /// One side still has what the other has removed without a trace; and each knows of a removal
    /// that the other's bundles have yet to meet.
    private static func removedJoin() throws -> Vector {
        let record = Cast.record(Cast.own, 0, 0)
        func set(_ delta: AddWinsSet.Delta) -> Change {
            Change(record, .field(FieldNumber(1), .set(delta)))
        }
        let added = open(
            Cast.own, 0, [set(.add(Value("e"))), set(.add(Value("f"))), set(.add(Value("g")))])
        let removed = open(
            Cast.higher, 0,
            [
                set(.remove(Value("e"), seen: Cast.vector((Cast.own, 0, 0)))),
                set(.remove(Value("h"), seen: Cast.vector((Cast.lower, 0, 0)))),
            ])
        let more = open(
            Cast.lower, 0,
            [
                set(.add(Value("h"))), set(.add(Value("f"))),
                set(.remove(Value("g"), seen: Cast.vector((Cast.own, 0, 2)))),
            ])
        return try join("a set from which both sides removed", [added, more], [added, removed])
    }

    private static func join(
        _ name: String, _ mine: [OpenBundle], _ theirs: [OpenBundle]
    ) throws -> Vector {
        func state(_ bundles: [OpenBundle]) -> State {
            var scope = State(shelf: MemoryShelf())
            for bundle in bundles { _ = scope.receive(bundle) }
            return scope
        }
        return try join(name, state(mine), state(theirs))
    }

    private static func join(_ name: String, _ mine: State, _ theirs: State) throws -> Vector {
        var joined = mine
        try expect(joined.join(theirs).isEmpty, name, "the two dispute")
        return Vector(
            name,
            [
                ("mine", JSON(hex: mine.encoding)), ("theirs", JSON(hex: theirs.encoding)),
                ("joined", JSON(hex: joined.encoding)),
            ])
    }

    /// A history of three writers, every fourth with liars, under a view that cuts some of them.
    private static func drawnHistory(_ seed: UInt64) throws -> Vector? {
        var random = SeededRandom(seed: seed)
        let steps = Tale.draw(
            &random, replicas: 3, length: 16, lies: seed.isMultiple(of: 4))
        let story = Tale(steps, replicas: 3)
        var view = View()
        if !seed.isMultiple(of: 3), let last = story.parcels[1].dropFirst().first {
            view.cut(last.feed, to: .upTo(.first))
            view.cut(Universe.feed(2), to: .nothing)
        }
        var bundles = story.all.delivered(&random).map(\.bundle)
        // Not all has arrived yet.
        if seed.isMultiple(of: 5) { bundles.removeLast(bundles.count / 3) }
        // What a liar says about the own feed has no encoding.
        guard bundles.allSatisfy({ (try? encoding($0)) != nil }) else { return nil }
        let kind = seed.isMultiple(of: 4) ? "with lies" : "of honest writers"
        return try history(
            "history \(seed), \(kind)\(view == View() ? "" : ", some of it cut")", bundles, view)
    }

    private static func drawnJoin(_ seed: UInt64) throws -> Vector? {
        var random = SeededRandom(seed: seed)
        let story = Tale(
            Tale.draw(&random, replicas: 3, length: 18, lies: false), replicas: 3)
        return try join("join \(seed)", story.replicas[0].scope, story.replicas[1].scope)
    }

    // MARK: By hand

    private static func handMade() throws -> [Vector] {
        let record = Cast.record(Cast.own, 0, 0)
        let field = FieldNumber(1)
        let early = FieldVector([(Cast.lower, Cast.position(1, 0))])
        let made = open(
            Cast.own, 0,
            [
                Change(record, .field(field, .register(Register.Delta(Value("made"))))),
                Change(record, .field(field, .set(.remove(Value("e"), seen: early)))),
            ])
        let elsewhere = open(Cast.lower, 0, [Change(record, .field(field, .set(.add(Value("e")))))])
        let later = ForeignDelta(verb: 7, field: field, payload: Value(bytes("82 01 a1 00 f6")))
        let unborn = Cast.record(Cast.higher, 0, 0)
        let foreign = open(
            Cast.higher, 0,
            [
                Change(unborn, .foreign(later)), Change(.ledger, .foreign(later)),
                Change(unborn, .life(Life.Delta(.dead, seen: FieldVector()))),
                Change(record, .foreign(later)),
            ])
        let many = open(
            Cast.own, 0,
            (0..<150).map { index in
                let text = Value("\(index)")
                return Change(
                    index.isMultiple(of: 3) ? .ledger : Cast.record(Cast.own, 0, index),
                    .field(field, .facts(Facts.Delta(Cast.fact(0x11, UInt8(index)), text))))
            })
        let added = open(Cast.lower, 1, [Change(record, .field(field, .set(.add(Value("e")))))])
        return [
            try history("a removal that came early", [made, elsewhere], View()),
            try history("what was removed early arrives", [made, elsewhere, added], View()),
            try history("verbs of later versions are signs of life", [made, foreign], View()),
            try history("as many rows as take several buckets", [many], View()),
            try history(
                "a bundle whose body is refused has its place and no changes",
                [made, open(Cast.own, 1, []), open(Cast.own, 2, [])], View(),
                bodies: [1: bytes("a1 02 82 83000000 01")]),
        ]
    }

    /// A bundle whose hash says which it is.
    private static func open(
        _ feed: FeedID, _ number: UInt64, _ changes: [Change]
    ) -> OpenBundle {
        func hash(_ number: UInt64) -> BundleHash { BundleHash(feed.high, feed.low, number, 1) }
        let bundle = OpenBundle(
            feed: feed, number: Cast.number(number),
            previous: number == 0 ? .zero : hash(number - 1),
            hash: hash(number), time: HybridTime(word: 0x0190_0000_0000 + number), changes: changes)
        guard let bundle else { preconditionFailure("no such bundle") }
        return bundle
    }

    // MARK: Forks

    /// One feed that two devices write from its second bundle on, and whose one branch is forked
    /// again; another feed that saw it.
    private static func forkHistories() throws -> [Vector] {
        let trunk = (0...1).map { bundle(UInt64($0), $0 == 0 ? nil : 0x10, UInt8(0x10 + $0)) }
        let left = [bundle(2, 0x11, 0xA2), bundle(3, 0xA2, 0xA3), bundle(4, 0xA3, 0xA4)]
        let right = [bundle(2, 0x11, 0xB2), bundle(3, 0xB2, 0xB3)]
        let inner = [bundle(3, 0xB2, 0xC3), bundle(4, 0xC3, 0xC4)]
        let all = trunk + left + right + inner
        func view(_ fork: View.Fork, inner: Bool = false) -> View {
            var view = View()
            view.fork(Cast.own, at: Cast.number(2), fork)
            if inner {
                let point = ForkPoint(feed: Cast.own, number: Cast.number(2))
                let branch = FeedID.branch(
                    of: point, startingWith: Cast.hash(0xB2), by: Blake2b.self)
                view.fork(fork == .keep(Cast.hash(0xB2)) ? Cast.own : branch, at: Cast.number(3))
            }
            return view
        }
        var cut = view(.keep(Cast.hash(0xA2)), inner: true)
        cut.cut(Cast.own, to: .upTo(Cast.number(3)))
        var own = cut
        let point = ForkPoint(feed: Cast.own, number: Cast.number(2))
        let branch = FeedID.branch(of: point, startingWith: Cast.hash(0xB2), by: Blake2b.self)
        own.cut(branch: branch, to: .upTo(Cast.number(2)))
        var more = view(.undecided, inner: true)
        more.cut(Cast.own, to: .nothing)
        more.cut(branch: branch, to: .everything)
        let many = trunk + (0..<10).map { bundle(2, 0x11, UInt8(0xD0 + $0)) }
        return [
            try history("a fork that nobody knows of", all, View(), anyOrder: false),
            try history("a fork of which nothing is kept", all, view(.undecided, inner: true)),
            try history(
                "the left of a fork is kept", all, view(.keep(Cast.hash(0xA2)), inner: true)),
            try history(
                "the right of a fork is kept, and forked again", all,
                view(.keep(Cast.hash(0xB2)), inner: true)),
            try history(
                "of a fork in a fork the view knows only the outer", all, view(.undecided),
                anyOrder: false),
            try history("a cut goes through all branches", all, cut),
            try history("a branch is cut lower than its feed", all, own),
            try history("a branch counts where its feed does not", all, more),
            try history(
                "more branches than are kept", many, view(.undecided), anyOrder: false),
            try history(
                "a verb of a later version on a branch that is not kept",
                trunk + left + [bundle(2, 0x11, 0xB2, saysMore: true)],
                view(.keep(Cast.hash(0xA2)))),
            try history(
                "a bundle at the fork that follows nothing known",
                trunk + left + [bundle(2, 0x99, 0xB2)], view(.keep(Cast.hash(0xA2))),
                anyOrder: false),
            try history(
                "a bundle at the fork that follows nothing known, before any branch",
                trunk + [bundle(2, 0x99, 0xB2)] + left, view(.undecided), anyOrder: false),
            try history(
                "a bundle under the id of a branch", all + [stranger],
                view(.undecided, inner: true),
                anyOrder: false),
        ]
    }

    /// Somebody writes under the id that a branch has.
    private static var stranger: OpenBundle {
        let point = ForkPoint(feed: Cast.own, number: Cast.number(2))
        let branch = FeedID.branch(of: point, startingWith: Cast.hash(0xB2), by: Blake2b.self)
        return bundle(0, nil, 0xEE, of: branch)
    }

    private static func bundle(
        _ number: UInt64, _ previous: UInt8?, _ hash: UInt8, of feed: FeedID = Cast.own,
        saysMore: Bool = false
    ) -> OpenBundle {
        let later = ForeignDelta(verb: 7, field: FieldNumber(1), payload: Value([0xF6]))
        let record = Cast.record(Cast.own, 0, 0)
        let text = Value("\(number) by \(String(hash, radix: 16))")
        let bundle = OpenBundle(
            feed: feed, number: Cast.number(number),
            previous: previous.map { Cast.hash($0) } ?? .zero,
            hash: Cast.hash(hash), time: HybridTime(word: number << 16),
            changes: [
                Change(record, .field(FieldNumber(1), .register(Register.Delta(text)))),
                Change(
                    .ledger,
                    .field(
                        FieldNumber(2),
                        .facts(Facts.Delta(Cast.fact(0x11, UInt8(number)), text)))),
                Change(
                    record,
                    .field(FieldNumber(3), .facts(Facts.Delta(Cast.fact(0x22, hash), text)))),
            ] + (saysMore ? [Change(Cast.record(Cast.own, 0, 1), .foreign(later))] : []))
        guard let bundle else { preconditionFailure("no such bundle") }
        return bundle
    }

    // MARK: Writing down

    private static func encoding(_ bundle: OpenBundle) throws(WireError) -> [UInt8] {
        try Body(bundle.changes).encoding(of: bundle.feed, bundle.number)
    }

    private static func history(
        _ name: String, _ bundles: [OpenBundle], _ view: View, anyOrder: Bool = true,
        bodies: [Int: [UInt8]] = [:]
    ) throws -> Vector {
        var scope = State(restoring: MemoryShelf(), frontier: Frontier(), view: view)
        let receptions = bundles.map { scope.receive($0) }
        let again = try State(encoding: scope.encoding)
        try expect(again == scope, name, "came back as another state")
        return Vector(
            name,
            [
                (
                    "bundles",
                    .array(
                        try bundles.enumerated().map { index, bundle in
                            try json(bundle, bodies[index] ?? encoding(bundle))
                        })
                ),
                ("view", JSON(hex: view.encoding)),
                ("receptions", .array(receptions.map { .text(word(for: $0)) })),
                ("state", JSON(hex: scope.encoding)),
                ("digest", JSON(hex: scope.digest.total.encoding)),
                ("shown", JSON(hex: scope.digest.shown.encoding)),
                ("root", JSON(scope.hashTree().root)), ("anyOrder", .bool(anyOrder)),
            ])
    }

    private static func json(_ bundle: OpenBundle, _ body: [UInt8]) throws -> JSON {
        .object([
            ("feed", JSON(bundle.feed)), ("number", JSON(bundle.number.value)),
            ("previous", JSON(bundle.previous)), ("hash", JSON(bundle.hash)),
            ("time", JSON(bundle.time.word)), ("body", JSON(hex: body)),
        ])
    }

    private static func word(for reception: Reception) -> String {
        switch reception {
        case .joined: "joined"
        case .void: "void"
        case .duplicate: "duplicate"
        case .waits: "waits"
        case .forked: "forked"
        case .surplus: "surplus"
        case .refused: "refused"
        }
    }
}

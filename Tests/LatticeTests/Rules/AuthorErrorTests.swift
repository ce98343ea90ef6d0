import Lattice
import Testing

/// Nothing has happened when an author is refused.
@Suite("Author errors") struct AuthorErrorTests {
    private let boats = record(.ann, 0)

    private func expectRefusal(
        _ error: AuthorError, in node: Node, by feed: FeedID = .dan,
        _ body: (inout Document, Pen) throws(AuthorError) -> DocumentDelta?
    ) throws {
        var scope = node.scope
        var draft = try scope.open(feed, at: HybridTime(word: 5))
        let (shelf, digest) = (scope.shelf, scope.digest)
        #expect(throws: error) { try scope.change(boats, in: &draft, body) }
        #expect(draft.changes == [])
        #expect(scope.shelf == shelf)
        #expect(scope.digest == digest)
        #expect(try draft.nextDot().position.index == 0)
    }

    @Test("DOC-6: what is deleted has to be restored first")
    func deleted() throws {
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let node = Node(
            ann.write(.write("Boats", to: boats)),
            ben.write(.delete(boats, seen: seen([.ann: position(0)]))))
        try expectRefusal(.deleted, in: node) { rows, pen throws(AuthorError) in
            try rows.adding(Value("red"), to: .tags, pen)
        }
    }

    @Test("DOC-5: what is absent can be neither deleted nor restored")
    func absent() throws {
        try expectRefusal(.absent, in: Node()) { rows, pen throws(AuthorError) in
            try rows.deleting(pen)
        }
        try expectRefusal(.absent, in: Node()) { rows, pen throws(AuthorError) in
            try rows.restoring(pen)
        }
    }

    @Test("CNT-2: an amount out of range is refused")
    func amount() throws {
        for value in [0, Limits.counterStep + 1, .min] {
            try expectRefusal(.amountOutOfRange(value), in: Node()) {
                rows, pen throws(AuthorError) in
                try rows.counting(value, in: .votes, pen)
            }
        }
    }

    @Test("MARK-5: a position that somebody named before it was written is refused")
    func taken() throws {
        var ben = Writer(.ben)
        let lie = seen([.ann: position(3)])
        let node = Node(ben.write(.write("lie", to: boats, seen: lie)))
        let taken = AuthorError.positionTaken(dot(.ann, 0))
        try expectRefusal(taken, in: node, by: .ann) { rows, pen throws(AuthorError) in
            try rows.writing(Value("Boats"), to: .title, pen)
        }
    }

    @Test("VIEW-2: nobody writes beyond the cut of their own feed")
    func revoked() {
        var ann = Writer(.ann)
        var view = View()
        view.cut(.ann, to: .upTo(.first))
        let node = Node([ann.write(.write("Boats", to: boats))], under: view)
        expectNoDraft(.revoked(.ann), in: node)
        expectNoDraft(nil, in: Node(under: view))
    }

    @Test("FORK-1: nobody goes on with a feed that is forked")
    func forked() {
        var ann = Writer(.ann)
        var view = View()
        view.fork(.ann, at: number(1))
        let node = Node([ann.write(.write("Boats", to: boats))], under: view)
        expectNoDraft(.forked(.ann), in: node)
    }

    /// Whether Ann is told this when she begins a bundle, and the scope stays as it was.
    private func expectNoDraft(_ error: AuthorError?, in node: Node) {
        var scope = node.scope
        var found: AuthorError?
        do throws(AuthorError) {
            _ = try scope.open(.ann, at: HybridTime(word: 5))
        } catch {
            found = error
        }
        #expect(found == error)
        if error != nil { #expect(scope == node.scope) }
    }

    @Test("SET-3: a removal of nothing is no error and no change")
    func nothing() throws {
        var scope = State(shelf: MemoryShelf())
        var draft = try scope.open(.ann, at: HybridTime(word: 5))
        try scope.change(boats, in: &draft) { rows, pen throws(AuthorError) in
            try rows.removing(Value("red"), from: .tags, pen)
        }
        #expect(draft.changes == [])
        #expect(scope.digest.total.rows == 0)
    }

    @Test("After a refusal the draft goes on where it was")
    func goesOn() throws {
        var scope = State(shelf: MemoryShelf())
        var draft = try scope.open(.ann, at: HybridTime(word: 5))
        #expect(throws: AuthorError.absent) {
            try scope.change(boats, in: &draft) { rows, pen throws(AuthorError) in
                try rows.deleting(pen)
            }
        }
        try scope.change(boats, in: &draft) { rows, pen throws(AuthorError) in
            try rows.writing(Value("Boats"), to: .title, pen)
        }
        let bundle = scope.close(draft, as: bundleHash("one"))
        #expect(bundle.changes.count == 1)
        #expect(scope == Node(bundle).scope)
    }

    @Test("Every error says what is wrong, and names what it is about")
    func descriptions() {
        let errors: [AuthorError: String] = [
            .positionTaken(dot(.ann, 3, 2)): "\(dot(.ann, 3, 2))", .deleted: "Restore",
            .absent: "no such record", .amountOutOfRange(-7): "-7", .full: "another",
            .revoked(.ann): "\(FeedID.ann)", .forked(.ben): "\(FeedID.ben)",
        ]
        for (error, part) in errors { #expect(error.description.contains(part)) }
    }
}

import Bundles
import Charter
import Lattice
import Queries
import Relief
import Schema
import Simulation
import Testing

import struct Relief.Issue
import struct Relief.Trouble

/// What a person should look at.
@Suite("Issues") struct IssueTests {
    private let hub = Warehouse.hubs[0]
    private let water = Goods(Warehouse.hubs[0], Warehouse.items[0], .usable)

    @Test("ISSUE-1, D7: what is given away beyond the stock is recorded, and shown with the act")
    func belowZero() {
        let gift = Draft.movement(2, .distribution, 8_000, on: 2_000)
        let more = Draft.movement(3, .distribution, 5_000, on: 3_000)
        var operation = Operation(Draft.movement(1, .intake, 10_000), gift)
        #expect(operation.openIssues.isEmpty)
        operation.put(more.fact)
        #expect(operation.book.stock().onHand == -3_000)
        #expect(operation.open(.belowZero) == [.fact(more.name)])
        #expect(operation.openIssues.first?.amount == -3_000)
        // Something that happened before, and comes only now, makes it another act.
        operation.put(Draft.movement(4, .distribution, 4_000, on: 1_500).fact)
        #expect(operation.open(.belowZero) == [.fact(gift.name)])
        operation.put(Draft.movement(5, .intake, 7_000, on: 9_000).fact)
        #expect(operation.openIssues.isEmpty)
    }

    @Test("ISSUE-2, D34, N11: an issue is resolved by a record, for its cause alone")
    func resolved() throws {
        let sent = Draft.dispatch(1, 10_000, under: Draft.order(1, [(0, 10_000)]))
        let first = Draft.receipt(1, of: sent, good: 6_000, isLast: true)
        var operation = Operation(
            Draft.movement(1, .intake, 10_000), Draft.order(1, [(0, 10_000)]), sent, first)
        let issue = try #require(operation.openIssues.first)
        #expect(issue.sort == .differs && issue.amount == 4_000)
        let resolution = Draft.resolution(1, of: issue)
        var elsewhere = resolution
        elsewhere.scope = .common
        for wrong in [elsewhere, Draft.resolution(1, of: issue, cause: issue.id)] {
            operation.put(wrong.fact)
            #expect(operation.openIssues == [issue])
        }
        operation.put(resolution.fact)
        #expect(operation.openIssues.isEmpty)
        #expect(operation.issues[issue.id]?.resolution == resolution.name)
        // The same again, for another reason.
        operation.put(Draft.receipt(2, of: sent, good: 3_000).fact)
        #expect(operation.open(.differs) == [.fact(sent.name)])
        operation.remove(Draft.receipt(2, of: sent, good: 3_000).name)
        #expect(operation.openIssues.isEmpty)
        operation.remove(resolution.name)
        #expect(operation.openIssues == [issue])
    }

    @Test("ISSUE-1: doubts and counts that were made apart are shown, each with what it is about")
    func counts() {
        let known = Draft.movement(1, .intake, 10_000, by: 1)
        let late = Draft.movement(2, .intake, 5_000, on: 1_000, by: 2)
        let count = Draft.count(1, knowing: [1: 1])
        let line = Draft.line(1, of: count, saw: 10_000)
        var operation = Operation(known, late, count, line)
        #expect(operation.open(.countDoubt) == [.fact(late.name)])
        let other = Draft.count(2, knowing: [1: 1], on: 4_000, by: 7)
        operation.put(other.fact)
        operation.put(Draft.line(2, of: other, saw: 10_000).fact)
        #expect(operation.open(.countsApart).isEmpty)
        operation.put(Draft.line(2, of: other, saw: 9_000).fact)
        #expect(operation.open(.countsApart) == [.fact(count.name)])
        let after = Draft.count(3, knowing: [1: 9, 2: 9, 3: 9, 7: 9], on: 6_000)
        operation.put(after.fact)
        operation.put(Draft.line(3, of: after, saw: 12_000).fact)
        #expect(operation.openIssues.isEmpty)
    }

    @Test("ISSUE-1, D33: an item that is deleted or merged, a hub that is closed: shown, all kept")
    func gone() {
        let order = Draft.order(1, [(0, 4_000), (1, 1_000)])
        var operation = Operation(
            Draft.movement(1, .intake, 10_000), Draft.movement(9, .intake, 1_000, of: 1, at: 1),
            Draft.movement(8, .found, 1_000, of: 1), order)
        let item = Warehouse.items[0]
        operation.set(Papers.item(0, isRetired: true), of: item, in: .common)
        #expect(operation.open(.itemGone) == [.fact(order.name)])
        for gone in [Papers.item(0, mergedInto: 1), Papers.item(0, isDeleted: true), nil] {
            operation.set(gone, of: item, in: .common)
            #expect(Set(operation.open(.itemGone)) == [.fact(order.name), .record(item)])
        }
        operation.set(Papers.item(0), of: item, in: .common)
        #expect(operation.openIssues.isEmpty)
        operation.set(HubState(isClosed: true), of: hub)
        #expect(Set(operation.open(.hubClosed)) == [.fact(order.name), .hub(hub)])
        #expect(operation.book.stock().onHand == 10_000)
        operation.put(Draft.movement(2, .distribution, 10_000).fact)
        operation.put(Draft.movement(7, .distribution, 1_000, of: 1).fact)
        #expect(operation.open(.hubClosed) == [.fact(order.name)])
        #expect(operation.open(.promisedBeyond).count == 2)
        operation.put(Draft.closing(1, of: order).fact)
        #expect(operation.openIssues.isEmpty)
        let other = Draft.order(2, [(0, 500)], from: 1, to: 0)
        let sent = Draft.dispatch(1, 500, under: other, from: 1, to: 0)
        operation.put(other.fact)
        operation.put(sent.fact)
        #expect(operation.open(.hubClosed).contains(.fact(sent.name)))
    }

    @Test("ISSUE-1, D35, N4, N11: what was written side by side is shown with all that was written")
    func conflicts() {
        let item = Warehouse.items[0]
        var operation = Operation()
        operation.set(Papers.item(0, named: ["Water", "Eau"]), of: item, in: .common)
        let issue = operation.openIssues.first
        #expect(issue?.sort == .conflict && issue?.matter == .record(item) && issue?.part == 1)
        operation.set(Papers.item(0, named: ["Water", "Agua"]), of: item, in: .common)
        #expect(operation.openIssues.count == 1 && operation.openIssues.first?.id != issue?.id)
        operation.set(Papers.item(0, named: ["Water", "Water"]), of: item, in: .common)
        #expect(operation.openIssues.isEmpty)
        operation.set(Papers.item(0, isContested: true), of: item, in: .common)
        #expect(operation.open(.deletedAndChanged) == [.record(item)])
        operation.set(Papers.item(0, isDeleted: true), of: item, in: .common)
        #expect(operation.openIssues.isEmpty)
    }

    @Test("ISSUE-1, G14: what merging made break a rule is an issue, and so are two of one name")
    func rules() {
        var operation = Operation([])
        let twin = Papers.record(7, .item)
        let shown = Papers.shown(twin, [0: [text("I-0")], 3: [integer(2)]])
        operation.set(shown, of: twin, in: .common)
        #expect(operation.open(.alike) == [.record(max(twin, Warehouse.items[0]))])
        operation.set(nil, of: twin, in: .common)
        #expect(operation.openIssues.isEmpty)
    }

    @Test("ISSUE-1, G3, CODE-1: two documents of one code are shown; lines of one are no two")
    func codes() {
        let one = Draft.order(1, [(0, 1_000)], outcome: .rejected, code: "O-7")
        let two = Draft.order(2, [(0, 2_000)], outcome: .rejected, code: "O-7")
        #expect(Operation(one, two).open(.sameCode) == [.fact(two.name)])
        let next = Draft.order(2, [(0, 2_000)], instead: one, outcome: .rejected, code: "O-7")
        #expect(Operation(one, next).openIssues.isEmpty)
        func line(_ id: UInt64, by person: UInt64 = 1) -> Draft {
            var line = Draft.movement(id, .intake, 1_000, by: person)
            line.parts[8] = text("IN-1")
            return line
        }
        #expect(Operation(line(1), line(2)).openIssues.isEmpty)
        #expect(Operation(line(1), line(2, by: 2)).open(.sameCode).count == 1)
    }

    @Test("ISSUE-1, EDIT-1: corrections side by side, and different things under one key")
    func sideBySide() {
        let fact = Draft.movement(1, .intake, 10_000)
        let one = Draft.correction(1, of: fact, to: 1_000)
        let two = Draft.correction(2, of: fact, to: 100)
        var operation = Operation(fact, one, two)
        #expect(operation.open(.correctionsApart) == [.fact(fact.name)])
        operation.put(Draft.correction(2, of: fact, to: 100, instead: one).fact)
        #expect(operation.openIssues.isEmpty)
        let plain = fact.fact
        operation.put(
            ReliefFact(
                plain.name, in: plain.scope, plain.content, carriedBy: plain.carriers,
                isEquivocal: true))
        #expect(operation.open(.equivocal) == [.fact(fact.name)])
    }

    @Test(
        "ISSUE-1, D23, D28, D37: what the charter cuts off or refuses is an issue where it stands")
    func troubles() {
        var operation = Operation()
        let feed = FeedID(high: 1, low: 2)
        let dot = Dot(feed: feed, position: Warehouse.made(Position(.first, index: 3)))
        let person = PersonID(high: 1, low: 1)
        let scope = Address.hub(hub)
        let all: Set<Trouble> = [
            Trouble(.refused(dot, reason: "other hub"), in: scope, of: person),
            Trouble(.quarantined(feed, from: .first, by: []), in: scope, of: person),
            Trouble(.forked(feed, at: .first), in: scope, of: nil),
        ]
        operation.set(troubles: all, in: scope)
        #expect(
            operation.openIssues.map(\.sort) == [.refused, .quarantined, .forked])
        operation.set(troubles: [], in: scope)
        #expect(operation.openIssues.isEmpty)
    }
}

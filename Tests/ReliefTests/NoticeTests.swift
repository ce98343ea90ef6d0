import Bundles
import Charter
import Lattice
import Queries
import Relief
import Schema
import Simulation
import Testing
import Wire

/// What depends on a clock or a disk, what stands in an inbox, and what documents are called.
@Suite("Notices") struct NoticeTests {
    private let hub = Warehouse.hubs[0]

    private func level(_ number: UInt64, _ least: Int64, of item: Int = 0) -> (RecordID, Shown) {
        let id = Papers.record(number, .level)
        let values =
            [
                0: [Warehouse.record(Warehouse.items[item])], 1: [integer(least)],
            ] as [UInt32: [Value]]
        return (id, Papers.shown(id, values))
    }

    @Test("NOTICE-1, G6: low stock is told once for each time that it falls below its level")
    func lowStock() {
        var operation = Operation(Draft.movement(1, .intake, 10_000, on: 1))
        let (id, shown) = level(1, 5_000)
        operation.set(shown, of: id, in: .hub(hub))
        #expect(operation.notices(on: 0).isEmpty)
        operation.put(Draft.movement(2, .distribution, 6_000, on: 2).fact)
        let first = operation.notices(on: 0)
        #expect(first.map(\.sort) == [.lowStock] && first.map(\.amount) == [4_000])
        // Lower still is no other crossing; neither is a day later.
        operation.put(Draft.movement(3, .distribution, 1_000, on: 3).fact)
        #expect(operation.notices(on: 5).map(\.id) == first.map(\.id))
        operation.put(Draft.movement(4, .intake, 9_000, on: 4).fact)
        #expect(operation.notices(on: 5).isEmpty)
        operation.put(Draft.movement(5, .distribution, 9_000, on: 5).fact)
        let second = operation.notices(on: 5)
        #expect(second.count == 1 && second.map(\.id) != first.map(\.id))
        // Of two levels the higher one; of none at the hub that of the item.
        let (other, higher) = level(2, 3_500)
        operation.set(higher, of: other, in: .hub(hub))
        #expect(operation.level(of: Warehouse.items[0], at: hub) == 5_000)
        operation.set(nil, of: id, in: .hub(hub))
        #expect(operation.level(of: Warehouse.items[0], at: hub) == 3_500)
        operation.set(nil, of: other, in: .hub(hub))
        #expect(operation.level(of: Warehouse.items[0], at: hub) == nil)
        #expect(operation.notices(on: 5).isEmpty)
        let item = Warehouse.items[0]
        let known = Papers.shown(item, [0: [text("I-0")], 3: [integer(2)], 8: [integer(9_000)]])
        operation.set(known, of: item, in: .common)
        #expect(operation.notices(on: 5).map(\.bucket?.hub) == [hub])
        // A hub that wants some of what it never had is told so.
        let (wish, wanted) = level(3, 1, of: 1)
        operation.set(wanted, of: wish, in: .hub(Warehouse.hubs[1]))
        #expect(Set(operation.notices(on: 5).map(\.bucket?.hub)) == [hub, Warehouse.hubs[1]])
    }

    @Test("NOTICE-1, G4, G6: what expires soon, and what has, is told while some of it is there")
    func expiry() {
        var operation = Operation(
            Draft.movement(1, .intake, 10_000, batch: "B-1"),
            Draft.movement(2, .intake, 10_000, batch: "B-2"))
        let lot = Papers.record(1, .lot)
        operation.set(Papers.lot(1, of: 0, "B-1", expiring: 100), of: lot, in: .hub(hub))
        #expect(operation.notices(on: 70).isEmpty)
        let soon = operation.notices(on: 71)
        #expect(soon.map(\.sort) == [.expiring] && soon.first?.bucket?.batch == "B-1")
        #expect(operation.notices(on: 100).map(\.id) == soon.map(\.id))
        let gone = operation.notices(on: 101)
        #expect(gone.map(\.sort) == [.expired] && gone.map(\.id) != soon.map(\.id))
        operation.put(
            Draft.movement(3, .condition, 10_000, batch: "B-1", into: .expired).fact)
        #expect(operation.notices(on: 101).isEmpty)
        // Another hub's record of a batch says nothing here.
        operation.set(
            Papers.lot(2, of: 0, "B-2", expiring: 1), of: Papers.record(2, .lot),
            in: .hub(Warehouse.hubs[1]))
        #expect(operation.notices(on: 101).isEmpty)
    }

    @Test("NOTICE-1: a full disk and a wrong clock are told once, and again after they were well")
    func gauges() {
        var disk = Gauge()
        #expect(disk.disk(left: 10, of: 100) == nil)
        let first = disk.disk(left: 9, of: 100)
        #expect(first?.sort == .disk)
        #expect(disk.disk(left: 5, of: 100) == nil)
        #expect(disk.disk(left: 15, of: 100) == nil)
        #expect(disk.disk(left: 9, of: 100) == nil)
        var kept = Gauge(crossings: disk.crossings, isOver: disk.isOver)
        #expect(kept.disk(left: 9, of: 100) == nil)
        #expect(kept.disk(left: 20, of: 100) == nil)
        let second = kept.disk(left: 9, of: 100)
        #expect(second?.sort == .disk && second?.id != first?.id)
        var clock = Gauge()
        #expect(clock.clock(ahead: 120_000) == nil)
        #expect(clock.clock(ahead: -120_001)?.amount == -120_001)
        #expect(clock.clock(ahead: .min) == nil)
        #expect(clock.clock(ahead: 0) == nil)
        #expect(clock.clock(ahead: .max)?.sort == .clock)
    }

    @Test("INBOX-1: the gravest first, with what waits for this person, and what was read")
    func inbox() {
        let waits = Outcome.waits(approvals: 1, countersignature: false)
        let order = Draft.order(1, [(0, 1_000)], outcome: waits)
        let own = Draft.order(2, [(0, 1_000)], by: 9, outcome: waits)
        let ended = Draft.order(3, [(0, 1_000)], outcome: .rejected)
        func announce(_ id: UInt64, until day: Int64?, to hubs: [Int] = []) -> Draft {
            var parts: [UInt32: Value] = [0: text("Rain"), 2: integer(3)]
            if let day { parts[3] = integer(day) }
            if !hubs.isEmpty {
                parts[4] = Draft.list(hubs.map { Warehouse.hub(Warehouse.hubs[$0]) })
            }
            return Draft(.announcement, id, in: .common, parts)
        }
        let news = [
            announce(1, until: nil), announce(2, until: 9), announce(3, until: 10, to: [1]),
            announce(4, until: 10, to: [0, 1]),
        ]
        var operation = Operation(
            [Draft.movement(1, .distribution, 5_000), order, own, ended] + news)
        func inbox(decides: Bool = true, at hubs: Set<HubID>? = [Warehouse.hubs[0]]) -> Inbox {
            Inbox(
                operation, for: PersonID(high: 0xA, low: 9), at: hubs, decides: decides, on: 10,
                operation.notices(on: 10))
        }
        let entries = inbox().entries
        #expect(entries.map(\.priority) == entries.map(\.priority).sorted(by: >))
        func holds(_ content: Inbox.Content, _ inbox: Inbox) -> Bool {
            inbox.entries.contains { $0.content == content }
        }
        #expect(holds(.decision(order.name), inbox()))
        #expect(!holds(.decision(own.name), inbox()) && !holds(.decision(ended.name), inbox()))
        #expect(!holds(.decision(order.name), inbox(decides: false)))
        let heard = news.map { holds(.announcement($0.name), inbox()) }
        #expect(heard == [true, false, false, true])
        #expect(holds(.announcement(news[2].name), inbox(at: nil)))
        #expect(
            entries.contains {
                if case .issue(let issue) = $0.content { issue.sort == .belowZero } else { false }
            })
        let id = Papers.record(1, .readMark)
        let mark = Papers.shown(
            id, [0: [text(entries[0].token)], 1: [Simulation.item { $0.put(true) }]])
        operation.set(mark, of: id, in: .person(PersonID(high: 0xA, low: 9)))
        #expect(inbox().unread == entries.count - 1 && inbox().entries[0].isRead)
    }

    @Test(
        "CODE-1, G3: devices and their copies make codes that never meet, and go on from the last")
    func codes() {
        var makers: Set<CodeMaker> = []
        for seat in 1...400 as ClosedRange<UInt64> {
            for copy in 1...2 as ClosedRange<UInt64> {
                makers.insert(
                    CodeMaker(for: ActID(seat, 0, 0, 0), in: Incarnation(high: copy, low: 1)))
            }
        }
        #expect(makers.count == 800)
        let maker = CodeMaker(for: ActID(1, 2, 3, 4), in: Incarnation(high: 1, low: 1))
        var operation = Operation()
        let first = maker.next(.order, at: "North Hub", after: operation)
        #expect(first.hasPrefix("OR-NORTHHUB-") && first.hasSuffix("-0001"))
        let six = first.dropFirst(12).prefix(6)
        #expect(six.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
        operation.put(Draft.order(1, [(0, 1)], code: first).fact)
        #expect(maker.next(.order, at: "North Hub", after: operation).hasSuffix("-0002"))
        #expect(maker.next(.submission, at: "North Hub", after: operation).hasSuffix("-0001"))
        #expect(maker.next(.order, at: "مركز", after: operation).hasPrefix("OR-HUB-"))
        let last = String(first.dropLast(4)) + "12345"
        operation.put(Draft.order(2, [(0, 1)], code: last).fact)
        #expect(maker.next(.order, at: "North Hub", after: operation).hasSuffix("-12346"))
        #expect(maker.next(.order, at: "North Hub", after: operation).utf8.count <= 40)
    }
}

import Bundles
import Charter
import Lattice
import Replica
import Schema
import Simulation
import TestSupport
import Testing
import Wire

/// The past of a record, and what stands behind what is read.
@Suite("Asking for the past") struct AskingTests {
    private let port: Port<MemoryStorage>
    private let ann: Laptop<MemoryStorage>
    private let ben: Laptop<MemoryStorage>
    private let boat = KindNumber(Harbour.boat)
    private let name = FieldNumber(0)

    init() {
        port = Port(seed: 31) { _ in MemoryStorage() }
        ann = port.join()
        ben = port.join()
        port.open(.hub(port.hub))
        port.spread()
    }

    private func enter(_ edits: [Edit], by laptop: Laptop<MemoryStorage>) throws -> [RecordID] {
        try laptop.enter(edits).get().records
    }

    @Test("PAST-1: a timeline says who changed what, from what, to what, on every device alike")
    func timeline() throws {
        let id = try #require(try enter([.create(boat, name, text("Ada"))], by: ann).first)
        ben.hear(from: ann)
        _ = try enter([.write(.record(id), name, text("Bea"))], by: ben)
        ann.hear(from: ben)
        let crew = item { $0.put(PersonID(high: 1, low: 1)) }
        _ = try enter(
            [
                .add(.record(id), FieldNumber(4), crew), .count(.record(id), FieldNumber(5), 3),
                .count(.record(id), FieldNumber(5), -1), .delete(.record(id)),
            ], by: ann)
        _ = try enter([.restore(.record(id))], by: ann)
        port.meet()
        let timeline = ann.inquire(about: .record(id)).timeline
        #expect(
            timeline.map(\.step) == [
                .value(name, old: nil, written: text("Ada"), new: text("Ada")),
                .value(name, old: text("Ada"), written: text("Bea"), new: text("Bea")),
                .member(FieldNumber(4), crew, was: false, isIn: true),
                .count(FieldNumber(5), by: 3, old: 0, new: 3),
                .count(FieldNumber(5), by: -1, old: 3, new: 2), .existence, .existence,
            ])
        #expect(
            timeline.map(\.before) == [.absent] + [.alive, .alive, .alive, .alive, .alive]
                + [.deleted])
        #expect(timeline.map(\.after) == Array(repeating: .alive, count: 5) + [.deleted, .alive])
        let seats = [ann, ben].map(\.person.seat.id)
        #expect(timeline.map(\.happening.seat) == [0, 1, 0, 0, 0, 0, 0].map { seats[$0] })
        #expect(timeline.allSatisfy { $0.happening.person != nil && $0.happening.schema == 1 })
        #expect(timeline.allSatisfy { $0.happening.standing == .counts })
        // What differs is only where each has it in its log.
        let other = ben.inquire(about: .record(id)).timeline
        #expect(other.map(\.step) == timeline.map(\.step))
        #expect(other.map(\.happening.dot) == timeline.map(\.happening.dot))
        #expect(ann.inquire(about: .record(record(200, of: .ben))).timeline.isEmpty)
    }

    @Test("PAST-2: behind a value stand what is shown, what lost, and what was replaced")
    func reasons() throws {
        let id = try #require(try enter([.create(boat, name, text("Ada"))], by: ann).first)
        ben.hear(from: ann)
        _ = try enter([.write(.record(id), name, text("Bea"))], by: ben)
        _ = try enter([.write(.record(id), name, text("Cleo"))], by: ann)
        port.meet()
        let causes = ann.inquire(about: .record(id)).reasons(for: name).causes
        #expect(causes.count == 3)
        let shown = try #require(ann.document(id)?.registers[name]?.siblings.first)
        let roles = Dictionary(uniqueKeysWithValues: causes.map { ($0.happening.dot, $0.role) })
        #expect(roles[shown.dot] == .shown)
        #expect(Set(roles.values.filter { $0 == .beside }).count == 1)
        #expect(roles[id.creation] == .replaced(by: causes.dropFirst().map(\.happening.dot)))
    }

    @Test("PAST-2: what a revocation took back is named with it, and what it had replaced is shown")
    func void() throws {
        let id = try #require(try enter([.create(boat, name, text("Ada"))], by: ann).first)
        ben.hear(from: ann)
        var random = SeededRandom(seed: 1)
        let tips = ben.tips(&random)
        _ = try enter([.write(.record(id), name, text("Bea"))], by: ben)
        ann.hear(from: ben)
        let before = ann.inquire(about: .record(id))
        #expect(before.timeline.last?.happening.standing == .counts)
        port.world.realm.decree(.revoke(Revocation(.grant(ben.person.grant), tips)))
        ann.learn()
        let causes = ann.inquire(about: .record(id)).reasons(for: name).causes
        #expect(causes.map(\.role) == [.shown, .without])
        guard case .void(let acts)? = causes.last?.happening.standing else {
            Issue.record("it counts")
            return
        }
        #expect(acts.count == 1)
    }

    @Test("PAST-1: an inquiry that was under way when what counts changed begins again")
    func changed() throws {
        let id = try #require(try enter([.create(boat, name, text("Ada"))], by: ann).first)
        ben.hear(from: ann)
        var random = SeededRandom(seed: 1)
        let tips = ben.tips(&random)
        _ = try enter([.write(.record(id), name, text("Bea"))], by: ben)
        ann.hear(from: ben)
        var inquiry = Inquiry(about: .record(id), in: .hub(port.hub), by: ann.person.seat.id)
        #expect(ann.look(into: &inquiry) && inquiry.isDone)
        port.world.realm.decree(.revoke(Revocation(.grant(ben.person.grant), tips)))
        ann.learn()
        #expect(ann.look(into: &inquiry))
        #expect(inquiry.timeline.last?.happening.standing != .counts)
        var stranger = Inquiry(about: .record(id), in: .common, by: ann.person.seat.id)
        #expect(!ann.look(into: &stranger))
    }

    @Test("PAST-1: what could not be read is looked at again once its key has come")
    func lateKey() throws {
        let cas = port.join()
        port.spread()
        for laptop in [ann, cas] { laptop.learn() }
        port.world.realm.decree(.revoke(Revocation(.grant(ben.person.grant), Tips([]))))
        ann.learn()
        _ = try enter([.create(boat, name, text("Ada"))], by: ann)
        let (roots, _, bundles) = port.world.realm.said
        cas.tell(.roots(roots))
        cas.tell(.bundles(bundles))
        cas.tell(.bundles(ann.bundles))
        cas.finish()
        let scope = Address.hub(port.hub)
        var inquiry = Inquiry(into: .everything, in: scope, by: cas.person.seat.id)
        while cas.look(into: &inquiry), !inquiry.isDone {}
        #expect(inquiry.happenings.isEmpty)
        cas.tell(.envelopes(ann.envelopes))
        cas.finish()
        while cas.look(into: &inquiry), !inquiry.isDone {}
        let again = cas.look(into: &inquiry)
        #expect(again && inquiry.happenings.count == 1)
    }

    @Test(
        "PAST-1: whatever happened, timelines end where the rows are", arguments: Effort.seeds(12))
    func chaos(seed: UInt64) {
        let chaos = LaptopChaos(seed: 1_000 + seed, steps: 30) { _ in MemoryStorage() }
        var steps: [RecordID: [TimelineEntry.Step]] = [:]
        for laptop in chaos.port.laptops where laptop.state() != nil {
            for (id, document) in laptop.documents where id != .ledger {
                let inquiry = laptop.inquire(about: .record(id))
                let timeline = inquiry.timeline
                #expect(timeline.last?.after == document.life.reading)
                for entry in document.registers.entries {
                    let shown = inquiry.reasons(for: entry.key).causes.filter { $0.role == .shown }
                    #expect(shown.contains { $0.happening.dot == entry.value.siblings.first?.dot })
                    let last = timeline.last { $0.field == entry.key }
                    guard case .value(_, _, _, let new)? = last?.step else { continue }
                    #expect(new == entry.value.value)
                }
                for entry in document.counters.entries {
                    let last = timeline.last { $0.field == entry.key }
                    guard case .count(_, _, _, let new)? = last?.step else { continue }
                    #expect(new == entry.value.value)
                }
                // Whoever reads the same is told the same.
                let mine = timeline.map(\.step)
                #expect(steps[id, default: mine] == mine)
                steps[id] = mine
            }
            for key in laptop.documents[.ledger]?.facts.entries.first?.value.keys ?? [] {
                let timeline = laptop.inquire(about: .fact(key)).timeline
                #expect(timeline.contains { $0.happening.standing == .counts })
            }
        }
    }
}

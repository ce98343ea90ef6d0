import Bundles
import Charter
import Keys
import Lattice
import Replica
import Schema
import Seal
import Simulation
import TestSupport
import Testing
import Wire

private let boat = KindNumber(Harbour.boat)
private let trip = KindNumber(Harbour.trip)
private func field(_ number: UInt32) -> FieldNumber { FieldNumber(number) }

@Suite("Entries") struct EntryTests {
    private let port: Port<MemoryStorage>
    private let ann: Laptop<MemoryStorage>
    private let ben: Laptop<MemoryStorage>

    init() {
        port = Port(seed: 1) { _ in MemoryStorage() }
        ann = port.join()
        ben = port.join()
        port.open(.hub(port.hub))
        port.spread()
    }

    @Test("What one enters, others who read the hub have")
    func entering() throws {
        let receipt = try ann.enter([.create(boat, field(0), text("Ida"))]).get()
        #expect(receipt.records.count == 1 && receipt.records[0].kind == boat)
        port.meet()
        let (a, b) = (try #require(ann.state()), try #require(ben.state()))
        #expect(a == b)
        #expect(a.digest.rows == 2)
        let document = try #require(ben.document(receipt.records[0]))
        #expect(document.registers[field(0)]?.value == text("Ida"))
    }

    /// So many boats in one entry that a scope is not read in one go.
    private var fleet: [Edit] {
        (0..<1_500).map { .create(boat, field(0), text("boat \($0)")) }
    }

    @Test("BUN-8: who enters before all is read that it wrote uses no number twice")
    func early() throws {
        for _ in 0..<5 { _ = try ann.enter(fleet).get() }
        let last = try ann.enter([.create(boat, field(0), text("Ida"))]).get()
        let disk = try #require(
            ann.withReplica { replica, _ in
                replica.withStorage { $0.afterPowerCut() }
            })
        let words = InlineArray<4, UInt64>(repeating: 77)
        let now = WallTime(milliseconds: 2_000_000)
        var replica = Replica(
            realm: port.world.realm.id, storage: disk, Entropy(Secret(copying: words.span.bytes)),
            at: now)
        var effects: [Effect] = []
        replica.unlock(Owner(ann.person.seat), into: &effects)
        let entry = Entry(in: .hub(port.hub), [.create(boat, field(0), text("Eva"))])
        var tips: [Tip] = []
        var isBusy = true
        while isBusy {
            effects = []
            replica.handle(.entry(entry, by: ann.person.id), at: now, into: &effects)
            for case .entered(let receipt) in effects { tips.append(receipt.tip) }
            effects = []
            replica.handle(.time, at: now, into: &effects)
            isBusy = effects.contains(.busy)
        }
        replica.handle(.entry(entry, by: ann.person.id), at: now, into: &effects)
        for case .entered(let receipt) in effects { tips.append(receipt.tip) }
        #expect(!tips.isEmpty && tips.allSatisfy { $0.number > last.tip.number })
        #expect(Set(tips.map(\.number)).count == tips.count)
        let ends = replica.storedEnds(of: last.feed)?.ends
        #expect(ends == tips.suffix(1))
    }

    @Test("Several edits are one bundle, and may be about a record that it creates")
    func together() throws {
        let receipt = try ann.enter([
            .create(boat, field(0), text("Ida")), .write(.new(0), field(1), integer(5)),
            .create(boat, field(0), text("Eva")), .count(.new(2), field(5), 3),
            .delete(.new(0)),
        ]).get()
        #expect(Set(receipt.records).count == 2)
        port.meet()
        #expect(ben.document(receipt.records[0])?.life.reading == .deleted)
        #expect(ben.document(receipt.records[2])?.counters[field(5)]?.value == 3)
        #expect(ben.state() == ann.state())
    }

    @Test("JUDGE-4: what does not fit is declined, whole, and leaves no trace")
    func declined() throws {
        let first = try ann.enter([.create(boat, field(0), text("Ida"))]).get().records[0]
        let before = try #require(ann.state())
        let count = ann.bundles.count
        let wrong: [[Edit]] = [
            [.create(boat, field(0), integer(5))],
            [.create(boat, field(1), integer(5))],
            [.write(.record(first), field(1), integer(5)), .write(.record(first), field(0), null)],
            [
                .write(.record(first), field(0), text("Eva")), .count(.record(first), field(5), 2),
                .add(.record(first), field(4), item { $0.put(PersonID(high: 1, low: 1)) }),
                .state(trip, FactID(high: 1, low: 1), group((1, integer(4)))),
            ],
            [
                .create(boat, field(0), text("Eva")), .delete(.new(0)),
                .write(.new(0), field(1), null),
            ],
            [.write(.record(first), field(9), text("x"))], [.delete(.new(3))],
            [.create(KindNumber(99), field(0), text("x"))], [],
        ]
        for edits in wrong {
            let outcome = ann.enter(edits)
            guard case .failure(let error) = outcome else {
                Issue.record("\(edits) was entered")
                continue
            }
            #expect("\(error)".count > 10)
            #expect(ann.state() == before, "\(error)")
        }
        #expect(ann.bundles.count == count)
        // And the feed goes on as if nothing had been tried.
        #expect(throws: Never.self) { try ann.enter([.delete(.record(first))]).get() }
        port.meet()
        #expect(ann.state() == ben.state())
    }

    @Test("Who has no grant for a kind, or no key, is told so")
    func refused() {
        let auditor = port.join(.auditor)
        port.world.deliver(from: port.world.adminHolder)
        port.spread()
        let edits = [Edit.create(boat, field(0), text("Ida"))]
        let refusal = EntryError.notPermitted(boat, .refused(.notPermitted))
        #expect(auditor.enter(edits) == .failure(refusal))
        let elsewhere = ann.enter(in: .hub(port.world.hubs[1]), edits)
        #expect(throws: EntryError.self) { try elsewhere.get() }
    }

    @Test("What was written down is not joined again at the next start")
    func bookmark() throws {
        for _ in 0..<3 { _ = try ann.enter([.create(boat, field(0), text("Ida"))]).get() }
        let before = ann.state()
        ann.restart(saving: true)
        #expect(ann.state() == before)
        #expect(!ann.effects.contains { if case .changed = $0 { true } else { false } })
        ann.restart(saving: false)
        _ = try ann.enter([.create(boat, field(0), text("Eva"))]).get()
        ann.restart(saving: false)
        #expect(ann.effects.contains { if case .changed = $0 { true } else { false } })
        #expect(ann.isDigestKept)
    }

    @Test("Facts are counted once, under the person who states them")
    func facts() throws {
        let id = try ann.enter([.create(boat, field(0), text("Ida"))]).get().records[0]
        let content = group((0, item { $0.put(id) }), (1, integer(5)))
        let fact = FactID(high: 1, low: 1)
        _ = try ann.enter([.state(trip, fact, content)]).get()
        _ = try ann.enter([.state(trip, fact, content)]).get()
        port.meet()
        let facts = try #require(ben.document(.ledger)?.facts[field(Harbour.trip)])
        #expect(facts.keys == [FactKey(person: ann.person.seat.person, id: fact)])
        #expect(ben.state() == ann.state())
    }
}

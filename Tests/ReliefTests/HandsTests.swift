import Bundles
import Charter
import Keys
import Lattice
import Relief
import Replica
import Schema
import Simulation
import TestSupport
import Testing
import Wire

/// Who may write what of an operation, as every laptop has it.
@Suite("Hands") struct HandsTests {
    private let port: Port<MemoryStorage>
    /// At the hub that sends, at the hub that receives, and who plans.
    private let source: Laptop<MemoryStorage>
    private let other: Laptop<MemoryStorage>
    private let manager: Laptop<MemoryStorage>
    private let hubs: [HubID]
    private let scope: Address

    init() throws {
        port = Port(seed: 4, of: Relief.schema, under: Relief.policy) { _ in MemoryStorage() }
        hubs = port.world.hubs
        source = port.join(.mainHubUser, at: [hubs[0]])
        other = port.join(.subHubUser, at: [hubs[1]])
        manager = port.join(.manager, at: hubs)
        let members = hubs.map { Address.hub($0) } + [.group(Policy.logistics)]
        scope = try #require(Address.audience(of: members))
        for scope in [scope, .hub(hubs[0]), .hub(hubs[1]), .common] { port.open(scope) }
        port.spread()
    }

    private func dispatch(from source: HubID, to destination: HubID) -> Value {
        group(
            (0, item { $0.put(source) }), (1, item { $0.put(destination) }),
            (4, Warehouse.record(Warehouse.items[0])), (5, integer(5_000)), (6, integer(0)),
            (9, text("D-1")), (10, integer(1)))
    }

    private func outcome(_ result: Result<Receipt, EntryError>) -> EntryError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test(
        "JUDGE-6, SCHEMA-5, D28: goods are sent off by the hands of the hub they leave alone"
    )
    func own() {
        let id = FactID(high: 1, low: 1)
        let mine = Edit.state(.dispatch, id, dispatch(from: hubs[0], to: hubs[1]))
        let theirs = Edit.state(.dispatch, id, dispatch(from: hubs[1], to: hubs[0]))
        #expect(outcome(source.enter(in: scope, [mine])) == nil)
        #expect(
            outcome(source.enter(in: scope, [theirs]))
                == .notPermitted(.dispatch, .refused(.otherHub)))
        #expect(outcome(other.enter(in: scope, [theirs])) == nil)
        #expect(
            outcome(manager.enter(in: scope, [mine]))
                == .notPermitted(.dispatch, .refused(.notPermitted)))
    }

    @Test("JUDGE-6: who works at two hubs under two grants writes at each under its own")
    func twoGrants() {
        port.world.realm.grant(.subHubUser, to: other.person.seat, at: [hubs[0]])
        port.spread()
        for (number, hub) in [0, 1, 0].enumerated() {
            let id = FactID(high: 1, low: UInt64(number) + 1)
            let content = dispatch(from: hubs[hub], to: hubs[1 - hub])
            #expect(outcome(other.enter(in: scope, [.state(.dispatch, id, content)])) == nil)
        }
    }

    @Test(
        "JUDGE-6, D28: a dispatch forged from another hub is refused by all, with the reason"
    )
    func forged() throws {
        let person = other.person
        let feed = person.feed(scope)
        feed.schema = 1
        let key = try #require(
            person.holder.book.held.sorted().first {
                port.world.readership.epoch($0)?.scope.scope == scope
            })
        let first = feed.open()
        let changes = [
            state(dispatch(from: hubs[0], to: hubs[1]), as: KindNumber.dispatch.value, 1),
            state(dispatch(from: hubs[1], to: hubs[0]), as: KindNumber.dispatch.value, 2),
        ].map { change in own(change, person.seat.person) }
        let body = try Body(changes).encoding(of: feed.feed, .first.next)
        let bundle = person.holder.bundle(body, in: feed, under: key)
        for laptop in [source, manager] {
            let effects = laptop.tell(.bundles([first.bytes, bundle.bytes]))
            var faults: [Int: Misjudgement] = [:]
            for case .misfit(_, _, let index, let fault) in effects { faults[index] = fault }
            #expect(faults == [0: .charter(.refused(.otherHub))])
        }
        #expect(source.state(of: scope) == manager.state(of: scope))
    }

    /// The same, stated by this person.
    private func own(_ change: Change, _ person: PersonID) -> Change {
        guard case .field(let field, .facts(let fact)) = change.delta else { return change }
        let key = FactKey(person: person, id: fact.key.id)
        return Change(change.record, .field(field, .facts(Facts.Delta(key, fact.content))))
    }

    @Test("D8: a main hub's user makes no needs list, on no laptop; a sub hub's user does")
    func needsLists() {
        let lines = item { writer in
            writer.put(array: 1)
            let line = group(
                (0, integer(1)), (1, Warehouse.record(Warehouse.items[0])), (2, integer(9_000)))
            writer.put(item: line.span)
        }
        func list(_ hub: HubID) -> Edit {
            .state(
                .submission, FactID(high: 1, low: 2),
                group((0, item { $0.put(hub) }), (1, text("NL-1")), (3, lines)))
        }
        #expect(
            outcome(source.enter(in: scope, [list(hubs[0])]))
                == .notPermitted(.submission, .refused(.notPermitted)))
        #expect(outcome(other.enter(in: scope, [list(hubs[1])])) == nil)
        #expect(
            outcome(other.enter(in: scope, [list(hubs[0])]))
                == .notPermitted(.submission, .refused(.otherHub)))
    }

    @Test("JUDGE-3: the unit that an item is counted in stays what it was when the item was made")
    func fixed() throws {
        let admin = port.join(.admin)
        port.world.deliver(from: port.world.adminHolder)
        port.spread()
        let name = item { writer in
            writer.put(map: 1)
            writer.put(text: "en")
            writer.put(text: "Water")
        }
        let made = admin.enter(
            in: .common,
            [
                .create(.item, FieldNumber(0), text("WTR")),
                .write(.new(0), FieldNumber(1), name), .write(.new(0), FieldNumber(3), integer(2)),
            ])
        let record = try made.get().records[0]
        #expect(
            outcome(
                admin.enter(in: .common, [.write(.record(record), FieldNumber(3), integer(1))]))
                == .misfit(edit: 0, .fixed(field: "unit")))
        #expect(
            outcome(
                admin.enter(in: .common, [.write(.record(record), FieldNumber(0), text("W2"))]))
                == nil)
    }
}

import Bundles
import Charter
import Keys
import Lattice
import Operations
import Queries
import Relief
import Replica
import Schema
import Seal
import Simulation
import TestSupport
import Wire

typealias Mine = Laptop<MemoryStorage>

/// A relief operation with laptops that meet when somebody brings them together, and never else.
final class Day {
    let port: Port<MemoryStorage>
    let agency: TestAgency
    let north: HubID
    let camp: HubID
    let school: HubID
    let clinic: HubID
    private var number: UInt64 = 0
    /// Each is in thousandths, at a time of day.
    private var clock: Int64 = 1_000

    convenience init(seed: UInt64) {
        self.init(
            in: Port(seed: seed, of: Relief.schema, under: Relief.policy) { _ in MemoryStorage() })
    }

    init(in port: Port<MemoryStorage>) {
        self.port = port
        let realm = port.world.realm
        agency = realm.agency()
        (north, camp) = (port.world.hubs[0], port.world.hubs[1])
        school = realm.decree(.hub(Hub(.sub)))[0].short()
        clinic = realm.decree(.hub(Hub(.agency(agency.id))))[0].short()
    }

    /// Everything gets its first keys, once those are there who are to have them.
    func begin() {
        let world = port.world
        for scope in [
            Address.hub(north), .hub(camp), .hub(school), .common, .group(Policy.logistics),
        ] {
            world.begin(scope)
        }
        let head = agency.officer(.agencyAdmin, 1)
        let maker = world.somebody(head.seat, head.opening.grant)
        _ = maker.holder.begin(EpochPlan(.hub(clinic)), in: head)
        keyMakers = [world.adminHolder, maker]
        learn(port.laptops)
    }

    private var keyMakers: [Somebody] = []

    // MARK: People

    func join(_ role: RoleNumber, at hubs: HubID...) -> Mine {
        port.join(role, at: hubs.isEmpty ? [north, camp, school] : hubs)
    }

    func joinAgency() -> Mine {
        let scribe = agency.officer(.agencyUser, 4, at: [clinic])
        return port.join(port.world.somebody(scribe.seat, scribe.opening.grant))
    }

    /// Some people come together, and tell each other all that they may hear.
    func meet(_ laptops: Mine...) { meet(laptops) }

    func meet(_ laptops: [Mine]) {
        for _ in 0..<4 {
            for one in laptops {
                for other in laptops where one !== other { other.hear(from: one) }
                one.tell(.keys)
                one.finish()
            }
        }
    }

    /// The news of the realm reach some.
    func learn(_ laptops: Mine...) { learn(laptops) }

    func learn(_ laptops: [Mine]) {
        for maker in keyMakers { port.world.deliver(from: maker) }
        for laptop in laptops { laptop.learn() }
    }

    // MARK: Places

    func audience(_ hubs: HubID...) -> Address {
        Warehouse.made(
            Address.audience(of: hubs.sorted().map { .hub($0) } + [.group(Policy.logistics)]))
    }

    // MARK: What is written

    private func next() -> FactID {
        number += 1
        clock += 10
        return FactID(high: 0xD, low: number)
    }

    /// Has somebody state something; nil if it was declined.
    func state(
        _ kind: KindNumber, _ content: Value, in scope: Address, by laptop: Mine
    ) -> FactReference? {
        let id = next()
        guard case .success = laptop.enter(in: scope, [.state(kind, id, content)]) else {
            return nil
        }
        let key = FactKey(person: laptop.person.seat.person, id: id)
        return FactReference(key, of: kind, stating: content)
    }

    func move(
        _ sort: Movement.Sort, _ amount: Int64, of item: RecordID, at hub: HubID, by laptop: Mine,
        on: Int64? = nil
    ) -> FactReference? {
        state(
            .movement,
            group(
                (0, integer(sort.rawValue)), (1, Warehouse.record(item)),
                (2, integer(amount * 1_000)), (3, integer(0)), (6, integer(on ?? clock)),
                (7, text("as it was"))),
            in: .hub(hub), by: laptop)
    }

    private func lines(_ item: RecordID, _ amount: Int64, isOrder: Bool) -> Value {
        Simulation.item { writer in
            writer.put(array: 1)
            let line =
                isOrder
                ? group(
                    (0, integer(1)), (1, Warehouse.record(item)), (2, integer(amount * 1_000)),
                    (3, integer(0)))
                : group(
                    (0, integer(1)), (1, Warehouse.record(item)), (2, integer(amount * 1_000)))
            writer.put(item: line.span)
        }
    }

    func ask(for amount: Int64, of item: RecordID, at hub: HubID, by laptop: Mine)
        -> FactReference?
    {
        state(
            .submission,
            group(
                (0, Warehouse.hub(hub)), (1, text("NL-\(number)")),
                (3, lines(item, amount, isOrder: false))),
            in: audience(hub), by: laptop)
    }

    func plan(
        _ amount: Int64, of item: RecordID, from source: HubID, to hub: HubID,
        for demand: FactReference? = nil, instead: FactReference? = nil, by laptop: Mine
    ) -> FactReference? {
        var parts: [(UInt32, Value)] = [
            (0, text("OR-\(number)")), (1, Warehouse.hub(source)), (2, Warehouse.hub(hub)),
            (3, lines(item, amount, isOrder: true)),
        ]
        if let demand { parts.append((4, demand.value)) }
        if let instead { parts.append((6, instead.value)) }
        return state(.order, group(of: parts), in: audience(source, hub), by: laptop)
    }

    func decide(
        _ about: FactReference?, in scope: Address, approves: Bool = true, by laptop: Mine
    ) -> FactReference? {
        guard let about else { return nil }
        var parts: [(UInt32, Value)] = [
            (0, about.value), (1, Simulation.item { $0.put(approves) }),
        ]
        if let pulse = laptop.authority?.pulse { parts.append((4, integer(pulse))) }
        return state(.decision, group(of: parts), in: scope, by: laptop)
    }

    /// Somebody in office says that they are there.
    func pulse(by laptop: Mine) {
        let seat = Simulation.item { $0.put(laptop.person.seat.id) }
        let made = laptop.enter(
            in: .common,
            [
                .create(.pulse, FieldNumber(0), seat),
                .write(.new(0), FieldNumber(1), integer(laptop.wall)),
            ])
        guard case .success = made else { preconditionFailure("\(made)") }
    }

    func send(
        _ amount: Int64, of item: RecordID, from source: HubID, to hub: HubID,
        under order: FactReference?, by laptop: Mine
    ) -> FactReference? {
        var parts: [(UInt32, Value)] = [(0, Warehouse.hub(source)), (1, Warehouse.hub(hub))]
        if let order { parts += [(2, order.value), (3, integer(1))] }
        parts += [
            (4, Warehouse.record(item)), (5, integer(amount * 1_000)), (6, integer(0)),
            (9, text("WB-\(number)")), (10, integer(clock)),
        ]
        return state(.dispatch, group(of: parts), in: audience(source, hub), by: laptop)
    }

    func receive(
        good: Int64, damaged: Int64 = 0, of sent: FactReference?, _ item: RecordID,
        from source: HubID, at hub: HubID, isLast: Bool = false, by laptop: Mine
    ) -> FactReference? {
        guard let sent else { return nil }
        return state(
            .receipt,
            group(
                (0, Warehouse.hub(hub)), (1, sent.value), (2, Warehouse.record(item)),
                (4, integer(0)), (5, integer(good * 1_000)), (6, integer(damaged * 1_000)),
                (7, text("GR-\(number)")), (8, integer(clock)),
                (9, Simulation.item { $0.put(isLast) })),
            in: audience(source, hub), by: laptop)
    }

    func correct(
        _ fact: FactReference?, at hub: HubID, to amount: Int64, damaged: Int64? = nil,
        in scope: Address, by laptop: Mine
    ) -> FactReference? {
        guard let fact else { return nil }
        var parts: [(UInt32, Value)] = [
            (0, fact.value), (1, Warehouse.hub(hub)), (2, integer(amount * 1_000)),
        ]
        if let damaged { parts.append((3, integer(damaged * 1_000))) }
        parts.append((4, text("counted again")))
        return state(.correction, group(of: parts), in: scope, by: laptop)
    }

    /// Somebody counts one item, knowing what their laptop knows.
    func count(_ amount: Int64, of item: RecordID, at hub: HubID, by laptop: Mine) -> FactReference?
    {
        var frontier = Frontier()
        let seat = laptop.person.seat.id
        for scope in laptop.scopes where scope == .hub(hub) || scope.members.contains(.hub(hub)) {
            let known = laptop.withReplica { replica, _ in
                replica.state(of: scope, for: seat)?.frontier
            }
            if case .some(.some(let known)) = known { _ = frontier.join(known) }
        }
        var parts: [(UInt32, Value)] = [(0, text("SC-\(number)"))]
        if let known = Extent(frontier).value { parts.append((1, known)) }
        let head = group(of: parts + [(2, integer(clock))])
        guard let count = state(.count, head, in: .hub(hub), by: laptop) else { return nil }
        let line = group(
            (0, count.value), (1, Warehouse.record(item)), (3, integer(0)),
            (4, integer(amount * 1_000)))
        guard state(.countLine, line, in: .hub(hub), by: laptop) != nil else { return nil }
        return count
    }

    /// An item in the catalogue, by somebody who looks after it.
    func item(_ code: String, by admin: Mine) -> RecordID {
        let made = admin.enter(
            in: .common,
            [
                .create(.item, FieldNumber(0), text(code)),
                .write(.new(0), FieldNumber(1), Self.words(code)),
                .write(.new(0), FieldNumber(3), integer(0)),
            ])
        guard case .success(let receipt) = made else { preconditionFailure("\(made)") }
        return receipt.records[0]
    }

    static func words(_ name: String) -> Value {
        Simulation.item { writer in
            writer.put(map: 1)
            writer.put(text: "en")
            writer.put(text: name)
        }
    }
}

extension Laptop where Store == MemoryStorage {
    var scopes: [Address] {
        let seat = person.seat.id
        return withReplica { replica, _ in replica.scopes(of: seat) } ?? []
    }

    /// What is known here of the operation, put together anew.
    var operation: Operation {
        withReplica { replica, _ in keeper(in: &replica).operation } ?? Operation()
    }

    /// What a decision would stand on now.
    var authority: Authority? {
        let now = wall
        return withReplica { replica, _ in
            keeper(in: &replica).authority(in: replica, at: now)
        }
    }

    private func keeper(in replica: inout Replica<Store>) -> OperationKeeper {
        let seat = person.seat.id
        var keeper = OperationKeeper(for: seat)
        for scope in replica.scopes(of: seat) {
            let documents = replica.state(of: scope, for: seat)?.shelf.documents ?? [:]
            keeper.take(Self.updates(documents, scope), from: &replica)
        }
        while !keeper.survey(&replica) {}
        return keeper
    }

    static func updates(_ documents: [RecordID: Document], _ scope: Address) -> [Update] {
        var updates: [Update] = []
        for (record, document) in documents.sorted(by: { $0.key < $1.key }) {
            guard record == .ledger else {
                guard let kind = Relief.schema.kinds[record.kind], !document.isEmpty else {
                    continue
                }
                let shown = Shown(record, document, of: kind, by: Blake2b.self)
                updates.append(Update(.record(record), of: record.kind, in: scope, .record(shown)))
                continue
            }
            for (field, facts) in document.facts.entries.map({ ($0.key, $0.value) }) {
                for key in facts.keys {
                    guard let fact = facts[key] else { continue }
                    updates.append(
                        Update(.fact(key), of: KindNumber(field.value), in: scope, .fact(fact)))
                }
            }
        }
        return updates
    }

    /// Where the feeds of this seat end that are here: of some scopes, and beyond what is known.
    func ends(in scopes: Set<Address>? = nil, beyond known: Tips? = nil) -> Tips {
        var mine: Set<FeedID> = []
        var ends: [FeedID: Tips.Entry] = [:]
        for bytes in bundles {
            guard let bundle = try? Bundle(parsing: bytes) else { continue }
            let feed = bundle.header.feed
            if bundle.header.number == .first, let opening = try? bundle.opening(),
                opening.seat == person.seat.id, scopes?.contains(opening.scope) ?? true
            {
                mine.insert(opening.feed)
            }
            guard (ends[feed]?.tip.number ?? .first) <= bundle.header.number else { continue }
            ends[feed] = Tips.Entry(feed, bundle.hashed().tip)
        }
        return Tips(
            ends.values.filter {
                mine.contains($0.feed) && !(known?.entries.contains($0) ?? false)
            })
    }

    /// What is on hand of something, in whole units.
    func has(_ item: RecordID, at hub: HubID) -> Int {
        Int(operation.onHand(of: Goods(hub, item, .usable)) / 1_000)
    }
}

extension FactReference {
    var name: LedgerKey { LedgerKey(kind, key) }
}

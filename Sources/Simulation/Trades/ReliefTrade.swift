internal import Bundles
internal import Charter
internal import Gossip
internal import Keys
internal import Lattice
internal import Operations
internal import Relief
internal import Replica
internal import Schema
internal import Seal
internal import Wire

/// A relief operation: hubs, goods, and people who move them (spec/10-relief.md). Whoever does
/// something goes by what their own laptop knows.
final class ReliefTrade: Trade {
    /// What goods there are from the beginning.
    static let codes = ["TARP", "RICE", "WATER"]
    /// The kinds that are facts, in order.
    static let facts = Relief.schema.kinds.filter { $0.value.form == .fact }.keys.sorted()

    let hubs: [HubSort]
    private var kept: [Int: KeptOperation] = [:]
    /// What each fact does to the books, as it was when it was made; likewise of what was forged.
    var effects: [FactKey: Paper.Effect] = [:]
    var forged: Set<FactKey> = []
    /// The items that are there from the beginning.
    private var catalogue: [RecordID] = []
    private var lastNumber: UInt64 = 0
    /// How often what is kept up was asked for.
    private var looks = 0

    init(_ hubs: [HubSort]) { self.hubs = hubs }

    var schema: Schema { Relief.schema }
    var policy: Policy { Relief.policy }
    var named: KindNumber { .item }

    // MARK: Who is there

    func enrol(_ role: RoleNumber, at hubs: [HubID], in world: KeyWorld) -> Somebody {
        switch role {
        case .agencyUser: world.guest(role, 4, at: hubs)
        case .admin: world.person(role)
        default: world.person(role, at: hubs)
        }
    }

    /// Another pair of hands, at the hub of whoever brings them.
    func newcomer(by witness: Host, in world: KeyWorld) -> (role: RoleNumber, hubs: [HubID]) {
        guard [.mainHubUser, .subHubUser].contains(witness.role), let hub = witness.hubs.first
        else { return (.mainHubUser, [world.hubs[0]]) }
        return (witness.role, [hub])
    }

    func begin(_ world: KeyWorld) {
        for (hub, sort) in zip(world.hubs, hubs) where sort != .agency { world.begin(.hub(hub)) }
        world.begin(.common)
        world.begin(.group(Policy.logistics))
        guard world.agency != nil else { return }
        let head = world.guest(.agencyAdmin, 1)
        for (hub, sort) in zip(world.hubs, hubs) where sort == .agency {
            world.begin(.hub(hub), by: head)
        }
    }

    /// The catalogue, as an admin has made it.
    func gifts(in world: KeyWorld) -> Gifts {
        let words: InlineArray<4, UInt64> = [world.realm.next(), 0, 0, 10]
        let wall = HostClock().now(at: 0).wall
        var replica = Replica(
            realm: world.realm.id, storage: MemoryStorage(),
            Entropy(Secret(copying: unsafe words.span.bytes)), at: wall)
        var effects: [Effect] = []
        let admin = world.adminHolder
        replica.unlock(Owner(admin.seat), into: &effects)
        let (roots, proofs, bundles) = world.realm.said
        for input: Input in [
            .roots(roots), .bundles(bundles), .proofs(proofs), .schemas([schema.encoding]),
            .envelopes(admin.holder.envelopes.all),
        ] { replica.handle(input, at: wall, into: &effects) }
        repeat {
            effects = []
            replica.handle(.time, at: wall, into: &effects)
        } while effects.contains(.busy)
        let before = replica.withStorage { ($0.bundles.count, $0.all(.envelopes).count) }
        for (number, code) in Self.codes.enumerated() {
            let entry = Entry(in: .common, Self.item(code, named: code, unit: Int64(number)))
            replica.handle(.entry(entry, by: admin.id), at: wall, into: &effects)
        }
        for case .entered(let receipt) in effects { catalogue.append(receipt.records[0]) }
        precondition(catalogue.count == Self.codes.count, "the founders can make a catalogue")
        return replica.withStorage { storage in
            Gifts(
                bundles: Array(storage.bundles.dropFirst(before.0)),
                envelopes: storage.all(.envelopes).dropFirst(before.1)
                    .compactMap { try? Envelope(encoding: $0) })
        }
    }

    static func item(_ code: String, named name: String, unit: Int64) -> [Edit] {
        [
            .create(.item, FieldNumber(0), text(code)),
            .write(.new(0), FieldNumber(1), words(name)),
            .write(.new(0), FieldNumber(3), integer(unit)),
        ]
    }

    static func words(_ name: String) -> Value {
        Simulation.item { writer in
            writer.put(map: 1)
            writer.put(text: "en")
            writer.put(text: name)
        }
    }

    // MARK: Where

    func place(of host: Host, in _: Country) -> Address {
        host.role == .admin ? .common : host.hubs.first.map { .hub($0) } ?? .common
    }

    /// What somebody who is here reads, but for what is their own.
    func scopes(in country: Country) -> [Address] {
        Set(country.present.flatMap { Self.scopes(of: $0) }).sorted()
    }

    static func scopes(of host: Host) -> [Address] {
        guard let seat = host.somebody?.id else { return [] }
        return (host.withReplica { $0.scopes(of: seat) } ?? []).filter { $0.kind != .person }
    }

    static func audience(_ hubs: HubID...) -> Address? {
        Address.audience(of: hubs.map { .hub($0) } + [.group(Policy.logistics)])
    }

    // MARK: What they know

    func heard(_ effect: Effect, at host: Host) {
        guard let seat = host.somebody?.id else { return }
        kept(at: host).heard(effect, by: seat)
    }

    private func kept(at host: Host) -> KeptOperation {
        if let known = kept[host.number] { return known }
        let new = KeptOperation()
        kept[host.number] = new
        return new
    }

    /// What somebody's laptop knows now. Every so often it is looked whether that is what it would
    /// be if it was put together anew.
    func operation(of host: Host, in country: Country) -> Operation {
        let kept = kept(at: host)
        kept.keepUp(host)
        looks += 1
        if looks.isMultiple(of: 16) { compare(kept, at: host, country) }
        return kept.operation
    }

    /// What a decision of theirs names now (spec/06-authority.md#dec-4).
    func pulse(knownTo host: Host, in country: Country) -> Int64? {
        let now = Int64(clamping: host.clock.now(at: country.time).wall.milliseconds)
        return kept(at: host).authority(of: host, at: now)?.pulse
    }

    private func compare(_ kept: KeptOperation, at host: Host, _ country: Country) {
        // What a slow disk has not committed nobody was told yet.
        guard host.commitment == nil, kept.isWhole(at: host), let anew = KeptOperation.anew(host)
        else { return }
        guard let difference = Difference(kept.operation, anew).text else { return }
        country.ledger.violate(
            "kept",
            "host \(host.number) at \(country.time) ms: what was kept up is not what there is: "
                + difference)
    }

    func look(at country: Country) {
        for host in country.hosts where !host.isRelay && host.isOn && host.commitment == nil {
            let kept = kept(at: host)
            kept.keepUp(host)
            compare(kept, at: host, country)
        }
    }

    // MARK: What they do

    func nextNumber() -> FactID {
        lastNumber += 1
        return FactID(high: 0xDA7, low: lastNumber)
    }

    func write(_ number: Int, in country: Country) {
        let host = country.hosts[number]
        guard !host.isRelay else { return }
        for _ in 0...country.random.below(4) {
            guard host.isOn, host.isAwake else { return }
            var hands = Hands(host, self, country, isByChance: true)
            enter(hands.anything(), by: host, in: country)
        }
    }

    func make(_ number: Int, in country: Country) {
        let host = country.hosts[number]
        guard host.isOn, host.isAwake, !host.isRelay else { return }
        let work = Work(host.role == .admin ? .catalogue : .intake)
        var hands = Hands(host, self, country, isByChance: false)
        enter(hands.does(work), by: host, in: country)
    }

    func work(_ number: Int, _ work: Work, in country: Country) {
        let host = country.hosts[number]
        guard host.isOn, host.isAwake, !host.isRelay else { return }
        var hands = Hands(host, self, country, isByChance: false)
        let done = hands.does(work)
        if done == nil {
            country.ledger.violate(
                "story",
                "at \(country.time) ms host \(number) finds nothing to \(work.deed.rawValue)")
        }
        enter(done, by: host, in: country)
    }

    private func enter(_ done: Hands.Done?, by host: Host, in country: Country) {
        guard let done, let somebody = host.somebody else { return }
        for paper in done.papers {
            effects[paper.key(by: somebody.seat.person)] = paper.effect
        }
        let before = country.ledger.acknowledged.count
        country.tell(.replica(.entry(done.entry, by: somebody.id)), host.number)
        if country.ledger.acknowledged.count > before {
            country.ledger.sights.insert(done.deed.rawValue)
        }
    }

    func forgery(by host: Host, in country: Country) -> (entry: Entry, trait: Trait) {
        let person = host.somebody?.seat.person ?? .zero
        guard host.role != .admin, let hub = host.hubs.first else {
            let name = text("F-\(nextNumber().low)")
            let edits: [Edit] = [
                .create(.item, FieldNumber(0), name),
                .write(.new(0), FieldNumber(1), Self.words(country.nextCanary())),
                .write(.new(0), FieldNumber(3), integer(0)),
            ]
            return (Entry(in: .common, edits), .name(name))
        }
        let amount = Int64(1 + country.random.below(90)) * 1_000
        let quill = Quill(id: nextNumber(), on: 0, secret: country.nextCanary())
        let paper = quill.movement(.intake, amount, of: catalogue[0], at: hub)
        let key = paper.key(by: person)
        effects[key] = paper.effect
        forged.insert(key)
        return (
            Entry(in: .hub(hub), [.state(paper.kind, paper.id, paper.content)]),
            .fact(paper.kind, key)
        )
    }
}

internal import Bundles
internal import Charter
internal import Lattice
internal import Simulation

/// A realm in which everything happens at random: people do what they may and what they may not,
/// fork their feeds, revoke, ratify and endorse one another.
public struct RandomRealm {
    public let realm: ScriptedRealm
    private var random: SeededRandom
    private var seats: [ScriptedSeat] = []
    private var writers: [Scribe] = []
    private var business: [Scribe] = []
    private var acts: [ActID] = []
    private var revocations: [ActID] = []
    private var keeps: [ActID] = []
    private var hubs: [HubID] = []
    private var epochs: [EpochID] = []
    private var policies: UInt16 = 1
    private var agencies: [AgencyInTheMaking] = []

    private struct AgencyInTheMaking {
        let founding: RootRecord
        let signer: Signer
        var id: DomainID { founding.founded }
    }

    public init(seed: UInt64, steps: Int) {
        self.init(
            seed: seed, steps: steps, in: ScriptedRealm(roots: 3, k: 1 + Int(seed % 2), seed: seed))
    }

    /// Lets it all happen in a realm that is there.
    public init(seed: UInt64, steps: Int, in realm: ScriptedRealm) {
        random = SeededRandom(seed: seed)
        self.realm = realm
        for _ in 0..<2 { add(realm.officer(.admin)) }
        for _ in 0..<steps { step() }
    }

    private mutating func add(_ writer: Scribe) {
        writers.append(writer)
        seats.append(writer.seat)
        acts.append(writer.opening.grant)
        acts.append(writer.seat.id)
    }

    private mutating func chance(_ percent: Int) -> Bool { random.chance(percent) }

    private mutating func pick<Item>(_ items: [Item]) -> Item? {
        items.isEmpty ? nil : random.pick(items)
    }

    private mutating func step() {
        switch random.below(22) {
        case 0, 1: enrol()
        case 2, 3: grant()
        case 4, 5: endorse()
        case 6, 7: revoke()
        case 8: ratify()
        case 9: fork()
        case 10: keep()
        case 11: upgrade()
        case 12: openHub()
        case 13, 14, 15: work()
        case 16: forkRoots()
        case 17: agency()
        case 18, 19, 20: epoch()
        default: oddities()
        }
    }

    private mutating func somebody() -> Scribe? {
        guard let writer = pick(writers) else { return nil }
        if chance(30) { writer.policy = max(writer.policy, policies) }
        return writer
    }

    private mutating func enrol() {
        let by = chance(10) ? nil : somebody()
        let first = chance(30) ? pick(seats) : nil
        let device = chance(20) ? pick(seats)?.device : nil
        let seat = realm.enrol(by: by, first: first, device: device)
        seats.append(seat)
        acts.append(seat.id)
    }

    private mutating func grant() {
        guard let seat = pick(seats) else { return }
        let roles: [RoleNumber] = [
            .admin, .manager, .officer, .clerk, .mainHubUser, .agencyAdmin, .agencyUser,
        ]
        let by = chance(20) ? nil : somebody()
        let places = chance(30) ? [pick(hubs)].compactMap { $0 } : []
        let despite = chance(40) ? [pick(revocations)].compactMap { $0 } : []
        let id = realm.grant(
            pick(roles) ?? .clerk, to: seat, by: by, at: places.isEmpty ? nil : places,
            until: chance(10) ? realm.now() : nil, despite: despite)
        acts.append(id)
        let writer = realm.writer(seat, under: id, domain: by?.domain)
        writer.policy = chance(50) ? policies : 1
        writers.append(writer)
        writer.open()
        let scope: Address = hubs.isEmpty || chance(50) ? .common : .hub(made(pick(hubs)))
        let feed = realm.writer(seat, under: id, in: scope, domain: by?.domain)
        feed.policy = writer.policy
        business.append(feed)
        realm.take(.bundle(feed.open().bytes))
    }

    private mutating func endorse() {
        guard let act = pick(acts) else { return }
        if chance(10) {
            acts += realm.decree(.endorse(act))
        } else if let writer = somebody() {
            acts += writer.write(.endorse(act))
        }
    }

    private mutating func tips() -> Tips {
        let feeds = (writers + business).filter { !$0.bundles.isEmpty }
        var entries: [Tips.Entry] = []
        for _ in 0..<random.below(4) {
            guard let feed = pick(feeds) else { break }
            entries.append(feed.entry(after: 1 + random.below(feed.bundles.count)))
        }
        return Tips(entries)
    }

    private mutating func revoke() {
        guard let victim = pick(writers) else { return }
        let targets: [Revocation.Target] = [
            .seat(victim.seat.id), .person(victim.person), .device(victim.seat.device),
            .grant(victim.opening.grant),
        ]
        var target = made(pick(targets))
        if chance(10), let agency = pick(agencies) { target = .agency(agency.id) }
        var tips = tips()
        if chance(70), !victim.bundles.isEmpty {
            tips = Tips(
                tips.entries + [
                    victim.entry(after: 1 + random.below(victim.bundles.count))
                ])
        }
        let act = Act.revoke(Revocation(target, tips))
        let made = chance(20) ? realm.decree(act) : somebody()?.write(act) ?? []
        revocations += made
        acts += made
    }

    private mutating func ratify() {
        guard let revocation = pick(revocations) else { return }
        let act = Act.ratify(Ratification(of: revocation, tips()))
        acts += chance(30) ? realm.decree(act) : somebody()?.write(act) ?? []
    }

    private mutating func fork() {
        let onBusiness = chance(50)
        guard let writer = pick(onBusiness ? business : writers), writer.bundles.count > 1 else {
            return
        }
        let twin = writer.twin(after: random.below(writer.bundles.count))
        let bundle: Bundle
        if twin.bundles.isEmpty {
            bundle = twin.open()
        } else if onBusiness {
            bundle = twin.bundle(Value("other"), epoch: epochID)
        } else {
            let act = pick(acts) ?? writer.opening.grant
            bundle = twin.draft([.endorse(act)])
            acts += twin.ids(of: bundle, 1)
        }
        realm.take(.bundle(bundle.bytes))
        if onBusiness { business.append(twin) } else { writers.append(twin) }
        let rival = writer.bundles[twin.bundles.count - 1]
        guard chance(80),
            let proof = ForkProof(writer.opening, rival.hashed().head, bundle.hashed().head)
        else { return }
        realm.take(.proof(proof))
    }

    private let epochID = EpochID(high: 5, low: 5)

    private mutating func keep() {
        guard let writer = pick(writers + business), let bundle = pick(writer.bundles) else {
            return
        }
        let hashed = bundle.hashed()
        let instead = chance(40) ? [pick(keeps)].compactMap { $0 } : []
        let act = Act.keep(
            Keep(writer.feed, hashed.header.number, hashed.hash, instead: instead))
        let made = chance(30) ? realm.decree(act) : somebody()?.write(act) ?? []
        keeps += made
        acts += made
    }

    private mutating func upgrade() {
        guard policies < 4 else { return }
        var policy = Policy.relief
        if chance(50) { policy.kinds[.ratify]?.who[.manager] = .any }
        if chance(30) { policy.kinds[.endorse]?.who[.officer] = .own }
        if chance(50) { policy.kinds[.revoke]?.gate = Gate(2, by: [.admin]) }
        let narrowing = chance(40) ? Narrowing([.officer, .clerk], tips()) : nil
        if chance(80) { policies += 1 }
        acts += realm.decree(.policy(PolicyChange(policies, policy, narrowing: narrowing)))
        if narrowing != nil { revocations.append(made(acts.last)) }
    }

    private mutating func openHub() {
        let sort: Hub.Sort = chance(30) ? pick(agencies).map { .agency($0.id) } ?? .main : .sub
        let made =
            (chance(30) ? nil : somebody())?.write(.hub(Hub(sort)))
            ?? realm.decree(.hub(Hub(sort)))
        hubs.append(made[0].short())
        acts += made
        if chance(20), let hub = pick(hubs) { acts += somebody()?.write(.close(hub)) ?? [] }
    }

    private mutating func work() {
        guard let feed = pick(business) else { return }
        if chance(30) { feed.policy = max(feed.policy, policies) }
        realm.take(.bundle(feed.bundle(Value("work"), epoch: epochID).bytes))
    }

    private mutating func forkRoots() {
        let signers = [pick(realm.roots), pick(realm.roots)].compactMap { $0 }
        let acts: [Act]
        if chance(50) {
            acts = [.stay(Stay(realm.lastRoot.number, realm.lastRoot.hash))]
        } else {
            acts = [pick(self.acts).map { .endorse($0) } ?? .hub(Hub(.main))]
        }
        let record = realm.rootRecord(
            acts, after: chance(50) ? realm.founding : nil, by: signers)
        realm.take(.root(record))
        self.acts += acts.indices.map { Act.id(in: record.hash, at: $0) }
    }

    private mutating func agency() {
        if agencies.isEmpty || chance(30) {
            let signer = Signer(realm.next())
            let (seat, key, device) = realm.seatAct()
            _ = (seat, key, device)
            var record = made(
                RootRecord(
                    realm: realm.id, time: realm.now(), roots: Roots(1, of: [signer.verifying]),
                    [.hub(Hub(.main))]))
            record.sign(by: signer.key)
            agencies.append(AgencyInTheMaking(founding: record, signer: signer))
            acts += realm.decree(.agency(Admission(of: record.founded)))
            realm.take(.root(record))
            staff(agencies[agencies.count - 1])
        } else if let agency = pick(agencies) {
            let despite = [pick(revocations)].compactMap { $0 }
            let act = Act.agency(Admission(of: agency.id, despite: despite))
            acts += somebody()?.write(act) ?? []
        }
    }

    /// Gives an agency an admin of its own.
    private mutating func staff(_ agency: AgencyInTheMaking) {
        let (act, signer, device) = realm.seatAct(in: agency.id)
        var record = made(
            RootRecord(
                realm: realm.id, number: 1, previous: agency.founding.hash, time: realm.now(), [act]
            ))
        record.sign(by: agency.signer.key, for: agency.id)
        realm.take(.root(record))
        let id = Act.id(in: record.hash, at: 0)
        let seat = ScriptedSeat(id: id, person: id.short(), signer: signer, device: device)
        var grant = made(
            RootRecord(
                realm: realm.id, number: 2, previous: record.hash, time: realm.now(),
                [.grant(Grant(.seat(id), .agencyAdmin, Level(1)))]))
        grant.sign(by: agency.signer.key, for: agency.id)
        realm.take(.root(grant))
        let writer = realm.writer(
            seat, under: Act.id(in: grant.hash, at: 0), domain: agency.id)
        writer.open()
        add(writer)
    }

    private mutating func epoch() {
        let scopes: [Address] = [
            .common, hubs.isEmpty ? .group(1) : .hub(made(pick(hubs))), .person(seats[0].person),
        ]
        let scope = chance(30) ? .audience(of: scopes) ?? scopes[0] : made(pick(scopes))
        let key = KeyHash(random.next(), 1, 2, 3)
        var previous: Set<EpochID> = chance(20) ? [EpochID(high: random.next(), low: 1)] : []
        for _ in 0..<random.below(3) {
            if let known = pick(epochs) { previous.insert(known) }
        }
        epochs.append(key.short())
        let (without, with) = (chance(40) ? readings() : [], chance(30) ? readings() : [])
        let act = Act.epoch(
            Epoch(
                scope, key, madeUp(realm.next()), after: previous.sorted(), without: without,
                with: with))
        acts += chance(20) ? realm.decree(act) : somebody()?.write(act) ?? []
    }

    /// Pairs of seats and grants, most of which belong together.
    private mutating func readings() -> [Reading] {
        var readings: Set<Reading> = []
        for _ in 0...random.below(3) {
            guard let writer = pick(writers), let other = pick(writers) else { break }
            let grant = chance(90) ? writer.opening.grant : other.opening.grant
            readings.insert(Reading(seat: writer.seat.id, grant: grant))
        }
        return readings.sorted()
    }

    private mutating func oddities() {
        guard let writer = somebody() else { return }
        let odd: [Act] = [
            .later(kind: 99, Value([0xF6])), .policy(PolicyChange(9, .relief)),
            .stay(Stay(1, realm.founding.hash)), .endorse(ActID(1, 2, 3, 4)),
            .ratify(Ratification(of: acts[0], Tips())), .schema(SchemaChange(1, .zero)),
        ]
        acts += writer.write(made(pick(odd)))
    }
}

import Bundles
import Charter
import Lattice
import Seal
import Simulation
import TestSupport
import Testing

extension Attacks {
    // Attacker: a seat. Means: forks its own feed, to have its history thrown away. Expected: the
    // facts of both branches count; other records wait until somebody keeps a branch.
    @Test("Attack 39: who forks a feed loses no facts by it")
    func attack39_erasingByFork() {
        let realm = ScriptedRealm(seed: 39)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let clerk = realm.officer(.clerk, at: [hub])
        let feed = realm.writer(clerk.seat, under: clerk.opening.grant, in: .hub(hub))
        feed.state(1)
        let record = RecordID(
            Dot(feed: feed.feed, position: made(Position(number(2), index: 0))))
        feed.send([.title(7, of: record), .state(2, by: clerk.person)])
        let left = feed.bundles[2]
        let twin = feed.twin(after: 2)
        let right = twin.send([.state(3, by: clerk.person)])
        feed.state(4)
        let proof = ForkProof(feed.opening, left.hashed().head, right.hashed().head)
        realm.take(.proof(made(proof)))
        for arrivals in [realm.arrivals, realm.arrivals.reversed()] {
            let peer = Peer(realm.id, arrivals)
            #expect(peer.facts(in: .hub(hub)) == [1, 2, 3, 4])
            #expect(peer.state(of: .hub(hub)).shelf[record]?.registers.isEmpty != false)
        }
        let keep = Keep(feed.feed, number(2), left.hashed().hash)
        realm.officer(.admin).write(.keep(keep))
        let peer = Peer(realm)
        #expect(peer.facts(in: .hub(hub)) == [1, 2, 3, 4])
        #expect(peer.state(of: .hub(hub)).shelf[record]?.registers.isEmpty == false)
        #expect(agreed(realm).count == 1)
    }

    private func use(_ id: UInt64, line: UInt32, _ amount: UInt64) -> Permit.Use {
        let person = PersonID(high: 1, low: 1)
        return Permit.Use(FactKey(person: person, id: FactID(high: 0, low: id)), line: line, amount)
    }

    // Attacker: two hubs that cannot meet. Means: one approval for two dispatches. Expected: both
    // stay, what is over is flagged, whatever it is split into or summed up to.
    @Test("Attack 40: the same approval used twice is flagged")
    func attack40_doubleDispatch() {
        let permit = Permit(SortedMap([(1, 10), (2, 5)]))
        let (first, second) = (use(1, line: 1, 10), use(2, line: 1, 10))
        #expect(permit.excess(of: [first]) == [])
        #expect(permit.excess(of: [second, first, second]) == [second])
        let parts = [
            use(1, line: 1, 4), use(2, line: 1, 6), use(3, line: 1, 1), use(4, line: 2, 5),
        ]
        #expect(permit.excess(of: parts) == [parts[2]])
        #expect(permit.excess(of: [use(5, line: 3, 1)]) == [use(5, line: 3, 1)])
        let huge = [use(1, line: 1, .max), use(2, line: 1, .max)]
        #expect(permit.excess(of: huge) == huge)
    }

    private func decision(
        _ id: UInt64, _ person: UInt64, _ approves: Bool, seen: Set<UInt64> = [],
        as role: RoleNumber = .manager
    ) -> Decision {
        Decision(
            DecisionID(id, 0, 0, 0), about: Hash(4, 1, 1, 1),
            by: PersonID(high: person, low: 0), as: role, approves: approves,
            seen: Set(seen.map { DecisionID($0, 0, 0, 0) }))
    }

    private func outcome(_ gate: Gate, _ decisions: [Decision]) -> Outcome {
        let outcomes = Set(
            [decisions, decisions.reversed(), decisions + decisions].map {
                gate.outcome(of: Hash(4, 1, 1, 1), proposedBy: [PersonID(high: 9, low: 0)], $0)
            })
        #expect(outcomes.count == 1, "whatever the order, and however often")
        return made(outcomes.first)
    }

    // Attacker: a partition. Expected: approvals add up; approval and rejection side by side hold
    // until somebody decides who saw both.
    @Test("Attack 41: decisions in two partitions")
    func attack41_partitions() {
        let gate = Gate(2, by: [.manager])
        let (one, two) = (decision(1, 1, true), decision(2, 2, true))
        #expect(outcome(gate, [one]) == .waits(approvals: 1, countersignature: false))
        #expect(outcome(gate, [one, two]) == .approved([]))
        let no = decision(3, 3, false)
        #expect(outcome(gate, [one, no]) == .held)
        #expect(outcome(gate, [one, two, no]) == .held)
        let half = decision(4, 4, true, seen: [1])
        #expect(outcome(gate, [one, two, no, half]) == .held)
        let judge = decision(5, 4, true, seen: [1, 3])
        #expect(outcome(gate, [one, two, no, judge]) == .approved([]))
        let against = decision(6, 4, false, seen: [1, 2, 3])
        #expect(outcome(gate, [one, two, no, against]) == .rejected)
        // What one proposed oneself, and what one has no role for, is not decided by oneself.
        let own = decision(7, 9, true)
        let clerk = decision(8, 5, true, as: .clerk)
        let lone = [one, own, clerk]
        #expect(outcome(gate, lone) == .waits(approvals: 1, countersignature: false))
    }

    // Attacker: one person. Means: two devices, several seats, several grants. Expected: one.
    @Test("Attack 42: one person on two devices counts once")
    func attack42_twoDevices() {
        let gate = Gate(2, by: [.manager])
        let twice = [decision(1, 1, true), decision(2, 1, true)]
        #expect(outcome(gate, twice) == .waits(approvals: 1, countersignature: false))

        let realm = ScriptedRealm(seed: 42)
        let admin = realm.officer(.admin)
        let other = realm.officer(.admin)
        let second = realm.enrol(first: admin.seat)
        let device = realm.writer(second, under: realm.grant(.admin, to: second))
        let seat = realm.enrol()
        let grant = realm.grant(.manager, to: seat, by: admin)
        device.write(.endorse(grant))
        admin.write(.endorse(grant))
        #expect(device.person == admin.person)
        #expect(realm.charter.verdict(on: grant) == .waits(.unbacked))
        // Nor does the one it is for count, with whatever second grant.
        other.write(.endorse(grant))
        #expect(realm.charter.verdict(on: grant) == .admitted)
        #expect(agreed(realm).count == 1)
    }

    // Attacker: a writer, or the network. Means: one malformed and one wrongly signed bundle among
    // many. Expected: all others apply.
    @Test("Attack 43: one poisoned record among ten thousand: the others apply")
    func attack43_poison() {
        let realm = ScriptedRealm(seed: 43)
        let admin = realm.officer(.admin)
        let rival = realm.officer(.admin)
        admin.open()
        rival.open()
        var charter = realm.charter
        for index in 0..<10_000 {
            let writer = index % 2 == 0 ? admin : rival
            if index == 5_000 {
                let poison = writer.bundle(Value([0xFF, 0, 1]))
                #expect((try? charter.receive(poison.bytes)) == .added)
            }
            let bundle = writer.draft([.hub(Hub(.main))])
            if index == 5_001 {
                let forged = Bundle(
                    bundle.header, body: bundle.body.span, Signature([1, 2, 3, 4, 5, 6, 7, 8]))
                #expect(throws: IntakeError.self) { try charter.receive(forged.bytes) }
            }
            #expect((try? charter.receive(bundle.bytes)) == .added)
        }
        charter.settle()
        #expect(charter.hubs.count == 10_000)
        #expect(charter.counting(of: admin.feed).count == 5_002)
        #expect(charter.counting(of: rival.feed).count == 5_001)
    }

    // Attacker: careless couriers. Means: the same facts by three routes, five times each.
    // Expected: counted once, and the state is the same as if they had come once.
    @Test("Attack 44: the same thousand records by three routes, five times, count once")
    func attack44_routes() {
        let realm = ScriptedRealm(seed: 44)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let clerk = realm.officer(.clerk, at: [hub])
        let courier = realm.officer(.clerk, at: [hub])
        for (index, seat) in [clerk, clerk, courier].enumerated() {
            let feed = realm.writer(seat.seat, under: seat.opening.grant, in: .hub(hub))
            for start in stride(from: UInt64(0), to: 1_000, by: 50) {
                let order =
                    index == 1 ? Array((start..<start + 50).reversed()) : Array(start..<start + 50)
                feed.send(order.map { .state($0, by: clerk.person) })
            }
        }
        let once = Peer(realm)
        var arrivals = Array(repeating: realm.arrivals, count: 5).flatMap(\.self)
        var random = SeededRandom(seed: 44)
        random.permute(&arrivals)
        let often = Peer(realm.id, arrivals)
        #expect(often.facts(in: .hub(hub)) == Array(0..<1_000))
        #expect(often.state(of: .hub(hub)).digest == once.state(of: .hub(hub)).digest)
        #expect(often.charter.viewID == once.charter.viewID)
    }
}

import Bundles
import Charter
import Lattice
import Simulation
import TestSupport
import Testing

extension Attacks {
    // Attacker: a writer, and a revoker who names a tip that nobody has. Expected: of a charter
    // feed nothing counts until it is there; of another one what has at most its number, below the
    // forks; once every line is longer, nothing of it.
    @Test("Attack 108: behind a tip that nobody has")
    func attack108_unknownTip() {
        let realm = ScriptedRealm(policy: .withManagers, seed: 108)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let manager = realm.officer(.manager)
        let grant = realm.grant(.clerk, to: realm.enrol(), by: manager)
        let feed = realm.writer(manager.seat, under: manager.opening.grant, in: .hub(hub))
        for id: UInt64 in 1...3 { feed.state(id) }
        let hidden = manager.draft([.endorse(grant)])
        let unknown = Tips.Entry(feed.feed, Tip(number(5), BundleHash(1, 2, 3, 4)))
        let tips = Tips([unknown, Tips.Entry(manager.feed, hidden.hashed().tip)])
        realm.decree(.revoke(Revocation(.person(manager.person), tips)))
        #expect(realm.charter.counting(of: manager.feed).isEmpty)
        #expect(realm.charter.verdict(on: grant) == .quarantined)
        #expect(Peer(realm).facts(in: .hub(hub)) == [1, 2, 3])
        // To fork what counts hides it, and brings in nothing.
        let twin = feed.twin(after: 2)
        twin.state(9)
        #expect(Peer(realm).facts(in: .hub(hub)) == [1])
        for id: UInt64 in 10...14 { feed.state(id) }
        for id: UInt64 in 20...24 { twin.state(id) }
        #expect(Peer(realm).facts(in: .hub(hub)) == [])
        realm.take(.bundle(hidden.bytes))
        #expect(realm.charter.counting(of: manager.feed).count == 3)
        #expect(agreed(realm).count == 1)
    }

    // Attacker: a writer who was revoked. Means: begins the feed anew, at number 0. Expected: what
    // is within the tip counts as before, and nothing of the new beginning.
    @Test("Attack 109: a fork at number 0 brings nothing back")
    func attack109_forkAtZero() {
        let realm = ScriptedRealm(seed: 109)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let clerk = realm.officer(.clerk, at: [hub])
        let feed = realm.writer(clerk.seat, under: clerk.opening.grant, in: .hub(hub))
        feed.state(1)
        feed.state(2)
        let seat = Revocation.Target.seat(clerk.seat.id)
        realm.decree(.revoke(Revocation(seat, Tips([feed.entry]))))
        let twin = feed.twin(after: 0)
        twin.state(8)
        twin.state(9)
        let proof = ForkProof(
            feed.opening, feed.bundles[0].hashed().head, twin.bundles[0].hashed().head)
        realm.take(.proof(made(proof)))
        for arrivals in [realm.arrivals, realm.arrivals.reversed()] {
            #expect(Peer(realm.id, arrivals).facts(in: .hub(hub)) == [1, 2])
        }
        #expect(agreed(realm).count == 1)
    }

    // Attacker: an officer whose role was narrowed. Means: goes on under the old policy, in the
    // old feed, in a new one, in a new line from number 0. Expected: all of it is cut; what is
    // opened under the new policy counts, and is judged by it.
    @Test("Attack 110: no old policy after it was narrowed")
    func attack110_oldPolicy() {
        let realm = ScriptedRealm(seed: 110)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let officer = realm.officer(.officer)
        let feed = realm.writer(officer.seat, under: officer.opening.grant, in: .hub(hub))
        feed.state(1)
        let tips = Tips([feed.entry])
        var narrow = Policy.relief
        narrow.kinds[.movement]?.who[.officer] = nil
        realm.decree(.policy(PolicyChange(2, narrow, narrowing: Narrowing([.officer], tips))))
        feed.state(2)
        let old = realm.writer(officer.seat, under: officer.opening.grant, in: .hub(hub))
        old.state(3)
        let fresh = realm.writer(officer.seat, under: officer.opening.grant, in: .hub(hub))
        fresh.policy = 2
        fresh.state(4)
        let peer = Peer(realm)
        #expect(peer.facts(in: .hub(hub)) == [1, 4])
        let verdict = peer.charter.verdict(
            on: .movement, in: fresh.opening, at: realm.now(), citing: 2)
        #expect(verdict.verdict == .refused(.notPermitted))
        // Nor do versions fall in the new one.
        let sly = fresh.twin(after: 1)
        sly.policy = 1
        sly.state(5)
        #expect(Peer(realm).facts(in: .hub(hub)) == [1, 4])
        #expect(agreed(realm).count == 1)
    }

    // Attacker: the same. Means: forks the cut feed at number 0, citing the new policy there.
    // Expected: that line was opened under the new policy, and counts as a new feed would; the
    // old one stays cut.
    @Test("Attack 111: a new line dodges a narrowing no more than a new feed")
    func attack111_newLine() {
        let realm = ScriptedRealm(seed: 111)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let officer = realm.officer(.officer)
        let feed = realm.writer(officer.seat, under: officer.opening.grant, in: .hub(hub))
        feed.state(1)
        let narrowing = Narrowing([.officer])
        realm.decree(.policy(PolicyChange(2, .relief, narrowing: narrowing)))
        let line = feed.twin(after: 0)
        line.policy = 2
        line.state(2)
        let late = feed.twin(after: 1)
        late.policy = 2
        late.state(3)
        for arrivals in [realm.arrivals, realm.arrivals.reversed()] {
            #expect(Peer(realm.id, arrivals).facts(in: .hub(hub)) == [2])
        }
        #expect(agreed(realm).count == 1)
    }

    // Attacker: an inferior of the revoker. Means: a grant despite the revocation. Expected: only
    // who stands as high as the revoker overrides.
    @Test("Attack 112: despite is not for inferiors")
    func attack112_despite() {
        let realm = ScriptedRealm(policy: .withManagers, seed: 112)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let clerk = realm.officer(.clerk, at: [hub])
        let (manager, admin) = (realm.officer(.manager), realm.officer(.admin))
        let other = realm.officer(.admin)
        let revocation = admin.write(.revoke(Revocation(.person(clerk.person))))[0]
        func facts(by writer: Scribe, despite: [ActID]) -> [UInt64] {
            let grant = realm.grant(
                .clerk, to: clerk.seat, by: writer, at: [hub], despite: despite)
            realm.writer(clerk.seat, under: grant, in: .hub(hub)).state(realm.next())
            return Peer(realm).facts(in: .hub(hub))
        }
        #expect(facts(by: manager, despite: [revocation]) == [])
        #expect(facts(by: other, despite: []) == [])
        #expect(facts(by: clerk, despite: [revocation]) == [])
        #expect(facts(by: other, despite: [revocation]).count == 1)
        let harder = realm.decree(.revoke(Revocation(.person(clerk.person))))[0]
        #expect(facts(by: other, despite: [revocation, harder].sorted()) == [])
        #expect(agreed(realm).count == 1)
    }

    // Attacker: a clerk whose leave has ended. Means: sets the clock back. Expected: within a feed
    // times rise, so nothing falls before what was written later; but a new feed may begin at any
    // time its writer says. `until` is an honest writer's end; for others there is revocation.
    @Test("Attack 113: a clock set back dodges until, and no revocation")
    func attack113_clockSetBack() {
        let realm = ScriptedRealm(seed: 113)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let seat = realm.enrol()
        let until = realm.now()
        let grant = realm.grant(.clerk, to: seat, at: [hub], until: until)
        let feed = realm.writer(seat, under: grant, in: .hub(hub))
        let after = realm.now()
        func verdict(at time: HybridTime) -> Verdict {
            realm.charter.verdict(on: .movement, in: feed.opening, at: time, citing: 1).verdict
        }
        #expect(verdict(at: after) == .refused(.expired))
        #expect(verdict(at: until) == .admitted)
        feed.state(1)
        feed.state(2, at: until)
        #expect(Peer(realm).facts(in: .hub(hub)) == [1])
        realm.decree(.revoke(Revocation(.grant(grant))))
        #expect(Peer(realm).facts(in: .hub(hub)) == [])
    }

    // Attacker: anybody who forks, cuts and keeps. Expected: whatever is cut, the facts that count
    // in the state are those of the bundles that count in the charter, in any order.
    @Test("Attack 114: the state counts what the charter counts, whatever is forked and cut")
    func attack114_randomForks() {
        for seed: UInt64 in 1...60 {
            var random = SeededRandom(seed: seed)
            let realm = ScriptedRealm(seed: 114_000 + seed)
            let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
            let clerk = realm.officer(.clerk, at: [hub])
            var lines = [realm.writer(clerk.seat, under: clerk.opening.grant, in: .hub(hub))]
            var facts: [BundleHash: UInt64] = [:]
            for id: UInt64 in 1...14 {
                if random.chance(25), lines.count < 5 {
                    let line = random.pick(lines)
                    lines.append(line.twin(after: random.below(line.bundles.count + 1)))
                }
                facts[random.pick(lines).state(id).hashed().hash] = id
            }
            func tip() -> Tips.Entry {
                let line = random.pick(lines.filter { !$0.bundles.isEmpty })
                return line.entry(after: 1 + random.below(line.bundles.count))
            }
            var tips = [Tips([tip()]), Tips([tip(), tip()])]
            if random.chance(20) {
                let unknown = Tip(number(2 + seed % 5), BundleHash(seed, 1, 1, 1))
                tips.append(Tips([Tips.Entry(lines[0].feed, unknown)]))
            }
            for tips in tips where random.chance(60) {
                let act = realm.decree(.revoke(Revocation(.seat(clerk.seat.id), tips)))[0]
                if random.chance(40) {
                    realm.decree(.ratify(Ratification(of: act, Tips([tip()]))))
                }
            }
            let kept = tip()
            if random.chance(50) {
                realm.decree(.keep(Keep(kept.feed, kept.tip.number, kept.tip.hash)))
            }
            for arrivals in [realm.arrivals, realm.arrivals.reversed()] {
                let peer = Peer(realm.id, arrivals)
                let expected = peer.counting(in: .hub(hub)).compactMap { facts[$0] }.sorted()
                #expect(peer.facts(in: .hub(hub)) == expected, "seed \(seed)")
            }
        }
    }
}

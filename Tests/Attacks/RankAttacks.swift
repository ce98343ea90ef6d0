import Bundles
import Charter
import Lattice
import Simulation
import TestSupport
import Testing

extension Attacks {
    // Attacker: a clerk, a manager. Means: grants of high levels, or of a true role with a false
    // level. Expected: refused, and nobody gets standing by them.
    @Test("Attack 8: who stands low grants nothing high")
    func attack8_lowGrantsHigh() {
        let realm = ScriptedRealm(policy: .withManagers, seed: 8)
        let manager = realm.officer(.manager)
        let clerk = realm.officer(.clerk)
        let accomplice = realm.enrol()
        let high = realm.grant(.admin, to: accomplice, by: manager)
        let equal = realm.grant(.manager, to: accomplice, by: manager)
        let none = realm.grant(.clerk, to: accomplice, by: clerk)
        let lying = manager.write(
            .grant(Grant(.person(accomplice.person), .admin, Level(7))))[0]
        #expect(realm.charter.verdict(on: high) == .refused(.notBelow))
        #expect(realm.charter.verdict(on: equal) == .refused(.notBelow))
        #expect(realm.charter.verdict(on: none) == .refused(.notPermitted))
        #expect(realm.charter.verdict(on: lying) == .refused(.noSuchRole))
        for grant in [high, equal, none, lying] {
            let writer = realm.writer(accomplice, under: grant)
            let act = writer.write(.hub(Hub(.main)))[0]
            #expect(realm.charter.verdict(on: act)?.isAdmitted == false)
        }
        #expect(realm.charter.hubs.isEmpty)
        #expect(agreed(realm).count == 1)
    }

    // Attacker: equals. Means: each revokes the other, in whatever order. Expected: no effect, or
    // the first to speak would win, and who that was depends on whom one asks.
    @Test("Attack 9: equals cannot revoke each other", arguments: [RoleNumber.manager, .admin])
    func attack9_mutualRevocation(role: RoleNumber) {
        let realm = ScriptedRealm(policy: .withManagers, seed: 9)
        let (one, two) = (realm.officer(role), realm.officer(role))
        for (by, of) in [(one, two), (two, one)] {
            for target: Revocation.Target in [
                .person(of.person), .seat(of.seat.id), .device(of.seat.device),
                .grant(of.opening.grant),
            ] { by.write(.revoke(Revocation(target))) }
        }
        for writer in [one, two] {
            #expect(realm.charter.counting(of: writer.feed).count == writer.bundles.count)
            #expect(realm.charter.cuts(of: writer.opening).isEmpty)
        }
        #expect(agreed(realm).count == 1)
    }

    // Attacker: a manager who was revoked. Means: an approval with yesterday's time, after the
    // tip. Expected: quarantined everywhere, whichever of the two arrives first.
    @Test("Attack 10: yesterday's approval of a revoked manager is quarantined everywhere")
    func attack10_yesterdaysApproval() {
        let realm = ScriptedRealm(policy: .withManagers, seed: 10)
        let hubs = realm.decree(.hub(Hub(.main)), .hub(Hub(.sub))).map { HubID($0) }
        let scope = made(Address.audience(of: hubs.map { .hub($0) }))
        let manager = realm.officer(.manager)
        manager.open()
        let feed = realm.writer(manager.seat, under: manager.opening.grant, in: scope)
        let honest = feed.state(1)
        let revocation = Revocation(
            .person(manager.person), Tips([feed.entry, manager.entry]))
        realm.decree(.revoke(revocation))
        let time = HybridTime(word: honest.header.time.word + 1)
        let late = feed.state(2, at: time).hashed().hash
        let grant = realm.grant(.clerk, to: realm.enrol(), by: manager)
        let fresh = realm.writer(manager.seat, under: manager.opening.grant, in: scope)
        fresh.state(3, at: time)
        #expect(realm.charter.verdict(on: grant) == .quarantined)
        for arrivals in [realm.arrivals, realm.arrivals.reversed()] {
            let peer = Peer(realm.id, arrivals, settlingEach: true)
            #expect(peer.facts(in: scope) == [1])
            #expect(!peer.counting(in: scope).contains(late))
            #expect(peer.verdict(grant) == .quarantined)
        }
        #expect(agreed(realm).count == 1)
    }

    // Attacker: a manager who was revoked. Means: writes another bundle under an old number.
    // Expected: that is proof of a fork, and what is rewritten does not count, facts included.
    @Test("Attack 11: what a revoked manager rewrites does not count")
    func attack11_rewriting() {
        let realm = ScriptedRealm(policy: .withManagers, seed: 11)
        let manager = realm.officer(.manager)
        let scope = Address.hub(HubID(realm.decree(.hub(Hub(.main)))[0]))
        let feed = realm.writer(manager.seat, under: manager.opening.grant, in: scope)
        for id: UInt64 in 1...3 { feed.state(id) }
        manager.open()
        let kept = realm.grant(.officer, to: realm.enrol(), by: manager)
        realm.decree(
            .revoke(Revocation(.person(manager.person), Tips([feed.entry, manager.entry]))))
        for after in [2, 0] {
            let twin = feed.twin(after: after)
            if after == 0 {
                twin.policy = 1
                realm.take(.bundle(twin.open().bytes))
            }
            let forged = twin.state(9 + UInt64(after))
            let proof = ForkProof(
                feed.opening, feed.bundles[forged.header.number.place].hashed().head,
                forged.hashed().head)
            #expect(proof != nil)
            realm.take(.proof(made(proof)))
        }
        let twin = manager.twin(after: 1)
        let rewritten = twin.write(.grant(Grant(.seat(manager.seat.id), .officer, Level(3))))[0]
        #expect(realm.charter.verdict(on: kept) == .admitted)
        #expect(realm.charter.verdict(on: rewritten) == .quarantined)
        for arrivals in [realm.arrivals, realm.arrivals.reversed()] {
            let peer = Peer(realm.id, arrivals)
            #expect(peer.charter.forkedFeeds[feed.feed] != nil)
            #expect(peer.facts(in: scope) == [1, 2, 3])
            #expect(peer.counting(in: scope).count == 4)
        }
        #expect(agreed(realm).count == 1)
    }

    // Attacker: nobody; a revocation that comes too early for somebody's honest work. Expected:
    // the work is there, is not counted, is seen to be so, and counts once it is ratified.
    @Test("Attack 12: honest work past the cut is quarantined, visible, ratified, counted")
    func attack12_honestWorkPastTheCut() {
        let realm = ScriptedRealm(seed: 12)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let clerk = realm.officer(.clerk, at: [hub])
        let admin = realm.officer(.admin)
        let feed = realm.writer(clerk.seat, under: clerk.opening.grant, in: .hub(hub))
        for id: UInt64 in 1...4 { feed.state(id) }
        let revocation = admin.write(
            .revoke(Revocation(.person(clerk.person), Tips([feed.entry(after: 3)]))))[0]
        var peer = Peer(realm)
        #expect(peer.facts(in: .hub(hub)) == [1, 2])
        #expect(made(peer.archive.trees[feed.feed]).nodes.count == 5)
        #expect(peer.charter.cuts(of: feed.opening).map(\.revocation) == [revocation])
        // Those below cannot ratify; equals of the revoker can.
        clerk.write(.ratify(Ratification(of: revocation, Tips([feed.entry]))))
        #expect(Peer(realm).facts(in: .hub(hub)) == [1, 2])
        realm.officer(.admin).write(.ratify(Ratification(of: revocation, Tips([feed.entry]))))
        peer = Peer(realm)
        #expect(peer.facts(in: .hub(hub)) == [1, 2, 3, 4])
        #expect(agreed(realm).count == 1)
    }

    // Attacker: nobody; two superiors who cannot meet. Expected: what both leave counts.
    @Test("Attack 13: of two revocations the lower cut holds, in any order")
    func attack13_twoRevocations() {
        var views: Set<[UInt64]> = []
        for isSwapped in [false, true] {
            let realm = ScriptedRealm(seed: 13)
            let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
            let clerk = realm.officer(.clerk, at: [hub])
            let admins = [realm.officer(.admin), realm.officer(.admin)]
            let feed = realm.writer(clerk.seat, under: clerk.opening.grant, in: .hub(hub))
            for id: UInt64 in 1...4 { feed.state(id) }
            let counts = isSwapped ? [2, 4] : [4, 2]
            for (admin, count) in zip(admins, counts) {
                let tips = Tips([feed.entry(after: count)])
                admin.write(.revoke(Revocation(.seat(clerk.seat.id), tips)))
            }
            for arrivals in [realm.arrivals, realm.arrivals.reversed()] {
                views.insert(Peer(realm.id, arrivals).facts(in: .hub(hub)))
            }
            #expect(agreed(realm).count == 1)
        }
        #expect(views == [[1]])
    }

    // Attacker: the network. Means: any order. Expected: one digest of the charter, one summary.
    @Test("Attack 14: a charter shuffled a thousand ways comes to one digest")
    func attack14_shuffled() {
        var views = 0
        for seed: UInt64 in 1...20 {
            let realm = RandomRealm(seed: 1_400 + seed, steps: 70).realm
            let expected = Summary(realm: realm.id, of: realm.arrivals)
            var random = SeededRandom(seed: seed)
            for round in 0..<50 {
                var arrivals = realm.arrivals
                random.permute(&arrivals)
                let charter = Charter(
                    realm: realm.id, of: arrivals, settlingEach: round % 10 == 0)
                #expect(charter.viewID == expected.view, "seed \(seed), round \(round)")
                if round % 10 == 0 {
                    let found = Summary(
                        of: charter, Archive(of: arrivals, under: charter),
                        kinds: [.movement, .transfer])
                    #expect(found.differences(from: expected) == [], "seed \(seed)")
                }
                views += 1
            }
        }
        #expect(views == 1_000)
    }

    // Attacker: k − 1 roots. Means: a record that names roots of their own. Expected: it waits for
    // one more, and nothing follows from it; signed with the new roots alone it is not even kept.
    @Test("Attack 15: k − 1 roots cannot put others in their place")
    func attack15_rotation() throws {
        let realm = ScriptedRealm(roots: 3, k: 2, seed: 15)
        let mine = [Signer(realm.next()), Signer(realm.next())]
        let roots = made(Roots(1, of: mine.map(\.verifying)))
        var charter = realm.charter
        let before = charter.viewID
        let short = realm.rootRecord([], by: [realm.roots[0], mine[0]], roots: roots)
        #expect(try charter.insert(short) == .tooFew(1))
        let own = realm.rootRecord([], by: mine, roots: roots)
        #expect(throws: RootError.stranger) { try charter.insert(own) }
        let next = realm.rootRecord([.hub(Hub(.main))], after: short, by: mine)
        #expect(try charter.insert(next) == .waits(for: short.hash))
        // Without the new roots no rotation either: they must show that they have their keys.
        let forced = realm.rootRecord([], by: realm.roots, roots: roots)
        #expect(try charter.insert(forced) == .tooFew(1))
        charter.settle()
        #expect(charter.viewID == before)
        #expect(charter.roots(after: realm.founding.hash)?.k == 2)
    }
}

extension HubID {
    init(_ act: ActID) { self = act.short() }
}

extension BundleNumber {
    var place: Int { Int(value) }
}

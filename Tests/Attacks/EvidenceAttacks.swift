import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

extension Attacks {
    // Attacker: an officer. Means: an epoch that names the current one as replaced, one for a hub,
    // one beside it. Expected: refused, or behind the one that an admin made.
    @Test("Attack 115: an officer takes no key away")
    func attack115_officersEpoch() {
        let realm = ScriptedRealm(seed: 115)
        let hubs = realm.decree(.hub(Hub(.main)), .hub(Hub(.sub))).map { HubID($0) }
        let (admin, officer) = (realm.officer(.admin), realm.officer(.officer))
        let audience = made(Address.audience(of: hubs.map { .hub($0) }))
        let mine = Epoch(audience, KeyHash(7, 2, 3, 4), madeUp(7))
        admin.write(.epoch(mine))
        let replacing = officer.write(
            .epoch(Epoch(audience, KeyHash(1, 2, 3, 4), madeUp(8), after: [mine.id])))[0]
        let ofHub = officer.write(.epoch(Epoch(.hub(hubs[0]), KeyHash(1, 2, 3, 4), madeUp(8))))[0]
        let person = officer.write(
            .epoch(Epoch(.person(admin.person), KeyHash(1, 2, 3, 4), madeUp(8))))[0]
        officer.write(.epoch(Epoch(audience, KeyHash(1, 2, 3, 4), madeUp(8))))
        // The same name as the admin's, by a hash that was only claimed, with another box key.
        officer.write(.epoch(Epoch(audience, KeyHash(7, 2, 0, 0), madeUp(8))))
        // Going on from it is what anybody does who writes there; it stays current all the same.
        #expect(realm.charter.verdict(on: replacing) == .admitted)
        #expect(realm.charter.verdict(on: ofHub) == .refused(.notFirst))
        #expect(realm.charter.verdict(on: person) == .refused(.foreignScope))
        let current = realm.charter.currentEpochs(of: audience).map(\.epoch)
        #expect(current.contains(mine))
        // Whoever stands higher can.
        let better = Epoch(
            audience, KeyHash(9, 2, 3, 4), madeUp(9), after: Set(current.map(\.id)).sorted())
        admin.write(.epoch(better))
        #expect(realm.charter.currentEpochs(of: audience).map(\.epoch) == [better])
    }

    // Attacker: anybody. Means: a proof of a fork made of forged heads, of the heads of two feeds,
    // of one head twice, of a signature of other words. Expected: it proves nothing.
    @Test("Attack 116: no proof frames an honest writer")
    func attack116_framing() throws {
        let realm = ScriptedRealm(seed: 116)
        let (honest, liar) = (realm.officer(.admin), realm.officer(.admin))
        honest.write(.hub(Hub(.main)))
        liar.write(.hub(Hub(.main)))
        let head = honest.bundles[1].hashed().head
        #expect(ForkProof(honest.opening, head, head) == nil)
        #expect(ForkProof(honest.opening, head, liar.bundles[1].hashed().head) == nil)
        #expect(ForkProof(honest.opening, honest.bundles[0].hashed().head, head) == nil)
        let header = made(
            Header(
                feed: honest.feed, number: number(1), previous: head.header.previous,
                time: realm.now(), policy: 1))
        let body = honest.bundles[1].body
        let forged = Bundle(
            header, body: body.span, signedBy: liar.seat.signer.key, in: realm.id)
        let replayed = Head(header, head.body, head.signature)
        var charter = realm.charter
        for other in [forged.hashed().head, replayed] {
            let proof = made(ForkProof(honest.opening, head, other))
            #expect(throws: ProofError.badSignature(honest.feed)) { try charter.insert(proof) }
        }
        // An opening that names the liar's seat is another feed.
        let opening = Opening(
            realm: realm.id, scope: .charter, seat: liar.seat.id, grant: honest.opening.grant,
            incarnation: honest.opening.incarnation)
        #expect(opening.feed != honest.feed)
        #expect(ForkProof(opening, head, forged.hashed().head) == nil)
        #expect(charter.forkedFeeds.isEmpty)
    }

    // Attacker: a seat. Means: two openings, one body under two headers; an opening of another
    // feed; somebody else's grant. Expected: one feed forked at 0, refused, without standing.
    @Test("Attack 117: two openings")
    func attack117_twoOpenings() throws {
        let realm = ScriptedRealm(seed: 117)
        let admin = realm.officer(.admin)
        let clerk = realm.officer(.clerk)
        admin.write(.hub(Hub(.main)))
        let twin = admin.twin(after: 0)
        var charter = realm.charter
        let second = twin.open()
        #expect(
            try charter.receive(second.bytes) == .duplicate
                || realm.charter.charterFeeds.contains {
                    $0.opening == admin.opening && $0.tree.isForked
                })
        twin.write(.hub(Hub(.sub)))
        #expect(realm.charter.hubs.count == 2, "in the charter a fork voids nothing")
        let header = made(
            Header(
                feed: clerk.feed, number: .first, previous: .zero, time: realm.now(), policy: 1))
        let stolen = Value(admin.opening.encoding)
        let other = Bundle(
            header, body: stolen.span, signedBy: clerk.seat.signer.key,
            in: realm.id)
        #expect(throws: IntakeError.misplaced(.badOpening(nil))) {
            try charter.receive(other.bytes)
        }
        let thief = realm.writer(clerk.seat, under: admin.opening.grant)
        thief.write(.hub(Hub(.sub)))
        #expect(realm.charter.counting(of: thief.feed).isEmpty)
        #expect(agreed(realm).count == 1)
    }

    // Attacker: an insider. Means: the longest lists that there can be, and one longer. Expected:
    // the longest count; one longer, and the body has no acts, but its bundle its place.
    @Test("Attack 118: huge lists")
    func attack118_hugeLists() {
        let realm = ScriptedRealm(seed: 118)
        let admin = realm.officer(.admin)
        let clerk = realm.officer(.clerk)
        clerk.open()
        func tips(_ count: UInt64) -> Tips {
            Tips(
                (1...count).map { Tips.Entry(clerk.feed, Tip(number($0), BundleHash($0, 1, 1, 1))) }
            )
        }
        func write(_ act: Act...) -> Verdict? {
            let bundle = send(act)
            return realm.charter.verdict(on: admin.ids(of: bundle, 1)[0])
        }
        @discardableResult
        func send(_ acts: [Act]) -> Bundle {
            let bundle = admin.draft(acts)
            realm.take(.bundle(bundle.bytes))
            return bundle
        }
        let target = Revocation.Target.device(madeUp(1))
        #expect(write(.revoke(Revocation(target, tips(1_024)))) == .admitted)
        #expect(write(.revoke(Revocation(target, tips(1_025)))) == nil)
        let many = Array(repeating: Act.hub(Hub(.main)), count: 256)
        send(many)
        #expect(realm.charter.hubs.count == 256)
        var longer = Writer()
        longer.put(array: 257)
        for act in many + [.hub(Hub(.main))] { act.write(to: &longer) }
        realm.take(.bundle(admin.bundle(Value(longer.bytes)).bytes))
        #expect(realm.charter.hubs.count == 256)
        let unsorted = Act.body(of: [.hub(Hub(.main))])
        realm.take(.bundle(admin.bundle(Value(unsorted.bytes + [0])).bytes))
        #expect(realm.charter.hubs.count == 256)
        #expect(realm.charter.counting(of: admin.feed).count == 6)
        admin.write(.hub(Hub(.main)))
        #expect(realm.charter.hubs.count == 257)
    }

    // Attacker: one root where one suffices. Means: another policy of the same version, in a line
    // of its own. Expected: what one of them permits is permitted, everywhere alike; more than half
    // of the roots can drop the line.
    @Test("Attack 119: two policies of one version")
    func attack119_policyTwice() {
        let realm = ScriptedRealm(roots: 3, k: 1, seed: 119)
        let manager = realm.officer(.manager)
        let last = realm.lastRoot
        func line(_ policy: Policy, _ signer: Int) -> RootRecord {
            let record = realm.rootRecord(
                [.policy(PolicyChange(2, policy))], after: last, by: [realm.roots[signer]])
            realm.take(.root(record))
            return record
        }
        let honest = line(.relief, 0)
        manager.policy = 2
        let act = manager.write(.revoke(Revocation(.device(madeUp(1)))))[0]
        #expect(realm.charter.verdict(on: act) == .refused(.notPermitted))
        _ = line(.withManagers, 1)
        #expect(realm.charter.verdict(on: act) == .admitted)
        #expect(realm.charter.policies(of: 2).count == 2)
        #expect(agreed(realm).count == 1)
        let stay = realm.rootRecord(
            [.stay(Stay(honest.number, honest.hash))], after: honest,
            by: [realm.roots[0], realm.roots[2]])
        realm.take(.root(stay))
        #expect(realm.charter.policies(of: 2) == [.relief])
        #expect(realm.charter.verdict(on: act) == .refused(.notPermitted))
        #expect(agreed(realm).count == 1)
    }

    // Attacker: one of the roots. Means: another valid signature of a record that is there.
    // Expected: pairs of record and signer are what counts, so that it is no news; else two nodes
    // send each other the two for ever.
    @Test(
        "Attack 120: another signature of the same root is no news")
    func attack120_rootSignsTwice() throws {
        let realm = ScriptedRealm(seed: 120)
        let key = LooseKey(number: 120 << 32 + 1_000_000)
        #expect(key.verifying == realm.roots[0].verifying)
        let record = realm.rootRecord([.hub(Hub(.main))])
        realm.take(.root(record))
        let again = key.sign(
            statement(.signRoot, realm.id, record.hash),
            withNonceOf: made(realm.founding.signatures.entries.first).value,
            on: statement(.signRoot, realm.id, realm.founding.hash))
        let copy = try RootRecord(encoding: record.encoding.dropLast(64) + again.bytes)
        #expect(copy.hash == record.hash)
        #expect(copy.signatures != record.signatures)
        var charter = realm.charter
        #expect(try charter.insert(copy) == .duplicate)
        #expect(try charter.insert(record) == .duplicate)
    }
}

import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing

/// Verdicts on acts.
@Suite("Verdicts on acts") struct ActVerdictTests {
    private let realm = ScriptedRealm(policy: .alone)

    private func epoch(_ scope: Address, after previous: [EpochID] = []) -> Act {
        .epoch(Epoch(scope, .all(realm.next()), madeUp(realm.next()), after: previous))
    }

    @Test("VER-2: steps 1 to 7 for acts, each before the next")
    func acts() {
        let (mine, other) = (realm.hub(), realm.hub())
        var policy = Policy.alone
        policy.kinds[.keep] = nil
        policy.kinds[.ratify]?.scopes = [.common]
        policy.kinds[.close]?.who[.clerk] = .own
        policy.kinds[.hub]?.who[.clerk] = .proposesAny
        policy.kinds[.endorse]?.who[.clerk] = .first
        realm.decree(.policy(PolicyChange(2, policy)))
        let clerk = realm.officer(.clerk, at: [mine])
        clerk.policy = 2
        func verdict(_ act: Act) -> Verdict { realm.verdict(clerk.write(act)[0]) }
        #expect(verdict(.keep(Keep(.all(1), .first, .all(1)))) == .waits(.unnamedKind))
        #expect(verdict(.ratify(Ratification(of: .all(1), Tips()))) == .refused(.wrongScope))
        #expect(verdict(.agency(Admission(of: .all(1)))) == .refused(.notPermitted))
        #expect(verdict(.hub(Hub(.main))) == .refused(.notPermitted))
        #expect(verdict(.close(other)) == .refused(.otherHub))
        #expect(verdict(.close(.all(0x77))) == .refused(.otherHub))
        #expect(verdict(.endorse(.all(1))) == .refused(.notFirst))
        #expect(verdict(.close(mine)) == .admitted)
    }

    @Test("VER-2: of epochs the scope is asked, and whether they are the first")
    func epochs() {
        let agency = TestAgency(of: realm)
        agency.letIn()
        let (mine, other) = (realm.hub(), realm.hub())
        let theirs = realm.hub(.agency(agency.id))
        let clerk = realm.officer(.clerk, at: [mine])
        func verdict(_ scope: Address, after previous: [EpochID] = []) -> Verdict {
            realm.verdict(clerk.write(epoch(scope, after: previous))[0])
        }
        #expect(verdict(.charter) == .refused(.foreignScope))
        #expect(verdict(.hub(.all(0x77))) == .waits(.unknownHub))
        #expect(verdict(.hub(theirs)) == .refused(.foreignScope))
        #expect(verdict(.agency(agency.id)) == .refused(.foreignScope))
        #expect(verdict(.person(.all(1))) == .refused(.foreignScope))
        #expect(verdict(.hub(other)) == .refused(.otherHub))
        #expect(verdict(.hub(mine)) == .refused(.notFirst))
        #expect(verdict(.common) == .refused(.notFirst))
        #expect(verdict(.group(1)) == .refused(.notFirst))
        #expect(verdict(.person(clerk.person)) == .admitted)
        #expect(verdict(.person(clerk.person), after: [.all(1)]) == .admitted)
        #expect(verdict(.hub(mine), after: [.all(1)]) == .admitted)
        #expect(verdict(.hub(other), after: [.all(1)]) == .refused(.otherHub))
        let audience = made(Address.audience(of: [.hub(mine), .hub(theirs)]))
        #expect(verdict(audience) == .admitted)
        #expect(verdict(audience, after: [.all(1)]) == .admitted)
        let others = made(Address.audience(of: [.hub(other), .hub(theirs)]))
        #expect(verdict(others) == .refused(.otherHub))
        let admin = realm.officer(.admin)
        #expect(realm.verdict(admin.write(epoch(.hub(other), after: [.all(1)]))[0]) == .admitted)
        #expect(realm.verdict(admin.write(epoch(.common))[0]) == .admitted)
    }

    @Test("VER-2: an agency makes no epochs of common or of the realm's")
    func agencyEpochs() {
        let agency = TestAgency(of: realm)
        agency.letIn()
        let theirs = realm.hub(.agency(agency.id))
        let admin = agency.officer(.agencyAdmin)
        func verdict(_ scope: Address) -> [Verdict] {
            [
                realm.verdict(admin.write(epoch(scope))[0]),
                realm.verdict(agency.decree(epoch(scope))[0]),
            ]
        }
        for scope in [Address.charter, .common, .group(1), .hub(realm.hub()), .agency(.all(1))] {
            #expect(verdict(scope) == [.refused(.foreignScope), .refused(.foreignScope)])
        }
        for scope in [Address.hub(theirs), .agency(agency.id)] {
            #expect(verdict(scope) == [.admitted, .admitted])
        }
    }

    @Test("VER-2: root records' acts are judged by their scope and by what their kind demands")
    func roots() {
        let agency = TestAgency(of: realm)
        agency.letIn()
        func both(_ act: Act) -> [Verdict] {
            [realm.verdict(realm.decree(act)[0]), realm.verdict(agency.decree(act)[0])]
        }
        let no = Verdict.refused(.foreignScope)
        #expect(both(.schema(SchemaChange(1, .all(1)))) == [.admitted, no])
        #expect(both(.hub(Hub(.main))) == [.admitted, no])
        #expect(both(.close(.all(0x77))) == [.waits(.unknownHub), no])
        #expect(both(.agency(Admission(of: .all(1)))) == [.admitted, no])
        #expect(both(.endorse(.all(1))) == [.waits(.unknownAct), .waits(.unknownAct)])
        #expect(both(.keep(Keep(.all(1), .first, .all(1)))) == [.admitted, .admitted])
        #expect(both(.revoke(Revocation(.person(.all(1))))) == [.admitted, .admitted])
        #expect(both(epoch(.charter)) == [no, no])
        #expect(both(epoch(.person(.all(1)))) == [no, no])
        #expect(both(epoch(.hub(.all(0x77)))) == [.waits(.unknownHub), .waits(.unknownHub)])
    }

    @Test("VER-2: after the grant's time is over its acts are refused")
    func expired() {
        let seat = realm.enrol()
        let until = HybridTime(word: realm.now().word + (1 << 20))
        let writer = realm.writer(seat, under: realm.grant(.admin, to: seat, until: until))
        #expect(realm.verdict(writer.write(.hub(Hub(.main)), at: until)[0]) == .admitted)
        let late = writer.write(.hub(Hub(.main)), at: HybridTime(word: until.word + 1))[0]
        #expect(realm.verdict(late) == .refused(.expired))
    }

    @Test("VER-2: bad keys and proofs are found in seats and epochs")
    func keys() throws {
        let admin = realm.officer(.admin)
        guard case .seat(let good) = realm.seatAct().act else { return }
        let other = Signer(realm.next())
        func verdict(_ keys: SeatKeys, _ proof: Signature) -> Verdict {
            realm.verdict(admin.write(.seat(Seat(keys, proof: proof)))[0])
        }
        let keys = good.keys
        #expect(verdict(keys, good.proof) == .admitted)
        #expect(verdict(keys, keys.proof(by: other.key, in: realm.id)) == .refused(.badProof))
        #expect(verdict(keys, keys.proof(by: other.key, in: .all(1))) == .refused(.badProof))
        for bad in [
            SeatKeys(signing: VerifyingKey(.all(0)), box: keys.box, device: keys.device),
            SeatKeys(signing: keys.signing, box: BoxKey(.all(0)), device: keys.device),
            SeatKeys(signing: keys.signing, box: keys.box, device: DeviceKey(.all(0))),
        ] { #expect(verdict(bad, good.proof) == .refused(.badKey)) }
        let epoch = Act.epoch(Epoch(.common, .all(1), BoxKey(.all(0))))
        #expect(realm.verdict(admin.write(epoch)[0]) == .refused(.badKey))
        #expect(realm.verdict(realm.decree(epoch)[0]) == .refused(.badKey))
    }

    @Test("VER-3: a ratification is as high up as what it ratifies, and waits for it")
    func ratify() {
        var policy = Policy.alone
        policy.kinds[.ratify]?.who[.manager] = .any
        policy.kinds[.revoke]?.who[.manager] = .any
        let realm = ScriptedRealm(policy: policy)
        let (admin, manager) = (realm.officer(.admin), realm.officer(.manager))
        func verdict(_ writer: Scribe, _ act: ActID) -> Verdict {
            realm.verdict(writer.write(.ratify(Ratification(of: act, Tips())))[0])
        }
        let revocation = Act.revoke(Revocation(.person(.all(1))))
        let (top, high) = (realm.decree(revocation)[0], admin.write(revocation)[0])
        let low = manager.write(revocation)[0]
        #expect(verdict(admin, .all(1)) == .waits(.unknownAct))
        #expect(verdict(admin, top) == .refused(.notAbove))
        #expect(verdict(admin, high) == .admitted)
        #expect(verdict(admin, low) == .admitted)
        #expect(verdict(manager, high) == .refused(.notAbove))
        #expect(verdict(manager, low) == .admitted)
        let lost = realm.writer(realm.enrol(), under: .all(0x99)).write(revocation)[0]
        #expect(verdict(admin, lost) == .waits(.unknownAct))
        #expect(verdict(admin, realm.decree(.hub(Hub(.main)))[0]) == .refused(.notAbove))
        let plain = realm.decree(.policy(PolicyChange(2, policy)))[0]
        let narrow = realm.decree(
            .policy(PolicyChange(2, policy, narrowing: Narrowing([RoleNumber(99)]))))[0]
        func byRoots(_ act: ActID) -> Verdict {
            realm.verdict(realm.decree(.ratify(Ratification(of: act, Tips())))[0])
        }
        #expect(byRoots(plain) == .refused(.notAbove))
        #expect(byRoots(narrow) == .admitted)
    }

    @Test("VER-3: hubs, closings and agencies are for the realm alone; what is cited is waited for")
    func others() {
        var policy = Policy.alone
        for kind in [KindNumber.hub, .close, .agency] {
            policy.kinds[kind]?.who[.agencyAdmin] = .any
        }
        let realm = ScriptedRealm(policy: policy)
        let agency = TestAgency(of: realm)
        agency.letIn()
        let (ours, theirs) = (realm.officer(.admin), agency.officer(.agencyAdmin))
        for act in [Act.hub(Hub(.main)), .close(.all(1)), .agency(Admission(of: .all(1)))] {
            #expect(realm.verdict(theirs.write(act)[0]) == .refused(.foreignScope))
        }
        #expect(realm.verdict(ours.write(.close(.all(1)))[0]) == .waits(.unknownHub))
        #expect(realm.verdict(ours.write(.endorse(.all(1)))[0]) == .waits(.unknownAct))
        #expect(realm.verdict(theirs.write(.endorse(.all(1)))[0]) == .waits(.unknownAct))
        let refused = theirs.write(.hub(Hub(.sub)))[0]
        #expect(realm.verdict(ours.write(.close(refused.short()))[0]) == .admitted)
        #expect(realm.verdict(ours.write(.endorse(refused))[0]) == .admitted)
    }
}

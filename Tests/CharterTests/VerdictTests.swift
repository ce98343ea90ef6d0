import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing

/// Verdicts on acts and records, step by step.
@Suite("Verdicts") struct VerdictTests {
    private let realm = ScriptedRealm(policy: .alone)

    @Test("VER-1: what is admitted but lacks backing is shown as waiting, a seat as admitted")
    func unbacked() {
        let realm = ScriptedRealm()
        let admin = realm.officer(.admin)
        let seat = realm.enrol(by: admin)
        #expect(realm.verdict(seat.id) == .admitted)
        #expect(realm.verdict(realm.grant(.manager, to: seat, by: admin)) == .waits(.unbacked))
        #expect(realm.verdict(admin.write(.agency(Admission(of: .all(1))))[0]) == .waits(.unbacked))
    }

    @Test("VER-1: what stands in a root record that is dropped is quarantined")
    func dropped() {
        let realm = ScriptedRealm(policy: .alone, roots: 3, k: 1)
        let (mine, theirs) = (
            realm.rootRecord([.hub(Hub(.main))]), realm.rootRecord([.hub(Hub(.sub))])
        )
        for record in [mine, theirs] { realm.take(.root(record)) }
        let acts = [mine, theirs].map { Act.id(in: $0.hash, at: 0) }
        #expect(acts.map(realm.verdict) == [.admitted, .admitted])
        let stay = realm.rootRecord(
            [.stay(Stay(mine.number, mine.hash))], after: mine, by: Array(realm.roots.prefix(2)))
        realm.take(.root(stay))
        #expect(acts.map(realm.verdict) == [.admitted, .quarantined])
        #expect(realm.charter.droppedRoots == [theirs.hash])
    }

    @Test("VER-2: in a feed, policies, schemas and stays are refused")
    func rootsOnly() {
        let clerk = realm.officer(.clerk)
        let acts = clerk.write(
            .policy(PolicyChange(2, .alone)), .schema(SchemaChange(1, .all(1))),
            .stay(Stay(1, .all(1))))
        for act in acts { #expect(realm.verdict(act) == .refused(.rootsOnly)) }
        _ = realm.decree(.revoke(Revocation(.seat(clerk.seat.id))))
        for act in acts { #expect(realm.verdict(act) == .quarantined) }
    }

    @Test(
        "CUT-5: where the policy that they cite is not known, they wait like all else")
    func rootsOnlyFirst() {
        let admin = realm.officer(.admin)
        admin.policy = 9
        #expect(
            realm.verdict(admin.write(.schema(SchemaChange(1, .all(1))))[0])
                == .waits(.unknownPolicy))
    }

    @Test("VER-2: standing is asked first, then the policy of the version")
    func standingFirst() {
        let admin = realm.officer(.admin)
        #expect(
            realm.verdict(on: KindNumber(999), by: admin, in: .common, citing: 7).verdict
                == .waits(.unknownPolicy))
        let seat = realm.enrol()
        let nobody = realm.writer(seat, under: realm.grant(.admin, to: realm.enrol()))
        #expect(
            realm.verdict(on: KindNumber(999), by: nobody, in: .common, citing: 7).verdict
                == .refused(.notGranted))
    }

    @Test("VER-2: steps 1 to 7 for records, each before the next")
    func records() {
        let agency = TestAgency(of: realm)
        agency.letIn()
        let (mine, other) = (realm.hub(), realm.hub())
        let foreign = realm.hub(.agency(agency.id))
        var policy = Policy.alone
        policy.kinds[.note]?.who[.clerk] = .first
        policy.kinds[.note]?.scopes = [.hub, .person]
        realm.decree(.policy(PolicyChange(2, policy)))
        let seat = realm.enrol()
        let early = realm.now()
        let act = Grant(.person(seat.person), .clerk, Level(4), hubs: [mine], until: early)
        let clerk = realm.writer(seat, under: realm.decree(.grant(act))[0])
        func verdict(_ kind: KindNumber, _ scope: Address, at time: HybridTime? = nil) -> Verdict {
            realm.verdict(on: kind, by: clerk, in: scope, at: time, citing: 2).verdict
        }
        #expect(verdict(KindNumber(999), .group(1)) == .waits(.unnamedKind))
        #expect(verdict(.movement, .group(1)) == .refused(.wrongScope))
        #expect(verdict(.movement, .hub(.all(0x77))) == .waits(.unknownHub))
        #expect(verdict(.needsList, .hub(.all(0x77))) == .waits(.unknownHub))
        #expect(verdict(.needsList, .hub(foreign)) == .refused(.foreignScope))
        #expect(verdict(.needsList, .hub(other)) == .refused(.notPermitted))
        #expect(verdict(.movement, .hub(other)) == .refused(.otherHub))
        #expect(verdict(.note, .hub(other)) == .refused(.otherHub))
        #expect(verdict(.note, .hub(mine)) == .refused(.notFirst))
        #expect(verdict(.movement, .hub(mine)) == .refused(.expired))
        #expect(verdict(.movement, .hub(mine), at: early) == .admitted)
        #expect(
            verdict(.movement, .hub(mine), at: HybridTime(word: early.word + 1))
                == .refused(.expired))
        #expect(verdict(.preference, .person(seat.person), at: early) == .admitted)
        #expect(verdict(.preference, .person(.all(1)), at: early) == .refused(.foreignScope))
    }

    @Test("VER-2: which scopes are somebody else's")
    func foreign() {
        let (agency, second) = (TestAgency(of: realm), TestAgency(of: realm))
        agency.letIn()
        second.letIn()
        let (mine, theirs) = (realm.hub(), realm.hub(.agency(agency.id)))
        var policy = Policy.alone
        let everywhere = Set(Address.Kind.allCases)
        policy.kinds[.note] = Kind(
            "note", in: everywhere, [.manager: .any, .agencyUser: .any])
        realm.decree(.policy(PolicyChange(2, policy)))
        let (manager, user) = (realm.officer(.manager), agency.officer(.agencyUser))
        func check(_ scope: Address, _ ours: Verdict, _ their: Verdict) {
            for (writer, expected) in [(manager, ours), (user, their)] {
                let found = realm.verdict(on: .note, by: writer, in: scope, citing: 2)
                #expect(found.verdict == expected, "\(scope)")
            }
        }
        let no = Verdict.refused(.foreignScope)
        check(.common, .admitted, .admitted)
        check(.group(1), .admitted, no)
        check(.hub(mine), .admitted, no)
        check(.hub(theirs), no, .admitted)
        check(.agency(agency.id), no, .admitted)
        check(.agency(second.id), no, no)
        check(made(.audience(of: [.hub(mine), .hub(theirs)])), .admitted, .admitted)
        check(made(.audience(of: [.group(1), .hub(mine)])), .admitted, no)
        check(made(.audience(of: [.agency(second.id), .hub(theirs)])), no, .admitted)
    }

    @Test("VER-2: own is any hub of the grant among the members, and any where no hub is concerned")
    func own() {
        let (mine, other, third) = (realm.hub(), realm.hub(), realm.hub())
        let clerk = realm.officer(.clerk, at: [mine])
        func verdict(_ scope: Address) -> Verdict {
            realm.verdict(on: .transfer, by: clerk, in: scope).verdict
        }
        #expect(verdict(made(.audience(of: [.hub(mine), .hub(other)]))) == .admitted)
        #expect(verdict(made(.audience(of: [.hub(third), .hub(other)]))) == .refused(.otherHub))
        #expect(verdict(made(.audience(of: [.group(1), .hub(other)]))) == .refused(.otherHub))
        #expect(verdict(made(.audience(of: [.group(1), .group(2)]))) == .admitted)
    }

    @Test(
        "VER-2: for who has no hubs in the grant, own is like any")
    func ownOfAll() {
        let agency = TestAgency(of: realm)
        agency.letIn()
        let theirs = realm.hub(.agency(agency.id))
        let clerk = realm.officer(.clerk)
        let scope = made(Address.audience(of: [.group(1), .hub(theirs)]))
        #expect(realm.verdict(on: .transfer, by: clerk, in: scope).verdict == .admitted)
        #expect(
            realm.verdict(on: .movement, by: clerk, in: .hub(theirs)).verdict
                == .refused(.foreignScope))
    }

    @Test("VER-2: a proposal is admitted, and waits for its gate; a final record does not")
    func proposals() {
        let (manager, clerk) = (realm.officer(.manager), realm.officer(.clerk))
        let scope = made(Address.audience(of: [.group(1), .group(2)]))
        let proposal = realm.verdict(on: .transfer, by: clerk, in: scope)
        #expect(proposal.verdict == .admitted)
        #expect(proposal.isProposal)
        #expect(proposal.gate == Gate(1, by: [.manager]))
        let final = realm.verdict(on: .correction, by: manager, in: scope)
        #expect(final.verdict == .admitted)
        #expect(!final.isProposal)
        #expect(final.gate == nil)
    }

    @Test("VER-2: what is not permitted names those who may")
    func who() {
        let auditor = realm.officer(.auditor)
        let hub = realm.hub()
        let found = realm.verdict(on: .needsList, by: auditor, in: .hub(hub))
        #expect(found.verdict == .refused(.notPermitted))
        #expect(Set(found.who) == ["admin", "sub-hub-user", "agency-user"])
    }

    @Test(
        "VER-2: those who may propose are named too")
    func whoProposes() {
        let auditor = realm.officer(.auditor)
        let scope = made(Address.audience(of: [.group(1), .group(2)]))
        let found = realm.verdict(on: .plan, by: auditor, in: scope)
        #expect(found.verdict == .refused(.notPermitted))
        #expect(Set(found.who) == ["logistics-manager", "logistics-officer"])
    }

    @Test("VER-2: the mildest judgement of the policies of a version counts")
    func mildest() {
        let hub = realm.hub()
        let clerk = realm.officer(.clerk, at: [hub])
        var (first, second) = (Policy.alone, Policy.alone)
        first.kinds[.movement] = nil
        second.kinds[.movement]?.who[.clerk] = nil
        realm.decree(.policy(PolicyChange(2, second)))
        realm.decree(.policy(PolicyChange(3, second)), .policy(PolicyChange(3, first)))
        func verdict(_ version: UInt16) -> Verdict {
            realm.verdict(on: .movement, by: clerk, in: .hub(hub), citing: version).verdict
        }
        #expect(verdict(2) == .refused(.notPermitted))
        #expect(verdict(3) == .waits(.unnamedKind))
        realm.decree(.policy(PolicyChange(4, first)), .policy(PolicyChange(4, .alone)))
        #expect(verdict(4) == .admitted)
    }

    @Test("VER-4: a record that waits joins like an admitted one")
    func waits() {
        let worker = realm.worker(.clerk, in: .hub(.all(0x77)))
        worker.work()
        #expect(realm.verdict(on: .movement, by: worker).verdict == .waits(.unknownHub))
        #expect(worker.counted == [0, 1])
    }

    @Test(
        "VER-4: a kind that the policy does not name is like admitted once a higher version admits")
    func higher() {
        let hub = realm.hub()
        let clerk = realm.officer(.clerk, at: [hub])
        let kind = KindNumber(999)
        func verdict(_ version: UInt16 = 1) -> Verdict {
            realm.verdict(on: kind, by: clerk, in: .hub(hub), citing: version).verdict
        }
        #expect(verdict() == .waits(.unnamedKind))
        var policy = Policy.alone
        policy.kinds[kind] = Kind("new", in: [.hub], [.manager: .any])
        realm.decree(.policy(PolicyChange(2, policy)))
        #expect(verdict() == .waits(.unnamedKind))
        policy.kinds[kind] = Kind("new", in: [.hub], [.clerk: .own])
        realm.decree(.policy(PolicyChange(3, policy)))
        #expect(verdict() == .admitted)
    }
}

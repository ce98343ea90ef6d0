import Bundles
import Charter
import Lattice
import TestSupport
import Testing

/// What revocations leave.
@Suite("Cuts") struct CutTests {
    private let realm = ScriptedRealm(policy: .alone)

    private func working(_ role: RoleNumber = .clerk, by writer: Scribe? = nil, _ count: Int = 3)
        -> Scribe
    {
        let worker = realm.worker(role, by: writer)
        for _ in 0..<count { worker.work() }
        return worker
    }

    private func revoke(_ target: Revocation.Target, _ tips: Tips.Entry...) -> ActID {
        realm.decree(.revoke(Revocation(target, Tips(tips))))[0]
    }

    @Test("CUT-1: the target is a seat, a person, a device or a grant")
    func targets() {
        let targets: [(Scribe) -> Revocation.Target] = [
            { .seat($0.seat.id) }, { .person($0.person) }, { .device($0.seat.device) },
            { .grant($0.opening.grant) },
        ]
        for target in targets {
            let (worker, other) = (working(), working())
            _ = revoke(target(worker), worker.entry(after: 2))
            #expect(worker.counted == [0, 1])
            #expect(other.counted == [0, 1, 2, 3])
        }
    }

    @Test("CUT-1: whoever revokes reaches the feed's grant")
    func reach() {
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let worker = working(by: admin)
        peer.write(.revoke(Revocation(.person(admin.person))))
        #expect(realm.charter.standing(of: admin.opening) == nil)
        #expect(admin.counted.count > 1)
        peer.write(.revoke(Revocation(.person(worker.person), Tips([worker.entry(after: 1)]))))
        #expect(worker.counted == [0])
    }

    @Test("CUT-1: a revocation that is not admitted, or lacks backing, does not apply")
    func inForce() {
        var policy = Policy.alone
        policy.kinds[.revoke]?.gate = Gate(2, by: [.admin])
        let realm = ScriptedRealm(policy: policy)
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let worker = realm.worker(.clerk)
        worker.work()
        let officer = realm.officer(.officer)
        officer.write(.revoke(Revocation(.person(worker.person))))
        let act = admin.write(.revoke(Revocation(.person(worker.person))))[0]
        #expect(worker.counted == [0, 1])
        peer.write(.endorse(act))
        #expect(worker.counted == [])
    }

    @Test("CUT-1: an agency is expelled by the realm, from level 1 up and without hubs")
    func expulsion() {
        let agency = TestAgency(of: realm)
        agency.letIn()
        let user = agency.officer(.agencyUser)
        let hub = realm.hub()
        user.open()
        let expulsion = Act.revoke(Revocation(.agency(agency.id)))
        for writer in [realm.officer(.admin, at: [hub]), agency.officer(.agencyAdmin)] {
            #expect(realm.verdict(writer.write(expulsion)[0]) == .admitted)
            #expect(user.counted == [0])
        }
        let act = realm.officer(.admin).write(expulsion)[0]
        #expect(user.counted == [])
        #expect(realm.charter.standing(of: user.opening) == nil)
        // Let in once more, it is not back; only despite the expulsion it is.
        realm.decree(.agency(Admission(of: agency.id)))
        #expect(user.counted == [])
        realm.officer(.admin).write(.agency(Admission(of: agency.id, despite: [act])))
        #expect(user.counted == [0])
        let top = realm.decree(expulsion)[0]
        realm.officer(.admin).write(.agency(Admission(of: agency.id, despite: [top])))
        #expect(user.counted == [])
    }

    @Test(
        "CUT-1: nobody expels the realm itself")
    func realmIsNoAgency() {
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let worker = working()
        peer.open()
        admin.write(.revoke(Revocation(.agency(realm.id))))
        #expect(peer.counted == [0])
        #expect(worker.counted == [0, 1, 2, 3])
        #expect(
            realm.summary
                == Summary(
                    of: realm.charter,
                    Archive(
                        of: realm.arrivals, under: realm.charter), kinds: [.movement, .transfer]))
    }

    @Test("CUT-1: a grant that was made despite a revocation, as high up, is spared")
    func despite() {
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let worker = working(by: admin)
        let person = Revocation.Target.person(worker.person)
        let low = peer.write(.revoke(Revocation(person)))[0]
        let high = realm.decree(.revoke(Revocation(person)))[0]
        func counted(despite: [ActID]) -> [UInt64] {
            let grant = realm.grant(.clerk, to: worker.seat, by: admin, despite: despite)
            let feed = realm.writer(worker.seat, under: grant, in: .common)
            realm.take(.bundle(feed.open().bytes))
            return feed.counted
        }
        #expect(counted(despite: []) == [])
        #expect(counted(despite: [low]) == [])
        #expect(counted(despite: [low, high]) == [])
        let third = working(by: admin)
        let act = peer.write(.revoke(Revocation(.person(third.person))))[0]
        let grant = realm.grant(.clerk, to: third.seat, by: admin, despite: [act])
        let feed = realm.writer(third.seat, under: grant, in: .common)
        realm.take(.bundle(feed.open().bytes))
        #expect(feed.counted == [0])
        #expect(third.counted == [])
    }

    @Test("CUT-2: what is the tip, or before it, is within it; a tip with another number is none")
    func within() {
        let worker = working()
        let hash = worker.entry(after: 3).tip.hash
        _ = revoke(.seat(worker.seat.id), Tips.Entry(worker.feed, Tip(number(2), hash)))
        #expect(worker.counted == [0, 1, 2])
        let other = working()
        let wrong = other.entry(after: 3).tip.hash
        _ = revoke(.seat(other.seat.id), Tips.Entry(other.feed, Tip(number(1), wrong)))
        #expect(other.counted == [])
    }

    @Test(
        "CUT-2: a tip that is there under another number leaves nothing beyond it")
    func wrongNumber() {
        let worker = working()
        let hash = worker.entry(after: 2).tip.hash
        _ = revoke(.seat(worker.seat.id), Tips.Entry(worker.feed, Tip(number(10), hash)))
        #expect(!worker.counted.contains(2))
        #expect(!worker.counted.contains(3))
    }

    @Test("CUT-2: while a tip is not there, what has a lower number is within, but of the charter")
    func absent() {
        let worker = working()
        let absent = Tip(number(9), .all(0x77))
        _ = revoke(.seat(worker.seat.id), Tips.Entry(worker.feed, absent))
        #expect(worker.counted == [0, 1, 2, 3])
        let admin = realm.officer(.admin)
        admin.open()
        _ = revoke(.seat(admin.seat.id), Tips.Entry(admin.feed, absent))
        #expect(admin.counted == [])
        // Once a line has reached the number with another hash, nothing is.
        let other = working()
        _ = revoke(.seat(other.seat.id), Tips.Entry(other.feed, Tip(number(3), .all(0x77))))
        #expect(other.counted == [])
        let short = working()
        _ = revoke(.seat(short.seat.id), Tips.Entry(short.feed, Tip(number(4), .all(0x77))))
        #expect(short.counted == [0, 1, 2, 3])
        short.work()
        #expect(short.counted == [])
    }

    @Test("CUT-2: nor is then what lies at a fork or above it")
    func absentForked() {
        let worker = working()
        let twin = worker.twin(after: 2)
        twin.work("other")
        _ = revoke(.seat(worker.seat.id), Tips.Entry(worker.feed, Tip(number(9), .all(0x77))))
        #expect(worker.counted == [0, 1])
        #expect(twin.counted == [0, 1])
    }

    @Test(
        "CUT-2: a fork that only a proof shows is known too")
    func absentProven() {
        let worker = working()
        let twin = worker.twin(after: 2)
        let rival = twin.bundle(Value("other"), epoch: EpochID(high: 5, low: 5))
        realm.take(.proof(realm.proof(worker, worker.bundles[2], rival)))
        _ = revoke(.seat(worker.seat.id), Tips.Entry(worker.feed, Tip(number(9), .all(0x77))))
        #expect(worker.counted == [0, 1])
    }

    @Test("CUT-3: several revocations leave what each of them leaves; no tip, nothing")
    func several() {
        let worker = working()
        _ = revoke(.seat(worker.seat.id), worker.entry(after: 3))
        #expect(worker.counted == [0, 1, 2])
        _ = revoke(.grant(worker.opening.grant), worker.entry(after: 2), worker.entry(after: 4))
        #expect(worker.counted == [0, 1, 2])
        _ = revoke(.device(worker.seat.device), worker.entry(after: 1))
        #expect(worker.counted == [0])
        _ = revoke(.person(worker.person))
        #expect(worker.counted == [])
    }

    @Test("CUT-3: who is as high up as the revoker ratifies more of a feed")
    func ratify() {
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let worker = working()
        let person = Revocation.Target.person(worker.person)
        let act = admin.write(.revoke(Revocation(person, Tips([worker.entry(after: 1)]))))[0]
        #expect(worker.counted == [0])
        func ratify(_ writer: Scribe, _ count: Int) -> ActID {
            writer.write(.ratify(Ratification(of: act, Tips([worker.entry(after: count)]))))[0]
        }
        #expect(realm.verdict(ratify(peer, 2)) == .admitted)
        #expect(worker.counted == [0, 1])
        realm.decree(.ratify(Ratification(of: act, Tips([worker.entry(after: 3)]))))
        #expect(worker.counted == [0, 1, 2])
        // Another revocation is another matter.
        let top = realm.decree(.revoke(Revocation(person, Tips([worker.entry(after: 1)]))))[0]
        #expect(worker.counted == [0])
        let low = Act.ratify(Ratification(of: top, Tips([worker.entry(after: 4)])))
        #expect(realm.verdict(admin.write(low)[0]) == .refused(.notAbove))
        #expect(worker.counted == [0])
    }

    @Test("CUT-3: who ratifies reaches the feed's grant, and of an expulsion is without hubs")
    func ratifyReach() {
        let (hub, agency) = (realm.hub(), TestAgency(of: realm))
        agency.letIn()
        let (narrow, wide) = (realm.officer(.admin, at: [hub]), realm.officer(.admin))
        let (worker, user) = (working(), agency.officer(.agencyUser))
        user.open()
        let own = wide.write(.revoke(Revocation(.person(worker.person))))[0]
        let all = wide.write(.revoke(Revocation(.agency(agency.id))))[0]
        for (writer, mine, theirs) in [(narrow, [], []), (wide, [0, 1], [0])]
            as [(Scribe, [UInt64], [UInt64])]
        {
            writer.write(
                .ratify(Ratification(of: own, Tips([worker.entry(after: 2)]))),
                .ratify(Ratification(of: all, Tips([user.entry(after: 1)]))))
            #expect(worker.counted == mine)
            #expect(user.counted == theirs)
        }
        let theirs = agency.decree(.ratify(Ratification(of: own, Tips([worker.entry(after: 4)]))))
        #expect(realm.verdict(theirs[0]) == .admitted)
        #expect(worker.counted == [0, 1])
    }

    @Test("CUT-4: what is beyond the cut is quarantined, and a rewritten number is beyond it")
    func quarantined() {
        let admin = realm.officer(.admin)
        let (first, second) = (realm.enrol(by: admin), realm.enrol(by: admin))
        let twin = admin.twin(after: 2)
        let rewritten = twin.write(realm.seatAct().act)[0]
        _ = revoke(.seat(admin.seat.id), admin.entry(after: 2))
        #expect(realm.verdict(first.id) == .admitted)
        #expect(realm.verdict(second.id) == .quarantined)
        #expect(realm.verdict(rewritten) == .quarantined)
        #expect(admin.counted == [0, 1])
        #expect(Array(realm.charter.charterFeeds).map(\.tree.nodes.count).max() == 4)
        let twinOfFirst = admin.twin(after: 1)
        let below = twinOfFirst.write(realm.seatAct().act)[0]
        #expect(realm.verdict(below) == .quarantined)
        #expect(realm.verdict(first.id) == .admitted)
    }

    @Test("CUT-5: a feed counts to the first bundle that cites a policy nobody knows")
    func unknownPolicy() {
        let admin = realm.officer(.admin)
        let first = realm.enrol(by: admin)
        admin.policy = 3
        let second = realm.enrol(by: admin)
        admin.policy = 4
        realm.decree(.policy(PolicyChange(4, .alone)))
        let third = realm.enrol(by: admin)
        #expect(admin.counted == [0, 1])
        #expect(realm.verdict(first.id) == .admitted)
        #expect(realm.verdict(second.id) == .waits(.unknownPolicy))
        #expect(realm.verdict(third.id) == .waits(.unknownPolicy))
        realm.decree(.policy(PolicyChange(3, .alone)))
        #expect(admin.counted == [0, 1, 2, 3])
        #expect(realm.verdict(third.id) == .admitted)
    }

    @Test("CUT-6: a cut may be set as low as its author likes, and lower later")
    func low() {
        let worker = working(.clerk, by: nil, 5)
        for count in (1...5).reversed() {
            _ = revoke(.seat(worker.seat.id), worker.entry(after: count))
            #expect(worker.counted.count == count)
        }
    }
}

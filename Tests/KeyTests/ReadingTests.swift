import Bundles
import Charter
import Keys
import Lattice
import TestSupport
import Testing
import Wire

@Suite("Reading") struct ReadingTests {
    let world = KeyWorld(seed: 700)

    private func reads(_ scope: Address, _ person: Somebody, at time: HybridTime? = nil) -> Bool {
        world.roster.reads(scope, person.id, at: time)
    }

    @Test("READ-1: who reads is part of a policy, as it is written")
    func form() throws {
        let policy = Policy.relief
        #expect(try Policy(encoding: policy.encoding) == policy)
        var silent = policy
        silent.readers = nil
        #expect(try Policy(encoding: silent.encoding).readers == nil)
        // A role that is not there, none at all, and nothing to read.
        for (readers, reason) in [
            (Readers(hubs: [RoleNumber(99)]), WireError.Reason.noSuchEntry),
            (Readers(groups: [1: []]), .empty), (Readers(), .empty),
        ] {
            var bad = policy
            bad.readers = readers
            let error = #expect(throws: WireError.self) { try Policy(encoding: bad.encoding) }
            #expect(error?.reason == reason)
        }
    }

    @Test("READ-1: the latest version that says it counts")
    func versions() {
        let clerk = world.person(.clerk, at: [world.hubs[0]])
        #expect(reads(.hub(world.hubs[0]), clerk))
        var silent = Policy.relief
        silent.readers = nil
        world.realm.decree(.policy(PolicyChange(2, silent)))
        #expect(reads(.hub(world.hubs[0]), clerk))
        var narrow = Policy.relief
        narrow.readers = Readers(hubs: [.officer])
        world.realm.decree(.policy(PolicyChange(3, narrow)))
        #expect(!reads(.hub(world.hubs[0]), clerk))
        #expect(world.roster.over(.hub(world.hubs[0]), at: world.realm.now()) == [clerk.reading])
    }

    @Test("READ-2: each scope by the line of its own")
    func table() {
        let clerk = world.person(.clerk, at: [world.hubs[0]])
        let officer = world.person(.officer)
        let admin = world.adminHolder
        let agency = Address.agency(.all(7))
        let audience = made(
            Address.audience(of: [.hub(world.hubs[0]), .group(Policy.logistics)]))
        for (scope, expected) in [
            (Address.charter, [false, false, false]), (.common, [true, true, true]),
            (.hub(world.hubs[0]), [true, true, false]),
            (.hub(world.hubs[1]), [false, true, false]),
            (.hub(.all(9)), [false, false, false]),
            (.group(Policy.logistics), [false, true, false]), (.group(2), [false, false, false]),
            (agency, [false, false, false]), (.agency(world.realm.id), [false, false, false]),
            (.person(clerk.seat.person), [true, false, false]),
            (audience, [true, true, false]),
        ] {
            #expect([clerk, officer, admin].map { reads(scope, $0) } == expected, "\(scope)")
        }
    }

    @Test("READ-2: not by a grant that is revoked, over, or without standing; tips change nothing")
    func grants() {
        let hub = Address.hub(world.hubs[0])
        let late = HybridTime(word: 1 << 40)
        let clerk = world.person(.clerk, at: [world.hubs[0]], until: late)
        #expect(reads(hub, clerk, at: late))
        #expect(!reads(hub, clerk, at: HybridTime(word: late.word + 1)))
        #expect(reads(hub, clerk))
        let feed = clerk.feed(hub)
        feed.open()
        world.realm.decree(
            .revoke(Revocation(.seat(clerk.id), Tips([Tips.Entry(feed.feed, made(feed.tip))]))))
        #expect(!reads(hub, clerk))
        // A manager needs a second person behind the grant.
        let seat = world.realm.enrol()
        let grant = world.realm.grant(.manager, to: seat, by: world.admin)
        #expect(!reads(.common, world.somebody(seat, grant)))
        world.realm.decree(.endorse(grant))
        #expect(reads(.common, world.somebody(seat, grant)))
    }

    @Test("READ-3: over is what once stood; what waits or is refused is not")
    func over() {
        let hub = Address.hub(world.hubs[0])
        let clerk = world.person(.clerk, at: [world.hubs[0]])
        let seat = world.realm.enrol()
        _ = world.realm.grant(.manager, to: seat, by: world.admin)
        let stranger = world.person(.clerk, at: [world.hubs[1]])
        // A clerk grants nothing: that grant is refused, and nobody's reading ends with it.
        let refused = Grant(
            .seat(stranger.id), .officer, Level(3), hubs: [world.hubs[0]])
        clerk.charter.write(.grant(refused))
        #expect(world.roster.over(hub, at: world.realm.now()).isEmpty)
        _ = world.revoke(clerk)
        #expect(world.roster.over(hub, at: world.realm.now()) == [clerk.reading])
        #expect(world.roster.over(.common, at: world.realm.now()) == [clerk.reading])
        #expect(world.roster.over(.hub(world.hubs[1]), at: world.realm.now()).isEmpty)
    }

    @Test("READ-3: whoever was let in by somebody whose feed is cut is over too")
    func cutGranter() {
        let hub = Address.hub(world.hubs[0])
        let other = world.realm.officer(.admin)
        let seat = world.realm.enrol(by: other)
        let grant = world.realm.grant(.clerk, to: seat, by: other, at: [world.hubs[0]])
        #expect(world.roster.reads(hub, seat.id))
        world.realm.decree(.revoke(Revocation(.seat(other.seat.id))))
        #expect(!world.roster.reads(hub, seat.id))
        let over = world.roster.over(hub, at: world.realm.now())
        #expect(over == [Reading(seat: seat.id, grant: grant)])
    }

    @Test("WHO-1: what a device is follows from its seats")
    func devices() {
        let clerk = world.person(.clerk, at: [world.hubs[0]])
        let fresh = world.realm.enrol()
        #expect(world.roster.standing(of: clerk.seat.device) == .welcome)
        #expect(world.roster.standing(of: fresh.device) == .new)
        #expect(world.roster.standing(of: madeUp(77)) == .stranger)
        _ = world.revoke(clerk)
        #expect(world.roster.standing(of: clerk.seat.device) == .letGo)
        // Another seat on the same device makes it welcome again.
        let next = world.realm.enrol(device: clerk.seat.device)
        world.realm.grant(.clerk, to: next, at: [world.hubs[0]])
        #expect(world.roster.standing(of: clerk.seat.device) == .welcome)
    }
}

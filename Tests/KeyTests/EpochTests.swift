import Bundles
import Charter
import Keys
import Lattice
import Seal
import TestSupport
import Testing

@Suite("Epochs") struct EpochTests {
    let world = KeyWorld(seed: 710)
    var hub: Address { .hub(world.hubs[0]) }

    @Test("KEY-1: a key fits its act by its hash and its box key, and no other does")
    func fit() {
        var chance = Entropy.of(1)
        let pool = SecretPool()
        let (key, other) = (EpochKey(chance.draw(), in: pool), EpochKey(chance.draw(), in: pool))
        #expect(key.fits(Epoch(hub, key.hash, key.boxKey)))
        #expect(!key.fits(Epoch(hub, other.hash, key.boxKey)))
        #expect(!key.fits(Epoch(hub, key.hash, other.boxKey)))
        #expect(key.id == key.hash.short() && key.id != other.id)
    }

    @Test("KEY-2: without are those that an epoch names, and those of what it follows")
    func without() {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        let first = world.begin(hub)
        let id = made(world.scope(hub)[first]).id
        let second = clerk.holder.begin(
            EpochPlan(hub, after: [id], without: [user.reading]), in: clerk.charter)
        let third = clerk.holder.begin(
            EpochPlan(hub, after: [made(world.scope(hub)[second]).id]), in: clerk.charter)
        #expect(world.scope(hub).without(first).isEmpty)
        #expect(world.scope(hub).without(second) == [user.reading])
        #expect(world.scope(hub).without(third) == [user.reading])
        #expect(world.scope(hub).follows(third, first) && !world.scope(hub).follows(first, third))
    }

    @Test("KEY-2: who stands as high lets in again; nobody is left out of an epoch of their own")
    func again() {
        let (clerk, user, officer) = (person(.clerk), person(.mainHubUser), person(.officer))
        world.begin(hub)
        func plan(_ without: [Reading] = [], with: [Reading] = []) -> EpochPlan {
            let ids = world.realm.charter.currentEpochs(of: hub).map(\.epoch.id)
            return EpochPlan(hub, after: ids, without: without, with: with)
        }
        let above = officer.holder.begin(plan([user.reading, clerk.reading]), in: officer.charter)
        let below = clerk.holder.begin(plan(with: [user.reading]), in: clerk.charter)
        #expect(world.scope(hub).without(above) == [user.reading, clerk.reading].sorted())
        // The clerk stands below the officer: nobody is let in, but the clerk's own seat is there.
        #expect(world.scope(hub).without(below) == [user.reading])
        let equal = officer.holder.begin(plan(with: [user.reading]), in: officer.charter)
        #expect(world.scope(hub).without(equal) == [clerk.reading])
    }

    @Test("KEY-2: an epoch whose maker has no standing leaves nobody out; nor does a cut one")
    func outsiders() {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        let first = world.begin(hub)
        let id = made(world.scope(hub)[first]).id
        // A forger with a known seat and no grant copies the key's hash.
        let seat = world.realm.enrol()
        let forger = world.realm.writer(seat, under: .all(9))
        let copy = made(world.scope(hub)[first]).epoch
        forger.write(.epoch(Epoch(hub, copy.key, copy.box, without: [user.reading])))
        let next = clerk.holder.begin(EpochPlan(hub, after: [id]), in: clerk.charter)
        #expect(world.scope(hub).without(next).isEmpty)
        let bad = user.holder.begin(
            EpochPlan(hub, after: [id], without: [clerk.reading]), in: user.charter)
        let after = made(world.scope(hub)[bad]).id
        let last = world.adminHolder.holder.begin(
            EpochPlan(hub, after: [after]), in: world.admin)
        #expect(world.scope(hub).without(last) == [clerk.reading])
        _ = world.revoke(user)
        #expect(world.scope(hub).without(last).isEmpty)
        #expect(world.scope(hub).follows(last, bad))
    }

    @Test("KEY-3: readers are those of the scope, but those it is without: none can be added")
    func readers() {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        let stranger = world.person(.clerk, at: [world.hubs[1]])
        let first = world.begin(hub)
        let second = clerk.holder.begin(
            EpochPlan(
                hub, after: [made(world.scope(hub)[first]).id], without: [user.reading],
                with: [stranger.reading]), in: clerk.charter)
        #expect(world.readership.readers(of: first) == [clerk.id, user.id].sorted())
        #expect(world.readership.readers(of: second) == [clerk.id])
        // A new grant is another pair: its owner is back.
        let grant = world.realm.grant(.mainHubUser, to: user.seat, at: [world.hubs[0]])
        #expect(grant != user.grant)
        #expect(world.readership.readers(of: second) == [clerk.id, user.id].sorted())
    }

    @Test("KEY-4: what an admin sets up is stale at the first write of a reader, and only then")
    func setUp() {
        let clerk = person(.clerk)
        let first = world.begin(hub)
        #expect(clerk.has(first) && world.readership.isStale(first, at: world.realm.now()))
        let second = world.rotate(hub, by: clerk)
        #expect(!world.readership.isStale(second, at: world.realm.now()))
        #expect(clerk.holder.writing(in: hub) == .under(second))
        // Whoever set it up does not get what follows.
        #expect(!world.adminHolder.has(second))
    }

    @Test("KEY-4: after a removal the next write begins an epoch, and it is the last one to")
    func removal() {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        world.begin(hub)
        let second = world.rotate(hub, by: clerk)
        #expect(user.holder.writing(in: hub) == .under(second))
        _ = world.revoke(user)
        guard case .begin(let plan) = clerk.holder.writing(in: hub) else {
            Issue.record("nobody goes on under a key of somebody who was let go")
            return
        }
        #expect(plan.without == [user.reading])
        let third = clerk.holder.begin(plan, in: clerk.charter)
        #expect(clerk.holder.writing(in: hub) == .under(third))
        world.deliver(from: clerk)
        #expect(!user.has(third))
    }

    @Test("KEY-4: a grant that is over asks for an epoch; a second one does not")
    func expiry() {
        let end = HybridTime(word: 1 << 50)
        let clerk = person(.clerk)
        let guest = world.person(.mainHubUser, at: [world.hubs[0]], until: end)
        world.begin(hub)
        let second = world.rotate(hub, by: clerk)
        let later = HybridTime(word: end.word + 1)
        #expect(world.readership.isStale(second, at: later))
        world.realm.grant(.mainHubUser, to: guest.seat, at: [world.hubs[0]])
        #expect(!world.readership.isStale(second, at: later))
    }

    @Test("KEY-4: who may begin none writes on under what there is")
    func mayNot() {
        let clerk = person(.clerk)
        let first = world.begin(hub)
        #expect(clerk.holder.writing(in: hub, mayBegin: false) == .stale(first))
        let other = Address.hub(world.hubs[1])
        #expect(clerk.holder.writing(in: other, mayBegin: false) == .none)
    }

    @Test("KEY-4: whoever is left out by an epoch does not believe it about others either")
    func islands() {
        let (clerk, user, third) = (person(.clerk), person(.mainHubUser), person(.clerk))
        world.begin(hub)
        let good = world.rotate(hub, by: clerk)
        let bad = user.holder.begin(
            EpochPlan(
                hub, after: [made(world.scope(hub)[good]).id],
                without: [clerk.reading, third.reading]), in: user.charter)
        world.deliver(from: user)
        #expect(!clerk.has(bad) && !third.has(bad))
        #expect(clerk.holder.writing(in: hub) == .under(good))
        // The next rotation brings everybody together again.
        _ = world.revoke(world.adminHolder)
        let guest = person(.clerk)
        world.deliver(from: clerk)
        _ = world.revoke(guest)
        let next = world.rotate(hub, by: clerk)
        #expect(third.has(next) && user.has(next))
        #expect(third.holder.writing(in: hub) == .under(next))
        #expect(user.holder.writing(in: hub) == .under(next))
    }

    @Test("KEY-5: in an emergency whoever is there goes on without somebody")
    func emergency() {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        world.begin(hub)
        let plan = clerk.holder.book.rotation(
            of: world.scope(hub), at: world.realm.now(), world.realm.charter, world.roster,
            leavingOut: [user.id])
        #expect(plan.without == [user.reading] && plan.previous.count == 1)
        let act = clerk.holder.begin(plan, in: clerk.charter)
        world.deliver(from: clerk)
        #expect(clerk.has(act) && !user.has(act))
        #expect(!world.readership.reads(act, user.id))
    }

    @Test("KEY-5: epochs that were begun apart are all read, and all write under one of them")
    func settle() {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        world.begin(hub)
        guard case .begin(let mine) = clerk.holder.writing(in: hub),
            case .begin(let theirs) = user.holder.writing(in: hub)
        else {
            Issue.record("what an admin set up is gone on from")
            return
        }
        let acts = [
            clerk.holder.begin(mine, in: clerk.charter),
            user.holder.begin(theirs, in: user.charter),
        ]
        world.deliver(from: clerk)
        world.deliver(from: user)
        for act in acts { #expect(clerk.has(act) && user.has(act)) }
        let chosen = clerk.holder.writing(in: hub)
        #expect(chosen == user.holder.writing(in: hub))
        #expect(acts.map { WritingKey.under($0) }.contains(chosen))
    }

    @Test(
        "KEY-5: of what follows something the last is taken, whoever stands higher made before it")
    func last() {
        let (clerk, officer) = (person(.clerk), person(.officer))
        world.begin(hub)
        let second = world.rotate(hub, by: officer)
        let id = made(world.scope(hub)[second]).id
        let third = clerk.holder.begin(EpochPlan(hub, after: [id]), in: clerk.charter)
        world.deliver(from: clerk)
        #expect(officer.holder.writing(in: hub) == .under(third))
    }

    @Test("KEY-6: who loses a scope has its keys zeroed; who reads it again opens them again")
    func loss() {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        world.begin(hub)
        world.begin(.common)
        let act = world.rotate(hub, by: clerk)
        let revocation = world.revoke(user)
        #expect(user.holder.book.release(world.readership).contains(hub))
        #expect(!user.has(act) && user.holder.book.held.isEmpty)
        #expect(clerk.holder.book.release(world.readership).isEmpty && clerk.has(act))
        // Back by a grant that overrides it, the envelope is still there.
        world.realm.grant(
            .mainHubUser, to: user.seat, at: [world.hubs[0]], despite: [revocation])
        user.holder.take([])
        #expect(user.has(act))
    }

    @Test("KEY-6: a clock alone takes no key away")
    func clock() {
        let end = HybridTime(word: 1 << 20)
        let guest = world.person(.mainHubUser, at: [world.hubs[0]], until: end)
        let act = world.adminHolder.holder.begin(EpochPlan(hub), in: world.admin)
        let maker = world.adminHolder.holder
        guest.holder.take(maker.deliveries(of: act, at: HybridTime(word: 1)))
        #expect(guest.has(act))
        #expect(guest.holder.book.release(world.readership).isEmpty && guest.has(act))
    }

    private func person(_ role: RoleNumber) -> Somebody {
        world.person(role, at: [world.hubs[0]])
    }
}

import Bundles
import Charter
import Keys
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// A text that must turn up nowhere but with those who may read it.
private let canary = Array("CANARY 40 sacks of rice".utf8)

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        guard count >= part.count else { return false }
        return (0...count - part.count).contains { self[$0..<$0 + part.count].elementsEqual(part) }
    }
}

extension KeyWorld {
    fileprivate func clerk(at hub: Int = 0) -> Somebody { person(.clerk, at: [hubs[hub]]) }

    /// All that travels: what every node carries, and a relay sees.
    fileprivate func traffic(_ bundles: [Bundle]) -> [UInt8] {
        var all: [UInt8] = []
        for arrival in realm.arrivals {
            if case .bundle(let bytes) = arrival { all += bytes }
            if case .root(let record) = arrival { all += record.encoding }
        }
        for holder in holders.values { all += holder.envelopes.all.flatMap(\.encoding) }
        return all + bundles.flatMap(\.bytes)
    }
}

extension Attacks {
    // Attacker: a government node with all traffic. Means: every key that its people are given.
    // Expected: not a word of what an agency writes, though it carries all of it.
    @Test("Attack 16: a government node has all traffic and no agency text")
    func attack16_agency() throws {
        let world = KeyWorld(seed: 16)
        let agency = TestAgency(of: world.realm)
        world.realm.decree(.agency(Admission(of: agency.id)))
        world.realm.take(.root(agency.founding))
        let scope = Address.agency(agency.id)
        let admin = agency.officer(.agencyAdmin, 1)
        let user = agency.officer(.agencyUser, 4)
        let worker = world.somebody(user.seat, user.opening.grant)
        let head = world.somebody(admin.seat, admin.opening.grant)
        let officer = world.person(.officer)
        let manager = world.person(.manager)
        let first = head.holder.begin(EpochPlan(scope), in: admin)
        world.deliver(from: head)
        let isThere = worker.holder.book.held == [first]
        #expect(isThere)
        let feed = worker.feed(scope)
        let bundle = worker.holder.bundle(canary, in: feed, under: first)
        for outsider in [officer, manager, world.adminHolder] {
            outsider.holder.take(head.holder.envelopes.all + worker.holder.deliveries())
            #expect(outsider.holder.book.held.isEmpty)
            #expect(outsider.holder.open(bundle, of: feed) == nil)
        }
        #expect(head.holder.open(bundle, of: feed) == .success(canary))
        #expect(!world.traffic([bundle]).contains(canary))
    }

    // Attacker: somebody at hub A. Means: all bundles and envelopes of hub B. Expected: nothing.
    @Test("Attack 17: hub A opens nothing of hub B")
    func attack17_otherHub() {
        let world = KeyWorld(seed: 17)
        let (mine, other) = (world.clerk(at: 0), world.clerk(at: 1))
        world.begin(.hub(world.hubs[0]))
        world.begin(.hub(world.hubs[1]))
        let act = world.rotate(.hub(world.hubs[1]), by: other)
        let feed = other.feed(.hub(world.hubs[1]))
        let bundle = other.holder.bundle(canary, in: feed, under: act)
        mine.holder.take(other.holder.envelopes.all)
        #expect(mine.holder.open(bundle, of: feed) == nil && !mine.has(act))
        #expect(other.holder.open(bundle, of: feed) == .success(canary))
        // Not with the key of the own hub under the other's name either.
        let key = made(mine.holder.book.held.first.flatMap { mine.holder.book.key(of: $0) })
        let known = KnownFeed(feed.opening, key: other.seat.signer.verifying)
        let placed = try? bundle.placed(
            in: world.realm.id, feed: { _ in known }, seat: { _ in nil })
        let verified = made(placed.flatMap { try? $0.verified() })
        #expect(key.open(verified) == .failure(.doesNotOpen))
    }

    // Attacker: somebody who was removed, and kept all keys. Means: everything that travels later.
    // Expected: what was written before stays readable, nothing after the rotation is.
    @Test("Attack 18: a removed member reads nothing that is written after the rotation")
    func attack18_removed() {
        let world = KeyWorld(seed: 18)
        let hub = Address.hub(world.hubs[0])
        let (clerk, thief) = (world.clerk(), world.clerk())
        world.begin(hub)
        let before = world.rotate(hub, by: clerk)
        let feed = clerk.feed(hub)
        let old = clerk.holder.bundle(canary, in: feed, under: before)
        _ = world.revoke(thief)
        let after = world.rotate(hub, by: clerk)
        let new = clerk.holder.bundle(canary, in: feed, under: after)
        thief.holder.take(clerk.holder.envelopes.all)
        #expect(thief.holder.open(old, of: feed) == .success(canary))
        #expect(thief.holder.open(new, of: feed) == nil)
        // Nobody carries what somebody boxes to the thief by mistake.
        let other = world.clerk()
        world.deliver(from: clerk)
        let made = other.holder.deliveries().filter { $0.recipient == .seat(thief.id) }
        #expect(made.isEmpty && other.has(after))
    }

    // Attacker: somebody new. Means: all that travelled before. Expected: the history of a scope is
    // its readers'; where it must be closed a new scope is opened, and the old stays shut.
    @Test("Attack 19: a new member reads nothing of a scope whose history is closed")
    func attack19_closedHistory() {
        let world = KeyWorld(seed: 19)
        let clerk = world.clerk()
        let old = Address.hub(world.hubs[0])
        world.begin(old)
        let act = world.rotate(old, by: clerk)
        let feed = clerk.feed(old)
        let bundle = clerk.holder.bundle(canary, in: feed, under: act)
        // The hub goes on as a new one; the newcomer is granted that one alone.
        let next = world.realm.decree(.hub(Hub(.main)))[0].short(HubName.self)
        let newcomer = world.person(.clerk, at: [next])
        world.begin(.hub(next))
        newcomer.holder.take(clerk.holder.envelopes.all + world.adminHolder.holder.envelopes.all)
        #expect(newcomer.holder.book.held.count == 1)
        #expect(newcomer.holder.open(bundle, of: feed) == nil)
    }

    // Attackers: none; two partitions rotate at once. Expected: all epochs are read by all, and all
    // write under the same one.
    @Test("Attack 20: concurrent rotations settle, in any order of arrival", arguments: 0..<6)
    func attack20_concurrent(order: Int) {
        let world = KeyWorld(seed: 20)
        let hub = Address.hub(world.hubs[0])
        let people = (0..<3).map { _ in world.clerk() }
        world.begin(hub)
        var plans: [(Somebody, EpochPlan)] = []
        for person in people {
            guard case .begin(let plan) = person.holder.writing(in: hub) else { continue }
            plans.append((person, plan))
        }
        #expect(plans.count == 3)
        var turns = [0, 1, 2]
        turns.swapAt(0, order % 3)
        if order >= 3 { turns.swapAt(1, 2) }
        let acts = turns.map { plans[$0].0.holder.begin(plans[$0].1, in: plans[$0].0.charter) }
        for turn in turns { world.deliver(from: plans[turn].0) }
        let chosen = people.map { $0.holder.writing(in: hub) }
        #expect(Set(chosen).count == 1 && acts.map { .under($0) }.contains(chosen[0]))
        for person in people { for act in acts { #expect(person.has(act)) } }
        // And one later rotation goes on from all three.
        _ = world.revoke(world.clerk())
        let last = world.rotate(hub, by: people[0])
        let previous = made(world.scope(hub)[last]).epoch.previous
        #expect(acts.allSatisfy { previous.contains(made(world.scope(hub)[$0]).id) })
        #expect(people.allSatisfy { $0.holder.writing(in: hub) == .under(last) })
    }

    // Attacker: a member. Means: an emergency epoch, and envelopes of it to somebody who does not
    // read the scope, to somebody whom it is without, and to an epoch of another scope. Expected:
    // it is without whom it names, and nobody carries the envelopes.
    @Test("Attack 21: an emergency epoch adds nobody")
    func attack21_adding() throws {
        let world = KeyWorld(seed: 21)
        let hub = Address.hub(world.hubs[0])
        let (member, out) = (world.clerk(), world.clerk())
        let friend = world.clerk(at: 1)
        world.begin(hub)
        world.begin(.hub(world.hubs[1]))
        let theirs = made(friend.holder.book.held.first)
        let previous = world.scope(hub).all.map(\.id)
        let act = member.holder.begin(
            EpochPlan(hub, after: previous, without: [out.reading], with: [friend.reading]),
            in: member.charter)
        #expect(world.readership.readers(of: act) == [member.id])
        // The member's program is changed, and boxes the key to them all the same.
        let own = made(
            member.holder.deliveries(of: act).first { $0.recipient == .seat(member.id) })
        for recipient in [
            Envelope.Recipient.seat(friend.id), .seat(out.id), .epoch(theirs),
            .device(out.seat.device),
        ] {
            let forged = try own.readdressed(to: recipient, by: member.seat, in: world.realm.id)
            var envelopes = Envelopes()
            #expect(throws: EnvelopeError.notAReader(recipient)) {
                try envelopes.insert(forged, world.readership)
            }
        }
    }

    // Attacker: the maker of an epoch. Means: different keys to different members, under one hash.
    // Expected: whoever opens another key than the act's refuses it, and names the deliverer.
    @Test("Attack 22: an epoch with different keys for different members is refused on opening")
    func attack22_split() {
        let world = KeyWorld(seed: 22)
        let hub = Address.hub(world.hubs[0])
        let (liar, first, second) = (world.clerk(), world.clerk(), world.clerk())
        world.begin(hub)
        var chance = Entropy(Secret(copying: [UInt8](repeating: 22, count: 32).span.bytes))
        let keys = [liar.holder.book.makeKey(&chance), liar.holder.book.makeKey(&chance)]
        let plan = EpochPlan(hub, after: world.scope(hub).all.map(\.id))
        let act = liar.charter.write(.epoch(plan.epoch(keys[0])))[0]
        liar.holder.book.adopt(keys[0], as: act)
        let right = liar.holder.deliveries(of: act).filter { $0.recipient == .seat(first.id) }
        liar.holder.book.adopt(keys[1], as: act)
        let wrong = liar.holder.deliveries(of: act).filter { $0.recipient == .seat(second.id) }
        #expect(first.holder.take(right).isEmpty && first.has(act))
        let faults = second.holder.take(wrong)
        #expect(faults.map(\.reason) == [.wrongKey] && faults.map(\.deliverer) == [liar.id])
        #expect(!second.has(act))
        #expect("\(faults[0])".contains("\(liar.id)"))
        // The other member mends it.
        second.holder.take(first.holder.deliveries(of: act))
        #expect(second.has(act))
    }

    // Attacker: a relay. Means: all that it ever stored. Expected: ids, numbers, times and lengths;
    // no text, no name of a scope's hub, no label of a person.
    @Test("Attack 23: what a relay has shows no text and no names")
    func attack23_relay() {
        let world = KeyWorld(seed: 23)
        let clerk = world.clerk()
        let names = ["Puerto Norte", "Hub of the harbour", "Ana Lopez"].map { Array($0.utf8) }
        world.begin(.common)
        world.begin(.hub(world.hubs[0]))
        let common = made(world.readership.scopes[.common]?.all.first).act
        let act = world.rotate(.hub(world.hubs[0]), by: clerk)
        let feeds = [clerk.feed(.hub(world.hubs[0])), clerk.feed(.common)]
        var bundles = [
            clerk.holder.bundle(canary, in: feeds[0], under: act),
            clerk.holder.bundle(canary + canary + canary, in: feeds[0], under: act),
        ]
        for name in names {
            bundles.append(clerk.holder.bundle(name, in: feeds[1], under: common))
        }
        let seen = world.traffic(bundles + feeds.map { $0.open() })
        #expect(seen.count > 2_000)
        for text in names + [canary] { #expect(!seen.contains(text)) }
        // What it does learn, it learns: who wrote how much when, in which scope's id.
        #expect(bundles.allSatisfy { $0.header.feed == feeds[0].feed || $0.header.epoch != nil })
    }

    // Attacker: nobody; a person logs out with work that nobody has yet. Expected: it keeps
    // travelling, sealed, and others read it; what was locked signs nothing more.
    @Test("Attack 38: what was not shared at logout is delivered")
    func attack38_logout() {
        let world = KeyWorld(seed: 38)
        let hub = Address.hub(world.hubs[0])
        let (clerk, other) = (world.clerk(), world.clerk())
        world.begin(hub)
        let act = world.rotate(hub, by: clerk)
        let feed = clerk.feed(hub)
        let log = (0..<5).map { _ in clerk.holder.bundle(canary, in: feed, under: act) }
        let carried = clerk.holder.envelopes.all
        clerk.holder.book.lock()
        #expect(clerk.holder.book.held.isEmpty)
        #expect(clerk.holder.open(log[0], of: feed) == nil)
        // The device sends what it has.
        other.holder.take(carried)
        for bundle in log { #expect(other.holder.open(bundle, of: feed) == .success(canary)) }
        // And the person, back again, reads it too.
        clerk.holder.take([])
        #expect(clerk.holder.open(log[4], of: feed) == .success(canary))
    }

    // Attacker: somebody whose grant is over. Means: an epoch act of earlier date that goes on from
    // the newest one, so that others hand down its key. Expected: no link leads there, and nobody
    // writes under it.
    @Test("Attack 206: no key is handed down to an epoch of somebody who was let go")
    func attack206_link() {
        let world = KeyWorld(seed: 206)
        let hub = Address.hub(world.hubs[0])
        let (clerk, thief, reader) = (world.clerk(), world.clerk(), world.clerk())
        world.begin(hub)
        world.rotate(hub, by: clerk)
        _ = world.realm.decree(
            .revoke(
                Revocation(
                    .seat(thief.id), Tips([Tips.Entry(thief.charter.feed, .init(.first, .zero))])))
        )
        let safe = world.rotate(hub, by: clerk)
        let plan = EpochPlan(hub, after: [made(world.scope(hub)[safe]).id])
        let trap = thief.holder.begin(plan, in: thief.charter)
        world.deliver(from: thief)
        for person in [clerk, reader] {
            #expect(!person.has(trap))
            #expect(!person.holder.deliveries().contains { $0.recipient == .epoch(trap) })
            #expect(person.holder.writing(in: hub) == .under(safe))
        }
        #expect(!thief.has(safe))
    }

    // Attacker: an outsider with a seat nobody grants anything. Means: an epoch act that copies a
    // key's hash and is without everybody. Expected: it changes nothing for anybody.
    @Test("Attack 207: an outsider's epoch leaves nobody out and stops no delivery")
    func attack207_outsider() {
        let world = KeyWorld(seed: 207)
        let hub = Address.hub(world.hubs[0])
        let (clerk, other) = (world.clerk(), world.clerk())
        world.begin(hub)
        let act = world.rotate(hub, by: clerk)
        let epoch = made(world.scope(hub)[act]).epoch
        let outsider = world.realm.writer(world.realm.enrol(), under: ActID(1, 2, 3, 4))
        outsider.write(
            .epoch(
                Epoch(
                    hub, epoch.key, epoch.box, after: epoch.previous,
                    without: [clerk.reading, other.reading].sorted())))
        // One with the same short id, and another key.
        let short = KeyHash(epoch.key.words.0, epoch.key.words.1, 7, 7)
        outsider.write(.epoch(Epoch(hub, short, epoch.box)))
        _ = world.revoke(world.clerk())
        let next = world.rotate(hub, by: clerk)
        #expect(world.readership.readers(of: next).count == 2 && other.has(next))
        let feed = clerk.feed(hub)
        let bundle = clerk.holder.bundle(canary, in: feed, under: act)
        #expect(other.holder.open(bundle, of: feed) == .success(canary))
    }

    // Attacker: a member. Means: garbage, signed, in the place of everybody's envelope. Expected:
    // others deliver beside it, and the recipient takes theirs.
    @Test("Attack 208: one deliverer's garbage starves nobody")
    func attack208_garbage() {
        let world = KeyWorld(seed: 208)
        let hub = Address.hub(world.hubs[0])
        let (clerk, liar, victim) = (world.clerk(), world.clerk(), world.clerk())
        world.begin(hub)
        let act = clerk.holder.begin(
            EpochPlan(hub, after: world.scope(hub).all.map(\.id)), in: clerk.charter)
        var chance = Entropy(Secret(copying: [UInt8](repeating: 8, count: 32).span.bytes))
        liar.holder.book.adopt(liar.holder.book.makeKey(&chance), as: act)
        let garbage = liar.holder.deliveries(of: act)
        victim.holder.take(garbage)
        clerk.holder.take(garbage)
        #expect(!victim.has(act))
        victim.holder.take(clerk.holder.deliveries(of: act))
        #expect(victim.has(act))
    }
}

extension Envelope {
    /// The same box under another address, with a signature that is right.
    fileprivate func readdressed(
        to recipient: Recipient, by seat: ScriptedSeat, in realm: DomainID
    ) throws -> Envelope {
        var writer = Writer()
        writer.put(epoch)
        writer.put(array: 2)
        switch recipient {
        case .seat(let seat):
            writer.put(0)
            writer.put(seat)
        case .epoch(let epoch):
            writer.put(1)
            writer.put(epoch)
        case .device(let device):
            writer.put(2)
            writer.put(device.bytes)
        }
        writer.put(deliverer)
        writer.put(words: box)
        let hash = Blake2b.hash(writer.span, .envelope, of: Envelope.self)
        let signature = seat.signer.key.sign(.signEnvelope, for: realm, hash)
        var whole = Writer()
        whole.put(array: 5)
        whole.put(encoded: writer.bytes)
        whole.put(words: signature.words)
        return try Envelope(encoding: whole.bytes)
    }
}

import Bundles
import Charter
import Keys
import Lattice
import Seal
import TestSupport
import Testing
import Wire

@Suite("Envelopes") struct EnvelopeTests {
    let world = KeyWorld(seed: 720)
    var hub: Address { .hub(world.hubs[0]) }

    private func person(_ role: RoleNumber) -> Somebody {
        world.person(role, at: [world.hubs[0]])
    }

    private func error(_ envelope: Envelope) -> EnvelopeError? {
        var envelopes = Envelopes()
        do {
            _ = try envelopes.insert(envelope, world.readership)
            return nil
        } catch { return error }
    }

    /// The envelopes of a first epoch, and those they are for.
    private func delivered() -> (clerk: Somebody, act: ActID, made: [Envelope]) {
        let clerk = person(.clerk)
        let maker = world.adminHolder
        let act = maker.holder.begin(EpochPlan(hub), in: maker.charter)
        return (clerk, act, maker.holder.deliveries(of: act))
    }

    @Test("ENV-1: an envelope is read as it was written, and in no other form")
    func form() throws {
        let (_, act, made) = delivered()
        #expect(made.count == 2)
        for envelope in made {
            let bytes = envelope.encoding
            #expect(try Envelope(encoding: bytes) == envelope)
            #expect(envelope.epoch == act)
            for count in bytes.indices {
                #expect(throws: WireError.self) {
                    try Envelope(encoding: Array(bytes.prefix(count)))
                }
            }
        }
        // To an epoch itself.
        var bytes = made[0].encoding
        bytes[bytes.startIndex + 36] = 1
        bytes.replaceSubrange(39..<71, with: bytes[3..<35])
        let error = #expect(throws: WireError.self) { try Envelope(encoding: bytes) }
        #expect(error?.reason == .outOfRange)
    }

    @Test("ENV-2: every bit that is changed is refused, or makes it somebody else's that waits")
    func flips() throws {
        let (_, _, made) = delivered()
        let bytes = made[0].encoding
        for bit in 0..<bytes.count * 8 {
            var bent = bytes
            bent[bit / 8] ^= 1 << (bit % 8)
            guard let envelope = try? Envelope(encoding: bent) else { continue }
            #expect(error(envelope) != nil, "bit \(bit)")
        }
    }

    @Test("ENV-2: in order: the epoch, the deliverer, may it, the recipient, the signature")
    func order() throws {
        let (clerk, act, made) = delivered()
        let stranger = world.person(.clerk, at: [world.hubs[1]])
        let sound = made[0]
        func bent(
            epoch: ActID? = nil, to: Envelope.Recipient? = nil, from: ActID? = nil
        ) throws -> Envelope {
            var writer = Writer()
            writer.put(array: 5)
            writer.put(epoch ?? sound.epoch)
            writer.put(array: 2)
            switch to ?? sound.recipient {
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
            writer.put(from ?? sound.deliverer)
            writer.put(words: sound.box)
            writer.put(words: sound.signature.words)
            return try Envelope(encoding: writer.bytes)
        }
        #expect(error(sound) == nil)
        #expect(error(try bent(epoch: .all(1), from: .all(2))) == .unknownEpoch(.all(1)))
        #expect(error(try bent(to: .seat(stranger.id), from: .all(2))) == .unknownSeat(.all(2)))
        #expect(
            error(try bent(to: .seat(stranger.id), from: stranger.id))
                == .notADeliverer(stranger.id))
        for recipient in [
            Envelope.Recipient.seat(stranger.id), .device(stranger.seat.device),
            .epoch(.all(4)), .seat(world.admin.seat.id),
        ] {
            #expect(error(try bent(to: recipient)) == .notAReader(recipient))
        }
        #expect(error(try bent(from: clerk.id)) == .badSignature(clerk.id))
        #expect(EnvelopeError.badSignature(act).isWait == false)
        #expect(EnvelopeError.unknownEpoch(act).isWait)
    }

    @Test("ENV-2: a maker who was let go delivers nothing more")
    func letGo() {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        world.begin(hub)
        let act = user.holder.begin(
            EpochPlan(hub, after: world.scope(hub).all.map(\.id)), in: user.charter)
        let made = user.holder.deliveries(of: act)
        let forClerk = made.filter { $0.recipient == .seat(clerk.id) }
        #expect(forClerk.count == 1 && error(forClerk[0]) == nil)
        let revocation = world.revoke(user)
        #expect(error(forClerk[0]) == .notADeliverer(user.id))
        // What was honest is ratified, and its key is then nobody's but the readers'.
        let tips = Tips([user.charter.entry(after: user.charter.bundles.count)])
        world.realm.decree(.ratify(Ratification(of: revocation, tips)))
        #expect(error(forClerk[0]) == nil)
    }

    @Test("ENV-2: no link leads to an epoch whose maker does not read the one carried")
    func links() {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        world.begin(hub)
        let second = world.rotate(hub, by: clerk)
        // An admin goes on from it without reading it.
        let id = made(world.scope(hub)[second]).id
        let third = world.adminHolder.holder.begin(EpochPlan(hub, after: [id]), in: world.admin)
        world.deliver(from: world.adminHolder)
        #expect(user.has(third) && clerk.has(third))
        let made = user.holder.deliveries() + clerk.holder.deliveries()
        #expect(!made.contains { $0.recipient == .epoch(third) })
        #expect(!world.adminHolder.has(second))
    }

    @Test("ENV-3: one of each deliverer, four at most; the maker's stays")
    func slots() throws {
        let (_, act, first) = delivered()
        let readers = (0..<6).map { _ in person(.clerk) }
        for reader in readers { reader.holder.take(world.adminHolder.holder.deliveries()) }
        let target = readers[0]
        var envelopes = Envelopes()
        var outcomes: [Envelopes.Intake] = []
        let theirs = readers[1...].flatMap { reader in
            reader.holder.envelopes = Envelopes()
            return reader.holder.deliveries(of: act).filter {
                $0.recipient == .seat(target.id)
            }
        }
        #expect(theirs.count == 5 && first.count == 2)
        for envelope in theirs {
            outcomes.append(try envelopes.insert(envelope, world.readership))
        }
        #expect(outcomes.prefix(4).allSatisfy { $0 == .kept })
        #expect(try envelopes.insert(theirs[0], world.readership) == .duplicate)
        let slot = Envelopes.Slot(act, .seat(target.id))
        #expect(envelopes[slot].count == 4 && envelopes.count == 4)
        let maker = world.adminHolder.holder
        maker.envelopes = Envelopes()
        let own = maker.deliveries(of: act).filter { $0.recipient == .seat(target.id) }
        #expect(try envelopes.insert(made(own.first), world.readership) == .kept)
        #expect(envelopes[slot].contains(made(own.first)) && envelopes.count == 4)
    }

    @Test("ENV-3: a quota cuts off first what is of no use, then devices, then what was replaced")
    func quota() throws {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        world.begin(hub)
        let act = world.rotate(hub, by: clerk)
        _ = world.revoke(user)
        var envelopes = clerk.holder.envelopes
        let before = envelopes.count
        let useless = envelopes.all.filter { $0.recipient == .seat(user.id) }.count
        #expect(useless > 0 && envelopes.shrink(to: before, world.readership) == 0)
        #expect(envelopes.shrink(to: before - useless, world.readership) == useless)
        #expect(!envelopes.all.contains { $0.recipient == .seat(user.id) })
        envelopes.shrink(to: 2, world.readership)
        #expect(envelopes.all.allSatisfy { $0.recipient != .device(clerk.seat.device) })
        // The last that is given up is the one that opens all others.
        envelopes.shrink(to: 1, world.readership)
        #expect(envelopes.all.allSatisfy { $0.epoch != act || $0.recipient == .seat(clerk.id) })
        #expect(envelopes.count <= 1)
    }

    @Test("ENV-4: another key than the act's is refused, named, and the next envelope is tried")
    func wrongKey() throws {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        // The user claims the hash of one key, and delivers another to each.
        var chance = Entropy.of(5)
        world.begin(hub)
        let right = user.holder.book.makeKey(&chance)
        let wrong = user.holder.book.makeKey(&chance)
        let act = user.charter.write(
            .epoch(EpochPlan(hub, after: world.scope(hub).all.map(\.id)).epoch(right)))[0]
        user.holder.book.adopt(wrong, as: act)
        let faults = clerk.holder.take(user.holder.deliveries(of: act))
        #expect(faults.map(\.reason) == [.wrongKey] && faults.map(\.epoch) == [act])
        #expect(faults.map(\.deliverer) == [user.id])
        #expect(!clerk.has(act))
        // It is said once; and the right one, of somebody else who has it, is taken.
        #expect(clerk.holder.take([]).isEmpty)
        let third = person(.clerk)
        third.holder.book.adopt(right, as: act)
        #expect(clerk.holder.take(third.holder.deliveries(of: act)).isEmpty)
        #expect(clerk.has(act))
    }

    @Test("ENV-5: a new member gets one envelope, and reads all that there was")
    func history() {
        let clerk = person(.clerk)
        let acts =
            [world.begin(hub)]
            + (0..<3).map { _ in
                _ = world.revoke(person(.mainHubUser))
                return world.rotate(hub, by: clerk)
            }
        let newcomer = person(.mainHubUser)
        let made = clerk.holder.deliveries(of: acts.last)
        let own = made.filter { $0.recipient == .seat(newcomer.id) }
        #expect(own.count == 1)
        newcomer.holder.take(own + clerk.holder.envelopes.all)
        for act in acts { #expect(newcomer.has(act)) }
    }

    @Test("ENV-6: anybody who holds a key delivers it, and nothing twice")
    func delivery() {
        let clerk = person(.clerk)
        world.begin(hub)
        let newcomer = person(.mainHubUser)
        // The admin is gone; the clerk delivers.
        let made = clerk.holder.deliveries()
        #expect(made.contains { $0.recipient == .seat(newcomer.id) })
        clerk.holder.take(made)
        newcomer.holder.take(made)
        #expect(newcomer.holder.book.held == clerk.holder.book.held)
        #expect(clerk.holder.deliveries().isEmpty)
        let rest = newcomer.holder
        rest.take(clerk.holder.envelopes.all)
        #expect(rest.deliveries().filter { $0.recipient == .seat(clerk.id) }.isEmpty)
    }

    @Test("ENV-6: who holds a key and does not read it any more delivers nothing")
    func heldNoLongerRead() {
        let clerk = person(.clerk)
        world.begin(hub)
        let newcomer = person(.mainHubUser)
        #expect(clerk.holder.deliveries().contains { $0.recipient == .seat(newcomer.id) })
        _ = world.revoke(clerk)
        #expect(clerk.holder.book.held.isEmpty == false)
        #expect(clerk.holder.deliveries().isEmpty)
    }

    @Test("ENV-6: an audience is delivered to its members' epochs, or to their people")
    func audience() {
        let (mine, theirs) = (person(.clerk), world.person(.clerk, at: [world.hubs[1]]))
        let scope = made(Address.audience(of: world.hubs.map { .hub($0) }))
        world.begin(hub)
        let own = world.rotate(hub, by: mine)
        world.begin(.hub(world.hubs[1]))
        let act = mine.holder.begin(EpochPlan(scope), in: mine.charter)
        let recipients = mine.holder.deliveries(of: act).map(\.recipient)
        // The other hub's epoch is the admin's, who does not read: its people get it each.
        #expect(recipients.contains(.epoch(own)) && recipients.contains(.seat(theirs.id)))
        #expect(!recipients.contains { $0 == .seat(world.admin.seat.id) })
        world.deliver(from: mine)
        #expect(theirs.has(act))
        // A newcomer at the first hub gets that hub's key, and through it the audience's.
        let newcomer = person(.mainHubUser)
        newcomer.holder.take(
            mine.holder.deliveries(of: own).filter { $0.recipient == .seat(newcomer.id) }
                + mine.holder.envelopes.all)
        #expect(newcomer.has(own) && newcomer.has(act))
    }

    @Test("ENV-6: whoever an audience's epoch is without does not get it through a member")
    func roundabout() {
        let (clerk, user) = (person(.clerk), person(.mainHubUser))
        let scope = made(Address.audience(of: world.hubs.map { .hub($0) }))
        world.begin(hub)
        world.rotate(hub, by: clerk)
        let act = clerk.holder.begin(
            EpochPlan(scope, without: [user.reading]), in: clerk.charter)
        world.deliver(from: clerk)
        #expect(!user.has(act) && clerk.has(act))
    }

    @Test("ENV-6: a person's scope is delivered to a later seat when the person says so")
    func consent() {
        let clerk = person(.clerk)
        let own = Address.person(clerk.seat.person)
        let act = clerk.holder.begin(EpochPlan(own), in: clerk.charter)
        world.deliver(from: clerk)
        let second = world.realm.enrol(first: clerk.seat)
        let later = Holder(second, in: world.realm)
        #expect(world.roster.reads(own, second.id))
        later.take(clerk.holder.deliveries())
        #expect(later.book.held.isEmpty)
        later.take(clerk.holder.deliveries(consent: [second.id]))
        #expect(later.book.held == [act])
    }
}

import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing

@Suite("Supposing") struct SupposingTests {
    /// A realm with people of many roles, and everything that acts can be about.
    private final class World {
        let realm: ScriptedRealm
        var random: SeededRandom
        var writers: [Scribe] = []
        var seats: [ScriptedSeat] = []
        var hubs: [HubID] = []
        var acts: [ActID] = []
        let agency: TestAgency

        init(_ seed: UInt64) {
            random = SeededRandom(seed: seed)
            var policy = Policy.relief
            policy.kinds[.hub]?.gate = random.chance(50) ? Gate(2, by: [.admin]) : nil
            policy.roles[.officer]?.need = random.chance(50) ? 2 : 1
            realm = ScriptedRealm(policy: policy, seed: seed)
            hubs = [realm.hub(), realm.hub(.sub)]
            agency = TestAgency(of: realm)
            agency.letIn()
            let roles: [RoleNumber] = [.admin, .admin, .manager, .clerk, .mainHubUser]
            for role in roles {
                let scribe = realm.officer(role, at: random.chance(30) ? [hubs[0]] : nil)
                writers.append(scribe)
                seats.append(scribe.seat)
                acts.append(scribe.opening.grant)
            }
            writers.append(agency.officer(.agencyAdmin))
            if random.chance(30) { realm.decree(.revoke(Revocation(.agency(agency.id)))) }
            // Somebody whose grant lacks backing, and somebody who was let go of.
            writers.append(realm.officer(.manager, by: writers[0]))
            let gone = realm.officer(.admin)
            writers.append(gone)
            acts.append(realm.decree(.revoke(Revocation(.seat(gone.seat.id))))[0])
        }

        func pick<Element>(_ all: [Element]) -> Element { all[random.below(all.count)] }

        func act(by writer: Scribe) -> Act {
            let hub = random.chance(10) ? HubID(high: 1, low: 1) : pick(hubs)
            let role = pick([RoleNumber.admin, .manager, .officer, .clerk, .agencyUser])
            let level = realm.policy.roles[role]?.level ?? Level(4)
            switch random.below(10) {
            case 0:
                let first = random.chance(30) ? pick(seats).id : nil
                return realm.seatAct(
                    first: first, in: random.chance(80) ? writer.domain : agency.id
                ).act
            case 1, 2:
                let until = random.chance(20) ? HybridTime(word: 1) : nil
                return .grant(
                    Grant(
                        .person(pick(seats).person), role,
                        random.chance(90) ? level : Level(level.value + 1),
                        hubs: random.chance(40) ? [hub] : nil, until: until))
            case 3: return .revoke(Revocation(.seat(pick(seats).id)))
            case 4: return .ratify(Ratification(of: pick(acts), Tips()))
            case 5: return .hub(Hub(random.chance(80) ? .main : .agency(agency.id)))
            case 6: return .close(hub)
            case 7: return .endorse(random.chance(80) ? pick(acts) : ActID(1, 2, 3, 4))
            case 8: return .policy(PolicyChange(7, realm.policy))
            default: return .agency(Admission(of: random.chance(50) ? agency.id : realm.id))
            }
        }
    }

    @Test("ACT-3: what is told of acts beforehand is what becomes of them", arguments: 0..<40)
    func sameVerdicts(seed: Int) throws {
        let world = World(UInt64(seed + 3_000))
        var kinds: Set<Verdict> = []
        for _ in 0..<40 {
            let writer = world.pick(world.writers)
            let acts = (0...world.random.below(3)).map { _ in world.act(by: writer) }
            // The next time is the one that the bundle gets, if its feed is open.
            _ = writer.open()
            let before = world.realm.charter.viewID
            let told = world.realm.charter.verdicts(
                on: acts, in: writer.opening, at: HybridTime(word: .max >> 8), citing: 1)
            #expect(world.realm.charter.viewID == before, "nothing is taken in")
            let bundle = writer.draft(acts)
            world.realm.take(.bundle(bundle.bytes))
            let ids = writer.ids(of: bundle, acts.count)
            #expect(told == ids.map { world.realm.verdict($0) })
            kinds.formUnion(told)
            world.acts += ids
        }
        #expect(kinds.count > 3)
    }

    @Test("ROOT-7: what is told of a root record is what becomes of it")
    func roots() throws {
        let realm = ScriptedRealm(seed: 3_100)
        let seat = realm.enrol()
        let keys = SeatKeys(
            signing: seat.signer.verifying, box: seat.signer.box.publicKey, device: seat.device)
        let record = realm.rootRecord([
            .hub(Hub(.main)), .grant(Grant(.seat(seat.id), .clerk, Level(9))),
            .close(HubID(high: 1, low: 1)),
            .seat(Seat(keys, proof: Signature(InlineArray(repeating: 1)))),
        ])
        let told = try #require(realm.charter.verdicts(supposing: record))
        realm.take(.root(record))
        let ids = record.acts.indices.map { Act.id(in: record.hash, at: $0) }
        #expect(told == ids.map { realm.verdict($0) })
        #expect(
            told == [
                .admitted, .waits(.noSuchRole), .waits(.unknownHub), .refused(.badProof),
            ])
        #expect(realm.charter.verdicts(supposing: record) == nil, "it is here")
        let gap = realm.rootRecord([], after: record)
        let other = realm.rootRecord([.hub(Hub(.sub))], after: gap)
        #expect(realm.charter.verdicts(supposing: other) == nil, "what it follows is not here")
    }

    @Test("CUT-7: whom a revocation is about, and which of their grants its author reaches")
    func targets() throws {
        let realm = ScriptedRealm(seed: 3_200)
        let hub = realm.hub()
        let (admin, other) = (realm.officer(.admin), realm.officer(.admin))
        let seat = realm.enrol()
        let second = realm.enrol(first: seat)
        let clerk = realm.grant(.clerk, to: seat, at: [hub])
        let high = realm.grant(.admin, to: seat)
        let agency = TestAgency(of: realm)
        agency.letIn()
        let guest = agency.officer(.agencyAdmin)
        func found(
            _ target: Revocation.Target, _ writer: Scribe
        ) -> (reached: [ActID], beyond: [ActID]) {
            realm.charter.grants(of: target, reachedFrom: writer.opening)
        }
        for target in [
            Revocation.Target.seat(seat.id), .person(seat.person), .device(seat.device),
            .seat(second.id),
        ] {
            let all = found(target, admin)
            #expect(all.reached == [clerk] && all.beyond == [high])
        }
        #expect(found(.grant(clerk), admin).reached == [clerk])
        #expect(found(.grant(high), admin).beyond == [high])
        #expect(found(.seat(other.seat.id), admin).beyond == [other.opening.grant])
        #expect(found(.agency(agency.id), admin).reached == [guest.opening.grant])
        #expect(found(.seat(guest.seat.id), admin).beyond == [guest.opening.grant])
        #expect(found(.agency(agency.id), guest).beyond == [guest.opening.grant])
        let nobody = found(.seat(ActID(1, 2, 3, 4)), admin)
        #expect(nobody.reached.isEmpty && nobody.beyond.isEmpty)

        let feed = realm.writer(second, under: clerk, in: .hub(hub)).opening
        for (target, isMeant) in [
            (Revocation.Target.seat(second.id), true), (.seat(seat.id), false),
            (.person(seat.person), true), (.grant(clerk), true), (.grant(high), false),
            (.device(second.device), true), (.device(seat.device), false),
            (.agency(realm.id), true), (.agency(agency.id), false),
        ] { #expect(realm.charter.concerns(target, feed) == isMeant) }
    }
}

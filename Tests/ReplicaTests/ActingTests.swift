import Bundles
import Charter
import Keys
import Lattice
import Replica
import Simulation
import TestSupport
import Testing

@Suite("Acting") struct ActingTests {
    private let port = Port(seed: 80) { _ in MemoryStorage() }
    private let boss: Laptop<MemoryStorage>
    private let ann: Laptop<MemoryStorage>

    init() {
        boss = port.join(port.world.person(.admin))
        ann = port.join()
        port.open(.hub(port.hub))
        port.spread()
    }

    private var realm: ScriptedRealm { port.world.realm }

    private func grant(
        _ role: RoleNumber, _ level: UInt8, to seat: ActID, hubs: [HubID]? = nil,
        until: HybridTime? = nil
    ) -> Act { .grant(Grant(.seat(seat), role, Level(level), hubs: hubs, until: until)) }

    private func count(_ laptop: Laptop<MemoryStorage>) -> Int { laptop.bundles.count }

    @Test("ACT-3: nothing is written if any act is refused, and it is said which and why")
    func refused() throws {
        let fine = Act.hub(Hub(.sub))
        let other = port.world.person(.admin)
        boss.learn()
        let unknown = HubID(high: 1, low: 2)
        let two = [port.hub, port.world.hubs[1]].sorted()
        let cases: [(Laptop<MemoryStorage>, Act, name: String, words: String)] = [
            (ann, fine, "not-permitted", "(hub): the role does not permit it; admin may"),
            (boss, grant(.admin, 1, to: ann.person.id), "not-below", "somebody above it"),
            (boss, grant(.clerk, 3, to: ann.person.id), "no-such-role", "(grant)"),
            (
                boss, grant(.clerk, 4, to: ann.person.id, hubs: [unknown]), "unknown-hub",
                "try again"
            ),
            (boss, grant(.clerk, 4, to: ann.person.id, hubs: []), "empty", "nobody could read"),
            (
                boss, grant(.clerk, 4, to: ann.person.id, hubs: two.reversed()), "unsorted",
                "nobody could read"
            ),
            (boss, .policy(PolicyChange(2, .relief)), "roots-only", "only the roots"),
            (boss, .stay(Stay(1, .zero)), "roots-only", "(kind 13)"),
            (boss, .later(kind: 500, integer(1)), "unnamed-kind", "no name for this kind"),
            (boss, .endorse(ActID(1, 2, 3, 4)), "unknown-act", "has not arrived"),
            (boss, .close(unknown), "unknown-hub", "the hub has not arrived"),
            (boss, realm.seatAct(in: DomainID(1, 1, 1, 1)).act, "bad-proof", "(seat)"),
            (
                boss, realm.seatAct(first: boss.person.grant).act, "not-founder",
                "let in from higher up"
            ),
            (
                boss, .ratify(Ratification(of: boss.person.grant, Tips())), "not-above",
                "an equal or superior"
            ),
            (boss, .revoke(Revocation(.seat(other.id))), "not-below", "would change nothing"),
        ]
        for (laptop, act, name, words) in cases {
            let before = (
                count(laptop), laptop.withReplica { replica, _ in replica.charter.viewID }
            )
            let error = #expect(throws: ActError.self) { try laptop.act([fine, act]).get() }
            #expect(error?.name == name, "\(act)")
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
            #expect(error?.description.hasPrefix("Nothing was written: ") == true)
            let after = (count(laptop), laptop.withReplica { replica, _ in replica.charter.viewID })
            #expect(before == after, "\(act)")
        }
        // Alone it is the act of place 0, and the one that is fine is written.
        let error = #expect(throws: ActError.self) { try boss.act(cases[1].1).get() }
        #expect(error?.description.contains("act 0 (grant)") == true)
        #expect(try boss.act(fine).get().verdicts == [.admitted])
    }

    @Test("ACT-3: what is locked, empty, too much or too long is refused; keys are not for people")
    func bounds() throws {
        let hub = Act.hub(Hub(.sub))
        #expect(throws: ActError.empty) { try boss.act([]).get() }
        #expect(throws: ActError.tooMany(257)) {
            try boss.act(Array(repeating: hub, count: 257)).get()
        }
        let tips = Tips(
            (0..<1_024).map {
                Tips.Entry(FeedID(high: 1, low: $0 + 1), Tip(.first, BundleHash(1, 1, 1, $0)))
            })
        let long = Act.revoke(Revocation(.seat(ann.person.id), tips))
        let error = #expect(throws: ActError.self) { try boss.act([long, long]).get() }
        guard case .tooLong(let bytes)? = error else {
            Issue.record("it is too long")
            return
        }
        #expect(bytes > Bounds.authorityBytes && error?.name == "too-long")
        var chance = entropy(5)
        let key = boss.person.holder.book.makeKey(&chance)
        let epoch = Act.epoch(Epoch(.common, key.hash, key.boxKey))
        #expect(throws: ActError.key(act: 1)) { try boss.act([hub, epoch]).get() }
        #expect(try boss.act(Array(repeating: hub, count: 256)).get().acts.count == 256)
        let seat = boss.person.id
        boss.withReplica { replica, _ in replica.lock(seat) }
        #expect(throws: ActError.locked(seat)) { try boss.act(hub).get() }
        let empty = Port(seed: 81) { _ in MemoryStorage() }
        let newcomer = empty.join()
        #expect(throws: ActError.noCharter) { try newcomer.act(hub).get() }
        let stranger = port.join(port.world.somebody(realm.enrol(), ActID(1, 2, 3, 4)))
        stranger.learn()
        #expect(throws: ActError.notGranted(stranger.person.id)) { try stranger.act(hub).get() }
    }

    @Test("ACT-3: what only waits for others to stand behind it is written, and said to wait")
    func waiting() throws {
        let other = port.join(port.world.person(.admin))
        let new = realm.seatAct()
        port.spread()
        let seat = try boss.act(new.act).get().acts[0]
        let enacted = try boss.act(
            grant(.clerk, 4, to: seat), grant(.manager, 2, to: seat)
        ).get()
        #expect(enacted.verdicts == [.admitted, .waits(.unbacked)])
        #expect(enacted.waiting == [enacted.acts[1]])
        other.hear(from: boss)
        let endorsed = try other.act(.endorse(enacted.acts[1]), .endorse(seat)).get()
        #expect(endorsed.waiting.isEmpty)
        boss.hear(from: other)
        let verdict = boss.withReplica { replica, _ in replica.charter.verdict(on: enacted.acts[1])
        }
        #expect(verdict == .admitted)
    }

    @Test("ACT-3: the lowest grant that permits all of it is the one that is written under")
    func lowest() throws {
        let clerk = realm.grant(.clerk, to: boss.person.seat)
        boss.learn()
        #expect(try boss.act(.hub(Hub(.sub))).get().grant == boss.person.grant)
        realm.decree(.revoke(Revocation(.grant(boss.person.grant))))
        boss.learn()
        // The grant under which it would be permitted counts no more.
        #expect(throws: ActError.cut) { try boss.act(.hub(Hub(.sub))).get() }
        _ = clerk
        let ended = port.join(
            port.world.person(.admin, until: HybridTime(WallTime(milliseconds: 1))))
        ended.learn()
        let error = #expect(throws: ActError.self) { try ended.act(.hub(Hub(.sub))).get() }
        #expect(error?.name == "expired")
    }

    @Test("ACT-3: a seat whose grant lacks standing is told so, and nothing is written")
    func standing() throws {
        // The grant is backed by the roots; the seat, which one admin made, is not.
        let seat = realm.enrol(by: port.world.admin)
        let grant = realm.grant(.manager, to: seat)
        let laptop = port.join(port.world.somebody(seat, grant))
        laptop.learn()
        let before = count(laptop)
        #expect(throws: ActError.noStanding(.waits(.unbacked))) {
            try laptop.act(.endorse(grant)).get()
        }
        realm.decree(.endorse(seat.id))
        laptop.learn()
        let error = #expect(throws: ActError.self) { try laptop.act(.endorse(grant)).get() }
        #expect(error?.name == "not-permitted" && count(laptop) == before)
    }

    @Test("ACT-3, FEED-2: a charter feed that was cut, or forked, goes on in another incarnation")
    func incarnations() throws {
        let first = try boss.act(.hub(Hub(.sub))).get()
        let again = try boss.act(.hub(Hub(.sub))).get()
        // Between the two stands the key of the first hub.
        #expect(again.feed == first.feed && again.tip.number == first.tip.number.next.next)
        boss.restart()
        #expect(try boss.act(.hub(Hub(.sub))).get().feed == first.feed)
        // A policy that narrows cuts the feed at its beginning; whoever is concerned goes on.
        realm.decree(
            .policy(PolicyChange(2, Harbour.policy, narrowing: Narrowing([.admin]))))
        boss.learn()
        let cut = try boss.act(.hub(Hub(.sub))).get()
        #expect(cut.feed != first.feed && cut.verdicts == [.admitted])
        let verdict = boss.withReplica { replica, _ in replica.charter.verdict(on: first.acts[0]) }
        #expect(verdict == .quarantined)
        // Two copies of one disk fork it.
        let clone = Laptop(copyOf: boss)
        _ = try boss.act(.hub(Hub(.sub))).get()
        _ = try clone.act(.hub(Hub(.main))).get()
        boss.hear(from: clone)
        let forked = try boss.act(.hub(Hub(.sub))).get()
        #expect(forked.feed != cut.feed && forked.verdicts == [.admitted])
        boss.restart()
        #expect(try boss.act(.hub(Hub(.sub))).get().feed == forked.feed)
    }

    @Test("ACT-3: acts are there for good once they are committed, and none of them before")
    func committed() throws {
        let opened = try boss.act(.hub(Hub(.sub))).get()
        boss.tell(.acts([.hub(Hub(.main))], by: boss.person.id), commits: false)
        boss.restart(saving: false, cutting: true)
        let hubs = try #require(boss.withReplica { replica, _ in replica.charter.hubs.keys.count })
        #expect(hubs == 3)
        let known = boss.withReplica { replica, _ in replica.charter.verdict(on: opened.acts[0]) }
        #expect(known == .admitted)
        ann.hear(from: boss)
        let there = ann.withReplica { replica, _ in replica.charter.verdict(on: opened.acts[0]) }
        #expect(there == .admitted)
    }
}

import Bundles
import Charter
import Lattice
import Replica
import Simulation
import TestSupport
import Testing

@Suite("Revoking") struct RevokingTests {
    private let port = Port(seed: 85) { _ in MemoryStorage() }
    private let boss: Laptop<MemoryStorage>
    private let ann: Laptop<MemoryStorage>
    private let ben: Laptop<MemoryStorage>

    init() {
        boss = port.join(port.world.person(.admin))
        (ann, ben) = (port.join(), port.join())
        port.open(.hub(port.hub))
        port.spread()
    }

    private func boat(_ name: String) -> [Edit] {
        [.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))]
    }

    private func revocation(_ target: Revocation.Target) -> Revocation {
        made(boss.withReplica { replica, _ in replica.revocation(of: target) })
    }

    private func ratification(of act: ActID) -> Ratification? {
        made(boss.withReplica { replica, _ in replica.ratification(of: act) })
    }

    @Test(
        "CUT-7: a revocation names the ends of all feeds of its target that are here, by whatever")
    func targets() throws {
        let receipt = try ann.enter(boat("Alma")).get()
        _ = try ben.enter(boat("Bela")).get()
        for laptop in [ann, ben] { boss.hear(from: laptop) }
        let (seat, person) = (ann.person.seat, ann.person)
        for target in [
            Revocation.Target.seat(seat.id), .person(seat.person), .device(seat.device),
            .grant(person.grant),
        ] {
            let found = revocation(target)
            #expect(found.target == target)
            #expect(found.tips.entries.contains(Tips.Entry(receipt.feed, receipt.tip)))
            let feeds = boss.withReplica { replica, _ in replica.feeds(of: target) } ?? []
            #expect(feeds.map(\.feed).count == found.tips.entries.count)
            #expect(Set(feeds.map(\.feed)) == Set(found.tips.entries.map(\.feed)))
            // Her key of the hub stands in the charter.
            #expect(feeds.first?.scope == .charter && feeds.count == 2)
        }
        #expect(revocation(.seat(ActID(1, 2, 3, 4))).tips.entries.isEmpty)
    }

    @Test("CUT-7: of a forked feed all branches are named, so that what stood still stands")
    func forked() throws {
        _ = try ann.enter(boat("Alma")).get()
        let clone = Laptop(copyOf: ann)
        _ = try ann.enter(boat("Bela")).get()
        _ = try clone.enter(boat("Cora")).get()
        for side in [ann, clone] {
            boss.hear(from: side)
            ben.hear(from: side)
        }
        // Of what the branches say about records nothing counts before one of them is kept.
        let before = try #require(ben.state())
        #expect(ben.documents.count == 1)
        let found = revocation(.seat(ann.person.id))
        let feeds = Dictionary(grouping: found.tips.entries, by: \.feed)
        #expect(feeds.values.contains { $0.count == 2 })
        _ = try boss.act(.revoke(found)).get()
        ben.hear(from: boss)
        let after = try #require(ben.state())
        #expect(after.rows == before.rows)
        #expect(ben.state() == ben.refolded())
        // Whoever looked at both can still keep one.
        let branch = try #require(feeds.values.first { $0.count == 2 }?.first)
        _ = try boss.act(.keep(Keep(branch.feed, branch.tip.number, branch.tip.hash))).get()
        ben.hear(from: boss)
        #expect(ben.documents.count == 2)
        #expect(ben.state() == ben.refolded())
    }

    @Test("CUT-7: a revocation leaves less where that is asked, and nothing of what is not named")
    func less() throws {
        let first = try ann.enter(boat("Alma")).get()
        let second = try ann.enter(boat("Bela")).get()
        #expect(first.feed == second.feed)
        boss.hear(from: ann)
        let target = Revocation.Target.seat(ann.person.id)
        func tips(_ numbers: [FeedID: BundleNumber]) -> Tips {
            made(
                boss.withReplica { replica, _ in replica.revocation(of: target, leaving: numbers) }
            )
            .tips
        }
        #expect(
            tips([first.feed: first.tip.number]) == Tips([Tips.Entry(first.feed, first.tip)]))
        #expect(tips([:]) == Tips())
        // More than there is leaves what there is.
        #expect(tips([first.feed: .last]) == Tips([Tips.Entry(first.feed, second.tip)]))
        let clone = Laptop(copyOf: ann)
        _ = try ann.enter(boat("Cora")).get()
        let branch = try clone.enter(boat("Dora")).get()
        _ = try clone.enter(boat("Enda")).get()
        for side in [ann, clone] { boss.hear(from: side) }
        let both = tips([first.feed: branch.tip.number])
        #expect(
            both.entries.count == 2 && both.entries.contains(Tips.Entry(first.feed, branch.tip)))
        #expect(tips([first.feed: branch.tip.number.next]).entries.count == 2)
    }

    @Test(
        "CUT-7: a ratification names what lies beyond the cut, and there is none where nothing does"
    )
    func ratifying() throws {
        _ = try ann.enter(boat("Alma")).get()
        boss.hear(from: ann)
        let act = try boss.act(.revoke(revocation(.seat(ann.person.id)))).get().acts[0]
        #expect(ratification(of: act) == nil)
        #expect(ratification(of: ActID(1, 2, 3, 4)) == nil)
        let late = try ann.enter(boat("Bela")).get()
        boss.hear(from: ann)
        #expect(
            ratification(of: act)
                == Ratification(of: act, Tips([Tips.Entry(late.feed, late.tip)])))
        // What was cut at its beginning is raised alike, and what the roots cut is not an admin's.
        let low = port.world.realm.decree(.revoke(Revocation(.seat(ben.person.id))))[0]
        let own = try ben.enter(boat("Cora")).get()
        boss.learn()
        boss.hear(from: ben)
        let more = try #require(ratification(of: low))
        #expect(more.tips.entries.contains(Tips.Entry(own.feed, own.tip)))
        let error = #expect(throws: ActError.self) { try boss.act(.ratify(more)).get() }
        #expect(error?.name == "not-above")
        port.world.realm.decree(.ratify(more))
        boss.learn()
        #expect(ratification(of: low) == nil)
    }

    @Test("CUT-7: who reaches some of the target's grants is told of those that stay")
    func beyond() throws {
        let high = port.world.realm.grant(.admin, to: ann.person.seat)
        boss.learn()
        let act = Act.revoke(revocation(.person(ann.person.seat.person)))
        let enacted = try boss.act(act).get()
        #expect(enacted.beyond == [high])
        let other = port.join(port.world.person(.manager))
        port.spread()
        let error = #expect(throws: ActError.self) { try other.act(act).get() }
        #expect(error?.name == "not-permitted")
    }
}

import Bundles
import Charter
import Identity
import Keys
import Lattice
import Replica
import Seal
import Simulation
import TestSupport
import Testing

/// An agency that is founded with real secrets, and let in by somebody's act.
@Suite("Agencies on devices") struct AgencyTests {
    private let founded: Founded
    private let founding: Founding
    private let rosa: Post
    private var ada: Post { founded.ada }
    private var agency: DomainID { founding.domain }

    init() throws {
        founded = try Founded()
        var chance = entropy(70)
        let secrets = SeatSecrets(&chance)
        let device = DeviceSecret(chance.draw()).key.publicKey
        founding = try Founding.make(
            FoundingPlan(agencyOf: founded.founding.domain, policy: Harbour.policy),
            by: Founded.root(7, "Rosa"), founder: secrets, on: device,
            at: HybridTime(WallTime(milliseconds: 2_000)))
        rosa = Post(70, of: founded.founding.domain, secrets, device)
        rosa.hear(ada)
    }

    /// A root endorses it: one admin is too few.
    private func letIn() throws {
        let act = try ada.act(.agency(Admission(of: agency))).get().acts[0]
        let decree = try RootDecree(
            [.endorse(act)], in: ada.realm, by: [founded.root], ada.charter,
            at: HybridTime(WallTime(milliseconds: 3_000)))
        ada.tell(.roots([decree.record]))
        ada.finish()
    }

    @Test("ROOT-8: what was founded waits where it was founded, until somebody speaks of it")
    func waits() throws {
        rosa.tell(.roots(founding.records))
        rosa.unlock(as: founding.seat)
        #expect(rosa.charter.state(of: agency).standing == .outside)
        #expect(rosa.charter.agencies.isEmpty)
        #expect(made(rosa.with { replica, _ in replica.keptRoots() }).count == 3, "not kept")
        try letIn()
        // What came too early is there as soon as somebody has spoken of it.
        rosa.hear(ada)
        #expect(rosa.charter.state(of: agency).standing == .letIn)
        #expect(rosa.charter.state(of: agency).isFounded)
        #expect(made(rosa.with { replica, _ in replica.keptRoots() }).count == 7)
        #expect(rosa.charter.domain(ofSeat: founding.seat) == agency)
        ada.hear(rosa)
        #expect(ada.charter.state(of: agency).isFounded)
    }

    @Test("ROOT-8, BUN-6: roots that came before the act that speaks of them wait for it")
    func early() throws {
        rosa.tell(.roots(founding.records))
        try letIn()
        let bundles = made(ada.with { replica, _ in replica.withStorage { $0.bundles } })
        rosa.tell(.bundles(bundles))
        #expect(rosa.charter.state(of: agency).isFounded)
    }

    @Test("ROOT-8, BUN-6: what an agency's people wrote waits for the roots that made their seats")
    func bundlesFirst() throws {
        try letIn()
        rosa.hear(ada)
        rosa.tell(.roots(founding.records))
        rosa.unlock(as: founding.seat)
        _ = try rosa.act(Post(71, of: ada.realm).claim(in: agency)).get()
        let (roots, bundles) = made(
            rosa.with { replica, _ in
                (replica.keptRoots(), replica.withStorage { $0.bundles })
            })
        let late = Post(72, of: ada.realm)
        late.tell(.bundles(bundles))
        #expect(late.bundleCount == 0)
        late.tell(.roots(roots))
        #expect(late.bundleCount == bundles.count)
        #expect(late.charter.viewID == rosa.charter.viewID)
    }

    @Test("STORE-2: an agency that an act let in is there after a restart, with all its people")
    func restarted() throws {
        try letIn()
        ada.tell(.roots(founding.records))
        rosa.hear(ada)
        rosa.unlock(as: founding.seat)
        let eve = Post(71, of: ada.realm)
        let seat = try rosa.act(eve.claim(in: agency)).get().acts[0]
        let hub: HubID = try ada.act(.hub(Hub(.agency(agency)))).get().acts[0].short()
        rosa.hear(ada)
        let user = Grant(.seat(seat), .agencyUser, Level(4), hubs: [hub])
        #expect(try rosa.act(.grant(user)).get().verdicts == [.admitted])
        ada.hear(rosa)
        for post in [ada, rosa] {
            let (view, count) = (post.charter.viewID, post.bundleCount)
            for _ in 0..<2 {
                post.restart()
                #expect(post.charter.viewID == view)
                #expect(post.bundleCount == count, "nothing is taken for damage")
                #expect(made(post.with { replica, _ in replica.damage }) == 0)
            }
            #expect(post.charter.domain(ofSeat: seat) == agency)
        }
        // And what was let in by an act can be expelled, and let in again.
        let target = Revocation.Target.agency(agency)
        let expulsion = made(ada.with { replica, _ in replica.revocation(of: target) })
        let act = try ada.act(.revoke(expulsion)).get().acts[0]
        #expect(ada.charter.state(of: agency).standing == .expelled)
        #expect(ada.charter.state(of: agency).expulsions == [act])
        let again = try ada.act(.agency(Admission(of: agency, despite: [act]))).get()
        #expect(again.waiting == again.acts, "one admin is too few")
        #expect(ada.charter.waitingAdmissions(of: agency) == again.acts)
        let decree = try RootDecree(
            [.endorse(again.acts[0])], in: ada.realm, by: [founded.root], ada.charter,
            at: HybridTime(WallTime(milliseconds: 4_000)))
        ada.tell(.roots([decree.record]))
        ada.finish()
        #expect(ada.charter.state(of: agency).standing == .letIn)
        #expect(ada.charter.waitingAdmissions(of: agency).isEmpty)
    }
}

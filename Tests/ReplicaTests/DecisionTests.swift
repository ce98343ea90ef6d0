import Bundles
import Charter
import Lattice
import Replica
import Schema
import Simulation
import TestSupport
import Testing

/// What was decided about what somebody proposed is part of why it is as it is.
@Suite("Decisions behind proposals") struct DecisionTests {
    private let port = Port(seed: 41) { _ in MemoryStorage() }
    private let officer: Laptop<MemoryStorage>
    private let ann: Laptop<MemoryStorage>
    private let ben: Laptop<MemoryStorage>

    init() {
        (officer, ann, ben) = (port.join(), port.join(.manager), port.join(.manager))
        port.open(.hub(port.hub))
        port.spread()
    }

    /// The same everywhere, or nil.
    private func outcome(of plan: FactReference) throws -> Outcome? {
        let all = port.laptops.map { $0.causes(of: plan).map(\.outcome) }
        #expect(Set(all).count == 1)
        return try #require(all.first?.first) ?? nil
    }

    @Test("PAST-2: a proposal waits for those whom its gate names, and is told as decided by them")
    func approved() throws {
        let plan = try officer.propose("dredge the basin")
        port.meet()
        #expect(try outcome(of: plan) == .waits(approvals: 2, countersignature: false))
        try ann.decide(plan, true)
        // Whoever only works here decides nothing, whatever they state.
        try officer.decide(plan, false)
        port.meet()
        #expect(try outcome(of: plan) == .waits(approvals: 1, countersignature: false))
        try ben.decide(plan, true)
        port.meet()
        #expect(try outcome(of: plan) == .approved([]))
        for laptop in port.laptops {
            let decisions = try #require(laptop.causes(of: plan).first?.decisions)
            #expect(decisions.map(\.approves) == [true, false, true])
            #expect(
                decisions.map(\.happening.person)
                    == [ann, officer, ben].map(\.person.seat.person))
        }
    }

    @Test("PAST-2: a decision that comes before what it decides is found from there")
    func early() throws {
        let plan = try officer.propose("dredge the basin")
        ann.hear(from: officer)
        try ann.decide(plan, false)
        // Ben hears of the decision first.
        let early = ann.bundles.filter { !officer.bundles.contains($0) }
        ben.tell(.bundles(officer.charterBundles))
        ben.tell(.envelopes(officer.envelopes))
        ben.tell(.bundles(early))
        ben.finish()
        #expect(ben.causes(of: plan).isEmpty)
        #expect(ben.inquire(about: .fact(plan.key)).citations.count == 1)
        #expect(ben.inquire(about: .fact(plan.key)).timeline.isEmpty)
        ben.hear(from: officer)
        #expect(ben.causes(of: plan).first?.outcome == .rejected)
        officer.hear(from: ann)
        #expect(officer.causes(of: plan).first?.outcome == .rejected)
    }

    @Test("ENV-2: keys that come before what says who reads them wait for it")
    func earlyKeys() throws {
        try officer.propose("dredge the basin")
        ben.tell(.envelopes(officer.envelopes))
        ben.tell(.bundles(officer.bundles))
        ben.finish()
        #expect(Set(ben.envelopes).isSuperset(of: officer.envelopes))
        #expect(ben.state()?.rows.isEmpty == false)
    }

    @Test("DEC-1: change one line, and what was approved does not cover it")
    func otherContent() throws {
        let plan = try officer.propose("ten pallets")
        let larger = try officer.propose("ten thousand pallets")
        #expect(plan.key == larger.key && plan.hash != larger.hash)
        port.meet()
        try ann.decide(plan, true)
        try ben.decide(plan, true)
        port.meet()
        #expect(try outcome(of: plan) == .approved([]))
        #expect(try outcome(of: larger) == .waits(approvals: 2, countersignature: false))
        #expect(officer.causes(of: larger).first?.decisions.isEmpty == true)
    }

    @Test("DEC-2: approved here and rejected there is held, until somebody who saw both decides")
    func held() throws {
        let plan = try officer.propose("dredge the basin")
        port.meet()
        let yes = try ann.decide(plan, true)
        let no = try ben.decide(plan, false)
        port.meet()
        #expect(try outcome(of: plan) == .held)
        try ben.decide(plan, true, seeing: [yes, no], 2)
        port.meet()
        #expect(try outcome(of: plan) == .approved([]))
    }

    @Test("DEC-1: nobody decides what is their own")
    func own() throws {
        let plan = try ann.propose("dredge the basin")
        port.meet()
        try ann.decide(plan, true)
        try ben.decide(plan, true)
        port.meet()
        #expect(try outcome(of: plan) == .waits(approvals: 1, countersignature: false))
    }

    @Test("DEC-1: what a revocation took back decides nothing any more, and says so")
    func revoked() throws {
        let plan = try officer.propose("dredge the basin")
        port.meet()
        var random = SeededRandom(seed: 1)
        let tips = ben.tips(&random)
        try ann.decide(plan, true)
        try ben.decide(plan, true)
        port.meet()
        #expect(try outcome(of: plan) == .approved([]))
        port.world.realm.decree(.revoke(Revocation(.grant(ben.person.grant), tips)))
        port.meet()
        // What Ben cannot read any more, Ben is not told either.
        for laptop in [officer, ann] {
            let cause = try #require(laptop.causes(of: plan).first)
            #expect(cause.outcome == .waits(approvals: 1, countersignature: false))
            #expect(
                cause.decisions.contains {
                    guard case .void = $0.happening.standing else { return false }
                    return $0.happening.person == ben.person.seat.person
                })
        }
    }

    @Test("JUDGE-1: decisions that waited for their schema are found when it comes")
    func lateSchema() throws {
        let plan = try officer.propose("dredge the basin")
        ann.hear(from: officer)
        try ann.decide(plan, true)
        // Somebody who learns all but the schema.
        let late = Laptop(ben.person, in: port, 77)
        late.learn(withSchema: false)
        late.hear(from: ann)
        #expect(late.inquire(about: .fact(plan.key)).timeline.count == 1)
        #expect(late.inquire(about: .fact(plan.key)).citations.isEmpty)
        late.learn()
        #expect(late.causes(of: plan).first?.decisions.count == 1)
    }
}

import Bundles
import Charter
import Lattice
import Simulation
import TestSupport
import Testing

/// What decisions come to.
@Suite("Decisions") struct DecisionTests {
    private static let plan = Hash<Decided>.all(1)
    private let gate = Gate(2, by: [.manager, .admin])

    private func decision(
        _ id: UInt64, by person: UInt64, as role: RoleNumber = .manager, _ approves: Bool = true,
        seen: [UInt64] = [], about: Hash<Decided> = plan, isStale: Bool = false
    ) -> Decision {
        Decision(
            .all(id), about: about, by: .all(person), as: role, approves: approves,
            seen: Set(seen.map { .all($0) }), isStale: isStale)
    }

    /// What these come to, in whatever order they are.
    private func outcome(
        _ gate: Gate, proposedBy proposers: Set<PersonID> = [.all(0x90)], _ decisions: Decision...
    ) -> Outcome {
        let found = gate.outcome(of: Self.plan, proposedBy: proposers, decisions)
        var random = SeededRandom(seed: 1)
        for _ in 0..<10 {
            var order = decisions + [decisions[0]]
            random.permute(&order)
            #expect(gate.outcome(of: Self.plan, proposedBy: proposers, order) == found)
        }
        return found
    }

    @Test("DEC-1: a decision names exactly what it decides, by a role that the gate names")
    func counts() {
        let one = decision(1, by: 1)
        #expect(
            gate.outcome(of: Self.plan, proposedBy: [], [])
                == .waits(
                    approvals: 2, countersignature: false))
        let waits = Outcome.waits(approvals: 1, countersignature: false)
        #expect(outcome(gate, one, decision(2, by: 2, about: .all(2))) == waits)
        #expect(outcome(gate, one, decision(2, by: 2, as: .clerk)) == waits)
        #expect(outcome(gate, one, decision(2, by: 2, as: .clerk, false)) == waits)
        #expect(
            outcome(gate, one, decision(2, by: 2, as: .admin)) == .approved([]))
    }

    @Test("DEC-1: what is one's own one decides if the gate lets one, and it is flagged")
    func own() {
        let (own, other) = (decision(1, by: 1), decision(2, by: 2))
        let waits = Outcome.waits(approvals: 1, countersignature: false)
        #expect(outcome(gate, proposedBy: [.all(1)], own, other) == waits)
        let own2 = decision(1, by: 1, false)
        #expect(outcome(gate, proposedBy: [.all(1)], own2, other) == waits)
        let open = Gate(2, by: [.manager], allowsOwn: true)
        #expect(outcome(open, proposedBy: [.all(1)], own, other) == .approved(.own))
        #expect(outcome(open, proposedBy: [.all(3)], own, other) == .approved([]))
    }

    @Test("DEC-1: a counted decision to the contrary overrules those that it names as seen")
    func overruled() {
        let (one, two) = (decision(1, by: 1), decision(2, by: 2))
        #expect(outcome(gate, one, two, decision(3, by: 3, false, seen: [1, 2])) == .rejected)
        #expect(outcome(gate, one, two, decision(3, by: 3, false, seen: [1])) == .held)
        #expect(
            outcome(gate, one, two, decision(3, by: 3, false), decision(4, by: 1, seen: [3]))
                == .approved([]))
        // One that does not count overrules nothing, nor does one of the same mind.
        #expect(
            outcome(gate, one, two, decision(3, by: 3, as: .clerk, false, seen: [1, 2]))
                == .approved([]))
        #expect(
            outcome(gate, one, two, decision(3, by: 3, seen: [1, 2])) == .approved([])
        )
        // One that was overruled has overruled all the same.
        #expect(
            outcome(
                gate, one, decision(2, by: 2, false, seen: [1]), decision(3, by: 3, seen: [2]))
                == .waits(approvals: 1, countersignature: false))
    }

    @Test("DEC-2: both is held, only rejections reject, enough persons approve")
    func outcomes() {
        #expect(outcome(gate, decision(1, by: 1), decision(2, by: 2, false)) == .held)
        #expect(outcome(gate, decision(1, by: 1, false)) == .rejected)
        #expect(outcome(gate, decision(1, by: 1)) == .waits(approvals: 1, countersignature: false))
        #expect(
            outcome(gate, decision(1, by: 1), decision(2, by: 1), decision(3, by: 1, as: .admin))
                == .waits(approvals: 1, countersignature: false))
        #expect(
            outcome(gate, decision(1, by: 1), decision(2, by: 2)) == .approved([]))
    }

    @Test("DEC-2: if the gate says so, one of them by the role that countersigns")
    func countersigned() {
        let gate = Gate(2, by: [.manager], countersign: .hqApprover)
        let (one, two) = (decision(1, by: 1), decision(2, by: 2))
        let signed = decision(3, by: 3, as: .hqApprover)
        #expect(outcome(gate, one) == .waits(approvals: 1, countersignature: true))
        #expect(outcome(gate, one, two) == .waits(approvals: 0, countersignature: true))
        #expect(outcome(gate, signed) == .waits(approvals: 1, countersignature: false))
        #expect(outcome(gate, one, signed) == .approved([]))
        #expect(outcome(gate, one, two, decision(3, by: 3, as: .hqApprover, false)) == .held)
    }

    @Test("DEC-4, D3: an approval that takes those whose lease was over is flagged")
    func stale() {
        let (one, two) = (decision(1, by: 1), decision(2, by: 2))
        let (late, lone) = (decision(3, by: 3, isStale: true), decision(4, by: 1, isStale: true))
        #expect(outcome(gate, one, late) == .approved(.stale))
        #expect(outcome(gate, one, late, two) == .approved([]))
        // One who said it again after hearing of others has said it.
        #expect(outcome(gate, one, lone, late) == .approved(.stale))
        #expect(outcome(gate, one, lone, two) == .approved([]))
        let signed = Gate(1, by: [.manager], countersign: .hqApprover)
        let sign = decision(5, by: 5, as: .hqApprover, isStale: true)
        #expect(outcome(signed, one, sign) == .approved(.stale))
        #expect(outcome(signed, one, sign, decision(6, by: 6, as: .hqApprover)) == .approved([]))
        let open = Gate(2, by: [.manager], allowsOwn: true)
        #expect(outcome(open, proposedBy: [.all(1)], one, late) == .approved([.own, .stale]))
        // To reject it does not take anything.
        #expect(outcome(gate, decision(1, by: 1, false, isStale: true)) == .rejected)
    }

    @Test("DEC-4: a lease runs from the pulse that a decision names, if it names one")
    func leases() {
        let lease = Lease(hours: 12)
        let hour: Int64 = 3_600_000
        func isOver(_ hours: Int64, _ pulse: Int64?) -> Bool {
            lease.isOver(at: HybridTime(WallTime(milliseconds: hours * hour)), after: pulse)
        }
        #expect(!isOver(12, 0))
        #expect(lease.isOver(at: HybridTime(WallTime(milliseconds: 12 * hour + 1)), after: 0))
        #expect(!isOver(1_000, nil))
        #expect(!isOver(1, 1_000 * hour))
        #expect(isOver(1, .min))
        #expect(!isOver(1, .max))
    }

    @Test("POL-2: of two policies of one version that which leaves more time counts")
    func milder() {
        func policy(_ lease: Lease?) -> Policy {
            var policy = Policy.relief
            policy.leases[.clerk] = lease
            return policy
        }
        let all = [
            Lease(hours: 1, isStrict: true), Lease(hours: 2, isStrict: true), Lease(hours: 1),
            Lease(hours: 2), nil,
        ]
        for (index, lease) in all.enumerated() {
            for (other, milder) in all.enumerated() {
                let realm = ScriptedRealm(policy: policy(lease))
                realm.decree(.policy(PolicyChange(1, policy(milder))))
                let hub: HubID = realm.decree(.hub(Hub(.main)))[0].short()
                let seat = realm.enrol()
                let grant = realm.grant(.clerk, to: seat, at: [hub])
                let writer = realm.writer(seat, under: grant, in: .hub(hub))
                #expect(
                    realm.verdict(on: .movement, by: writer).lease == all[max(index, other)])
            }
        }
    }

    private func use(_ key: UInt64, _ amount: UInt64, line: UInt32 = 1) -> Permit.Use {
        Permit.Use(FactKey(person: .all(key), id: .all(key)), line: line, amount)
    }

    private let permit = Permit(SortedMap([(1, 10), (2, 5)]))

    /// The uses that are flagged, in whatever order they are handed in.
    private func excess(_ uses: Permit.Use...) -> [Permit.Use] {
        let found = permit.excess(of: uses)
        var random = SeededRandom(seed: 1)
        for _ in 0..<10 {
            var order = uses + uses.prefix(2)
            random.permute(&order)
            #expect(permit.excess(of: order) == found)
        }
        return found
    }

    @Test("DEC-3: each line is authorised once, however many uses it is split into")
    func uses() {
        #expect(excess(use(1, 10)) == [])
        #expect(excess(use(1, 4), use(2, 6)) == [])
        #expect(excess(use(1, 4), use(2, 6), use(3, 1)) == [use(3, 1)])
        #expect(excess(use(3, 4), use(2, 6), use(1, 1)) == [use(3, 4)])
        #expect(excess(use(1, 11), use(2, 0), use(3, 1)) == [use(1, 11), use(2, 0), use(3, 1)])
        #expect(excess(use(1, 10), use(2, 6, line: 2)) == [use(2, 6, line: 2)])
        #expect(excess(use(1, 10), use(1, 5, line: 2)) == [])
        #expect(excess(use(1, 1, line: 3)) == [use(1, 1, line: 3)])
        #expect(excess(use(1, .max), use(2, .max)) == [use(1, .max), use(2, .max)])
        #expect(excess(use(1, 0, line: 3)) == [])
    }

    @Test(
        "DEC-3: which uses are flagged does not depend on the order, even of one fact's")
    func sameKey() {
        let uses = (1...40).map { use(1, UInt64($0)) }
        #expect(
            Permit(SortedMap([(1, 400)])).excess(of: uses)
                == Permit(SortedMap([(1, 400)])).excess(of: uses.reversed()))
        let sorted = Permit(SortedMap([(1, 400)])).excess(of: uses).map(\.amount)
        #expect(sorted == sorted.sorted())
    }
}

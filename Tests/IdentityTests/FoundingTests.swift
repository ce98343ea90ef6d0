import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport
import Testing
import Wire

@Suite("Founding") struct FoundingTests {
    private let plan = FoundingPlan(
        policy: .relief, schema: .all(0x55), hubs: [Hub(.main), Hub(.sub)],
        offices: [.init(.admin), .init(.mainHubUser, at: [0]), .init(.auditor)])

    private func found(
        _ plan: FoundingPlan, by root: RootKey, _ seed: UInt8 = 1
    ) throws(DecreeError) -> Founding {
        var chance = Entropy.of(seed)
        let founder = SeatSecrets(&chance)
        return try Founding.make(
            plan, by: root, founder: founder, on: DeviceSecret(chance.draw()).key.publicKey,
            at: noon)
    }

    private func charter(of founding: Founding) throws -> Charter {
        var charter = Charter(realm: founding.domain)
        // As everybody reads them.
        for record in founding.records {
            _ = try charter.insert(RootRecord(encoding: record.encoding))
        }
        charter.settle()
        return charter
    }

    @Test("ROOT-6: three records make a realm, with its founder in office")
    func realm() throws {
        let root = try makeRoot(1)
        let founding = try found(plan, by: root)
        #expect(founding.records.map(\.number) == [0, 1, 2])
        let charter = try charter(of: founding)
        #expect(charter.policyVersion == 1 && charter.policies(of: 1) == [.relief])
        #expect(charter.schema == SchemaChange(1, .all(0x55)))
        #expect(charter.roots(after: founding.records[2].hash)?.keys == [root.plate.signing])
        #expect(Set(charter.hubs.keys) == Set(founding.hubs) && founding.hubs.count == 2)
        #expect(Set(charter.grants(of: founding.seat)) == Set(founding.grants))
        for grant in founding.grants {
            #expect(charter.verdict(on: grant) == .admitted)
            let opening = Opening(
                realm: founding.domain, scope: .charter, seat: founding.seat, grant: grant,
                incarnation: .all(1))
            #expect(charter.standing(of: opening) == nil)
        }
        guard case .grant(let atHub)? = charter.content(of: founding.grants[1]) else {
            Issue.record("a grant")
            return
        }
        #expect(atHub.hubs == [founding.hubs[0]] && atHub.level == Level(4))
        #expect(charter.verdict(on: founding.seat) == .admitted)
    }

    @Test("ROOT-6: the seat's proof is for the realm that was founded, and for no other")
    func proof() throws {
        let founding = try found(plan, by: try makeRoot(1))
        guard case .seat(let seat) = founding.records[1].acts[0] else {
            Issue.record("a seat")
            return
        }
        #expect(seat.fault(in: founding.domain) == nil)
        #expect(seat.fault(in: .all(0x11)) == .badProof)
        // Another root, another realm.
        #expect(try found(plan, by: try makeRoot(2)).domain != founding.domain)
    }

    @Test("ROOT-6: what would not be in force at once is not founded, and it is said why")
    func refused() throws {
        let root = try makeRoot(1)
        var cases: [(FoundingPlan, DecreeError)] = []
        func plan(_ change: (inout FoundingPlan) -> Void) -> FoundingPlan {
            var plan = self.plan
            change(&plan)
            return plan
        }
        cases.append(
            (plan { $0.offices = [.init(RoleNumber(99))] }, .noSuchRole(RoleNumber(99))))
        cases.append((plan { $0.offices = [.init(.agencyAdmin)] }, .noSuchRole(.agencyAdmin)))
        cases.append((plan { $0.offices = [.init(.clerk, at: [2])] }, .noSuchHub(.clerk)))
        cases.append((plan { $0.offices = [.init(.clerk, at: [])] }, .noSuchHub(.clerk)))
        cases.append(
            (
                plan { $0.hubs = Array(repeating: Hub(.main), count: 256) },
                .tooMany(257)
            ))
        for (plan, expected) in cases {
            let error = fault { () throws(DecreeError) in _ = try found(plan, by: root) }
            #expect(error == expected)
            #expect(error?.description.hasPrefix("nothing was decreed: ") == true)
        }
        var named = Policy.relief
        named.kinds[KindNumber(64)]?.name = String(repeating: "a", count: 65)
        let long = FoundingPlan(policy: named, schema: .all(1))
        #expect(
            fault { () throws(DecreeError) in _ = try found(long, by: root) }?.name == "too-long")
        // Nobody would take the founder's seat with a key like this.
        let weak = fault { () throws(DecreeError) in
            var chance = Entropy.of(1)
            let founder = SeatSecrets(&chance)
            _ = try Founding.make(
                self.plan, by: root, founder: founder, on: DeviceKey(.zero), at: noon)
        }
        #expect(weak == .refused(act: 0, "seat", .refused(.badKey)))
        // A key that signs elsewhere founds nothing, nor one that is locked.
        var chance = Entropy.of(3)
        #expect(root.belong(to: .all(0x11), &chance))
        let elsewhere = fault { () throws(DecreeError) in _ = try found(self.plan, by: root) }
        #expect(elsewhere == .otherDomain(label: "Ada"))
        let locked = try makeRoot(2)
        locked.lock()
        let error = fault { () throws(DecreeError) in _ = try found(self.plan, by: locked) }
        #expect(error == .locked(label: "Ada"))
    }

    @Test("ROOT-6: an agency is founded for a realm, and is in force once it is let in")
    func agency() throws {
        let root = try makeRoot(1)
        let realm = try found(plan, by: root)
        let other = try makeRoot(2)
        let agency = try found(
            FoundingPlan(agencyOf: realm.domain, policy: .relief), by: other, 9)
        var charter = try charter(of: realm)
        let letIn = try RootDecree(
            [.agency(Admission(of: agency.domain))], in: realm.domain, by: [root], charter, at: noon
        )
        _ = try charter.insert(letIn.record)
        for record in agency.records { _ = try charter.insert(record) }
        charter.settle()
        #expect(charter.grants(of: agency.seat) == agency.grants)
        #expect(charter.verdict(on: agency.grants[0]) == .admitted)
        var hubs = FoundingPlan(agencyOf: realm.domain, policy: .relief)
        hubs.hubs = [Hub(.main)]
        let third = try makeRoot(3)
        let error = fault { () throws(DecreeError) in _ = try found(hubs, by: third) }
        #expect(error == .agencyHubs)
    }
}

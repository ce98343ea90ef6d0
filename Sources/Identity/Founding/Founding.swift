public import Bundles
public import Charter
public import Lattice
public import Seal
internal import Wire

/// A realm, or an agency, that was just founded: its first records, and what they made
/// (spec/04-identity.md#root-6).
public struct Founding: Hashable, Sendable {
    /// To be handed in, in this order.
    public let records: [RootRecord]
    /// The founder's, whose secrets are to be sealed for this domain.
    public let seat: ActID
    public let hubs: [HubID]
    public let grants: [ActID]

    /// The realm or agency.
    public var domain: DomainID { records[0].founded }

    /// Founds what the plan says, with one root. The founder's seat is made on this device. What a
    /// proof is for, and what a grant names, has a name only when the record before it is made: so
    /// there are three.
    public static func make(
        _ plan: FoundingPlan, by root: RootKey, founder: borrowing SeatSecrets,
        on device: DeviceKey,
        at time: HybridTime
    ) throws(DecreeError) -> Founding {
        let label = root.plate.label
        guard root.plate.domain == nil else { throw .otherDomain(label: label) }
        guard plan.realm == nil || plan.hubs.isEmpty else { throw .agencyHubs }
        var law: [Act] = []
        if let schema = plan.schema {
            law = [.policy(PolicyChange(1, plan.policy)), .schema(SchemaChange(1, schema))]
        }
        let first = RootRecord(
            realm: plan.realm, time: time, roots: Roots(1, of: [root.plate.signing]), law)
        guard let first else { throw .tooMany(law.count) }
        let domain = first.founded
        let keys = SeatKeys(
            signing: founder.signing.verifying, box: founder.box.publicKey, device: device)
        let proof = keys.proof(by: founder.signing, in: domain)
        let people = try next(
            after: first, [.seat(Seat(keys, proof: proof))] + plan.hubs.map { .hub($0) })
        let seat = Act.id(in: people.hash, at: 0)
        let hubs: [HubID] = plan.hubs.indices.map { Act.id(in: people.hash, at: $0 + 1).short() }
        let offices = try offices(of: plan, seat, hubs)
        let leave = try next(after: people, offices)
        var records = offices.isEmpty ? [first, people] : [first, people, leave]
        for place in records.indices {
            records[place] = try signed(records[place], for: domain, by: root)
        }
        try check(records, in: domain, isRealm: plan.realm == nil)
        return Founding(
            records: records, seat: seat, hubs: hubs,
            grants: offices.indices.map { Act.id(in: leave.hash, at: $0) })
    }

    private static func next(
        after last: RootRecord, _ acts: [Act]
    ) throws(DecreeError) -> RootRecord {
        let record = RootRecord(
            realm: last.realm, number: last.number + 1, previous: last.hash,
            time: HybridTime(word: last.time.word + 1), acts)
        guard let record else { throw .tooMany(acts.count) }
        return record
    }

    private static func offices(
        of plan: FoundingPlan, _ seat: ActID, _ hubs: [HubID]
    ) throws(DecreeError) -> [Act] {
        var acts: [Act] = []
        for office in plan.offices {
            let side: Role.Side = plan.realm == nil ? .realm : .agencies
            guard let role = plan.policy.roles[office.role], role.side == side else {
                throw .noSuchRole(office.role)
            }
            let places = office.hubs ?? []
            guard office.hubs == nil || !places.isEmpty, places.allSatisfy(hubs.indices.contains)
            else { throw .noSuchHub(office.role) }
            let named = Set(places.map { hubs[$0] }).sorted()
            acts.append(
                .grant(
                    Grant(
                        .seat(seat), office.role, role.level, hubs: office.hubs == nil ? nil : named
                    )
                ))
        }
        return acts
    }

    private static func signed(
        _ record: RootRecord, for domain: DomainID, by root: RootKey
    ) throws(DecreeError) -> RootRecord {
        var record = record
        guard root.withKey({ record.sign(by: $0, for: domain) }) != nil else {
            throw .locked(label: root.plate.label)
        }
        return try record.checked()
    }

    /// Nobody else has looked at the plan: what is not in force at once is not founded. (An agency
    /// has to be let in first.)
    private static func check(
        _ records: [RootRecord], in domain: DomainID, isRealm: Bool
    ) throws(DecreeError) {
        guard isRealm else { return }
        var charter = Charter(realm: domain)
        for record in records {
            do throws(RootError) { _ = try charter.insert(record) } catch {
                throw .badRecord(error)
            }
        }
        charter.settle()
        for record in records { try charter.checkVerdicts(record) }
    }
}

extension RootRecord {
    /// The same, if everybody can read it.
    func checked() throws(DecreeError) -> RootRecord {
        do { _ = try RootRecord(encoding: encoding) } catch { throw .form(error) }
        return self
    }
}

extension Charter {
    /// Throws the first of the acts of a record that is not in force.
    func checkVerdicts(_ record: RootRecord, _ verdicts: [Verdict]? = nil) throws(DecreeError) {
        for (place, act) in record.acts.enumerated() {
            let verdict = verdicts?[place] ?? self.verdict(on: Act.id(in: record.hash, at: place))
            switch verdict {
            // It is in force as soon as the realm lets the agency in.
            case .admitted, .waits(.unknownAgency): break
            case let other:
                throw .refused(act: place, name(of: act.kind), other ?? .quarantined)
            }
        }
    }
}

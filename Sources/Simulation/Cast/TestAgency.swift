public import Bundles
public import Charter
public import Lattice
internal import Seal

extension ScriptedRealm {
    /// An agency with one root, which the realm lets in if it is asked to.
    public func agency(letIn: Bool = true) -> TestAgency {
        let agency = TestAgency(of: self)
        if letIn { decree(.agency(Admission(of: agency.id))) }
        take(.root(agency.founding))
        return agency
    }
}

/// An agency in the hands of a test.
public final class TestAgency {
    public let realm: ScriptedRealm
    public let signer: Signer
    public let founding: RootRecord
    public private(set) var last: RootRecord

    public var id: DomainID { founding.founded }

    public init(of realm: ScriptedRealm) {
        self.realm = realm
        signer = Signer(realm.next())
        var record = made(
            RootRecord(
                realm: realm.id, time: realm.now(), roots: Roots(1, of: [signer.verifying]), []))
        record.sign(by: signer.key)
        founding = record
        last = record
    }

    @discardableResult
    public func decree(_ acts: Act...) -> [ActID] {
        var record = made(
            RootRecord(
                realm: realm.id, number: last.number + 1, previous: last.hash, time: realm.now(),
                acts))
        record.sign(by: signer.key, for: id)
        last = record
        realm.take(.root(record))
        return acts.indices.map { Act.id(in: record.hash, at: $0) }
    }

    /// Somebody of the agency with a feed in the charter.
    public func officer(
        _ role: RoleNumber, _ level: UInt8, at hubs: [HubID]? = nil
    ) -> Scribe {
        let (act, signer, device) = realm.seatAct(in: id)
        let seat = decree(act)[0]
        let grant = decree(.grant(Grant(.seat(seat), role, Level(level), hubs: hubs)))[0]
        let person = ScriptedSeat(id: seat, person: seat.short(), signer: signer, device: device)
        return realm.writer(person, under: grant, domain: id)
    }
}

public import Bundles
public import Charter
internal import Keys
public import Lattice

/// Whose a hub is, and what it is for.
public enum HubSort: String, CaseIterable, Hashable, Sendable {
    case main, sub, agency
}

/// A realm with hubs, an admin, and people at the hubs; perhaps with an agency that has some.
public final class KeyWorld {
    public let realm: ScriptedRealm
    public let hubs: [HubID]
    public let admin: Scribe
    /// There if a hub is an agency's.
    public let agency: TestAgency?
    public private(set) var holders: [ActID: Holder] = [:]

    public init(
        seed: UInt64, policy: Policy = .relief, hubs sorts: [HubSort] = [.main, .sub]
    ) {
        let realm = ScriptedRealm(policy: policy, seed: seed)
        let agency = sorts.contains(.agency) ? realm.agency() : nil
        let acts = sorts.map { sort in
            switch sort {
            case .main: Act.hub(Hub(.main))
            case .sub: Act.hub(Hub(.sub))
            case .agency: Act.hub(Hub(.agency(made(agency).id)))
            }
        }
        hubs = realm.decree(all: acts).map { $0.short() }
        (self.realm, self.agency) = (realm, agency)
        admin = realm.officer(.admin)
    }

    public var readership: Readership { realm.charter.readership() }
    public var roster: Roster { readership.roster }

    public func scope(_ scope: Address) -> ScopeEpochs { made(readership.scopes[scope]) }

    /// Somebody with a seat and a role, and a feed in the charter.
    public func person(
        _ role: RoleNumber, at hubs: [HubID]? = nil, first: ScriptedSeat? = nil,
        until: HybridTime? = nil
    ) -> Somebody {
        let seat = realm.enrol(first: first)
        let grant = realm.grant(role, to: seat, at: hubs, until: until)
        return somebody(seat, grant)
    }

    /// Somebody of the agency, at its hubs.
    public func guest(_ role: RoleNumber, _ level: UInt8, at hubs: [HubID]? = nil) -> Somebody {
        let scribe = made(agency).officer(role, level, at: hubs)
        let plain = somebody(scribe.seat, scribe.opening.grant)
        return Somebody(
            seat: plain.seat, grant: plain.grant, holder: plain.holder, charter: scribe)
    }

    public func somebody(_ seat: ScriptedSeat, _ grant: ActID) -> Somebody {
        let holder = holders[seat.id] ?? Holder(seat, in: realm)
        holders[seat.id] = holder
        return Somebody(
            seat: seat, grant: grant, holder: holder, charter: realm.writer(seat, under: grant))
    }

    public var adminHolder: Somebody { somebody(admin.seat, admin.opening.grant) }

    /// Begins the first epoch of a scope by the admin, and has it delivered to all.
    @discardableResult
    public func begin(_ scope: Address, by maker: Somebody? = nil) -> ActID {
        let maker = maker ?? adminHolder
        let act = maker.holder.begin(EpochPlan(scope), in: maker.charter)
        deliver(from: maker)
        return act
    }

    /// Has somebody's envelopes reach everybody.
    public func deliver(from maker: Somebody, consent: Set<ActID> = []) {
        let made = maker.holder.deliveries(consent: consent)
        for holder in holders.values { holder.take(made) }
    }

    /// Rotates a scope as the next write of somebody asks, and delivers.
    @discardableResult
    public func rotate(_ scope: Address, by maker: Somebody) -> ActID {
        guard case .begin(let plan) = maker.holder.writing(in: scope) else {
            preconditionFailure("nothing asks for another epoch")
        }
        let act = maker.holder.begin(plan, in: maker.charter)
        deliver(from: maker)
        return act
    }

    public func revoke(_ person: Somebody) -> ActID {
        realm.decree(.revoke(Revocation(.seat(person.seat.id))))[0]
    }
}

/// A person in a test.
public struct Somebody {
    public let seat: ScriptedSeat
    public let grant: ActID
    public let holder: Holder
    public let charter: Scribe

    public var id: ActID { seat.id }
    public var reading: Reading { Reading(seat: seat.id, grant: grant) }

    public func feed(_ scope: Address) -> Scribe {
        holder.realm.writer(seat, under: grant, in: scope)
    }

    public func has(_ act: ActID) -> Bool { holder.book.key(of: act) != nil }
}

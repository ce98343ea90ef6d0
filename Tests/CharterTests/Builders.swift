import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

// What the tests of authority are made of: bytes written by hand, a policy under which one person
// is enough, an agency in the making.

func number(_ value: UInt64) -> BundleNumber { made(BundleNumber(value)) }

/// Bytes, and the reason for which they are refused.
struct Refused: Sendable, CustomTestStringConvertible {
    let text: String
    let reason: WireError.Reason

    init(_ text: String, _ reason: WireError.Reason) {
        self.text = text
        self.reason = reason
    }

    var testDescription: String { "\(text.prefix(100)) is \(reason.rawValue)" }
}

/// Why something cannot be read; nil if it can.
func fault(_ read: () throws(WireError) -> some Any) -> WireError.Reason? {
    do throws(WireError) {
        _ = try read()
        return nil
    } catch { return error.reason }
}

extension Policy {
    /// The relief policy, where one person is enough for everything.
    static var alone: Policy {
        var policy = Policy.relief
        for role in policy.roles.keys { policy.roles[role]?.need = 1 }
        policy.kinds[.agency]?.gate = nil
        return policy
    }
}

extension ScriptedRealm {
    func verdict(_ act: ActID) -> Verdict { made(charter.verdict(on: act)) }

    /// The act that grants a role to a person at a level that the test chooses.
    func grantAct(
        _ role: RoleNumber, _ level: UInt8, to seat: ScriptedSeat, at hubs: [HubID]? = nil,
        despite: [ActID] = []
    ) -> Act {
        .grant(
            Grant(
                .person(seat.person), role, Level(level), hubs: hubs?.sorted(), despite: despite))
    }

    /// A hub of the realm, or of an agency.
    func hub(_ sort: Hub.Sort = .main) -> HubID { decree(.hub(Hub(sort)))[0].short() }

    /// Somebody with a role, and a feed in another scope that is open.
    func worker(
        _ role: RoleNumber, by writer: Scribe? = nil, at hubs: [HubID]? = nil,
        in scope: Address = .common
    ) -> Scribe {
        let officer = officer(role, by: writer, at: hubs)
        let feed = self.writer(officer.seat, under: officer.opening.grant, in: scope)
        take(.bundle(feed.open().bytes))
        return feed
    }

    /// The verdict on a record that this writer states now.
    func verdict(
        on kind: KindNumber, by writer: Scribe, at time: HybridTime? = nil,
        citing policy: UInt16 = 1
    ) -> RecordVerdict {
        charter.verdict(on: kind, in: writer.opening, at: time ?? now(), citing: policy)
    }

    /// The same for anybody who writes in that scope under that writer's grant.
    func verdict(
        on kind: KindNumber, by writer: Scribe, in scope: Address, at time: HybridTime? = nil,
        citing policy: UInt16 = 1
    ) -> RecordVerdict {
        charter.verdict(
            on: kind, in: writer.opening.moved(to: scope), at: time ?? now(), citing: policy)
    }

    /// The proof that two bundles fork a feed.
    func proof(_ writer: Scribe, _ a: Bundle, _ b: Bundle) -> ForkProof {
        made(ForkProof(writer.opening, a.hashed().head, b.hashed().head))
    }

    /// What follows from what arrived, evaluated from scratch.
    var summary: Summary { Summary(realm: id, of: arrivals) }
}

extension Opening {
    func moved(to scope: Address) -> Opening {
        Opening(
            realm: realm, scope: scope, seat: seat, grant: grant, incarnation: incarnation)
    }
}

extension Scribe {
    /// Has the realm receive the next bundle of a scope that is not the charter.
    @discardableResult
    func work(_ text: String = "work") -> Bundle {
        let bundle = bundle(Value(text), epoch: EpochID(high: 5, low: 5))
        realm.take(.bundle(bundle.bytes))
        return bundle
    }

    /// What counts of the feed, by number.
    var counted: [UInt64] {
        let found: [BundleHash]
        if opening.scope == .charter {
            found = realm.charter.counting(of: feed)
        } else {
            let archive = Archive(of: realm.arrivals, under: realm.charter)
            let tree = archive.trees[feed] ?? FeedTree()
            let reach = realm.charter.counting(of: opening, in: tree)
            found = tree.places(within: reach).map { tree.nodes[$0].hash }
        }
        return bundles.map { $0.hashed() }.filter { found.contains($0.hash) }
            .map(\.header.number.value)
    }
}

extension TestAgency {
    /// Lets it in by the realm's roots, and has its founding record received.
    @discardableResult
    func letIn() -> ActID {
        let act = realm.decree(.agency(Admission(of: id)))[0]
        realm.take(.root(founding))
        return act
    }

    func enrol(first: ScriptedSeat? = nil) -> ScriptedSeat {
        let (act, signer, device) = realm.seatAct(first: first?.id, in: id)
        let seat = decree(act)[0]
        return ScriptedSeat(
            id: seat, person: first?.person ?? seat.short(), signer: signer, device: device)
    }

    /// Somebody with a role of the agency, and a feed in the charter.
    func officer(_ role: RoleNumber, at hubs: [HubID]? = nil) -> Scribe {
        let seat = enrol()
        let level = made(realm.policy.roles[role]?.level).value
        let grant = decree(realm.grantAct(role, level, to: seat, at: hubs))[0]
        return realm.writer(seat, under: grant, domain: id)
    }
}

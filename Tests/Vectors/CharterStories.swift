import Bundles
import Charter
import Lattice
import Seal
import TestSupport

/// Charters of which each shows something.
enum CharterStories {
    static let epoch = EpochID(high: 6, low: 6)

    static let all: [(String, @Sendable (ScriptedRealm) -> Void)] =
        [
            ("a founding", { _ in }),
            ("people, hubs and their work", { work($0) }), ("backing", backing),
            ("revoked, ratified, let back in", revoked), ("forks and keeps", forks),
            ("equals and inferiors", equals), ("policies", policies), ("an agency", agency),
            ("chains of roots that fork", roots), ("keys", keys),
            ("things that lack something", odd),
            ("a realm in which everything happens", everything),
        ] + ofReading

    @discardableResult
    static func work(_ realm: ScriptedRealm) -> (admin: Scribe, clerk: Scribe, feed: Scribe) {
        let admin = realm.officer(.admin)
        let hub = admin.write(.hub(Hub(.main)))[0]
        let other = admin.write(.hub(Hub(.sub, parent: hub.short())))[0]
        let clerk = realm.officer(.clerk, by: admin, at: [hub.short()])
        clerk.open()
        let scopes: [Address] = [
            .hub(hub.short()), .hub(other.short()), .common, .group(1),
            .audience(of: [.hub(hub.short()), .hub(other.short())]) ?? .common,
            .audience(of: [.hub(other.short()), .group(1)]) ?? .common,
            .hub(HubID(high: 1, low: 1)), .person(clerk.person), .person(admin.person),
        ]
        var first: Scribe?
        for scope in scopes {
            let feed = realm.writer(clerk.seat, under: clerk.opening.grant, in: scope)
            realm.take(.bundle(feed.open().bytes))
            realm.take(.bundle(feed.bundle(Value("work"), epoch: epoch).bytes))
            first = first ?? feed
        }
        admin.write(.close(other.short()))
        return (admin, clerk, first ?? clerk)
    }

    static func backing(_ realm: ScriptedRealm) {
        let (ada, ben) = (realm.officer(.admin), realm.officer(.admin))
        let seat = realm.enrol(by: ada)
        let grant = realm.grant(.manager, to: seat, by: ada)
        let manager = realm.writer(seat, under: grant)
        manager.write(.endorse(grant))
        ada.write(.endorse(grant), .endorse(seat.id))
        ben.write(.endorse(grant))
        let alone = realm.enrol(by: ada)
        let unbacked = realm.writer(alone, under: realm.grant(.manager, to: alone, by: ada))
        unbacked.open()
        realm.decree(.endorse(unbacked.opening.grant))
        ben.write(.endorse(seat.id))
        // A second seat of Ada's does not make her two.
        let second = realm.enrol(first: ada.seat)
        let twice = realm.writer(second, under: ada.opening.grant)
        twice.write(.endorse(alone.id))
    }

    static func revoked(_ realm: ScriptedRealm) {
        let (admin, clerk, feed) = work(realm)
        for text in ["a", "b", "c", "d"] {
            realm.take(.bundle(feed.bundle(Value(text), epoch: epoch).bytes))
        }
        let revocation = admin.write(
            .revoke(Revocation(.person(clerk.person), Tips([feed.entry(after: 3)]))))[0]
        admin.write(.ratify(Ratification(of: revocation, Tips([feed.entry(after: 5)]))))
        let unlisted = realm.writer(clerk.seat, under: clerk.opening.grant, in: .common)
        realm.take(.bundle(unlisted.open().bytes))
        let back = realm.grant(.clerk, to: clerk.seat, by: admin, despite: [revocation])
        realm.take(.bundle(realm.writer(clerk.seat, under: back, in: .common).open().bytes))
        let not = realm.grant(.clerk, to: clerk.seat, by: admin)
        realm.take(.bundle(realm.writer(clerk.seat, under: not, in: .common).open().bytes))
        // A tip that nobody has.
        admin.write(
            .revoke(
                Revocation(
                    .seat(clerk.seat.id),
                    Tips([
                        Tips.Entry(feed.feed, Tip(Cast.number(4), Cast.hash(9))),
                        Tips.Entry(feed.feed, Tip(Cast.number(90), Cast.hash(9))),
                    ]))))
    }

    static func forks(_ realm: ScriptedRealm) {
        let (admin, clerk, feed) = work(realm)
        realm.take(.bundle(feed.bundle(Value("a"), epoch: epoch).bytes))
        let twin = feed.twin(after: 2)
        let rival = twin.bundle(Value("b"), epoch: epoch)
        realm.take(.bundle(rival.bytes))
        prove(realm, feed, feed.bundles[2], rival)
        let keep = admin.write(.keep(Keep(feed.feed, Cast.number(2), rival.hashed().hash)))[0]
        admin.write(
            .keep(
                Keep(
                    feed.feed, Cast.number(2), feed.bundles[2].hashed().hash, instead: [keep])))
        clerk.write(.keep(Keep(feed.feed, Cast.number(2), rival.hashed().hash)))
        // In the charter a fork voids nothing; and a cut names one of its branches.
        let other = realm.officer(.admin)
        other.write(.endorse(keep))
        let branch = other.twin(after: 1)
        branch.write(.hub(Hub(.main)))
        other.write(.hub(Hub(.sub)))
        prove(realm, other, other.bundles[1], branch.bundles[1])
        realm.decree(
            .revoke(Revocation(.seat(other.seat.id), Tips([branch.entry, feed.entry]))))
    }

    static func prove(_ realm: ScriptedRealm, _ writer: Scribe, _ a: Bundle, _ b: Bundle) {
        if let proof = ForkProof(writer.opening, a.hashed().head, b.hashed().head) {
            realm.take(.proof(proof))
        }
    }

    static func equals(_ realm: ScriptedRealm) {
        let (ada, ben) = (realm.officer(.admin), realm.officer(.admin))
        let clerk = realm.officer(.clerk, by: ada)
        clerk.open()
        ada.write(.revoke(Revocation(.person(ben.person))))
        ben.write(.revoke(Revocation(.person(ada.person))))
        clerk.write(.revoke(Revocation(.person(ada.person))))
        realm.grant(.admin, to: clerk.seat, by: ada)
        realm.grant(.auditor, to: clerk.seat, by: clerk)
        ben.write(.revoke(Revocation(.person(clerk.person))))
        _ = realm.enrol(by: ben, first: ada.seat)
    }

    static func policies(_ realm: ScriptedRealm) {
        let (admin, clerk, feed) = work(realm)
        var wider = Policy.relief
        wider.kinds[KindNumber(200)] = Kind("new", in: [.common], [.clerk: .any])
        wider.kinds[.ratify]?.who[.clerk] = .any
        realm.decree(.policy(PolicyChange(2, wider)))
        feed.policy = 2
        realm.take(.bundle(feed.bundle(Value("b"), epoch: epoch).bytes))
        var narrower = wider
        narrower.kinds[.movement]?.who[.clerk] = nil
        realm.decree(
            .policy(
                PolicyChange(
                    3, narrower, narrowing: Narrowing([.clerk], Tips([feed.entry(after: 2)])))))
        feed.policy = 3
        realm.take(.bundle(feed.bundle(Value("c"), epoch: epoch).bytes))
        let anew = realm.writer(clerk.seat, under: clerk.opening.grant, in: feed.opening.scope)
        anew.policy = 3
        realm.take(.bundle(anew.open().bytes))
        anew.policy = 9
        realm.take(.bundle(anew.bundle(Value("d"), epoch: epoch).bytes))
        admin.write(.policy(PolicyChange(9, .relief)))
    }
}

import Bundles
import Charter
import Lattice
import Seal
import TestSupport

/// Charters of who reads what, and of the epochs that follow from it.
extension CharterStories {
    static let ofReading: [(String, @Sendable (ScriptedRealm) -> Void)] = [
        ("a hub, its readers, and one who is let go", letGo),
        ("rotations that do not know of each other", rotations),
        ("an emergency, and what a superior makes of it", emergency),
        ("an audience, and a person with two seats", audience),
        ("grants that expire, policies that change, epochs that are cut", over),
    ]

    /// An epoch whose key's hash is one byte over and over, after others like it.
    private static func epoch(
        _ scope: Address, _ key: UInt8, after previous: [UInt8] = [], without: [Reading] = [],
        with: [Reading] = []
    ) -> Act {
        .epoch(
            Epoch(
                scope, Cast.hash(key), madeUp(UInt64(key)),
                after: previous.sorted().map { Cast.id($0) }, without: without.sorted(),
                with: with.sorted()))
    }

    private static func pair(_ writer: Scribe) -> Reading {
        Reading(seat: writer.seat.id, grant: writer.opening.grant)
    }

    private static func letGo(_ realm: ScriptedRealm) {
        let (admin, manager) = (realm.officer(.admin), realm.officer(.manager))
        let hub = admin.write(.hub(Hub(.main)))[0].short() as HubID
        let other = admin.write(.hub(Hub(.sub)))[0].short() as HubID
        let clerk = realm.officer(.clerk, by: admin, at: [hub])
        let second = realm.officer(.clerk, by: admin, at: [other])
        let auditor = realm.officer(.auditor, by: admin)
        // Who sets up a hub does not read it.
        admin.write(epoch(.hub(hub), 0x41), epoch(.hub(other), 0x42), epoch(.common, 0x43))
        clerk.write(epoch(.hub(hub), 0x44, after: [0x41]))
        second.write(epoch(.hub(hub), 0x45, after: [0x41]))
        let revocation = admin.write(
            .revoke(Revocation(.person(clerk.person), Tips([clerk.entry]))))[0]
        admin.write(.revoke(Revocation(.grant(second.opening.grant))))
        manager.write(epoch(.hub(hub), 0x46, after: [0x44], without: [pair(clerk)]))
        auditor.write(epoch(.common, 0x47, after: [0x43], without: [pair(clerk), pair(second)]))
        // A new grant lets somebody in again, but not by the old one.
        let again = realm.grant(
            .clerk, to: clerk.seat, by: admin, at: [hub], despite: [revocation])
        let back = realm.writer(clerk.seat, under: again)
        back.write(epoch(.hub(hub), 0x48, after: [0x46]))
        // Nobody leaves themselves out.
        back.write(epoch(.common, 0x49, after: [0x47], without: [pair(back), pair(auditor)]))
    }

    private static func rotations(_ realm: ScriptedRealm) {
        let admin = realm.officer(.admin)
        let writers = (0..<4).map { _ in realm.officer(.manager) }
        let gone = realm.officer(.officer, by: admin)
        gone.open()
        writers[0].write(epoch(.group(1), 0x41))
        admin.write(epoch(.group(1), 0x40), .revoke(Revocation(.seat(gone.seat.id))))
        writers[0].write(epoch(.group(1), 0x42, after: [0x40, 0x41], without: [pair(gone)]))
        writers[1].write(epoch(.group(1), 0x43, after: [0x41], without: [pair(gone)]))
        writers[2].write(epoch(.group(1), 0x44, after: [0x41]))
        // Two that name each other, with one left out by the one and let in by the other.
        let last = pair(writers[3])
        writers[1].write(epoch(.group(1), 0x45, after: [0x43, 0x46], without: [last]))
        writers[2].write(epoch(.group(1), 0x46, after: [0x44, 0x45], with: [last]))
        writers[0].write(epoch(.group(1), 0x47, after: [0x42, 0x43, 0x44]))
    }

    private static func emergency(_ realm: ScriptedRealm) {
        let admin = realm.officer(.admin)
        let (manager, officer) = (realm.officer(.manager), realm.officer(.officer, by: admin))
        let clerks = (0..<3).map { _ in realm.officer(.clerk, by: admin) }
        clerks[0].open()
        admin.write(epoch(.common, 0x41))
        // By whoever is there.
        clerks[1].write(
            epoch(.common, 0x42, after: [0x41], without: [pair(clerks[0]), pair(officer)]))
        // An equal may let in again, and so may somebody above, but nobody below.
        clerks[2].write(epoch(.common, 0x43, after: [0x42], with: [pair(clerks[0])]))
        officer.write(epoch(.common, 0x44, after: [0x42], with: [pair(officer)]))
        manager.write(
            epoch(.common, 0x45, after: [0x43, 0x44], without: [pair(clerks[2]), pair(clerks[1])]))
        clerks[0].write(epoch(.common, 0x46, after: [0x45], with: [pair(clerks[1])]))
        admin.write(epoch(.common, 0x47, after: [0x46], with: [pair(clerks[2])]))
        // What it does not follow cannot be mended.
        clerks[1].write(epoch(.common, 0x48, after: [0x41], with: [pair(officer)]))
    }

    private static func audience(_ realm: ScriptedRealm) {
        let (admin, clerk, feed) = work(realm)
        guard case .hub(let hub) = feed.opening.scope else { return }
        let manager = realm.officer(.manager)
        let twice = realm.enrol(by: admin, first: clerk.seat)
        let party = Address.audience(of: [.hub(hub), .group(1)]) ?? .common
        clerk.write(epoch(party, 0x41), epoch(.person(clerk.person), 0x42))
        manager.write(epoch(party, 0x43, after: [0x41]), epoch(.hub(hub), 0x44, after: [0x40]))
        // The other seat reads by the grants of the person, and is a seat of its own.
        let second = realm.writer(twice, under: clerk.opening.grant)
        second.write(
            epoch(.person(clerk.person), 0x45, after: [0x42], without: [pair(clerk)]),
            epoch(party, 0x46, after: [0x43], without: [pair(second), pair(manager)]))
        admin.write(.revoke(Revocation(.seat(clerk.seat.id), Tips([clerk.entry]))))
        let own = admin.write(
            .grant(Grant(.seat(twice.id), .auditor, realm.policy.roles[.auditor]?.level ?? .root)))
        let auditor = realm.writer(twice, under: own[0])
        auditor.write(epoch(party, 0x47, after: [0x46], without: [pair(second)]))
    }

    private static func over(_ realm: ScriptedRealm) {
        let (ada, ben) = (realm.officer(.admin), realm.officer(.admin))
        let seat = realm.enrol(by: ada)
        let expired = realm.grant(.auditor, to: seat, by: ada, until: realm.now())
        let manager = realm.officer(.manager)
        let officer = realm.officer(.officer, by: ben)
        let clerk = realm.officer(.clerk, by: ben)
        manager.write(epoch(.group(1), 0x41), epoch(.common, 0x42))
        officer.write(
            epoch(.group(1), 0x43, after: [0x41], without: [pair(manager)]),
            epoch(.common, 0x44, after: [0x42]))
        clerk.write(epoch(.common, 0x45, after: [0x44], without: [pair(manager)]))
        manager.write(epoch(.common, 0x46, after: [0x45]), epoch(.group(1), 0x47, after: [0x43]))
        // Whoever was let in from here on is over; and what one of them left out counts no more.
        ada.write(.revoke(Revocation(.seat(ben.seat.id))))
        var policy = Policy.relief
        policy.readers = Readers(groups: [1: [.manager], 2: [.clerk]])
        realm.decree(.policy(PolicyChange(2, policy)))
        policy.readers = nil
        realm.decree(.policy(PolicyChange(3, policy)))
        manager.write(
            epoch(
                .common, 0x48, after: [0x46],
                without: [Reading(seat: seat.id, grant: expired), pair(ben)]))
    }
}

internal import Foundation
internal import Network
internal import Node

/// What keeps a node from others.
extension Doctor {
    static func store(_ status: Status) -> [Symptom] {
        var all: [Symptom] = []
        if let failure = status.failure {
            all.append(
                Symptom(
                    level: .bad, what: "Nothing can be stored.", cause: "\(failure)",
                    cure: "Mend that; the node tries again by itself every few seconds."))
        }
        if abs(status.clockLead) >= 120_000 {
            let minutes = abs(status.clockLead) / 60_000
            let side = status.clockLead > 0 ? "behind" : "ahead of"
            all.append(
                Symptom(
                    level: .notice,
                    what: "This clock is \(minutes) minutes \(side) most others'.",
                    cause: "It was never set, or theirs were not.",
                    cure: "Compare with a phone, and set it: date --set “…”."))
        }
        if status.isCarryingFull {
            all.append(
                Symptom(
                    level: .notice, what: "There is no room to carry more for others.",
                    cause: "The quota is \(status.quota ?? 0) bytes.",
                    cure: "Start it with a larger --quota, or let them meet another laptop."))
        }
        if status.unshared > 0 {
            all.append(
                Symptom(
                    level: .notice,
                    what: "\(status.unshared) entries are on this laptop only, as far as it knows.",
                    cause: "Nobody else has said yet that they have them for good.",
                    cure: "Stay near another laptop, name a relay with --peer, or carry them: "
                        + "“causeway export FILE”."))
        }
        return all
    }

    // MARK: The ladder

    static func network(_ settings: Settings, _ status: Status) -> [Symptom] {
        var all: [Symptom] = []
        if status.links.isEmpty {
            all.append(
                Symptom(
                    level: .bad, what: "This laptop is on no network.",
                    cause: "No interface is up and has an address.",
                    cure: "Join the others' Wi-Fi, plug in a cable, or open a hotspot. Until then, "
                        + "carry entries on a stick: “causeway export FILE”."))
        }
        if let usual = settings.network.streams, status.port != usual {
            all.append(port(status.port, usual))
        }
        for link in status.links { all += rungs(of: link, status) }
        if !status.remembered.isEmpty {
            all.append(
                Symptom(
                    level: .good,
                    what: "Who is not heard is looked for where others were met before: "
                        + status.remembered.prefix(4).joined(separator: ", ")
                        + (status.remembered.count > 4
                            ? " and \(status.remembered.count - 4) more." : ".")))
        }
        let devices = status.peers.count { $0.sort == .device }
        let relays = status.peers.count { $0.sort == .relay }
        if devices + relays > 0 {
            all.append(
                Symptom(
                    level: .good,
                    what: "There are sessions with \(devices) laptops and \(relays) relays."))
        } else {
            all.append(alone(status))
        }
        return all
    }

    private static func port(_ port: UInt16, _ usual: UInt16) -> Symptom {
        guard port != 0 else {
            return Symptom(
                level: .notice, what: "Nobody can begin a session with this laptop.",
                cause: "It was started so that it takes none.",
                cure: "Start the node without --port 0 for streams.")
        }
        return Symptom(
            level: usual == 0 ? .good : .notice, what: "Sessions are taken on TCP port \(port).",
            cause: usual == 0 ? nil : "Another program has port \(usual).",
            cure: usual == 0
                ? nil : "Others find it by themselves; a firewall has to let it pass, too.")
    }

    /// Heard in the last minutes counts.
    private static func isHeard(_ rung: RungStatus) -> Bool {
        rung.heardBefore.map { $0 < 330_000 } ?? false
    }

    private static func rungs(of link: LinkStatus, _ status: Status) -> [Symptom] {
        let isAnyHeard = link.rungs.contains(where: isHeard)
        return link.rungs.map { rung in
            let name = "\(rung.rung.name) on \(link.name)"
            if let fault = rung.fault {
                return Symptom(
                    level: isAnyHeard ? .good : .bad, what: "\(name) cannot be used: \(fault).",
                    cause: "A firewall of this laptop, or an interface that is going away.",
                    cure: isAnyHeard
                        ? "Nothing: others are heard in another way."
                        : "Let UDP port 11787 out and in: for example “ufw allow 11787”.")
            }
            if let ago = rung.heardBefore, isHeard(rung) {
                return Symptom(
                    level: .good, what: "\(name): somebody was heard \(ago / 1_000) s ago.")
            }
            guard isAnyHeard else {
                return Symptom(level: .notice, what: "\(name): nobody is heard.")
            }
            return Symptom(
                level: .good, what: "\(name): nobody is heard so.",
                cause: rung.rung == .broadcast
                    ? "It is only used while nobody is heard by multicast."
                    : "This network may hold multicast back.",
                cure: "Nothing: others are heard in another way.")
        }
    }

    private static func alone(_ status: Status) -> Symptom {
        let anyHeard = status.links.contains { $0.rungs.contains(where: Self.isHeard) }
        if anyHeard {
            return Symptom(
                level: .bad, what: "Others are heard, but there is no session with any.",
                cause: "A firewall, here or there, lets UDP pass and holds TCP back; or those who "
                    + "are heard were let go of.",
                cure: "Let TCP port \(status.port) in: for example “ufw allow \(status.port)/tcp”.")
        }
        return Symptom(
            level: .bad, what: "Nobody is heard, in any way.",
            cause: "Nobody of the realm is near; or this Wi-Fi keeps its clients apart, as those "
                + "for guests do; or a firewall holds UDP port 11787 back.",
            cure: "Open a hotspot on one laptop and join it with the others; let UDP and TCP port "
                + "11787 pass; name another laptop or a relay: “causeway run --peer HOST”; or "
                + "carry a stick.")
    }

    // MARK: Machines that were named

    static func named(_ peer: Peering, _ outcome: ProbeOutcome, hasSession: Bool) -> Symptom {
        let who = peer.relay == nil ? "The laptop" : "The relay"
        let place = "\(peer.host):\(peer.port)"
        switch outcome {
        case .answers:
            guard !hasSession else {
                return Symptom(level: .good, what: "\(who) at \(place) answers.")
            }
            return Symptom(
                level: .notice, what: "\(who) at \(place) answers, but there is no session.",
                cause: peer.relay == nil
                    ? "It is of another realm, or was met on another way already."
                    : "It does not carry this realm, or its key is another one.",
                cure: peer.relay == nil
                    ? nil : "Compare its key, and its “--realm”, with “causeway status” here.")
        case .unknownName:
            return Symptom(
                level: .bad, what: "Nothing is known of \(peer.host).",
                cause: "The name is misspelt, or no name server can be reached.",
                cure: "Name it by its address: --peer ADDRESS:\(peer.port).")
        case .refuses:
            return Symptom(
                level: .bad, what: "\(place) takes no sessions.",
                cause: "No node runs there, or there is no way to it from here.",
                cure: "Start the node there, and see on which port it is: “causeway status”.")
        case .silent:
            return Symptom(
                level: .bad, what: "\(place) does not answer.",
                cause: "It is off, or a firewall between holds TCP port \(peer.port) back.",
                cure: "Switch it on; let the port pass there.")
        }
    }

    /// Tries each machine that was named.
    static func named(_ settings: Settings, _ status: Status?) async -> [Symptom] {
        var all: [Symptom] = []
        for peer in settings.peers {
            let outcome = await Node.probe(peer)
            let hasSession =
                status?.peers.contains { one in
                    peer.relay == nil ? one.sort != .relay : one.sort == .relay
                } ?? false
            all.append(named(peer, outcome, hasSession: hasSession))
        }
        return all
    }
}

internal import Bundles
internal import Charter
internal import Foundation
internal import Gossip
internal import Lattice
internal import Network
internal import Node
internal import Packs
internal import Replica
internal import Seal

/// The node itself: how it is, who is near, who is unlocked.
extension Handlers {
    static let session: [String: Handler] = [
        "status": { call async throws(CommandError) in try await status(call) },
        "peers": { call async throws(CommandError) in try await peers(call) },
        "sync": { call async throws(CommandError) in try await sync(call) },
        "unlock": { call async throws(CommandError) in try await unlock(call) },
        "lock": { call async throws(CommandError) in try await lock(call) },
        "metrics": { call async throws(CommandError) in try await metrics(call) },
        "health": { call async throws(CommandError) in try await health(call) },
        "stop": { _ async throws(CommandError) in .object([("stopping", .truth(true))]) },
    ]

    private static func status(_ call: Call) async throws(CommandError) -> JSON {
        let status = try await call.place.status()
        let whose = try await domains(of: status.seats, call)
        return .object([
            ("realm", .text("\(status.realm)")), ("device", .text("\(status.device)")),
            ("port", .number(status.port)),
            (
                "seats",
                .array(
                    status.seats.map { seat in
                        .object([
                            ("name", .text(seat.label)),
                            (
                                "state",
                                .text(
                                    seat.seat == nil
                                        ? "waits to be admitted"
                                        : seat.isUnlocked ? "unlocked" : "locked")
                            ), ("of", .text(whose[seat.domain])),
                            ("seat", .text(seat.seat.map { "\($0)" })),
                        ])
                    })
            ), ("peers", .number(status.peers.count { $0.metBefore != nil })),
            ("sharing", .text(sharing(status))), ("unshared", .number(status.unshared)),
            ("stored-bytes", .number(stored(call))), ("free-bytes", .number(free(call))),
            ("bundles", .number(status.bundles)),
            ("carried-bytes", .number(status.carried)), ("quota", .number(status.quota)),
            ("full", .truth(status.isCarryingFull)), ("view", .text("\(status.view)")),
            ("root", .text("\(status.root)")),
            ("waits-for-own-tips", .truth(status.isAsking)),
            ("clock-behind-ms", .number(status.clockLead)),
            ("remembered", .array(status.remembered.map { .text($0) })),
            ("failure", .text(status.failure.map { "\($0)" })),
            ("uptime-s", .number(status.figures.uptime / 1_000)),
            ("links", .array(status.links.map(link))),
        ])
    }

    /// What realm and agencies are called that people here are of, and how these stand.
    private static func domains(
        of seats: [SeatStatus], _ call: Call
    ) async throws(CommandError) -> [DomainID: String] {
        let realm = call.place.node.realm
        let agencies = Set(seats.map(\.domain)).subtracting([realm])
        guard !agencies.isEmpty else { return [realm: "realm"] }
        let names = try await directory(call)
        let states = try await call.place.withReplica { replica in
            agencies.map { ($0, replica.charter.state(of: $0)) }
        }
        var whose = [realm: "realm"]
        for (agency, state) in states {
            let isIn = state.standing == .letIn
            whose[agency] = names.name(of: agency) + (isIn ? "" : " (\(said(state)))")
        }
        return whose
    }

    /// What happens by itself, at once: for whoever is about to close the lid.
    private static func sync(_ call: Call) async throws(CommandError) -> JSON {
        let seconds = try call.request.number("within", in: 0...3_600, default: 20)
        do throws(NodeError) { try await call.place.node.look() } catch {
            throw CommandError(error)
        }
        let end = Today.milliseconds + Int64(seconds) * 1_000
        while true {
            let status = try await call.place.status()
            let met = status.peers.filter { $0.metBefore != nil }
            if status.unshared == 0, !met.isEmpty, met.count == status.peers.count {
                return .object([
                    ("sharing", .text(sharing(status))), ("peers", .number(met.count)),
                    ("unshared", .number(0)),
                ])
            }
            guard Today.milliseconds < end else {
                let what =
                    status.peers.isEmpty
                    ? "Nobody was found" : "Not all was said and heard"
                throw CommandError(
                    .unavailable,
                    "\(what) within \(seconds) s; \(status.unshared) entries are on this laptop "
                        + "only. Wait longer with --within, or see “causeway doctor”.")
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// In a word or two how it is: by who was met and what they said, not by what is plugged in.
    private static func sharing(_ status: Status) -> String {
        guard status.unshared > 0 else { return "shared" }
        let met = status.peers.contains { $0.sort != .guest }
        guard !met else { return "sharing \(status.unshared)" }
        let age = status.oldestUnshared.map { max(0, Today.milliseconds - Int64($0)) / 60_000 } ?? 0
        let oldest =
            age < 60 ? "\(age) min" : age < 2_880 ? "\(age / 60) h" : "\(age / 1_440) days"
        return
            "on your own: \(status.unshared) entries on this laptop only, the oldest of \(oldest)"
    }

    private static func stored(_ call: Call) -> Int? {
        let path = call.place.node.settings.data + "/log.db"
        return (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
    }

    private static func free(_ call: Call) -> Int? {
        DiskSpace.free(at: call.place.node.settings.data).map { Int($0) }
    }

    private static func link(_ link: LinkStatus) -> JSON {
        .object([
            ("name", .text(link.name)), ("addresses", .array(link.addresses.map { .text($0) })),
            (
                "ways",
                .array(
                    link.rungs.map { rung in
                        .object([
                            ("way", .text(rung.rung.name)),
                            ("heard-s-ago", .number(rung.heardBefore.map { $0 / 1_000 })),
                            ("fault", .text(rung.fault)),
                        ])
                    })
            ),
        ])
    }

    private static func peers(_ call: Call) async throws(CommandError) -> JSON {
        let status = try await call.place.status()
        let names = try await directory(call)
        let owners = try await call.place.withReplica { replica in
            status.peers.map { peer -> [DomainID] in
                let seats = peer.device.map { replica.readership.roster.seats(of: $0) } ?? []
                return seats.compactMap { replica.charter.domain(ofSeat: $0) }
            }
        }
        return .array(
            zip(status.peers, owners).map { peer, owners in
                // Whoever founded an agency came by a seat of the realm.
                let agencies = owners.filter { $0 != status.realm }
                let whose = Set(agencies.isEmpty ? owners : agencies).map { names.name(of: $0) }
                return .object([
                    ("who", .text(peer.device.map { String("\($0)".prefix(12)) } ?? "")),
                    ("of", .text(whose.sorted().joined(separator: ", "))),
                    ("sort", .text(peer.sort.rawValue)), ("address", .text(peer.address)),
                    ("since-s", .number(peer.since / 1_000)),
                    ("lacks", .number(peer.lacking)),
                    ("same-s-ago", .number(peer.metBefore.map { $0 / 1_000 })),
                    ("full", peer.isFull.map { .truth($0) } ?? .null),
                ])
            })
    }

    private static func unlock(_ call: Call) async throws(CommandError) -> JSON {
        guard let secret = call.secret.take() else {
            throw CommandError(.usage, "There is no passphrase.")
        }
        var wanted: ActID?
        if let name = call.request.text("name") {
            let seats = try await call.place.status().seats
            let found = seats.first { $0.label == name || $0.seat.map { "\($0)" } == name }
            guard let seat = found?.seat else {
                throw CommandError(.missing, "Nobody called “\(name)” has a seat on this laptop.")
            }
            wanted = seat
        } else {
            wanted = try await onlySeat(call)
        }
        do throws(NodeError) {
            let seat = try await call.place.node.unlock(wanted, with: Passphrase(secret))
            return .object([("unlocked", .text("\(seat)"))])
        } catch { throw CommandError(error) }
    }

    /// Who is meant where nobody is named; nil if nobody has a seat here.
    private static func onlySeat(_ call: Call) async throws(CommandError) -> ActID? {
        let seats = try await call.place.status().seats.filter { $0.seat != nil }
        guard seats.count > 1 else { return seats.first?.seat }
        let useful = try await call.place.useful(seats)
        guard useful.count == 1, let seat = useful.first?.seat else {
            throw CommandError(
                .usage,
                "Several people have a seat on this laptop. Say who: --name NAME, of "
                    + "\(Workplace.list(seats)).")
        }
        return seat
    }

    private static func lock(_ call: Call) async throws(CommandError) -> JSON {
        let seats = try await call.place.status().seats.filter(\.isUnlocked)
        let name = call.request.text("name")
        let wanted = seats.filter { name == nil || $0.label == name }
        guard !wanted.isEmpty || name == nil else {
            throw CommandError(.missing, "Nobody called “\(name ?? "")” is unlocked here.")
        }
        for seat in wanted.compactMap(\.seat) {
            do throws(NodeError) { try await call.place.node.lock(seat) } catch {
                throw CommandError(error)
            }
        }
        return .object([("locked", .array(wanted.map { .text($0.label) }))])
    }

    /// Whether all is well: for what watches over services.
    private static func health(_ call: Call) async throws(CommandError) -> JSON {
        let status = try await call.place.status()
        if let failure = status.failure { throw CommandError(.unavailable, "\(failure)") }
        return .object([("healthy", .truth(true))])
    }

    private static func metrics(_ call: Call) async throws(CommandError) -> JSON {
        .text(Metrics.text(of: try await call.place.status()))
    }
}

extension Rung {
    var name: String {
        switch self {
        case .v6Multicast: "IPv6 multicast"
        case .v4Multicast: "IPv4 multicast"
        case .broadcast: "broadcast"
        }
    }
}

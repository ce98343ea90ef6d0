internal import Bundles
internal import Charter
internal import Identity
internal import Lattice
internal import Node
internal import Packs
internal import Relief
internal import Replica
internal import Schema
internal import Seal

/// Agencies: organisations with roots of their own, which the realm lets in and may expel, and
/// whose stock it never reads.
extension Handlers {
    static let agencies: [String: Handler] = [
        "agency found": { call async throws(CommandError) in try await agencyFound(call) },
        "agency list": { call async throws(CommandError) in try await agencyList(call) },
        "agency admit": { call async throws(CommandError) in try await agencyAdmit(call) },
        "agency expel": { call async throws(CommandError) in
            try await expel(try await agency(call).0, call)
        },
    ]

    // MARK: Whose things are

    /// The realm or agency that somebody acts for: their own, or that of the root whose key they
    /// name.
    static func domain(of seat: ActID, _ call: Call) async throws(CommandError) -> DomainID {
        if let path = call.request.text("root"), let domain = RootInHand.domain(of: path) {
            return domain
        }
        return try await call.place.withReplica { $0.charter.domain(ofSeat: seat) ?? $0.realm }
    }

    /// What is known of who is who, also to somebody who reads nothing.
    static func directory(_ call: Call) async throws(CommandError) -> Directory {
        if let seat = try? await call.place.seat(call.request),
            let desk = try? await call.place.operation(for: seat)
        {
            return await desk.names
        }
        var names = Directory()
        names.know(try await call.place.withReplica { Directory.Domains($0.charter) })
        names.know(foundings: try await foundedHere(call))
        return names
    }

    private static func foundedHere(_ call: Call) async throws(CommandError) -> [OwnAgency] {
        do throws(NodeError) { return try await call.place.node.agenciesFoundedHere() } catch {
            throw CommandError(error)
        }
    }

    /// Refuses a role of the other side, and hubs of somebody else, before anything is written.
    static func check(
        _ role: Role?, at hubs: [HubID]?, in domain: DomainID, _ names: Directory, _ call: Call
    ) async throws(CommandError) {
        let isRealm = domain == names.domains.realm
        let own = names.name(of: domain)
        if let role, (role.side == .realm) != isRealm {
            let side: Role.Side = isRealm ? .realm : .agencies
            let all = try await policy(call).roles.values.filter { $0.side == side }
            let list = all.map(\.name).sorted().joined(separator: ", ")
            throw CommandError(
                .refused,
                isRealm
                    ? "“\(role.name)” is a role of agencies: whoever heads one grants it, and "
                        + "nobody of the realm. The realm has \(list)."
                    : "“\(role.name)” is a role of the realm, and you act for \(own), which has "
                        + "\(list).")
        }
        for hub in hubs ?? [] where names.domain(of: hub) != domain {
            let other = names.name(of: names.domain(of: hub))
            let (owner, granter) = isRealm ? (other, "the realm") : ("the realm or others", own)
            throw CommandError(
                .refused,
                "\(names.name(of: hub)) is a hub of \(owner): nobody works there by a grant of "
                    + "\(granter).")
        }
    }

    /// Refuses to do to people of others what only these may do.
    static func check(
        _ person: PersonID, in domain: DomainID, _ names: Directory
    ) throws(CommandError) {
        let other = names.domain(of: person)
        guard other != domain else { return }
        let realm = names.domains.realm
        let (who, whose) = (names.name(of: person), names.name(of: other))
        throw CommandError(
            .refused,
            other == realm
                ? "\(who) is of the realm, and you act for \(names.name(of: domain)). To work for "
                    + "both takes an invite, and a laptop, of each."
                : "\(who) is of \(whose), which alone says who its people are and what they "
                    + "may do. The realm can expel all of it: “causeway revoke \"\(whose)\"”.")
    }

    /// Why somebody who has no grant that counts has none.
    static func obstacle(
        _ domain: DomainID, _ state: AgencyState, _ names: Directory
    ) -> String? {
        let name = names.name(of: domain)
        switch state.standing {
        case .outside:
            return "The realm has not let \(name) in yet: until then its people can enter nothing. "
                + "An admin of the realm says “causeway agency admit "
                + "\(AgencyLetters.text(of: domain)) --name \"\(name)\"”."
        case .waiting:
            return "One admin of the realm has let \(name) in, and a second has to endorse it: "
                + "until then its people can enter nothing."
        case .expelled:
            return
                "The realm has expelled your agency, \(name): what its people wrote before "
                + "counts as it did, nothing later does, and they read nothing of the realm any "
                + "more. The realm's admins can let it in again."
        case .letIn: return nil
        }
    }

    // MARK: Founding

    private static func agencyFound(_ call: Call) async throws(CommandError) -> JSON {
        let name = try call.request.need("agency")
        guard name.utf8.count <= FoundingFile.nameBytes else {
            throw CommandError(.usage, "The name of an agency has at most 64 letters.")
        }
        guard let typed = call.secret.take(), let cut = lineEnd(in: typed) else {
            throw CommandError(
                .locked, "Two passphrases are needed: yours, and that of the agency's root key.")
        }
        let status = try await call.place.status()
        let readers = try await call.place.withReplica { replica in
            replica.readership.roster.seats(of: call.place.node.device).filter {
                !replica.readership.roster.grants(of: $0).isEmpty
                    && replica.charter.domain(ofSeat: $0) == replica.realm
            }
        }
        if let reader = status.seats.first(where: { $0.seat.map(readers.contains) == true }) {
            throw CommandError(
                .refused,
                "\(reader.label) reads records of the realm on this laptop. An agency has laptops "
                    + "of its own: join with another, by “causeway invite --founder”.")
        }
        let person = call.request.text("name") ?? status.seats.first?.label ?? "me"
        let path =
            call.request.text("file")
            ?? call.place.node.settings.data + "/\(slug(name)).root.key"
        let founded: FoundedAgency
        do throws(NodeError) {
            founded = try await call.place.node.foundAgency(
                name, as: person, under: Passphrase(typed.part(0..<cut)),
                root: Passphrase(typed.part(cut + 1..<typed.count)), into: path)
        } catch { throw CommandError(error) }
        return .object([
            ("agency", .text(founded.name)), ("letters", .text(founded.letters)),
            ("seat", .text(founded.label)), ("root-key", .text(path)),
            (
                "next",
                .text(
                    "Tell an admin of the realm these letters; they say “causeway agency admit "
                        + "\(founded.letters) --name \"\(founded.name)\"”. Move the root key to a "
                        + "stick that lies in a drawer. Once it is let in: “causeway person name "
                        + "\"\(person)\"”, so that your people know you.")
            ), ("id", .text("\(founded.agency)")),
        ])
    }

    /// Where the first of two lines ends.
    private static func lineEnd(in secret: borrowing Secret) -> Int? {
        unsafe secret.bytes.withUnsafeBytes { bytes in
            unsafe bytes.firstIndex(of: UInt8(ascii: "\n"))
        }
    }

    /// A name as files have it.
    private static func slug(_ name: String) -> String {
        let plain = name.lowercased().map { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber) ? letter : "-"
        }
        let words = String(plain).split(separator: "-").joined(separator: "-")
        return words.isEmpty ? "agency" : String(words.prefix(40))
    }

    // MARK: Which there are

    private static func agencyList(_ call: Call) async throws(CommandError) -> JSON {
        let names = try await directory(call)
        let own = Set(try await foundedHere(call).map(\.id))
        let all = Set(names.domains.agencies.keys).union(own).sorted()
        let states = try await call.place.withReplica { replica in
            Dictionary(uniqueKeysWithValues: all.map { ($0, replica.charter.state(of: $0)) })
        }
        return .array(
            all.map { agency in
                .object([
                    ("name", .text(names.name(of: agency))),
                    ("state", .text(states[agency].map(said) ?? "")),
                    ("founded-here", .truth(own.contains(agency))),
                    ("hubs", .number(names.domains.hubs(of: agency))),
                    ("people", .number(names.domains.people(of: agency))),
                    ("letters", .text(AgencyLetters.text(of: agency))),
                ])
            })
    }

    static func said(_ state: AgencyState) -> String {
        switch state.standing {
        case .outside: "not let in yet"
        case .waiting: "waits for another admin"
        case .letIn where !state.isFounded: "let in; its records have not come yet"
        case .letIn: "let in"
        case .expelled: "expelled"
        }
    }

    // MARK: Letting in and out

    /// The agency that somebody means: by its letters, its id, or what it is called.
    private static func agency(
        _ call: Call
    ) async throws(CommandError) -> (DomainID, Directory, ActID) {
        let seat = try await call.place.seat(call.request)
        let names = await (try call.place.operation(for: seat)).names
        guard try await domain(of: seat, call) == names.domains.realm else {
            throw CommandError(.refused, "Agencies are let in and expelled by the realm alone.")
        }
        let text = try call.request.need("agency")
        if let id = DomainID(text: text) { return (id, names, seat) }
        do throws(InviteError) {
            if let id = try AgencyLetters.agency(text) { return (id, names, seat) }
        } catch {
            throw CommandError(
                .usage, "A letter of the agency is wrong, or two changed places. Compare them all.")
        }
        do throws(CommandError) { return (try names.agency(text), names, seat) } catch {
            guard error.code == .missing else { throw error }
            throw CommandError(
                .missing,
                "There is no agency called “\(text)” here. A new one is let in by its letters, "
                    + "which “causeway agency list” says on the laptop of its founder.")
        }
    }

    private static func agencyAdmit(_ call: Call) async throws(CommandError) -> JSON {
        let (agency, names, seat) = try await agency(call)
        guard agency != names.domains.realm else {
            throw CommandError(.refused, "That is the id of the realm, and of no agency.")
        }
        let (state, pending, own) = try await call.place.withReplica { replica in
            let charter = replica.charter
            return (
                charter.state(of: agency), charter.waitingAdmissions(of: agency),
                charter.person(of: seat)
            )
        }
        let isKnown = names.agencyProfile(of: agency) != nil
        let name = call.request.text("name") ?? (isKnown ? names.name(of: agency) : nil)
        guard let name else {
            throw CommandError(.usage, "Say what it is called, for all to see: --name NAME.")
        }
        let other = names.domains.agencies.keys.first {
            $0 != agency && names.name(of: $0).lowercased() == name.lowercased()
        }
        guard other == nil else {
            throw CommandError(
                .refused, "Another agency is called “\(name)” already. Give this another --name.")
        }
        guard state.standing != .letIn else {
            throw CommandError(.refused, "\(name) is let in already.")
        }
        var acts = [Act.agency(Admission(of: agency, despite: state.expulsions))]
        if let waiting = pending.first {
            let maker = try await call.place.withReplica { replica in
                replica.charter.maker(of: waiting).flatMap { replica.charter.person(of: $0) }
            }
            guard maker != own || call.request.text("root") != nil else {
                throw CommandError(
                    .refused,
                    "You have said so already: it waits for another admin to say the same, or for "
                        + "the root key: --root FILE.")
            }
            acts = [.endorse(waiting)]
        }
        let title = try await title(agency, name, seat, call)
        let answer = try await enact(acts, seat, call)
        var note: String?
        do throws(CommandError) {
            if !title.isEmpty {
                _ = try await call.place.commit(Entry(in: .common, title), by: seat)
            }
        } catch { note = "Its name could not be written down: \(error.text)" }
        let now = try await call.place.withReplica { $0.charter.state(of: agency) }
        return .object([
            ("agency", .text(name)), ("state", .text(said(now))),
            ("acts", answer["acts"] ?? .null), ("waits", answer["waits"] ?? .null),
            ("note", note.map { .text($0) } ?? answer["note"] ?? .null),
        ])
    }

    /// What says for all to see what an agency is called; nothing, if that is said already.
    private static func title(
        _ agency: DomainID, _ name: String, _ seat: ActID, _ call: Call
    ) async throws(CommandError) -> [Edit] {
        let desk = try await call.place.operation(for: seat)
        let names = await desk.names
        let writing = await Writing(schema: desk.schema)
        guard let known = names.agencyProfile(of: agency) else {
            return try writing.document(
                .agencyProfile, [("agency", "\(agency)".uppercased()), ("name", name)])
        }
        guard names.name(of: agency) != name else { return [] }
        let (field, value) = try writing.value(name, of: "name", in: .agencyProfile)
        return [.write(.record(known), field, value)]
    }

    /// Lets go of a whole agency: what this laptop has of theirs counts, nothing later does.
    static func expel(_ agency: DomainID, _ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let names = await (try call.place.operation(for: seat)).names
        guard try await domain(of: seat, call) == names.domains.realm else {
            throw CommandError(.refused, "Agencies are let in and expelled by the realm alone.")
        }
        let (state, revocation) = try await call.place.withReplica { replica in
            (replica.charter.state(of: agency), replica.revocation(of: .agency(agency)))
        }
        guard state.standing == .letIn else {
            throw CommandError(
                .refused, "\(names.name(of: agency)) is not let in (\(said(state))).")
        }
        let answer = try await enact([.revoke(revocation)], seat, call)
        let now = try await call.place.withReplica { $0.charter.state(of: agency) }
        return .object([
            ("agency", .text(names.name(of: agency))), ("state", .text(said(now))),
            ("acts", answer["acts"] ?? .null), ("waits", answer["waits"] ?? .null),
            ("note", answer["note"] ?? .null),
        ])
    }
}

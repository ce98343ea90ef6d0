internal import Bundles
internal import Charter
internal import Lattice
package import Node
internal import Packs
internal import Queries
internal import Relief
internal import Replica
internal import Schema
internal import Store
internal import Synchronization

/// What commands act upon: a node, and what is known of the operation there.
package final class Workplace: Sendable {
    package let node: Node
    private let desks = Mutex<[ActID: OperationDesk]>([:])

    package init(_ node: Node) { self.node = node }

    // MARK: Who acts

    /// The seat that somebody named, or the only one that is unlocked.
    func seat(_ request: Request) async throws(CommandError) -> ActID {
        let seats = try await status().seats
        if let name = request.text("as") {
            let found = seats.first { $0.label == name || $0.seat.map { "\($0)" } == name }
            guard let found, let seat = found.seat else {
                throw CommandError(.missing, "Nobody called “\(name)” has a seat on this laptop.")
            }
            guard found.isUnlocked else { throw CommandError.isLocked }
            return seat
        }
        let open = seats.filter(\.isUnlocked).compactMap(\.seat)
        guard let first = open.first else { throw CommandError.isLocked }
        guard open.count > 1 else { return first }
        let useful = try await useful(seats.filter(\.isUnlocked))
        guard useful.count == 1, let seat = useful.first?.seat else {
            throw CommandError(
                .usage,
                "Several people are unlocked here. Say who acts: --as NAME, of \(Self.list(seats))."
            )
        }
        return seat
    }

    /// Those of several seats that are of use to somebody: to which something is granted, or else
    /// those of agencies that are not let in yet. Whoever has founded one has another seat, by
    /// which this laptop joined, and which nothing is granted to.
    func useful(_ seats: [SeatStatus]) async throws(CommandError) -> [SeatStatus] {
        try await withReplica { replica in
            let roster = replica.readership.roster
            let granted = seats.filter { seat in
                seat.seat.map { !roster.grants(of: $0).isEmpty } ?? false
            }
            guard granted.isEmpty else { return granted }
            let guests = seats.filter { $0.seat != nil && $0.domain != replica.realm }
            return guests.isEmpty ? seats : guests
        }
    }

    static func list(_ seats: [SeatStatus]) -> String {
        seats.filter { $0.seat != nil }.map { "“\($0.label)”" }.joined(separator: ", ")
    }

    func status() async throws(CommandError) -> Status {
        do throws(NodeError) { return try await node.status() } catch { throw CommandError(error) }
    }

    // MARK: What is known

    /// What somebody knows of the operation, as of now.
    func operation(
        for seat: ActID
    ) async throws(CommandError) -> OperationDesk {
        let desk = try await upToDate(for: seat)
        let isGranted = try await withReplica { replica in
            !replica.readership.roster.grants(of: seat).isEmpty
        }
        guard !isGranted else { return desk }
        let names = await desk.names
        let plate = try await status().seats.first { $0.seat == seat }
        let (domain, state, wasGranted) = try await withReplica { replica in
            let charter = replica.charter
            let domain = charter.domain(ofSeat: seat) ?? plate?.domain ?? charter.realm
            return (domain, charter.state(of: domain), !charter.grants(of: seat).isEmpty)
        }
        if domain != realm, let why = Handlers.obstacle(domain, state, names) {
            throw CommandError(.refused, why)
        }
        throw CommandError(
            .refused,
            wasGranted
                ? "Nothing is granted to you in this realm, or not any more. What you entered "
                    + "before you were let go of is not lost: ask whoever looks after people."
                : "Nothing is granted to you in this realm. Ask whoever looks after people for a "
                    + "role, or found an agency: “causeway agency found NAME”.")
    }

    private var realm: DomainID { node.realm }

    private func upToDate(for seat: ActID) async throws(CommandError) -> OperationDesk {
        var mayReadAnew = true
        while true {
            let node = node
            let desk = desks.withLock { desks in
                if let known = desks[seat] { return known }
                let made = OperationDesk(node, seat)
                desks[seat] = made
                return made
            }
            do throws(NodeError) {
                try await desk.refresh()
                return desk
            } catch {
                desks.withLock { $0[seat] = nil }
                // Somebody was locked and unlocked since it was asked last, or the store opened
                // anew: the rows are others now, and by another reader they are read.
                guard mayReadAnew, case .store(let fault) = error, fault.reason == .missing else {
                    throw CommandError(error)
                }
                mayReadAnew = false
            }
        }
    }

    /// Enters something.
    func commit(_ entry: Entry, by seat: ActID) async throws(CommandError) -> Receipt {
        do throws(NodeError) { return try await node.commit(entry, by: seat) } catch {
            throw CommandError(error)
        }
    }

    /// Has somebody do something in the charter.
    func act(_ acts: [Act], by seat: ActID) async throws(CommandError) -> Enacted {
        do throws(NodeError) { return try await node.act(acts, by: seat) } catch {
            throw CommandError(error)
        }
    }

    func withReplica<Answer: Sendable>(
        _ body: @escaping @Sendable (inout Replica<FileStorage>) -> Answer
    ) async throws(CommandError) -> Answer {
        do throws(NodeError) { return try await node.withReplica(body) } catch {
            throw CommandError(error)
        }
    }
}

extension CommandError {
    static var isLocked: Self { Self(.locked, "\(NodeError.locked)") }
}

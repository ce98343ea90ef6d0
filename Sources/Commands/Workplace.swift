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
        guard let seat = open.first else { throw CommandError.isLocked }
        guard open.count == 1 else {
            throw CommandError(
                .usage, "Several people are unlocked here. Say who acts: --as NAME.")
        }
        return seat
    }

    func status() async throws(CommandError) -> Status {
        do throws(NodeError) { return try await node.status() } catch { throw CommandError(error) }
    }

    // MARK: What is known

    /// What somebody knows of the operation, as of now.
    func operation(
        for seat: ActID
    ) async throws(CommandError) -> OperationDesk {
        let desk = try await desk(of: seat, isAgain: false)
        let isGranted = try await withReplica { replica in
            !replica.readership.roster.grants(of: seat).isEmpty
        }
        guard isGranted else {
            throw CommandError(
                .refused,
                "Nothing is granted to you in this realm, or not any more. What you entered before "
                    + "you were let go of is not lost: ask whoever looks after people.")
        }
        return desk
    }

    private func desk(
        of seat: ActID, isAgain: Bool
    ) async throws(CommandError) -> OperationDesk {
        let node = node
        let desk = desks.withLock { desks in
            if let known = desks[seat] { return known }
            let made = OperationDesk(node, seat)
            desks[seat] = made
            return made
        }
        do throws(NodeError) { try await desk.refresh() } catch {
            // Whoever is locked is read anew by another reader.
            desks.withLock { $0[seat] = nil }
            // So are rows that were let go of by a disk that works again.
            guard case .store(let wrong) = error, wrong.reason == .missing, !isAgain else {
                throw CommandError(error)
            }
            return try await self.desk(of: seat, isAgain: true)
        }
        return desk
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

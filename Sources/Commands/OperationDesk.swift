internal import Bundles
internal import Charter
internal import Lattice
internal import Node
internal import Operations
internal import Packs
internal import Queries
internal import Relief
internal import Replica
internal import Schema
internal import Store

internal import struct Foundation.Date

/// What one person knows of an operation, kept up from their rows whenever somebody asks.
actor OperationDesk {
    private let node: Node
    let seat: ActID
    private let kept: Kept
    private var reader: StateReader?
    private var mark: ChangeMark?
    private(set) var names = Directory()
    private(set) var schema = Relief.schema
    private var domains = Directory.Domains()
    private var domainsAsOf: (view: ViewID, acts: Int)?

    /// It is much, and stays where it is while the loop changes it.
    private final class Kept: @unchecked Sendable {
        var keeper: OperationKeeper
        var view: ViewID?
        init(_ seat: ActID) { keeper = OperationKeeper(for: seat) }
    }

    init(_ node: Node, _ seat: ActID) {
        (self.node, self.seat, kept) = (node, seat, Kept(seat))
    }

    /// So many records at once: the loop is not to be held.
    private static let piece = 1_000

    /// Takes in what has changed since it was asked last.
    func refresh() async throws(NodeError) {
        let reader: StateReader
        if let known = self.reader {
            reader = known
        } else {
            reader = try await node.reader(of: seat)
            self.reader = reader
        }
        let latest = try await node.withReplica { replica in
            replica.schemas.latest.flatMap { replica.schemas[$0].first }
        }
        if let latest { schema = latest }
        while true {
            let changed: Changed?
            do throws(StoreError) {
                changed = try reader.changes(after: mark, most: Self.piece)
            } catch { throw .store(error) }
            guard let changed else { break }
            let answer: Answer<[Update]>
            do throws(AskError) {
                answer = try reader.updates(of: changed.subjects, by: schema)
            } catch { throw .asking("\(error)") }
            if changed.isAnew { names = Directory() }
            for update in answer.content { names.take(update) }
            let (kept, moments, isAnew) = (kept, answer.moments, changed.isAnew)
            let updates = answer.content
            try await node.withReplica { replica in
                kept.keeper.take(updates, areAnew: isAnew, asOf: moments, from: &replica)
            }
            mark = changed.mark
        }
        let (kept, last) = (kept, domainsAsOf)
        let (found, asOf) = try await node.withReplica { (replica: inout Replica<FileStorage>) in
            let view = replica.charter.viewID
            if kept.view != view {
                kept.view = view
                kept.keeper.charterChanged(in: &replica)
            }
            for _ in 0..<8 { if kept.keeper.survey(&replica) { break } }
            // What does not count yet says something of agencies, too.
            let asOf = (view: view, acts: replica.charter.knownActs.count)
            let isNew = last.map { $0 != asOf } ?? true
            return (isNew ? Directory.Domains(replica.charter) : nil, asOf)
        }
        domainsAsOf = asOf
        if let found { domains = found }
        names.know(domains)
        names.know(foundings: try await node.agenciesFoundedHere())
        let hubs = try await node.withReplica { replica in
            replica.charter.hubs.map { ($0.key, $0.value.isClosed) }
        }
        names.know(hubs: hubs)
    }

    var operation: Operation { kept.keeper.operation }

    /// Asks rows of this person.
    func ask<Found: Sendable>(
        _ body: @Sendable (StateReader) throws(AskError) -> Found
    ) throws(CommandError) -> Found {
        guard let reader else { throw CommandError.isLocked }
        do throws(AskError) { return try body(reader) } catch {
            throw CommandError(.unavailable, "\(error)")
        }
    }

    /// What a decision of theirs is to name.
    func authority() async throws(NodeError) -> Authority {
        let kept = kept
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        return try await node.withReplica { (replica: inout Replica<FileStorage>) in
            kept.keeper.authority(in: replica, at: now)
        }
    }
}

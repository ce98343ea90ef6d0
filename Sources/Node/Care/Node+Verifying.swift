public import Bundles
internal import Charter
public import Lattice
internal import Replica
public import Store

/// What came of looking through all that a node has.
public struct Verification: Sendable {
    /// A scope that somebody reads who is unlocked.
    public struct Rows: Sendable {
        public let seat: ActID
        public let scope: Address
        public let checked: CheckedScope

        /// Whether its rows are what was kept up for them, all of them.
        public var holds: Bool { checked.found == checked.kept && checked.unreadable == 0 }
    }

    public let feeds: Int
    public let bundles: Int
    public let bytes: Int
    /// What SQLite finds wrong with the log's file.
    public let fileFaults: [String]
    /// The first of all that is wrong with bundles, and how many that are.
    public let faults: [LogCheck.Fault]
    public let faultCount: Int
    public let rows: [Rows]

    public var holds: Bool {
        fileFaults.isEmpty && faultCount == 0 && rows.allSatisfy(\.holds)
    }
}

extension Node {
    /// So many bundles between two reports.
    private static let piece = 2_000

    /// Looks through all that is stored, while the node goes on: whether each bundle is the one
    /// that was stored, follows the one before, and is signed by whom it names; and whether the
    /// rows of those who are unlocked are what was kept up for them.
    public func verify(
        progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws(NodeError) -> Verification {
        let (realm, place) = (realm, FileStorage.Place(data: settings.data, run: nil))
        let known = try await withReplica { replica in
            let seats = replica.readership.roster.allSeats
            let keys = seats.compactMap { seat in
                replica.charter.key(of: seat).map { (seat, $0) }
            }
            let scopes = seats.flatMap { seat in replica.scopes(of: seat).map { (seat, $0) } }
            return (Dictionary(keys, uniquingKeysWith: { $1 }), scopes)
        }
        let log: Handed<LogCheck>
        let fileFaults: [String]
        do throws(StoreError) {
            (log, fileFaults) = try await apart { () throws(StoreError) in
                let check = try LogCheck(place, realm: realm, keys: known.0)
                let faults = try check.fileFaults()
                while try check.step(most: Self.piece) { progress(check.bundles, check.expected) }
                return (Handed(check), faults)
            }
        } catch { throw .store(error) }
        var rows: [Verification.Rows] = []
        for (seat, scope) in known.1 {
            let reader = try await reader(of: seat)
            do throws(StoreError) {
                let checked = try await apart { () throws(StoreError) in try reader.check(scope) }
                guard let checked else { continue }
                rows.append(.init(seat: seat, scope: scope, checked: checked))
            } catch { throw .store(error) }
        }
        return Verification(
            feeds: log.value.feeds, bundles: log.value.bundles, bytes: log.value.bytes,
            fileFaults: fileFaults, faults: log.value.faults, faultCount: log.value.faultCount,
            rows: rows)
    }
}

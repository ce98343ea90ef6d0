public import Bundles
public import Lattice

/// The schemas of a realm that are there, by version (spec/09-schema.md#judge-1).
public struct Schemas: Hashable, Sendable {
    private var versions: [UInt16: [Schema]] = [:]

    public init() {}

    /// Takes in a schema that the charter names with this version. There may be several, where
    /// lines of a forked chain of root records made one each.
    public mutating func add(_ schema: Schema, as version: UInt16) {
        guard version > 0, !(versions[version] ?? []).contains(schema) else { return }
        versions[version, default: []].append(schema)
        versions[version]?.sort { $0.hash < $1.hash }
    }

    public subscript(version: UInt16) -> [Schema] { versions[version] ?? [] }

    /// The facts that others name, with the places of those that name them in a bundle.
    public func references(
        in changes: [Change], citing version: UInt16
    ) -> [(index: Int, fact: FactReference)] {
        guard let schemas = versions[version] else { return [] }
        var found: [(Int, FactReference)] = []
        for (index, change) in changes.enumerated() {
            guard change.record == .ledger, case .field(_, .facts(let fact)) = change.delta
            else { continue }
            let named = schemas.reduce(into: Set<FactReference>()) {
                $0.formUnion($1.kinds[change.kind]?.references(in: fact.content) ?? [])
            }
            found += named.sorted {
                ($0.key, $0.kind, $0.hash) < ($1.key, $1.kind, $1.hash)
            }.map { (index, $0) }
        }
        return found
    }

    /// Whether a change happens at one of these hubs, or says nothing of where: it is enough that
    /// one of the schemas has it so (spec/09-schema.md#judge-6).
    public func isAt(_ hubs: [HubID], _ change: Change, citing version: UInt16) -> Bool {
        let schemas = self[version]
        return schemas.isEmpty
            || schemas.contains { schema in
                schema.kinds[change.kind]?.hub(in: change).map(hubs.contains) ?? true
            }
    }

    /// Whether some version means several things.
    public var isForked: Bool { versions.values.contains { $0.count > 1 } }

    /// The highest version that is there.
    public var latest: UInt16? { versions.keys.max() }

    /// The changes of a bundle that do not fit the version that it cites; nil if that is not there,
    /// so that they wait.
    public func misfits(
        in changes: [Change], of feed: FeedID, _ number: BundleNumber, citing version: UInt16
    ) -> [Misfit]? {
        guard version > 0 else {
            return changes.enumerated().map { index, change in
                Misfit(index: index, fault: .noSuchKind(change.kind))
            }
        }
        guard let schemas = versions[version], let first = schemas.first else { return nil }
        let misfits = first.misfits(in: changes, of: feed, number)
        guard schemas.count > 1, !misfits.isEmpty else { return misfits }
        // It is enough to fit one of them; what is said of the others is what the first says.
        let others = schemas.dropFirst().map { schema in
            Set(schema.misfits(in: changes, of: feed, number).map(\.index))
        }
        return misfits.filter { misfit in others.allSatisfy { $0.contains(misfit.index) } }
    }
}

internal import Bundles
internal import Lattice
public import Queries
public import Schema
internal import Seal

extension StateReader {
    /// Records that changed, as they are at one moment. What a schema does not know is passed over.
    public func updates(
        of changed: [Changed.Named], by schema: Schema
    ) throws(AskError) -> Answer<[Update]> {
        let scopes = Array(Set(changed.map(\.scope))).sorted()
        return try answer(scopes) { (connection) throws(StoreError) in
            var places: [Address: Int64] = [:]
            for scope in scopes { places[scope] = try connection.number(of: scope) }
            var updates: [Update] = []
            for one in changed {
                guard let kind = schema.kinds[one.kind] else { continue }
                let name =
                    switch one.subject {
                    case .record(let id): id.name(connection.number(of: id.creation.feed))
                    case .fact(let key): key.name
                    }
                let row = try places[one.scope].flatMap { (place) throws(StoreError) in
                    try connection.row(one.kind, name, in: place)
                }
                let told = try row.flatMap { (row) throws(StoreError) in
                    try connection.told(row, of: one, kind)
                }
                updates.append(Update(one.subject, of: one.kind, in: one.scope, told ?? .gone))
            }
            return updates
        }
    }
}

extension StateReader.Connection {
    /// What a row says; nil if nothing is there any more.
    fileprivate func told(
        _ row: StateRow, of named: Changed.Named, _ kind: RecordKind
    ) throws(StoreError) -> Update.Told? {
        guard case .fact = named.subject else {
            return try shown(row, named.kind, kind).map { .record($0) }
        }
        guard !row.rows.isEmpty else { return nil }
        var reader = RowReader(row.rows)
        guard let fact = try? reader.fact(self) else {
            throw StoreError(database.path, .damaged("a row"))
        }
        return fact.contents.isEmpty ? nil : .fact(fact)
    }
}

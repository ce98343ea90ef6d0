public import Bundles
public import Lattice
public import Queries
internal import Replica
public import Schema
internal import Seal

extension StateReader {
    /// One record or fact; nil if there is none in the scope.
    public func record(
        _ subject: Subject, _ number: KindNumber, in scope: Address, of schema: Schema
    ) throws(AskError) -> Answer<Shown?> {
        guard let kind = schema.kinds[number] else { throw .query(.noSuchKind(number)) }
        return try answer([scope]) { (connection) throws(StoreError) in
            guard let place = try connection.number(of: scope) else { return nil }
            let name =
                switch subject {
                case .record(let id): id.name(connection.number(of: id.creation.feed))
                case .fact(let key): key.name
                }
            let row = try connection.row(number, name, in: place)
            return try row.flatMap { (row) throws(StoreError) in
                try connection.shown(row, number, kind)
            }
        }
    }

    /// One page of what a query asks for in some scopes.
    public func page(
        _ query: Query, in scopes: [Address], of schema: Schema, after cursor: Cursor? = nil
    ) throws(AskError) -> Answer<Page> {
        do throws(QueryError) { try query.check(against: schema) } catch { throw .query(error) }
        guard let kind = schema.kinds[query.kind] else {
            throw .query(.noSuchKind(query.kind))
        }
        let gatherer: Gatherer
        do throws(CursorError) { gatherer = try Gatherer(query, kind, after: cursor) } catch {
            throw .cursor(error)
        }
        let search = Search(query, kind, of: schema, gatherer)
        return try answer(scopes) { (connection) throws(StoreError) in
            for (index, scope) in scopes.enumerated() {
                let wish = try search.look(in: scope, besides: scopes[..<index], connection)
                if let wish { notices.wish(wish) }
            }
            return search.page
        }
    }

    /// What the facts of a kind add up to (spec/09-schema.md#sum-1).
    public func totals(
        _ sum: Int, of number: KindNumber, in scopes: [Address], of schema: Schema
    ) throws(AskError) -> Answer<Totals> {
        guard let kind = schema.kinds[number], kind.sums.indices.contains(sum) else {
            throw .query(.noSuchKind(number))
        }
        return try answer(scopes) { (connection) throws(StoreError) in
            var totals = Totals(kind.sums[sum], of: kind)
            for (index, scope) in scopes.enumerated() {
                try connection.forEachRow(of: number, in: scope) { (row) throws(StoreError) in
                    let rows = row.rows
                    guard !rows.isEmpty,
                        try !connection.has(row.name, number, in: scopes[..<index])
                    else { return }
                    var reader = RowReader(rows)
                    let content = (try? reader.fact(connection))?.content(by: Blake2b.self)
                    if let content { totals.take(content) }
                }
            }
            return totals
        }
    }

    /// Records of a kind that are not to be alike by one of its rules, and are
    /// (spec/09-schema.md#rule-1).
    public func alike(
        _ number: KindNumber, in scopes: [Address], of schema: Schema
    ) throws(AskError) -> Answer<[[Subject]]> {
        guard let kind = schema.kinds[number] else { throw .query(.noSuchKind(number)) }
        return try answer(scopes) { (connection) throws(StoreError) in
            var groups: [Int: [Alike: [Subject]]] = [:]
            for scope in scopes {
                try connection.forEachRow(of: number, in: scope) { (row) throws(StoreError) in
                    guard let shown = try connection.shown(row, number, kind) else { return }
                    for (rule, alike) in shown.alike(kind) {
                        groups[rule, default: [:]][alike, default: []].append(shown.subject)
                    }
                }
            }
            return groups.sorted { $0.key < $1.key }.flatMap { _, group in
                group.sorted { $0.key < $1.key }.map { Array(Set($0.value)).sorted() }
                    .filter { $0.count > 1 }
            }
        }
    }

    /// An answer, with what it is as of.
    func answer<Content: Sendable>(
        _ scopes: [Address], _ content: (Connection) throws(StoreError) -> Content
    ) throws(AskError) -> Answer<Content> {
        try ask { (connection) throws(AskError) in
            do throws(StoreError) {
                var moments: [Address: Moment] = [:]
                for scope in scopes { moments[scope] = try connection.moment(of: scope) }
                return Answer(
                    content: try content(connection), moments: moments,
                    mark: try connection.mark())
            } catch { throw .store(error) }
        } failing: {
            .store($0)
        }
    }
}

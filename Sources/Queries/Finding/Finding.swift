public import Lattice
public import Schema
internal import Wire

/// What somebody looks for by words (spec/08-store.md#find-1).
public struct Finding: Hashable, Sendable {
    /// What was typed.
    public var text: String
    /// Of these kinds; of all that are searched, if nil.
    public var kinds: [KindNumber]?
    /// What records of a kind have to pass besides.
    public var filters: [KindNumber: Filter]
    /// Choices and links by whose values the hits are counted.
    public var facets: [KindNumber: [FieldNumber]]
    /// Hits of a page.
    public var limit: Int

    public init(
        _ text: String, of kinds: [KindNumber]? = nil, where filters: [KindNumber: Filter] = [:],
        facets: [KindNumber: [FieldNumber]] = [:], limit: Int = 50
    ) {
        self.text = text
        self.kinds = kinds
        self.filters = filters
        self.facets = facets
        self.limit = limit
    }
}

/// Every bound of a finding, in one place.
public enum FindingLimits {
    /// Different words.
    public static let words = 16
    /// Values of a field that are counted one by one.
    public static let values = 1_000
    /// Words that one is corrected to.
    public static let corrections = 16
}

extension Finding {
    /// What was typed, word by word, each once.
    var words: [[UInt8]] {
        var seen: Set<[UInt8]> = []
        return text.tokens.map(\.letters).filter { seen.insert($0).inserted }
    }

    /// The kinds that are looked through, ascending.
    public func kinds(of schema: Schema) -> [KindNumber] {
        guard let kinds else {
            return schema.kinds.filter { $0.value.isSearched }.keys.sorted()
        }
        return Set(kinds).sorted()
    }

    /// Whether it makes sense for a schema: what it costs is bounded by that.
    public func check(against schema: Schema) throws(QueryError) {
        guard QueryLimits.page.contains(limit) else { throw .limit(limit) }
        let bytes = text.utf8.count
        guard bytes <= QueryLimits.text else { throw .tooLong(bytes: bytes) }
        guard words.count <= FindingLimits.words else { throw .tooManyWords(words.count) }
        for number in kinds ?? [] {
            guard let kind = schema.kinds[number] else { throw .noSuchKind(number) }
            guard kind.isSearched else { throw .notSearched(kind: kind.name) }
        }
        for (kind, filter) in filters.sorted(by: { $0.key < $1.key }) {
            try Query(kind, where: filter).check(against: schema)
        }
        for (number, fields) in facets.sorted(by: { $0.key < $1.key }) {
            guard let kind = schema.kinds[number] else { throw .noSuchKind(number) }
            for number in fields {
                guard let field = kind.fields[number] else {
                    throw .noSuchField(number, kind: kind.name)
                }
                guard field.isCounted else {
                    throw .notCounted(field: field.name, kind: kind.name)
                }
            }
        }
    }

    /// Of all that decides which hits come after which, with the scopes that are asked.
    func fingerprint(_ kinds: [KindNumber], in scopes: [[UInt8]]) -> Fingerprint {
        var writer = Writer()
        writer.put(array: words.count)
        for word in words { writer.put(Value(word)) }
        writer.put(array: kinds.count)
        for kind in kinds {
            writer.put(kind)
            (filters[kind] ?? .everything).write(to: &writer)
        }
        for scope in scopes { writer.put(Value(scope)) }
        return Fingerprint(writer.bytes)
    }
}

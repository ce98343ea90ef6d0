internal import Lattice
public import Schema

extension Query {
    /// Whether it makes sense for a schema. Only a query that does may be asked: what it costs is
    /// bounded by that.
    public func check(against schema: Schema) throws(QueryError) {
        guard let kind = schema.kinds[self.kind] else { throw .noSuchKind(self.kind) }
        guard QueryLimits.page.contains(limit) else { throw .limit(limit) }
        guard order.count <= QueryLimits.orders else { throw .tooManyOrders(order.count) }
        var checker = FilterChecker(kind: kind)
        for order in order { try checker.check(order) }
        try checker.check(filter, depth: 1)
    }
}

extension FieldType {
    /// Whether its values come one after the other for people.
    public var hasOrder: Bool {
        switch self {
        case .text, .integer, .decimal, .quantity, .money, .truth, .date, .time, .choice, .record,
            .person, .hub, .seat, .fact, .token:
            true
        case .words, .file, .list, .group, .frontier, .later: false
        }
    }

    fileprivate var isText: Bool {
        switch self {
        case .text, .token: true
        default: false
        }
    }
}

/// Holds the parts of a query against a kind.
private struct FilterChecker {
    let kind: RecordKind
    private var parts = 0

    init(kind: RecordKind) { self.kind = kind }

    mutating func check(_ filter: Filter, depth: Int) throws(QueryError) {
        guard depth <= QueryLimits.depth else { throw .tooDeep }
        try count(1)
        switch filter {
        case .everything, .contested(nil): break
        case .compare(let number, let comparison, let value):
            try check(number, comparison, value)
        case .among(let number, let values):
            try count(values.count)
            for value in values { try check(number, .equal, value) }
            _ = try single(number)
        case .begins(let number, let text):
            let field = try single(number)
            guard field.merging == .register, field.type.isText else {
                throw .noText(field: field.name, kind: kind.name)
            }
            try check(text)
        case .contains(let number, let value):
            let field = try field(number)
            guard let content = field.content else {
                throw .oneValue(field: field.name, kind: kind.name)
            }
            try check(value, of: Field(field.name, content))
        case .missing(let number):
            let field = try field(number)
            guard field.merging != .counter else {
                throw .neverMissing(field: field.name, kind: kind.name)
            }
        case .contested(let number?): try check(contested: number)
        case .search(let text): try check(text)
        case .all(let filters), .any(let filters):
            for filter in filters { try check(filter, depth: depth + 1) }
        case .not(let filter): try check(filter, depth: depth + 1)
        }
    }

    func check(_ order: Order) throws(QueryError) { try checkOrder(of: try single(order.field)) }

    private mutating func count(_ more: Int) throws(QueryError) {
        parts += more
        guard parts <= QueryLimits.parts else { throw .tooManyParts(kind: kind.name) }
    }

    private func field(_ number: FieldNumber) throws(QueryError) -> Field {
        guard let field = kind.fields[number] else {
            throw .noSuchField(number, kind: kind.name)
        }
        return field
    }

    /// A field of one value.
    private func single(_ number: FieldNumber) throws(QueryError) -> Field {
        let field = try field(number)
        switch field.merging {
        case .register, .counter: return field
        case .set, .facts: throw .severalValues(field: field.name, kind: kind.name)
        }
    }

    private func check(
        _ number: FieldNumber, _ comparison: Comparison, _ value: Value
    ) throws(QueryError) {
        let field = try single(number)
        switch comparison {
        case .equal, .notEqual: break
        case .less, .lessOrEqual, .greater, .greaterOrEqual: try checkOrder(of: field)
        }
        try check(value, of: field)
    }

    private func checkOrder(of field: Field) throws(QueryError) {
        guard field.merging == .counter || field.type.hasOrder else {
            throw .noOrder(field: field.name, kind: kind.name)
        }
    }

    /// What counters count has no bounds.
    private func check(_ value: Value, of field: Field) throws(QueryError) {
        do throws(SchemaFault) {
            guard field.merging == .counter else { return try field.check(value) }
            guard value.integer != nil else { throw .wrongType(field: field.name) }
        } catch { throw .wrongValue(field: field.name, kind: kind.name, error) }
    }

    /// Facts are never changed, so that their parts do not lose.
    private func check(contested number: FieldNumber) throws(QueryError) {
        let field = try field(number)
        switch field.merging {
        case .register where kind.form == .document, .facts: break
        default: throw .neverContested(field: field.name, kind: kind.name)
        }
    }

    private func check(_ text: String) throws(QueryError) {
        let bytes = text.utf8.count
        guard bytes <= QueryLimits.text else { throw .tooLong(bytes: bytes) }
    }
}

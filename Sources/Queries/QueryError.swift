public import Lattice
public import Schema

/// Why a query cannot be answered.
public enum QueryError: Error, Hashable, Sendable {
    case noSuchKind(KindNumber)
    case noSuchField(FieldNumber, kind: String)
    /// A set, or facts, where there has to be one value.
    case severalValues(field: String, kind: String)
    /// Neither a set nor a list, where it has to be asked what it contains.
    case oneValue(field: String, kind: String)
    case neverMissing(field: String, kind: String)
    case neverContested(field: String, kind: String)
    case noOrder(field: String, kind: String)
    case noText(field: String, kind: String)
    case wrongValue(field: String, kind: String, SchemaFault)
    case tooDeep
    case tooManyParts(kind: String)
    case tooLong(bytes: Int)
    case tooManyOrders(Int)
    case limit(Int)
    case tooManyWords(Int)
    case notSearched(kind: String)
    case notCounted(field: String, kind: String)
}

extension QueryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchKind(let kind):
            "the schema has no kind of record \(kind.value); ask for one that it has, or wait for "
                + "the version that has it"
        case .noSuchField(let field, let kind):
            "\(kind) has no field \(field.value); ask for one that it has"
        case .severalValues(let field, let kind):
            "“\(field)” of \(kind) holds several values, so that it is neither compared nor "
                + "ordered by; ask whether it is missing, or what it contains if it is a set"
        case .oneValue(let field, let kind):
            "“\(field)” of \(kind) is neither a set nor a list, so that it contains nothing; "
                + "compare it instead"
        case .neverMissing(let field, let kind):
            "“\(field)” of \(kind) counts, so that it is never missing; compare it with 0"
        case .neverContested(let field, let kind):
            "“\(field)” of \(kind) merges without anybody losing; ask for what is contested "
                + "without naming it"
        case .noOrder(let field, let kind):
            "“\(field)” of \(kind) is of a type without an order; ask what it is equal to, and "
                + "order by another field"
        case .noText(let field, let kind):
            "“\(field)” of \(kind) is no text and begins with none; compare it instead"
        case .wrongValue(let field, let kind, let fault):
            "“\(field)” of \(kind) never has the value that is asked for: \(fault); ask for one "
                + "that it can have"
        case .tooDeep:
            "filters stand more than \(QueryLimits.depth) deep within each other; ask for less at "
                + "once"
        case .tooManyParts(let kind):
            "the filter of \(kind) has more than \(QueryLimits.parts) parts and values; ask for "
                + "less at once"
        case .tooLong(let bytes):
            "the text that is looked for has \(bytes) bytes; shorten it to \(QueryLimits.text)"
        case .tooManyOrders(let count):
            "it is ordered by \(count) fields; leave it at \(QueryLimits.orders)"
        case .limit(let limit):
            "a page cannot have \(limit) rows; ask for \(QueryLimits.page.lowerBound) to "
                + "\(QueryLimits.page.upperBound), and go on from its end"
        case .tooManyWords(let count):
            "\(count) different words are looked for; leave it at \(FindingLimits.words)"
        case .notSearched(let kind):
            "\(kind) has no field that is searched; look for other kinds, or ask for it by a filter"
        case .notCounted(let field, let kind):
            "“\(field)” of \(kind) is neither a choice nor a link, so that hits are not counted by "
                + "it; leave it out"
        }
    }
}

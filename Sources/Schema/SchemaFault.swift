public import Lattice
public import Wire

/// Why a change does not fit a schema (spec/09-schema.md#judge-2).
public enum SchemaFault: Error, Hashable, Sendable {
    /// It is not there yet; what cites it waits.
    case unknownSchema(UInt16)
    case noSuchKind(KindNumber)
    case wrongForm(kind: String)
    case noSuchField(FieldNumber, of: String)
    case wrongMerging(field: String)
    case malformed(WireError.Reason)
    case wrongType(field: String)
    case outOfBounds(field: String)
    case wrongKind(field: String)
    case required(field: String)
    /// It is written where its record is created, and was written again.
    case fixed(field: String)
    case incomplete(field: String)
    case rule(Int, kind: String)

    public var isWait: Bool { if case .unknownSchema = self { true } else { false } }

    public var name: String {
        switch self {
        case .unknownSchema: "unknown-schema"
        case .noSuchKind: "no-such-kind"
        case .wrongForm: "wrong-form"
        case .noSuchField: "no-such-field"
        case .wrongMerging: "wrong-merging"
        case .malformed: "malformed"
        case .wrongType: "wrong-type"
        case .outOfBounds: "out-of-bounds"
        case .wrongKind: "wrong-kind"
        case .required: "required"
        case .fixed: "fixed"
        case .incomplete: "incomplete"
        case .rule: "rule"
        }
    }
}

extension SchemaFault: CustomStringConvertible {
    public var description: String { "\(sentence) (\(name))" }

    private var sentence: String {
        switch self {
        case .unknownSchema(let version):
            "it is written by version \(version) of the schema, which is not here yet; it counts "
                + "as soon as that comes from a peer"
        case .noSuchKind(let kind): "the schema has no kind of record \(kind.value)"
        case .wrongForm(let kind): "\(kind) is a fact where a document should be, or the reverse"
        case .noSuchField(let field, let kind): "\(kind) has no field \(field.value)"
        case .wrongMerging(let field): "“\(field)” is no field that is changed like this"
        case .malformed(let reason): "a value that breaks its form: \(reason.explanation)"
        case .wrongType(let field): "“\(field)” has a value of another type"
        case .outOfBounds(let field): "“\(field)” has a value beyond its bounds"
        case .wrongKind(let field): "“\(field)” names a record of another kind"
        case .required(let field): "“\(field)” cannot be left empty"
        case .fixed(let field):
            "“\(field)” stays what it was when the record was made; make another record instead"
        case .incomplete(let field): "“\(field)” is missing"
        case .rule(let number, let kind): "it breaks rule \(number) of \(kind)"
        }
    }
}

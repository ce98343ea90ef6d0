internal import Bundles
internal import Lattice
internal import Queries
internal import Relief
public import Replica
internal import Schema
internal import Seal

extension Sheets {
    /// What happened, by whom and when, with what was read before and after, as it was signed.
    public func timeline(_ entries: some Sequence<TimelineEntry>) -> Table {
        let rows = entries.map { entry in
            let happening = entry.happening
            let kind = known.schema.kinds[happening.change.kind]
            let (step, old, new) = say(entry, kind)
            let field = entry.field.flatMap { kind?.fields[$0]?.name } ?? ""
            return [
                time(Int64(clamping: happening.time.milliseconds)),
                happening.person.map { known.text(of: $0) } ?? "",
                kind?.name ?? "\(happening.change.kind.value)", subject(of: happening), step,
                field, old, new, say(happening),
                say(happening.signature),
            ]
        }
        return table(
            [
                "time", "person", "kind", "record", "step", "field", "old", "new", "standing",
                "signature",
            ], rows)
    }

    private func say(_ signature: Signature) -> String {
        let words = signature.words
        return IDText.write(
            words.indices.flatMap { index in
                stride(from: 56, through: 0, by: -8).map {
                    UInt8(truncatingIfNeeded: words[index] >> UInt64($0))
                }
            })
    }

    private func subject(of happening: Happening) -> String {
        guard let fact = happening.reference else {
            return known.text(of: happening.change.record, among: [happening.change.kind])
        }
        return text(of: .init(fact.kind, fact.key))
    }

    private func say(_ happening: Happening) -> String {
        switch happening.standing {
        case .counts: happening.isProposal ? "proposed" : "counts"
        case .void: "void"
        case .refused(let fault): "refused: \(fault)"
        }
    }

    private func say(
        _ entry: TimelineEntry, _ kind: RecordKind?
    ) -> (step: String, old: String, new: String) {
        func text(_ value: Value?, _ field: FieldNumber) -> String {
            guard let value, let type = kind?.fields[field]?.type else { return "" }
            return say(value, type)
        }
        switch entry.step {
        case .existence: return ("existence", "\(entry.before)", "\(entry.after)")
        case .value(let field, let old, _, let new):
            return ("value", text(old, field), text(new, field))
        case .member(let field, let value, let was, let isIn):
            let member = text(value, field)
            return ("member", was ? member : "", isIn ? member : "")
        case .count(_, let amount, let old, let new):
            return ("count \(amount)", "\(old)", "\(new)")
        case .fact(_, _, let content, _): return ("fact", "", facts(in: content, kind))
        case .later: return ("later", "", "")
        }
    }

    /// The parts of a fact with their names.
    private func facts(in content: Value, _ kind: RecordKind?) -> String {
        kind.map { say(content, .group($0.fields)) } ?? ""
    }

    /// Groups part by part, which no cell of an import can hold.
    private func say(_ value: Value, _ type: FieldType) -> String {
        switch type {
        case .group(let fields):
            RecordKind.parts(of: value).sorted { $0.key < $1.key }.compactMap { number, part in
                fields[number].map { "\($0.name)=\(say(part, $0.type))" }
            }.joined(separator: "; ")
        case .list(_, .group(let fields)):
            value.items.map { "(\(say($0, .group(fields))))" }.joined(separator: " ")
        case .words:
            value.words.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                .joined(separator: "; ")
        default: cells.text(value, type)
        }
    }
}

internal import Lattice
internal import Queries
internal import Schema
internal import Seal

extension RowReader {
    /// What people read of a row; nil if nobody can.
    static func shown(
        _ name: [UInt8], _ rows: [UInt8], _ number: KindNumber, _ kind: RecordKind,
        _ feeds: some FeedNumbers
    ) -> Shown? {
        guard !rows.isEmpty else { return nil }
        var reader = RowReader(rows)
        switch RowName(name, number.value, feeds) {
        case .record(let id)?:
            guard let (document, _) = try? reader.document(feeds) else { return nil }
            return Shown(id, document, of: kind, by: Blake2b.self)
        case .fact(.fact(_, let key))?:
            guard let fact = try? reader.fact(feeds) else { return nil }
            return Shown(key, fact, number, of: kind, by: Blake2b.self)
        default: return nil
        }
    }
}

public import Lattice
public import Schema

extension Mapping {
    /// A guess by the names and labels of fields, in any language; what is unlike them all goes
    /// nowhere. Words of no language are taken to be of this one.
    public static func proposed(
        for headers: [String], _ kind: KindNumber, in schema: Schema, language: String = "en"
    ) -> Mapping {
        guard let record = schema.kinds[kind] else { return Mapping(kind, []) }
        let names = Names(record, schema)
        var guesses: [(score: Int, column: Int, target: Target)] = []
        for (column, header) in headers.enumerated() {
            for guess in names.guesses(header, language) {
                guesses.append((guess.score, column, guess.target))
            }
        }
        guesses.sort { ($1.score, $0.column, $0.target) < ($0.score, $1.column, $1.target) }
        var chosen: [Int: Target] = [:]
        for guess in guesses
        where chosen[guess.column] == nil && !chosen.values.contains(guess.target) {
            chosen[guess.column] = guess.target
        }
        let columns = chosen.sorted { $0.key < $1.key }.map {
            Column(headers[$0.key], to: $0.value)
        }
        let there = Set(columns.map(\.target.field))
        // What no two records have in common is what they are told by.
        let keys = record.rules.lazy.compactMap { rule -> [FieldNumber]? in
            guard case .unique(let fields) = rule, fields.allSatisfy(there.contains) else {
                return nil
            }
            return fields
        }
        return Mapping(
            kind, columns, keys: record.form == .document ? keys.first ?? [] : [])
    }
}

/// What the fields of a kind may be called.
private struct Names {
    private var fields: [String: Set<FieldNumber>] = [:]
    private var worded: Set<FieldNumber> = []
    /// What the kind itself is called: “item code” is the code of an item.
    private var kind: Set<String>

    init(_ record: RecordKind, _ schema: Schema) {
        kind = Set(([record.name] + record.labels.values).flatMap(\.alikeWords))
        for (number, field) in record.fields {
            guard field.merging != .facts, field.type.isOfCell, !field.isRetired else { continue }
            if case .words = field.type { worded.insert(number) }
            var names = [field.name] + field.labels.values
            if case .record(let kinds?) = field.type {
                names += kinds.flatMap { schema.kinds[$0].map { Array($0.labels.values) } ?? [] }
            }
            for name in names { fields[name.alike, default: []].insert(number) }
        }
    }

    /// The better the higher the score.
    func guesses(
        _ header: String, _ language: String
    ) -> [(score: Int, target: Mapping.Target)] {
        let words = header.alikeWords
        let named = Self.language(of: header)
        var found: [(score: Int, target: Mapping.Target)] = []
        func add(_ name: [String], _ score: Int, _ language: String?) {
            for field in (fields[name.joined()] ?? []).sorted() {
                let isWorded = worded.contains(field)
                guard isWorded || language == nil else { continue }
                let target = Mapping.Target(field, in: isWorded ? language : nil)
                found.append((score, target))
            }
        }
        for (name, language, score) in [
            (words, nil, 8), (Array(words.dropLast(named.count)), named.language, 7),
        ] where !name.isEmpty && (language != nil || score == 8) {
            add(name, score, language)
            let rest = name.filter { !kind.contains($0) }
            if rest.count < name.count { add(rest, score - 4, language) }
        }
        return found.map { guess in
            var guess = guess
            if worded.contains(guess.target.field), guess.target.language == nil {
                guess.target.language = language
            }
            return guess
        }
    }

    /// The language that a header ends with, like “name_es”, “name (pt-BR)” or “name:fr”, and of
    /// how many words it is.
    private static func language(of header: String) -> (language: String?, count: Int) {
        let parts = header.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-") }
        guard parts.count > 1, let last = parts.last else { return (nil, 0) }
        let pieces = last.split(separator: "-")
        let isLanguage =
            (1...2).contains(pieces.count) && pieces.allSatisfy { (2...3).contains($0.count) }
        guard isLanguage, String(last).isLanguage else { return (nil, 0) }
        return (String(last), pieces.count)
    }
}

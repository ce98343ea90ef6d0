internal import Bundles
internal import Lattice
internal import Queries
internal import Schema
internal import Wire

/// What is known by what: records by their keys, and by what no two of them have in common; and the
/// rows that were met.
struct ImportMemory {
    /// Fields whose values are different in all records.
    struct Difference {
        let fields: [FieldNumber]
        var known: [[Value]: [Subject]] = [:]
        /// The line on which values stood first.
        private var lines: [[Value]: Int] = [:]

        init(fields: [FieldNumber]) { self.fields = fields }

        /// The line on which these stood before, if they did.
        mutating func meet(_ values: [Value], on line: Int) -> Int? {
            if let before = lines[values] { return before }
            lines[values] = line
            return nil
        }
    }

    let kind: RecordKind
    /// Of the mapping, if it has any.
    var key: Difference?
    /// Of the rules, but for the same.
    var others: [Difference] = []
    /// How often a fact is known that says exactly this, and how often the file did.
    private var contents: [Value: (known: Int, met: Int)] = [:]
    /// By their keys, what facts say.
    private var stated: [FactKey: Value] = [:]

    init(_ kind: RecordKind, _ mapping: Mapping, _ known: Known) {
        self.kind = kind
        if !mapping.keys.isEmpty { key = Difference(fields: mapping.keys) }
        for case .unique(let fields) in kind.rules where Set(fields) != Set(mapping.keys) {
            others.append(Difference(fields: fields))
        }
        for (id, shown) in known.records[mapping.kind] ?? [:] { add(.record(id), shown) }
        for shown in known.facts[mapping.kind] ?? [] {
            add(shown.subject, shown)
            guard case .fact(let key) = shown.subject else { continue }
            let content = kind.content(of: shown)
            stated[key] = content
            contents[content, default: (0, 0)].known += 1
        }
    }

    private mutating func add(_ subject: Subject, _ shown: Shown) {
        func values(_ fields: [FieldNumber]) -> [Value]? {
            self.values(fields) { shown.value(of: $0) }
        }
        if let key, let found = values(key.fields) {
            self.key?.known[found, default: []].append(subject)
        }
        for index in others.indices {
            guard let found = values(others[index].fields) else { continue }
            others[index].known[found, default: []].append(subject)
        }
    }

    /// The values of some fields, as they are compared; nil if one is missing.
    func values(_ fields: [FieldNumber], _ value: (FieldNumber) -> Value?) -> [Value]? {
        var found: [Value] = []
        for field in fields {
            guard let type = kind.fields[field]?.type, let value = value(field)?.normal(type) else {
                return nil
            }
            found.append(value)
        }
        return found
    }

    func content(of key: FactKey) -> Value? { stated[key] }

    /// Of a fact that the file states once more: the how manieth it is there, and whether as many
    /// are known.
    mutating func meet(_ content: Value) -> (number: Int, isKnown: Bool) {
        var count = contents[content] ?? (0, 0)
        count.met += 1
        contents[content] = count
        return (count.met, count.met <= count.known)
    }
}

extension RecordKind {
    /// A fact as an import would state it.
    func content(of shown: Shown) -> Value {
        var parts: [FieldNumber: Value] = [:]
        for (number, field) in fields {
            parts[number] = shown.value(of: number)?.normal(field.type)
        }
        return .parts(parts)
    }
}

extension Value {
    static func parts(_ parts: [FieldNumber: Value]) -> Value {
        .of { writer in
            writer.put(map: parts.count)
            for (number, value) in parts.sorted(by: { $0.key < $1.key }) {
                writer.put(number)
                writer.put(item: value.span)
            }
        }
    }

    /// What a cell could say of it: texts without spaces around them; nil if nothing is left.
    func normal(_ type: FieldType) -> Value? {
        switch type {
        case .text:
            guard let text else { return self }
            let trimmed = text.trimmed
            if trimmed.isEmpty { return nil }
            return trimmed.utf8.count == text.utf8.count ? self : .of { $0.put(text: trimmed) }
        case .words:
            return .words(words.mapValues(\.trimmed).filter { !$0.value.isEmpty })
        case .list(_, let type):
            let items = items.compactMap { $0.normal(type) }
            return items.isEmpty ? nil : .list(items)
        default: return self
        }
    }
}

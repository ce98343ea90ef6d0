public import Bundles
public import Lattice
public import Queries
public import Schema

/// What is there already, as far as a table can be about it: handed in as plain data, so that an
/// import is a function of it (spec/17-tables.md#table-6).
public struct Known: Sendable {
    let schema: Schema
    /// Records that are alive, by their kinds.
    private(set) var records: [KindNumber: [RecordID: Shown]] = [:]
    private(set) var facts: [KindNumber: [Shown]] = [:]
    private var called: [KindNumber: [String: Set<RecordID>]] = [:]
    private var hubs = NameTable<HubName>()
    private var persons = NameTable<Person>()

    enum Answer<ID> {
        case none
        case one(ID)
        case several
    }

    public init(_ schema: Schema) { self.schema = schema }

    /// A record or fact: of the kind of a table, or one that it names.
    public mutating func add(_ shown: Shown) {
        switch shown.subject {
        case .fact: facts[shown.kind, default: []].append(shown)
        case .record(let id):
            guard shown.isAlive, let kind = schema.kinds[shown.kind] else { return }
            records[shown.kind, default: [:]][id] = shown
            for name in names(of: shown, kind) {
                called[shown.kind, default: [:]][name.alike, default: []].insert(id)
            }
        }
    }

    /// A hub, by all that it is called: names and codes.
    public mutating func add(_ hub: HubID, called names: String...) { hubs.add(hub, names) }

    public mutating func add(_ person: PersonID, called names: String...) {
        persons.add(person, names)
    }

    func hub(called text: String) -> Answer<HubID> { hubs.find(text) }
    func person(called text: String) -> Answer<PersonID> { persons.find(text) }
    func text(of hub: HubID) -> String { hubs.text(of: hub) }
    func text(of person: PersonID) -> String { persons.text(of: person) }

    func record(called text: String, of kinds: [KindNumber]?) -> Answer<RecordID> {
        let alike = text.alike
        var found: Set<RecordID> = []
        for kind in kinds ?? Array(called.keys) where !alike.isEmpty {
            found.formUnion(called[kind]?[alike] ?? [])
        }
        // Codes that differ in what stands between letters alone are told apart as they are.
        if found.count > 1 {
            let exact = found.filter { isCalled($0, text) }
            if exact.count == 1 { found = exact }
        }
        if found.count > 1 { return .several }
        if let id = found.first { return .one(id) }
        guard let id = IDText.record(text), kinds?.contains(id.kind) ?? true else { return .none }
        return .one(id)
    }

    /// What the reader finds it by again: a name of its own, or else its id.
    func text(of id: RecordID, among kinds: [KindNumber]?) -> String {
        guard let shown = records[id.kind]?[id], let kind = schema.kinds[id.kind] else {
            return id.description
        }
        let names = names(of: shown, kind).map(\.trimmed)
        return names.first { name in
            if case .one(id) = record(called: name, of: kinds) { true } else { false }
        } ?? id.description
    }

    private func isCalled(_ id: RecordID, _ text: String) -> Bool {
        guard let shown = records[id.kind]?[id], let kind = schema.kinds[id.kind] else {
            return false
        }
        return names(of: shown, kind).contains { $0.trimmed == text }
    }

    /// What nobody else has comes first, then what a record is called by.
    private func names(of shown: Shown, _ kind: RecordKind) -> [String] {
        var fields: [FieldNumber] = []
        for case .unique(let unique) in kind.rules where unique.count == 1 { fields += unique }
        fields += kind.title.filter { !fields.contains($0) }
        return fields.flatMap { field -> [String] in
            guard let value = shown.value(of: field) else { return [] }
            switch kind.fields[field]?.type {
            case .text, .token: return value.text.map { [$0] } ?? []
            case .words: return value.words.sorted { $0.key < $1.key }.map(\.value)
            default: return []
            }
        }
    }
}

/// What goes by names that people gave.
private struct NameTable<Named>: Sendable {
    private var ids: [String: Set<Identifier<Named>>] = [:]
    private var names: [Identifier<Named>: [String]] = [:]

    mutating func add(_ id: Identifier<Named>, _ names: [String]) {
        for name in names where !name.alike.isEmpty {
            ids[name.alike, default: []].insert(id)
            self.names[id, default: []].append(name.trimmed)
        }
    }

    func find(_ text: String) -> Known.Answer<Identifier<Named>> {
        let found = ids[text.alike] ?? []
        if found.count > 1 { return .several }
        if let id = found.first { return .one(id) }
        return IDText.identifier(text).map { .one($0) } ?? .none
    }

    func text(of id: Identifier<Named>) -> String {
        names[id]?.first { ids[$0.alike]?.count == 1 } ?? id.description
    }
}

public import Lattice
public import Schema

extension Shown {
    /// A record of a kind.
    public init<H: Hashing>(
        _ id: RecordID, _ document: Document, of kind: RecordKind, by hashing: H.Type
    ) {
        var fields: [SortedMap<FieldNumber, ShownField>.Entry] = []
        for (number, field) in kind.fields.sorted(by: { $0.key < $1.key }) {
            fields.append(
                SortedMap.Entry(key: number, value: document.shown(number, field, by: hashing)))
        }
        self.init(
            .record(id), id.kind, document.life.reading, SortedMap(ascending: fields), of: kind,
            unknownFields: document.unknown(to: kind), isEquivocal: false)
    }

    /// A fact of the ledger; nil if nothing is stated.
    public init?<H: Hashing>(
        _ key: FactKey, _ fact: Fact, _ number: KindNumber, of kind: RecordKind,
        by hashing: H.Type
    ) {
        guard let content = fact.content(by: hashing) else { return nil }
        let parts = RecordKind.parts(of: content)
        var fields: [SortedMap<FieldNumber, ShownField>.Entry] = []
        for number in kind.fields.keys.sorted() {
            let value = parts[number].flatMap { $0.isNull ? nil : $0 }
            fields.append(SortedMap.Entry(key: number, value: .register(ShownRegister(value))))
        }
        self.init(
            .fact(key), number, .alive, SortedMap(ascending: fields), of: kind,
            unknownFields: parts.count { kind.fields[$0.key] == nil },
            isEquivocal: fact.isEquivocal)
    }

    private init(
        _ subject: Subject, _ number: KindNumber, _ existence: Life.Reading,
        _ fields: SortedMap<FieldNumber, ShownField>, of kind: RecordKind, unknownFields: Int,
        isEquivocal: Bool
    ) {
        var values: [FieldNumber: Value] = [:]
        for case (let number, .register(let register)) in fields.entries.map({ ($0.key, $0.value) })
        {
            values[number] = register.value
        }
        self.subject = subject
        self.kind = number
        self.existence = existence
        self.fields = fields
        self.unknownFields = unknownFields
        broken = kind.broken(by: values)
        title = kind.title.compactMap { values[$0] }
        self.isEquivocal = isEquivocal
    }
}

extension Document {
    fileprivate func shown(
        _ number: FieldNumber, _ field: Field, by hashing: (some Hashing).Type
    ) -> ShownField {
        switch field.merging {
        case .register: .register(ShownRegister(registers[number], initial: field.initial))
        case .set: .set(sets[number]?.members ?? [])
        case .counter: .counter(counters[number]?.value ?? 0)
        case .facts: .facts(facts[number]?.shown(by: hashing) ?? [])
        }
    }

    /// Fields with something in them that a kind does not have, or that merge otherwise there: by
    /// spec/02-data-types.md#doc-2 those are different fields.
    fileprivate func unknown(to kind: RecordKind) -> Int {
        func isUnknown(_ number: FieldNumber, _ merging: Field.Merging) -> Bool {
            kind.fields[number]?.merging != merging
        }
        return registers.entries.count { isUnknown($0.key, .register) && $0.value.value != nil }
            + sets.entries.count { isUnknown($0.key, .set) && !$0.value.members.isEmpty }
            + counters.entries.count { isUnknown($0.key, .counter) }
            + facts.entries.count { isUnknown($0.key, .facts) }
    }
}

extension ShownRegister {
    fileprivate init(_ register: Register?, initial: Value?) {
        let siblings = register?.siblings ?? []
        guard let first = siblings.first else {
            self.init(initial)
            return
        }
        // Null clears: what was cleared was written, and shows no default.
        self.init(
            first.write.value.isNull ? nil : first.write.value,
            siblings: siblings.filter { $0.write.value != first.write.value })
    }
}

extension Facts {
    fileprivate func shown(by hashing: (some Hashing).Type) -> [ShownFact] {
        keys.compactMap { key in
            guard let fact = self[key], let content = fact.content(by: hashing) else { return nil }
            return ShownFact(key, content, isContested: fact.isEquivocal)
        }
    }
}

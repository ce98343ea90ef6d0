public import Lattice
internal import Wire

/// A change that does not fit, by its index.
public struct Misfit: Hashable, Sendable {
    public let index: Int
    public let fault: SchemaFault
}

extension Schema {
    /// The changes of a bundle that do not fit, ascending (spec/09-schema.md#judge-2).
    public func misfits(
        in changes: [Change], of feed: FeedID, _ number: BundleNumber
    ) -> [Misfit] {
        var faults: [Int: SchemaFault] = [:]
        var created = Created(feed, number)
        for (index, change) in changes.enumerated() {
            created.meet(change, at: index, of: kinds[change.kind])
            do throws(SchemaFault) {
                try judge(change)
                try created.judge(change, of: kinds[change.kind])
                created.note(change)
            } catch { faults[index] = error }
        }
        if let lacking = created.lacking {
            for (index, change) in changes.enumerated() where faults[index] == nil {
                faults[index] = lacking[change.record].map { .incomplete(field: $0) }
            }
        }
        return faults.sorted { $0.key < $1.key }.map { Misfit(index: $0.key, fault: $0.value) }
    }

    /// Judges a change by itself.
    func judge(_ change: Change) throws(SchemaFault) {
        guard let kind = kinds[change.kind] else { throw .noSuchKind(change.kind) }
        let isFact = change.record == .ledger
        guard kind.form == (isFact ? .fact : .document) else { throw .wrongForm(kind: kind.name) }
        guard isFact else { return try kind.judge(change.delta) }
        switch change.delta {
        case .field(_, .facts(let fact)): try kind.judge(fact: fact.content)
        case .foreign: break
        case .field, .life: throw .wrongMerging(field: kind.name)
        }
    }
}

extension Change {
    /// The kind of what it is about (spec/09-schema.md#judge-2).
    public var kind: KindNumber {
        guard record == .ledger else { return record.kind }
        switch delta {
        case .field(let field, _): return KindNumber(field.value)
        case .foreign(let delta): return KindNumber(delta.field.value)
        case .life: return .none
        }
    }
}

extension RecordKind {
    /// Judges what happens to a document.
    fileprivate func judge(_ delta: DocumentDelta) throws(SchemaFault) {
        guard case .field(let number, let delta) = delta else { return }
        guard let field = fields[number] else { throw .noSuchField(number, of: name) }
        guard field.merging == delta.merging else { throw .wrongMerging(field: field.name) }
        switch delta {
        case .register(let write): try field.check(register: write.value)
        case .set(let change): try field.check(change.element)
        // Whatever can be counted can be counted here.
        case .counter: break
        case .facts(let fact): try field.check(fact.content)
        }
    }

    func judge(fact content: Value) throws(SchemaFault) {
        let whole = Field(name, .group(fields))
        try whole.check(content)
        for (number, rule) in rules.enumerated() where !holds(rule, in: content) {
            throw .rule(number, kind: name)
        }
    }
}

extension FieldDelta {
    fileprivate var merging: Field.Merging {
        switch self {
        case .register: .register
        case .set: .set
        case .counter: .counter
        case .facts: .facts
        }
    }
}

/// The records that a bundle creates, and what they still lack (spec/09-schema.md#judge-3).
private struct Created {
    private let feed: FeedID
    private let number: BundleNumber
    private var fields: [RecordID: [(number: FieldNumber, name: String)]] = [:]
    /// Records of this bundle that were spoken of before the change that names them.
    private var early: Set<RecordID> = []

    init(_ feed: FeedID, _ number: BundleNumber) {
        self.feed = feed
        self.number = number
    }

    /// Looks whether a change creates its record.
    mutating func meet(_ change: Change, at index: Int, of kind: RecordKind?) {
        let id = change.record
        guard let kind, id.creation.feed == feed, id.creation.position.number == number else {
            return
        }
        if id.creation.position.index > index { early.insert(id) }
        guard id.creation.position.index == index, !early.contains(id) else { return }
        let required = kind.required
        if !required.isEmpty { fields[id] = required }
    }

    /// What is fixed is written in the bundle that its record is named by.
    func judge(_ change: Change, of kind: RecordKind?) throws(SchemaFault) {
        guard case .field(let number, .register) = change.delta, let field = kind?.fields[number],
            field.isFixed
        else { return }
        let creation = change.record.creation
        guard creation.feed == feed, creation.position.number == self.number else {
            throw .fixed(field: field.name)
        }
    }

    /// A change that fits may write what is required.
    mutating func note(_ change: Change) {
        guard !fields.isEmpty, case .field(let field, .register) = change.delta else { return }
        fields[change.record]?.removeAll { $0.number == field }
    }

    /// The first field that each lacks; nil if none lacks anything.
    var lacking: [RecordID: String]? {
        let found = fields.compactMapValues { $0.first?.name }
        return found.isEmpty ? nil : found
    }
}

extension RecordKind {
    /// What has to be there from the beginning.
    fileprivate var required: [(number: FieldNumber, name: String)] {
        guard form == .document else { return [] }
        return fields.filter(\.value.isRequired).map { ($0.key, $0.value.name) }
            .sorted { $0.0 < $1.0 }
    }
}

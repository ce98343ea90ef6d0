public import Lattice

/// What of a record is read and written together.
struct RecordHead: Equatable {
    var life = Life()
    var registers: SortedMap<FieldNumber, Register> = SortedMap()
    var counters: SortedMap<FieldNumber, Counter> = SortedMap()

    var isEmpty: Bool { life.isEmpty && registers.isEmpty && counters.isEmpty }
}

/// A row of a record of which there may be very many: each is read and written by itself.
enum PartName: Hashable {
    case element(FieldNumber, Value)
    case fact(FieldNumber, FactKey)
}

/// The rows of one record as far as they are in memory.
public struct StoredRecord {
    let file: StateFile
    let scope: Int64
    let name: RecordID
    /// The number of the record in the file; zero while it is not there.
    var row: Int64 = 0
    var head = RecordHead()
    var isHeadChanged = false
    /// Rows that were looked at; empty ones are not there, or are to be taken away.
    var elements: [PartName: Element] = [:]
    var facts: [PartName: Fact] = [:]
    var changed: Set<PartName> = []

    init(_ name: RecordID, of scope: Int64, in file: StateFile) {
        self.file = file
        self.scope = scope
        self.name = name
    }
}

extension StoredRecord: Rows {
    public mutating func life<Result, Failure: Error>(
        _ body: (inout Life) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        isHeadChanged = true
        return try body(&head.life)
    }

    public mutating func register<Result, Failure: Error>(
        _ field: FieldNumber, _ body: (inout Register) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        isHeadChanged = true
        defer { if head.registers[field]?.isEmpty == true { head.registers[field] = nil } }
        return try head.registers.modify(field, initial: Register(), body)
    }

    public mutating func tally<Result, Failure: Error>(
        _ field: FieldNumber, _ feed: FeedID,
        _ body: (inout Tally) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        isHeadChanged = true
        defer {
            if head.counters[field]?.tallies[feed]?.isEmpty == true {
                head.counters.modify(field, initial: Counter()) { $0.tallies[feed] = nil }
            }
            if head.counters[field]?.isEmpty == true { head.counters[field] = nil }
        }
        return try head.counters.modify(field, initial: Counter()) { counter throws(Failure) in
            try counter.tallies.modify(feed, initial: Tally(), body)
        }
    }

    public mutating func element<Result, Failure: Error>(
        _ field: FieldNumber, _ element: Value,
        _ body: (inout Element) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let part = PartName.element(field, element)
        if elements[part] == nil { elements[part] = file.element(part, of: row) }
        changed.insert(part)
        return try body(&elements[part, default: Element()])
    }

    public mutating func fact<Result, Failure: Error>(
        _ field: FieldNumber, _ key: FactKey,
        _ body: (inout Fact) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let part = PartName.fact(field, key)
        if facts[part] == nil { facts[part] = file.fact(part, of: row) }
        changed.insert(part)
        return try body(&facts[part, default: Fact()])
    }

    public mutating func clear(_ visitor: inout some RowVisitor) {
        loadParts()
        visitRows(&visitor)
        head = RecordHead()
        isHeadChanged = true
        for part in elements.keys { elements[part] = Element() }
        for part in facts.keys { facts[part] = Fact() }
        changed.formUnion(elements.keys)
        changed.formUnion(facts.keys)
    }

    public mutating func clear(_ key: FactKey, _ visitor: inout some RowVisitor) {
        for field in file.fields(ofFact: key, of: row) {
            let part = PartName.fact(field, key)
            if facts[part] == nil { facts[part] = file.fact(part, of: row) }
        }
        for part in facts.keys {
            guard case .fact(let field, key) = part, let fact = facts[part], !fact.isEmpty else {
                continue
            }
            visitor.visit(.fact(field, key), fact)
            facts[part] = Fact()
            changed.insert(part)
        }
    }

    /// Shows the rows that are in memory.
    func visitRows(_ visitor: inout some RowVisitor) {
        if !head.life.isEmpty { visitor.visit(.life, head.life) }
        for entry in head.registers.entries { visitor.visit(.register(entry.key), entry.value) }
        for entry in head.counters.entries {
            for tally in entry.value.tallies.entries {
                visitor.visit(.tally(entry.key, tally.key), tally.value)
            }
        }
        for (part, row) in elements where !row.isEmpty {
            guard case .element(let field, let name) = part else { continue }
            visitor.visit(.element(field, name), row)
        }
        for (part, row) in facts where !row.isEmpty {
            guard case .fact(let field, let key) = part else { continue }
            visitor.visit(.fact(field, key), row)
        }
    }

    /// Reads all rows that are not in memory yet.
    mutating func loadParts() {
        file.forEachPart(of: row) { part, bytes in
            switch part {
            case .element: if elements[part] == nil { elements[part] = file.element(bytes) }
            case .fact: if facts[part] == nil { facts[part] = file.fact(bytes) }
            }
        }
    }
}

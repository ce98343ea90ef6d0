/// Where the rows are that are not in memory. Whatever fails there is remembered there.
public protocol RowSource: AnyObject {
    /// What there is of a record; of one that is kept in parts, without its parts.
    func read(_ record: RecordID) -> CachedRecord?
    /// Puts a part into a document, if it is there. Returns the places that were noted with it.
    func read(_ part: PartName, of record: Int64, into document: inout Document) -> Places
    func partNames(of record: Int64) -> [PartName]
    /// The fields in which a fact of the ledger is there.
    func fields(of fact: FactKey, of record: Int64) -> [FieldNumber]
    /// The earlier places of a record.
    func earlierPlaces(of record: Int64) -> [UInt64]
    /// Keeps what has changed of a record. What it cannot keep it need not be given again.
    func write(_ record: RecordID, _ rows: inout CachedRecord)
    /// Keeps what waits for which bundle.
    func write(_ waiting: [BundleName: Set<ElementName>])
    func readWaiting() -> [BundleName: Set<ElementName>]
    func recordNames() -> [RecordID]
    func clear()
}

/// A shelf whose rows are in memory while they are worked on: all of them, if there is no source.
///
/// What is changed is written down many changes of a row as one. A copy shares the source, and is
/// to be read only.
@frozen
public struct CachedShelf: Shelf {
    @usableFromInline var records: [RecordID: CachedRecord] = [:]
    /// In the order in which they were first changed since they were written; the first of them,
    /// so many, as they lie beside each other in the source.
    @usableFromInline var changed: [RecordID] = []
    private var arranged = 0
    @usableFromInline var waiting: [BundleName: Set<ElementName>] = [:]
    @usableFromInline var isWaitingChanged = false
    /// The last record that was asked for, until others come or go.
    @usableFromInline var recent: Recent?
    @usableFromInline let source: (any RowSource)?

    @usableFromInline
    struct Recent {
        @usableFromInline let id: RecordID
        @usableFromInline let index: Dictionary<RecordID, CachedRecord>.Index?

        @inlinable
        init(id: RecordID, index: Dictionary<RecordID, CachedRecord>.Index?) {
            self.id = id
            self.index = index
        }
    }

    /// How many records are kept in memory, and how many of them unwritten: so many are written
    /// down in far less time than anybody may be kept waiting.
    public static let mostCached = 16_384
    public static let mostChanged = 6_000
    /// How many leave, or are written down, at once when there are too many.
    private static let leaving = 512
    /// In the order in which they came; those before the first have left.
    @usableFromInline var order: [RecordID] = []
    @usableFromInline var first = 0
    /// How many records were written down since whoever keeps the shelf set this to none.
    public var unsaved = 0

    public init(_ source: (any RowSource)? = nil) {
        self.source = source
        waiting = source?.readWaiting() ?? [:]
    }

    @inlinable
    public mutating func record<Result, Failure: Error>(
        _ id: RecordID, _ body: (inout CachedRecord) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // A record is asked for several times in a row.
        if recent?.id != id { recent = Recent(id: id, index: records.index(forKey: id)) }
        let index = recent?.index ?? fetch(id)
        return try records.values[index].change(id, &changed, body)
    }

    @inlinable
    public mutating func expect(_ bundle: BundleName, for element: ElementName) {
        isWaitingChanged = true
        waiting[bundle, default: []].insert(element)
    }

    @inlinable
    public mutating func arrived(_ bundle: BundleName) -> Set<ElementName> {
        guard !waiting.isEmpty, let found = waiting.removeValue(forKey: bundle) else { return [] }
        isWaitingChanged = true
        return found
    }

    public mutating func clear() {
        records = [:]
        recent = nil
        (order, first) = ([], 0)
        (changed, arranged) = ([], 0)
        waiting = [:]
        isWaitingChanged = false
        source?.clear()
    }

    /// Has a record in memory, empty if there is none.
    @usableFromInline
    mutating func fetch(_ id: RecordID) -> Dictionary<RecordID, CachedRecord>.Index {
        if source != nil {
            if changed.count >= Self.mostChanged { write(most: Self.leaving) }
            if records.count >= Self.mostCached { makeRoom() }
        }
        records[id] = stored(id) ?? CachedRecord()
        if source != nil { order.append(id) }
        guard let index = records.index(forKey: id) else {
            preconditionFailure("it was just put there")
        }
        recent = Recent(id: id, index: index)
        return index
    }

    /// What the source has of a record. The ledger is no row there: it is always made of its
    /// facts, of which there may be very many.
    private func stored(_ id: RecordID) -> CachedRecord? {
        guard id == .ledger, let source else { return source?.read(id) }
        var ledger = CachedRecord()
        ledger.split(source)
        return ledger
    }

    /// Lets go of what is written down.
    private mutating func makeRoom() {
        recent = nil
        for _ in 0..<min(Self.leaving, order.count - first) {
            let id = order[first]
            first += 1
            // What is not written down yet stays for another round.
            if records[id]?.isChanged == true { order.append(id) } else { records[id] = nil }
        }
        guard first > Self.mostCached else { return }
        order.removeFirst(first)
        first = 0
    }

    /// Gives the source all that has changed.
    public mutating func write() {
        guard let source else { return }
        write(most: changed.count)
        if isWaitingChanged { source.write(waiting) }
        isWaitingChanged = false
    }

    /// Gives the source so many of the records that have waited longest. Returns how many there
    /// were.
    @discardableResult
    public mutating func write(most: Int) -> Int {
        guard let source else { return 0 }
        let most = min(most, changed.count)
        if arranged == 0 { arrange() }
        arranged = max(0, arranged - most)
        for id in changed.prefix(most) {
            guard let index = records.index(forKey: id) else { continue }
            records.values[index].isChanged = false
            source.write(id, &records.values[index])
        }
        changed.removeFirst(most)
        unsaved += most
        return most
    }

    /// Has all that is changed written as it lies in the source, what is new after it as it came.
    private mutating func arrange() {
        let ranked = changed.enumerated().map { index, id in
            let number = records[id]?.number ?? 0
            return (rank: number == 0 ? .max : number, index: index, id: id)
        }
        changed = ranked.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }.map(\.id)
        arranged = changed.count
    }

    /// Whether something is not written down yet.
    public var isChanged: Bool { !changed.isEmpty || isWaitingChanged }
}

extension CachedShelf {
    /// Notes that the bundle at a place of the log holds a change, whether or not it counts.
    public mutating func note(_ place: UInt64, _ change: Change) {
        if change.record == .ledger, case .field(let field, .facts(let fact)) = change.delta {
            note(place, fact: fact.key, of: field)
        } else if change.isSound {
            record(change.record) { $0.places.note(place) }
        }
    }

    /// Notes that the bundle at a place of the log says something about a fact of the ledger, which
    /// need not be there.
    public mutating func note(_ place: UInt64, fact key: FactKey, of field: FieldNumber) {
        record(.ledger) { $0.note(place, .fact(field, key)) }
    }

    /// Where the bundles are that touched what an anchor names, ascending.
    public func places(of anchor: Anchor) -> [UInt64] {
        switch anchor {
        case .record(let id):
            guard let record = records[id] ?? stored(id) else { return [] }
            guard record.hasEarlierPlaces, let source else { return record.places.all }
            return Array(Set(record.places.all + source.earlierPlaces(of: record.number))).sorted()
        case .fact(let key):
            guard let ledger = records[.ledger] ?? stored(.ledger) else { return [] }
            return ledger.places(of: key)
        }
    }

    /// The rows of a record as they are, all of them; nil if there are none.
    public func document(_ id: RecordID) -> Document? {
        guard var record = records[id] ?? stored(id) else { return nil }
        record.loadAll()
        return record.document.isEmpty ? nil : record.document
    }

    public mutating func visitRows(_ visitor: inout some RecordVisitor) {
        for id in names {
            guard let document = document(id) else { continue }
            var rows = OfRecord(record: id, visitor: visitor)
            document.visitRows(&rows)
            visitor = rows.visitor
        }
    }

    /// All records that there are rows of, and perhaps more.
    private var names: Set<RecordID> {
        Set(records.keys).union(source?.recordNames() ?? [])
    }
}

extension CachedRecord {
    fileprivate mutating func note(_ place: UInt64, _ part: PartName) {
        // Without a source there are no parts: the ledger's places are those of all its facts.
        guard parts != nil else { return places.note(place) }
        touch(part)
        parts?.places[part, default: Places()].note(place)
    }

    fileprivate func places(of key: FactKey) -> [UInt64] {
        guard let source = parts?.source else { return places.all }
        var found: Set<UInt64> = []
        var document = Document()
        for (part, places) in parts?.places ?? [:] {
            if case .fact(_, key) = part { found.formUnion(places.all) }
        }
        for field in source.fields(of: key, of: number) {
            let part = PartName.fact(field, key)
            guard parts?.known.contains(part) != true else { continue }
            found.formUnion(source.read(part, of: number, into: &document).all)
        }
        return found.sorted()
    }
}

/// Passes rows on with the record they are of.
struct OfRecord<Visitor: RecordVisitor>: RowVisitor {
    let record: RecordID
    var visitor: Visitor

    mutating func visit(_ key: RowKey, _ row: borrowing some Row) {
        visitor.visit(record, key, row)
    }
}

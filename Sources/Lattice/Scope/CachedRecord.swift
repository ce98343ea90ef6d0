/// A row of a record of which there may be very many.
@frozen
public enum PartName: Hashable, Sendable {
    case element(FieldNumber, Value)
    case fact(FieldNumber, FactKey)
}

/// The rows of one record as far as they are in memory: all of them, or, where there are very many,
/// those of its parts that were looked at.
@frozen
public struct CachedRecord {
    public var document = Document()
    /// Where in the log the bundles are that touched it.
    public var places = Places()
    /// Whether earlier places are with the source alone.
    public var hasEarlierPlaces = false
    /// Its number with the source; zero while it is not there.
    public var number: Int64 = 0
    @usableFromInline var isChanged = false
    /// Nil while all of its rows are in memory.
    public var parts: Parts?

    /// What is known of the parts of a record that is kept in parts.
    @frozen
    public struct Parts {
        @usableFromInline let source: any RowSource
        /// Those that are in memory, if they are there at all.
        public var known: Set<PartName> = []
        public var changed: Set<PartName> = []
        /// Where the bundles are that touched a fact of the ledger.
        public var places: [PartName: Places] = [:]

        public init(_ source: any RowSource) { self.source = source }
    }

    public init() {}

    /// From how many parts on they are kept one by one.
    public static let mostWhole = 64

    /// How many elements and facts are in memory.
    public var partCount: Int {
        guard !document.sets.isEmpty || !document.facts.isEmpty else { return 0 }
        return document.sets.entries.reduce(0) { $0 + $1.value.elements.count }
            + document.facts.entries.reduce(0) { $0 + $1.value.count }
    }

    /// The names of the parts that are in memory.
    public var partNames: [PartName] {
        document.sets.entries.flatMap { entry in
            entry.value.elements.keys.map { PartName.element(entry.key, $0) }
        }
            + document.facts.entries.flatMap { entry in
                entry.value.facts.keys.map { PartName.fact(entry.key, $0) }
            }
    }

    /// Changes it where it is, and notes once that it changed.
    @inlinable
    mutating func change<Result, Failure: Error>(
        _ id: RecordID, _ changed: inout [RecordID],
        _ body: (inout Self) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if !isChanged {
            isChanged = true
            changed.append(id)
        }
        return try body(&self)
    }

    /// Has every part written from now on by itself.
    public mutating func split(_ source: any RowSource) {
        var parts = Parts(source)
        parts.known = Set(partNames)
        parts.changed = parts.known
        self.parts = parts
    }

    /// Lets go of the parts in memory; they are written down.
    public mutating func forgetParts() {
        document.sets = SortedMap()
        document.facts = SortedMap()
        parts?.known = []
        parts?.places = [:]
    }

    /// Reads a part, if it is not in memory, and notes that it is being changed.
    @usableFromInline
    mutating func touch(_ part: PartName) {
        guard parts?.known.contains(part) == false else {
            parts?.changed.insert(part)
            return
        }
        load(part)
        parts?.changed.insert(part)
    }

    private mutating func load(_ part: PartName) {
        guard let source = parts?.source, parts?.known.insert(part).inserted == true else { return }
        let places = source.read(part, of: number, into: &document)
        if !places.isEmpty { parts?.places[part] = places }
    }

    /// Has all parts in memory.
    public mutating func loadAll() {
        guard let source = parts?.source else { return }
        for part in source.partNames(of: number) { load(part) }
    }
}

extension CachedRecord: Rows {
    @inlinable
    public mutating func life<Result, Failure: Error>(
        _ body: (inout Life) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try document.life(body)
    }

    @inlinable
    public mutating func register<Result, Failure: Error>(
        _ field: FieldNumber, _ body: (inout Register) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try document.register(field, body)
    }

    @inlinable
    public mutating func tally<Result, Failure: Error>(
        _ field: FieldNumber, _ feed: FeedID,
        _ body: (inout Tally) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try document.tally(field, feed, body)
    }

    @inlinable
    public mutating func element<Result, Failure: Error>(
        _ field: FieldNumber, _ element: Value,
        _ body: (inout Element) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if parts != nil { touch(.element(field, element)) }
        return try document.element(field, element, body)
    }

    @inlinable
    public mutating func fact<Result, Failure: Error>(
        _ field: FieldNumber, _ key: FactKey,
        _ body: (inout Fact) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if parts != nil { touch(.fact(field, key)) }
        return try document.fact(field, key, body)
    }

    public mutating func clear(_ visitor: inout some RowVisitor) {
        loadAll()
        if parts != nil { for part in partNames { parts?.changed.insert(part) } }
        document.clear(&visitor)
    }

    public mutating func clear(_ key: FactKey, _ visitor: inout some RowVisitor) {
        if let source = parts?.source {
            for field in source.fields(of: key, of: number) { touch(.fact(field, key)) }
            for entry in document.facts.entries where entry.value[key] != nil {
                touch(.fact(entry.key, key))
            }
        }
        document.clear(key, &visitor)
    }
}

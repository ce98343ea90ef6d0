internal import Lattice
internal import Queries
internal import Schema
internal import Seal

/// The rows of one scope in a state file.
///
/// A record is one row with all that belongs to it, or, from so many parts on, one row and one for
/// each part. A fact of the ledger is a row like a record's, under its kind.
final class ScopeRows: RowSource {
    private let file: StateFile
    private let scope: Int64
    /// Kinds of which facts may be there.
    private var factKinds: Set<FieldNumber>?

    init(_ file: StateFile, _ scope: Int64) {
        self.file = file
        self.scope = scope
    }

    /// So many bytes of places are written again with each change; what comes before is not.
    private static let mostPlaces = 1_024
    /// So many parts of a record stay in memory once they are written down.
    private static let mostParts = 1_024

    // MARK: Records

    private struct Found {
        let number: Int64
        let rows: [UInt8]
        let places: Places
        let hasPages: Bool
    }

    private func find(_ kind: UInt32, _ name: [UInt8]) -> Found? {
        file.attempt(nil) { () throws(StoreError) in
            let read = file.statements.record
            defer { read.reset() }
            read.bind(1, scope)
            read.bind(2, Int64(kind))
            read.bind(3, name)
            guard try read.step() else { return nil }
            return Found(
                number: read.integer(0), rows: read.bytes(1),
                places: Places(packed: read.bytes(2)), hasPages: read.integer(3) != 0)
        }
    }

    func read(_ record: RecordID) -> CachedRecord? {
        guard let feed = file.knownNumber(of: record.creation.feed),
            let found = find(record.kind.value, record.name(feed))
        else { return nil }
        var rows = CachedRecord()
        rows.number = found.number
        rows.places = found.places
        rows.hasEarlierPlaces = found.hasPages
        var reader = RowReader(found.rows)
        do throws(RowFault) {
            let (document, isWhole) = try reader.document(file)
            rows.document = document
            if !isWhole { rows.parts = CachedRecord.Parts(self) }
        } catch { file.damaged() }
        return rows
    }

    func write(_ record: RecordID, _ rows: inout CachedRecord) {
        guard record != .ledger else { return writeFacts(&rows) }
        if rows.number == 0, rows.document.isEmpty, rows.places.isEmpty { return }
        if rows.parts == nil, rows.partCount > CachedRecord.mostWhole { rows.split(self) }
        var writer = RowWriter()
        writer.put(rows.document, isWhole: rows.parts == nil, file)
        let name = record.name(file.number(of: record.creation.feed))
        if rows.places.bytes.count > Self.mostPlaces, rows.number != 0 {
            addPage(rows.places, of: rows.number)
            rows.places = Places()
            rows.hasEarlierPlaces = true
        }
        rows.number = keep(
            rows.number, record.kind.value, name, writer.bytes, rows.places, rows.hasEarlierPlaces)
        let (number, document) = (rows.number, rows.document)
        let isWhole = rows.parts == nil
        index(record.kind, number) { Shown(record, document, of: $0, by: Blake2b.self) }
        for part in rows.parts?.changed ?? [] { write(part, of: rows) }
        rows.parts?.changed = []
        let spot = Spot(
            feed: file.number(of: record.creation.feed), position: record.creation.position.word)
        let row = StateRow(id: number, name: name, rows: writer.bytes)
        indexWords(record.kind, number, spot) { (kind) throws(StoreError) in
            // Parts that are kept one by one are not all in memory.
            guard !isWhole, kind.searchesParts else {
                return Shown(record, document, of: kind, by: Blake2b.self)
            }
            return try row.shown(record.kind, kind, file, in: file.database)
        }
        if !isWhole, rows.partCount > Self.mostParts { rows.forgetParts() }
    }

    private func keep(
        _ number: Int64, _ kind: UInt32, _ name: [UInt8], _ rows: [UInt8], _ places: Places,
        _ hasPages: Bool
    ) -> Int64 {
        file.attempt(writing: scope, number) { () throws(StoreError) in
            let put = number == 0 ? file.statements.addRecord : file.statements.keepRecord
            put.bind(1, file.version)
            put.bind(2, rows)
            put.bind(3, places.bytes)
            put.bind(4, hasPages ? 1 : 0)
            if number == 0 {
                put.bind(5, scope)
                put.bind(6, Int64(kind))
                put.bind(7, name)
            } else {
                put.bind(5, number)
            }
            try put.run()
            return number == 0 ? file.database.lastRow : number
        }
    }

    private func index(_ kind: KindNumber, _ record: Int64, _ show: (RecordKind) -> Shown?) {
        guard file.indices.has(kind, in: scope) else { return }
        file.attempt(writing: scope, ()) { () throws(StoreError) in
            try file.indices.update(record, kind, in: scope, show)
        }
    }

    private func indexWords(
        _ kind: KindNumber, _ record: Int64, _ spot: Spot,
        _ show: (RecordKind) throws(StoreError) -> Shown?
    ) {
        guard file.words.has(kind, in: scope) else { return }
        file.attempt(writing: scope, ()) { () throws(StoreError) in
            try file.words.update(record, spot, kind, in: scope, show)
        }
    }

    private func addPage(_ places: Places, of record: Int64) {
        file.attempt(writing: scope, ()) { () throws(StoreError) in
            file.statements.addPage.bind(1, record)
            file.statements.addPage.bind(2, places.bytes)
            try file.statements.addPage.run()
        }
    }

    func earlierPlaces(of record: Int64) -> [UInt64] {
        file.attempt([]) { () throws(StoreError) in
            let read = file.statements.page
            defer { read.reset() }
            read.bind(1, record)
            var found: [UInt64] = []
            while try read.step() { found += Places(packed: read.bytes(0)).all }
            return found
        }
    }

    // MARK: Parts of records

    func read(_ part: PartName, of record: Int64, into document: inout Document) -> Places {
        guard record != 0 else { return readFact(part, into: &document) }
        let bytes: [UInt8]? = file.attempt(nil) { () throws(StoreError) in
            let read = file.statements.part
            defer { read.reset() }
            read.bind(1, record)
            part.bind(to: read)
            return try read.step() ? read.bytes(0) : nil
        }
        if let bytes { put(part, bytes, into: &document) }
        return Places()
    }

    private func put(_ part: PartName, _ bytes: [UInt8], into document: inout Document) {
        var reader = RowReader(bytes)
        do throws(RowFault) {
            switch part {
            case .element(let field, let name):
                let row = try reader.element(file)
                document.element(field, name) { $0 = row }
            case .fact(let field, let key):
                let row = try reader.fact(file)
                document.fact(field, key) { $0 = row }
            }
            if !reader.isAtEnd { throw RowFault() }
        } catch { file.damaged() }
    }

    func partNames(of record: Int64) -> [PartName] {
        guard record != 0 else { return factNames() }
        return file.attempt([]) { () throws(StoreError) in
            let read = file.statements.parts
            defer { read.reset() }
            read.bind(1, record)
            var found: [PartName] = []
            while try read.step() {
                guard let part = PartName(read) else {
                    file.damaged()
                    break
                }
                found.append(part)
            }
            return found
        }
    }

    func fields(of fact: FactKey, of record: Int64) -> [FieldNumber] {
        guard record == 0 else {
            return partNames(of: record).compactMap { part in
                if case .fact(let field, fact) = part { field } else { nil }
            }
        }
        return knownFactKinds().sorted().filter { find($0.value, fact.name) != nil }
    }

    /// The row of a part as it is to be written; nil if it is gone.
    private func row(_ part: PartName, of document: Document) -> [UInt8]? {
        var writer = RowWriter()
        switch part {
        case .element(let field, let name):
            guard let row = document.sets[field]?.elements[name] else { return nil }
            writer.put(row, file)
        case .fact(let field, let key):
            guard let row = document.facts[field]?.facts[key] else { return nil }
            writer.put(row, file)
        }
        return writer.bytes
    }

    private func write(_ part: PartName, of record: CachedRecord) {
        let row = row(part, of: record.document)
        file.attempt(writing: scope, ()) { () throws(StoreError) in
            let put = row == nil ? file.statements.dropPart : file.statements.keepPart
            put.bind(1, record.number)
            part.bind(to: put)
            if let row { put.bind(5, row) }
            try put.run()
        }
    }

    // MARK: Facts of the ledger

    private func readFact(_ part: PartName, into document: inout Document) -> Places {
        guard case .fact(let field, let key) = part, let found = find(field.value, key.name) else {
            return Places()
        }
        if !found.rows.isEmpty { put(part, found.rows, into: &document) }
        return found.places
    }

    private func writeFacts(_ ledger: inout CachedRecord) {
        for part in ledger.parts?.changed ?? [] {
            guard case .fact(let field, let key) = part else { continue }
            let row = row(part, of: ledger.document)
            let places = ledger.parts?.places[part] ?? Places()
            let number = find(field.value, key.name)?.number ?? 0
            if number == 0, row == nil, places.isEmpty { continue }
            factKinds?.insert(field)
            // What no longer counts keeps its places: it may count again.
            let kept = keep(number, field.value, key.name, row ?? [], places, false)
            let fact = ledger.document.facts[field]?[key] ?? Fact()
            let kind = KindNumber(field.value)
            index(kind, kept) { Shown(key, fact, kind, of: $0, by: Blake2b.self) }
            indexWords(kind, kept, Spot(feed: 0, position: UInt64(kept))) {
                Shown(key, fact, kind, of: $0, by: Blake2b.self)
            }
        }
        ledger.parts?.changed = []
        if ledger.partCount > Self.mostParts { ledger.forgetParts() }
    }

    private func knownFactKinds() -> Set<FieldNumber> {
        if let factKinds { return factKinds }
        var kinds: Set<FieldNumber> = []
        for case .fact(let field, _) in factNames() { kinds.insert(field) }
        factKinds = kinds
        return kinds
    }

    private func factNames() -> [PartName] { names().compactMap(\.fact) }

    func recordNames() -> [RecordID] {
        let names = names()
        let records = names.compactMap(\.record)
        return records.count < names.count ? records + [.ledger] : records
    }

    private func names() -> [(record: RecordID?, fact: PartName?)] {
        file.attempt([]) { () throws(StoreError) in
            let read = file.statements.names
            defer { read.reset() }
            read.bind(1, scope)
            var found: [(RecordID?, PartName?)] = []
            while try read.step() {
                let kind = UInt32(truncatingIfNeeded: read.integer(0))
                let name = RowName(read.bytes(1), kind, file)
                switch name {
                case .record(let id)?: found.append((id, nil))
                case .fact(let part)?: found.append((nil, part))
                case nil: file.damaged()
                }
            }
            return found
        }
    }

    func clear() {
        factKinds = nil
        file.clear(scope)
    }

    // MARK: Waiting

    func write(_ waiting: [BundleName: Set<ElementName>]) {
        file.attempt(writing: scope, ()) { () throws(StoreError) in
            file.statements.dropWaiting.bind(1, scope)
            try file.statements.dropWaiting.run()
            for (bundle, elements) in waiting {
                for element in elements {
                    let add = file.statements.addWaiting
                    add.bind(1, scope)
                    add.bind(2, bundle.feed.octets)
                    add.bind(3, Int64(bitPattern: bundle.number.value))
                    add.bind(4, element.record.octets)
                    add.bind(5, Int64(element.field.value))
                    add.bind(6, element.element.span)
                    try add.run()
                }
            }
        }
    }

    func readWaiting() -> [BundleName: Set<ElementName>] {
        file.attempt([:]) { () throws(StoreError) in
            let read = try file.database.prepare(
                """
                SELECT feed, number, record, field, element FROM waiting WHERE scope = \(scope)
                """)
            var found: [BundleName: Set<ElementName>] = [:]
            while try read.step() {
                guard let feed = FeedID(octets: read.bytes(0)),
                    let number = BundleNumber(UInt64(bitPattern: read.integer(1))),
                    let record = RecordID(octets: read.bytes(2))
                else {
                    file.damaged()
                    break
                }
                let field = FieldNumber(UInt32(truncatingIfNeeded: read.integer(3)))
                let element = ElementName(record, field, Value(read.bytes(4)))
                found[BundleName(feed, number), default: []].insert(element)
            }
            return found
        }
    }
}

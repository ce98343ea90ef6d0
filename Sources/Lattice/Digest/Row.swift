/// The smallest part of a state that merges by itself and is hashed by itself. A row with nothing
/// in it does not exist.
public protocol Row: Equatable, Sendable, Vanishing {
    /// Writes the content as spec/02-data-types.md#dig-2 has it.
    func write(into bytes: inout RowBytes)
}

/// Which row of a document it is.
@frozen
public enum RowKey: Hashable, Sendable {
    case life
    case register(FieldNumber)
    case element(FieldNumber, Value)
    case tally(FieldNumber, FeedID)
    case fact(FieldNumber, FactKey)
}

/// Sees rows one by one.
public protocol RowVisitor {
    mutating func visit(_ key: RowKey, _ row: borrowing some Row)
}

extension RowKey {
    /// Writes what comes before the content: which row of which record this is.
    @inlinable
    public func write(of record: RecordID, into bytes: inout RowBytes) {
        switch self {
        case .life:
            bytes.put(kind: 0, record)
        case .register(let field):
            bytes.put(kind: 1, record, field)
        case .element(let field, let element):
            bytes.put(kind: 2, record, field)
            bytes.put(element)
        case .tally(let field, let feed):
            bytes.put(kind: 3, record, field)
            bytes.put(feed)
        case .fact(let field, let key):
            bytes.put(kind: 4, record, field)
            bytes.put(key.person)
            bytes.put(key.id)
        }
    }

    /// What this row of this record hangs on.
    @inlinable
    public func anchor(of record: RecordID) -> Anchor {
        if record == .ledger, case .fact(_, let key) = self { return .fact(key) }
        return .record(record)
    }
}

extension Marks {
    @inlinable
    func write(into bytes: inout RowBytes, _ payload: (Payload, inout RowBytes) -> Void) {
        bytes.put(count: entries.count)
        for entry in entries {
            bytes.put(entry.key)
            bytes.put(entry.value.position.word)
            if let standing = entry.value.payload {
                payload(standing, &bytes)
            } else {
                bytes.put(byte: 0)
            }
        }
    }
}

extension Life: Row {
    @inlinable public var isEmpty: Bool { marks.isEmpty }

    @inlinable
    public func write(into bytes: inout RowBytes) {
        marks.write(into: &bytes) { sign, bytes in bytes.put(byte: sign == .alive ? 1 : 2) }
    }
}

extension Register: Row {
    @inlinable public var isEmpty: Bool { marks.isEmpty }

    @inlinable
    public func write(into bytes: inout RowBytes) {
        marks.write(into: &bytes) { write, bytes in
            bytes.put(byte: 1)
            bytes.put(write.time.word)
            bytes.put(write.value)
        }
    }
}

extension Element: Row {
    @inlinable public var isEmpty: Bool { marks.isEmpty }

    @inlinable
    public func write(into bytes: inout RowBytes) {
        marks.write(into: &bytes) { _, bytes in bytes.put(byte: 1) }
    }
}

extension Tally: Row {
    @inlinable public var isEmpty: Bool { position == nil }

    @inlinable
    public func write(into bytes: inout RowBytes) {
        guard let position else { return }
        bytes.put(position.word)
        bytes.put(up)
        bytes.put(down)
    }
}

extension Fact: Row {
    @inlinable public var isEmpty: Bool { contents.isEmpty }

    @inlinable
    public func write(into bytes: inout RowBytes) {
        bytes.put(count: contents.count)
        for content in contents.entries {
            bytes.put(content.key)
            bytes.put(count: content.value.count)
            for carrier in content.value.entries {
                bytes.put(carrier.key)
                bytes.put(carrier.value.word)
            }
        }
    }
}

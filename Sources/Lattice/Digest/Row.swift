/// The smallest part of a state that merges by itself and is hashed by itself. A row with nothing
/// in it does not exist.
public protocol Row: Equatable, Sendable, Vanishing {
    /// Whether it is so large that it is not to be hashed more often than need be. Quickly said,
    /// however large it is.
    var isLarge: Bool { get }
    /// Writes the content as spec/02-data-types.md#dig-2 has it.
    func write(into bytes: inout ByteBuffer)
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
    public func write(of record: RecordID, into bytes: inout ByteBuffer) {
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
    /// Whether its bytes come to more than `Limits.largeRow`.
    @inlinable
    func isLarge(_ size: (Payload) -> Int) -> Bool {
        var bytes = 0
        for entry in entries {
            bytes += 24 + (entry.value.payload.map(size) ?? 0)
            if bytes > Limits.largeRow { return true }
        }
        return false
    }

    @inlinable
    func write(into bytes: inout ByteBuffer, _ payload: (Payload, inout ByteBuffer) -> Void) {
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
    @inlinable public var isLarge: Bool { marks.isLarge { _ in 0 } }

    @inlinable
    public func write(into bytes: inout ByteBuffer) {
        marks.write(into: &bytes) { sign, bytes in bytes.put(byte: sign == .alive ? 1 : 2) }
    }
}

extension Register: Row {
    @inlinable public var isEmpty: Bool { marks.isEmpty }
    @inlinable public var isLarge: Bool { marks.isLarge { $0.value.count } }

    @inlinable
    public func write(into bytes: inout ByteBuffer) {
        marks.write(into: &bytes) { write, bytes in
            bytes.put(byte: 1)
            bytes.put(write.time.word)
            bytes.put(write.value)
        }
    }
}

extension Element: Row {
    @inlinable public var isEmpty: Bool { marks.isEmpty }
    @inlinable public var isLarge: Bool { marks.isLarge { _ in 0 } }

    @inlinable
    public func write(into bytes: inout ByteBuffer) {
        marks.write(into: &bytes) { _, bytes in bytes.put(byte: 1) }
    }
}

extension Tally: Row {
    @inlinable public var isEmpty: Bool { position == nil }
    @inlinable public var isLarge: Bool { false }

    @inlinable
    public func write(into bytes: inout ByteBuffer) {
        guard let position else { return }
        bytes.put(position.word)
        bytes.put(up)
        bytes.put(down)
    }
}

extension Fact: Row {
    @inlinable public var isEmpty: Bool { contents.isEmpty }

    @inlinable
    public var isLarge: Bool {
        var bytes = 0
        for content in contents.entries {
            bytes += 8 + content.key.count + 24 * content.value.count
            if bytes > Limits.largeRow { return true }
        }
        return false
    }

    @inlinable
    public func write(into bytes: inout ByteBuffer) {
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

internal import Lattice
internal import Wire

/// Where a page ended: what comes next is asked for with it. It stays right when rows come, go and
/// change, for it says where the last row stood, not which it was.
public struct Cursor: Hashable, Sendable {
    let query: Fingerprint
    let place: Place
}

/// Why a cursor cannot be gone on from.
public enum CursorError: Error, Hashable, Sendable {
    case damaged
    case otherQuery
}

extension CursorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .damaged: "this is no mark of where a page ended; begin at the first page"
        case .otherQuery: "the page before was of another query; begin at the first page of this"
        }
    }
}

extension Cursor {
    /// For whoever has to keep it as bytes. They say nothing to others.
    public var encoding: [UInt8] {
        let content = content
        var writer = Writer()
        writer.put(array: 2)
        writer.put(encoded: content)
        writer.put(Fingerprint(content).word)
        return writer.bytes
    }

    private var content: [UInt8] {
        var writer = Writer()
        writer.put(array: 4)
        writer.put(query.word)
        writer.put(array: place.keys.count)
        for key in place.keys {
            if let key { writer.put(Value(key.bytes + key.rest)) } else { writer.putNull() }
        }
        switch place.subject {
        case .record(let id):
            writer.put(0)
            writer.put(id)
        case .fact(let key):
            writer.put(1)
            writer.put(key)
        }
        return writer.bytes
    }

    /// Takes whatever somebody kept: what is not one of ours is refused.
    public init(encoding bytes: [UInt8]) throws(CursorError) {
        guard bytes.count <= QueryLimits.cursor,
            let cursor = Value(bytes).read({ (reader) throws(WireError) in
                try Self.read(from: &reader)
            })
        else { throw .damaged }
        self = cursor
    }

    private static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 2)
        let range = try reader.skip()
        let content = reader.copy(range)
        guard try reader.unsigned() == Fingerprint(content.bytes).word else {
            throw reader.fault(.outOfRange, at: range.lowerBound)
        }
        let end = reader.offset
        reader.rewind(to: range.lowerBound)
        try reader.array(of: 4)
        let query = Fingerprint(word: try reader.unsigned())
        let keys = try keys(from: &reader)
        let subject = try subject(from: &reader)
        reader.rewind(to: end)
        return Cursor(query: query, place: Place(keys: keys, subject: subject))
    }

    private static func keys(from reader: inout Reader) throws(WireError) -> [OrderKey?] {
        var keys: [OrderKey?] = []
        for _ in 0..<(try reader.array()) {
            guard try !reader.takeNull() else {
                keys.append(nil)
                continue
            }
            let range = try reader.string(most: QueryLimits.cursor)
            keys.append(OrderKey(reader.copy(range).bytes))
        }
        return keys
    }

    private static func subject(from reader: inout Reader) throws(WireError) -> Subject {
        try reader.unsigned(upTo: 1) == 0
            ? .record(try reader.record()) : .fact(try reader.factKey())
    }
}

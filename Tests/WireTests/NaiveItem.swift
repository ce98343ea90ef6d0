import Simulation
import Wire

/// What an item is, straight from the page: everything is looked at one byte after the other, by
/// recursion, and nothing is clever.
struct NaiveItem {
    let bytes: [UInt8]

    /// Why these bytes are not one item; nil if they are.
    static func fault(_ bytes: [UInt8]) -> WireError? {
        WireTests.fault { () throws(WireError) in
            let end = try Self(bytes: bytes).end(of: 0, depth: 0)
            if end < bytes.count { throw WireError(.trailing, at: end, in: .item) }
        }
    }

    private func fault(_ reason: WireError.Reason, at offset: Int) -> WireError {
        WireError(reason, at: offset, in: .item)
    }

    /// Where the item that begins here ends.
    private func end(of start: Int, depth: Int) throws(WireError) -> Int {
        let (argument, content) = try head(at: start)
        let left = UInt64(bytes.count - content)
        switch bytes[start] >> 5 {
        case 2, 3:
            guard argument <= left else { throw fault(.truncated, at: start) }
            let string = Array(bytes[content..<content + Int(argument)])
            if bytes[start] >> 5 == 3, Array(String(decoding: string, as: UTF8.self).utf8) != string
            {
                throw fault(.badText, at: start)
            }
            return content + Int(argument)
        case 4, 5:
            let isMap = bytes[start] >> 5 == 5
            guard depth < 16 else { throw fault(.tooDeep, at: start) }
            guard argument <= left / (isMap ? 2 : 1) else { throw fault(.truncated, at: start) }
            return try isMap
                ? endOfMap(argument, content, depth) : endOfArray(argument, content, depth)
        default: return content
        }
    }

    private func endOfArray(_ count: UInt64, _ start: Int, _ depth: Int) throws(WireError) -> Int {
        var offset = start
        for _ in 0..<count { offset = try end(of: offset, depth: depth + 1) }
        return offset
    }

    private func endOfMap(_ count: UInt64, _ start: Int, _ depth: Int) throws(WireError) -> Int {
        var offset = start
        var last: [UInt8]?
        for _ in 0..<count {
            let end = try end(of: offset, depth: depth + 1)
            let key = Array(bytes[offset..<end])
            if let last, last == key { throw fault(.repeated, at: offset) }
            if let last, key.lexicographicallyPrecedes(last) { throw fault(.unsorted, at: offset) }
            last = key
            offset = try self.end(of: end, depth: depth + 1)
        }
        return offset
    }

    /// The number in a head, and where the head ends.
    private func head(at start: Int) throws(WireError) -> (UInt64, Int) {
        guard start < bytes.count else { throw fault(.truncated, at: start) }
        let (kind, low) = (bytes[start] >> 5, bytes[start] & 31)
        if kind == 6 { throw fault(.unsupported, at: start) }
        if low == 31 { throw fault(.indefinite, at: start) }
        if kind == 7 {
            guard [20, 21, 22].contains(low) else { throw fault(.unsupported, at: start) }
            return (0, start + 1)
        }
        if low < 24 { return (UInt64(low), start + 1) }
        if low > 27 { throw fault(.unsupported, at: start) }
        let size = [1, 2, 4, 8][Int(low) - 24]
        guard start + 1 + size <= bytes.count else { throw fault(.truncated, at: start) }
        let number = bytes[(start + 1)...].prefix(size).reduce(UInt64(0)) { $0 * 256 + UInt64($1) }
        let sizeNeeded =
            number < 24 ? 0 : number < 256 ? 1 : number < 65_536 ? 2 : number < 1 << 32 ? 4 : 8
        guard sizeNeeded == size else { throw fault(.notShortest, at: start) }
        return (number, start + 1 + size)
    }
}

/// The head of an item, the shortest.
func head(_ kind: UInt8, _ number: UInt64) -> [UInt8] {
    let first = kind << 5
    func tail(_ size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
    if number < 24 { return [first + UInt8(number)] }
    if number < 1 << 8 { return [first + 24] + tail(1) }
    if number < 1 << 16 { return [first + 25] + tail(2) }
    if number < 1 << 32 { return [first + 26] + tail(4) }
    return [first + 27] + tail(8)
}

extension SeededRandom {
    /// A number of any length.
    mutating func word() -> UInt64 { next() >> UInt64(below(64)) }

    /// Some item that is allowed, at most so deep.
    mutating func item(depth: Int = 3) -> [UInt8] {
        switch below(depth > 0 ? 8 : 6) {
        case 0: return head(0, word())
        case 1: return head(1, word())
        case 2: return string(2, (0..<below(30)).map { _ in UInt8(below(256)) })
        case 3: return string(3, Array(["", "a", "ü", "水", "𐅑 and more"][below(5)].utf8))
        case 4, 5: return [[0xF4, 0xF5, 0xF6][below(3)]]
        case 6:
            let items = (0..<below(4)).map { _ in item(depth: depth - 1) }
            return head(4, UInt64(items.count)) + items.joined()
        default:
            let keys = Set((0..<below(4)).map { _ in item(depth: depth - 1) })
                .sorted { $0.lexicographicallyPrecedes($1) }
            return head(5, UInt64(keys.count))
                + keys.flatMap { key in key + item(depth: depth - 1) }
        }
    }

    private mutating func string(_ kind: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        head(kind, UInt64(bytes.count)) + bytes
    }
}

import Lattice

/// An item as a tree, read with no regard to what is canonical, and written from the rules alone
/// (spec/03-encoding.md#cbor-1). Deliberately naive, and with nothing of the reader that it judges.
indirect enum NaiveItem {
    case number(major: UInt8, UInt64)
    case bytes([UInt8])
    case text([UInt8])
    case array([NaiveItem])
    case map([(key: NaiveItem, value: NaiveItem)])
    case simple(UInt8)

    /// Where the item ends that begins the bytes; nil if it is not the one encoding of an item.
    static func end(in bytes: [UInt8]) -> Int? {
        var rest = bytes[...]
        guard let item = read(&rest), item.isAllowed, item.depth <= Limits.nesting,
            bytes[..<rest.startIndex].elementsEqual(item.encoding)
        else { return nil }
        return rest.startIndex
    }

    // MARK: Reading

    private static func read(_ rest: inout ArraySlice<UInt8>, depth: Int = 0) -> NaiveItem? {
        // What is below is too deep whatever it is, and could be deep enough to end the stack.
        guard depth <= Limits.nesting, let first = rest.popFirst() else { return nil }
        let (major, low) = (first >> 5, first & 31)
        if major == 7 { return .simple(low) }
        var argument = UInt64(low)
        if low >= 24 {
            guard low < 28, let long = take(1 << Int(low - 24), &rest) else { return nil }
            argument = long.reduce(0) { $0 << 8 | UInt64($1) }
        }
        if major < 2 { return .number(major: major, argument) }
        guard argument <= UInt64(rest.count) else { return nil }
        let count = Int(argument)
        switch major {
        case 2: return take(count, &rest).map { .bytes($0) }
        case 3: return take(count, &rest).map { .text($0) }
        case 4: return items(count, &rest, depth).map { .array($0) }
        case 5:
            return items(2 * count, &rest, depth).map { items in
                .map(stride(from: 0, to: items.count, by: 2).map { (items[$0], items[$0 + 1]) })
            }
        default: return nil
        }
    }

    private static func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    private static func items(_ count: Int, _ rest: inout ArraySlice<UInt8>, _ depth: Int)
        -> [NaiveItem]?
    {
        var items: [NaiveItem] = []
        while items.count < count {
            guard let item = read(&rest, depth: depth + 1) else { return nil }
            items.append(item)
        }
        return items
    }

    // MARK: Judging

    private var isAllowed: Bool {
        switch self {
        case .number, .bytes: true
        case .text(let bytes): String(decoding: bytes, as: UTF8.self).utf8.elementsEqual(bytes)
        case .array(let items): items.allSatisfy(\.isAllowed)
        case .map(let entries):
            entries.allSatisfy { $0.key.isAllowed && $0.value.isAllowed }
                && Set(entries.map(\.key.encoding)).count == entries.count
        case .simple(let value): [20, 21, 22].contains(value)
        }
    }

    private var depth: Int {
        switch self {
        case .array(let items): 1 + (items.map(\.depth).max() ?? 0)
        case .map(let entries): 1 + (entries.map { max($0.key.depth, $0.value.depth) }.max() ?? 0)
        default: 0
        }
    }

    // MARK: Writing

    private var encoding: [UInt8] {
        switch self {
        case .number(let major, let argument): Self.head(major, argument)
        case .bytes(let bytes): Self.head(2, UInt64(bytes.count)) + bytes
        case .text(let bytes): Self.head(3, UInt64(bytes.count)) + bytes
        case .array(let items): Self.head(4, UInt64(items.count)) + items.flatMap(\.encoding)
        case .map(let entries):
            Self.head(5, UInt64(entries.count))
                + entries.map { ($0.key.encoding, $0.value.encoding) }
                .sorted { $0.0.lexicographicallyPrecedes($1.0) }.flatMap { $0.0 + $0.1 }
        case .simple(let value): [7 << 5 | value]
        }
    }

    private static func head(_ major: UInt8, _ argument: UInt64) -> [UInt8] {
        if argument < 24 { return [major << 5 | UInt8(argument)] }
        let sizes: [(low: UInt8, bytes: UInt64)] = [(24, 1), (25, 2), (26, 4)]
        let (low, size) = sizes.first { argument >> ($0.bytes * 8) == 0 } ?? (27, 8)
        let number = (0..<size).reversed().map { UInt8(truncatingIfNeeded: argument >> ($0 * 8)) }
        return [major << 5 | low] + number
    }
}

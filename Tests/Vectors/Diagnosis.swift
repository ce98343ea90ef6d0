/// An encoding as JSON, item by item. It trusts what it reads, and shares nothing with the reader
/// that ships.
struct Diagnosis {
    private var rest: ArraySlice<UInt8>

    static func value(of bytes: [UInt8]) -> JSON {
        var diagnosis = Diagnosis(rest: bytes[...])
        let value = diagnosis.item()
        precondition(diagnosis.rest.isEmpty, "something follows")
        return value
    }

    private mutating func item() -> JSON {
        let first = rest.removeFirst()
        let low = Int(first & 0x1F)
        var argument = UInt64(low)
        if low >= 24, first >> 5 != 7 {
            let size = 1 << (low - 24)
            argument = rest.prefix(size).reduce(0) { $0 << 8 | UInt64($1) }
            rest = rest.dropFirst(size)
        }
        let count = Int(truncatingIfNeeded: argument)
        switch first >> 5 {
        case 0: return JSON(argument)
        case 1: return JSON(-1 - Int128(argument))
        case 2: return .object([("bytes", JSON(hex: take(count)))])
        case 3: return .text(String(decoding: take(count), as: UTF8.self))
        case 4: return .array((0..<count).map { _ in item() })
        case 5:
            let entries = (0..<count).map { _ in
                let key = item()
                return JSON.array([key, item()])
            }
            return .object([("map", .array(entries))])
        default: return low == 22 ? .null : .bool(low == 21)
        }
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

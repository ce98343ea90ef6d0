public import Lattice
public import Schema
internal import Wire

/// Bytes that compare, one by one, as values do for people.
///
/// Integers, decimals, dates and times go by value, quantities by how much they are, money by
/// currency and then by amount, choices by number, ids by bytes, and texts in small letters first:
/// “anna” stands beside “Anna”. Of other types there is no order.
public struct OrderKey: Hashable, Sendable {
    /// What an index holds: the first bytes (`QueryLimits.key`). Of two keys with the same ones, an
    /// index does not know which comes first.
    public let bytes: [UInt8]
    /// What was cut off: of long texts alone.
    public let rest: [UInt8]

    init(_ whole: [UInt8]) {
        guard whole.count > QueryLimits.key else {
            bytes = whole
            rest = []
            return
        }
        bytes = Array(whole[..<QueryLimits.key])
        rest = Array(whole[QueryLimits.key...])
    }

    /// The key of what a counter counts.
    public init(counted number: Int128) { self.init(number.ascendingBytes) }

    /// Nil if the type has no order, or if it is no value of the type.
    public static func of(_ value: Value, _ type: FieldType) -> OrderKey? {
        bytes(of: value, type).map(OrderKey.init)
    }

    public var isCut: Bool { !rest.isEmpty }
}

extension OrderKey: Comparable {
    /// What is cut has the full length, so that comparing part by part compares the whole.
    public static func < (a: Self, b: Self) -> Bool {
        a.bytes == b.bytes ? a.rest.precede(b.rest) : a.bytes.precede(b.bytes)
    }
}

extension OrderKey {
    private static func bytes(of value: Value, _ type: FieldType) -> [UInt8]? {
        switch type {
        case .text, .token: value.text.map { beginning(of: $0) + [0, 0] + Array($0.utf8) }
        case .integer, .decimal, .date, .time: value.integer.map(\.ascendingBytes)
        case .choice: value.integer.flatMap(UInt16.init(exactly:)).map(\.ascendingBytes)
        case .quantity(_, _, let units): quantity(value, units)
        case .money: money(value)
        case .truth:
            value.read { (reader) throws(WireError) in [try reader.bool() ? 1 : 0] }
        case .record: string(value, of: 28)
        case .person, .hub: string(value, of: 16)
        case .seat: string(value, of: 32)
        case .fact: string(value, of: 68)
        case .words, .file, .list, .group, .frontier, .later: nil
        }
    }

    /// What the keys of all texts begin with that begin with this one in small letters.
    ///
    /// A zero is followed by a one, so that the two zeros that end it come before anything else.
    static func beginning(of text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in text.folded {
            bytes.append(byte)
            if byte == 0 { bytes.append(1) }
        }
        return bytes
    }

    /// The amount in unit 0: what is whole of it, and its fraction in 2 to the minus 64.
    ///
    /// This is exact. Amounts are below 2⁶³ and factors below 2³², so that the whole fits; and two
    /// fractions with denominators below 2³² differ by more than 2⁻⁶⁴ or not at all, so that no two
    /// of them are rounded down to the same.
    private static func quantity(
        _ value: Value, _ units: [UInt16: FieldType.Unit]
    ) -> [UInt8]? {
        let read = value.read { (reader) throws(WireError) in
            try reader.array(of: 2)
            let amount = try reader.integer(in: .min...(.max))
            return (amount, try reader.unsigned(upTo: UInt64(UInt16.max)))
        }
        guard let read, let unit = units[UInt16(read.1)], unit.denominator > 0 else { return nil }
        let denominator = Int128(unit.denominator)
        let scaled = Int128(read.0) * Int128(unit.numerator)
        var (whole, left) = scaled.quotientAndRemainder(dividingBy: denominator)
        if left < 0 {
            whole -= 1
            left += denominator
        }
        let fraction = UInt64((left << 64) / denominator)
        return whole.ascendingBytes + fraction.ascendingBytes
    }

    private static func money(_ value: Value) -> [UInt8]? {
        let read = value.read { (reader) throws(WireError) in
            try reader.array(of: 2)
            let amount = try reader.integer(in: .min...(.max))
            return (amount, try reader.text(most: 3))
        }
        guard let read, read.1.utf8.count == 3 else { return nil }
        return Array(read.1.utf8) + read.0.ascendingBytes
    }

    private static func string(_ value: Value, of count: Int) -> [UInt8]? {
        value.read { (reader) throws(WireError) in
            let range = try reader.string(of: count)
            return reader.copy(range).bytes
        }
    }
}

extension FixedWidthInteger {
    /// The bytes from the highest on; the sign is turned, so that the negative ones come first.
    fileprivate var ascendingBytes: [UInt8] {
        let turned = Self.isSigned ? self ^ .min : self
        return stride(from: Self.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: turned >> $0)
        }
    }
}

extension [UInt8] {
    /// Whether they come before others, byte by byte, the shorter first.
    func precede(_ others: [UInt8]) -> Bool {
        // Unsafe only in name: bytes have no padding that could show.
        unsafe span.bytes.precedes(others.span.bytes)
    }
}

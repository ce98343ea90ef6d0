/// Decimal numbers as people write them in tables, as whole numbers of their smallest part
/// (spec/17-tables.md#table-5). Nothing is rounded, and nothing is guessed: what may be a thousand
/// times as much is refused.
struct NumberText {
    let mark: Mapping.DecimalMark

    private var decimal: UInt8 { mark == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
    private var other: UInt8 { mark == .point ? UInt8(ascii: ",") : UInt8(ascii: ".") }
    private static let space = UInt8(ascii: " ")

    func read(
        _ text: String, digits: Int, in range: ClosedRange<Int64>
    ) throws(CellFault) -> Int64 {
        guard let plain = plain(text) else { throw noNumber(text, digits) }
        let isNegative = plain.first == UInt8(ascii: "-")
        let unsigned = isNegative ? plain.dropFirst() : plain[...]
        let halves = unsigned.split(separator: decimal, omittingEmptySubsequences: false)
        guard halves.count <= 2, let first = halves.first else { throw noNumber(text, digits) }
        let whole = try whole(first, isSure: halves.count == 2, of: text, digits)
        var fraction = halves.count == 2 ? halves[1] : []
        guard halves.count == 1 || !fraction.isEmpty, fraction.allSatisfy(\.isDigit) else {
            throw noNumber(text, digits)
        }
        while fraction.count > digits, fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        guard fraction.count <= digits else {
            throw CellFault(
                digits == 0
                    ? "“\(text.excerpt)” is no whole number; round it"
                    : "“\(text.excerpt)” has more than \(digits) digits after the whole; round it")
        }
        let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: digits - fraction.count)
        let units = (whole + fraction + zeros).reduce(Int64?(0)) { sum, digit in
            guard let (tenfold, isOver) = sum?.multipliedReportingOverflow(by: 10), !isOver
            else { return nil }
            // A number is well below the largest there is, or beyond all bounds.
            return tenfold > .max - 9 ? nil : tenfold + Int64(digit - UInt8(ascii: "0"))
        }
        guard let signed = units.map({ isNegative ? -$0 : $0 }), range.contains(signed) else {
            throw CellFault(
                "“\(text.excerpt)” is beyond \(write(range.lowerBound, digits: digits)) to "
                    + "\(write(range.upperBound, digits: digits)); write a number within")
        }
        return signed
    }

    func write(_ units: Int64, digits: Int) -> String {
        let magnitude = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - magnitude.count)) + magnitude
        let sign = units < 0 ? "-" : ""
        guard digits > 0 else { return sign + padded }
        return sign + padded.dropLast(digits) + (mark == .point ? "." : ",") + padded.suffix(digits)
    }

    /// The digits of the whole, without what parts thousands. A single mark that is not the one of
    /// decimals may have been meant as it.
    private func whole(
        _ text: ArraySlice<UInt8>, isSure: Bool, of cell: String, _ digits: Int
    ) throws(CellFault) -> [UInt8] {
        let separator = text.contains(other) ? other : Self.space
        let groups = text.split(separator: separator, omittingEmptySubsequences: false)
        let first = groups.first ?? []
        let isSound =
            groups.allSatisfy { $0.allSatisfy(\.isDigit) } && !first.isEmpty
            && (groups.count == 1
                || first.count <= 3 && groups.dropFirst().allSatisfy { $0.count == 3 })
        guard isSound else { throw noNumber(cell, digits) }
        guard separator == Self.space || groups.count != 2 || isSure else {
            throw CellFault(
                "“\(cell.excerpt)” may be read in two ways; write it without what parts thousands,"
                    + " or say in the mapping that digits come after a \(otherName)")
        }
        return groups.flatMap { $0 }
    }

    private var otherName: String { mark == .point ? "comma" : "point" }

    private func noNumber(_ text: String, _ digits: Int) -> CellFault {
        let example = write(125, digits: digits)
        return CellFault("“\(text.excerpt)” is no number; write it like \(example)")
    }

    /// In the digits, signs and spaces of ASCII; nil if there is anything else.
    private func plain(_ text: String) -> [UInt8]? {
        var plain: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x30...0x39, 0x2C...0x2E: plain.append(UInt8(scalar.value))
            case 0x660...0x669: plain.append(UInt8(scalar.value - 0x660 + 0x30))
            case 0x6F0...0x6F9: plain.append(UInt8(scalar.value - 0x6F0 + 0x30))
            // The decimal mark of Arabic, what parts its thousands, and a minus.
            case 0x66B: plain.append(decimal)
            case 0x66C: plain.append(Self.space)
            case 0x2212: plain.append(UInt8(ascii: "-"))
            case 0x20, 0x27, 0xA0, 0x2009, 0x2019, 0x202F: plain.append(Self.space)
            default: return nil
            }
        }
        if plain.first == UInt8(ascii: "-"), plain.count > 1, plain[1] == Self.space {
            plain.remove(at: 1)
        }
        return plain
    }
}

/// Decimal numbers as people write them, as whole numbers of their smallest part. Nothing is
/// rounded, ever.
enum DecimalText {
    static func read(
        _ text: some StringProtocol, digits: Int, in range: ClosedRange<Int64>
    ) throws(ValueFault) -> Int64 {
        let parts = text.utf8.drop { $0 == UInt8(ascii: "-") }
            .split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let signs = text.utf8.prefix { $0 == UInt8(ascii: "-") }.count
        let isSound = signs <= 1 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isDigit) }
        guard isSound, let whole = parts.first else {
            throw ValueFault("“\(text)” is no number; write it like \(example(digits))")
        }
        var fraction = parts.dropFirst().first.map { Array($0) } ?? []
        while fraction.count > digits, fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        guard fraction.count <= digits else {
            throw ValueFault(
                digits == 0
                    ? "“\(text)” is no whole number"
                    : "“\(text)” has more than \(digits) digits after the point")
        }
        fraction += [UInt8](repeating: UInt8(ascii: "0"), count: digits - fraction.count)
        let units = (Array(whole) + fraction).reduce(Int64?(0)) { sum, digit in
            guard let (tenfold, isOver) = sum?.multipliedReportingOverflow(by: 10), !isOver
            else { return nil }
            // A number is well below the largest there is, or beyond all bounds.
            return tenfold > .max - 9 ? nil : tenfold + Int64(digit - UInt8(ascii: "0"))
        }
        let signed = units.map { signs == 1 ? -$0 : $0 }
        guard let signed, range.contains(signed) else {
            throw ValueFault(
                "“\(text)” is beyond \(write(range.lowerBound, digits: digits)) to "
                    + write(range.upperBound, digits: digits))
        }
        return signed
    }

    static func write(_ units: Int64, digits: Int) -> String {
        let magnitude = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - magnitude.count)) + magnitude
        let whole = padded.dropLast(digits)
        let sign = units < 0 ? "-" : ""
        return digits == 0 ? sign + whole : "\(sign)\(whole).\(padded.suffix(digits))"
    }

    private static func example(_ digits: Int) -> String { write(125, digits: digits) }
}

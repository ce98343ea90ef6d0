/// Times as people write them in scenarios: `90 s`, `2 h`, `14 d` (spec/16-scenarios.md#scen-2).
enum TimeText {
    static let units: KeyValuePairs<String, UInt64> = [
        "y": 31_557_600_000, "d": 86_400_000, "h": 3_600_000, "min": 60_000, "s": 1_000, "ms": 1,
    ]

    /// In milliseconds; nil if it is no time, or longer than ten thousand years.
    static func read(_ text: String) -> UInt64? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
            let number = UInt64(parts[0]), let unit = units.first(where: { $0.key == parts[1] })
        else { return nil }
        let (product, isTooLong) = number.multipliedReportingOverflow(by: unit.value)
        guard !isTooLong, product <= 10_000 * 31_557_600_000 else { return nil }
        return product
    }

    /// In the largest unit of which it is a whole number.
    static func write(_ milliseconds: UInt64) -> String {
        for (unit, size) in units where milliseconds >= size && milliseconds.isMultiple(of: size) {
            return "\(milliseconds / size) \(unit)"
        }
        return "\(milliseconds) ms"
    }
}

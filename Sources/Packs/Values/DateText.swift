internal import Schema

/// Dates and times as ISO 8601 writes them, in the years 0001 to 9999, by the calendar of today.
enum DateText {
    private static let dayMilliseconds: Int64 = 86_400_000

    static func readDay(_ text: some StringProtocol) throws(ValueFault) -> Int64 {
        guard let day = day(text) else {
            throw ValueFault("“\(text)” is no date; write it like 2026-01-31")
        }
        return day
    }

    static func writeDay(_ day: Int64) -> String {
        let date = CivilDate(days: day)
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    }

    /// Milliseconds; the zone is Z or an offset like +02:00.
    static func readTime(_ text: String) throws(ValueFault) -> Int64 {
        guard let time = time(text) else {
            throw ValueFault(
                "“\(text)” is no time with its zone; write it like 2026-01-31T12:30:00Z")
        }
        return time
    }

    static func writeTime(_ time: Int64) -> String {
        let day = CivilDate.floor(time, dayMilliseconds)
        let left = time - day * dayMilliseconds
        let (seconds, rest) = left.quotientAndRemainder(dividingBy: 1_000)
        let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
        let fraction = rest == 0 ? "" : ".\(padded(rest, 3))"
        return "\(writeDay(day))T\(clock.joined(separator: ":"))\(fraction)Z"
    }

    private static func day(_ text: some StringProtocol) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = number(parts[0], 4, in: 1...9_999),
            let month = number(parts[1], 2, in: 1...12),
            let ofMonth = number(parts[2], 2, in: 1...31)
        else { return nil }
        return CivilDate(year: year, month: month, day: ofMonth)?.days
    }

    private static func time(_ text: String) -> Int64? {
        let halves = text.split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count == 2, let day = day(halves[0]) else { return nil }
        guard let zoneStart = halves[1].firstIndex(where: { "Z+-".contains($0) }),
            let offset = offset(halves[1][zoneStart...]),
            let clock = clock(halves[1][..<zoneStart])
        else { return nil }
        let time = day * dayMilliseconds + clock - offset
        return SchemaLimits.times.contains(time) ? time : nil
    }

    /// What is added to the time of a zone, in milliseconds.
    private static func offset(_ text: Substring) -> Int64? {
        if text == "Z" { return 0 }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = number(parts[0], 2, in: 0...23),
            let minutes = number(parts[1], 2, in: 0...59)
        else { return nil }
        let offset = (hours * 60 + minutes) * 60_000
        return text.first == "-" ? -offset : offset
    }

    /// Milliseconds since midnight; seconds may be left out, and parts of them.
    private static func clock(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hours = number(parts[0], 2, in: 0...23),
            let minutes = number(parts[1], 2, in: 0...59)
        else { return nil }
        let whole = (hours * 60 + minutes) * 60_000
        guard parts.count == 3 else { return whole }
        let halves = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        guard halves.count <= 2, let seconds = number(halves[0], 2, in: 0...59) else { return nil }
        guard halves.count == 2 else { return whole + seconds * 1_000 }
        let fraction = halves[1] + String(repeating: "0", count: max(0, 3 - halves[1].count))
        guard !halves[1].isEmpty, let rest = number(fraction[...], 3, in: 0...999) else {
            return nil
        }
        return whole + seconds * 1_000 + rest
    }

    private static func number(
        _ text: some StringProtocol, _ digits: Int, in range: ClosedRange<Int64>
    ) -> Int64? {
        guard text.utf8.count == digits, text.utf8.allSatisfy(\.isDigit) else { return nil }
        return Int64(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

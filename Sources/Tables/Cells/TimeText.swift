internal import Schema

/// Days and moments as people write them in tables (spec/17-tables.md#table-5).
struct TimeText {
    let order: Mapping.DateOrder
    /// Minutes to the east of Greenwich, of times without a zone.
    let zone: Int?

    private static let minute: Int64 = 60_000
    private static let dayMilliseconds: Int64 = 86_400_000

    func readDay(_ text: String) throws(CellFault) -> Int64 {
        guard let day = day(Array(text.utf8)) else {
            throw CellFault("“\(text.excerpt)” is no date; write it like \(writeDay(20_484))")
        }
        return day
    }

    func writeDay(_ days: Int64) -> String {
        let date = CivilDate(days: days)
        let (year, month) = (Self.padded(date.year, 4), Self.padded(date.month, 2))
        let day = Self.padded(date.day, 2)
        return switch order {
        case .yearFirst: "\(year)-\(month)-\(day)"
        case .dayFirst: "\(day)/\(month)/\(year)"
        case .monthFirst: "\(month)/\(day)/\(year)"
        }
    }

    /// Milliseconds; the date is followed by a T or a space, and the zone is Z or like +02:00.
    func readTime(_ text: String) throws(CellFault) -> Int64 {
        let bytes = Array(text.utf8)
        let isBetween = { (byte: UInt8) in byte == UInt8(ascii: "T") || byte == UInt8(ascii: " ") }
        guard let end = bytes.firstIndex(where: isBetween), let day = day(Array(bytes[..<end])),
            let rest = clock(bytes[(end + 1)...])
        else {
            throw CellFault(
                "“\(text.excerpt)” is no time; write it like \(writeDay(20_484))T12:30:00Z")
        }
        guard let offset = rest.offset ?? zone.map(Int64.init) else {
            throw CellFault(
                "“\(text.excerpt)” does not say its zone; write Z or an offset like +02:00 after "
                    + "it, or say the zone in the mapping")
        }
        let time = day * Self.dayMilliseconds + rest.clock - offset * Self.minute
        guard SchemaLimits.times.contains(time) else {
            throw CellFault("“\(text.excerpt)” is not in the years 1 to 9999; mend the date")
        }
        return time
    }

    func writeTime(_ time: Int64) -> String {
        let day = CivilDate.floor(time, Self.dayMilliseconds)
        let left = time - day * Self.dayMilliseconds
        let (seconds, rest) = left.quotientAndRemainder(dividingBy: 1_000)
        let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { Self.padded($0, 2) }
        let fraction = rest == 0 ? "" : ".\(Self.padded(rest, 3))"
        return "\(writeDay(day))T\(clock.joined(separator: ":"))\(fraction)Z"
    }

    /// As the mapping has it, or as ISO 8601 does: that cannot be taken for another day.
    private func day(_ text: [UInt8]) -> Int64? {
        let isBetween = { (byte: UInt8) in (0x2D...0x2F).contains(byte) }
        let parts = text.split(omittingEmptySubsequences: false, whereSeparator: isBetween)
        guard parts.count == 3, Set(text.filter(isBetween)).count == 1 else { return nil }
        let numbers = parts.compactMap { Self.number($0, 1...4) }
        guard numbers.count == 3 else { return nil }
        if parts[0].count == 4 {
            guard text.contains(UInt8(ascii: "-")) || order == .yearFirst else { return nil }
            return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])?.days
        }
        guard order != .yearFirst, parts[2].count == 4 else { return nil }
        let (day, month) =
            order == .dayFirst ? (numbers[0], numbers[1]) : (numbers[1], numbers[0])
        return CivilDate(year: numbers[2], month: month, day: day)?.days
    }

    /// Milliseconds since midnight, and the minutes that a zone is ahead, if there is one.
    private func clock(_ text: ArraySlice<UInt8>) -> (clock: Int64, offset: Int64?)? {
        let marks = [UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-")]
        let end = text.firstIndex { marks.contains($0) } ?? text.endIndex
        let parts = text[..<end].split(separator: 0x3A, omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hours = Self.number(parts[0], 1...2, upTo: 23),
            let minutes = Self.number(parts[1], 2...2, upTo: 59)
        else { return nil }
        var time = (hours * 60 + minutes) * Self.minute
        if parts.count == 3 {
            let halves = parts[2].split(separator: 0x2E, omittingEmptySubsequences: false)
            guard halves.count <= 2, let seconds = Self.number(halves[0], 2...2, upTo: 59) else {
                return nil
            }
            time += seconds * 1_000
            if halves.count == 2 {
                let digits =
                    halves[1] + [UInt8](repeating: 0x30, count: max(0, 3 - halves[1].count))
                guard !halves[1].isEmpty, let rest = Self.number(digits, 3...3) else { return nil }
                time += rest
            }
        }
        guard end < text.endIndex else { return (time, nil) }
        guard let offset = Self.offset(text[end...]) else { return nil }
        return (time, offset)
    }

    private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
        if text.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
        let parts = text.dropFirst().split(separator: 0x3A, omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = number(parts[0], 2...2, upTo: 23),
            let minutes = number(parts[1], 2...2, upTo: 59)
        else { return nil }
        let offset = hours * 60 + minutes
        return text.first == UInt8(ascii: "-") ? -offset : offset
    }

    private static func number(
        _ text: ArraySlice<UInt8>, _ digits: ClosedRange<Int>, upTo most: Int64 = 9_999
    ) -> Int64? {
        guard digits.contains(text.count), text.allSatisfy(\.isDigit) else { return nil }
        let number = text.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        return number <= most ? number : nil
    }

    private static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

internal import Lattice

/// Ids and hashes as the project shows them: hexadecimal, and dots with their numbers.
enum IDText {
    static func readBytes(_ text: some StringProtocol, count: Int) throws(ValueFault) -> [UInt8] {
        let digits = text.utf8.compactMap(\.hexadecimalDigit)
        guard digits.count == text.utf8.count, digits.count == 2 * count else {
            throw ValueFault("“\(text)” is not what is asked for: \(2 * count) hexadecimal digits")
        }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    static func write(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digit($0 >> 4), digit($0 & 0xF)] }, as: UTF8.self)
    }

    /// A record id, as its description has it: feed:number.index/kind.
    static func readRecord(_ text: String) throws(ValueFault) -> RecordID {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let dot = parts[0].split(separator: ":", omittingEmptySubsequences: false)
        let position = dot.last?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        guard (1...2).contains(parts.count), dot.count == 2, position.count == 2,
            let kind = parts.count == 2 ? UInt32(parts[1]) : 0,
            let number = UInt64(position[0]).flatMap({ BundleNumber($0) }),
            let place = Int(position[1]).flatMap({ Position(number, index: $0) })
        else {
            throw ValueFault(
                "“\(text)” names no record; it is written like "
                    + "00000000000000000000000000000001:5.0/64")
        }
        let words = try readBytes(dot[0], count: 16)
        let feed = FeedID(high: word(words[..<8]), low: word(words[8...]))
        return RecordID(Dot(feed: feed, position: place), KindNumber(kind))
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

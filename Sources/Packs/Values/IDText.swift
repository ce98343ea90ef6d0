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
        guard let id = RecordID(text: text) else {
            throw ValueFault(
                "“\(text)” names no record; it is written like "
                    + "00000000000000000000000000000001:5.0/64")
        }
        return id
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

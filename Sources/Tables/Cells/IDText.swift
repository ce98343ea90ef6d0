internal import Bundles
internal import Lattice

/// Ids as the project shows them, for what has no name in a table.
enum IDText {
    static func bytes(_ text: String, count: Int) -> [UInt8]? {
        let digits = text.utf8.compactMap { digit($0) }
        guard digits.count == text.utf8.count, digits.count == 2 * count else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    static func write(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] },
            as: UTF8.self)
    }

    static func identifier<Named>(_ text: String) -> Identifier<Named>? {
        guard let bytes = bytes(text, count: 16) else { return nil }
        let id = Identifier<Named>(high: word(bytes[..<8]), low: word(bytes[8...]))
        return id == .zero ? nil : id
    }

    /// A record id, as its description has it: feed:number.index/kind.
    static func record(_ text: String) -> RecordID? {
        guard let id = RecordID(text: text), id.kind != .none, id.creation.feed != .zero else {
            return nil
        }
        return id
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

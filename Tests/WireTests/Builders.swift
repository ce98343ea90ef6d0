import Lattice
import Seal
import Testing
import Wire

// What the tests of encodings are made of: bytes written by hand, ids that are easy to see in them,
// and refusals.

typealias State = Scope<MemoryShelf, Blake2b>

/// Bytes written as digits, two for each. `11*16` is a byte that is there sixteen times; what comes
/// after `#` in a line is for people.
func hex(_ text: String) -> [UInt8] {
    text.split(separator: "\n").flatMap { line in
        line.prefix { $0 != "#" }.split(separator: " ").flatMap(bytes)
    }
}

private func bytes(_ word: Substring) -> [UInt8] {
    let parts = word.split(separator: "*")
    let digits = parts[0].compactMap(\.hexDigitValue)
    precondition(digits.count == parts[0].count && digits.count.isMultiple(of: 2), "\(word)")
    let once = stride(from: 0, to: digits.count, by: 2).map {
        UInt8(digits[$0] * 16 + digits[$0 + 1])
    }
    let times = parts.count == 2 ? Int(parts[1]) : 1
    return Array(repeatElement(once, count: times ?? 0).joined())
}

/// The digits of bytes, for messages.
func digits(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

extension Identifier {
    /// The id of this byte sixteen times.
    static func all(_ byte: UInt64) -> Self {
        Self(high: byte &* 0x0101_0101_0101_0101, low: byte &* 0x0101_0101_0101_0101)
    }
}

extension Hash {
    /// The hash of this byte 32 times.
    static func all(_ byte: UInt64) -> Self {
        let word = byte &* 0x0101_0101_0101_0101
        return Self(word, word, word, word)
    }
}

/// Four writers; in bytes `11*16`, `22*16`, `33*16`, `44*16`.
extension FeedID {
    static var ann: Self { .all(0x11) }
    static var ben: Self { .all(0x22) }
    static var cas: Self { .all(0x33) }
    static var dan: Self { .all(0x44) }
}

/// In bytes `ee*16` and `ef*16`.
extension PersonID {
    static var eva: Self { .all(0xEE) }
    static var eve: Self { .all(0xEF) }
}

func number(_ value: UInt64) -> BundleNumber {
    guard let number = BundleNumber(value) else {
        preconditionFailure("no bundle has the number \(value)")
    }
    return number
}

func position(_ bundle: UInt64, _ index: Int = 0) -> Position {
    guard let position = Position(number(bundle), index: index) else {
        preconditionFailure("no change has the index \(index)")
    }
    return position
}

func record(
    _ feed: FeedID, _ bundle: UInt64, _ index: Int = 0, kind: UInt32 = 0
) -> RecordID {
    RecordID(Dot(feed: feed, position: position(bundle, index)), KindNumber(kind))
}

func seen(_ feeds: KeyValuePairs<FeedID, Position>) -> FieldVector {
    FieldVector(feeds.map { ($0.key, $0.value) })
}

/// The fact of Eva that has the id `f1*16`.
let factKey = FactKey(person: .eva, id: .all(0xF1))

func amount(_ value: Int64) -> Counter.Delta {
    guard let delta = Counter.Delta(value) else {
        preconditionFailure("no change has the amount \(value)")
    }
    return delta
}

/// The greatest number and index that there are.
let lastNumber: UInt64 = (1 << 40) - 1
let lastIndex = (1 << 24) - 1

// MARK: Refusals

/// What is thrown, or nil.
func fault<Result>(_ body: () throws(WireError) -> Result) -> WireError? {
    do throws(WireError) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

/// Bytes, and the reason for which they are refused.
struct Refused: Sendable, CustomTestStringConvertible {
    let text: String
    let reason: WireError.Reason
    /// Of the item at fault, where the test looks at it.
    let offset: Int?

    init(_ text: String, _ reason: WireError.Reason, at offset: Int? = nil) {
        self.text = text
        self.reason = reason
        self.offset = offset
    }

    var testDescription: String { "\(text.prefix(100)) is \(reason.rawValue)" }

    func expect(_ read: ([UInt8]) throws(WireError) -> some Any) {
        let bytes = hex(text)
        let found = fault { () throws(WireError) in try read(bytes) }
        #expect(found?.reason == reason, "\(text)")
        if let offset { #expect(found?.offset == offset, "\(text)") }
    }
}

/// Passes over one item that is all there is.
func skipItem(_ bytes: [UInt8]) throws(WireError) -> Range<Int> {
    var reader = Reader(bytes.span.bytes, of: .item)
    let range = try reader.skip()
    try reader.end()
    return range
}

/// Reads something that is all there is.
func read<Result>(
    _ bytes: [UInt8], _ body: (inout Reader) throws(WireError) -> Result
) throws(WireError) -> Result {
    var reader = Reader(bytes.span.bytes, of: .item)
    let result = try body(&reader)
    try reader.end()
    return result
}

/// What this writes.
func written(_ body: (inout Writer) -> Void) -> [UInt8] {
    var writer = Writer()
    body(&writer)
    return writer.bytes
}

/// The body of Ann's bundle 5, if no other is named.
func body(_ bytes: [UInt8], _ feed: FeedID = .ann, _ bundle: UInt64 = 5) throws(WireError) -> Body {
    try Body(reading: bytes, of: feed, number(bundle))
}

import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

// What the tests of bundles and root records are made of: bytes written by hand, and refusals.

extension Signature {
    init(_ bytes: [UInt8]) {
        precondition(bytes.count == 64, "a signature has 64 bytes")
        var words = InlineArray<8, UInt64>(repeating: 0)
        for index in bytes.indices {
            words[index / 8] = words[index / 8] << 8 | UInt64(bytes[index])
        }
        self.init(words)
    }

    /// One that nobody made.
    static var forged: Self { Self(InlineArray(repeating: 0x0101_0101_0101_0101)) }
}

func number(_ value: UInt64) -> BundleNumber { made(BundleNumber(value)) }

/// What this writes.
func written(_ body: (inout Writer) -> Void) -> [UInt8] {
    var writer = Writer()
    body(&writer)
    return writer.bytes
}

/// The key of the bytes 0, 1, 2 … 31, whose signatures other programs have made too.
func knownKey() -> SigningKey {
    let entropy = (0..<32).map { UInt8($0) }
    return SigningKey(entropy: entropy.span.bytes)
}

// MARK: Refusals

/// What is thrown, or nil.
func fault<Result, Failure: Error>(_ body: () throws(Failure) -> Result) -> Failure? {
    do throws(Failure) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

/// Why bytes are no encoding of this; nil if they are one.
func reason<Value: Canonical>(_: Value.Type, _ bytes: [UInt8]) -> WireError.Reason? {
    fault { () throws(WireError) in try Value(encoding: bytes) }?.reason
}

// MARK: Arrays, item by item

/// An array whose items can be replaced one by one.
struct Items {
    var items: [[UInt8]]
    var head: [UInt8]

    init(_ items: [String]) {
        self.items = items.map(hex)
        head = written { $0.put(array: items.count) }
    }

    var bytes: [UInt8] { head + items.joined() }

    func with(_ index: Int, _ text: String) -> [UInt8] {
        var copy = self
        copy.items[index] = hex(text)
        return copy.bytes
    }
}

/// An item, what it is replaced with, and why that is refused.
typealias Replacement = (index: Int, text: String, reason: WireError.Reason)

/// What any item of so many bytes is refused for.
func wrongBytes(_ index: Int, _ count: Int) -> [Replacement] {
    let head = count < 24 ? String(0x40 + count, radix: 16) : "58 " + digits([UInt8(count)])
    let shorter =
        count - 1 < 24 ? digits([UInt8(0x40 + count - 1)]) : "58 " + digits([UInt8(count - 1)])
    return [
        (index, "\(shorter) 11*\(count - 1)", .wrongCount),
        (
            index,
            "58 \(digits([UInt8(count + 1 < 24 ? 24 : count + 1)])) 11*\(max(24, count + 1))",
            .wrongCount
        ),
        (index, "f6", .wrongType), (index, "00", .wrongType), (index, "80", .wrongType),
        (index, "\(head)", .truncated),
    ]
}

import Bundles
import Charter
import Lattice
import TestSupport
import Testing
import Wire

/// A kind of act, field by field.
struct Shape: Sendable, CustomTestStringConvertible {
    struct Field: Sendable {
        let key: UInt8
        let text: String
        let isOptional: Bool

        init(_ key: UInt8, _ text: String, isOptional: Bool = false) {
            self.key = key
            self.text = text
            self.isOptional = isOptional
        }
    }

    let kind: String
    let fields: [Field]

    init(_ kind: String, _ fields: Field...) {
        self.kind = kind
        self.fields = fields
    }

    var testDescription: String { "kind \(kind)" }

    /// The act with these fields, in this order.
    func bytes(_ fields: [Field]) -> [UInt8] {
        hex("82 \(kind)") + [0xA0 + UInt8(fields.count)]
            + fields.flatMap { [$0.key] + hex($0.text) }
    }
}

private let hash = "5820 11*32"
private let policy = "a2 00 a1 01 84 6161 01 00 01 01 a1 01 84 6162 81 00 a1 01 02 f6"
private let tips = "81 83 50 33*16 05 5820 44*32"

/// Acts that are refused, and why.
@Suite("Refused acts") struct ActRefusalTests {
    static let shapes = [
        Shape(
            "01", .init(0, hash), .init(1, hash), .init(2, hash), .init(3, hash, isOptional: true),
            .init(4, "5840 66*64")),
        Shape(
            "02", .init(0, "82 00 \(hash)"), .init(1, "03"), .init(2, "04"),
            .init(3, "81 50 33*16", isOptional: true), .init(4, "05", isOptional: true),
            .init(5, "81 \(hash)", isOptional: true)),
        Shape("03", .init(0, "82 00 \(hash)"), .init(1, tips, isOptional: true)),
        Shape("04", .init(0, hash), .init(1, tips)),
        Shape(
            "05", .init(0, "50 11*16"), .init(1, "02"), .init(2, hash),
            .init(3, "81 \(hash)", isOptional: true)),
        Shape(
            "06", .init(0, "81 01"), .init(1, hash), .init(2, hash),
            .init(3, "81 50 44*16", isOptional: true),
            .init(4, "81 82 \(hash) \(hash)", isOptional: true),
            .init(5, "81 82 \(hash) \(hash)", isOptional: true)),
        Shape("07", .init(0, "03"), .init(1, "50 44*16", isOptional: true), .init(2, hash)),
        Shape("08", .init(0, "50 22*16")),
        Shape("09", .init(0, hash), .init(1, "81 \(hash)", isOptional: true)),
        Shape("0a", .init(0, "01"), .init(1, policy), .init(2, "82 81 01 80", isOptional: true)),
        Shape("0b", .init(0, "01"), .init(1, hash)),
        Shape("0c", .init(0, hash)),
        Shape("0d", .init(0, "01"), .init(1, hash)),
    ]

    private func reason(_ bytes: [UInt8]) -> WireError.Reason? {
        fault { () throws(WireError) in try Act(encoding: bytes) }
    }

    @Test("ACT-2: keys that must be there are missed, others are not", arguments: shapes)
    func missing(shape: Shape) {
        #expect(reason(shape.bytes(shape.fields)) == nil)
        for field in shape.fields where shape.fields.count > 1 {
            let left = shape.fields.filter { $0.key != field.key }
            #expect(
                reason(shape.bytes(left)) == (field.isOptional ? nil : .wrongCount),
                "without \(field.key)")
        }
    }

    @Test("ACT-2: maps are closed, their keys ascend and are there once", arguments: shapes)
    func keys(shape: Shape) {
        let next = made(shape.fields.last).key + 1
        #expect(reason(shape.bytes(shape.fields + [.init(next, "00")])) == .unknownKey)
        for field in shape.fields {
            let twice = shape.fields.filter { $0.key <= field.key } + [field]
            #expect(reason(shape.bytes(twice)) == .repeated, "twice \(field.key)")
        }
        if shape.fields.count > 1 {
            let turned = [shape.fields[1], shape.fields[0]]
            #expect(reason(shape.bytes(turned)) == .unsorted)
        }
    }

    @Test(
        "ACT-2: a content that breaks its form is refused for the first fault in it",
        arguments: [
            // Seats.
            Refused("82 01 a1 00 581f 11*31", .wrongCount), Refused("82 01 a1 00 00", .wrongType),
            Refused("82 01 a1 04 583f 66*63", .wrongCount), Refused("82 01 80", .wrongType),
            // Grants.
            Refused("82 02 a1 00 82 02 5820 11*32", .outOfRange),
            Refused("82 02 a1 00 81 00", .wrongCount),
            Refused("82 02 a1 00 82 01 50 00*16", .zeroID),
            Refused("82 02 a1 00 82 01 5820 11*32", .wrongCount),
            Refused("82 02 a1 01 00", .outOfRange), Refused("82 02 a1 01 1a00010000", .outOfRange),
            Refused("82 02 a1 02 00", .outOfRange), Refused("82 02 a1 02 190100", .outOfRange),
            Refused("82 02 a1 03 80", .empty), Refused("82 02 a1 03 990401", .tooLong),
            Refused("82 02 a1 03 82 50 22*16 50 22*16", .repeated),
            Refused("82 02 a1 03 82 50 33*16 50 22*16", .unsorted),
            Refused("82 02 a1 03 f6", .wrongType), Refused("82 02 a1 04 20", .wrongType),
            Refused("82 02 a1 05 80", .empty), Refused("82 02 a1 05 990401", .tooLong),
            Refused("82 02 a1 05 82 5820 22*32 5820 22*32", .repeated),
            Refused("82 02 a1 05 82 5820 22*32 5820 11*32", .unsorted),
            // Revocations and ratifications.
            Refused("82 03 a1 00 82 05 5820 11*32", .outOfRange),
            Refused("82 03 a1 00 82 01 50 00*16", .zeroID), Refused("82 03 a1 01 80", .empty),
            Refused("82 03 a1 01 990401", .tooLong), Refused("82 04 a1 01 990401", .tooLong),
            Refused("82 03 a1 01 81 82 50 33*16 05", .wrongCount),
            Refused("82 03 a1 01 81 83 50 00*16 05 5820 44*32", .zeroID),
            Refused("82 03 a1 01 81 83 50 33*16 1b0000010000000000 5820 44*32", .outOfRange),
            Refused(
                "82 03 a1 01 82 83 50 33*16 05 5820 44*32 83 50 33*16 05 5820 44*32", .repeated),
            Refused(
                "82 03 a1 01 82 83 50 33*16 05 5820 44*32 83 50 33*16 05 5820 43*32", .unsorted),
            Refused(
                "82 03 a1 01 82 83 50 33*16 05 5820 44*32 83 50 33*16 04 5820 55*32", .unsorted),
            Refused(
                "82 04 a1 01 82 83 50 33*16 05 5820 44*32 83 50 32*16 06 5820 55*32", .unsorted),
            // Keeps and epochs.
            Refused("82 05 a1 00 50 00*16", .zeroID),
            Refused("82 05 a1 01 1b0000010000000000", .outOfRange),
            Refused("82 05 a1 03 80", .empty), Refused("82 05 a1 03 990401", .tooLong),
            Refused("82 06 a1 00 81 07", .outOfRange), Refused("82 06 a1 03 80", .empty),
            Refused("82 06 a1 03 990401", .tooLong),
            Refused("82 06 a1 03 81 51 44*17", .wrongCount),
            Refused("82 06 a1 03 82 50 44*16 50 33*16", .unsorted),
        ])
    func refused(refused: Refused) {
        #expect(reason(hex(refused.text)) == refused.reason)
    }

    @Test(
        "ACT-2: so it is with acts about the realm",
        arguments: [
            Refused("82 07 a1 00 00", .outOfRange), Refused("82 07 a1 00 04", .outOfRange),
            Refused("82 07 a1 00 03", .wrongCount),
            Refused("82 07 a2 00 01 02 \(hash)", .wrongCount),
            Refused("82 07 a2 00 02 02 \(hash)", .wrongCount),
            Refused("82 07 a2 01 50 44*16 02 \(hash)", .wrongCount),
            Refused("82 08 a1 00 \(hash)", .wrongCount),
            Refused("82 09 a1 00 50 11*16", .wrongCount),
            Refused("82 09 a1 01 80", .empty), Refused("82 09 a1 01 990401", .tooLong),
            Refused("82 0a a1 00 00", .outOfRange), Refused("82 0a a1 00 1a00010000", .outOfRange),
            Refused("82 0a a1 02 81 81 01", .wrongCount),
            Refused("82 0a a1 02 82 81 00 80", .outOfRange),
            Refused("82 0a a1 02 82 81 1a00010000 80", .outOfRange),
            Refused("82 0a a1 02 82 82 02 01 80", .unsorted),
            Refused("82 0a a1 02 82 82 02 02 80", .repeated),
            Refused("82 0a a1 02 82 81 01 990401", .tooLong),
            Refused("82 0b a1 00 00", .outOfRange), Refused("82 0b a1 00 1a00010000", .outOfRange),
            Refused("82 0c a1 00 50 11*16", .wrongCount),
            Refused("82 0d a1 00 1b0000000100000000", .outOfRange),
            Refused("82 0e c0 00", .unsupported), Refused("82 0e 9f ff", .indefinite),
            Refused("82 0e a2 01 00 00 00", .unsorted),
            Refused("82 0e 81*17 00", .tooDeep),
        ])
    func refusedOfRealm(refused: Refused) {
        #expect(reason(hex(refused.text)) == refused.reason)
    }

    @Test("ACT-2: 1,024 references and tips are not too many")
    func most() {
        let ids = (0..<1024).map { "5820 00*30 \(word($0))" }.joined(separator: " ")
        let list = (0..<1024).map { "83 50 33*16 05 5820 00*30 \(word($0))" }
        #expect(reason(hex("82 09 a2 00 \(hash) 01 990400 \(ids)")) == nil)
        #expect(reason(hex("82 04 a2 00 \(hash) 01 990400 \(list.joined(separator: " "))")) == nil)
    }

    private func word(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    @Test(
        "ACT-2: a content without anything is refused as such")
    func nothing() {
        for shape in Self.shapes { #expect(reason(shape.bytes([])) == .empty) }
    }
}

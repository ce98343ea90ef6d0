import Lattice
import Schema
import TestSupport
import Testing
import Wire

/// Schemas as bytes: what they come to, and what is refused.
@Suite("Forms of schemas") struct FormTests {
    /// Why bytes are no schema; nil if they are one.
    private func reason(_ text: String) -> WireError.Reason? {
        do throws(WireError) {
            _ = try Schema(encoding: hex(text))
            return nil
        } catch { return error.reason }
    }

    /// A schema of one kind “a” with these entries besides its name.
    private func kind(_ entries: Int, _ rest: String) -> String {
        "a2 00 a1 6161 01 01 a1 1840 a\(entries + 1) 00 6161 \(rest)"
    }

    /// A schema of one document with one field “b” of this type, and these entries besides.
    private func field(_ type: String, _ entries: Int = 0, _ rest: String = "") -> String {
        kind(2, "01 00 02 a1 00 a\(entries + 3) 00 6162 01 00 02 \(type) \(rest)")
    }

    @Test("SCHEMA-1: a schema is its encoding, and its hash is that of the encoding")
    func roundTrip() throws {
        let schema = Harbour.schema
        let again = try Schema(encoding: schema.encoding)
        #expect(again == schema && again.hash == schema.hash)
        #expect(Schema(packs: again.packs, kinds: again.kinds) == schema)
        var other = schema.kinds
        other[KindNumber(Harbour.boat)]?.labels["es"] = "Barco"
        #expect(Schema(packs: schema.packs, kinds: other).hash != schema.hash)
    }

    @Test("SCHEMA-1: what later versions say besides is kept, and counts in the hash")
    func later() throws {
        let plain = try Schema(encoding: hex(field("81 05")))
        let more = try Schema(encoding: hex(field("81 05", 1, "08 6178")))
        #expect(plain.kinds == more.kinds && plain.hash != more.hash)
        #expect(more.encoding == hex(field("81 05", 1, "08 6178")))
        let unknown = try Schema(encoding: hex(field("83 1863 6178 f6")))
        let type = unknown.kinds[KindNumber(64)]?.fields[FieldNumber(0)]?.type
        #expect(type == .later(99, Value(hex("83 1863 6178 f6"))))
        #expect(Schema(packs: unknown.packs, kinds: unknown.kinds).encoding == unknown.encoding)
    }

    @Test(
        "SCHEMA-1: broken forms are refused with their reason",
        arguments: [
            ("", .truncated), ("a0", .wrongCount), ("a1 00 a1 6161 01", .wrongCount),
            ("a2 00 a0 01 a0", .empty), ("a2 00 a1 6161 00 01 a0", .outOfRange),
            ("a2 00 a1 6141 01 01 a0", .outOfRange), ("a2 00 a1 60 01 01 a0", .outOfRange),
            ("a2 00 a1 6161 01 01 a1 183f a0", .outOfRange),
            ("a2 00 a1 6161 01 01 a1 1840 a0", .empty),
            ("a2 00 a1 6161 01 01 a1 1840 a1 00 6161", .wrongCount),
        ] as [(String, WireError.Reason)])
    func broken(text: String, wanted: WireError.Reason) {
        #expect(reason(text) == wanted)
    }

    @Test("SCHEMA-1: no two fields have one name, and no two kinds")
    func names() {
        let twice = kind(2, "01 00 02 a2 00 a3 00 6162 01 00 02 8105 01 a3 00 6162 01 00 02 8105")
        #expect(reason(twice) == .repeated)
        let one = "a3 00 6161 01 00 02 a1 00 a3 00 6162 01 00 02 8105"
        #expect(reason("a2 00 a1 6161 01 01 a2 1840 \(one) 1841 \(one)") == .repeated)
    }

    @Test("SCHEMA-1: a schema is at most 262,144 bytes")
    func size() {
        let much = [UInt8](repeating: 0, count: SchemaLimits.bytes + 1)
        #expect(throws: WireError(.tooLong, at: 0, in: .schema)) { try Schema(encoding: much) }
        let less = Array(much.dropLast())
        #expect(throws: WireError(.wrongType, at: 0, in: .schema)) { try Schema(encoding: less) }
    }

    @Test("SCHEMA-2: a title names fields that are there; only facts are summed")
    func kinds() {
        let fields = "02 a1 00 a3 00 6162 01 00 02 83 01 00 05"
        #expect(reason(kind(3, "01 00 \(fields) 04 81 00")) == nil)
        #expect(reason(kind(3, "01 00 \(fields) 04 81 01")) == .noSuchEntry)
        #expect(reason(kind(3, "01 00 \(fields) 04 80")) == .empty)
        #expect(reason(kind(3, "01 00 \(fields) 04 89 00 00 00 00 00 00 00 00 00")) == .tooLong)
        #expect(reason(kind(3, "01 00 \(fields) 07 f4")) == .outOfRange)
        #expect(reason(kind(3, "01 00 \(fields) 07 f5")) == nil)
        #expect(reason(kind(2, "01 02 \(fields)")) == .outOfRange)
        let sum = "06 81 84 6163 81 00 00 f6"
        #expect(reason(kind(3, "01 01 \(fields) \(sum)")) == nil)
        #expect(reason(kind(3, "01 00 \(fields) \(sum)")) == .outOfRange)
    }

    @Test("SCHEMA-3: what one entry of a field demands of another")
    func fields() {
        #expect(reason(field("83 01 00 05", 1, "03 f5")) == nil)
        #expect(reason(field("83 01 00 05", 1, "04 41 03")) == nil)
        #expect(reason(field("83 01 00 05", 1, "04 41 06")) == .outOfRange)
        #expect(reason(field("83 01 00 05", 1, "04 41 f6")) == .outOfRange)
        #expect(reason(field("83 01 00 05", 1, "06 04")) == .outOfRange)
        #expect(reason(field("83 01 00 05", 1, "05 a1 62656e 6141")) == nil)
        #expect(reason(field("83 01 00 05", 1, "05 a1 62454e 6141")) == .outOfRange)
        #expect(reason(field("83 01 00 05", 1, "05 a1 62656e 60")) == .empty)
        // A set with a default, a counter of texts, facts of integers, a fact's part that merges.
        func bent(_ form: String, _ merging: String, _ type: String, _ rest: String = "")
            -> WireError.Reason?
        {
            let count = rest.isEmpty ? 3 : 4
            return reason(
                kind(2, "01 \(form) 02 a1 00 a\(count) 00 6162 01 \(merging) 02 \(type) \(rest)"))
        }
        #expect(bent("00", "01", "83 01 00 05") == nil)
        #expect(bent("00", "01", "83 01 00 05", "04 41 03") == .outOfRange)
        #expect(bent("00", "01", "83 01 00 05", "03 f5") == .outOfRange)
        #expect(bent("00", "02", "82 00 05") == .outOfRange)
        #expect(bent("00", "02", "83 01 00 05") == nil)
        #expect(bent("00", "03", "83 01 00 05") == .outOfRange)
        #expect(bent("01", "01", "83 01 00 05") == .outOfRange)
        #expect(bent("01", "00", "83 01 00 05") == nil)
        #expect(bent("01", "00", "83 01 00 05", "04 41 03") == .outOfRange)
        #expect(bent("00", "04", "83 01 00 05") == .outOfRange)
    }

    @Test(
        "TYPE-1: broken types are refused with their reason",
        arguments: [
            ("80", .wrongCount), ("81 00", .wrongCount), ("82 00 00", .outOfRange),
            ("82 00 19fde9", .outOfRange), ("82 00 19fde8", nil), ("83 01 05 04", .outOfRange),
            ("83 01 05 05", nil), ("83 01 3b0020000000000000 00", .outOfRange),
            ("83 01 3b001fffffffffffff 00", nil), ("84 02 0a 00 01", .outOfRange),
            ("85 03 00 00 01 a0", .empty), ("85 03 00 00 01 a1 01 83 6161 01 01", .outOfRange),
            ("85 03 00 00 01 a1 00 83 6161 02 01", .outOfRange),
            ("85 03 00 00 01 a1 00 83 6161 01 00", .outOfRange),
            ("85 03 00 00 01 a1 00 83 60 01 01", .empty),
            ("85 03 00 00 01 a1 00 83 6161 01 01", nil), ("82 04 f6", nil),
            ("82 04 a1 63455552 02", nil), ("82 04 a1 63657572 02", .outOfRange),
            ("82 04 a1 624555 02", .outOfRange), ("82 04 a1 63455552 0a", .outOfRange),
            ("81 05", nil), ("82 05 00", .wrongCount), ("82 08 a1 00 81 6161", nil),
            ("82 08 a1 00 80", .wrongCount), ("82 08 a1 00 83 6161 6161 6161", .wrongCount),
            ("82 08 a1 00 9b0fffffffffffffff", .wrongCount),
            ("82 08 a1 00 82 6161 a1 62656e 6141", nil), ("82 08 a0", .empty),
            ("82 09 f6", nil), ("82 09 80", .empty), ("82 09 82 1840 1840", .repeated),
            ("82 09 82 1841 1840", .unsorted), ("82 09 82 1840 1841", nil), ("81 0a", nil),
            ("82 0e 1b0000010000000001", .outOfRange), ("82 0f 1841", .outOfRange),
            ("83 10 00 81 05", .outOfRange), ("83 10 191001 81 05", .outOfRange),
            ("83 10 01 81 05", nil), ("82 11 a0", .empty),
            ("82 11 a1 00 a3 00 6161 01 01 02 8105", .outOfRange),
            ("82 11 a1 00 a3 00 6161 01 00 02 8105", nil),
        ] as [(String, WireError.Reason?)])
    func types(text: String, wanted: WireError.Reason?) {
        #expect(reason(field(text)) == wanted, "\(text)")
    }

    @Test("TYPE-1: lists and groups stand at most four deep")
    func depth() {
        func nested(_ depth: Int) -> String {
            String(repeating: "83 10 01 ", count: depth) + "81 05"
        }
        #expect(reason(field(nested(4))) == nil)
        #expect(reason(field(nested(5))) == .tooDeep)
    }

    @Test(
        "RULE-1: broken rules are refused with their reason",
        arguments: [
            ("80", .empty), ("81 80", .wrongCount), ("81 83 00 00 01", nil),
            ("81 83 00 00 02", .outOfRange), ("81 83 00 00 07", .noSuchEntry),
            ("81 82 00 00", .wrongCount), ("81 84 01 02 81 00 81 00", nil),
            ("81 84 01 00 81 00 81 00", .outOfRange), ("81 84 01 02 81 05 81 00", .noSuchEntry),
            ("81 84 01 02 82 01 00 81 00", .unsorted), ("81 84 01 02 80 81 00", .empty),
            ("81 82 02 81 00", nil), ("81 82 02 80", .empty), ("81 83 1863 6178 f6", nil),
            ("81 81 1863", nil),
        ] as [(String, WireError.Reason?)])
    func rules(text: String, wanted: WireError.Reason?) {
        let fields = """
            02 a3 00 a3 00 6162 01 00 02 8106 01 a3 00 6163 01 00 02 8106
            02 a3 00 6164 01 00 02 82 08 a2 00 81 6161 01 81 6162
            """
        #expect(reason(kind(3, "01 00 \(fields) 05 \(text)")) == wanted, "\(text)")
    }

    @Test(
        "SUM-1: broken sums are refused with their reason",
        arguments: [
            ("81 84 6173 81 01 00 f6", nil), ("81 83 6173 81 01 00", .wrongCount),
            ("81 84 6173 81 01 01 f6", .outOfRange), ("81 84 6173 80 00 f6", .empty),
            ("81 84 6173 81 09 00 f6", .noSuchEntry),
            ("81 84 6173 81 01 00 82 01 a1 00 01", nil),
            ("81 84 6173 81 01 00 82 01 a1 00 20", nil),
            ("81 84 6173 81 01 00 82 01 a1 00 02", .outOfRange),
            ("81 84 6173 81 01 00 82 01 a1 05 01", .noSuchEntry),
            ("81 84 6173 81 01 00 82 00 a1 00 01", .outOfRange),
            ("81 84 6173 81 01 00 82 01 a0", .empty),
        ] as [(String, WireError.Reason?)])
    func sums(text: String, wanted: WireError.Reason?) {
        let fields = """
            02 a2 00 a3 00 6162 01 00 02 83 01 00 05
            01 a3 00 6164 01 00 02 82 08 a2 00 81 6161 01 81 6162
            """
        #expect(reason(kind(3, "01 01 \(fields) 06 \(text)")) == wanted, "\(text)")
    }
}

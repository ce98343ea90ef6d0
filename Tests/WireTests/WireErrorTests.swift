import Testing
import Wire

/// Errors are for people who have to find out whose program is wrong.
@Suite("Errors of encodings") struct WireErrorTests {
    @Test("CBOR-6: the reasons have the names that the page gives them")
    func names() {
        #expect(
            WireError.Reason.allCases.map(\.rawValue).sorted() == [
                "bad-text", "empty", "idle", "indefinite", "no-contradiction", "no-such-entry",
                "not-shortest",
                "out-of-range", "own-feed", "repeated", "too-deep", "too-long", "trailing",
                "truncated", "unknown-key", "unsorted", "unsupported", "unused", "wrong-count",
                "wrong-type", "zero-id",
            ])
    }

    @Test(
        "CBOR-6: every reason has an explanation of its own", arguments: WireError.Reason.allCases)
    func explanations(reason: WireError.Reason) {
        #expect(reason.explanation.count > 10)
        let same = WireError.Reason.allCases.filter { $0.explanation == reason.explanation }
        #expect(same == [reason])
    }

    @Test("CBOR-6: an error names part, byte and reason", arguments: WireError.Reason.allCases)
    func descriptions(reason: WireError.Reason) {
        let text = WireError(reason, at: 4_711, in: .vector).description
        for part in ["vector", "4711", reason.rawValue, reason.explanation] {
            #expect(text.contains(part), "\(text)")
        }
    }

    @Test("CBOR-6: the part is the one in which the fault lies")
    func parts() {
        for (text, part) in [
            ("80", WireError.Part.body), ("a1 00 41 22", .feeds), ("a1 01 41 22", .persons),
            ("a1 02 81 80", .changes), ("a1 02 83 \(turnToOwn) 24 83 00 00 00", .vector),
            ("a1 02 84 \(turnToOwn) 24 80 00", .changes),
            ("a2 00 50 22*16 02 84 \(turnToOwn) 24 83 01 00 00 00", .changes),
            ("a1 00 50 22*16", .body),
        ] {
            let found = fault { () throws(WireError) in try body(hex(text)) }
            #expect(found?.part == part, "\(text)")
        }
    }
}

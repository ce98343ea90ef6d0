import Lattice
import Wire

/// What is accepted is written again as the same bytes, and read again as an equal value: no value
/// has two encodings, no encoding two values.
enum Canonicity: FuzzTarget {
    static let name = "canonical"

    static func check(_ input: [UInt8]) throws(Broken) {
        let sample = Sample(input)
        switch sample.kind {
        case .item: try check(item: sample.bytes)
        case .body(let feed, let number): try check(body: sample.bytes, of: feed, number)
        case .state(let type): try check(sample.bytes, as: type)
        }
    }

    /// The reader against a naive one, which keeps a tree and writes it out again.
    private static func check(item bytes: [UInt8]) throws(Broken) {
        var reader = Reader(bytes.span.bytes, of: .item)
        let end = (try? reader.skip())?.upperBound
        let expected = NaiveItem.end(in: bytes)
        try demand(
            end == expected,
            "the reader ends an item at \(end.map(String.init) ?? "a fault"), naively it ends at "
                + "\(expected.map(String.init) ?? "a fault")")
    }

    private static func check(body bytes: [UInt8], of feed: FeedID, _ number: BundleNumber)
        throws(Broken)
    {
        guard let body = try? Body(reading: bytes, of: feed, number) else { return }
        let again = try? body.encoding(of: feed, number)
        try demand(again == bytes, "a body was accepted but is written otherwise")
        let twice = try? Body(reading: again ?? [], of: feed, number)
        try demand(twice == body, "a body is not what it is read again as")
    }

    private static func check<State: Canonical & Equatable>(_ bytes: [UInt8], as _: State.Type)
        throws(Broken)
    {
        guard let state = try? State(encoding: bytes) else { return }
        try demand(state.encoding == bytes, "a \(State.part) was accepted but is written otherwise")
        let again = try? State(encoding: state.encoding)
        try demand(again == state, "a \(State.part) is not what it is read again as")
    }
}

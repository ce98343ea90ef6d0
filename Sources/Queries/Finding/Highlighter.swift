public import Lattice
public import Schema

/// A text in which words were found, as it was written.
public struct Highlight: Hashable, Sendable {
    public let field: FieldNumber
    public let text: String
    /// What of it was looked for, in bytes of UTF-8; ascending and apart.
    public let ranges: [Range<Int>]
}

/// Says where in a record the words are that it was found by.
public struct Highlighter: Sendable {
    /// Words begin with these,
    private let beginnings: [[UInt8]]
    /// or are these.
    private let whole: Set<[UInt8]>

    init(_ words: [[UInt8]], _ corrected: [[[UInt8]]?]) {
        beginnings = zip(words, corrected).compactMap { $1 == nil ? $0 : nil }
        whole = Set(corrected.flatMap { $0 ?? [] })
    }

    /// Texts in which none of them is are left out.
    public func highlights(_ shown: Shown, _ kind: RecordKind) -> [Highlight] {
        shown.searchedTexts(kind).compactMap { text in
            let ranges = text.text.tokens.compactMap(range)
            guard !ranges.isEmpty else { return nil }
            return Highlight(field: text.field, text: text.text, ranges: ranges)
        }
    }

    private func range(_ token: Token) -> Range<Int>? {
        if whole.contains(token.letters) { return token.range }
        return beginnings.filter { token.letters.starts(with: $0) }.max { $0.count < $1.count }
            .map { token.range(ofFirst: $0.count) }
    }
}

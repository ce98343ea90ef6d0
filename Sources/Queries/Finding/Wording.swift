internal import Lattice
public import Schema
internal import Wire

/// By what a record can be found: its words, and under what it is counted.
public struct Wording: Hashable, Sendable {
    /// Each once, in the order of their bytes.
    public let words: [Word]
    /// How many words its texts have.
    public let length: Int
    /// The values of its choices and links, as `FacetValues` reads them; empty if there are none.
    public let facets: [UInt8]

    public struct Word: Hashable, Sendable {
        public let letters: [UInt8]
        /// How often it is there, each time counted as much as its field weighs.
        public let weight: Int

        public init(_ letters: [UInt8], weight: Int) {
            self.letters = letters
            self.weight = weight
        }
    }

    /// Nil of what is deleted: that is not found.
    public init?(_ shown: Shown, _ kind: RecordKind) {
        guard shown.isAlive else { return nil }
        var weights: [[UInt8]: Int] = [:]
        var length = 0
        for text in shown.searchedTexts(kind) {
            for token in text.text.tokens {
                weights[token.letters, default: 0] += text.weight
                length += 1
            }
        }
        words = weights.sorted { $0.key.precede($1.key) }.map { Word($0.key, weight: $0.value) }
        self.length = length
        facets = FacetValues(shown, kind).bytes
    }
}

extension RecordKind {
    /// Whether there is anything in its records to be found by.
    public var isSearched: Bool { fields.values.contains(where: \.isSearched) }

    /// Whether sets or facts within its records are searched, or counted under.
    public var searchesParts: Bool {
        fields.values.contains { field in
            switch field.merging {
            case .set: field.isSearched || field.isCounted
            case .facts: field.isSearched
            case .register, .counter: false
            }
        }
    }
}

extension Field {
    fileprivate var isSearched: Bool { weight != nil || type.hasSearchedParts }

    /// Whether hits are counted by its values.
    var isCounted: Bool {
        switch (merging, type) {
        case (.register, .choice), (.register, .record), (.set, .choice), (.set, .record): true
        default: false
        }
    }
}

extension FieldType {
    fileprivate var hasSearchedParts: Bool {
        switch self {
        case .group(let fields): fields.values.contains(where: \.isSearched)
        case .list(_, let type): type.hasSearchedParts
        default: false
        }
    }
}

public import Lattice

/// Names a record where words are looked for: a document by the number of its feed and its
/// position, a fact by zero and a number.
public struct Spot: Hashable, Sendable {
    public let feed: UInt64
    public let position: UInt64

    public init(feed: UInt64, position: UInt64) {
        self.feed = feed
        self.position = position
    }
}

/// That a record has a word.
public struct Posting: Hashable, Sendable {
    public let spot: Spot
    public let weight: Int
    /// How many words the record has in all.
    public let length: Int
    /// Under what it is counted, by a number of the place.
    public let facets: Int64

    public init(_ spot: Spot, weight: Int, length: Int, facets: Int64) {
        self.spot = spot
        self.weight = weight
        self.length = length
        self.facets = facets
    }
}

/// The records of one kind in one scope, by their words.
public protocol WordPlace {
    associatedtype Failure: Error

    var kind: KindNumber { get }
    /// All that can be found.
    var records: Int { get }
    /// The words of all of them.
    var length: Int { get }

    /// Shows what has a word that begins so, and whether it is that word.
    func forEachPosting(
        beginning letters: [UInt8], _ body: (Posting, Bool) -> Void
    ) throws(Failure)

    /// Shows what has exactly this word.
    func forEachPosting(of letters: [UInt8], _ body: (Posting) -> Void) throws(Failure)

    /// Shows words that share a trigram; several times, maybe.
    func forEachWord(sharing trigrams: [[UInt8]], _ body: ([UInt8]) -> Void) throws(Failure)

    func facets(_ number: Int64) throws(Failure) -> FacetValues
}

/// A place without an index: all of it is looked at.
public struct Lexicon: WordPlace, Sendable {
    public let kind: KindNumber
    public private(set) var records = 0
    public private(set) var length = 0
    private var postings: [[UInt8]: [Posting]] = [:]
    private var numbers: [[UInt8]: Int64] = [:]
    private var values: [[UInt8]] = []

    public init(_ kind: KindNumber) { self.kind = kind }

    public mutating func add(_ wording: Wording, at spot: Spot) {
        records += 1
        length += wording.length
        var number = numbers[wording.facets]
        if number == nil {
            number = Int64(values.count)
            numbers[wording.facets] = number
            values.append(wording.facets)
        }
        for word in wording.words {
            postings[word.letters, default: []].append(
                Posting(spot, weight: word.weight, length: wording.length, facets: number ?? 0))
        }
    }

    public func forEachPosting(
        beginning letters: [UInt8], _ body: (Posting, Bool) -> Void
    ) {
        for (word, found) in postings where word.starts(with: letters) {
            for posting in found { body(posting, word.count == letters.count) }
        }
    }

    public func forEachPosting(of letters: [UInt8], _ body: (Posting) -> Void) {
        for posting in postings[letters] ?? [] { body(posting) }
    }

    public func forEachWord(sharing trigrams: [[UInt8]], _ body: ([UInt8]) -> Void) {
        let wanted = Set(trigrams)
        for word in postings.keys where !wanted.isDisjoint(with: Nearest.trigrams(of: word)) {
            body(word)
        }
    }

    public func facets(_ number: Int64) -> FacetValues {
        FacetValues(bytes: values[Int(number)])
    }
}

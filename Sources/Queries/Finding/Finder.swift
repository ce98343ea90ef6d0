public import Lattice

/// Looks for words in several places, and says what was found in which order: all that does not
/// depend on how a place knows its words.
public struct Finder: Sendable {
    public let finding: Finding
    /// What was typed, folded, word by word.
    public let words: [[UInt8]]
    /// What each word was corrected to; nil where it was not.
    private var corrected: [[[UInt8]]?]
    private let fingerprint: Fingerprint
    private let start: Start?
    private var ranking = Ranking()
    private var hits: [Key: Sum] = [:]

    /// Which place, and where in it.
    private struct Key: Hashable, Sendable {
        let place: Int
        let spot: Spot
    }

    /// What the words so far come to for one record.
    private struct Sum: Sendable {
        private var exact: UInt64 = 0
        private var points: UInt64 = 0
        let length: Int
        let facets: Int64
        /// The last word that it has, and how much of it.
        private(set) var word = 0
        private var weight = 0
        private var isExact = false

        init(_ posting: Posting) { (length, facets) = (posting.length, posting.facets) }

        /// Whole words count for more than anything else.
        var rank: UInt64 { exact << 56 | points }

        mutating func note(_ posting: Posting, _ isExact: Bool, of word: Int) {
            if self.word != word { (self.word, weight, self.isExact) = (word, 0, false) }
            weight += posting.weight
            if isExact { self.isExact = true }
        }

        mutating func add(_ worth: UInt64, _ ranking: Ranking) {
            points += ranking.points(worth, weight: weight, length: length)
            if isExact { exact += 1 }
        }
    }

    private struct Start: Sendable {
        let rank: UInt64
        let subject: Subject
        let place: Int
    }

    /// Of a finding that was checked against a schema with these kinds, in scopes by their bytes.
    public init(
        _ finding: Finding, _ kinds: [KindNumber], in scopes: [[UInt8]],
        after cursor: Cursor? = nil
    ) throws(CursorError) {
        self.finding = finding
        words = finding.words
        corrected = Array(repeating: nil, count: words.count)
        fingerprint = finding.fingerprint(kinds, in: scopes)
        guard let cursor else {
            start = nil
            return
        }
        let numbers = cursor.place.keys.map { $0?.counted }
        guard cursor.query == fingerprint, numbers.count == 2, let rank = numbers[0],
            let place = numbers[1]
        else { throw .otherQuery }
        start = Start(
            rank: UInt64(clamping: rank), subject: cursor.place.subject,
            place: Int(clamping: place))
    }

    /// Looks through places, each of one kind in one scope, by scopes and then kinds.
    public mutating func look<Place: WordPlace>(in places: [Place]) throws(Place.Failure) {
        ranking = Ranking()
        for place in places {
            ranking.records += place.records
            ranking.length += place.length
        }
        for (number, word) in words.enumerated() {
            var postings = 0
            func take(_ posting: Posting, _ isExact: Bool, _ place: Int) {
                postings += 1
                let key = Key(place: place, spot: posting.spot)
                // Every word has to be there.
                if number == 0 {
                    hits[key, default: Sum(posting)].note(posting, isExact, of: number)
                } else if let index = hits.index(forKey: key) {
                    hits.values[index].note(posting, isExact, of: number)
                }
            }
            for (index, place) in places.enumerated() {
                try place.forEachPosting(beginning: word) { take($0, $1, index) }
            }
            if postings == 0, let nearest = try Self.nearest(to: word, in: places) {
                corrected[number] = nearest
                for (index, place) in places.enumerated() {
                    for other in nearest {
                        try place.forEachPosting(of: other) { take($0, false, index) }
                    }
                }
            }
            if number > 0 { hits = hits.filter { $0.value.word == number } }
            let worth = ranking.worth(of: postings)
            for index in hits.indices { hits.values[index].add(worth, ranking) }
        }
    }

    /// Nil if there is nothing near.
    private static func nearest<Place: WordPlace>(
        to word: [UInt8], in places: [Place]
    ) throws(Place.Failure) -> [[UInt8]]? {
        guard var nearest = Nearest(to: word) else { return nil }
        for place in places {
            try place.forEachWord(sharing: nearest.trigrams) { nearest.take($0) }
        }
        return nearest.words.isEmpty ? nil : nearest.words
    }

    /// Has only those stay that somebody else lets pass too.
    public mutating func keep<Failure: Error>(
        in place: Int, _ isIncluded: (Spot) throws(Failure) -> Bool
    ) throws(Failure) {
        for key in hits.keys where key.place == place {
            if try !isIncluded(key.spot) { hits[key] = nil }
        }
    }
}

extension Finder {
    /// Words that nothing begins with, and what was looked for instead.
    public var corrections: [Correction] {
        zip(words, corrected).compactMap { word, others in
            others.map {
                Correction(
                    word: String(decoding: word, as: UTF8.self),
                    to: $0.map { String(decoding: $0, as: UTF8.self) })
            }
        }
    }

    /// How many there are, by places.
    public var counts: [Int: Int] {
        var counts: [Int: Int] = [:]
        for key in hits.keys { counts[key.place, default: 0] += 1 }
        return counts
    }

    /// How many there are in a place, by the numbers of what they are counted under.
    public func facets(in place: Int) -> [Int64: Int] {
        var counts: [Int64: Int] = [:]
        for (key, sum) in hits where key.place == place { counts[sum.facets, default: 0] += 1 }
        return counts
    }

    /// One page, of all that is left.
    public func page<Failure: Error>(
        _ subject: (Int, Spot) throws(Failure) -> Subject
    ) throws(Failure) -> (found: [Found], next: Cursor?) {
        let most = max(finding.limit, 1) + 1
        var rows: [Found] = []
        var bound: UInt64 = 0
        for (key, sum) in hits {
            let rank = sum.rank
            if rank < bound { continue }
            if let start, start.rank < rank { continue }
            let found = Found(
                rank: rank, subject: try subject(key.place, key.spot), place: key.place,
                spot: key.spot)
            if let start, !found.comes(afterRank: start.rank, start.subject, start.place) {
                continue
            }
            rows.append(found)
            guard rows.count >= 4 * most else { continue }
            rows = Array(rows.sorted().prefix(most))
            bound = rows.last?.rank ?? 0
        }
        rows = Array(rows.sorted().prefix(most))
        guard rows.count == most else { return (rows, nil) }
        rows.removeLast()
        return (rows, rows.last.map(cursor))
    }

    private func cursor(after found: Found) -> Cursor {
        let keys = [
            OrderKey(counted: Int128(found.rank)), OrderKey(counted: Int128(found.place)),
        ]
        return Cursor(query: fingerprint, place: Place(keys: keys, subject: found.subject))
    }

    /// Says where in a record the words are.
    public var highlighter: Highlighter { Highlighter(words, corrected) }
}

/// A record that was found.
public struct Found: Hashable, Sendable {
    /// Better ones are higher.
    public let rank: UInt64
    public let subject: Subject
    /// The place in which it is, and where.
    public let place: Int
    public let spot: Spot

    fileprivate func comes(afterRank rank: UInt64, _ subject: Subject, _ place: Int) -> Bool {
        if self.rank != rank { return self.rank < rank }
        return self.subject == subject ? self.place > place : self.subject > subject
    }
}

extension Found: Comparable {
    public static func < (a: Self, b: Self) -> Bool {
        b.comes(afterRank: a.rank, a.subject, a.place)
    }
}

/// A word that nothing begins with, and what was looked for in its place.
public struct Correction: Hashable, Sendable {
    public let word: String
    public let to: [String]
}

extension OrderKey {
    /// What a counter counted of which this is the key; nil of another.
    fileprivate var counted: Int128? {
        guard bytes.count == 16, rest.isEmpty else { return nil }
        return bytes.reduce(Int128(0)) { $0 << 8 | Int128($1) } ^ .min
    }
}

/// Looks for the words that are nearest to one that nothing begins with
/// (spec/08-store.md#find-3).
public struct Nearest: Sendable {
    /// Three letters in a row, of the word with room before and after: whatever shares one may be
    /// what was meant.
    public let trigrams: [[UInt8]]
    private let letters: [Unicode.Scalar]
    private let most: Int
    private var distance: Int
    private var found: Set<[UInt8]> = []

    /// Nil of words that are never corrected: those with digits, and short ones.
    public init?(to word: [UInt8]) {
        letters = Array(String(decoding: word, as: UTF8.self).unicodeScalars)
        guard letters.count > 3, letters.allSatisfy(\.isOfWords) else { return nil }
        trigrams = Self.trigrams(of: letters)
        most = letters.count <= 5 ? 1 : 2
        distance = most
    }

    /// What a word of a record can be found by when it is not typed as it is; none if it has
    /// digits, or is short.
    public static func trigrams(of word: [UInt8]) -> [[UInt8]] {
        let letters = Array(String(decoding: word, as: UTF8.self).unicodeScalars)
        guard letters.count >= 3, letters.allSatisfy(\.isOfWords) else { return [] }
        return trigrams(of: letters)
    }

    private static func trigrams(of letters: [Unicode.Scalar]) -> [[UInt8]] {
        let room: [Unicode.Scalar] = [" ", " "]
        let padded = room + letters + room
        let all = (0..<padded.count - 2).map { start in
            padded[start..<start + 3].flatMap {
                Array(UTF8.encode($0) ?? UTF8.encodedReplacementCharacter)
            }
        }
        return Set(all).sorted { $0.precede($1) }
    }

    /// Looks at a word that shares letters.
    public mutating func take(_ word: [UInt8]) {
        let others = Array(String(decoding: word, as: UTF8.self).unicodeScalars)
        guard let steps = letters.distance(to: others, most: distance) else { return }
        if steps < distance {
            distance = steps
            found = []
        }
        found.insert(word)
    }

    /// In the order of their bytes.
    public var words: [[UInt8]] {
        Array(found.sorted { $0.precede($1) }.prefix(FindingLimits.corrections))
    }
}

extension Unicode.Scalar {
    /// Whether it is a letter, or a mark on one.
    fileprivate var isOfWords: Bool {
        if value < 0x80 { return value >= 0x61 }
        switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: return false
        default: return true
        }
    }
}

extension [Unicode.Scalar] {
    /// How many letters have to be put in, taken out, changed, or swapped with the next, each
    /// letter at most once; nil if more than so many.
    package func distance(to others: [Unicode.Scalar], most: Int) -> Int? {
        guard abs(count - others.count) <= most else { return nil }
        var (before, last) = ([Int](), [Int](0...others.count))
        for row in indices {
            var next = [row + 1]
            next.reserveCapacity(others.count + 1)
            var least = row + 1
            for column in others.indices {
                let isSame = self[row] == others[column]
                var steps = Swift.min(
                    last[column] + (isSame ? 0 : 1), last[column + 1] + 1, next[column] + 1)
                if row > 0, column > 0, self[row] == others[column - 1],
                    self[row - 1] == others[column]
                {
                    steps = Swift.min(steps, before[column - 1] + 1)
                }
                next.append(steps)
                least = Swift.min(least, steps)
            }
            // A swap looks back two rows, and adds one.
            guard least <= most + 1 else { return nil }
            (before, last) = (last, next)
        }
        return last[others.count] <= most ? last[others.count] : nil
    }
}

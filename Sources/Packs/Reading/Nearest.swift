/// What somebody may have meant who wrote something else.
package enum Nearest {
    /// “; did you mean …?”, or all that there is if it is not much; empty if neither helps.
    package static func advice(for word: String, among words: [String]) -> String {
        let near = words.compactMap { other -> (word: String, steps: Int)? in
            let most = max(1, other.count / 3)
            // What differs much in length need not be compared letter by letter.
            guard abs(other.utf8.count - word.utf8.count) <= 4 * most else { return nil }
            let steps = distance(word, other)
            return steps <= most ? (other, steps) : nil
        }
        let best = near.min { $0.steps == $1.steps ? $0.word < $1.word : $0.steps < $1.steps }
        if let best { return "; did you mean “\(best.word)”?" }
        guard !words.isEmpty, words.count <= 16 else { return "" }
        return "; there is: \(words.sorted().joined(separator: ", "))"
    }

    /// Letters that have to be put in, taken out, changed or swapped.
    static func distance(_ from: String, _ to: String) -> Int {
        let (a, b) = (Array(from.unicodeScalars.prefix(80)), Array(to.unicodeScalars.prefix(80)))
        var before: [Int] = []
        var above = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var row = [i + 1]
            for (j, other) in b.enumerated() {
                var steps = min(above[j] + (letter == other ? 0 : 1), above[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, letter == b[j - 1], a[i - 1] == other {
                    steps = min(steps, before[j - 1] + 1)
                }
                row.append(steps)
            }
            (before, above) = (above, row)
        }
        return above[b.count]
    }
}

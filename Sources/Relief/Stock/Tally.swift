internal import Lattice

/// All that was said of one bucket, and what it comes to. What is added or taken away changes the
/// sums alone; only another count that counts has all looked through again.
struct Tally: Hashable, Sendable {
    /// What one fact adds.
    struct Share: Hashable, Sendable {
        let amount: Int64
        let carriers: SortedMap<FeedID, Position>
        let on: Int64
    }

    /// What a count saw, over all of its lines.
    struct Seen: Hashable, Sendable {
        var lines: [LedgerKey: Int64]
        let count: Count
        let carriers: SortedMap<FeedID, Position>

        var amount: Int128 { lines.values.reduce(0) { $0 + Int128($1) } }
    }

    private(set) var shares: [LedgerKey: Share] = [:]
    private(set) var counts: [LedgerKey: Seen] = [:]
    /// What the book says.
    private(set) var book: Int128 = 0
    /// The count that counts, and what its author knew to have moved.
    private(set) var effective: LedgerKey?
    private var known: Int128 = 0

    var isEmpty: Bool { shares.isEmpty && counts.isEmpty }

    /// What was seen, and what moved that whoever counted did not know of.
    var onHand: Int128 {
        guard let effective, let seen = counts[effective] else { return book }
        return seen.amount + book - known
    }

    mutating func set(_ share: Share?, of name: LedgerKey) {
        if let old = shares.removeValue(forKey: name) { add(old, times: -1) }
        guard let share else { return }
        shares[name] = share
        add(share, times: 1)
    }

    private mutating func add(_ share: Share, times sign: Int128) {
        book += sign * Int128(share.amount)
        if isKnown(share) { known += sign * Int128(share.amount) }
    }

    private func isKnown(_ share: Share) -> Bool {
        effective.flatMap { counts[$0] }?.count.knew(share.carriers) ?? false
    }

    /// Has a count say what it saw here; nil if it saw nothing.
    mutating func set(_ seen: Seen?, of name: LedgerKey) {
        guard counts[name] != seen else { return }
        counts[name] = seen
        effective = chosen
        known = shares.values.reduce(0) { $0 + (isKnown($1) ? Int128($1.amount) : 0) }
    }

    /// The counts that no other count knew; all, where somebody claims to have known what came
    /// later.
    private var last: [LedgerKey: Seen] {
        let last = counts.filter { one in
            !counts.contains { $0.key != one.key && $0.value.count.knew(one.value.carriers) }
        }
        return last.isEmpty ? counts : last
    }

    /// Of those the one that was made last.
    private var chosen: LedgerKey? {
        last.max { ($0.value.count.on, $0.key) < ($1.value.count.on, $1.key) }?.key
    }

    /// Counts by people who did not know of the one that counts, and by which something else would
    /// be there.
    var rivals: [LedgerKey] {
        guard counts.count > 1 else { return [] }
        return last.filter { name, seen in
            let known = shares.values.reduce(Int128(0)) {
                $0 + (seen.count.knew($1.carriers) ? Int128($1.amount) : 0)
            }
            return name != effective && seen.amount + book - known != onHand
        }.keys.sorted()
    }

    /// What was there before all that moved that the count does not know, and that, in the order in
    /// which it happened.
    var course: (start: Int128, steps: [(name: LedgerKey, on: Int64, amount: Int64)]) {
        let start = effective.flatMap { counts[$0]?.amount } ?? 0
        let steps = shares.filter { !isKnown($0.value) }.map {
            ($0.key, $0.value.on, $0.value.amount)
        }
        return (start, steps)
    }

    /// Facts that happened before the count that counts, of which its author did not know: were
    /// the goods on the shelf?
    var doubts: [LedgerKey] {
        guard let effective, let seen = counts[effective] else { return [] }
        return shares.filter { !isKnown($0.value) && $0.value.on < seen.count.on }.keys.sorted()
    }

    /// Counts that stand beside the one that counts.
    var others: [LedgerKey] { counts.keys.filter { $0 != effective }.sorted() }
}

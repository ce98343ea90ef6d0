/// How well records fit what was typed, in whole numbers, so that all who have the same records
/// come to the same (spec/08-store.md#find-2).
struct Ranking: Sendable {
    /// All that can be found where it is looked for.
    var records = 0
    /// The words of all of them.
    var length = 0

    /// What a word is worth that so many places are known of.
    func worth(of postings: Int) -> UInt64 {
        let (all, some) = (Self.logarithm(records + 1), Self.logarithm(postings))
        return 256 + (all > some ? all - some : 0)
    }

    /// What it adds to a record of so many words where it has this weight.
    func points(_ worth: UInt64, weight: Int, length own: Int) -> UInt64 {
        let (all, own) = (UInt64(max(length, 1)), UInt64(own))
        // Among long records, that a word is there says less.
        let damping = 1_536 * (all + 3 * own * UInt64(records)) / (20 * all)
        let weight = UInt64(weight) * 256
        return worth * 1_024 * weight / (weight + damping)
    }

    /// Of base 2, in 256ths; straight between the powers of two.
    static func logarithm(_ number: Int) -> UInt64 {
        let number = UInt64(max(number, 1))
        let power = UInt64(63 - number.leadingZeroBitCount)
        let rest = number - (1 << power)
        return (power << 8) + ((rest << 8) >> power)
    }
}

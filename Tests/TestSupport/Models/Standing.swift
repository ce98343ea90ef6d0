internal import Lattice

/// Something said in one cell, for the naive models: perhaps a write, perhaps covering others.
struct Saying {
    let dot: Dot
    /// Whether it is something that can stand.
    let isWrite: Bool
    /// What it claims to have seen; nil if it claims nothing.
    let vector: FieldVector?
    /// What its author had seen; nil if the author lied.
    let knew: Frontier?
    let text: String
    let time: HybridTime

    init<Delta>(_ claim: Claim<Delta>, isWrite: Bool, vector: FieldVector?, text: String) {
        dot = claim.stamp.dot
        time = claim.stamp.time
        knew = claim.knew
        self.isWrite = isWrite
        self.vector = vector
        self.text = text
    }

    /// The definition, word for word (spec/02-data-types.md#mark-2): by vector, or as a later
    /// saying of the same feed. By knowledge: by what its author had seen instead.
    func covers(_ other: Self, byKnowledge: Bool) -> Bool {
        if other.dot.feed == dot.feed { return other.dot.position < dot.position }
        guard let vector else { return false }
        if byKnowledge, let knew { return knew.contains(other.dot.feed, other.dot.position) }
        return vector.covers(other.dot)
    }
}

/// The writes that no other saying covers, the latest first.
func standing(_ sayings: [Saying], byKnowledge: Bool) -> [Saying] {
    sayings
        .filter { write in
            write.isWrite && !sayings.contains { $0.covers(write, byKnowledge: byKnowledge) }
        }
        .sorted { ($0.time, $0.dot) > ($1.time, $1.dot) }
}

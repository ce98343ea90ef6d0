internal import Lattice
internal import Seal

/// What should be read of each type, from the set of all changes and the definition alone.
/// Deliberately naive: nothing is merged, nothing forgotten, everything compared with everything.
enum RegisterModel {
    static func reading(_ claims: [Claim<Register.Delta>], byKnowledge: Bool) -> String {
        let sayings = claims.map {
            Saying($0, isWrite: true, vector: $0.delta.vector, text: $0.delta.value.description)
        }
        return standing(sayings, byKnowledge: byKnowledge).map { "\($0.text)@\($0.dot)" }
            .joined(separator: " ")
    }
}

enum SetModel {
    static func reading(_ claims: [Claim<AddWinsSet.Delta>], byKnowledge: Bool) -> String {
        let elements = Set(claims.map(\.delta.element)).sorted()
        let present = elements.filter { element in
            let sayings = claims.filter { $0.delta.element == element }.map { claim in
                switch claim.delta {
                case .add: Saying(claim, isWrite: true, vector: nil, text: "")
                case .remove(_, let seen): Saying(claim, isWrite: false, vector: seen, text: "")
                }
            }
            return !standing(sayings, byKnowledge: byKnowledge).isEmpty
        }
        return present.map(\.description).joined(separator: " ")
    }
}

enum CounterModel {
    static func reading(_ claims: [Claim<Counter.Delta>]) -> String {
        "\(claims.reduce(0) { $0 + $1.delta.amount })"
    }
}

enum FactsModel {
    static func reading(_ claims: [Claim<Facts.Delta>]) -> String {
        Set(claims.map(\.delta.key)).sorted().map { key in
            let about = claims.filter { $0.delta.key == key }
            let contents = Set(about.map(\.delta.content)).sorted()
            let counts = contents.min { $0.hash(by: Blake2b.self) < $1.hash(by: Blake2b.self) }
            let carried = contents.map { content in
                let dots = about.filter { $0.delta.content == content }.map(\.stamp.dot)
                let feeds = Set(dots.map(\.feed)).sorted()
                return feeds.compactMap { feed in dots.filter { $0.feed == feed }.min() }
                    .map(\.description).joined(separator: ",")
            }
            return "\(key.id.low):\(counts?.description ?? "-")/\(carried)"
        }.joined(separator: " ")
    }
}

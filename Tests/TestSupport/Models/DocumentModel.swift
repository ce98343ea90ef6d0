public import Lattice

/// What should be read of documents and scopes, field by field from the definition alone.
public enum DocumentModel {
    public static func reading(_ claims: [Claim<DocumentDelta>], byKnowledge: Bool) -> String {
        var lines = ["life \(life(claims, byKnowledge: byKnowledge))"]
        let numbers = claims.compactMap { claim -> FieldNumber? in
            if case .field(let number, _) = claim.delta { number } else { nil }
        }
        for number in Set(numbers).sorted() {
            lines += fields(claims, number, byKnowledge: byKnowledge)
        }
        return lines.joined(separator: "; ")
    }

    private static func life(_ claims: [Claim<DocumentDelta>], byKnowledge: Bool) -> String {
        let sayings = claims.map { claim in
            switch claim.delta {
            case .life(let delta):
                Saying(claim, isWrite: true, vector: delta.vector, text: "\(delta.sign)")
            case .field, .foreign:
                Saying(claim, isWrite: true, vector: nil, text: "\(LifeSign.alive)")
            }
        }
        let texts = standing(sayings, byKnowledge: byKnowledge).map(\.text)
        let (alive, dead) = (texts.contains("alive"), texts.contains("dead"))
        return alive ? (dead ? "contested" : "alive") : (dead ? "deleted" : "absent")
    }

    private static func fields(
        _ claims: [Claim<DocumentDelta>], _ number: FieldNumber, byKnowledge: Bool
    ) -> [String] {
        var lines: [String] = []
        let registers: [Claim<Register.Delta>] = pick(claims, number) {
            if case .register(let delta) = $0 { delta } else { nil }
        }
        let sets: [Claim<AddWinsSet.Delta>] = pick(claims, number) {
            if case .set(let delta) = $0 { delta } else { nil }
        }
        let counters: [Claim<Counter.Delta>] = pick(claims, number) {
            if case .counter(let delta) = $0 { delta } else { nil }
        }
        let facts: [Claim<Facts.Delta>] = pick(claims, number) {
            if case .facts(let delta) = $0 { delta } else { nil }
        }
        let register = RegisterModel.reading(registers, byKnowledge: byKnowledge)
        let set = SetModel.reading(sets, byKnowledge: byKnowledge)
        if !register.isEmpty { lines.append("register \(number.value) \(register)") }
        if !set.isEmpty { lines.append("set \(number.value) \(set)") }
        if !counters.isEmpty {
            lines.append("counter \(number.value) \(CounterModel.reading(counters))")
        }
        if !facts.isEmpty { lines.append("facts \(number.value) \(FactsModel.reading(facts))") }
        return lines
    }

    private static func pick<Delta>(
        _ claims: [Claim<DocumentDelta>], _ number: FieldNumber,
        _ kind: (FieldDelta) -> Delta?
    ) -> [Claim<Delta>] {
        claims.compactMap { claim in
            guard case .field(number, let delta) = claim.delta, let found = kind(delta) else {
                return nil
            }
            return Claim(stamp: claim.stamp, delta: found, knew: claim.knew)
        }
    }

    /// What is read of a document, in the model's words.
    public static func read(_ document: Document) -> String {
        var lines = ["life \(document.life.reading)"]
        let numbers =
            document.registers.keys.map { $0 } + document.sets.keys.map { $0 }
            + document.counters.keys.map { $0 } + document.facts.keys.map { $0 }
        for number in Set(numbers).sorted() {
            if let register = document.registers[number], register.value != nil {
                lines.append("register \(number.value) \(RegisterSubject.read(register))")
            }
            if let set = document.sets[number], !set.members.isEmpty {
                lines.append("set \(number.value) \(SetSubject.read(set))")
            }
            if let counter = document.counters[number] {
                lines.append("counter \(number.value) \(CounterSubject.read(counter))")
            }
            if let facts = document.facts[number] {
                lines.append("facts \(number.value) \(FactsSubject.read(facts))")
            }
        }
        return lines.joined(separator: "; ")
    }
}

public enum ScopeModel {
    public static func reading(_ claims: [Claim<Change>], byKnowledge: Bool) -> String {
        // The ledger holds facts and nothing else (spec/02-data-types.md#doc-6).
        let sound = claims.filter(\.delta.isSound)
        return Set(sound.map(\.delta.record)).sorted().map { record in
            let about = sound.filter { $0.delta.record == record }
                .map { Claim(stamp: $0.stamp, delta: $0.delta.delta, knew: $0.knew) }
            let reading = DocumentModel.reading(about, byKnowledge: byKnowledge)
            return "\(record): \(record == .ledger ? withoutLife(reading) : reading)"
        }.joined(separator: "\n")
    }

    public static func read(_ shelf: MemoryShelf) -> String {
        shelf.documents.keys.sorted().compactMap { record in
            guard let document = shelf[record] else { return nil }
            let reading = DocumentModel.read(document)
            return "\(record): \(record == .ledger ? withoutLife(reading) : reading)"
        }.joined(separator: "\n")
    }

    private static func withoutLife(_ reading: String) -> String {
        reading.split(separator: "; ").dropFirst().joined(separator: "; ")
    }
}

internal import Lattice
internal import Schema
internal import Wire

extension Shown {
    /// Whether each word, in small letters, is somewhere in a field that is searched.
    func mentions(_ words: [[UInt8]], _ kind: RecordKind) -> Bool {
        guard !words.isEmpty else { return true }
        let texts = searchedTexts(kind).map(\.text.folded)
        return words.allSatisfy { word in texts.contains { $0.holds(word) } }
    }

    /// All texts in fields that are searched.
    func searchedTexts(_ kind: RecordKind) -> [SearchedText] {
        var texts: [SearchedText] = []
        for entry in fields.entries {
            guard let field = kind.fields[entry.key] else { continue }
            func add(_ value: Value) {
                value.addTexts(of: field.type, SearchedField(entry.key, field.weight), to: &texts)
            }
            switch entry.value {
            case .register(let register): if let value = register.value { add(value) }
            case .set(let members): for member in members { add(member) }
            case .facts(let facts): for fact in facts { add(fact.content) }
            case .counter: break
            }
        }
        return texts
    }
}

/// A text in a field that is searched.
struct SearchedText: Hashable, Sendable {
    /// Of the record; parts of groups are in it.
    let field: FieldNumber
    /// How much it counts.
    let weight: Int
    let text: String
}

/// A field of a record, and how much what is in it counts, if it does.
private struct SearchedField {
    let number: FieldNumber
    let weight: Int?

    init(_ number: FieldNumber, _ weight: Int?) { (self.number, self.weight) = (number, weight) }
}

extension Value {
    /// Texts, names of files, and what options are called; within lists and groups too. A part of a
    /// group is searched if it is, or the group.
    fileprivate func addTexts(
        of type: FieldType, _ field: SearchedField, to texts: inout [SearchedText]
    ) {
        switch type {
        case .group(let fields):
            let parts = RecordKind.parts(of: self)
            for number in parts.keys.sorted() {
                guard let part = fields[number] else { continue }
                let inner = SearchedField(field.number, part.weight ?? field.weight)
                parts[number]?.addTexts(of: part.type, inner, to: &texts)
            }
        case .list(_, let type): for item in items { item.addTexts(of: type, field, to: &texts) }
        default:
            guard let weight = field.weight else { return }
            texts += plainTexts(of: type).map {
                SearchedText(field: field.number, weight: weight, text: $0)
            }
        }
    }

    private func plainTexts(of type: FieldType) -> [String] {
        switch type {
        case .text, .token: return text.map { [$0] } ?? []
        case .choice(let options):
            guard let number = integer.flatMap(UInt16.init(exactly:)), let option = options[number]
            else { return [] }
            return [option.name] + option.labels.values.sorted()
        case .words: return wordings
        case .file: return fileName.map { [$0] } ?? []
        default: return []
        }
    }

    /// The texts of all languages.
    private var wordings: [String] {
        let texts = read { (reader) throws(WireError) in
            var texts: [String] = []
            for _ in 0..<(try reader.mapCount()) {
                _ = try reader.skip()
                texts.append(try reader.text(most: .max))
            }
            return texts
        }
        return texts ?? []
    }

    private var fileName: String? {
        read { (reader) throws(WireError) in
            try reader.array(of: 4)
            for _ in 0..<3 { _ = try reader.skip() }
            return try reader.text(most: .max)
        }
    }
}

extension [UInt8] {
    /// Whether some bytes stand in them, one after the other.
    fileprivate func holds(_ part: [UInt8]) -> Bool {
        guard part.count <= count else { return false }
        return (0...count - part.count).contains { start in
            part.indices.allSatisfy { self[start + $0] == part[$0] }
        }
    }
}

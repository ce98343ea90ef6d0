internal import Lattice
internal import Schema
internal import Wire

extension Shown {
    /// Whether each word, in small letters, is somewhere in a field that is searched.
    func mentions(_ words: [[UInt8]], _ kind: RecordKind) -> Bool {
        guard !words.isEmpty else { return true }
        let texts = searchedTexts(kind).map(\.folded)
        return words.allSatisfy { word in texts.contains { $0.holds(word) } }
    }

    /// All texts in fields that are searched.
    func searchedTexts(_ kind: RecordKind) -> [String] {
        var texts: [String] = []
        for entry in fields.entries {
            guard let field = kind.fields[entry.key] else { continue }
            let isSearched = field.weight != nil
            switch entry.value {
            case .register(let register):
                register.value?.addTexts(of: field.type, isSearched, to: &texts)
            case .set(let members):
                for member in members { member.addTexts(of: field.type, isSearched, to: &texts) }
            case .facts(let facts):
                for fact in facts { fact.content.addTexts(of: field.type, isSearched, to: &texts) }
            case .counter: break
            }
        }
        return texts
    }
}

extension Value {
    /// Texts, names of files, and what options are called; within lists and groups too. A part of a
    /// group is searched if it is, or the group.
    fileprivate func addTexts(
        of type: FieldType, _ isSearched: Bool, to texts: inout [String]
    ) {
        switch type {
        case .group(let fields):
            let parts = RecordKind.parts(of: self)
            for number in parts.keys.sorted() {
                guard let field = fields[number] else { continue }
                parts[number]?.addTexts(
                    of: field.type, isSearched || field.weight != nil, to: &texts)
            }
        case .list(_, let type):
            for item in items { item.addTexts(of: type, isSearched, to: &texts) }
        case .text where isSearched, .token where isSearched: if let text { texts.append(text) }
        case .choice(let options) where isSearched:
            guard let number = integer.flatMap(UInt16.init(exactly:)), let option = options[number]
            else { return }
            texts += [option.name] + option.labels.values.sorted()
        case .words where isSearched: texts += wordings
        case .file where isSearched: if let fileName { texts.append(fileName) }
        default: break
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

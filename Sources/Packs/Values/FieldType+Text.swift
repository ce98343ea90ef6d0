public import Lattice
public import Schema

extension FieldType {
    /// A value as people read and write it; nil if it is none of this type.
    ///
    /// Numbers, dates, names of options and the like are written plainly; lists, groups and files
    /// as JSON. What comes out is read back by `value(from:)`, as the same value.
    public func text(of value: Value) -> String? {
        guard (try? Field("value", self).check(value)) != nil, let json = json(of: value) else {
            return nil
        }
        switch (json.content, self) {
        case (.text(let text), _): return text
        case (.object(let members), .words):
            return WordsText.write(
                members.map { member in
                    guard case .text(let text) = member.value.content else {
                        return (member.name, "")
                    }
                    return (member.name, text)
                })
        default: return json.written
        }
    }

    /// The value that somebody wrote, or that stands in a table.
    public func value(from text: String) throws(ValueFault) -> Value {
        try value(json: try readable(text))
    }

    /// What a text would be in JSON.
    private func readable(_ text: String) throws(ValueFault) -> JSON {
        switch self {
        case .truth:
            guard text == "true" || text == "false" else {
                throw ValueFault("“\(text)” is neither true nor false")
            }
            return JSON(.truth(text == "true"))
        case .words:
            return JSON(
                .object(
                    try WordsText.read(text).map {
                        JSON.Member(name: $0.language, value: JSON(.text($0.text)))
                    }))
        case .file, .list, .group:
            do throws(JSONFault) {
                return try JSONReader.read(Array(text.utf8))
            } catch {
                throw ValueFault("in line \(error.line): \(error.sentence)")
            }
        default: return JSON(.text(text))
        }
    }
}

/// JSON as it stands in a file (RFC 8259). The order of members, the digits of numbers and the
/// lines are kept: exact decimals and faults that people find need them.
struct JSON: Hashable, Sendable {
    indirect enum Content: Hashable, Sendable {
        case null
        case truth(Bool)
        /// Its digits as they are written.
        case number(String)
        case text(String)
        case array([JSON])
        case object([Member])
    }

    struct Member: Hashable, Sendable {
        let name: String
        let value: JSON
    }

    let content: Content
    /// Where it begins; for an object's member, the line of the value.
    let line: Int

    init(_ content: Content, line: Int = 0) {
        self.content = content
        self.line = line
    }

    /// What people call it.
    var sort: String {
        switch content {
        case .null: "null"
        case .truth: "true or false"
        case .number: "a number"
        case .text: "a text"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// Written without spaces, in one line.
    var written: String {
        switch content {
        case .null: "null"
        case .truth(let truth): truth ? "true" : "false"
        case .number(let digits): digits
        case .text(let text): Self.quoted(text)
        case .array(let items): "[" + items.map(\.written).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.map { Self.quoted($0.name) + ":" + $0.value.written }
                .joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case ..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// Why a text is no JSON, and in which line.
struct JSONFault: Error, Hashable {
    let line: Int
    let sentence: String
}

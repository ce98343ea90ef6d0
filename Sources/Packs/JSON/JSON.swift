/// JSON as it stands in a file (RFC 8259). The order of members, the digits of numbers and the
/// lines are kept: exact decimals and faults that people find need them.
package struct JSON: Hashable, Sendable {
    package indirect enum Content: Hashable, Sendable {
        case null
        case truth(Bool)
        /// Its digits as they are written.
        case number(String)
        case text(String)
        case array([JSON])
        case object([Member])
    }

    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSON

        package init(name: String, value: JSON) { (self.name, self.value) = (name, value) }
    }

    package let content: Content
    /// Where it begins; for an object's member, the line of the value.
    package let line: Int

    package init(_ content: Content, line: Int = 0) {
        self.content = content
        self.line = line
    }

    /// What people call it.
    package var sort: String {
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
    package var written: String {
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
package struct JSONFault: Error, Hashable {
    package let line: Int
    package let sentence: String
}

import Wire

/// One vector: a name, and what it says.
struct Vector {
    let name: String
    let members: [(String, JSON)]

    init(_ name: String, _ members: [(String, JSON)]) {
        self.name = name
        self.members = members
    }

    var json: JSON { .object([("name", .text(name))] + members) }

    /// A member to a line, for people who read it.
    var text: String {
        let lines = ([("name", JSON.text(name))] + members).map { "      \"\($0)\": \($1.line)" }
        return "    {\n" + lines.joined(separator: ",\n") + "\n    }"
    }
}

/// The vectors of one kind.
struct VectorFile {
    let name: String
    let accepted: [Vector]
    let refused: [Vector]

    var text: String {
        "{\n  \"accepted\": \(Self.list(accepted)),\n  \"refused\": \(Self.list(refused))\n}\n"
    }

    private static func list(_ vectors: [Vector]) -> String {
        vectors.isEmpty ? "[]" : "[\n" + vectors.map(\.text).joined(separator: ",\n") + "\n  ]"
    }

    /// Made anew from nothing.
    static func all() throws -> [VectorFile] {
        [
            try items(), try bodies(), try states(), try histories(), try joins(), try forms(),
            try signed(), try schemas(), try charters(), try secrets(), try talk(),
        ]
    }
}

/// A vector that does not say the truth about the program that wrote it.
struct Disagreement: Error, CustomStringConvertible {
    let description: String
}

/// Makes sure that bytes are refused for this reason and no other.
func expectRefusal(
    _ name: String, _ reason: WireError.Reason, _ read: () throws(WireError) -> Void
) throws {
    do throws(WireError) {
        try read()
    } catch {
        if error.reason == reason { return }
        throw Disagreement(description: "\(name): expected \(reason.rawValue), got: \(error)")
    }
    throw Disagreement(description: "\(name): expected \(reason.rawValue), was accepted")
}

func expect(_ isTrue: Bool, _ name: String, _ what: String) throws {
    if !isTrue { throw Disagreement(description: "\(name): \(what)") }
}

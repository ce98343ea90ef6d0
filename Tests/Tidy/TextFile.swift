/// A text file of the repository.
struct TextFile {
    /// What is written in the file, as far as the rules tell it apart.
    enum Kind {
        case swift, c, shell, python, markdown, other

        /// Code is held to the limits; prose and data are not.
        var isCode: Bool { self != .markdown && self != .other }
    }

    /// The path from the root of the repository.
    let path: String
    let text: String
    let isExecutable: Bool

    /// The lines without their line feeds. A final line feed ends the last line and begins none.
    let lines: [String]

    init(path: String, text: String, isExecutable: Bool = false) {
        self.path = path
        self.text = text
        self.isExecutable = isExecutable
        lines = text.linesByLineFeed
    }

    var kind: Kind {
        let name = path.split(separator: "/").last ?? ""
        switch name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last {
        case "swift": return .swift
        case "c", "h": return .c
        case "sh": return .shell
        case "py": return .python
        case "md": return .markdown
        default: return lines.first?.hasPrefix("#!") == true ? interpretedKind : .other
        }
    }

    private var interpretedKind: Kind {
        let interpreter = lines.first ?? ""
        if interpreter.contains("python") { return .python }
        return interpreter.hasSuffix("sh") ? .shell : .other
    }

    /// Whether the file lies somewhere under this folder.
    func isUnder(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }

    /// The name of the folder the file is in directly under this one, if it is in any.
    func folder(under parent: String) -> String? {
        guard isUnder(parent) else { return nil }
        let below = path.dropFirst(parent.count + 1).split(separator: "/")
        return below.count > 1 ? below.first.map(String.init) : nil
    }

    /// A violation at a line of this file, counted from one.
    func violation(_ line: Int, _ advice: String) -> Violation {
        Violation(path: path, line: line, advice: advice)
    }
}

extension String {
    /// The lines without their line feeds.
    ///
    /// Split by bytes, because a carriage return and a line feed make one `Character`, which would
    /// hide both of them.
    var linesByLineFeed: [String] {
        var lines = utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { String(Substring($0)) }
    }
}

extension Character {
    /// Whether the character can be part of a name in code.
    var isPartOfName: Bool { isLetter || isNumber || self == "_" }
}

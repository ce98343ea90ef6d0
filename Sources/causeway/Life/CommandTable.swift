internal import Commands
internal import Packs

/// A command that a node carries out, as it is written on a line.
struct CommandSpec {
    /// Its name; of two words, both.
    let name: String
    let summary: String
    /// What has to be said, in its order.
    var words: [String] = []
    /// What may follow any number of times.
    var rest: String?
    /// `--name VALUE`; those that may stand several times end in “…”.
    var options: [(name: String, what: String)] = []
    var flags: [(name: String, what: String)] = []
    /// What people have to know before they do it.
    var notes: [String] = []
    var examples: [String] = []
    /// What cannot be taken back: it is asked first.
    var isFinal = false

    var usage: String {
        var line = "causeway \(name)"
        for word in words { line += " \(word.uppercased())" }
        if let rest { line += " \(rest)…" }
        return line + (options.isEmpty && flags.isEmpty ? "" : " [OPTION…]")
    }

    static let common = [
        (
            "--data DIR",
            "the laptop's folder (default $CAUSEWAY_DATA, else ~/.local/share/causeway)"
        ),
        ("--as NAME", "who acts, where several people are unlocked"),
        ("--json", "the whole answer as JSON"),
    ]

    var help: String {
        var lines = ["causeway \(name): \(summary)", "", "Usage: \(usage)", ""]
        let named = options.map { option in
            (
                Self.written(option.name),
                option.what
            )
        }
        let all = named + flags.map { ("--\($0.name)", $0.what) } + Self.common
        let width = all.map(\.0.count).max() ?? 0
        for (name, what) in all {
            lines.append("  " + name + String(repeating: " ", count: width - name.count + 2) + what)
        }
        if !notes.isEmpty { lines += [""] + notes }
        if !examples.isEmpty { lines += ["", "examples:"] + examples.map { "  \($0)" } }
        return lines.joined(separator: "\n")
    }

    private static func written(_ name: String) -> String {
        name.hasSuffix("…") ? "--\(name.dropLast()) VALUE, again" : "--\(name) VALUE"
    }

    /// The request that some words are.
    func request(_ words: [String]) throws(UsageError) -> Line {
        var left = words[...]
        var arguments: [String: JSON] = [:]
        var plain: [String] = []
        var line = Line()
        while let word = left.popFirst() {
            guard word.hasPrefix("--"), word.count > 2 else {
                plain.append(word)
                continue
            }
            let name = String(word.dropFirst(2))
            switch name {
            case "json": line.isJSON = true
            case "help": line.wantsHelp = true
            case "yes": line.isSure = true
            case _ where flags.contains { $0.name == name }: arguments[name] = .truth(true)
            default:
                let isMany = options.contains { $0.name == name + "…" }
                guard
                    isMany || name == "data" || name == "as"
                        || options.contains(where: {
                            $0.name == name
                        })
                else {
                    throw UsageError(
                        "There is no option “\(word)”.", seeHelpOf: "causeway \(self.name)")
                }
                guard let value = left.popFirst() else {
                    throw UsageError("\(word) wants a value.", seeHelpOf: "causeway \(self.name)")
                }
                if name == "data" {
                    line.data = value
                } else if ["wish", "file", "root"].contains(name) {
                    arguments[name] = .text(Places.whole(value))
                } else if isMany {
                    arguments[name] = .array((arguments[name]?.items ?? []) + [.text(value)])
                } else {
                    arguments[name] = .text(value)
                }
            }
        }
        guard !line.wantsHelp else { return line }
        for (index, name) in self.words.enumerated() {
            guard index < plain.count else {
                throw UsageError(
                    "It is not said which \(name).", seeHelpOf: "causeway \(self.name)")
            }
            arguments[name] = .text(name == "file" ? Places.whole(plain[index]) : plain[index])
        }
        let more = Array(plain.dropFirst(self.words.count))
        if rest != nil {
            arguments["lines"] = .array(more.map { .text($0) })
        } else if let first = more.first {
            throw UsageError("“\(first)” is one word too many.", seeHelpOf: "causeway \(self.name)")
        }
        line.request = Request(name, arguments)
        return line
    }

    /// What stands on a line.
    struct Line {
        var request = Request("")
        var data: String?
        var isJSON = false
        var wantsHelp = false
        var isSure = false
    }
}

internal import Commands
internal import Foundation
internal import Packs

/// What a command answers, for people: rows as a table, one thing as a list of its parts.
enum Rendering {
    static func text(_ json: JSON) -> String {
        switch json.content {
        case .array(let items): table(items)
        case .object(let members): list(members, indent: "")
        case .text(let text): text
        default: json.written
        }
    }

    /// How far something is: what is done, of how much.
    static func progress(_ json: JSON) -> String {
        guard case .object(let members) = json.content else { return "" }
        let parts = members.filter { $0.name != "event" && !$0.name.hasPrefix("of-") }
        return parts.map { part in
            let all = json["of-\(part.name)"].map { cell($0) } ?? ""
            return "\(cell(part.value))\(all.isEmpty ? "" : " of \(all)") \(part.name)"
        }.joined(separator: ", ")
    }

    /// What was looked at, with the cause and the cure of what is wrong.
    private static func symptoms(_ items: [JSON]) -> String {
        items.map { item in
            let mark = ["bad": "✘", "notice": "!"][item["level"]?.text ?? ""] ?? "✔"
            let more = ["cause", "cure"].compactMap { name in
                item[name]?.text.map { "\n    \(name): \($0)" }
            }
            return "\(mark) \(item["what"]?.text ?? "")" + more.joined()
        }.joined(separator: "\n")
    }

    private static func cell(_ json: JSON) -> String {
        switch json.content {
        case .null: ""
        case .truth(let truth): truth ? "yes" : "no"
        case .number(let digits): digits
        case .text(let text): text
        case .array(let items): items.map(cell).joined(separator: ", ")
        case .object(let members):
            members.map { "\($0.name) \(cell($0.value))" }.joined(separator: ", ")
        }
    }

    private static func list(_ members: [JSON.Member], indent: String) -> String {
        let shown = members.filter { $0.value.content != .null }
        let width = shown.map(\.name.count).max() ?? 0
        var lines: [String] = []
        for member in shown {
            let name = member.name + String(repeating: " ", count: width - member.name.count)
            if case .array(let items) = member.value.content,
                items.contains(where: { if case .object = $0.content { true } else { false } })
            {
                lines.append("\(indent)\(member.name):")
                for item in items {
                    guard case .object(let inner) = item.content else { continue }
                    lines.append(
                        "\(indent)  "
                            + inner.filter { $0.value.content != .null }
                            .map { "\($0.name) \(cell($0.value))" }.joined(separator: ", "))
                }
            } else {
                lines.append("\(indent)\(name)  \(cell(member.value))")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Long ids stand last, and are shortened where a person reads them.
    private static func table(_ items: [JSON]) -> String {
        guard let first = items.first, case .object(let members) = first.content else {
            return items.isEmpty ? "nothing" : items.map(cell).joined(separator: "\n")
        }
        let names = members.map(\.name)
        if names.first == "level" { return symptoms(items) }
        var rows = [names]
        for item in items { rows.append(names.map { name in cell(item[name] ?? .null) }) }
        let isUsed = names.indices.map { column in
            rows.dropFirst().contains { !$0[column].isEmpty }
        }
        let widths = names.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for column in names.indices where isUsed[column] {
                line += row[column]
                line += String(repeating: " ", count: widths[column] - row[column].count + 2)
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}

/// What goes to a terminal and is no result.
enum Terminals {
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }

    /// A result that somebody reads while the command goes on.
    static func put(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    static func say(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Asks for yes or no. Nobody there is no.
    static func confirm(_ question: String) -> Bool {
        FileHandle.standardError.write(Data((question + " [y/N] ").utf8))
        guard let answer = readLine() else { return false }
        return ["y", "yes"].contains(answer.lowercased().trimmingCharacters(in: .whitespaces))
    }
}

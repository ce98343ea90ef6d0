internal import Lattice
package import Packs

/// What is asked: a command by its name, and what goes with it.
package struct Request: Sendable {
    package let name: String
    private let arguments: [String: JSON]

    package init(_ name: String, _ arguments: [String: JSON] = [:]) {
        (self.name, self.arguments) = (name, arguments)
    }

    /// From an object with the name under `do`.
    package init(_ json: JSON) throws(CommandError) {
        guard case .object(let members) = json.content else {
            throw CommandError(.usage, "A request is an object, not \(json.sort).")
        }
        var all: [String: JSON] = [:]
        for member in members {
            guard all.updateValue(member.value, forKey: member.name) == nil else {
                throw CommandError(.usage, "“\(member.name)” stands in the request twice.")
            }
        }
        guard case .text(let name)? = all.removeValue(forKey: "do")?.content else {
            throw CommandError(.usage, "The request does not say what to do.")
        }
        self.init(name, all)
    }

    package var json: JSON {
        .object([("do", .text(name))] + arguments.sorted { $0.key < $1.key })
    }

    package subscript(name: String) -> JSON? { arguments[name] }

    package func text(_ name: String) -> String? {
        switch arguments[name]?.content {
        case .text(let text), .number(let text): text
        case .truth(let truth): truth ? "true" : "false"
        default: nil
        }
    }

    package func need(_ name: String) throws(CommandError) -> String {
        guard let text = text(name), !text.isEmpty else {
            throw CommandError(.usage, "It is not said which \(name).")
        }
        return text
    }

    package func truth(_ name: String) -> Bool {
        if case .truth(true) = arguments[name]?.content { return true }
        return text(name) == "true"
    }

    package func texts(_ name: String) -> [String] {
        switch arguments[name]?.content {
        case .array(let items):
            items.compactMap { if case .text(let text) = $0.content { text } else { nil } }
        case .text(let text): [text]
        default: []
        }
    }

    package func number(
        _ name: String, in range: ClosedRange<Int>, default standard: Int
    ) throws(CommandError) -> Int {
        guard let text = text(name) else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw CommandError(
                .usage,
                "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound), "
                    + "not “\(text)”.")
        }
        return number
    }
}

extension JSON {
    package static let null = JSON(.null)
    package static func text(_ text: String) -> JSON { JSON(.text(text)) }
    package static func text(_ text: String?) -> JSON { text.map { JSON(.text($0)) } ?? .null }
    package static func truth(_ truth: Bool) -> JSON { JSON(.truth(truth)) }
    package static func number(_ number: some BinaryInteger) -> JSON { JSON(.number("\(number)")) }
    package static func array(_ items: [JSON]) -> JSON { JSON(.array(items)) }

    package static func number(_ number: (some BinaryInteger)?) -> JSON {
        number.map { JSON(.number("\($0)")) } ?? .null
    }

    package static func object(_ members: [(String, JSON)]) -> JSON {
        JSON(.object(members.map { JSON.Member(name: $0.0, value: $0.1) }))
    }

    package subscript(name: String) -> JSON? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.name == name }?.value
    }

    package var text: String? { if case .text(let text) = content { text } else { nil } }

    package var items: [JSON] { if case .array(let items) = content { items } else { [] } }
}

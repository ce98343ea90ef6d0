internal import Schema

/// A value of a pack, and where it is. What it is not when it has to be is a fault, and nil.
package struct PackNode {
    package let json: JSON
    package let path: String

    package init(_ json: JSON, at path: String) {
        self.json = json
        self.path = path
    }

    private func isNot(_ wanted: String, _ faults: inout Faults) {
        faults.add(self, "is \(json.sort) where \(wanted) belongs")
    }

    package func text(_ faults: inout Faults) -> String? {
        guard case .text(let text) = json.content else {
            isNot("a text", &faults)
            return nil
        }
        return text
    }

    /// A text of so many bytes, at least one.
    func text(most: Int, _ faults: inout Faults) -> String? {
        guard let text = text(&faults) else { return nil }
        guard (1...most).contains(text.utf8.count) else {
            let advice = text.isEmpty ? "is empty; leave it out" : "has \(text.utf8.count) bytes"
            faults.add(self, "\(advice); such a text has 1 to \(most)")
            return nil
        }
        return text
    }

    package func name(_ faults: inout Faults) -> String? {
        guard let text = text(&faults) else { return nil }
        return Self.isName(text, path, json.line, &faults) ? text : nil
    }

    /// Whether it is a name: of a pack, kind, field, sum or option.
    package static func isName(
        _ text: String, _ path: String, _ line: Int, _ faults: inout Faults
    ) -> Bool {
        if text.isName, text.utf8.count <= SchemaLimits.names { return true }
        faults.add(
            path, line,
            "“\(text)” is no name; names are 1 to \(SchemaLimits.names) of a to z, 0 to 9 and "
                + "“-”, and begin with a letter")
        return false
    }

    package func truth(_ faults: inout Faults) -> Bool? {
        guard case .truth(let truth) = json.content else {
            isNot("true or false", &faults)
            return nil
        }
        return truth
    }

    package func integer(in range: ClosedRange<Int64>, _ faults: inout Faults) -> Int64? {
        guard case .number(let digits) = json.content else {
            isNot("a number", &faults)
            return nil
        }
        guard let number = Int64(digits) else {
            faults.add(self, "\(digits) is no whole number, or much too large")
            return nil
        }
        guard range.contains(number) else {
            faults.add(
                self, "is \(number), and has to be \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// A decimal, as text or number, in units of 10 to the minus `digits`.
    func decimal(digits: Int, _ faults: inout Faults) -> Int64? {
        do throws(ValueFault) {
            let text = try json.decimal()
            return try DecimalText.read(text, digits: digits, in: SchemaLimits.number)
        } catch {
            faults.add(self, error.sentence)
            return nil
        }
    }

    /// The items of an array, at least one.
    package func items(upTo most: Int, _ faults: inout Faults) -> [PackNode]? {
        guard case .array(let items) = json.content else {
            isNot("an array", &faults)
            return nil
        }
        guard isCount(items.count, upTo: most, &faults) else { return nil }
        return items.enumerated().map { PackNode($0.element, at: "\(path)[\($0.offset)]") }
    }

    private func isCount(_ count: Int, upTo most: Int, _ faults: inout Faults) -> Bool {
        if count == 0 { faults.add(self, "has nothing in it; leave it out, or fill it") }
        if count > most { faults.add(self, "has \(count) entries; there can be at most \(most)") }
        return count > 0 && count <= most
    }

    /// The members of an object, each once.
    package func entries(_ faults: inout Faults) -> [(name: String, node: PackNode)]? {
        guard case .object(let members) = json.content else {
            isNot("an object", &faults)
            return nil
        }
        var lines: [String: Int] = [:]
        return members.compactMap { member in
            let node = PackNode(
                member.value, at: path.isEmpty ? member.name : "\(path).\(member.name)")
            if let line = lines[member.name] {
                faults.add(node, "is there twice, first in line \(line)")
                return nil
            }
            lines[member.name] = member.value.line
            return (member.name, node)
        }
    }

    /// The entries of a table: an object with something in it.
    package func entries(upTo most: Int, _ faults: inout Faults) -> [(
        name: String, node: PackNode
    )]? {
        guard let entries = entries(&faults) else { return nil }
        return isCount(entries.count, upTo: most, &faults) ? entries : nil
    }
}

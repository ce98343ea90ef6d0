// What a value takes from JSON, or says that it is not there.

extension JSON {
    private func isNot(_ wanted: String) -> ValueFault {
        ValueFault("is \(sort) where \(wanted) belongs")
    }

    func text() throws(ValueFault) -> String {
        guard case .text(let text) = content else { throw isNot("a text") }
        return text
    }

    /// A text of so many bytes, at least one.
    func text(most: Int) throws(ValueFault) -> String {
        let text = try text()
        guard !text.isEmpty else { throw ValueFault("is empty; leave it out") }
        guard text.utf8.count <= most else {
            throw ValueFault("has \(text.utf8.count) bytes; there can be at most \(most)")
        }
        return text
    }

    /// The digits of a number, be it written as one or as a text.
    func decimal() throws(ValueFault) -> String {
        switch content {
        case .text(let text), .number(let text): return text
        default: throw isNot("a number")
        }
    }

    func truth() throws(ValueFault) -> Bool {
        guard case .truth(let truth) = content else { throw isNot("true or false") }
        return truth
    }

    func items() throws(ValueFault) -> [JSON] {
        guard case .array(let items) = content else { throw isNot("an array") }
        return items
    }

    /// The members of an object, each once.
    func members() throws(ValueFault) -> [Member] {
        guard case .object(let members) = content else { throw isNot("an object") }
        var names: Set<String> = []
        for member in members where !names.insert(member.name).inserted {
            throw ValueFault("is there twice", at: member.name)
        }
        return members
    }
}

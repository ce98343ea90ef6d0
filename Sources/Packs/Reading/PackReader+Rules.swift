internal import Lattice
internal import Schema

// What holds between fields, and what is added up.

extension PackReader {
    mutating func readRules(_ node: PackNode, _ fields: Fields) -> [Rule] {
        (node.items(upTo: SchemaLimits.rules, &faults) ?? []).compactMap { item in
            guard var members = Members(item, &faults) else { return nil }
            let rule = readRule(item, &members, fields)
            members.end(&faults)
            return rule
        }
    }

    /// Which rule it is, its first member says.
    private mutating func readRule(
        _ node: PackNode, _ members: inout Members, _ fields: Fields
    ) -> Rule? {
        if let order = members.take("order") { return readOrder(order, fields) }
        if let unique = members.take("unique") {
            return .unique(readPlainFieldList(unique, fields))
        }
        guard let when = members.take("when") else {
            faults.add(
                node, "is no rule: a rule has “order”, “unique”, or “when”, “is” and “needs”")
            _ = (members.take("is"), members.take("needs"))
            return nil
        }
        let (options, needs) = (members.need("is", &faults), members.need("needs", &faults))
        let choice = readChoice(when, fields)
        let numbers = options.map { readOptions($0, of: choice) } ?? []
        let needed = needs.map { readPlainFieldList($0, fields) } ?? []
        return choice.map { .needed(choice: $0.number, options: numbers, fields: needed) }
    }

    private mutating func readOrder(_ node: PackNode, _ fields: Fields) -> Rule? {
        let pair = readFieldList(node, fields, upTo: 2).map(\.number)
        guard case .array(let items) = node.json.content else { return nil }
        guard items.count == 2 else {
            if items.count == 1 { faults.add(node, "takes two fields, the earlier one first") }
            return nil
        }
        guard pair.count == 2, let a = fields.byNumber[pair[0]], let b = fields.byNumber[pair[1]]
        else { return nil }
        guard a.isComparable(with: b) else {
            faults.add(
                node,
                "“\(a.name)” and “\(b.name)” cannot be compared: both have to be registers, and "
                    + "dates, times, integers, or decimals of equal digits")
            return nil
        }
        return .notAfter(pair[0], pair[1])
    }

    private typealias Choice = (number: FieldNumber, options: [UInt16: FieldType.Option])

    private mutating func readChoice(_ node: PackNode, _ fields: Fields) -> Choice? {
        guard let number = readFieldName(node, fields), let field = fields.byNumber[number] else {
            return nil
        }
        guard field.merging == .register, case .choice(let options) = field.type else {
            faults.add(node, "“\(field.name)” is no register with a choice")
            return nil
        }
        return (number, options)
    }

    private mutating func readOption(
        _ name: String, _ node: PackNode, of choice: Choice?
    ) -> UInt16? {
        guard let choice else { return nil }
        guard let option = choice.options.first(where: { $0.value.name == name }) else {
            let advice = Nearest.advice(for: name, among: choice.options.values.map(\.name))
            faults.add(node, "there is no option “\(name)”\(advice)")
            return nil
        }
        return option.key
    }

    private mutating func readOptions(_ node: PackNode, of choice: Choice?) -> [UInt16] {
        var numbers: Set<UInt16> = []
        for item in node.items(upTo: SchemaLimits.entries, &faults) ?? [] {
            guard let name = item.text(&faults),
                let option = readOption(name, item, of: choice)
            else { continue }
            if !numbers.insert(option).inserted { faults.add(item, "is named twice") }
        }
        return numbers.sorted()
    }

    mutating func readSums(_ node: PackNode, _ fields: Fields) -> [Sum] {
        var names: Set<String> = []
        return (node.items(upTo: SchemaLimits.sums, &faults) ?? []).compactMap { item in
            guard var members = Members(item, &faults) else { return nil }
            let name = members.need("name", &faults).flatMap { node in
                let name = node.name(&faults)
                if let name, !names.insert(name).inserted {
                    faults.add(node, "“\(name)” is the name of another sum already")
                }
                return name
            }
            let amount = members.need("of", &faults).flatMap { readAmount($0, fields) }
            let keys = members.need("by", &faults).map { readFieldList($0, fields).map(\.number) }
            let signs = members.take("signs").map { readSigns($0, fields) }
            members.end(&faults)
            guard let name, let amount, let keys else { return nil }
            return Sum(name, by: keys, of: amount, signs: signs ?? nil)
        }
    }

    private mutating func readAmount(_ node: PackNode, _ fields: Fields) -> FieldNumber? {
        guard let number = readFieldName(node, fields), let field = fields.byNumber[number] else {
            return nil
        }
        switch field.type {
        case .integer, .decimal, .quantity: return number
        default:
            faults.add(
                node, "“\(field.name)” cannot be added up: that are integers, decimals, quantities")
            return nil
        }
    }

    private mutating func readSigns(_ node: PackNode, _ fields: Fields) -> Sum.Signs? {
        guard var members = Members(node, &faults) else { return nil }
        let choice = members.need("choice", &faults).flatMap { readChoice($0, fields) }
        let table = members.need("factors", &faults)
        members.end(&faults)
        var factors: [UInt16: Int64] = [:]
        for (name, node) in table?.entries(upTo: SchemaLimits.entries, &faults) ?? [] {
            let factor = node.integer(in: -1...1, &faults)
            guard let option = readOption(name, node, of: choice) else { continue }
            factors[option] = factor
        }
        return choice.map { Sum.Signs($0.number, factors) }
    }
}

// What makes a fact a decision.
extension PackReader {
    mutating func readDeciding(_ node: PackNode, _ fields: Fields) -> Deciding? {
        guard var members = Members(node, &faults) else { return nil }
        let about = readField("about", &members, fields, "a fact") {
            if case .fact = $0 { true } else { false }
        }
        let approves = readField("approves", &members, fields, "a truth") { $0 == .truth }
        let seen = readField("seen", &members, fields, "a list of facts") {
            if case .list(_, .fact) = $0 { true } else { false }
        }
        let pulse = members.take("pulse").flatMap { node in
            readField(node, fields, "a time") { $0 == .time }
        }
        members.end(&faults)
        guard let about, let approves, let seen else { return nil }
        return Deciding(about: about, approves: approves, seen: seen, pulse: pulse)
    }

    /// The field that says at whose hub something happens.
    mutating func readPlace(_ node: PackNode, _ fields: Fields) -> FieldNumber? {
        guard let number = readFieldName(node, fields), let field = fields.byNumber[number] else {
            return nil
        }
        guard field.type == .hub, field.merging == .register, field.isRequired else {
            faults.add(node, "“\(field.name)” is no required register or part that names a hub")
            return nil
        }
        return number
    }

    private mutating func readField(
        _ member: String, _ members: inout Members, _ fields: Fields, _ what: String,
        _ isFit: (FieldType) -> Bool
    ) -> FieldNumber? {
        members.need(member, &faults).flatMap { readField($0, fields, what, isFit) }
    }

    private mutating func readField(
        _ node: PackNode, _ fields: Fields, _ what: String, _ isFit: (FieldType) -> Bool
    ) -> FieldNumber? {
        guard let number = readFieldName(node, fields), let field = fields.byNumber[number] else {
            return nil
        }
        guard isFit(field.type) else {
            faults.add(node, "“\(field.name)” is not \(what)")
            return nil
        }
        return number
    }
}

extension Field {
    fileprivate func isComparable(with other: Field) -> Bool {
        guard merging == .register, other.merging == .register else { return false }
        return switch (type, other.type) {
        case (.integer, .integer), (.date, .date), (.time, .time): true
        case (.decimal(let mine, _), .decimal(let theirs, _)): mine == theirs
        default: false
        }
    }
}

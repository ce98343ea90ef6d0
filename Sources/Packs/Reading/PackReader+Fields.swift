internal import Lattice
internal import Schema

/// Where fields stand, which decides what they can be.
enum FieldPlace {
    case document, fact, group
    /// In a kind whose form could not be read: nothing is said against anything.
    case unknown

    /// Whether they are parts of something that is said as a whole.
    var isPlain: Bool { self == .fact || self == .group }
}

/// The fields of a kind or group. Those at fault have a name all the same, so that whatever names
/// them is not at fault too.
struct Fields {
    var byNumber: [FieldNumber: Field] = [:]
    /// By name; nil if it is not known, for it is at fault.
    var numbers: [String: FieldNumber?] = [:]
}

extension PackReader {
    private static let mergings: [String: Field.Merging] = [
        "register": .register, "set": .set, "counter": .counter, "facts": .facts,
    ]

    mutating func readFields(_ node: PackNode, _ place: FieldPlace, depth: Int) -> Fields {
        var fields = Fields()
        guard let entries = node.entries(upTo: SchemaLimits.fields, &faults) else { return fields }
        var takers: [FieldNumber: String] = [:]
        for (name, node) in entries {
            fields.numbers[name] = .some(nil)
            _ = PackNode.isName(name, node.path, node.json.line, &faults)
            guard var members = Members(node, &faults) else { continue }
            let field = readField(name, &members, place, depth)
            guard let place = members.need("number", &faults) else {
                members.end(&faults)
                continue
            }
            members.end(&faults)
            guard let raw = place.integer(in: 0...Int64(UInt32.max), &faults) else { continue }
            let number = FieldNumber(UInt32(raw))
            if let taker = takers[number] {
                faults.add(place, "is \(raw), which is the number of “\(taker)” already")
                continue
            }
            takers[number] = name
            guard let field else { continue }
            fields.byNumber[number] = field
            fields.numbers[name] = number
        }
        return fields
    }

    private mutating func readField(
        _ name: String, _ members: inout Members, _ place: FieldPlace, _ depth: Int
    ) -> Field? {
        let mergingNode = members.take("merging")
        let merging = mergingNode.map { $0.option(of: Self.mergings, &faults) } ?? .register
        let type = readType(&members, depth)
        let (required, initial) = (members.take("required"), members.take("default"))
        let fixed = members.take("fixed")
        let labels = readLabels(members.take("labels"))
        let weight = members.take("weight")?
            .integer(in: 1...Int64(SchemaLimits.weight), &faults)
        let isRetired = members.take("retired")?.truth(&faults) ?? false
        let isRequired = required?.truth(&faults) ?? false
        let isFixed = fixed?.truth(&faults) ?? false
        if let fixed, isFixed, place.isPlain || !isRequired {
            faults.add(fixed, "is for required fields of documents alone")
        }
        if let mergingNode, let merging { judge(merging, of: type, place, mergingNode) }
        if let required, isRequired, let merging, merging != .register {
            faults.add(required, "is for registers and parts alone; a \(merging) may be empty")
        }
        var field = type.flatMap { type in merging.map { Field(name, type, merging: $0) } }
        field?.isRequired = isRequired
        field?.isFixed = isFixed
        field?.labels = labels
        field?.weight = weight.map { Int($0) }
        field?.isRetired = isRetired
        if let initial { field?.initial = readDefault(initial, of: type, merging, place) }
        return field
    }

    /// What a field's place and type have to say to how it merges.
    private mutating func judge(
        _ merging: Field.Merging, of type: FieldType?, _ place: FieldPlace, _ node: PackNode
    ) {
        guard merging != .register else { return }
        guard !place.isPlain else {
            return faults.add(
                node, "is for fields of documents; what is part of a fact or group is said with it")
        }
        switch (merging, type) {
        case (_, nil), (.set, _), (.register, _): break
        case (.counter, .integer), (.counter, .decimal), (.facts, .group): break
        case (.counter, _): faults.add(node, "counter needs the type integer or decimal")
        case (.facts, _): faults.add(node, "facts need the type group")
        }
    }

    private mutating func readDefault(
        _ node: PackNode, of type: FieldType?, _ merging: Field.Merging?, _ place: FieldPlace
    ) -> Value? {
        guard !place.isPlain else {
            faults.add(
                node, "is for fields of documents; what a fact or group does not say is not there")
            return nil
        }
        guard merging == .register else {
            if let merging { faults.add(node, "is for registers alone, not for a \(merging)") }
            return nil
        }
        do throws(ValueFault) {
            return try type?.value(json: node.json)
        } catch {
            let separator = error.path.isEmpty || error.path.hasPrefix("[") ? "" : "."
            faults.add(node.path + separator + error.path, node.json.line, error.sentence)
            return nil
        }
    }

    /// A field that something names.
    mutating func readFieldName(_ node: PackNode, _ fields: Fields) -> FieldNumber? {
        guard let name = node.text(&faults) else { return nil }
        guard let number = fields.numbers[name] else {
            let advice = Nearest.advice(for: name, among: Array(fields.numbers.keys))
            faults.add(node, "there is no field “\(name)”\(advice)")
            return nil
        }
        return number
    }

    /// Fields that something names, each once.
    mutating func readFieldList(
        _ node: PackNode, _ fields: Fields, upTo most: Int = SchemaLimits.fields
    ) -> [(node: PackNode, number: FieldNumber)] {
        var list: [(node: PackNode, number: FieldNumber)] = []
        for item in node.items(upTo: most, &faults) ?? [] {
            guard let number = readFieldName(item, fields) else { continue }
            if list.contains(where: { $0.number == number }) {
                faults.add(item, "is named twice")
            } else {
                list.append((item, number))
            }
        }
        return list
    }

    /// The same where only registers and parts of facts will do.
    mutating func readPlainFieldList(_ node: PackNode, _ fields: Fields) -> [FieldNumber] {
        readFieldList(node, fields).map { item in
            if let field = fields.byNumber[item.number], field.merging != .register {
                faults.add(item.node, "names a \(field.merging); only registers will do")
            }
            return item.number
        }
    }
}

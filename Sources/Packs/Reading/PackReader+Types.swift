internal import Lattice
internal import Schema

extension PackReader {
    /// What the members of a field say of its values. Bounds that are left out are the widest.
    mutating func readType(_ members: inout Members, _ depth: Int) -> FieldType? {
        guard let node = members.need("type", &faults), let name = node.text(&faults) else {
            takeAll(&members)
            return nil
        }
        switch name {
        case "text": return most(&members, SchemaLimits.text).map { .text(most: Int($0)) }
        case "words": return most(&members, SchemaLimits.text).map { .words(most: Int($0)) }
        case "token": return most(&members, SchemaLimits.token).map { .token(most: Int($0)) }
        case "file": return most(&members, SchemaLimits.file).map { .file(most: $0) }
        case "integer": return range(&members, digits: 0).map { .integer($0) }
        case "decimal":
            let digits = digits(&members)
            return range(&members, digits: digits).flatMap { range in
                digits.map { .decimal(digits: $0, range) }
            }
        case "quantity": return quantity(&members)
        case "money": return money(&members)
        case "truth": return .truth
        case "date": return .date
        case "time": return .time
        case "choice": return members.need("options", &faults).flatMap { options($0) }
        case "record": return .record(kinds(members.take("kinds"), of: .document))
        case "fact": return .fact(kinds(members.take("kinds"), of: .fact))
        case "person": return .person
        case "hub": return .hub
        case "seat": return .seat
        case "frontier": return .frontier
        case "list", "group": return container(name, node, &members, depth)
        default:
            let advice = Nearest.advice(for: name, among: Self.typeNames)
            faults.add(node, "there is no type “\(name)”\(advice)")
            takeAll(&members)
            return nil
        }
    }

    static let typeNames = [
        "text", "integer", "decimal", "quantity", "money", "truth", "date", "time", "choice",
        "record", "person", "hub", "seat", "words", "file", "token", "list", "group", "fact",
        "frontier",
    ]

    /// Where a type is not known, all that a type can have is left alone.
    private func takeAll(_ members: inout Members) {
        for name in [
            "most", "least", "digits", "units", "currencies", "options", "kinds", "of", "fields",
        ] { _ = members.take(name) }
    }

    private mutating func most(_ members: inout Members, _ limit: UInt64) -> UInt64? {
        guard let node = members.take("most") else { return limit }
        return node.integer(in: 1...Int64(limit), &faults).map { UInt64($0) }
    }

    private mutating func digits(_ members: inout Members) -> Int? {
        members.need("digits", &faults)?.integer(in: 0...Int64(SchemaLimits.digits), &faults)
            .map { Int($0) }
    }

    private mutating func range(_ members: inout Members, digits: Int?) -> ClosedRange<Int64>? {
        let (least, most) = (members.take("least"), members.take("most"))
        guard let digits else { return nil }
        let lower =
            least.map { $0.decimal(digits: digits, &faults) }
            ?? SchemaLimits.number.lowerBound
        let upper =
            most.map { $0.decimal(digits: digits, &faults) }
            ?? SchemaLimits.number.upperBound
        guard let lower, let upper else { return nil }
        guard lower <= upper else {
            if let node = most ?? least { faults.add(node, "leaves nothing: least is above most") }
            return nil
        }
        return lower...upper
    }

    private mutating func quantity(_ members: inout Members) -> FieldType? {
        let digits = digits(&members)
        let range = range(&members, digits: digits)
        let units = members.need("units", &faults).map { self.units($0) }
        guard let digits, let range, let units else { return nil }
        return .quantity(digits: digits, range, units: units)
    }

    private mutating func money(_ members: inout Members) -> FieldType? {
        guard let node = members.take("currencies") else { return .money(currencies: nil) }
        guard let entries = node.entries(upTo: SchemaLimits.entries, &faults) else { return nil }
        var currencies: [String: Int] = [:]
        for (code, node) in entries {
            if !code.isCurrency {
                faults.add(node, "“\(code)” is no currency: three of A to Z, such as EUR")
            }
            currencies[code] = node.integer(in: 0...Int64(SchemaLimits.digits), &faults)
                .map { Int($0) }
        }
        return .money(currencies: currencies)
    }

    /// What a named record or fact can be, by name, or by number if it is another pack's.
    private mutating func kinds(_ node: PackNode?, of form: RecordKind.Form) -> [KindNumber]? {
        guard let node else { return nil }
        var kinds: Set<KindNumber> = []
        for item in node.items(upTo: SchemaLimits.entries, &faults) ?? [] {
            guard let kind = kind(item, of: form) else { continue }
            if !kinds.insert(kind).inserted { faults.add(item, "is named twice") }
        }
        return kinds.sorted()
    }

    private mutating func kind(_ node: PackNode, of form: RecordKind.Form) -> KindNumber? {
        if case .number = node.json.content {
            let least = Int64(KindNumber.firstOfRecords.value)
            return node.integer(in: least...Int64(UInt32.max), &faults)
                .map { KindNumber(UInt32($0)) }
        }
        guard let name = node.text(&faults) else { return nil }
        guard let kind = known[name] else {
            let advice = Nearest.advice(for: name, among: Array(known.keys))
            faults.add(
                node,
                "there is no kind “\(name)” in this pack; those of others are named by number"
                    + advice)
            return nil
        }
        guard kind.form == form else {
            faults.add(
                node,
                form == .document
                    ? "“\(name)” is a kind of facts; only documents can be named"
                    : "“\(name)” is a kind of documents; only facts can be named")
            return nil
        }
        return kind.number
    }

    private mutating func container(
        _ name: String, _ node: PackNode, _ members: inout Members, _ depth: Int
    ) -> FieldType? {
        guard depth < SchemaLimits.nesting else {
            faults.add(
                node, "lists and groups stand at most \(SchemaLimits.nesting) deep in each other")
            takeAll(&members)
            return nil
        }
        guard name == "list" else {
            return members.need("fields", &faults).map { node in
                .group(readFields(node, .group, depth: depth + 1).byNumber)
            }
        }
        let most = most(&members, SchemaLimits.list)
        guard let node = members.need("of", &faults), var inner = Members(node, &faults) else {
            return nil
        }
        let type = readType(&inner, depth + 1)
        inner.end(&faults)
        guard let most, let type else { return nil }
        return .list(most: Int(most), type)
    }
}

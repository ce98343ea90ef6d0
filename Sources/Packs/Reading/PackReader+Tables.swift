internal import Schema

// The tables within types: options of a choice, units of a quantity.

extension PackReader {
    /// A number of 16 bits that nothing else in its table has.
    private mutating func number16(
        _ node: PackNode, _ takers: inout [UInt16: String], _ name: String
    )
        -> UInt16?
    {
        guard let raw = node.integer(in: 0...Int64(UInt16.max), &faults) else { return nil }
        let number = UInt16(raw)
        if let taker = takers[number] {
            faults.add(node, "is \(raw), which is the number of “\(taker)” already")
            return nil
        }
        takers[number] = name
        return number
    }

    mutating func options(_ node: PackNode) -> FieldType? {
        guard let entries = node.entries(upTo: SchemaLimits.entries, &faults) else { return nil }
        var options: [UInt16: FieldType.Option] = [:]
        var takers: [UInt16: String] = [:]
        for (name, node) in entries {
            _ = PackNode.isName(name, node.path, node.json.line, &faults)
            var labels: Labels = [:]
            var place: PackNode? = node
            if case .object = node.json.content, var members = Members(node, &faults) {
                place = members.need("number", &faults)
                labels = readLabels(members.take("labels"))
                members.end(&faults)
            }
            guard let place, let number = number16(place, &takers, name) else { continue }
            options[number] = FieldType.Option(name, labels: labels)
        }
        return .choice(options)
    }

    mutating func units(_ node: PackNode) -> [UInt16: FieldType.Unit] {
        guard let entries = node.entries(upTo: SchemaLimits.entries, &faults) else { return [:] }
        var units: [UInt16: FieldType.Unit] = [:]
        var takers: [UInt16: String] = [:]
        for (symbol, node) in entries {
            if !(1...SchemaLimits.symbol).contains(symbol.utf8.count) {
                faults.add(
                    node, "“\(symbol)” is no symbol: they have 1 to \(SchemaLimits.symbol) bytes")
            }
            if symbol.first == " " || symbol.last == " " {
                faults.add(node, "“\(symbol)” begins or ends with a space; leave that out")
            }
            guard let (place, factor) = unit(node) else { continue }
            guard let number = number16(place, &takers, symbol), let factor else { continue }
            if number == 0, factor != (1, 1) {
                faults.add(node, "is unit 0, of which one is one: leave out “is”")
            }
            units[number] = FieldType.Unit(symbol, factor.numerator, over: factor.denominator)
        }
        if takers[0] == nil, takers.count == entries.count {
            faults.add(node, "has no unit with the number 0, which the others are counted in")
        }
        return units
    }

    private typealias Factor = (numerator: UInt32, denominator: UInt32)

    /// Where the number of a unit stands, and how much of unit 0 it is.
    private mutating func unit(_ node: PackNode) -> (number: PackNode, factor: Factor?)? {
        guard case .object = node.json.content, var members = Members(node, &faults) else {
            return (node, (1, 1))
        }
        let number = members.need("number", &faults)
        let factor = members.take("is").map { self.factor($0) } ?? (1, 1)
        members.end(&faults)
        return number.map { ($0, factor) }
    }

    /// A decimal, or a fraction as text: “5/9”.
    private mutating func factor(_ node: PackNode) -> Factor? {
        let written: String
        switch node.json.content {
        case .text(let text), .number(let text): written = text
        default:
            faults.add(node, "is \(node.json.sort) where a number or a fraction like “5/9” belongs")
            return nil
        }
        guard let (numerator, denominator) = Self.fraction(written), numerator > 0, denominator > 0,
            let top = UInt32(exactly: numerator), let bottom = UInt32(exactly: denominator)
        else {
            faults.add(
                node,
                "“\(written)” is no factor: a number above 0, or two like “5/9”, which in lowest "
                    + "terms are at most \(UInt32.max) each")
            return nil
        }
        return (top, bottom)
    }

    /// In lowest terms, so that equal factors are written equally.
    private static func fraction(_ text: String) -> (Int64, Int64)? {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        let places = Int(SchemaLimits.digits)
        let whole = 0...Int64.max
        guard halves.count <= 2,
            let top = try? DecimalText.read(
                halves[0], digits: halves.count == 2 ? 0 : places, in: whole)
        else { return nil }
        var bottom = (0..<places).reduce(Int64(1)) { power, _ in power * 10 }
        if halves.count == 2 {
            guard let given = try? DecimalText.read(halves[1], digits: 0, in: whole) else {
                return nil
            }
            bottom = given
        }
        var (a, b) = (top, bottom)
        while b != 0 { (a, b) = (b, a % b) }
        return a == 0 ? nil : (top / a, bottom / a)
    }
}

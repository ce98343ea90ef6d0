internal import Lattice
internal import Wire

extension Reader {
    mutating func rules(of fields: [FieldNumber: Field]) throws(WireError) -> [Rule] {
        // What merges in other ways has no one value.
        let fields = fields.filter { $0.value.merging == .register }
        var rules: [Rule] = []
        for _ in 0..<(try count(upTo: SchemaLimits.rules)) { rules.append(try rule(of: fields)) }
        return rules
    }

    private mutating func rule(of fields: [FieldNumber: Field]) throws(WireError) -> Rule {
        let start = offset
        let count = try array()
        guard count > 0 else { throw fault(.wrongCount, at: start) }
        let number = try unsigned()
        guard number < 3 else {
            rewind(to: start)
            return .later(copy(try skip()))
        }
        guard count == [3, 4, 2][Int(number)] else { throw fault(.wrongCount, at: start) }
        switch number {
        case 0:
            let (a, b) = (try field(of: fields), try field(of: fields))
            guard fields[a]?.isComparable(with: fields[b]) ?? false else {
                throw fault(.outOfRange, at: start)
            }
            return .notAfter(a, b)
        case 1:
            let choice = try choice(of: fields)
            let options = try ascendingOptions(of: choice.options)
            return .needed(
                choice: choice.field, options: options, fields: try fieldList(of: fields))
        default: return .unique(try fieldList(of: fields))
        }
    }

    private mutating func choice(
        of fields: [FieldNumber: Field]
    ) throws(WireError) -> (field: FieldNumber, options: [UInt16: FieldType.Option]) {
        let start = offset
        let number = try field(of: fields)
        guard case .choice(let options)? = fields[number]?.type else {
            throw fault(.outOfRange, at: start)
        }
        return (number, options)
    }

    private mutating func option(
        of options: [UInt16: FieldType.Option]
    ) throws(WireError) -> UInt16 {
        let start = offset
        let option = UInt16(try unsigned(upTo: UInt64(UInt16.max)))
        guard options[option] != nil else { throw fault(.noSuchEntry, at: start) }
        return option
    }

    private mutating func ascendingOptions(
        of options: [UInt16: FieldType.Option]
    ) throws(WireError) -> [UInt16] {
        var found: [UInt16] = []
        for _ in 0..<(try count(upTo: SchemaLimits.entries)) {
            let start = offset
            let option = try option(of: options)
            if let last = found.last, last >= option {
                throw fault(last == option ? .repeated : .unsorted, at: start)
            }
            found.append(option)
        }
        return found
    }

    mutating func sums(of fields: [FieldNumber: Field]) throws(WireError) -> [Sum] {
        var sums: [Sum] = []
        for _ in 0..<(try count(upTo: SchemaLimits.sums)) {
            try array(of: 4)
            let name = try schemaName()
            let keys = try fieldList(of: fields)
            let start = offset
            let amount = try field(of: fields)
            guard fields[amount]?.isAmount ?? false else { throw fault(.outOfRange, at: start) }
            let signs = try takeNull() ? nil : try signs(of: fields)
            sums.append(Sum(name, by: keys, of: amount, signs: signs))
        }
        return sums
    }

    private mutating func signs(
        of fields: [FieldNumber: Field]
    ) throws(WireError) -> Sum.Signs {
        try array(of: 2)
        let choice = try choice(of: fields)
        var factors: [UInt16: Int64] = [:]
        try forEachEntry { (reader) throws(WireError) in
            try reader.option(of: choice.options)
        } _: { (option, reader) throws(WireError) in
            factors[option] = try reader.integer(in: -1...1)
        }
        return Sum.Signs(choice.field, factors)
    }
}

extension Reader {
    mutating func deciding(of fields: [FieldNumber: Field]) throws(WireError) -> Deciding {
        let place = offset
        let count = try arrayHead()
        guard count == 3 || count == 4 else { throw fault(.wrongCount, at: place) }
        let about = try field(of: fields) { if case .fact = $0 { true } else { false } }
        let approves = try field(of: fields) { $0 == .truth }
        let seen = try field(of: fields) {
            if case .list(_, .fact) = $0 { true } else { false }
        }
        let pulse = count == 4 ? try field(of: fields) { $0 == .time } : nil
        return Deciding(about: about, approves: approves, seen: seen, pulse: pulse)
    }

    /// A register or part that is always there, and names a hub.
    mutating func place(of fields: [FieldNumber: Field]) throws(WireError) -> FieldNumber {
        let start = offset
        let number = try field(of: fields) { $0 == .hub }
        guard fields[number]?.isRequired == true else { throw fault(.outOfRange, at: start) }
        return number
    }

    /// A field that is there, and of a type that will do.
    private mutating func field(
        of fields: [FieldNumber: Field], _ isFit: (FieldType) -> Bool
    ) throws(WireError) -> FieldNumber {
        let start = offset
        let number = try field(of: fields)
        guard let type = fields[number]?.type, isFit(type) else {
            throw fault(.outOfRange, at: start)
        }
        return number
    }
}

extension Field {
    fileprivate var isAmount: Bool {
        switch type {
        case .integer, .decimal, .quantity: true
        default: false
        }
    }

    fileprivate func isComparable(with other: Field?) -> Bool {
        guard let other, merging == .register, other.merging == .register else { return false }
        return switch (type, other.type) {
        case (.integer, .integer), (.date, .date), (.time, .time): true
        case (.decimal(let mine, _), .decimal(let theirs, _)): mine == theirs
        default: false
        }
    }
}

extension Writer {
    mutating func put(_ rules: [Rule]) {
        put(array: rules.count)
        for rule in rules {
            switch rule {
            case .notAfter(let a, let b):
                put(array: 3)
                put(0)
                put(a)
                put(b)
            case .needed(let choice, let options, let fields):
                put(array: 4)
                put(1)
                put(choice)
                put(array: options.count)
                for option in options { put(UInt64(option)) }
                put(fields)
            case .unique(let fields):
                put(array: 2)
                put(2)
                put(fields)
            case .later(let item): put(item: item.span)
            }
        }
    }

    mutating func put(_ deciding: Deciding) {
        put(deciding.fields)
    }

    mutating func put(_ sums: [Sum]) {
        put(array: sums.count)
        for sum in sums {
            put(array: 4)
            put(text: sum.name)
            put(sum.keys)
            put(sum.amount)
            guard let signs = sum.signs else {
                putNull()
                continue
            }
            put(array: 2)
            put(signs.choice)
            putNumbers(signs.factors, \.self) { $0.put(integer: $1) }
        }
    }
}

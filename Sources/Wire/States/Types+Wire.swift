public import Lattice

extension Register: Canonical {
    public static var part: WireError.Part { .register }

    public func write(to writer: inout Writer) { marks.write(to: &writer) }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        var register = Self()
        register.marks = try Marks.read(from: &reader)
        return register
    }
}

extension Life: Canonical {
    public static var part: WireError.Part { .life }

    public func write(to writer: inout Writer) { marks.write(to: &writer) }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        var life = Self()
        life.marks = try Marks.read(from: &reader)
        return life
    }
}

extension AddWinsSet: Canonical {
    public static var part: WireError.Part { .set }

    public func write(to writer: inout Writer) {
        writer.put(map: elements.count)
        for (element, row) in elements.sorted(by: { $0.key.comesBefore($1.key) }) {
            writer.put(element)
            row.marks.write(to: &writer)
        }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        var set = Self()
        try reader.forEachEntry { (reader) throws(WireError) in
            try reader.value()
        } _: { (element, reader) throws(WireError) in
            var row = Element()
            row.marks = try Marks.read(from: &reader)
            set.elements[element] = row
        }
        return set
    }
}

extension Counter: Canonical {
    public static var part: WireError.Part { .counter }

    public func write(to writer: inout Writer) {
        writer.putMap(tallies) { feed, tally, writer in
            writer.put(feed)
            writer.put(array: 4)
            // A tally without a position does not exist (spec/02-data-types.md#cnt-1).
            writer.put(tally.position ?? Position(word: 0))
            writer.put(tally.up)
            writer.put(tally.down)
        }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        var counter = Self()
        counter.tallies = try reader.sortedMap { (reader) throws(WireError) in
            try reader.feed()
        } _: { (reader) throws(WireError) in
            try reader.array(of: 4)
            let position = try reader.position()
            let up = try reader.unsigned()
            return Tally(position: position, up: up, down: try reader.unsigned())
        }
        return counter
    }
}

extension Facts: Canonical {
    public static var part: WireError.Part { .facts }

    public func write(to writer: inout Writer) {
        writer.put(map: facts.count)
        for (key, fact) in facts.sorted(by: { $0.key < $1.key }) {
            writer.put(key)
            fact.write(to: &writer)
        }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        var facts = Self()
        try reader.forEachEntry { (reader) throws(WireError) in
            try reader.factKey()
        } _: { (key, reader) throws(WireError) in
            facts.facts[key] = try Fact.read(from: &reader)
        }
        return facts
    }
}

extension Fact {
    fileprivate func write(to writer: inout Writer) {
        writer.put(map: contents.count)
        for entry in contents.entries.sorted(by: { $0.key.comesBefore($1.key) }) {
            writer.put(entry.key)
            writer.putMap(entry.value) { feed, position, writer in
                writer.put(feed)
                writer.put(array: 2)
                writer.put(position)
            }
        }
    }

    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        let contents = try reader.entries { (reader) throws(WireError) in
            try reader.value()
        } _: { (reader) throws(WireError) in
            try reader.sortedMap { (reader) throws(WireError) in
                try reader.feed()
            } _: { (reader) throws(WireError) in
                try reader.array(of: 2)
                return try reader.position()
            }
        }
        var fact = Self()
        // Shorter contents come first in an encoding, lower ones first in a fact.
        fact.contents = SortedMap(ascending: contents.sorted { $0.key < $1.key })
        return fact
    }
}

extension Value {
    /// The order of encoded keys: what is shorter comes first (spec/03-encoding.md#cbor-3).
    func comesBefore(_ other: Self) -> Bool {
        count == other.count ? self < other : count < other.count
    }
}

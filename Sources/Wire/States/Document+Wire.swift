public import Lattice

extension Document: Canonical {
    public static var part: WireError.Part { .document }

    public func write(to writer: inout Writer) {
        let parts = [
            !life.isEmpty, !registers.isEmpty, !sets.isEmpty, !counters.isEmpty, !facts.isEmpty,
        ]
        writer.put(map: parts.count { $0 })
        if parts[0] {
            writer.put(0)
            life.write(to: &writer)
        }
        if parts[1] { write(registers, under: 1, to: &writer) }
        if parts[2] { write(sets, under: 2, to: &writer) }
        if parts[3] { write(counters, under: 3, to: &writer) }
        if parts[4] { write(facts, under: 4, to: &writer) }
    }

    private func write<State: Canonical>(
        _ fields: SortedMap<FieldNumber, State>, under key: UInt64, to writer: inout Writer
    ) {
        writer.put(key)
        writer.putMap(fields) { field, state, writer in
            writer.put(field)
            state.write(to: &writer)
        }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        var document = Self()
        try reader.closedMap(of: 5) { (key, reader) throws(WireError) in
            switch key {
            case 0: document.life = try Life.read(from: &reader)
            case 1: document.registers = try fields(&reader)
            case 2: document.sets = try fields(&reader)
            case 3: document.counters = try fields(&reader)
            default: document.facts = try fields(&reader)
            }
        }
        return document
    }

    private static func fields<State: Canonical>(
        _ reader: inout Reader
    ) throws(WireError) -> SortedMap<FieldNumber, State> {
        try reader.sortedMap { (reader) throws(WireError) in
            try reader.field()
        } _: { (reader) throws(WireError) in
            try State.read(from: &reader)
        }
    }
}

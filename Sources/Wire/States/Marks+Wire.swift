internal import Lattice

/// What stands at a mark, after its position (spec/03-encoding.md#state-1).
protocol WirePayload {
    /// How many items it takes.
    static var items: Int { get }
    func write(to writer: inout Writer)
    static func read(from reader: inout Reader) throws(WireError) -> Self
}

extension Write: WirePayload {
    static var items: Int { 2 }

    func write(to writer: inout Writer) {
        writer.put(time)
        writer.put(value)
    }

    static func read(from reader: inout Reader) throws(WireError) -> Self {
        let time = try reader.time()
        return Self(time: time, value: try reader.value())
    }
}

extension Added: WirePayload {
    static var items: Int { 1 }

    func write(to writer: inout Writer) { writer.put(true) }

    static func read(from reader: inout Reader) throws(WireError) -> Self {
        let start = reader.offset
        guard try reader.bool() else { throw reader.fault(.wrongType, at: start) }
        return Self()
    }
}

extension LifeSign: WirePayload {
    static var items: Int { 1 }

    func write(to writer: inout Writer) { writer.put(self == .alive) }

    static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.bool() ? .alive : .dead
    }
}

extension Marks where Payload: WirePayload {
    func write(to writer: inout Writer) {
        writer.put(map: entries.count)
        for entry in entries {
            writer.put(entry.key)
            writer.put(array: 2 + (entry.value.payload == nil ? 0 : Payload.items))
            writer.put(entry.value.position)
            entry.value.payload?.write(to: &writer)
        }
    }

    static func read(from reader: inout Reader) throws(WireError) -> Self {
        Self(
            try reader.sortedMap({ (reader) throws(WireError) in try reader.feed() }) {
                (reader) throws(WireError) in try Mark<Payload>.read(from: &reader)
            })
    }
}

extension Mark where Payload: WirePayload {
    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        let isStanding = try reader.array(of: 2, or: 2 + Payload.items)
        let position = try reader.position()
        return !isStanding
            ? Self(covered: position) : Self(position, standing: try Payload.read(from: &reader))
    }
}

internal import Lattice
internal import Wire

/// Sixty-four bits that tell bytes from others by chance, not from others made on purpose: cursors
/// come back to where they were made (Fowler, Noll, Vo: 1a).
struct Fingerprint: Hashable, Sendable {
    private(set) var word: UInt64 = 0xCBF2_9CE4_8422_2325

    init(word: UInt64) { self.word = word }

    init(_ bytes: [UInt8]) {
        for byte in bytes { word = (word ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
}

extension Query {
    /// Of all that decides which rows come after which; pages may grow as one goes on.
    var fingerprint: Fingerprint {
        var writer = Writer()
        writer.put(array: 4)
        writer.put(kind)
        filter.write(to: &writer)
        writer.put(array: order.count)
        for order in order {
            writer.put(order.field)
            writer.put(order.direction.rawValue)
        }
        writer.put(presence.rawValue)
        return Fingerprint(writer.bytes)
    }
}

extension Filter {
    /// Each case begins with a number of its own, and says how much follows.
    func write(to writer: inout Writer) {
        switch self {
        case .everything: writer.put(0)
        case .compare(let field, let comparison, let value):
            writer.put(1)
            writer.put(field)
            writer.put(comparison.rawValue)
            writer.put(value)
        case .among(let field, let values):
            writer.put(2)
            writer.put(field)
            writer.put(array: values.count)
            for value in values { writer.put(value) }
        case .begins(let field, let text):
            writer.put(3)
            writer.put(field)
            writer.put(text: text)
        case .contains(let field, let value):
            writer.put(4)
            writer.put(field)
            writer.put(value)
        case .missing(let field):
            writer.put(5)
            writer.put(field)
        case .contested(let field):
            writer.put(6)
            if let field { writer.put(field) } else { writer.putNull() }
        case .search(let text):
            writer.put(7)
            writer.put(text: text)
        case .all(let filters): filters.write(as: 8, to: &writer)
        case .any(let filters): filters.write(as: 9, to: &writer)
        case .not(let filter): [filter].write(as: 10, to: &writer)
        }
    }
}

extension [Filter] {
    fileprivate func write(as number: UInt64, to writer: inout Writer) {
        writer.put(number)
        writer.put(array: count)
        for filter in self { filter.write(to: &writer) }
    }
}

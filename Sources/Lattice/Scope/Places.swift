/// Places in a log, packed: those of the bundles that touched something. They mostly ascend; what
/// comes late is noted all the same, and whoever reads them sorts.
public struct Places: Equatable, Sendable {
    /// Each is the difference to the one before, its sign in the lowest bit, seven bits a byte.
    public private(set) var bytes: [UInt8] = []
    public private(set) var last: UInt64 = 0

    public init() {}

    /// As they were packed before; what is cut short at the end is passed over.
    public init(packed bytes: [UInt8]) {
        self.bytes = bytes
        last = unsorted.last ?? 0
    }

    public var isEmpty: Bool { bytes.isEmpty }

    /// Notes a place; the same twice in a row is noted once.
    public mutating func note(_ place: UInt64) {
        guard place != last || bytes.isEmpty else { return }
        let difference = Int64(bitPattern: place &- last)
        var rest = UInt64(bitPattern: difference << 1 ^ difference >> 63)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
        last = place
    }

    /// As they were noted.
    private var unsorted: [UInt64] {
        var found: [UInt64] = []
        var place: UInt64 = 0
        var number: UInt64 = 0
        var shift: UInt64 = 0
        for byte in bytes where shift < 64 {
            number |= UInt64(byte & 0x7F) << shift
            shift += 7
            guard byte < 0x80 else { continue }
            place &+= number >> 1 ^ (0 &- (number & 1))
            found.append(place)
            (number, shift) = (0, 0)
        }
        return found
    }

    /// Ascending, each once.
    public var all: [UInt64] {
        var found: [UInt64] = []
        for place in unsorted.sorted() where place != found.last { found.append(place) }
        return found
    }
}

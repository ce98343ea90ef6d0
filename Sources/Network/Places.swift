internal import CLinux
public import Gossip
public import Lattice

/// The address of a machine: an IPv6 one, or an IPv4 one that is mapped into it.
public struct HostAddress: Hashable, Comparable, Sendable {
    public let name: HostName

    public init(_ name: HostName) { self.name = name }

    public init(v4 a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        let low = UInt64(a) << 24 | UInt64(b) << 16 | UInt64(c) << 8 | UInt64(d)
        name = HostName(high: 0, low: Self.mapped | low)
    }

    public static func < (a: Self, b: Self) -> Bool { a.name < b.name }

    private static let mapped: UInt64 = 0xFFFF_0000_0000

    public var isV4: Bool { name.high == 0 && name.low >> 32 == Self.mapped >> 32 }

    /// Whether it means something on one link only.
    public var isLinkLocal: Bool { name.high >> 54 == 0xFE80 >> 6 }

    public var isLoopback: Bool {
        isV4 ? name.low >> 24 & 0xFF == 127 : name.high == 0 && name.low == 1
    }

    /// Whether the first bits of both are the same.
    func isNear(_ other: HostAddress, bits: Int) -> Bool {
        let high = name.high ^ other.name.high
        let low = name.low ^ other.name.low
        if bits <= 64 { return bits == 0 || high >> UInt64(64 - bits) == 0 }
        return high == 0 && (bits >= 128 ? low == 0 : low >> UInt64(128 - bits) == 0)
    }

    var octets: [UInt8] {
        [name.high, name.low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: word >> UInt64($0))
            }
        }
    }

    init(_ bytes: [UInt8]) {
        func word(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        name = HostName(high: word(bytes.prefix(8)), low: word(bytes.dropFirst(8).prefix(8)))
    }
}

extension HostAddress: CustomStringConvertible {
    public var description: String {
        let bytes = octets
        if isV4 { return bytes[12...].map { "\($0)" }.joined(separator: ".") }
        let words = stride(from: 0, to: 16, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
        return Self.text(of: words)
    }

    /// The longest run of zeros is left out, as people write it.
    private static func text(of words: [UInt16]) -> String {
        var best = 0..<0
        var start = 0
        while start < words.count {
            var end = start
            while end < words.count, words[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        func hex(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard !best.isEmpty else { return hex(words[...]) }
        return hex(words[..<best.lowerBound]) + "::" + hex(words[best.upperBound...])
    }
}

extension HostAddress {
    /// An address as people write it; nil if it is none.
    public init?(_ text: String) {
        if let v4 = Self.v4(text[...]) {
            self.init(HostName(high: 0, low: Self.mapped | v4))
            return
        }
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = Self.words(halves[0]) else { return nil }
        var words = head
        if halves.count == 2 {
            guard let tail = Self.words(halves[1]), head.count + tail.count < 8 else { return nil }
            words += Array(repeating: 0, count: 8 - head.count - tail.count) + tail
        }
        guard words.count == 8 else { return nil }
        let (high, low) = (words[..<4], words[4...])
        self.init(
            HostName(
                high: high.reduce(0) { $0 << 16 | UInt64($1) },
                low: low.reduce(0) { $0 << 16 | UInt64($1) }))
    }

    private static func v4(_ text: Substring) -> UInt64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var found: UInt64 = 0
        for part in parts {
            guard part.count <= 3, part.allSatisfy({ $0.isASCII && $0.isNumber }),
                let byte = UInt8(part)
            else { return nil }
            found = found << 8 | UInt64(byte)
        }
        return found
    }

    private static func words(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var words: [UInt16] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard part.count <= 4, let word = UInt16(part, radix: 16), part.first != "+" else {
                return nil
            }
            words.append(word)
        }
        return words.count <= 8 ? words : nil
    }
}

extension Endpoint {
    public var address: HostAddress { HostAddress(host) }

    init(_ place: causeway_place, on link: LinkID) {
        self.init(link, HostAddress(sixteen(of: place.host)).name, port: place.port)
    }

    /// Where it is for the system. Only what means something on one link needs that link.
    var place: causeway_place {
        var place = causeway_place()
        put(address.octets, into: &place.host)
        place.interface = UInt32(truncatingIfNeeded: link.number)
        place.port = port
        return place
    }

    /// As people write it.
    public var text: String {
        address.isV4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}

/// Sixteen bytes as C has them.
typealias Sixteen = (
    UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8,
    UInt8, UInt8, UInt8
)

func sixteen(of tuple: Sixteen) -> [UInt8] {
    var tuple = tuple
    return unsafe withUnsafeBytes(of: &tuple) { unsafe Array($0) }
}

func put(_ bytes: [UInt8], into tuple: inout Sixteen) {
    unsafe withUnsafeMutableBytes(of: &tuple) { unsafe $0.copyBytes(from: bytes.prefix(16)) }
}

public import Bundles
public import Lattice
public import Seal

/// An invite with all that a joiner needs, as the text of a QR code
/// (spec/07-confidentiality.md#inv-2).
public struct QRText {
    public let seed: InviteSeed
    public let realm: DomainID
    /// The device of whoever issued it.
    public let device: DeviceKey
    /// With colons, as people write them.
    public let addresses: [String]

    public static let mostAddresses = 8
    public static let addressBytes = 64
    private static let mostBytes = 1_024
    private static let separator = UInt8(ascii: ":")
    private static let keyLetters = 52

    /// Nil if there are too many addresses, or one has a character that has no place there.
    public init?(_ seed: InviteSeed, realm: DomainID, device: DeviceKey, addresses: [String]) {
        // Only letters that have one capital: others have no place in an address.
        guard addresses.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) else { return nil }
        let upper = addresses.map { $0.uppercased() }
        guard addresses.count <= Self.mostAddresses,
            upper.allSatisfy({ Self.isAddress(Array($0.replacing(":", with: "/").utf8)) })
        else { return nil }
        self.seed = seed
        self.realm = realm
        self.device = device
        self.addresses = upper
    }

    private static func isAddress(_ bytes: [UInt8]) -> Bool {
        (1...addressBytes).contains(bytes.count)
            && bytes.allSatisfy { byte in
                switch byte {
                case 0x41...0x5A, 0x30...0x39, 0x2E, 0x2D, 0x2F, 0x25: true
                default: false
                }
            }
    }

    /// The text, to be shown and forgotten.
    public func text() -> Secret {
        var writer = SecretWriter(most: Self.mostBytes)
        writer.put(text: "CAUSEWAY:1:")
        writer.put(Letters.text(seed.values(), grouped: false))
        for key in [realm.octets, device.bytes.octets] {
            writer.put(text: ":")
            // Unsafe only in name: bytes have no padding that could show.
            let bytes = unsafe key.span.bytes
            for place in 0..<Self.keyLetters {
                writer.put(byte: Letters.letter(bytes.fiveBits(at: place)))
            }
        }
        for address in addresses {
            writer.put(text: ":")
            writer.put(text: address.replacing(":", with: "/"))
        }
        return writer.finish()
    }

    public init(reading text: borrowing Secret) throws(InviteError) {
        let bytes = text.bytes
        let parts = Self.parts(bytes)
        guard parts.count >= 2, bytes.holds("CAUSEWAY", parts[0]) else { throw .badInvite }
        guard bytes.holds("1", parts[1]) else { throw .unknownVersion }
        guard (5...5 + Self.mostAddresses).contains(parts.count),
            parts[2].count == Letters.count + 1, bytes.isCapital(parts[2]),
            let realm: DomainID = Self.key(bytes, parts[3]),
            let device: DomainID = Self.key(bytes, parts[4])
        else { throw .badInvite }
        var addresses: [String] = []
        for part in parts.dropFirst(5) {
            let address = part.map { bytes.byte(at: $0) }
            guard Self.isAddress(address) else { throw .badInvite }
            addresses.append(String(decoding: address, as: UTF8.self).replacing("/", with: ":"))
        }
        seed = try Letters.seed(bytes.extracting(parts[2]))
        self.realm = realm
        self.device = DeviceKey(device.as())
        self.addresses = addresses
    }

    private static func parts(_ bytes: RawSpan) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        for index in 0..<min(bytes.byteCount, mostBytes) where bytes.byte(at: index) == separator {
            parts.append(start..<index)
            start = index + 1
        }
        return parts + [start..<bytes.byteCount]
    }

    private static func key<Named>(_ bytes: RawSpan, _ part: Range<Int>) -> Hash<Named>? {
        guard part.count == keyLetters, bytes.isCapital(part) else { return nil }
        var key: [UInt8] = []
        var (bits, pending): (UInt32, Int) = (0, 0)
        for index in part {
            guard let value = Letters.value(bytes.byte(at: index)) else { return nil }
            bits = bits << 5 | UInt32(value)
            pending += 5
            if pending >= 8 {
                key.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending - 8)))
                pending -= 8
            }
        }
        // Four bits are left over.
        guard key.count == 32, bits & 0x0F == 0 else { return nil }
        return Hash(octets: key)
    }
}

extension SecretWriter {
    fileprivate mutating func put(text: String) {
        let bytes = Array(text.utf8)
        // Unsafe only in name: bytes have no padding that could show.
        put(unsafe bytes.span.bytes)
    }
}

extension RawSpan {
    fileprivate func holds(_ text: String, _ range: Range<Int>) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == range.count
            && bytes.indices.allSatisfy { bytes[$0] == byte(at: range.lowerBound + $0) }
    }

    /// Whether it has no small letters, and nothing to be left out.
    fileprivate func isCapital(_ range: Range<Int>) -> Bool {
        range.allSatisfy { index in
            let byte = byte(at: index)
            return Letters.value(byte) != nil && !(0x61...0x7A).contains(byte)
        }
    }
}

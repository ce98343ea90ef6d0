public import Bundles
public import Lattice
internal import Seal

/// An agency's id as people tell it to each other (spec/04-identity.md#root-8): 52 letters of five
/// bits, and a check letter, as invites have one.
public enum AgencyLetters {
    private static let count = 52

    public static func text(of agency: DomainID) -> String {
        let values = values(of: agency)
        let all = (values + [check(values)]).map { Letters.letter($0) }
        let groups = stride(from: 0, to: count, by: 4).map { start in
            // The check letter goes with the last of them.
            let end = start + 4 == count ? count + 1 : start + 4
            return String(decoding: all[start..<end], as: UTF8.self)
        }
        return groups.joined(separator: "-")
    }

    /// The id that somebody typed; nil if that is none at all.
    public static func agency(_ text: String) throws(InviteError) -> DomainID? {
        let typed = text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
        let values = typed.compactMap { Letters.value($0) }
        guard typed.count == count + 1, values.count == typed.count else { return nil }
        // The last letter has one bit of the id, and four that are zero.
        guard check(Array(values.dropLast())) == values[count], values[count - 1] & 15 == 0 else {
            throw .mistyped
        }
        var octets: [UInt8] = []
        var (room, bits): (UInt32, Int) = (0, 0)
        for value in values.dropLast() {
            room = room << 5 | UInt32(value)
            bits += 5
            guard bits >= 8 else { continue }
            bits -= 8
            octets.append(UInt8(truncatingIfNeeded: room >> UInt32(bits)))
        }
        return DomainID(octets: Array(octets.prefix(32)))
    }

    private static func values(of agency: DomainID) -> [UInt8] {
        var values: [UInt8] = []
        var (room, bits): (UInt32, Int) = (0, 0)
        for octet in agency.octets + [0] {
            room = room << 8 | UInt32(octet)
            bits += 8
            while bits >= 5, values.count < count {
                bits -= 5
                values.append(UInt8(truncatingIfNeeded: room >> UInt32(bits)) & 31)
            }
        }
        return values
    }

    private static func check(_ values: [UInt8]) -> UInt8 {
        values.reduce(0) { Letters.doubled($0 ^ $1) }
    }
}

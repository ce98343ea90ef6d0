internal import Lattice
public import Seal

/// Five bits to a letter, without those that are taken for each other
/// (spec/07-confidentiality.md#inv-1).
enum Letters {
    static let count = 20
    private static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789".utf8)
    private static let hyphen = UInt8(ascii: "-")

    static func letter(_ value: UInt8) -> UInt8 { alphabet[Int(value)] }

    /// The value of a letter, small ones too; nil if it is none.
    static func value(_ letter: UInt8) -> UInt8? {
        let capital = (0x61...0x7A).contains(letter) ? letter - 0x20 : letter
        return alphabet.firstIndex(of: capital).map { UInt8($0) }
    }

    /// Notices any letter that is wrong, and any two that changed places.
    static func check(_ values: borrowing SecretValues) -> UInt8 {
        var check: UInt8 = 0
        for place in 0..<count { check = doubled(check ^ values[place]) }
        return check
    }

    /// Twice a value, in the field of 32.
    static func doubled(_ value: UInt8) -> UInt8 {
        let doubled = value << 1
        return doubled >= 32 ? doubled ^ 37 : doubled
    }

    static func text(_ values: borrowing SecretValues, grouped: Bool) -> Secret {
        var writer = SecretWriter(most: 32)
        for place in 0..<count {
            if grouped, place > 0, place.isMultiple(of: 4) { writer.put(byte: hyphen) }
            writer.put(byte: letter(values[place]))
        }
        writer.put(byte: letter(check(values)))
        return writer.finish()
    }

    /// The seed that letters say, as somebody typed them.
    static func seed(_ text: RawSpan) throws(InviteError) -> InviteSeed {
        var values = SecretValues()
        var typed = 0
        var last: UInt8 = 0
        for index in 0..<text.byteCount {
            let byte = text.byte(at: index)
            if byte == hyphen || byte == UInt8(ascii: " ") { continue }
            guard let value = value(byte), typed <= count else { throw .badInvite }
            if typed < count { values.put(value) } else { last = value }
            typed += 1
        }
        guard typed == count + 1 else { throw .badInvite }
        guard check(values) == last else { throw .mistyped }
        return InviteSeed(values)
    }
}

extension InviteSeed {
    /// Reads what somebody typed: 20 letters and the check letter.
    public convenience init(letters: borrowing Secret) throws(InviteError) {
        let seed = try Letters.seed(letters.bytes)
        self.init(seed.values())
    }
}

/// Why an invite cannot be read, issued or used.
public enum InviteError: String, Error, Sendable {
    case badInvite = "bad-invite"
    case mistyped = "mistyped"
    case unknownVersion = "unknown-version"
    case expired, used, withdrawn
    case clock
    case tooMany = "too-many"
}

extension InviteError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badInvite: "this is no invite: it has 20 letters and a check letter (\(rawValue))"
        case .mistyped: "a letter of the invite is wrong, or two changed places (\(rawValue))"
        case .unknownVersion:
            "this invite is of a later version; the program has to be renewed (\(rawValue))"
        case .expired:
            "the invite has expired; ask whoever issued it for another (\(rawValue))"
        case .used:
            "the invite was used already, with other keys; if that was not you, say so to whoever "
                + "issued it, and ask for another (\(rawValue))"
        case .withdrawn:
            "the invite was withdrawn; ask whoever issued it for another (\(rawValue))"
        case .clock:
            "this laptop's clock is behind what is in the charter; set it first (\(rawValue))"
        case .tooMany:
            "too many invites are open; withdraw some that nobody needs (\(rawValue))"
        }
    }
}

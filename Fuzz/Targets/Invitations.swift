import Bundles
import Identity
import Lattice
import Seal
import Wire

/// What is read as an invite is written again as the same: letters but for how they were typed, QR
/// texts and what issuers remember to the byte.
enum Invitations: FuzzTarget {
    static let name = "invites"

    static func check(_ input: [UInt8]) throws(Broken) {
        let bytes = Array(input.dropFirst())
        switch Int(input.first ?? 0) % 3 {
        case 0: try check(letters: bytes)
        case 1: try check(text: bytes)
        default: try check(remembered: bytes)
        }
    }

    private static func check(letters bytes: [UInt8]) throws(Broken) {
        guard let seed = try? InviteSeed(letters: Secret(copying: bytes.span.bytes)) else { return }
        let typed = bytes.filter { $0 != 0x20 && $0 != 0x2D }
            .map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
        let shown = seed.letters().octets.filter { $0 != 0x2D }
        try demand(typed == shown, "letters are shown otherwise")
        let again = try? InviteSeed(letters: seed.letters())
        try demand(again?.name == seed.name, "letters are read as another seed")
    }

    private static func check(text bytes: [UInt8]) throws(Broken) {
        guard let text = try? QRText(reading: Secret(copying: bytes.span.bytes)) else { return }
        try demand(text.text().octets == bytes, "a QR text is written otherwise")
        try demand(text.addresses.count <= QRText.mostAddresses, "too many addresses")
    }

    private static func check(remembered bytes: [UInt8]) throws(Broken) {
        let invites: Invites
        do throws(WireError) {
            invites = try Invites(remembered: bytes.span.bytes)
        } catch {
            return try demand(
                (0...bytes.count).contains(error.offset), "“\(error)” is not within it")
        }
        var writer = Writer()
        writer.put(map: invites.all.count)
        for invite in invites.all { write(invite, to: &writer) }
        try demand(writer.bytes == bytes, "invites are written otherwise")
    }

    private static func write(_ invite: IssuedInvite, to writer: inout Writer) {
        writer.put(bytes: Handshakes.seed(of: invite.seed).span.bytes)
        writer.put(array: 5)
        if let first = invite.first { writer.put(first) } else { writer.putNull() }
        writer.put(invite.end)
        switch invite.state {
        case .open: writer.putNull()
        case .claimed(let claim): writer.put(claim)
        case .withdrawn: writer.put(true)
        }
        writer.put(UInt64(invite.claims))
        if let seat = invite.admitted { writer.put(seat) } else { writer.putNull() }
    }
}

extension Handshakes {
    /// The bytes of a seed, by its letters.
    static func seed(of invite: InviteSeed) -> [UInt8] {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789".utf8)
        let letters = invite.letters().octets.filter { $0 != 0x2D }.dropLast()
        var bits: [UInt8] = []
        for letter in letters {
            let value = alphabet.firstIndex(of: letter) ?? 0
            bits += (0..<5).map { UInt8(value >> (4 - $0) & 1) }
        }
        bits += Array(repeating: 0, count: 28)
        return (0..<16).map { byte in bits[byte * 8..<byte * 8 + 8].reduce(0) { $0 << 1 | $1 } }
    }
}

extension Secret {
    /// What is no secret here.
    var octets: [UInt8] {
        var octets: [UInt8] = []
        for index in 0..<count { octets.append(bytes.byte(at: index)) }
        return octets
    }
}

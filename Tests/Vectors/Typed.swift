import Bundles
import Identity
import Lattice
import Seal
import Wire

/// What people type, and cameras read, made by hand.
enum Typed {
    static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")

    /// The first hundred bits of each count, the others are zero.
    static let seeds: [[UInt8]] = [
        cut(Secrets.octets(410)), cut(Secrets.octets(411)), Array(repeating: 0, count: 16),
        cut(Array(repeating: 0xFF, count: 32)), cut([0x80] + Array(repeating: 0, count: 15)),
        cut(Array(repeating: 0, count: 12) + [0x10, 0, 0, 0]),
    ]

    private static func cut(_ bytes: [UInt8]) -> [UInt8] {
        Array(bytes.prefix(12)) + [bytes[12] & 0xF0, 0, 0, 0]
    }

    /// So many letters of bytes, from the highest bit on.
    static func letters(_ bytes: [UInt8], _ count: Int) -> [Character] {
        values(bytes, count).map { alphabet[$0] }
    }

    private static func values(_ bytes: [UInt8], _ count: Int) -> [Int] {
        (0..<count).map { place in
            (0..<5).reduce(0) { value, bit in
                let place = place * 5 + bit
                let byte = place / 8 < bytes.count ? Int(bytes[place / 8]) : 0
                return value << 1 | byte >> (7 - place % 8) & 1
            }
        }
    }

    /// The 20 letters of a seed, and the check letter.
    static func letters(of seed: [UInt8]) -> String {
        let check = values(seed, 20).reduce(0) { check, value in
            let doubled = (check ^ value) << 1
            return doubled >= 32 ? doubled ^ 37 : doubled
        }
        return String(letters(seed, 20) + [alphabet[check]])
    }

    static func grouped(_ text: String) -> String {
        let letters = Array(text)
        return [0..<4, 4..<8, 8..<12, 12..<16, 16..<21].map { String(letters[$0]) }
            .joined(separator: "-")
    }

    static func refusal(ofLetters text: String) -> String? {
        do throws(InviteError) {
            _ = try InviteSeed(letters: Secrets.secret(Array(text.utf8)))
        } catch { return error.rawValue }
        return nil
    }

    static func refusal(ofText text: String) -> String? {
        do throws(InviteError) {
            _ = try QRText(reading: Secrets.secret(Array(text.utf8)))
        } catch { return error.rawValue }
        return nil
    }

    /// Name, text, reason.
    static func wrong(_ text: String) -> [(String, String, String)] {
        func changed(_ place: Int, _ letter: Character) -> String {
            var letters = Array(text)
            letters[place] = letters[place] == letter ? "Z" : letter
            return String(letters)
        }
        func swapped(_ a: Int, _ b: Int) -> String {
            var letters = Array(text)
            letters.swapAt(a, b)
            return String(letters)
        }
        let others = (0..<20).filter { Array(text)[$0] != Array(text)[0] }
        return [
            ("the first letter wrong", changed(0, "A"), "mistyped"),
            ("the last letter wrong", changed(19, "A"), "mistyped"),
            ("another check letter", changed(20, "A"), "mistyped"),
            ("two letters that changed places", swapped(0, others[0]), "mistyped"),
            ("two far apart that changed places", swapped(0, others[others.count - 1]), "mistyped"),
            ("20 letters", String(text.dropLast()), "bad-invite"),
            ("22 letters", text + "A", "bad-invite"), ("none", "", "bad-invite"),
            ("hyphens alone", "----", "bad-invite"),
            ("a zero", changed(3, "0"), "bad-invite"), ("a one", changed(3, "1"), "bad-invite"),
            ("an I", changed(3, "I"), "bad-invite"), ("an o", changed(3, "o"), "bad-invite"),
            ("an underscore for a hyphen", text + "_", "bad-invite"),
            ("a tab", "\t" + text, "bad-invite"), ("a new line", text + "\n", "bad-invite"),
            ("a letter that is not ASCII", changed(3, "Ä"), "bad-invite"),
            ("a letter too much that is none", text + "é", "bad-invite"),
        ]
    }

    /// Name, text, reason.
    static func wrongTexts(
        _ letters: String, _ realm: DomainID, _ device: DeviceKey
    ) -> [(String, String, String)] {
        let a = String(Self.letters(Secrets.octets(realm), 52))
        let b = String(Self.letters(Secrets.octets(device.bytes), 52))
        let start = "CAUSEWAY:1:" + letters
        let full = start + ":" + a + ":" + b
        // The last four bits of 52 letters are zero.
        let open = String(a.dropLast()) + (a.last == "B" ? "C" : "B")
        let mistyped = String(letters.dropLast()) + (letters.last == "B" ? "C" : "B")
        return [
            ("nothing", "", "bad-invite"),
            ("another word", "CAUSEWAX" + full.dropFirst(8), "bad-invite"),
            ("the word in small letters", "causeway" + full.dropFirst(8), "bad-invite"),
            ("the word alone", "CAUSEWAY", "bad-invite"),
            ("version 2", "CAUSEWAY:2" + full.dropFirst(10), "unknown-version"),
            ("version 2 and nothing else", "CAUSEWAY:2", "unknown-version"),
            ("no version", "CAUSEWAY::" + letters, "unknown-version"),
            (
                "a version with a zero before it", "CAUSEWAY:01" + full.dropFirst(10),
                "unknown-version"
            ),
            ("the letters alone", start, "bad-invite"),
            ("without a device", start + ":" + a, "bad-invite"),
            ("mistyped", "CAUSEWAY:1:" + mistyped + ":" + a + ":" + b, "mistyped"),
            (
                "letters in groups",
                "CAUSEWAY:1:" + grouped(letters) + ":" + a + ":" + b, "bad-invite"
            ),
            (
                "small letters", full.lowercased().replacing("causeway", with: "CAUSEWAY"),
                "bad-invite"
            ),
            ("a realm of 51 letters", start + ":" + a.dropLast() + ":" + b, "bad-invite"),
            ("a device of 53 letters", full + "A", "bad-invite"),
            ("a bit at the end", start + ":" + open + ":" + b, "bad-invite"),
            ("a zero in the realm", start + ":0" + a.dropFirst() + ":" + b, "bad-invite"),
            ("an empty address", full + ":", "bad-invite"),
            ("an address of 65", full + ":" + String(repeating: "A", count: 65), "bad-invite"),
            ("nine addresses", full + String(repeating: ":A", count: 9), "bad-invite"),
            ("an address in small letters", full + ":host/1", "bad-invite"),
            ("an address with a space", full + ":A B", "bad-invite"),
            ("an address that is not ASCII", full + ":HÖST", "bad-invite"),
            ("a new line at the end", full + "\n", "bad-invite"),
        ]
    }

    /// Written by hand of all that invites say of themselves.
    static func encoding(of invites: Invites) throws -> [UInt8] {
        var rows: [(seed: [UInt8], invite: IssuedInvite)] = []
        for invite in invites.all { rows.append((try seed(of: invite.seed), invite)) }
        var writer = Writer()
        writer.put(map: rows.count)
        for (seed, invite) in rows {
            writer.put(bytes: seed.span.bytes)
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
        return writer.bytes
    }

    /// The bytes of a seed, by its letters.
    static func seed(of invite: InviteSeed) throws -> [UInt8] {
        let text = String(decoding: invite.letters().octets, as: UTF8.self).filter { $0 != "-" }
        let values = text.dropLast().compactMap { alphabet.firstIndex(of: $0) }
        try expect(values.count == 20, text, "is no invite")
        var bits: [UInt8] = values.flatMap { value in
            (0..<5).map { UInt8(value >> (4 - $0) & 1) }
        }
        bits += Array(repeating: 0, count: 28)
        return (0..<16).map { byte in bits[byte * 8..<byte * 8 + 8].reduce(0) { $0 << 1 | $1 } }
    }
}

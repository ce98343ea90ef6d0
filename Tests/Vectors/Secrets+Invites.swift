import Bundles
import Identity
import Lattice
import Seal
import TestSupport
import Wire

/// Invites as people type them, as QR codes have them, and as their issuers remember them.
extension SecretVectors {
    mutating func letters() throws {
        let text = Typed.letters(of: Typed.seeds[0])
        let grouped = Typed.grouped(text)
        var all = Typed.seeds.enumerated().map { number, seed in
            ("seed \(number + 1)", Typed.letters(of: seed), seed)
        }
        all += [
            ("in groups", grouped, Typed.seeds[0]),
            ("in small letters", text.lowercased(), Typed.seeds[0]),
            (
                "in some small letters", text.prefix(9).lowercased() + text.dropFirst(9),
                Typed.seeds[0]
            ),
            (
                "with spaces and hyphens everywhere",
                " -" + text.map { "\($0)- " }.joined() + "--  ", Typed.seeds[0]
            ),
        ]
        for (name, text, seed) in all {
            let read = try InviteSeed(letters: Secrets.secret(Array(text.utf8)))
            let padded = Secrets.secret(seed + Array(repeating: 0, count: 16))
            let shown = Typed.grouped(Typed.letters(of: seed))
            let mark: Hash<InviteSeed> = padded.digest(.inviteName)
            try expect(
                read.letters().octets == Array(shown.utf8)
                    && read.name == InviteName(high: mark.words.0, low: mark.words.1),
                name, "is read otherwise")
            accept(
                "letters", name,
                [
                    ("text", .text(text)), ("seed", JSON(hex: seed)), ("invite", JSON(read.name)),
                    ("psk", JSON(padded.derived(.inviteKey))), ("shown", .text(shown)),
                ])
        }
        for (name, text, reason) in Typed.wrong(text) {
            try expect(Typed.refusal(ofLetters: text), is: reason, name)
            refuse("letters", name, reason, [("text", .text(text))])
        }
    }

    mutating func texts() throws {
        let (realm, device) = (Secrets.realm, DeviceKey(Secrets.hash(400)))
        let all: [(String, [String])] = [
            ("without addresses", []), ("with an address", ["192.0.2.7:7400"]),
            (
                "with eight",
                (1...8).map { "HOST-\($0).EXAMPLE:\($0)" }
            ),
            ("with the longest", [String(repeating: "A", count: 64)]),
            ("with an address of a sixth kind", ["[FE80::1%25]".filter { $0 != "[" && $0 != "]" }]),
        ]
        for (number, (name, addresses)) in all.enumerated() {
            let seed = Typed.seeds[number % Typed.seeds.count]
            let invite = try InviteSeed(
                letters: Secrets.secret(Array(Typed.letters(of: seed).utf8)))
            let qr = made(QRText(invite, realm: realm, device: device, addresses: addresses))
            let text = String(decoding: qr.text().octets, as: UTF8.self)
            let again = try QRText(reading: Secrets.secret(Array(text.utf8)))
            try expect(
                again.realm == realm && again.device == device && again.addresses == addresses
                    && again.seed.name == invite.name,
                name, "is read otherwise")
            accept(
                "qr", name,
                [
                    ("text", .text(text)), ("seed", JSON(hex: seed)), ("realm", JSON(realm)),
                    ("device", JSON(device)),
                    ("addresses", .array(addresses.map { .text($0) })),
                ])
        }
        let letters = Typed.letters(of: Typed.seeds[0])
        for (name, text, reason) in Typed.wrongTexts(letters, realm, device) {
            try expect(Typed.refusal(ofText: text), is: reason, name)
            refuse("qr", name, reason, [("text", .text(text))])
        }
    }

    mutating func invites() throws {
        let hash = "5820" + VectorFile.run("77", 32)
        let (low, high) = ("50 01" + VectorFile.run("00", 15), "50 ff" + VectorFile.run("00", 15))
        let last = "50" + VectorFile.run("ff", 12) + "f0 000000"
        let all: [(String, String)] = [
            ("none", "a0"), ("an open one", "a1" + low + "85 f6 1903e8 f6 00 f6"),
            (
                "of each kind",
                "a4" + "50" + VectorFile.run("00", 16) + "85 f6 00 f6 00 f6" + low + "85" + hash
                    + "1b00000190000000ff" + hash + "03 f6" + high + "85" + hash
                    + "1bffffffffffffffff" + hash + "05" + hash + last + "85 f6 18ff f5 01 f6"
            ),
            ("withdrawn though admitted", "a1" + low + "85 f6 01 f5 02" + hash),
        ]
        for (name, text) in all {
            let bytes = bytes(text)
            let invites = try Invites(remembered: bytes.span.bytes)
            try expect(try Typed.encoding(of: invites) == bytes, name, "is written otherwise")
            accept(
                "invites", name,
                [("bytes", JSON(hex: bytes)), ("value", Diagnosis.value(of: bytes))])
        }
        let one = "85 f6 1903e8 f6 00 f6"
        let wrong: [(String, String, String)] = [
            ("no map", "80", "wrong-type"), ("nothing", "", "truncated"),
            ("something after it", "a0 00", "trailing"),
            ("a seed of 15 bytes", "a1 4f" + VectorFile.run("00", 15), "wrong-count"),
            (
                "a seed with its 101st bit", "a1 50" + VectorFile.run("00", 12) + "08000000" + one,
                "out-of-range"
            ),
            (
                "a seed with its last bit", "a1 50" + VectorFile.run("00", 15) + "01" + one,
                "out-of-range"
            ),
            ("out of order", "a2" + high + one + low + one, "unsorted"),
            ("one twice", "a2" + low + one + low + one, "repeated"),
            ("four items", "a1" + low + "84 f6 00 f6 00", "wrong-count"),
            ("six claims", "a1" + low + "85 f6 00 f6 06 f6", "out-of-range"),
            ("a state that is false", "a1" + low + "85 f6 00 f4 00 f6", "wrong-type"),
            ("a state that is a number", "a1" + low + "85 f6 00 00 00 f6", "wrong-type"),
            ("a claim by a short hash", "a1" + low + "85 f6 00" + low + "00 f6", "wrong-count"),
            ("a purpose that is true", "a1" + low + "85 f5 00 f6 00 f6", "wrong-type"),
            ("an end that is null", "a1" + low + "85 f6 f6 f6 00 f6", "wrong-type"),
            ("a seat that is true", "a1" + low + "85 f6 00 f6 00 f5", "wrong-type"),
            ("cut off", "a1" + low + "85 f6 00 f6 00", "truncated"),
        ]
        for (name, text, reason) in wrong {
            let bytes = bytes(text)
            try expect(VectorFile.refusal(of: bytes, as: "invites"), is: reason, name)
            refuse("invites", name, reason, [("bytes", JSON(hex: bytes))])
        }
    }
}

import Bundles
import Identity
import Lattice
import Seal
import TestSupport
import Testing

@Suite("QR texts of invites") struct QRTests {
    private static let realm = DomainID(0x0123_4567_89AB_CDEF, 2, 3, .max)
    private static let device = DeviceKey(.max, 5, 6, 0xFEDC_BA98_7654_3210)

    private func seed(_ number: UInt64 = 1) -> InviteSeed {
        var chance = entropy(number: number)
        return InviteSeed(&chance)
    }

    private func text(_ addresses: [String] = ["192.0.2.7:7400"]) -> String {
        let text = QRText(seed(), realm: Self.realm, device: Self.device, addresses: addresses)
        return text?.text().text ?? ""
    }

    private func read(_ text: String) throws(InviteError) -> QRText {
        try QRText(reading: secret(text))
    }

    @Test("INV-2: a QR text is read back as it was")
    func roundTrip() throws {
        for number in 0..<200 {
            let hash: (UInt64) -> Hash<QRTests> = { .all(UInt64(number) ^ $0) }
            let (realm, device) = (hash(0x55), hash(0xAA))
            let addresses = (0..<number % 9).map { "HOST-\($0).EXAMPLE:\(7_400 + $0)" }
            let text = try #require(
                QRText(
                    seed(UInt64(number)),
                    realm: DomainID(realm.words.0, realm.words.1, realm.words.2, UInt64(number)),
                    device: DeviceKey(UInt64(number), device.words.1, 7, device.words.3),
                    addresses: addresses))
            let again = try QRText(reading: text.text())
            #expect(again.seed.name == text.seed.name)
            #expect(again.realm == text.realm)
            #expect(again.device == text.device)
            #expect(again.addresses == addresses)
            #expect(again.text().text == text.text().text)
        }
    }

    @Test("INV-2: it has the parts of the page, all of the alphanumeric mode of QR codes")
    func form() throws {
        let parts = text().split(separator: ":", omittingEmptySubsequences: false)
        #expect(parts.count == 6)
        #expect(parts[..<2] == ["CAUSEWAY", "1"])
        #expect(parts[2] == seed().letters().text.filter { $0 != "-" }[...])
        #expect(parts[3].count == 52 && parts[4].count == 52)
        #expect(parts[5] == "192.0.2.7/7400")
        let alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
        #expect(text(["a.example:1", "[::1]"]) == "", "brackets have no place there")
        #expect(text(["a-b.example:1", "fe80::1%eth0"]).allSatisfy { alphanumeric.contains($0) })
        // The key's bits, five to a letter, by hand.
        let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        let bits = Self.realm.octets.flatMap { byte in (0..<8).map { Int(byte) >> (7 - $0) & 1 } }
        let padded = bits + [0, 0, 0, 0]
        let expected = stride(from: 0, to: 260, by: 5).map { start in
            letters[padded[start..<start + 5].reduce(0) { $0 << 1 | $1 }]
        }
        #expect(String(parts[3]) == String(expected))
    }

    @Test("INV-2: addresses are taken with capital letters, and colons come back")
    func addresses() throws {
        let text = text(["fe80::1%eth0", "laptop.local:7400", "a"])
        #expect(try read(text).addresses == ["FE80::1%ETH0", "LAPTOP.LOCAL:7400", "A"])
        #expect(try read(self.text([])).addresses == [])
        let full = (0..<8).map { "\($0)" + String(repeating: "X", count: 63) }
        #expect(try read(self.text(full)).addresses == full)
        for bad in [
            [""], [String(repeating: "X", count: 65)], ["a b"], ["a_b"], ["ö"], ["straße"],
            ["a\u{0}"],
            Array(repeating: "a", count: 9),
        ] {
            #expect(self.text(bad) == "", "\(bad)")
        }
    }

    @Test("INV-2: a text of another version is told apart")
    func versions() {
        for version in ["2", "0", "", "11", "1 ", "A"] {
            let other = text().replacing("CAUSEWAY:1:", with: "CAUSEWAY:\(version):")
            #expect(throws: InviteError.unknownVersion) { try read(other) }
        }
        // What a later version has to say is unknown.
        #expect(throws: InviteError.unknownVersion) { try read("CAUSEWAY:2") }
    }

    @Test("INV-2: whatever else does not fit is no invite")
    func bad() {
        let good = text()
        let parts = good.split(separator: ":").map(String.init)
        var bad = [
            "", ":", "CAUSEWAY", "CAUSEWAY:1", "CAUSEWAY:1:", "causeway" + good.dropFirst(8),
            good.lowercased(), good + ":", " " + good, good + " ", good + ":a", good + ":A_B",
            good + "\n", parts[..<4].joined(separator: ":"), "HTTPS://EXAMPLE.ORG",
            text(Array(repeating: "A", count: 8)) + ":A",
            good + ":" + String(repeating: "X", count: 65),
            good + ":" + String(repeating: "X", count: 2_000),
        ]
        // Small letters, hyphens and other numbers of letters are for typing, not for codes.
        for part in 2...4 {
            for wrong in [
                "", parts[part].lowercased(), parts[part] + "A", String(parts[part].dropLast()),
                String(parts[part].dropLast()) + "-", String(parts[part].dropLast()) + "0",
            ] {
                var other = parts
                other[part] = wrong
                bad.append(other.joined(separator: ":"))
            }
        }
        for text in bad {
            #expect(throws: InviteError.badInvite, "\(text)") { try read(text) }
        }
    }

    @Test("INV-2: a key ends with four zero bits")
    func ends() throws {
        let parts = text().split(separator: ":").map(String.init)
        let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        var fine = 0
        for part in 3...4 {
            for last in letters {
                var other = parts
                other[part] = String(parts[part].dropLast()) + String(last)
                let isFine = (try? read(other.joined(separator: ":"))) != nil
                // Only the first of the last letter's bits is of the key.
                #expect(isFine == (last == "A" || last == "S"), "\(last)")
                fine += isFine ? 1 : 0
            }
        }
        #expect(fine == 4)
    }

    @Test("INV-2: a letter of the seed that is wrong is noticed here too")
    func mistyped() {
        let parts = text().split(separator: ":").map(String.init)
        var other = parts
        other[2] = (parts[2].first == "A" ? "B" : "A") + parts[2].dropFirst()
        #expect(throws: InviteError.mistyped) { try read(other.joined(separator: ":")) }
    }
}

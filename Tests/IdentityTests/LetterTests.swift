import Bundles
import Identity
import Lattice
import Seal
import TestSupport
import Testing

@Suite("Letters of invites") struct LetterTests {
    private static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")

    private func seed(_ number: UInt64) -> InviteSeed {
        var chance = entropy(number: number)
        return InviteSeed(&chance)
    }

    /// The 21 letters, without what stands between them.
    private func plain(_ seed: InviteSeed) -> [Character] {
        seed.letters().text.filter { $0 != "-" }
    }

    private func read(_ text: String) throws(InviteError) -> InviteSeed {
        try InviteSeed(letters: secret(text))
    }

    private func read(_ letters: [Character]) throws(InviteError) -> InviteSeed {
        try read(String(letters))
    }

    /// The rule of the page, in the field of 32.
    private func check(_ letters: some Sequence<Character>) -> Character {
        var check = 0
        for letter in letters {
            check = (check ^ made(Self.alphabet.firstIndex(of: letter))) << 1
            if check >= 32 { check ^= 37 }
        }
        return Self.alphabet[check]
    }

    @Test("INV-1: an invite is read back from its letters")
    func roundTrip() throws {
        var names: Set<InviteName> = []
        for number in 0..<200 {
            let seed = seed(UInt64(number))
            let again = try read(seed.letters().text)
            #expect(again.name == seed.name)
            #expect(again.letters().text == seed.letters().text)
            names.insert(seed.name)
        }
        #expect(names.count == 200)
    }

    @Test("INV-1: letters are in groups of four, the last of five with the check letter")
    func form() {
        for number in 0..<50 {
            let text = seed(UInt64(number)).letters().text
            let groups = text.split(separator: "-", omittingEmptySubsequences: false)
            #expect(groups.map(\.count) == [4, 4, 4, 4, 5])
            let letters = Array(groups.joined())
            #expect(letters.allSatisfy { Self.alphabet.contains($0) })
            #expect(letters.last == check(letters.dropLast()))
        }
    }

    @Test("INV-1: the name follows from the first 100 bits, and all of them count")
    func names() throws {
        let seed = seed(1)
        let bytes = HandMade.bytes(of: seed)
        #expect(bytes[12] & 0x0F == 0 && bytes[13...].allSatisfy { $0 == 0 })
        let hash: Hash<InviteSeed> = secret(bytes).digest(.inviteName)
        #expect(seed.name == InviteName(high: hash.words.0, low: hash.words.1))
        // All bits are drawn: among many seeds each is sometimes set and sometimes not.
        let all = (0..<64).map { HandMade.bytes(of: self.seed($0)) }
        for bit in 0..<100 {
            let set = all.filter { $0[bit / 8] & 0x80 >> UInt8(bit % 8) != 0 }.count
            #expect((1..<64).contains(set), "bit \(bit)")
        }
        // Letters by hand: all zeros, and all ones.
        let least = try read(String(repeating: "A", count: 21))
        #expect(HandMade.bytes(of: least) == Array(repeating: 0, count: 32))
        let nines = Array(repeating: Character("9"), count: 20)
        let most = HandMade.bytes(of: try read(nines + [check(nines)]))
        let ones = [UInt8](repeating: 0xFF, count: 12) + [0xF0]
        #expect(Array(most[..<13]) == ones)
    }

    @Test("INV-1: small letters are taken, spaces and hyphens left out, wherever they are")
    func typed() throws {
        let seed = seed(2)
        let text = seed.letters().text
        let bare = String(plain(seed))
        for typed in [
            bare, text.lowercased(), bare.lowercased(), text.replacing("-", with: " "),
            " " + text + " ", bare.map { "\($0) " }.joined(), "-" + bare.map { "\($0)-" }.joined(),
            text.replacing("-", with: " -- "),
        ] {
            #expect(try read(typed).name == seed.name, "\(typed)")
        }
    }

    @Test("INV-1: any letter that is wrong is noticed")
    func substitutions() {
        for number in 0..<20 {
            let letters = plain(seed(UInt64(number)))
            for place in letters.indices {
                for other in Self.alphabet where other != letters[place] {
                    var wrong = letters
                    wrong[place] = other
                    #expect(throws: InviteError.mistyped) { try read(wrong) }
                }
            }
        }
    }

    @Test("INV-1: any two letters that changed places are noticed, near or far")
    func transpositions() {
        var swapped = 0
        for number in 0..<200 {
            let letters = plain(seed(UInt64(number)))
            for first in letters.indices {
                for second in letters.indices
                where first < second && letters[first] != letters[second] {
                    var wrong = letters
                    wrong.swapAt(first, second)
                    swapped += 1
                    #expect(throws: InviteError.mistyped) { try read(wrong) }
                }
            }
        }
        #expect(swapped > 200 * 190)
    }

    @Test("INV-1: other letters, or another number of them, are no invite")
    func bad() {
        let seed = seed(3)
        let letters = plain(seed)
        for text in [
            "", " ", "-", String(letters.dropLast()), String(letters.dropFirst()),
            String(letters + ["A"]), String(letters + letters), String(letters) + "!",
        ] { #expect(throws: InviteError.badInvite, "\(text)") { try read(text) } }
        for other in ["I", "O", "i", "o", "0", "1", ".", "_", "ä", "\u{0}", "\n", "\t", "–"] {
            for place in [0, 7, 19, 20] {
                let wrong = letters[..<place].map(String.init) + [other]
                let text = (wrong + letters[(place + 1)...].map(String.init)).joined()
                #expect(throws: InviteError.badInvite, "\(other)") { try read(text) }
            }
        }
        #expect(InviteError.badInvite.rawValue == "bad-invite")
        #expect(InviteError.mistyped.rawValue == "mistyped")
    }
}

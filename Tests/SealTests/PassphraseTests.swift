import Lattice
import Seal
import Testing

@Suite("Passphrases") struct PassphraseTests {
    private static let salt = Salt(high: 0x0001_0203_0405_0607, low: 0x0809_0A0B_0C0D_0E0F)

    private func key(_ text: String, _ salt: Salt = salt) throws -> SealingKey {
        let key = Passphrase(secret(utf8(text))).key(.least, salt: salt)
        guard let key = consume key else { throw NoMemory() }
        return key
    }

    private struct NoMemory: Error {}

    @Test("SEAL-9: the costs of a passphrase have bounds, and so has their product")
    func bounds() {
        let sizes = [16_383, 16_384, 262_144, 262_145, 524_288, 1_048_576, 1_048_577, .max]
        for passes in [.min, -1, 0, 1, 2, 3, 4, 8, 15, 16, 17, .max] {
            for size in sizes + [.min, -16_384, 0] {
                let isFine =
                    (2...16).contains(passes) && (16_384...1_048_576).contains(size)
                    && passes * size <= 4_194_304
                let cost = PassphraseCost(passes: passes, kibibytes: size)
                #expect((cost != nil) == isFine, "\(passes) passes, \(size) KiB")
            }
        }
        #expect(PassphraseCost(passes: 4, kibibytes: 1_048_576) != nil)
        #expect(PassphraseCost(passes: 5, kibibytes: 1_048_576) == nil)
        #expect(PassphraseCost(passes: 16, kibibytes: 262_144) != nil)
        #expect(PassphraseCost(passes: 16, kibibytes: 262_145) == nil)
    }

    @Test("SEAL-9: the costs that are used are within the bounds")
    func used() {
        for cost in [PassphraseCost.usual, .least] {
            #expect(PassphraseCost(passes: cost.passes, kibibytes: cost.kibibytes) == cost)
        }
        #expect(PassphraseCost.least.passes == 2 && PassphraseCost.least.kibibytes == 16_384)
        #expect(PassphraseCost.usual.kibibytes > PassphraseCost.least.kibibytes)
    }

    // What Python's nacl.bindings sealed under the key that its crypto_pwhash_alg gives for
    // "correct horse battery", this salt, 2 passes and 16,384 KiB of Argon2id 1.3.
    @Test("SEAL-9: the key is that of Argon2id")
    func known() throws {
        let sealed = hex(
            "000102030405060708090a0b0c0d0e0f1011121314151617"
                + "34f107b93b735aa9a735a032800bf4f049196dec9edf")
        let key = try key("correct horse battery")
        #expect(key.open(sealed, with: []) == utf8("opened"))
        // The key itself, as Python has it.
        let same = SealingKey(
            secret(hex("0212613fabfa38a63ac0dd4b2ead73e9416337b90f37402c7b1cd9f69e4203e3")))
        var entropy = chance(1)
        #expect(key.open(same.seal([1], with: [], &entropy), with: []) == [1])
    }

    @Test("SEAL-9: the same passphrase and salt give the same key, anything else another")
    func keys() throws {
        let own = try key("a passphrase")
        var entropy = chance(1)
        let sealed = own.seal([1], with: [], &entropy)
        let again = try key("a passphrase").open(sealed, with: [])
        #expect(again == [1])
        // Taken byte for byte: a capital, a space, another way to write the same letter.
        for text in ["a Passphrase", "a passphrase ", "a passphras", "", "a passphrase\u{0}"] {
            let opened = try key(text).open(sealed, with: [])
            #expect(opened == nil, "\(text)")
        }
        for salt in [
            Salt(high: Self.salt.high ^ 1, low: Self.salt.low),
            Salt(high: Self.salt.high, low: Self.salt.low ^ 1 << 63), .zero,
        ] {
            let opened = try key("a passphrase", salt).open(sealed, with: [])
            #expect(opened == nil)
        }
        let more = try #require(PassphraseCost(passes: 3, kibibytes: 16_384))
        let other = Passphrase(secret(utf8("a passphrase"))).key(more, salt: Self.salt)
        let opened = other?.open(sealed, with: [])
        #expect(other != nil && opened == .some(nil))
    }

    @Test("SEAL-9: a new passphrase has 8 to 1,024 bytes")
    func lengths() {
        for (count, isLong, isTooLong) in [
            (0, false, false), (7, false, false), (8, true, false), (1_024, true, false),
            (1_025, true, true),
        ] {
            let passphrase = Passphrase(counted(count))
            #expect(passphrase.isLongEnough == isLong)
            #expect(passphrase.isTooLong == isTooLong)
        }
    }
}

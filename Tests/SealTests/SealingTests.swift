import Lattice
import Seal
import Testing

@Suite("Sealing") struct SealingTests {
    private let clear = utf8("clear")

    @Test(
        "SEAL-7: what is sealed opens to the same, whatever its size",
        arguments: [0, 1, 100, 70_000])
    func roundTrip(size: Int) {
        let key = SealingKey(counted())
        var entropy = chance(7)
        let text = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for clear in [[], clear, [UInt8](repeating: 9, count: 3_000)] {
            let sealed = key.seal(text, with: clear, &entropy)
            #expect(sealed.count == size + 40)
            #expect(key.open(sealed, with: clear) == text)
            let hidden = key.openSecret(sealed.span.bytes, with: clear.span.bytes)
            let opened = hidden?.array
            #expect(opened == text)
        }
    }

    // Sealed by Python's nacl.bindings, with a nonce that Python has chosen.
    @Test("SEAL-7: readers open what another program has sealed, with any nonce")
    func foreign() {
        let key = SealingKey(counted())
        let sealed = hex(
            "000102030405060708090a0b0c0d0e0f1011121314151617"
                + "d0ad7d1bfcbbeec647034ddcd266339b64d87f2ffc2dc74023")
        #expect(key.open(sealed, with: clear) == utf8("Nordlicht"))
        #expect(key.open(sealed, with: []) == nil)
    }

    // The same steps in Python: hashlib's BLAKE2b for the nonce, nacl.bindings for the rest.
    @Test("SEAL-7: the nonce follows from key, entropy, associated data and text")
    func nonce() {
        let key = SealingKey(counted())
        var entropy = chance(7)
        let expected =
            "a3b39944f4c46272d7d551dbd0c4c376af4ec63bfade798b"
            + "081a9c0a4f83ba6e8596482f366d7c439876d53b43ee588aaa"
        #expect(digits(key.seal(utf8("Nordlicht"), with: clear, &entropy)) == expected)
    }

    @Test("SEAL-7: entropy that comes twice gives no nonce twice, unless all else is the same")
    func repeatedEntropy() {
        var nonces: Set<[UInt8]> = []
        func note(_ key: borrowing SealingKey, _ text: String, _ clear: String) {
            var entropy = chance(3)
            nonces.insert(Array(key.seal(utf8(text), with: utf8(clear), &entropy).prefix(24)))
        }
        let key = SealingKey(counted())
        let other = SealingKey(counted(from: 1))
        note(key, "text", "clear")
        note(key, "text", "clear")
        #expect(nonces.count == 1)
        note(key, "texu", "clear")
        note(key, "text", "cleas")
        note(key, "tex", "tclear")
        note(key, "", "textclear")
        note(other, "text", "clear")
        #expect(nonces.count == 6)
        // And one that goes on gives another each time.
        var entropy = chance(4)
        for _ in 0..<100 {
            nonces.insert(Array(key.seal([], with: [], &entropy).prefix(24)))
        }
        #expect(nonces.count == 106)
    }

    @Test("SEAL-7: any bit that is turned, and the whole is refused")
    func flips() {
        let key = SealingKey(counted())
        var entropy = chance(7)
        let text = utf8("a short text")
        let sealed = key.seal(text, with: clear, &entropy)
        for flipped in sealed.allFlips {
            #expect(key.open(flipped, with: clear) == nil)
            let isSecret = key.openSecret(flipped.span.bytes, with: clear.span.bytes) != nil
            #expect(!isSecret)
        }
        for flipped in clear.allFlips { #expect(key.open(sealed, with: flipped) == nil) }
        for flipped in counted().array.allFlips {
            #expect(SealingKey(secret(flipped)).open(sealed, with: clear) == nil)
        }
        #expect(key.open(sealed, with: clear) == text)
    }

    @Test("SEAL-7: what is cut, or has more, is refused")
    func cuts() {
        let key = SealingKey(counted())
        var entropy = chance(7)
        let sealed = key.seal(utf8("a short text"), with: clear, &entropy)
        for count in sealed.indices {
            #expect(key.open(Array(sealed[..<count]), with: clear) == nil)
            #expect(key.open(Array(sealed[(count + 1)...]), with: clear) == nil)
        }
        #expect(key.open(sealed + [0], with: clear) == nil)
        #expect(key.open(sealed, with: clear + [0]) == nil)
        #expect(key.open(sealed, with: Array(clear.dropLast())) == nil)
        for count in 0..<40 {
            #expect(key.open([UInt8](repeating: 0, count: count), with: []) == nil)
        }
    }

    @Test("SEAL-7: a text that was moved from one key or place to another does not open")
    func moved() {
        let key = SealingKey(counted())
        let other = SealingKey(counted(from: 1))
        var entropy = chance(7)
        let (first, second) = (
            key.seal(utf8("one"), with: clear, &entropy),
            key.seal(utf8("two"), with: clear, &entropy)
        )
        #expect(other.open(first, with: clear) == nil)
        // The nonce of one before the ciphertext of the other.
        #expect(key.open(Array(first[..<24] + second[24...]), with: clear) == nil)
    }
}

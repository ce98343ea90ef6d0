import Lattice
import Seal
import Testing

@Suite("Boxes") struct BoxTests {
    private let context = utf8("context")

    @Test(
        "SEAL-8: what is boxed opens to the same, whatever its size",
        arguments: [0, 1, 100, 70_000])
    func roundTrip(size: Int) throws {
        let key = AgreementKey<Boxing>(counted())
        var entropy = chance(7)
        let text = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for context in [[], context] {
            let box = try #require(key.publicKey.box(text, context: context, &entropy))
            #expect(box.count == size + 48)
            let opened = key.unbox(box, context: context)
            #expect(opened == text)
        }
    }

    // The same steps in Python: hashlib's BLAKE2b for the derivations, nacl.bindings for the rest.
    @Test("SEAL-8: a box is an ephemeral key, and the text under the key that both come to")
    func known() {
        let key = AgreementKey<Boxing>(counted())
        let own = "8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f"
        #expect(key.publicKey.description == own)
        var entropy = chance(7)
        let expected =
            "b6f88a6537ae468c552abd7c51e98656c73da1a841d5ead93d3230dcc600b246"
            + "42e7af841ae9f23689c535bba6bc49617be15d756f2e22c6e9"
        let box = key.publicKey.box(utf8("Nordlicht"), context: context, &entropy)
        #expect(box.map(digits) == expected)
    }

    @Test("SEAL-8: a box tells nothing of who made it, and is never the same twice")
    func fresh() throws {
        let key = AgreementKey<Boxing>(counted())
        var entropy = chance(7)
        var heads: Set<[UInt8]> = []
        for _ in 0..<50 {
            let box = try #require(key.publicKey.box(utf8("same"), context: context, &entropy))
            heads.insert(Array(box.prefix(32)))
        }
        #expect(heads.count == 50)
        // Entropy that comes twice gives other ephemeral keys to other texts and recipients.
        let other = AgreementKey<Boxing>(counted(from: 1))
        for text in ["one", "two"] {
            var first = chance(9)
            var second = chance(9)
            for box in [
                key.publicKey.box(utf8(text), context: context, &first),
                other.publicKey.box(utf8(text), context: context, &second),
            ] { heads.insert(Array(try #require(box).prefix(32))) }
        }
        #expect(heads.count == 54)
    }

    @Test("SEAL-8: any bit that is turned, and the whole is refused")
    func flips() throws {
        let key = AgreementKey<Boxing>(counted())
        var entropy = chance(7)
        let text = utf8("a short text")
        let box = try #require(key.publicKey.box(text, context: context, &entropy))
        // The highest bit of the ephemeral key means nothing to X25519, but the key of the box
        // follows from the bytes as they stand.
        for flipped in box.allFlips {
            let opened = key.unbox(flipped, context: context)
            #expect(opened == nil)
        }
        for flipped in context.allFlips {
            let opened = key.unbox(box, context: flipped)
            #expect(opened == nil)
        }
        for count in box.indices {
            let opened = key.unbox(Array(box[..<count]), context: context)
            #expect(opened == nil)
        }
        let longer = key.unbox(box + [0], context: context)
        #expect(longer == nil)
        let opened = key.unbox(box, context: context)
        #expect(opened == text)
    }

    @Test("SEAL-8: only the recipient opens a box, and only with its context")
    func others() throws {
        let key = AgreementKey<Boxing>(counted())
        let other = AgreementKey<Boxing>(counted(from: 1))
        var entropy = chance(7)
        let box = try #require(key.publicKey.box(utf8("text"), context: context, &entropy))
        let (stolen, moved, bare) = (
            other.unbox(box, context: context), key.unbox(box, context: utf8("contexu")),
            key.unbox(box, context: [])
        )
        #expect(stolen == nil && moved == nil && bare == nil)
    }

    @Test(
        "SEAL-8: nothing is boxed to a key of small order, nor opened from one",
        arguments: [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0000000000000000000000000000000000000000000000000000000000000080",
        ])
    func smallOrder(text: String) throws {
        var entropy = chance(7)
        let small = BoxKey(hex: text)
        #expect(small.box(utf8("text"), context: context, &entropy) == nil)
        #expect(DeviceKey(hex: text).box([], context: [], &entropy) == nil)
        // Whoever boxes with such an ephemeral key means everybody to read it.
        let key = AgreementKey<Boxing>(counted())
        let box = try #require(key.publicKey.box(utf8("text"), context: context, &entropy))
        let opened = key.unbox(hex(text) + box[32...], context: context)
        #expect(opened == nil)
    }
}

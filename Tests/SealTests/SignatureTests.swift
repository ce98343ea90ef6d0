import Lattice
import Seal
import Testing

/// Against signatures that another library (OpenSSL, by Python's cryptography) makes of the same
/// 80 bytes, and others that are made by hand, point by point.
@Suite("Signatures") struct SignatureTests {
    private static let bundleSignature =
        "6646d0c20eb962503407740996895cca6676821a2387d480ea4a6486d163e996"
        + "48fbcdb4c87dc419416316695c670ffa07980f3c0d5f180ffd18b3626d765300"

    private static let known: [(tag: Seal.Tag, signature: String)] = [
        (.signBundle, bundleSignature),
        (
            .signRoot,
            "e72e07210192eb90b0583d070b14c3e6f67f6b61b2409db4f3277685ab49f4a3"
                + "d716485e44c73285caed777330c0c700cd10e85e4a1ead35bdf8c3b8b2a5b007"
        ),
        (
            .signSeat,
            "d99e6802ce9e3bdd7e4db5ea498fb757ee46810e0c07a64a5f9ce88db8b0e9d0"
                + "a9911521b28f2f3f0ed3997554cf842dc87e99d20a3e2bb6e1f72b6eabfda701"
        ),
    ]

    private func isValid(_ signature: String, by key: VerifyingKey = key) -> Bool {
        key.verifies(Signature(hex: signature), .signBundle, for: domain, subject)
    }

    @Test(
        "SEAL-2: what is signed is the tag in 16 bytes, the domain, and the hash", arguments: known)
    func statement(tag: Seal.Tag, expected: String) {
        let secret = SigningKey(hex: entropy)
        #expect(secret.sign(tag, for: domain, subject).text == expected)
        #expect(key.verifies(Signature(hex: expected), tag, for: domain, subject))
    }

    @Test("SEAL-2: a signature is good for one tag, one domain and one hash alone")
    func apart() {
        for (tag, text) in Self.known {
            let signature = Signature(hex: text)
            for other in Seal.Tag.allCases where other != tag {
                #expect(!key.verifies(signature, other, for: domain, subject), "\(tag), \(other)")
            }
            #expect(!key.verifies(signature, tag, for: subject, domain))
            for bit in 0..<256 {
                #expect(!key.verifies(signature, tag, for: domain.flipped(bit), subject))
                #expect(!key.verifies(signature, tag, for: domain, subject.flipped(bit)))
            }
        }
    }

    @Test("SEAL-3: the library under this is one that judges by the rule")
    func isSound() {
        #expect(Sodium.isSound)
    }

    @Test("SEAL-3: a signature with any bit turned is wrong, and so is one by any other key")
    func flips() {
        let signature = Signature(hex: Self.bundleSignature)
        for bit in 0..<512 {
            let flipped = signature.flipped(bit)
            #expect(flipped != signature)
            #expect(!key.verifies(flipped, .signBundle, for: domain, subject), "bit \(bit)")
        }
        for bit in 0..<256 {
            let other = VerifyingKey(key.bytes.flipped(bit))
            #expect(!other.verifies(signature, .signBundle, for: domain, subject), "bit \(bit)")
        }
    }

    @Test("SEAL-3: one with another nonce is valid too, for nobody can tell")
    func otherNonce() {
        #expect(
            isValid(
                "1d84c09c915b1e355f4130b3950f6754270b37696f36f1b6ca5d4a9b4cf48860"
                    + "c666c33ac07b1452ff66c40ddf3b817cd36affa4106fe443aa36c6d6dbc8e903"))
    }

    @Test(
        "SEAL-3: what only other libraries take is wrong",
        arguments: [
            (
                "S is not below the order",
                "6646d0c20eb962503407740996895cca6676821a2387d480ea4a6486d163e996"
                    + "35cfc311e3e0d67117000e0c3b61ee0e08980f3c0d5f180ffd18b3626d765310"
            ),
            (
                "it holds only times the cofactor",
                "1c354c4c7a6de4bcb4fd275f391333dd9bf17d38b41332753f60cf56d5ef4fcc"
                    + "58de3af3401c5768349419b60b385567ba74d20554e3c8148db5e54ef5d9790f"
            ),
            (
                "R is the identity",
                "0100000000000000000000000000000000000000000000000000000000000000"
                    + "36fe1f63642a8d30c8bf58881501697275eadd116889f1692df7b576ec45b907"
            ),
            (
                "R is the identity, and not canonical",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
                    + "8c6af86a9ea97c6c80bf299cf41fbb92db1dce95ac619f28d463a07487947201"
            ),
            ("nothing is there", String(repeating: "0", count: 128)),
            ("every bit is set", String(repeating: "f", count: 128)),
        ])
    func refused(why: String, signature: String) {
        #expect(!isValid(signature), "\(why)")
    }

    @Test("SEAL-3: with a key of mixed order the equation without cofactor decides")
    func mixedOrder() {
        let mixed = VerifyingKey(
            hex: "b502ff3d92e31d8190b4aa4ea0414005167fad089c4de9dac8a2fc850fed4f58")
        #expect(
            isValid(
                "df5c2eadc44c6d94a19a9aa118afe5ac3193d26401f76251f522ff042dfbcb92"
                    + "5444d3f9d25caf000252082257b0d074f4e584c659e15bcc8d86635a62b5310d", by: mixed)
        )
        #expect(
            !isValid(
                "5866666666666666666666666666666666666666666666666666666666666666"
                    + "e7a6f9e6034ba99e96d26a8846cd66e08e934fa42dc8c547f096fbcf7062500d", by: mixed)
        )
        // Nobody has it as a key: it would not be accepted.
        #expect(!mixed.isSound)
    }

    @Test("SEAL-3: a key of small order signs nothing, though the equation holds")
    func smallOrder() {
        let small = VerifyingKey(
            hex: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
        #expect(
            !isValid(
                "5866666666666666666666666666666666666666666666666666666666666666"
                    + "0100000000000000000000000000000000000000000000000000000000000000", by: small)
        )
    }
}

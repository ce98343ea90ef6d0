import Foundation
import Lattice
import Seal
import Testing

@Suite("Keys") struct KeyTests {
    @Test("SEAL-4: a key that was made can be accepted")
    func sound() {
        #expect(key.isSound)
        for number in 0..<50 {
            let secret = SigningKey(
                entropy: [UInt8](repeating: UInt8(number), count: 32).span.bytes)
            #expect(secret.verifying.isSound)
        }
    }

    @Test(
        "SEAL-4: a signing key is a canonical point of the subgroup, and not the identity",
        arguments: [
            // The eight points of small order.
            "0100000000000000000000000000000000000000000000000000000000000000",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            // The identity with the sign of a number that has none, and beyond the modulus.
            "0100000000000000000000000000000000000000000000000000000000000080",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            // Points beyond the modulus.
            "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            // A good key, and one of the points of order 8, 4 and 2.
            "b502ff3d92e31d8190b4aa4ea0414005167fad089c4de9dac8a2fc850fed4f58",
            "8b2a59ac4324b312dd8d7e5480f0d2e11412b04eeb4e515268a730a951142b6c",
            "ea5ef8400c31ef41e28f22e718b43f66981b29cf645af2a0e223799bedaace47",
            // No point at all.
            "0200000000000000000000000000000000000000000000000000000000000000",
        ])
    func unsound(text: String) {
        #expect(!VerifyingKey(hex: text).isSound)
    }

    /// The points of small order of X25519, of the curve and of its twist, in all encodings.
    private static let small = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]

    @Test(
        "SEAL-4: a box or device key is not of small order, however it is written", arguments: small
    )
    func agreement(text: String) {
        #expect(!BoxKey(hex: text).isSound)
        #expect(!DeviceKey(hex: text).isSound)
        // The highest bit is not part of the point.
        let high = Hash<Sample>(hex: text).flipped(255)
        #expect(!BoxKey(high.words.0, high.words.1, high.words.2, high.words.3).isSound)
        #expect(!DeviceKey(high.words.0, high.words.1, high.words.2, high.words.3).isSound)
    }

    @Test("SEAL-4: any other box or device key is accepted")
    func agreementSound() {
        // The base point, one that is not canonical, and one on the twist.
        for text in [
            "0900000000000000000000000000000000000000000000000000000000000000",
            "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0200000000000000000000000000000000000000000000000000000000000000",
        ] {
            #expect(BoxKey(hex: text).isSound)
            #expect(DeviceKey(hex: text).isSound)
        }
    }

    @Test("SEAL-5: a key follows from its entropy, as the standard says")
    func standard() {
        #expect(SigningKey(hex: entropy).verifying == key)
        // The first example of RFC 8032.
        let example = SigningKey(
            hex: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
        let expected = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        #expect(example.verifying.description == expected)
    }

    @Test("SEAL-5: the same entropy is the same key, any other another")
    func entropies() {
        var keys: Set<VerifyingKey> = [key]
        for bit in 0..<256 {
            var bytes = hex(entropy)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let first = SigningKey(entropy: bytes.span.bytes)
            let second = SigningKey(entropy: bytes.span.bytes)
            #expect(first.verifying == second.verifying)
            #expect(
                first.sign(.signRoot, for: domain, subject)
                    == second.sign(.signRoot, for: domain, subject))
            keys.insert(first.verifying)
        }
        #expect(keys.count == 257)
    }

    @Test("SEAL-5: signing draws nothing: the same statement has the same signature")
    func deterministic() {
        let secret = SigningKey(hex: entropy)
        let signatures = (0..<50).map { _ in secret.sign(.signSeat, for: domain, subject) }
        #expect(Set(signatures).count == 1)
        let others = (0..<256).map { secret.sign(.signSeat, for: domain, subject.flipped($0)) }
        #expect(Set(others + signatures).count == 257)
    }

    @Test("SEAL-5: a key is in locked memory, which is given back when it is let go of")
    func locked() throws {
        let secret = SigningKey(hex: entropy)
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmLck:") }
        let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        withExtendedLifetime(secret.verifying) { #expect((kilobytes ?? 0) > 0) }
        for _ in 0..<10_000 {
            #expect(SigningKey(hex: entropy).verifying == secret.verifying)
        }
    }
}

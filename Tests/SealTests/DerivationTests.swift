import Lattice
import Seal
import Testing

/// Against what Python's hashlib gives:
/// `blake2b(bytes, digest_size=32, key=secret, person=tag.ljust(16, b"\0"))`.
@Suite("Derivations") struct DerivationTests {
    private enum Anything {}

    private static let first = [UInt8](32..<64)
    private static let second = [UInt8](100..<132)
    private static let third = Array("three".utf8)

    private func derived(
        _ secret: borrowing Secret, _ tag: Seal.Tag, _ parts: [[UInt8]]
    ) -> String {
        // No bytes are the same as none at all; that is tested with the rest.
        let first = parts.first ?? []
        let second = parts.dropFirst().first ?? []
        let third = parts.dropFirst(2).first ?? []
        let derived =
            parts.isEmpty
            ? secret.derived(tag)
            : secret.derived(tag, first.span.bytes, second.span.bytes, third.span.bytes)
        return digits(derived.array)
    }

    private static let known: [(Seal.Tag, [[UInt8]], String)] = [
        (.bodyKey, [], "3dba40d12fcfc14ddb13708e6d43db07f50b9843601159b3e2da5647ec6f08c2"),
        (.boxKey, [], "d2f35ed2dd8769ba8c3026eafc47fd2a145e0104ded9beb34b64275e06e5e320"),
        (.pullKey, [], "4fac4a511608597a98956eb4c2260916b04c65fd5593160f843bfd685c8d9c29"),
        (
            .pull, [first, second, first],
            "d87515902903918641fc4574206ebc26a2ec044607dd21f3a9f4453b21c81abb"
        ),
        (.helloKey, [first], "3f6ff966640229a3fd9d3c4b4ae7d39c3d8e38ced9f25e7d5341961658599c57"),
        (.inviteName, [], "06404ee7b1f46a21903a47075884ae4f23a4551aa11d393e638c29a125521de5"),
        (.inviteKey, [], "d70fe07ab5d492e46dd90aea830f827b16edf8112cb30cd52793c10b0b4441db"),
        (
            .inviteProof, [first, second],
            "28d0960c2b07a32d4a4654534ce382551ad7a4cac02baaf1021d4696c62a1d40"
        ),
        (
            .box, [first, second, third],
            "a857a37ec00ba8f3eb44cc7aaf19c6f83dc6c8d54d354d62fcfd0a5be739f0f6"
        ),
        (
            .nonce, [first, second, third],
            "3dd63b5c9276f02fcf72d519a22eaed999ee3fda84505703c3456bdfcbaf1c6f"
        ),
    ]

    @Test("SEAL-6: what follows from a secret is keyed BLAKE2b, the tag as personalisation")
    func known() {
        let secret = counted()
        for (tag, parts, expected) in Self.known {
            let found = derived(secret, tag, parts)
            #expect(found == expected, "\(tag.rawValue)")
        }
    }

    @Test("SEAL-6: a digest is the same bytes, where they are no secret")
    func digests() {
        let secret = counted()
        for tag in Seal.Tag.allCases {
            let hidden = derived(secret, tag, [Self.first])
            let open: Hash<Anything> = secret.digest(tag, Self.first.span.bytes)
            #expect(open.description == hidden)
        }
    }

    @Test("SEAL-6: tags are all different, of ASCII, and no longer than the personalisation")
    func tags() {
        let tags = Seal.Tag.allCases.map(\.rawValue)
        #expect(Set(tags).count == tags.count)
        for tag in tags {
            #expect(tag.hasPrefix("cw/"))
            #expect((4...16).contains(tag.utf8.count), "\(tag)")
            #expect(tag.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "\(tag)")
        }
        let table = [
            "cw/k-body", "cw/k-box", "cw/k-pull", "cw/k-beacon", "cw/pull", "cw/box", "cw/nonce",
            "cw/ephemeral", "cw/k-hello", "cw/i-name", "cw/i-psk", "cw/i-proof",
        ]
        #expect(Set(table).isSubset(of: tags))
    }

    @Test("SEAL-6: each tag gives something else, and something else than the plain hash")
    func apart() {
        let secret = counted()
        var all = Seal.Tag.allCases.map { derived(secret, $0, [Self.first]) }
        all += Seal.Tag.allCases.map { tag in
            Blake2b.hash(Self.first.span.bytes, tag, of: Anything.self).description
        }
        #expect(Set(all).count == 2 * Seal.Tag.allCases.count)
    }

    @Test("SEAL-6: the same secret and bytes give the same, any other bit something else")
    func bits() {
        let own = counted()
        let expected = derived(own, .pull, [Self.first, Self.second])
        let again = derived(counted(), .pull, [Self.first, Self.second])
        #expect(again == expected)
        var all: Set<String> = [expected]
        for flipped in own.array.allFlips {
            all.insert(derived(secret(flipped), .pull, [Self.first, Self.second]))
        }
        for flipped in Self.first.allFlips {
            all.insert(derived(own, .pull, [flipped, Self.second]))
        }
        for flipped in Self.second.allFlips {
            all.insert(derived(own, .pull, [Self.first, flipped]))
        }
        #expect(all.count == 1 + 3 * 256)
    }

    @Test("SEAL-6: the bytes are taken one after the other")
    func concatenated() {
        let own = counted()
        let whole = derived(own, .box, [Self.first + Self.second + Self.third])
        #expect(derived(own, .box, [Self.first, Self.second, Self.third]) == whole)
        #expect(derived(own, .box, [[], Self.first + Self.second, Self.third]) == whole)
        #expect(derived(own, .box, [Self.second, Self.first, Self.third]) != whole)
        #expect(derived(own, .box, []) == derived(own, .box, [[]]))
    }

    @Test("SEAL-6: entropy is drawn once each, and the same seed draws the same")
    func draws() {
        var first = chance(1)
        var second = chance(1)
        var other = chance(2)
        var seen: Set<[UInt8]> = []
        for _ in 0..<200 {
            let (one, same) = (first.draw().array, second.draw().array)
            #expect(one == same)
            seen.insert(one)
            seen.insert(other.draw().array)
        }
        #expect(seen.count == 400)
    }
}

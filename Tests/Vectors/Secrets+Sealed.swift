import Bundles
import Identity
import Keys
import Lattice
import Seal
import TestSupport
import Wire

extension SecretVectors {
    /// Keys of epochs, and what follows from them.
    mutating func epochs() {
        let all: [(String, [UInt8])] = [
            ("some key", Secrets.octets(1)), ("another", Secrets.octets(2)),
            ("all zeros", Array(repeating: 0, count: 32)),
            ("all ones", Array(repeating: 0xFF, count: 32)),
        ]
        for (name, bytes) in all {
            let key = EpochKey(Secrets.secret(bytes), in: SecretPool())
            let secret = Secrets.secret(bytes)
            accept(
                "epoch", name,
                [
                    ("key", JSON(hex: bytes)), ("hash", JSON(key.hash)), ("id", JSON(key.id)),
                    ("box", JSON(key.boxKey)), ("body", JSON(secret.derived(.bodyKey))),
                    ("pull", JSON(secret.derived(.pullKey))),
                ])
        }
    }

    mutating func pulls() throws {
        for (name, number) in [("a proof", UInt64(3)), ("by another key", 4)] {
            let key = PullKey(Secrets.secret(number))
            let session: SessionHash = Secrets.hash(5)
            let scope = Address.common.id(in: Secrets.realm)
            let device = DeviceKey(Secrets.hash(number + 10))
            let proof = key.proof(in: session, of: scope, by: device)
            try expect(
                key.verifies(proof, in: session, of: scope, by: device), name, "is no proof")
            accept(
                "pull", name,
                [
                    ("key", JSON(hex: Secrets.octets(number))), ("session", JSON(session)),
                    ("scope", JSON(scope)), ("device", JSON(device)), ("proof", JSON(proof)),
                ])
        }
    }

    mutating func boxes() throws {
        let context = Secrets.octets(20)
        let all: [(String, [UInt8], [UInt8])] = [
            ("a key", Secrets.octets(21), context), ("nothing", [], context),
            ("without a context", Secrets.octets(22), []),
            ("a text", Array("two pallets of water".utf8), Array(context.prefix(7))),
        ]
        for (number, (name, text, context)) in all.enumerated() {
            let secret = Secrets.octets(30 + UInt64(number))
            let key = AgreementKey<Boxing>(Secrets.secret(secret))
            var entropy = Secrets.entropy(40 + UInt64(number))
            let box = made(
                key.publicKey.box(text.span.bytes, context: context.span.bytes, &entropy))
            accept(
                "box", name,
                try boxMembers(secret, context, box, text, name) + [
                    ("text", JSON(hex: text))
                ])
            guard number == 0 else { continue }
            let other = Secrets.octets(50)
            let wrong: [(String, [UInt8], [UInt8], [UInt8])] = [
                ("to another key", other, context, box),
                ("with another context", secret, Secrets.octets(51), box),
                ("without its context", secret, [], box),
                ("altered", secret, context, Secrets.flipped(box, 300)),
                ("with another ephemeral key", secret, context, Secrets.flipped(box, 3)),
                ("with a bit of the tag changed", secret, context, Secrets.flipped(box, 639)),
                ("cut off", secret, context, box.dropLast()),
                (
                    "too short", secret, [],
                    box
                        .prefix(47) + []
                ), ("empty", secret, context, []),
                (
                    "with an ephemeral key of small order", secret, [],
                    Array(repeating: 0, count: 32) + SealedSamples.afterSmallOrder
                ),
            ]
            for (name, secret, context, box) in wrong {
                refuse(
                    "box", name, "does-not-open",
                    try boxMembers(secret, context, box, nil, name))
            }
        }
    }

    /// Makes sure that a box opens to this text, or to none.
    private func boxMembers(
        _ secret: [UInt8], _ context: [UInt8], _ box: [UInt8], _ text: [UInt8]?, _ name: String
    ) throws -> [(String, JSON)] {
        let key = AgreementKey<Boxing>(Secrets.secret(secret))
        let opened = key.unbox(box.span.bytes, context: context.span.bytes)
        try expect(opened.opened() == text, name, "opens to something else")
        return [
            ("secret", JSON(hex: secret)), ("context", JSON(hex: context)),
            ("bytes", JSON(hex: box)),
        ]
    }

    mutating func datagrams() throws {
        let (realm, key) = (Secrets.realm, Secrets.octets(60))
        let longest = [UInt8](repeating: 0x5A, count: Datagram.mostBytes - SealingKey.overhead)
        let all: [(String, [UInt8])] = [
            ("some words", Array("who is there".utf8)), ("nothing", []), ("the longest", longest),
        ]
        var first: [UInt8] = []
        for (number, (name, content)) in all.enumerated() {
            var entropy = Secrets.entropy(61 + UInt64(number))
            let bytes = made(
                Datagram.seal(
                    content.span.bytes, in: realm, HelloKey(Secrets.secret(key)), &entropy))
            if number == 0 { first = bytes }
            accept(
                "datagram", name,
                try datagramMembers(realm, key, bytes, content, name)
                    + [("content", JSON(hex: content))])
        }
        var entropy = Secrets.entropy(70)
        let clear = Array("causeway".utf8) + [1] + Secrets.octets(realm)
        let tooLong = SealingKey(Secrets.secret(key)).seal(
            (longest + [0]).span.bytes, with: clear.span.bytes, &entropy)
        let wrong: [(String, DomainID, [UInt8], [UInt8])] = [
            ("of another realm", Secrets.hash(1_001), key, first),
            ("under another key", realm, Secrets.octets(71), first),
            ("altered", realm, key, Secrets.flipped(first, 200)),
            ("with another nonce", realm, key, Secrets.flipped(first, 0)),
            ("too short", realm, key, first.prefix(39) + []), ("empty", realm, key, []),
            ("too long", realm, key, tooLong),
        ]
        for (name, realm, key, bytes) in wrong {
            refuse(
                "datagram", name, name == "too long" ? "too-long" : "does-not-open",
                try datagramMembers(realm, key, bytes, nil, name))
        }
    }

    private func datagramMembers(
        _ realm: DomainID, _ key: [UInt8], _ bytes: [UInt8], _ content: [UInt8]?, _ name: String
    ) throws -> [(String, JSON)] {
        let found = Datagram.open(bytes, in: realm, HelloKey(Secrets.secret(key)))
        try expect(found == content, name, "opens to something else")
        return [("realm", JSON(realm)), ("key", JSON(hex: key)), ("bytes", JSON(hex: bytes))]
    }
}

import Bundles
import Charter
import Keys
import Lattice
import Seal
import TestSupport
import Wire

/// Keys on their way, and entries that wait.
extension SecretVectors {
    mutating func envelopes() throws {
        let post = PostOffice()
        for sample in post.delivered {
            try expect(try post.open(sample) == sample.key, sample.name, "holds another key")
            accept("envelope", sample.name, members(sample) + [("key", JSON(hex: sample.key))])
        }
        for (sample, reason) in post.wrong {
            try expect(try post.refusal(of: sample), is: reason, sample.name)
            refuse("envelope", sample.name, reason, members(sample))
        }
        let first = post.delivered[0]
        for (name, bytes, reason) in malformed(first.bytes) {
            try expect(VectorFile.refusal(of: bytes, as: "envelope"), is: reason, name)
            var sample = first
            sample.bytes = bytes
            refuse("envelope", name, reason, members(sample))
        }
    }

    private func members(_ sample: PostOffice.Sample) -> [(String, JSON)] {
        [
            ("realm", JSON(sample.realm)), ("signer", JSON(sample.signer)),
            ("secret", JSON(hex: sample.secret)), ("hash", JSON(sample.hash)),
            ("box", JSON(sample.box)), ("bytes", JSON(hex: sample.bytes)),
        ]
    }

    private func malformed(_ good: [UInt8]) -> [(String, [UInt8], String)] {
        let (hash, box) = ("5820" + VectorFile.run("77", 32), "5850" + VectorFile.run("66", 80))
        let other = "5820" + VectorFile.run("78", 32)
        let signature = "5840" + VectorFile.run("55", 64)
        return [
            ("nothing", [], "truncated"), ("four items", bytes("84" + hash), "wrong-count"),
            ("no array", bytes("a0"), "wrong-type"), ("cut off", good.dropLast(), "truncated"),
            ("something after it", good + [0], "trailing"),
            ("a recipient of a fourth kind", bytes("85" + hash + "8203" + hash), "out-of-range"),
            (
                "a recipient that is an array of three", bytes("85" + hash + "830000" + hash),
                "wrong-count"
            ),
            ("an epoch as its own recipient", bytes("85" + hash + "8201" + hash), "out-of-range"),
            ("a recipient by a short id", bytes("85" + hash + "8200 50"), "wrong-count"),
            (
                "a box of 79 bytes",
                bytes("85" + hash + "8200" + other + hash + "584f" + VectorFile.run("66", 79)),
                "wrong-count"
            ),
            (
                "a short signature", bytes("85" + hash + "8200" + other + hash + box + hash),
                "wrong-count"
            ),
            (
                "a length longer than need be",
                bytes("85" + "590020" + VectorFile.run("77", 32)), "not-shortest"
            ),
            (
                "a signature that is a text",
                bytes("85" + hash + "8200" + other + hash + box + "7840"), "wrong-type"
            ),
            (
                "a sixth item in place of nothing",
                bytes("86" + hash + "8200" + other + hash + box + signature + "00"),
                "wrong-count"
            ),
        ]
    }

    mutating func entries() throws {
        let secret = Secrets.octets(300)
        let key = AgreementKey<Boxing>(Secrets.secret(secret))
        let time = HybridTime(word: 0x0000_0190_0000_0007)
        let all: [(String, [UInt8])] = [
            ("a movement", Array("12 tarpaulins to the school".utf8)), ("nothing", []),
            ("a longer one", Array(repeating: 0x61, count: 3_000)),
        ]
        var first: [UInt8] = []
        for (number, (name, content)) in all.enumerated() {
            var entropy = Secrets.entropy(301 + UInt64(number))
            let waiting = made(
                WaitingEntry(
                    content.span.bytes, for: Secrets.hash(310), key.publicKey, at: time,
                    in: Secrets.realm, &entropy))
            let bytes = waiting.encoding
            if number == 0 { first = bytes }
            let again = try WaitingEntry(encoding: bytes)
            let opened = again.open(with: key, in: Secrets.realm).opened()
            try expect(again == waiting && opened == content, name, "opens to something else")
            accept(
                "entry", name,
                entry(bytes, secret) + [
                    ("time", JSON(time.word)), ("content", JSON(hex: content)),
                ])
        }
        // The time is in the bytes from 36 on.
        let wrong: [(String, [UInt8], DomainID, [UInt8])] = [
            ("for another key", Secrets.octets(311), Secrets.realm, first),
            ("of another realm", secret, Secrets.hash(312), first),
            ("of another seat", secret, Secrets.realm, Secrets.flipped(first, 8 * 20)),
            ("of another time", secret, Secrets.realm, Secrets.flipped(first, 8 * 40)),
            ("altered", secret, Secrets.realm, Secrets.flipped(first, 8 * first.count - 1)),
        ]
        for (name, secret, realm, bytes) in wrong {
            let key = AgreementKey<Boxing>(Secrets.secret(secret))
            let isOpen = try WaitingEntry(encoding: bytes).open(with: key, in: realm) != nil
            try expect(!isOpen, name, "opens")
            refuse("entry", name, "does-not-open", entry(bytes, secret, realm))
        }
        let hash = "5820" + VectorFile.run("77", 32)
        let malformed: [(String, [UInt8], String)] = [
            ("two items", bytes("82" + hash + "00"), "wrong-count"),
            ("no array", bytes("40"), "wrong-type"),
            ("a time that is negative", bytes("83" + hash + "20"), "wrong-type"),
            ("a time longer than need be", bytes("83" + hash + "1801"), "not-shortest"),
            (
                "a box of 47 bytes", bytes("83" + hash + "00 582f" + VectorFile.run("66", 47)),
                "wrong-count"
            ),
            ("a box that is too long", bytes("83" + hash + "00 5a00010031"), "too-long"),
            ("a box that is not there", bytes("83" + hash + "00 5a00010030"), "truncated"),
            ("something after it", first + [0], "trailing"),
            ("cut off", first.dropLast(), "truncated"),
        ]
        for (name, bytes, reason) in malformed {
            try expect(VectorFile.refusal(of: bytes, as: "entry"), is: reason, name)
            refuse("entry", name, reason, entry(bytes, secret))
        }
    }

    private func entry(
        _ bytes: [UInt8], _ secret: [UInt8], _ realm: DomainID = Secrets.realm
    ) -> [(String, JSON)] {
        [("realm", JSON(realm)), ("secret", JSON(hex: secret)), ("bytes", JSON(hex: bytes))]
    }
}

import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Wire

/// What is signed, by whom it has to be, and what is wrong with what is not.
extension VectorFile {
    static func signed() throws -> VectorFile {
        var file = Collector()
        file.signatures()
        file.seats()
        try file.roots()
        try file.bundles()
        try file.proofs()
        return VectorFile(name: "signed", accepted: file.accepted, refused: file.refused)
    }

    private struct Collector {
        var accepted: [Vector] = []
        var refused: [Vector] = []
        let realm = ScriptedRealm(policy: Forms.policy, seed: 7)

        mutating func add(
            _ name: String, _ type: String, _ reason: String?, _ members: [(String, JSON)]
        ) {
            let members = [("type", JSON.text(type))] + members
            if let reason {
                refused.append(
                    Vector("\(type): \(name)", members + [("reason", .text(reason))]))
            } else {
                accepted.append(Vector("\(type): \(name)", members))
            }
        }

        mutating func signatures() {
            for pin in Pins.all {
                var message = Array(UInt8(0)..<80)
                if !pin.isSameMessage { message[79] = 0 }
                add(
                    pin.name, "signature", pin.isValid ? nil : "bad-signature",
                    [
                        ("key", JSON(pin.key.bytes)), ("message", JSON(hex: message)),
                        ("signature", JSON(pin.signature)),
                    ])
            }
            for pin in KeyPins.all {
                add(
                    pin.name, "key", pin.isSound ? nil : "bad-key",
                    [("key", JSON(pin.key.bytes))])
            }
        }

        mutating func seats() {
            let signer = Signer(11)
            let keys = SeatKeys(signing: signer.verifying, box: madeUp(1), device: madeUp(2))
            let domain = realm.id
            let first: ActID = Cast.hash(9)
            let proof = keys.proof(by: signer.key, in: domain)
            let later = keys.proof(by: signer.key, in: domain, first: first)
            let mixed = KeyPins.all.first { $0.name.contains("order 2") }?.key ?? keys.signing
            let bad = SeatKeys(signing: mixed, box: keys.box, device: keys.device)
            let weak = SeatKeys(
                signing: keys.signing, box: BoxKey(0x0100_0000_0000_0000, 0, 0, 0),
                device: keys.device)
            let idle = SeatKeys(
                signing: keys.signing, box: keys.box, device: DeviceKey(0, 0, 0, 0))
            let all: [(String, Seat)] = [
                ("a first one", Seat(keys, proof: proof)),
                ("a later one", Seat(keys, first: first, proof: later)),
                ("of another person than claimed", Seat(keys, first: first, proof: proof)),
                ("of a person of its own, claimed otherwise", Seat(keys, proof: later)),
                (
                    "for another domain",
                    Seat(keys, proof: keys.proof(by: signer.key, in: Cast.hash(3)))
                ),
                (
                    "with a key of mixed order",
                    Seat(bad, proof: bad.proof(by: signer.key, in: domain))
                ),
                (
                    "with a box key of small order",
                    Seat(weak, proof: weak.proof(by: signer.key, in: domain))
                ),
                (
                    "with a device key of small order",
                    Seat(idle, proof: idle.proof(by: signer.key, in: domain))
                ),
            ]
            for (name, seat) in all {
                // An act is an array of its kind and its content.
                let content = Array(Act.seat(seat).encoding.dropFirst(2))
                add(
                    name, "seat", seat.fault(in: domain)?.rawValue,
                    [("domain", JSON(domain)), ("bytes", JSON(hex: content))])
            }
        }

        mutating func bundles() throws {
            let writer = realm.writer(realm.enrol(), under: Cast.hash(4))
            let all = [writer.open(), writer.draft([Forms.acts[0].1])]
            for (name, bundle) in zip(["an opening", "acts"], all) {
                add(name, "bundle", nil, bundleMembers(bundle.bytes, writer.seat.signer, realm.id))
            }
            var flipped = all[1].bytes
            flipped[60] ^= 1
            let other = all[0]
            let body = all[1].body
            let swapped = Bundle(all[1].header, body: body.span, all[0].signature)
            let wrong: [(String, [UInt8], Signer, DomainID)] = [
                ("with a bit changed", flipped, writer.seat.signer, realm.id),
                ("with another's signature", swapped.bytes, writer.seat.signer, realm.id),
                ("by another seat", all[1].bytes, Signer(12), realm.id),
                ("for another realm", other.bytes, writer.seat.signer, Cast.hash(5)),
            ]
            for (name, bytes, signer, realm) in wrong {
                let hash = try Bundle(parsing: bytes).hashed()
                let isValid = signer.verifying.verifies(
                    hash.bundle.signature, .signBundle, for: realm, hash.hash)
                try expect(!isValid, name, "is signed")
                add(name, "bundle", "bad-signature", bundleMembers(bytes, signer, realm))
            }
        }

        private func bundleMembers(
            _ bytes: [UInt8], _ signer: Signer, _ realm: DomainID
        ) -> [(String, JSON)] {
            [
                ("realm", JSON(realm)), ("key", JSON(signer.verifying.bytes)),
                ("bytes", JSON(hex: bytes)),
            ]
        }

        mutating func proofs() throws {
            let writer = realm.writer(realm.enrol(), under: Cast.hash(4))
            let heads = [writer.open(), writer.draft([Forms.acts[0].1])].map { $0.hashed().head }
            let twin = writer.twin(after: 1).draft([Forms.acts[1].1]).hashed().head
            let signer = writer.seat.signer
            guard let proof = ForkProof(writer.opening, heads[1], twin),
                let unsigned = ForkProof(
                    writer.opening, heads[1],
                    Head(twin.header, twin.body, heads[1].signature))
            else { throw Disagreement(description: "no proof") }
            add(
                "two of one number", "proof", nil,
                bundleMembers(proof.encoding, signer, realm.id))
            add(
                "one that nobody signed", "proof", "bad-signature",
                bundleMembers(unsigned.encoding, signer, realm.id))
            add(
                "by another seat", "proof", "bad-signature",
                bundleMembers(proof.encoding, Signer(12), realm.id))
        }

        mutating func roots() throws {
            for line in try SignedRoots().lines() {
                add(
                    line.name, "root", line.reason,
                    [
                        ("before", .array(line.before.map { JSON(hex: $0.encoding) })),
                        ("bytes", JSON(hex: line.record.encoding)),
                    ])
            }
        }
    }
}

extension JSON {
    init(_ signature: Signature) {
        var writer = Writer()
        writer.put(words: signature.words)
        self.init(hex: writer.bytes.dropFirst(2))
    }
}

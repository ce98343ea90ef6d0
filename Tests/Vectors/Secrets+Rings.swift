import Bundles
import Identity
import Lattice
import Seal
import TestSupport
import Wire

/// What devices keep of their own keys and of their people's.
extension SecretVectors {
    mutating func devices() throws {
        let (low, high): (DomainID, DomainID) = (Cast.hash(0x11), Cast.hash(0x99))
        let all: [(String, [DomainID])] = [
            ("of no realm", []), ("of a realm", [low]), ("of two realms", [high, low]),
        ]
        var good: [UInt8] = []
        for (number, (name, realms)) in all.enumerated() {
            var entropy = Secrets.entropy(500 + UInt64(number))
            let device = Device(&entropy, on: Cast.id(0x31))
            var hello: [(DomainID, [UInt8])] = []
            for realm in realms {
                let key = Secrets.octets(510 + UInt64(hello.count))
                device.join(realm, HelloKey(Secrets.secret(key)))
                hello.append((realm, key))
            }
            good = device.file().octets
            let again = try Device(file: Secrets.secret(good))
            let isSame = hello.allSatisfy {
                again.helloKey(of: $0.0)?.isSame(as: HelloKey(Secrets.secret($0.1))) ?? false
            }
            try expect(
                again.key == device.key && again.machine == device.machine && isSame
                    && again.file().octets == good, name, "comes back otherwise")
            accept(
                "device", name,
                [
                    ("bytes", JSON(hex: good)), ("secret", JSON(device.secret.key.copy())),
                    ("key", JSON(device.key)), ("machine", JSON(device.machine)),
                    (
                        "hello",
                        .array(
                            hello.sorted { $0.0 < $1.0 }.map {
                                .array([JSON($0.0), JSON(hex: $0.1)])
                            })
                    ),
                ])
        }
        for (name, bytes, reason) in RingSamples.wrongDevices(good) {
            try expect(VectorFile.refusal(of: bytes, as: "device"), is: reason, name)
            refuse("device", name, reason, [("bytes", JSON(hex: bytes))])
        }
    }

    mutating func keyrings() throws {
        let samples = try RingSamples()
        for (name, seats) in samples.rings {
            var ring = Keyring()
            for seat in seats { try expect(ring.put(seat.sealed), name, "is full") }
            let bytes = ring.file
            let ordered = seats.sorted { $0.sealed.plate.signing < $1.sealed.plate.signing }
            let again = try Keyring(file: bytes)
            try expect(
                again == ring && again.file == bytes && again.seats == ordered.map(\.sealed),
                name, "comes back otherwise")
            accept(
                "keyring", name,
                [
                    ("bytes", JSON(hex: bytes)),
                    ("passphrases", .array(ordered.map { JSON(hex: $0.passphrase) })),
                    ("seats", .array(try ordered.map { try $0.json() })),
                ])
        }
        for (name, bytes, reason) in samples.malformed {
            try expect(VectorFile.refusal(of: bytes, as: "keyring"), is: reason, name)
            refuse("keyring", name, reason, [("bytes", JSON(hex: bytes))])
        }
        for (name, bytes, passphrases, reason) in try samples.locked() {
            try expect(try RingSamples.refusal(of: bytes, passphrases), is: reason, name)
            refuse(
                "keyring", name, reason,
                [
                    ("bytes", JSON(hex: bytes)),
                    ("passphrases", .array(passphrases.map { JSON(hex: $0) })),
                ])
        }
    }
}

/// A seat in a keyring, and what opens it.
struct RingSeat {
    let sealed: SealedSeat
    let passphrase: [UInt8]
    let seed: [UInt8]
    let box: [UInt8]

    func json() throws -> JSON {
        let plate = sealed.plate
        let unlocked = try UnlockedSeat(
            unlocking: sealed, with: Passphrase(Secrets.secret(passphrase)))
        let isRight = unlocked.withSecrets {
            $0.signing.seed().octets == seed && $0.box.copy().octets == box
        }
        try expect(isRight == true, plate.label, "holds other secrets")
        let remembered = try self.remembered()
        try expect(
            try Typed.encoding(of: unlocked.invites) == remembered, plate.label, "remembers else")
        return .object([
            ("realm", JSON(plate.realm)), ("domain", JSON(plate.domain)),
            ("seat", plate.seat.map { JSON($0) } ?? .null),
            ("first", plate.first.map { JSON($0) } ?? .null), ("signing", JSON(plate.signing)),
            ("box", JSON(plate.box)), ("label", .text(plate.label)),
            ("signingSeed", JSON(hex: seed)), ("boxSecret", JSON(hex: box)),
            ("remembered", JSON(hex: remembered)),
        ])
    }

    /// What is sealed beside the keys, opened by hand.
    private func remembered() throws -> [UInt8] {
        let encoding = sealed.encoding
        guard case .array(let items) = Diagnosis.value(of: encoding), items.count == 9,
            case .object(let last) = items[8], case .text(let text)? = last.first?.1,
            case .array(let cost) = items[7], case .object(let salted) = cost[2],
            case .text(let salt)? = salted.first?.1
        else { throw Disagreement(description: "\(sealed.plate.label): no sealed seat") }
        let box = bytes(text)
        var item = Writer()
        item.put(bytes: box.span.bytes)
        let clear = Array(encoding[1..<encoding.count - item.count])
        let word = bytes(salt).reduce(into: (UInt64(0), UInt64(0))) { words, byte in
            words = (words.0 << 8 | words.1 >> 56, words.1 << 8 | UInt64(byte))
        }
        let key = Passphrase(Secrets.secret(passphrase)).key(
            .least, salt: Salt(high: word.0, low: word.1))
        let opened = key?.open(box.span.bytes, with: clear.span.bytes)
        guard let opened, case .array(let secrets) = Diagnosis.value(of: opened),
            case .object(let third) = secrets[2], case .text(let remembered)? = third.first?.1
        else { throw Disagreement(description: "\(sealed.plate.label): does not open") }
        return bytes(remembered)
    }
}

import Bundles
import Identity
import Lattice
import Seal
import TestSupport
import Wire

/// Keyrings, good ones and others.
struct RingSamples {
    private let ada: RingSeat
    private let ben: RingSeat
    private let mia: RingSeat

    init() throws {
        ada = try Self.seat(1, "Ada Example", seat: Secrets.hash(600))
        ben = try Self.seat(2, "Ben, who waits", seat: nil, first: Secrets.hash(601))
        mia = try Self.seat(3, "Ünal Ğ", seat: Secrets.hash(602), inviting: true)
    }

    var rings: [(String, [RingSeat])] {
        [
            ("no seats", []), ("a seat", [ada]), ("one that waits", [ben]),
            ("three", [ada, ben, mia]),
        ]
    }

    private static func seat(
        _ number: UInt64, _ label: String, seat: ActID?, first: ActID? = nil,
        inviting: Bool = false
    ) throws -> RingSeat {
        let (seed, box) = (Secrets.octets(610 + number), Secrets.octets(620 + number))
        let passphrase = Array("correct horse \(number)".utf8)
        var entropy = Secrets.entropy(630 + number)
        let unlocked = try UnlockedSeat.make(
            SeatSecrets(signingSeed: Secrets.secret(seed), box: Secrets.secret(box)),
            realm: Secrets.realm, domain: Secrets.realm, seat: seat, first: first, label: label,
            under: Passphrase(Secrets.secret(passphrase)), .least, &entropy)
        if inviting {
            var drawn = Secrets.entropy(640 + number)
            let now = HybridTime(WallTime(milliseconds: 1_700_000_000_000))
            let names = unlocked.update(&entropy) { invites in
                (0..<3).compactMap { place in
                    try? invites.issue(
                        for: place == 1 ? Secrets.hash(650) : nil, at: now,
                        lasting: 86_400_000, latest: now, &drawn)
                }
            }
            unlocked.update(&entropy) { invites in
                if let name = names?.last?.name { invites.withdraw(name) }
            }
        }
        return RingSeat(sealed: unlocked.sealed, passphrase: passphrase, seed: seed, box: box)
    }

    /// Why a keyring, or the first of its seats that does not open, is of no use.
    static func refusal(of bytes: [UInt8], _ passphrases: [[UInt8]]) throws -> String? {
        let ring: Keyring
        do throws(KeyFileError) { ring = try Keyring(file: bytes) } catch { return error.name }
        for (seat, passphrase) in zip(ring.seats, passphrases) {
            do throws(UnlockError) {
                _ = try UnlockedSeat(
                    unlocking: seat, with: Passphrase(Secrets.secret(passphrase)))
            } catch { return error.name }
        }
        return nil
    }

    private static let hash = "5820" + VectorFile.run("77", 32)

    static func wrongDevices(_ good: [UInt8]) -> [(String, [UInt8], String)] {
        let (head, low) = ("85 01" + hash, "5820" + VectorFile.run("11", 32) + hash)
        let machine = "50" + VectorFile.run("31", 16)
        let high = "5820" + VectorFile.run("99", 32) + hash
        func file(_ text: String) -> [UInt8] { Secrets.checked(bytes(text)) }
        return [
            ("a bit of the secret changed", Secrets.flipped(good, 8 * 10), "damaged"),
            ("a bit of a hello key changed", Secrets.flipped(good, 8 * 80), "damaged"),
            ("a bit of the check changed", Secrets.flipped(good, 8 * good.count - 1), "damaged"),
            ("with the check of another", bytes(head + "a0" + machine + hash), "damaged"),
            ("nothing", [], "truncated"), ("cut off", good.dropLast(), "truncated"),
            ("something after it", good + [0], "trailing"),
            ("four items", file("84 01" + hash + "a0"), "wrong-count"),
            ("no array", file("a0"), "wrong-type"),
            ("version 0", file("85 00" + hash + "a0" + machine), "out-of-range"),
            ("version 2", file("85 02" + hash + "a0" + machine), "out-of-range"),
            ("a secret of 16 bytes", file("85 01" + machine + "a0" + machine), "wrong-count"),
            ("realms out of order", file(head + "a2" + high + low + machine), "unsorted"),
            ("a realm twice", file(head + "a2" + low + low + machine), "repeated"),
            ("a short realm", file(head + "a1" + machine + hash + machine), "wrong-count"),
            ("a short hello key", file(head + "a1" + hash + machine + machine), "wrong-count"),
            ("a machine of 32 bytes", file(head + "a0" + hash), "wrong-count"),
            ("a short check", bytes(head + "a0" + machine + machine), "wrong-count"),
            (
                "a version longer than need be", file("85 1801" + hash + "a0" + machine),
                "not-shortest"
            ),
        ]
    }

    /// A sealed seat of nothing that could be opened, with one item another.
    private func seat(
        _ signing: String = hash, place: Int? = nil, _ other: String = "", count: String = "89"
    ) -> String {
        var items = [
            Self.hash, Self.hash, Self.hash, "f6", signing, Self.hash, "63 616461",
            "83 02 194000 50" + VectorFile.run("41", 16), "5828" + VectorFile.run("42", 40),
        ]
        if let place { items[place] = other }
        return count + items.joined()
    }

    var malformed: [(String, [UInt8], String)] {
        func ring(_ seats: String...) -> [UInt8] {
            Secrets.checked(bytes("83 01 8\(seats.count)" + seats.joined()))
        }
        func cost(_ text: String) -> [UInt8] {
            ring(seat(place: 7, text + "50" + VectorFile.run("41", 16)))
        }
        let (higher, good) = ("5820" + VectorFile.run("78", 32), ring(seat()))
        return [
            ("nothing", [], "truncated"), ("no array", Secrets.checked(bytes("a0")), "wrong-type"),
            ("cut off", good.dropLast(), "truncated"),
            ("something after it", good + [0], "trailing"),
            ("a bit of the check changed", Secrets.flipped(good, 8 * good.count - 1), "damaged"),
            ("a bit of a realm changed", Secrets.flipped(good, 8 * 8), "damaged"),
            ("version 2", Secrets.checked(bytes("83 02 80")), "out-of-range"),
            ("two items", Secrets.checked(bytes("82 01 80")), "wrong-count"),
            ("65 seats", Secrets.checked(bytes("83 01 9841")), "too-long"),
            ("seats out of order", ring(seat(higher), seat()), "unsorted"),
            ("a seat twice", ring(seat(), seat()), "repeated"),
            ("a seat of eight items", ring(seat(count: "88")), "wrong-count"),
            ("a seat by a short id", ring(seat(place: 2, "50")), "wrong-count"),
            ("a realm that is null", ring(seat(place: 0, "f6")), "wrong-type"),
            (
                "a label of 65 bytes", ring(seat(place: 6, "7841" + VectorFile.run("61", 65))),
                "too-long"
            ),
            ("a label that is no text", ring(seat(place: 6, "61ff")), "bad-text"),
            ("a single pass", cost("83 01 194000"), "out-of-range"),
            ("17 passes", cost("83 11 194000"), "out-of-range"),
            ("16,383 KiB", cost("83 02 193fff"), "out-of-range"),
            ("more than a GiB", cost("83 02 1a00100001"), "out-of-range"),
            ("too much work in all", cost("83 05 1a00100000"), "out-of-range"),
            ("a salt of 15 bytes", ring(seat(place: 7, "83 02 194000 4f")), "wrong-count"),
            (
                "secrets of 39 bytes", ring(seat(place: 8, "5827" + VectorFile.run("42", 39))),
                "wrong-count"
            ),
        ]
    }

    /// Name, bytes, passphrases, reason: what is whole, and does not open.
    func locked() throws -> [(String, [UInt8], [[UInt8]], String)] {
        func ring(_ seats: [UInt8]...) -> [UInt8] {
            Secrets.checked([0x83, 1, 0x80 + UInt8(seats.count)] + seats.joined())
        }
        let one = ada.sealed.encoding
        let both = [ada, mia].sorted { $0.sealed.plate.signing < $1.sealed.plate.signing }
        let two = ring(both[0].sealed.encoding, both[1].sealed.encoding)
        let own = ada.passphrase
        // The label is near the end of what stands in the clear.
        let label = made(one.firstRange(of: Array("Ada".utf8))).lowerBound
        let keys = try mixed()
        return [
            ("another passphrase", ring(one), [mia.passphrase], "wrong-passphrase"),
            ("an empty passphrase", ring(one), [[]], "wrong-passphrase"),
            (
                "the first one's passphrase for both", two,
                [both[0].passphrase, both[0].passphrase], "wrong-passphrase"
            ),
            ("another label", ring(Secrets.flipped(one, 8 * label)), [own], "wrong-passphrase"),
            ("another seat", ring(Secrets.flipped(one, 8 * 80)), [own], "wrong-passphrase"),
            (
                "other secrets", ring(Secrets.flipped(one, 8 * one.count - 3)), [own],
                "wrong-passphrase"
            ),
            ("another signing key", ring(keys.signing), [own], "wrong-key"),
            ("another box key", ring(keys.box), [own], "wrong-key"),
        ]
    }

    /// Sealed seats of which one public half is of another secret.
    private func mixed() throws -> (signing: [UInt8], box: [UInt8]) {
        let secrets = SeatSecrets(
            signingSeed: Secrets.secret(660), box: Secrets.secret(661))
        let plate = ada.sealed.plate
        return (
            sealed(secrets.signing.verifying, plate.box),
            sealed(plate.signing, secrets.box.publicKey)
        )
    }

    /// What somebody seals who has the passphrase, and puts other public halves beside it.
    private func sealed(_ signing: VerifyingKey, _ box: BoxKey) -> [UInt8] {
        var clear = Writer()
        for hash in [Secrets.realm, Secrets.realm, Secrets.hash(600)] { clear.put(hash) }
        clear.putNull()
        clear.put(signing.bytes)
        clear.put(box.bytes)
        clear.put(text: "Ada Example")
        clear.put(array: 3)
        clear.put(2)
        clear.put(16_384)
        clear.put(Cast.id(0x41) as Salt)
        var text = Writer()
        text.put(array: 3)
        text.put(bytes: ada.seed.span.bytes)
        text.put(bytes: ada.box.span.bytes)
        text.put(bytes: [0xA0].span.bytes)
        var entropy = Secrets.entropy(662)
        let key = Passphrase(Secrets.secret(ada.passphrase)).key(.least, salt: Cast.id(0x41))
        let sealed = made(key?.seal(text.span, with: clear.span, &entropy))
        var writer = Writer()
        writer.put(array: 9)
        writer.put(item: clear.span)
        writer.put(bytes: sealed.span.bytes)
        return writer.bytes
    }
}

import Identity
import Lattice
import Seal
import TestSupport
import Testing
import Wire

@Suite("Unlocking") struct UnlockTests {
    private func unlock(_ seat: SealedSeat, _ text: String) throws(UnlockError) -> UnlockedSeat {
        try UnlockedSeat(unlocking: seat, with: passphrase(text))
    }

    /// The two secrets, for comparing.
    private func secrets(of seat: UnlockedSeat) -> [[UInt8]]? {
        seat.withSecrets { [$0.signing.seed().array, $0.box.copy().array] }
    }

    @Test("RING-3: the passphrase gives the very secrets, any other nothing")
    func passphrases() throws {
        let seat = try makeSeat(1)
        let again = try unlock(seat.sealed, "a passphrase")
        #expect(secrets(of: again) == secrets(of: seat))
        #expect(secrets(of: seat)?.count == 2)
        let wrong = UnlockError.wrongPassphrase(label: "Ada")
        for text in ["", "a passphras", "a passphrase ", "A passphrase", "a passphrase\u{0}"] {
            #expect(throws: wrong) { try unlock(seat.sealed, text) }
        }
        #expect(wrong.name == "wrong-passphrase")
        #expect(wrong.description.contains("Ada"))
        let long = String(repeating: "a", count: 1_025)
        #expect(throws: UnlockError.tooLong) { try unlock(seat.sealed, long) }
        for (text, error) in [("7 bytes", UnlockError.tooShort), (long, .tooLong)] {
            #expect(throws: error) { try makeSeat(1, under: text) }
        }
    }

    @Test("RING-3: an altered file with a check that was put right is a wrong passphrase")
    func altered() throws {
        var ring = Keyring()
        try ring.add(try makeSeat(1).sealed)
        let content = Array(ring.file.dropLast(34))
        var opened = 0
        var tried = 0
        // A bit here and there: each that can still be read costs a derivation.
        for bit in stride(from: 24, to: content.count * 8, by: 59) {
            guard let altered = try? Keyring(file: content.flipped(bit).withCheck),
                let seat = altered.seats.first
            else { continue }
            tried += 1
            let error = fault { () throws(UnlockError) in _ = try unlock(seat, "a passphrase") }
            #expect(error?.name == "wrong-passphrase", "bit \(bit)")
            if error == nil { opened += 1 }
        }
        #expect(opened == 0)
        #expect(tried > 30)
    }

    @Test("RING-3: what another seat has sealed does not open in this one's place")
    func moved() throws {
        let (mine, other) = (try makeSeat(1), try makeSeat(2))
        let (own, foreign) = (mine.sealed.encoding, other.sealed.encoding)
        let size = own.count - 113
        let mixed = try SealedSeat(encoding: Array(own[..<size] + foreign[size...]))
        #expect(throws: UnlockError.wrongPassphrase(label: "Ada")) {
            try unlock(mixed, "a passphrase")
        }
    }

    @Test("RING-3: keys that are not those of the secrets are told as such")
    func wrongKeys() throws {
        let (seed, box) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
        let signing = SigningKey(entropy: seed.span.bytes).verifying
        let boxKey = AgreementKey<Boxing>(secret(box)).publicKey
        let content = HandMadeSeat.content(seed, box)
        let wrong = UnlockError.wrongKey(label: "Ada")
        var good = HandMadeSeat(signing: signing, box: boxKey)
        good.seal(content, under: "a passphrase")
        let sealed = try SealedSeat(encoding: good.encoding)
        #expect(secrets(of: try unlock(sealed, "a passphrase")) == [seed, box])
        for (signing, boxKey) in [
            (VerifyingKey(.all(1)), boxKey), (signing, BoxKey(.all(1))),
        ] {
            var seat = HandMadeSeat(signing: signing, box: boxKey)
            seat.seal(content, under: "a passphrase")
            let sealed = try SealedSeat(encoding: seat.encoding)
            #expect(throws: wrong) { try unlock(sealed, "a passphrase") }
        }
        // Secrets of another form: whoever sealed them knew the passphrase.
        for content in [
            [], [0x80], content + [0], Array(content.dropLast()),
            HandMadeSeat.content(Array(seed.dropLast()), box),
            HandMadeSeat.content(seed, box, remembered: [0x80]),
            HandMadeSeat.content(seed, box, remembered: []),
        ] {
            var seat = good
            seat.seal(content, under: "a passphrase")
            let sealed = try SealedSeat(encoding: seat.encoding)
            let error = fault { () throws(UnlockError) in _ = try unlock(sealed, "a passphrase") }
            #expect(error != nil && error?.name != "wrong-passphrase")
        }
        #expect(wrong.name == "wrong-key")
    }

    @Test("RING-4: several seats are unlocked at once, and each is locked by itself")
    func several() throws {
        let (ada, ben) = (try makeSeat(1), try makeSeat(2, "Ben"))
        let kept = secrets(of: ben)
        var chance = Entropy.of(3)
        _ = ada.update(&chance) { _ in }
        ada.lock()
        #expect(ada.isLocked && !ben.isLocked)
        #expect(secrets(of: ada) == nil)
        #expect(secrets(of: ben) == kept && kept != nil)
        #expect(ada.update(&chance) { _ in 1 } == nil)
        #expect(!ada.admit(as: .all(0x33), &chance))
        // Locking twice does nothing more, and what is sealed can be unlocked again.
        ada.lock()
        #expect(ada.isLocked)
        let again = try unlock(ada.sealed, "a passphrase")
        #expect(secrets(of: again) != nil && ada.isLocked)
    }

    @Test("RING-4: locking empties the invites, and unlocking brings them back")
    func invites() throws {
        let office = try Office(1)
        let seed = try office.issue()
        #expect(office.seat.invites.all.count == 1)
        office.seat.lock()
        #expect(office.seat.invites.all.isEmpty)
        let again = try unlock(office.seat.sealed, "a passphrase")
        #expect(again.invites.all.map(\.seed.name) == [seed.name])
    }

    @Test(
        "RING-4: a new passphrase has a new salt and nonce, and the old one opens nothing any more")
    func change() throws {
        let office = try Office(1)
        let seed = try office.issue()
        var chance = Entropy.of(8)
        let old = office.seat.sealed
        let changed = try UnlockedSeat.change(
            old, from: passphrase("a passphrase"), to: passphrase("another one"), .least, &chance)
        #expect(secrets(of: changed) == secrets(of: office.seat))
        #expect(changed.plate == old.plate)
        #expect(throws: UnlockError.self) { try unlock(changed.sealed, "a passphrase") }
        let again = try unlock(changed.sealed, "another one")
        #expect(secrets(of: again) == secrets(of: office.seat))
        #expect(again.invites[seed.name] != nil)
        // Salt and nonce: nothing of what follows the plate is as it was.
        let plate = HandMadeSeat(label: old.plate.label).clear.count - 16
        let (before, after) = (old.encoding, changed.sealed.encoding)
        #expect(before[(1 + plate)...].prefix(16) != after[(1 + plate)...].prefix(16))
        #expect(before[(1 + plate + 18)...].prefix(24) != after[(1 + plate + 18)...].prefix(24))
    }

    @Test("RING-4: a change of passphrase that fails leaves all as it was")
    func failedChange() throws {
        let seat = try makeSeat(1)
        var chance = Entropy.of(8)
        for (from, to, error) in [
            ("wrong one", "another one", UnlockError.wrongPassphrase(label: "Ada")),
            ("a passphrase", "short", .tooShort),
            ("a passphrase", String(repeating: "a", count: 1_025), .tooLong),
        ] {
            let found = fault { () throws(UnlockError) in
                _ = try UnlockedSeat.change(
                    seat.sealed, from: passphrase(from), to: passphrase(to), .least, &chance)
            }
            #expect(found == error)
        }
        #expect(secrets(of: try unlock(seat.sealed, "a passphrase")) == secrets(of: seat))
    }
}

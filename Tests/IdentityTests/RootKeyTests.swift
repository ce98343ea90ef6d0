import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport
import Testing
import Wire

@Suite("Root keys") struct RootKeyTests {
    private func unlock(_ root: SealedRoot, _ text: String) throws(UnlockError) -> RootKey {
        try RootKey(unlocking: root, with: passphrase(text))
    }

    private func seed(of root: RootKey) -> [UInt8]? { root.withKey { $0.seed().array } }

    @Test("RING-5: a root file is read back as it was, and the passphrase gives the very key")
    func roundTrip() throws {
        let root = try makeRoot(1)
        #expect(root.plate.domain == nil && root.plate.label == "Ada")
        let again = try SealedRoot(file: root.sealed.file)
        #expect(again == root.sealed && again.file == root.sealed.file)
        #expect(again.file.count <= SealedRoot.mostBytes)
        let unlocked = try unlock(again, "a passphrase")
        #expect(seed(of: unlocked) == seed(of: root) && seed(of: root)?.count == 32)
        #expect(unlocked.withKey { $0.verifying } == root.plate.signing)
        #expect(try makeRoot(2).plate.signing != root.plate.signing)
        unlocked.lock()
        #expect(unlocked.isLocked && seed(of: unlocked) == nil && !root.isLocked)
        let long = try makeRoot(3, String(repeating: "ä", count: 40))
        #expect(long.plate.label == String(repeating: "ä", count: 32))
    }

    @Test("RING-5: what is written is the array of the page, the seed under the passphrase")
    func form() throws {
        let root = try makeRoot(1)
        var known = HandMadeRoot(signing: root.plate.signing)
        let file = root.sealed.file
        // The salt stands before the head of what is sealed.
        let end = file.count - 34 - 76
        let salt = file[end - 16..<end]
        known.salt = Salt(
            high: salt.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: salt.suffix(8).reduce(0) { $0 << 8 | UInt64($1) })
        known.sealed = Array(file[(end + 2)..<(end + 76)])
        #expect(known.file == file)
        let key = passphrase("a passphrase").key(.least, salt: known.salt)
        let content = key?.open(known.sealed.span.bytes, with: known.clear.span.bytes)
        #expect(content == .some([0x58, 0x20] + (seed(of: root) ?? [])))
    }

    @Test("RING-5: any other passphrase gives nothing, and new ones have their lengths")
    func passphrases() throws {
        let root = try makeRoot(1)
        let wrong = UnlockError.wrongPassphrase(label: "Ada")
        for text in ["", "a passphras", "a passphrase ", "A passphrase"] {
            let error = fault { () throws(UnlockError) in _ = try unlock(root.sealed, text) }
            #expect(error == wrong)
        }
        let long = String(repeating: "a", count: 1_025)
        for (text, expected) in [("7 bytes", UnlockError.tooShort), (long, .tooLong)] {
            var chance = Entropy.of(1)
            let error = fault { () throws(UnlockError) in
                _ = try RootKey.make(label: "Ada", under: passphrase(text), .least, &chance)
            }
            #expect(error == expected)
        }
        var chance = Entropy.of(8)
        let changed = try RootKey.change(
            root.sealed, from: passphrase("a passphrase"), to: passphrase("another one"), .least,
            &chance)
        #expect(seed(of: changed) == seed(of: root))
        #expect(
            fault { () throws(UnlockError) in _ = try unlock(changed.sealed, "a passphrase") }
                == wrong)
        #expect(seed(of: try unlock(changed.sealed, "another one")) == seed(of: root))
    }

    @Test("RING-5: every bit that is turned is noticed before anything is derived; so is a cut")
    func flips() throws {
        let file = try makeRoot(1).sealed.file
        for altered in file.allFlips {
            #expect(fault { () throws(KeyFileError) in _ = try SealedRoot(file: altered) } != nil)
        }
        for count in file.indices {
            let error = fault { () throws(KeyFileError) in
                _ = try SealedRoot(file: Array(file[..<count]))
            }
            #expect(error?.name == "truncated", "\(count) bytes")
        }
        let more = fault { () throws(KeyFileError) in _ = try SealedRoot(file: file + [0]) }
        #expect(more?.name == "trailing")
        let check = fault { () throws(KeyFileError) in
            _ = try SealedRoot(file: file.flipped(8 * (file.count - 1)))
        }
        #expect(check == .damaged)
    }

    @Test("RING-5: an altered file with a check that was put right is a wrong passphrase")
    func altered() throws {
        let root = try makeRoot(1)
        var chance = Entropy.of(4)
        #expect(root.belong(to: .all(0x11), &chance))
        let content = Array(root.sealed.file.dropLast(34))
        var tried = 0
        for bit in stride(from: 16, to: content.count * 8, by: 41) {
            guard let altered = try? SealedRoot(file: content.flipped(bit).withCheck) else {
                continue
            }
            tried += 1
            let error = fault { () throws(UnlockError) in _ = try unlock(altered, "a passphrase") }
            #expect(error?.name == "wrong-passphrase", "bit \(bit)")
        }
        #expect(tried > 20)
        // The domain is bound like the rest: a key is not passed off as another realm's.
        var other = HandMadeRoot(domain: .all(0x12), signing: root.plate.signing)
        let own = HandMadeRoot(domain: .all(0x11), signing: root.plate.signing)
        let at = own.clear.count
        other.salt = HandMadeRoot.salt(in: root.sealed.file, clear: at)
        other.sealed = Array(root.sealed.file.dropLast(34).suffix(74))
        let moved = try SealedRoot(file: other.file)
        #expect(
            fault { () throws(UnlockError) in _ = try unlock(moved, "a passphrase") }?.name
                == "wrong-passphrase")
    }

    @Test("RING-5: forms that are not those of the page are refused, with a check that is right")
    func refused() throws {
        let fine = HandMadeRoot()
        #expect(try SealedRoot(file: fine.file).plate.label == "Ada")
        let refused: [(String, HandMadeRoot)] = [
            ("out-of-range", HandMadeRoot(passes: 1)), ("out-of-range", HandMadeRoot(passes: 17)),
            ("out-of-range", HandMadeRoot(kibibytes: 16_383)),
            ("out-of-range", HandMadeRoot(kibibytes: .max)),
            ("out-of-range", HandMadeRoot(passes: 5, kibibytes: 1_048_576)),
            ("too-long", HandMadeRoot(label: String(repeating: "a", count: 65))),
            ("wrong-count", HandMadeRoot(sealed: Array(repeating: 0, count: 73))),
            ("wrong-count", HandMadeRoot(sealed: Array(repeating: 0, count: 75))),
            ("out-of-range", HandMadeRoot(version: 2)),
        ]
        for (reason, root) in refused {
            let error = fault { () throws(KeyFileError) in _ = try SealedRoot(file: root.file) }
            #expect(error?.name == reason)
        }
        // A keyring is no root file, nor the other way round.
        let ring = fault { () throws(KeyFileError) in _ = try SealedRoot(file: Keyring().file) }
        #expect(ring?.name == "wrong-count")
        let root = fault { () throws(KeyFileError) in _ = try Keyring(file: fine.file) }
        #expect(root != nil && root != .damaged)
    }

    @Test("RING-5: a key that is not that of the file is told as such")
    func wrongKey() throws {
        let seed = [UInt8](repeating: 1, count: 32)
        let signing = SigningKey(entropy: seed.span.bytes).verifying
        func sealed(_ key: VerifyingKey, _ content: [UInt8]) throws -> SealedRoot {
            var root = HandMadeRoot(signing: key)
            var chance = Entropy.of(9)
            let secret = passphrase("a passphrase").key(.least, salt: root.salt)
            root.sealed =
                secret?.seal(content.span.bytes, with: root.clear.span.bytes, &chance) ?? []
            return try SealedRoot(file: root.file)
        }
        let content = [0x58, 0x20] + seed
        let good = try unlock(try sealed(signing, content), "a passphrase")
        #expect(self.seed(of: good) == seed)
        for root in [
            try sealed(VerifyingKey(.all(1)), content),
            // Of the right length, but not the item that belongs there.
            try sealed(signing, [0x78] + content.dropFirst()),
        ] {
            let error = fault { () throws(UnlockError) in _ = try unlock(root, "a passphrase") }
            #expect(error == .wrongKey(label: "Ada"))
        }
    }

    @Test("RING-5: a key belongs to one domain, once that is known, and stays under its passphrase")
    func domains() throws {
        let root = try makeRoot(1)
        var chance = Entropy.of(2)
        #expect(root.belong(to: .all(0x11), &chance) && root.plate.domain == .all(0x11))
        #expect(root.belong(to: .all(0x11), &chance))
        #expect(!root.belong(to: .all(0x12), &chance) && root.plate.domain == .all(0x11))
        let again = try unlock(try SealedRoot(file: root.sealed.file), "a passphrase")
        #expect(again.plate.domain == .all(0x11) && seed(of: again) == seed(of: root))
        let other = try makeRoot(2)
        other.lock()
        #expect(!other.belong(to: .all(0x11), &chance) && other.plate.domain == nil)
    }
}

/// A root's key under "a passphrase".
func makeRoot(_ seed: UInt8, _ label: String = "Ada") throws -> RootKey {
    var chance = Entropy.of(seed)
    return try RootKey.make(label: label, under: passphrase("a passphrase"), .least, &chance)
}

/// A root file put together by hand.
private struct HandMadeRoot {
    var version: UInt64 = 1
    var domain: DomainID?
    var signing = VerifyingKey(.all(0x44))
    var label = "Ada"
    var passes: UInt64 = 2
    var kibibytes: UInt64 = 16_384
    var salt = Salt.all(0x66)
    var sealed = [UInt8](repeating: 0x77, count: 74)

    /// The items that the seal binds.
    var clear: [UInt8] {
        var writer = Writer()
        if let domain { writer.put(domain) } else { writer.putNull() }
        writer.put(signing.bytes)
        writer.put(text: label)
        writer.put(array: 3)
        writer.put(passes)
        writer.put(kibibytes)
        writer.put(salt)
        return writer.bytes
    }

    var file: [UInt8] {
        var writer = Writer()
        writer.put(array: 3)
        writer.put(version)
        writer.put(array: 5)
        var end = Writer()
        end.put(bytes: sealed.span.bytes)
        return (writer.bytes + clear + end.bytes).withCheck
    }

    /// The salt in a file, of which the clear items have so many bytes.
    static func salt(in file: [UInt8], clear count: Int) -> Salt {
        let salt = file[3 + count - 16..<3 + count]
        return Salt(
            high: salt.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: salt.suffix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }
}

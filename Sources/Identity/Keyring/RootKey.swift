public import Bundles
public import Lattice
public import Seal
internal import Wire

/// The key of a root whose person gave the passphrase (spec/04-identity.md#root-1). It is needed
/// rarely, and locked as soon as what it was needed for is signed.
public final class RootKey {
    public private(set) var sealed: SealedRoot
    private var open: Open?

    /// All that is zeroed by locking.
    private struct Open: ~Copyable {
        let signing: SigningKey
        let key: SealingKey
    }

    private init(
        _ sealed: SealedRoot, _ signing: consuming SigningKey, _ key: consuming SealingKey
    ) {
        self.sealed = sealed
        open = Open(signing: signing, key: key)
    }

    public var plate: SealedRoot.Plate { sealed.plate }

    public var isLocked: Bool { open == nil }

    /// Zeroes the key. Whatever else refers to it finds it locked.
    public func lock() { open = nil }

    /// Calls with the key; nil if it is locked.
    public func withKey<Result>(_ body: (borrowing SigningKey) -> Result) -> Result? {
        switch open {
        case .some(let open): body(open.signing)
        case .none: nil
        }
    }

    /// A new key, which signs for nobody yet. It is to be saved before anything is signed with it.
    public static func make(
        label: String, under passphrase: borrowing Passphrase, _ cost: PassphraseCost = .usual,
        _ entropy: inout Entropy
    ) throws(UnlockError) -> RootKey {
        let signing = SigningKey(entropy: entropy.draw().bytes)
        let plate = SealedRoot.Plate(
            signing: signing.verifying, label: label.shortened(to: SealedSeat.labelBytes))
        return try seal(signing, plate, under: passphrase, cost, &entropy)
    }

    private static func seal(
        _ signing: consuming SigningKey, _ plate: SealedRoot.Plate,
        under passphrase: borrowing Passphrase, _ cost: PassphraseCost, _ entropy: inout Entropy
    ) throws(UnlockError) -> RootKey {
        let salt: Salt = entropy.drawID()
        let key = try passphrase.chosenKey(cost, salt: salt)
        let bare = SealedRoot(plate, cost, salt, sealed: [])
        let sealed = bare.sealing(signing, key, &entropy)
        return RootKey(sealed, signing, key)
    }

    /// The same key under another passphrase. The old one has to be given, unlocked or not.
    public static func change(
        _ sealed: SealedRoot, from old: borrowing Passphrase, to new: borrowing Passphrase,
        _ cost: PassphraseCost = .usual, _ entropy: inout Entropy
    ) throws(UnlockError) -> RootKey {
        let unlocked = try RootKey(unlocking: sealed, with: old)
        guard let open = unlocked.open.take() else {
            preconditionFailure("it was just unlocked")
        }
        return try seal(open.signing, sealed.plate, under: new, cost, &entropy)
    }

    /// Opens a key with its passphrase: slowly, and never anything else than what was sealed.
    public init(
        unlocking sealed: SealedRoot, with passphrase: borrowing Passphrase
    ) throws(UnlockError) {
        let key = try passphrase.triedKey(sealed.cost, salt: sealed.salt)
        let (clear, label) = (sealed.clear, sealed.plate.label)
        // Unsafe only in name: bytes have no padding that could show.
        let content = unsafe key.openSecret(sealed.sealed.span.bytes, with: clear.span.bytes)
        guard let content = consume content else { throw .wrongPassphrase(label: label) }
        let signing: SigningKey
        do {
            var reader = Reader(content.bytes, of: .rootFile)
            let seed = Secret(copying: reader.span(of: try reader.string(of: 32)))
            try reader.end()
            signing = SigningKey(entropy: seed.bytes)
        } catch {
            throw .wrongKey(label: label)
        }
        guard signing.verifying == sealed.plate.signing else { throw .wrongKey(label: label) }
        self.sealed = sealed
        open = Open(signing: signing, key: key)
    }

    /// Notes whom it signs for, once that is founded or known; the file is to be saved then. False
    /// if it is locked, or is somebody else's.
    public func belong(to domain: DomainID, _ entropy: inout Entropy) -> Bool {
        guard plate.domain == nil || plate.domain == domain else { return false }
        switch open {
        case .some(let open):
            guard plate.domain == nil else { return true }
            var plate = plate
            plate.domain = domain
            let bare = SealedRoot(plate, sealed.cost, sealed.salt, sealed: [])
            sealed = bare.sealing(open.signing, open.key, &entropy)
            return true
        case .none: return false
        }
    }
}

extension SealedRoot {
    /// The same, with this key sealed in it.
    fileprivate func sealing(
        _ signing: borrowing SigningKey, _ key: borrowing SealingKey, _ entropy: inout Entropy
    ) -> SealedRoot {
        var writer = SecretWriter(most: Self.seedBytes)
        writer.put(item: signing.seed())
        let clear = clear
        let content = writer.finish()
        // Unsafe only in name: bytes have no padding that could show.
        let sealed = key.seal(content.bytes, with: unsafe clear.span.bytes, &entropy)
        return SealedRoot(plate, cost, salt, sealed: sealed)
    }
}

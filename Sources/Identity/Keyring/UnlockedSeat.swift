public import Bundles
public import Lattice
public import Seal
internal import Wire

/// The secrets of a seat (spec/04-identity.md#seat-1).
public struct SeatSecrets: ~Copyable {
    public let signing: SigningKey
    public let box: AgreementKey<Boxing>

    public init(signingSeed: borrowing Secret, box: consuming Secret) {
        signing = SigningKey(entropy: signingSeed.bytes)
        self.box = AgreementKey(box)
    }

    /// New ones, for a seat that is to be.
    public init(_ entropy: inout Entropy) {
        self.init(signingSeed: entropy.draw(), box: entropy.draw())
    }
}

/// A seat whose person gave the passphrase. Several may be unlocked at once, and each is locked
/// by itself (spec/07-confidentiality.md#ring-4).
public final class UnlockedSeat {
    public private(set) var sealed: SealedSeat
    private var open: Open?
    /// What it has issued. Empty once it is locked.
    public private(set) var invites: Invites

    private init(
        _ sealed: SealedSeat, _ secrets: consuming SeatSecrets, _ key: consuming SealingKey,
        _ invites: Invites
    ) {
        self.sealed = sealed
        open = Open(secrets: secrets, key: key)
        self.invites = invites
    }

    /// All that is zeroed by locking.
    private struct Open: ~Copyable {
        let secrets: SeatSecrets
        let key: SealingKey
    }

    public var plate: SealedSeat.Plate { sealed.plate }

    public var isLocked: Bool { open == nil }

    /// Zeroes the secrets. Whatever else refers to this seat finds it locked.
    public func lock() {
        open = nil
        invites = Invites()
    }

    /// Calls with the secrets; nil if the seat is locked.
    public func withSecrets<Result>(_ body: (borrowing SeatSecrets) -> Result) -> Result? {
        switch open {
        case .some(let open): body(open.secrets)
        case .none: nil
        }
    }

    /// Seals new secrets for the first time.
    public static func make(
        _ secrets: consuming SeatSecrets, realm: DomainID, domain: DomainID, seat: ActID? = nil,
        first: ActID? = nil, label: String, under passphrase: borrowing Passphrase,
        _ cost: PassphraseCost = .usual, _ entropy: inout Entropy
    ) throws(UnlockError) -> UnlockedSeat {
        let plate = SealedSeat.Plate(
            realm: realm, domain: domain, seat: seat, first: first,
            signing: secrets.signing.verifying, box: secrets.box.publicKey,
            label: label.shortened(to: SealedSeat.labelBytes))
        return try seal(secrets, Invites(), plate, under: passphrase, cost, &entropy)
    }

    private static func seal(
        _ secrets: consuming SeatSecrets, _ invites: Invites, _ plate: SealedSeat.Plate,
        under passphrase: borrowing Passphrase, _ cost: PassphraseCost, _ entropy: inout Entropy
    ) throws(UnlockError) -> UnlockedSeat {
        let salt: Salt = entropy.drawID()
        let key = try passphrase.chosenKey(cost, salt: salt)
        let bare = SealedSeat(plate: plate, cost: cost, salt: salt, sealed: [])
        let sealed = bare.sealing(secrets, invites, key, &entropy)
        return UnlockedSeat(sealed, secrets, key, invites)
    }

    /// The same seat under another passphrase. The old one has to be given, unlocked or not.
    public static func change(
        _ sealed: SealedSeat, from old: borrowing Passphrase, to new: borrowing Passphrase,
        _ cost: PassphraseCost = .usual, _ entropy: inout Entropy
    ) throws(UnlockError) -> UnlockedSeat {
        let unlocked = try UnlockedSeat(unlocking: sealed, with: old)
        guard let open = unlocked.open.take() else {
            preconditionFailure("it was just unlocked")
        }
        return try seal(open.secrets, unlocked.invites, sealed.plate, under: new, cost, &entropy)
    }

    /// Opens a seat with its passphrase: slowly, and never anything else than what was sealed.
    public init(
        unlocking sealed: SealedSeat, with passphrase: borrowing Passphrase
    ) throws(UnlockError) {
        let key = try passphrase.triedKey(sealed.cost, salt: sealed.salt)
        let (clear, label) = (sealed.clear, sealed.plate.label)
        // Unsafe only in name: bytes have no padding that could show.
        let content = unsafe key.openSecret(sealed.sealed.span.bytes, with: clear.span.bytes)
        guard let content = consume content else { throw .wrongPassphrase(label: label) }
        let opened: OpenedSeat
        do {
            opened = try OpenedSeat(content)
        } catch {
            throw .wrongKey(label: label)
        }
        guard opened.secrets.signing.verifying == sealed.plate.signing,
            opened.secrets.box.publicKey == sealed.plate.box
        else { throw .wrongKey(label: label) }
        self.sealed = sealed
        invites = opened.invites
        open = Open(secrets: opened.secrets, key: key)
    }

    /// Writes down what has changed, under the same passphrase. The keyring is to be saved then.
    private func reseal(_ plate: SealedSeat.Plate, _ entropy: inout Entropy) {
        let bare = SealedSeat(plate: plate, cost: sealed.cost, salt: sealed.salt, sealed: [])
        switch open {
        case .some(let open):
            sealed = bare.sealing(open.secrets, invites, open.key, &entropy)
        case .none: preconditionFailure("a locked seat does not change")
        }
    }

    /// Issues an invite, which is to be saved with the keyring before it is shown. Nil if the seat
    /// is locked. Whether the seat may enrol anybody is for the charter to say.
    public func issueInvite(
        for first: ActID? = nil, at now: HybridTime, lasting milliseconds: UInt64,
        latest: HybridTime, _ entropy: inout Entropy
    ) throws(InviteError) -> InviteSeed? {
        guard !isLocked else { return nil }
        let seed = try invites.issue(
            for: first, at: now, lasting: milliseconds, latest: latest, &entropy)
        reseal(sealed.plate, &entropy)
        return seed
    }

    /// Changes the invites. Nil if the seat is locked.
    public func update<Result>(
        _ entropy: inout Entropy, _ change: (inout Invites) -> Result
    ) -> Result? {
        guard !isLocked else { return nil }
        let result = change(&invites)
        reseal(sealed.plate, &entropy)
        return result
    }

    /// Notes that the seat was admitted. False if it is locked, or was admitted as another.
    public func admit(as seat: ActID, _ entropy: inout Entropy) -> Bool {
        guard !isLocked, plate.seat == nil || plate.seat == seat else { return false }
        var plate = plate
        plate.seat = seat
        reseal(plate, &entropy)
        return true
    }
}

/// What a passphrase opens.
private struct OpenedSeat: ~Copyable {
    let secrets: SeatSecrets
    let invites: Invites

    init(_ content: borrowing Secret) throws(WireError) {
        var reader = Reader(content.bytes, of: .keyring)
        try reader.array(of: 3)
        let seed = Secret(copying: reader.span(of: try reader.string(of: 32)))
        let box = Secret(copying: reader.span(of: try reader.string(of: 32)))
        let range = try reader.string(most: SealedSeat.rememberedBytes)
        try reader.end()
        invites = try Invites(remembered: reader.span(of: range))
        secrets = SeatSecrets(signingSeed: seed, box: box)
    }
}

extension SealedSeat {
    /// The same, with these secrets sealed in it.
    fileprivate func sealing(
        _ secrets: borrowing SeatSecrets, _ invites: Invites, _ key: borrowing SealingKey,
        _ entropy: inout Entropy
    ) -> SealedSeat {
        var writer = SecretWriter(most: Self.sealedBytes)
        writer.put { $0.put(array: 3) }
        writer.put(item: secrets.signing.seed())
        writer.put(item: secrets.box.copy())
        writer.put(item: invites.remembered())
        let clear = clear
        let content = writer.finish()
        // Unsafe only in name: bytes have no padding that could show.
        let sealed = key.seal(content.bytes, with: unsafe clear.span.bytes, &entropy)
        return SealedSeat(plate: plate, cost: cost, salt: salt, sealed: sealed)
    }
}

extension String {
    /// As much of it as fits into so many bytes.
    func shortened(to most: Int) -> String {
        var text = self
        while text.utf8.count > most { text.removeLast() }
        return text
    }
}

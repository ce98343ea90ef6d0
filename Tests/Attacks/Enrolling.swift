import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport

// What attacks on enrolment and handshakes are made of.

func secret(_ bytes: [UInt8]) -> Secret { Secret(copying: bytes.span.bytes) }

func entropy(_ seed: UInt8) -> Entropy { Entropy(secret(Array(repeating: seed, count: 32))) }

func passphrase(_ text: String) -> Passphrase { Passphrase(secret(Array(text.utf8))) }

extension Secret {
    /// A copy in the open, which only tests may make.
    var array: [UInt8] { bytes.withUnsafeBytes { Array($0) } }
    var text: String { String(decoding: array, as: UTF8.self) }
}

extension Hash {
    var octets: [UInt8] {
        var bytes = ByteBuffer()
        bytes.put(self)
        return bytes.bytes
    }
}

extension [UInt8] {
    func flipped(_ bit: Int) -> Self {
        var bytes = self
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return bytes
    }

    /// Whether these bytes stand in it somewhere, one after the other.
    func holds(_ part: [UInt8]) -> Bool {
        guard part.count <= count else { return false }
        return (0...count - part.count).contains { Array(self[$0..<$0 + part.count]) == part }
    }
}

/// Why something failed; nil if it did not.
func fault<Failure: Error>(_ body: () throws(Failure) -> Void) -> Failure? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}

/// The moment at which all of this happens.
let noon = HybridTime(WallTime(milliseconds: 1_800_000_000_000))

/// Somebody who issues invites.
final class Issuer {
    let realm: ScriptedRealm
    let admin: Scribe
    let seat: UnlockedSeat
    let hello: HelloKey
    var chance: Entropy

    init(_ seed: UInt8) throws {
        realm = ScriptedRealm(seed: UInt64(seed))
        admin = realm.officer(.admin)
        chance = entropy(seed)
        let secrets = SeatSecrets(&chance)
        seat = try UnlockedSeat.make(
            secrets, realm: realm.id, domain: realm.id, seat: admin.seat.id, label: "Admin",
            under: passphrase("a passphrase"), .least, &chance)
        hello = HelloKey(&chance)
    }

    func issue() -> InviteSeed {
        var own = Entropy(chance.draw())
        let seed = seat.update(&chance) { invites in
            try? invites.issue(
                at: noon, lasting: IssuedInvite.longest, latest: noon, &own)
        }
        return made(seed ?? nil)
    }

    func answer(_ message: [UInt8]) throws(EnrolmentError) -> Admitting {
        try Admitting(to: message, for: seat, &chance)
    }

    func take(
        _ message: [UInt8], _ admitting: Admitting
    ) throws(EnrolmentError) -> Admitting.Step {
        try admitting.take(message, at: noon, &chance)
    }
}

/// Somebody who joins.
final class Newcomer {
    let device: Device
    let secrets: SeatSecrets
    var chance: Entropy

    init(_ seed: UInt8) {
        chance = entropy(seed &+ 128)
        device = Device(&chance, on: MachineID(high: 7, low: UInt64(seed)))
        secrets = SeatSecrets(&chance)
    }

    var keys: SeatKeys {
        SeatKeys(
            signing: secrets.signing.verifying, box: secrets.box.publicKey, device: device.key)
    }

    func join(_ seed: InviteSeed, realm: DomainID? = nil) -> Joining {
        Joining(seed, realm: realm, as: device, &chance)
    }

    /// What is in the two boxes of a test; nil if they are not for these keys and this session.
    func answer(_ test: [UInt8], in session: SessionHash) -> [UInt8]? {
        let context = session.octets
        let (toBox, toDevice) = (Array(test[38..<102]), Array(test[104..<168]))
        guard let first = secrets.box.unbox(toBox.span.bytes, context: context.span.bytes),
            let second = device.secret.key.unbox(toDevice.span.bytes, context: context.span.bytes)
        else { return nil }
        return Said.answer(first.array, second.array)
    }
}

extension Mallory {
    /// Has begun an enrolment with an issuer.
    static func calling(_ issuer: Issuer, _ seed: InviteSeed, _ number: UInt8 = 1) throws -> (
        Mallory, Admitting, offer: [UInt8]
    ) {
        let mallory = Mallory(seed, isInitiator: true, number)
        let admitting = try issuer.answer(mallory.start())
        return (mallory, admitting, made(mallory.read(admitting.offer)))
    }

    /// Answers a joiner in the issuer's place.
    static func answering(_ joining: Joining, _ seed: InviteSeed) throws -> Mallory {
        let mallory = Mallory(seed, isInitiator: false, 9)
        _ = made(mallory.read(Array(try joining.start().dropFirst(18))))
        return mallory
    }
}

extension Admitting.Step {
    var error: EnrolmentError? {
        if case .refuse(_, let error) = self { error } else { nil }
    }

    var message: [UInt8]? {
        if case .send(let message) = self { message } else { nil }
    }
}

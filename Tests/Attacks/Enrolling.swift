import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport

// What attacks on enrolment and handshakes are made of.

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
        chance = Entropy.of(seed)
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

extension HandMade {
    /// Has begun an enrolment with an issuer.
    static func calling(_ issuer: Issuer, _ seed: InviteSeed, _ number: UInt8 = 1) throws -> (
        HandMade, Admitting, offer: [UInt8]
    ) {
        let mallory = HandMade(seed, isInitiator: true, number)
        let admitting = try issuer.answer(mallory.start())
        return (mallory, admitting, made(mallory.read(admitting.offer)))
    }

    /// Answers a joiner in the issuer's place.
    static func answering(_ joining: Joining, _ seed: InviteSeed) throws -> HandMade {
        let mallory = HandMade(seed, isInitiator: false, 9)
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

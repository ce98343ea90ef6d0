import Bundles
import Identity
import Lattice
import Seal
import TestSupport

/// Somebody who has the seed of an invite, and says anything at all: nobody is admitted by it.
enum Joiners {
    /// An issuer's seat: to make one takes long, and no input changes it, for none proves anything.
    private final class Desk {
        let seat: UnlockedSeat
        let seed: InviteSeed

        init?() {
            var entropy = Handshakes.entropy(21)
            guard
                let seat = try? UnlockedSeat.make(
                    SeatSecrets(&entropy), realm: Handshakes.realm, domain: Handshakes.realm,
                    seat: ActID(1, 2, 3, 4), label: "issuer",
                    under: Passphrase(Handshakes.secret(22)), .least, &entropy)
            else { return nil }
            self.seat = seat
            var drawn = Handshakes.entropy(23)
            let issued = seat.update(&entropy) { invites in
                try? invites.issue(
                    at: HybridTime(word: 1), lasting: 1_000, latest: HybridTime(word: 0), &drawn)
            }
            guard case .some(.some(let seed)) = issued else { return nil }
            self.seed = seed
        }
    }

    // A fuzzer runs one input after the other, in one thread.
    nonisolated(unsafe) private static let desk = Desk()

    static func check(_ input: ArraySlice<UInt8>) throws(Broken) {
        guard let desk else { throw Broken(sentence: "no seat can be made") }
        let rest = input.dropFirst()
        switch Int(input.first ?? 0) % 4 {
        case 0: try check(first: rest, desk)
        case 1: try check(offer: rest, desk)
        case 2: try check(claims: Array(rest), desk)
        default: try check(answers: Array(rest), desk)
        }
    }

    private static func check(first input: ArraySlice<UInt8>, _ desk: Desk) throws(Broken) {
        let joining = joining(desk)
        guard let real = try? joining.start() else { throw Broken(sentence: "nothing is sent") }
        let message = Handshakes.altered(real, input)
        var entropy = Handshakes.entropy(24)
        let answer = try? Admitting(to: message, for: desk.seat, &entropy).offer
        try demand((answer != nil) == (message == real), "somebody without the seed is answered")
        try demand((answer?.count ?? 0) <= Frame.handshakeBytes, "an offer is too long")
    }

    private static func joining(_ desk: Desk) -> Joining {
        var device = Handshakes.entropy(25)
        var entropy = Handshakes.entropy(26)
        return Joining(
            desk.seed, as: Device(&device, on: MachineID(high: 1, low: 1)), &entropy)
    }

    private static func check(offer input: ArraySlice<UInt8>, _ desk: Desk) throws(Broken) {
        let joining = joining(desk)
        var entropy = Handshakes.entropy(24)
        guard let first = try? joining.start(),
            let real = try? Admitting(to: first, for: desk.seat, &entropy).offer
        else { throw Broken(sentence: "nothing is offered") }
        let message = Handshakes.altered(real, input)
        let offer = try? joining.takeOffer(message)
        try demand((offer != nil) == (message == real), "an offer of nobody is taken")
    }

    /// One end of the handshake, by hand: it can say whatever it likes.
    private static func end(_ desk: Desk, asInitiator: Bool) -> NoiseHandshake {
        let name = desk.seed.name
        var prologue = ByteBuffer()
        for byte in Array("causeway".utf8) + [1, NoisePattern.nnPSK0.rawValue] {
            prologue.put(byte: byte)
        }
        prologue.put(name)
        var padded = SecretWriter(most: 32)
        padded.put(Handshakes.seed(of: desk.seed).span.bytes)
        for _ in 0..<16 { padded.put(byte: 0) }
        let key = padded.finish().derived(.inviteKey)
        return NoiseHandshake(
            .nnPSK0, asInitiator: asInitiator, prologue: prologue.span, own: nil,
            ephemeral: AgreementKey(Handshakes.secret(27)), psk: key)
    }

    /// An issuer hears anything that is sealed as it should be.
    private static func check(claims input: [UInt8], _ desk: Desk) throws(Broken) {
        var noise = end(desk, asInitiator: true)
        let none: [UInt8] = []
        var preface = ByteBuffer()
        preface.put(byte: 1)
        preface.put(byte: NoisePattern.nnPSK0.rawValue)
        preface.put(desk.seed.name)
        var entropy = Handshakes.entropy(24)
        guard let first = noise.write(none.span.bytes),
            let admitting = try? Admitting(to: preface.bytes + first, for: desk.seat, &entropy),
            noise.read(admitting.offer.span.bytes) != nil
        else { throw Broken(sentence: "nothing is offered") }
        var keys = noise.finish()
        for piece in input.pieces.prefix(4) {
            let message = keys.initiator.seal(piece.span.bytes, with: none.span.bytes)
            let step = try? admitting.take(message, at: HybridTime(word: 2), &entropy)
            guard let step else { continue }
            guard case .refuse(let answer, _) = step else {
                throw Broken(sentence: "a claim without proofs is taken")
            }
            try demand(answer.count < 256, "a refusal of \(answer.count) bytes")
        }
    }

    /// A joiner hears anything that is sealed as it should be.
    private static func check(answers input: [UInt8], _ desk: Desk) throws(Broken) {
        var noise = end(desk, asInitiator: false)
        let joining = joining(desk)
        var pieces = input.pieces.prefix(5)
        let offer = pieces.popFirst() ?? []
        guard let first = try? joining.start(),
            noise.read(Array(first.dropFirst(Preface.bytes)).span.bytes) != nil,
            let answer = noise.write(offer.span.bytes),
            (try? joining.takeOffer(answer)) != nil
        else { return }
        var keys = noise.finish()
        var entropy = Handshakes.entropy(28)
        let secrets = SeatSecrets(&entropy)
        guard let claim = try? joining.claim(secrets) else {
            throw Broken(sentence: "nothing is claimed")
        }
        let none: [UInt8] = []
        guard keys.initiator.open(claim.span.bytes, with: none.span.bytes) != nil else {
            throw Broken(sentence: "a claim does not open")
        }
        for piece in pieces {
            let message = keys.responder.seal(piece.span.bytes, with: none.span.bytes)
            guard let step = try? joining.take(message, secrets) else { continue }
            guard case .compare = step else {
                throw Broken(sentence: "somebody is admitted without words")
            }
        }
    }
}

import Bundles
import Identity
import Lattice
import Seal
import TestSupport

/// Somebody joins, or does not.
struct Enrolling {
    let seed: [UInt8]
    /// The seed of the signing key, the secrets of the box and the device.
    let secrets: [[UInt8]]
    let replay: Replay
    let words: [String]

    /// What all of these need: an issuer's seat, a device, and what they draw.
    private final class Desk {
        let seat: UnlockedSeat
        let invite: InviteSeed
        let seed: [UInt8]
        let now = HybridTime(WallTime(milliseconds: 1_700_000_000_000))
        private var entropy = Secrets.entropy(800)

        init(_ first: ActID? = nil) throws {
            let secrets = SeatSecrets(
                signingSeed: Secrets.secret(801), box: Secrets.secret(802))
            seat = try UnlockedSeat.make(
                secrets, realm: Secrets.realm, domain: Secrets.realm, seat: Secrets.hash(803),
                label: "Ada", under: Passphrase(Secrets.secret(804)), .least, &entropy)
            var drawn = Secrets.entropy(805)
            let now = now
            let issued = seat.update(&entropy) { invites in
                try? invites.issue(
                    for: first, at: now, lasting: 86_400_000, latest: now, &drawn)
            }
            invite = made(issued.flatMap(\.self))
            seed = try Typed.seed(of: invite)
        }

        /// One attempt of somebody to join.
        func attempt(_ number: UInt64, at time: HybridTime? = nil) throws -> Attempt {
            Attempt(self, try Visit(self, number), time ?? now)
        }
    }

    /// A joiner's keys, and the line to the issuer.
    private final class Visit {
        let joining: Joining
        let admitting: Admitting
        let device: Device
        let secrets: [[UInt8]]
        let offer: Joining.Offer
        var replay: Replay

        init(_ desk: Desk, _ number: UInt64, line: UInt64 = 0) throws {
            var entropy = Secrets.entropy(820 + number)
            device = Device(&entropy, on: Cast.id(0x33))
            secrets = [
                Secrets.octets(830 + number), Secrets.octets(840 + number),
                device.secret.key.copy().octets,
            ]
            var one = Secrets.entropy(850 + number + line)
            var other = Secrets.entropy(860 + number + line)
            joining = Joining(desk.invite, realm: Secrets.realm, as: device, &one)
            let first = try joining.start()
            admitting = try Admitting(to: first, for: desk.seat, &other)
            offer = try joining.takeOffer(admitting.offer)
            replay = Enrolling.line(desk.seed, 850 + number + line, 860 + number + line)
            replay.messages = [Frame.of(first), Frame.of(admitting.offer)]
        }

        var own: SeatSecrets {
            SeatSecrets(
                signingSeed: Secrets.secret(secrets[0]), box: Secrets.secret(secrets[1]))
        }
    }

    /// What both drew that is theirs alone: the joiner its random bytes first, the issuer its key.
    private static func line(_ seed: [UInt8], _ one: UInt64, _ other: UInt64) -> Replay {
        var first = Secrets.entropy(one)
        var second = Secrets.entropy(other)
        _ = first.draw()
        let padded = Secrets.secret(seed + Array(repeating: 0, count: 16))
        let name = Secrets.octets(padded.digest(.inviteName) as Hash<InviteSeed>).prefix(16)
        return Replay(
            pattern: .nnPSK0, context: Array(name),
            initiator: Replay.Side(ephemeral: first.draw().octets),
            responder: Replay.Side(ephemeral: second.draw().octets),
            psk: padded.derived(.inviteKey).octets)
    }

    private struct Attempt {
        let desk: Desk
        let visit: Visit
        let time: HybridTime

        init(_ desk: Desk, _ visit: Visit, _ time: HybridTime) {
            (self.desk, self.visit, self.time) = (desk, visit, time)
        }

        private func ended(_ words: [String] = []) -> Enrolling {
            Enrolling(
                seed: desk.seed, secrets: visit.secrets, replay: visit.replay, words: words)
        }

        private func says(_ from: Int, _ message: [UInt8]) {
            visit.replay.sent.append((from, Frame.of(message)))
        }

        /// Through all of it, as far as it goes.
        func played(isSame: Bool = true) throws -> Enrolling {
            var entropy = Secrets.entropy(870)
            let own = visit.own
            let claim = try visit.joining.claim(own)
            says(0, claim)
            let test: [UInt8]
            switch try visit.admitting.take(claim, at: time, &entropy) {
            case .send(let message): test = message
            case .refuse(let message, let error):
                says(1, message)
                try expect(refusal(message, own) == error.name, error.name, "is told otherwise")
                return ended()
            default: throw Disagreement(description: "no test")
            }
            says(1, test)
            guard case .compare(let answer, let words) = try visit.joining.take(test, own) else {
                throw Disagreement(description: "no words")
            }
            says(0, answer)
            let hello = HelloKey(Secrets.secret(806))
            let last: [UInt8]
            switch try visit.admitting.take(answer, at: time, &entropy) {
            case .compare(let others):
                try expect(others == words, "words", "are two")
                guard isSame else {
                    _ = try? visit.admitting.confirm(false, &entropy)
                    says(1, try visit.admitting.refusal())
                    return ended(words.words)
                }
                _ = try visit.admitting.confirm(true, &entropy)
                last = try visit.admitting.admit(as: Secrets.hash(807), hello, &entropy)
            case .admittedBefore(let act):
                last = try visit.admitting.admit(as: act, hello, &entropy)
            default: throw Disagreement(description: "no admission")
            }
            says(1, last)
            guard case .wait = try visit.joining.take(last, own),
                let admitted = try visit.joining.confirm(true)
            else {
                throw Disagreement(description: "not admitted")
            }
            try expect(admitted.seat == Secrets.hash(807), "admission", "of another seat")
            return ended(words.words)
        }

        private func refusal(
            _ message: [UInt8], _ own: borrowing SeatSecrets
        ) -> String? {
            do throws(EnrolmentError) { _ = try visit.joining.take(message, own) } catch {
                return error.name
            }
            return nil
        }
    }

    static func admitted() throws -> Enrolling { try Desk().attempt(1).played() }

    static func stories() throws -> [(String, Enrolling)] {
        let used = try Desk()
        _ = try used.attempt(1).played()
        let late = try Desk()
        let later = HybridTime(word: late.now.word + 86_400_001 << 16)
        let withdrawn = try Desk()
        let refused = try withdrawn.attempt(1).played(isSame: false)
        let again = try Desk()
        _ = try again.attempt(1).played()
        return [
            ("somebody new", try admitted()),
            ("another seat of a person", try Desk(Secrets.hash(808)).attempt(2).played()),
            ("words that are not the same", refused),
            ("withdrawn", try withdrawn.attempt(3).played()),
            ("used", try used.attempt(4).played()),
            ("expired", try late.attempt(5, at: later).played()),
            ("admitted again", try again.attempt(1).played()),
        ]
    }

    /// First messages that no issuer answers, and answers that no joiner takes.
    static func wrong() throws -> [(String, Replay, String)] {
        let good = try admitted().replay
        func changed(_ count: Int, _ last: [UInt8]) -> Replay {
            var talk = good
            talk.messages = Array(good.messages.prefix(count)) + [last]
            talk.sent = []
            return talk
        }
        let (first, answer) = (good.messages[0], good.messages[1])
        var talking = good.initiating()
        let opened = Frame.of(
            first[2..<20] + made(talking.write(Secrets.one.span.bytes)))
        return [
            (
                "of an invite that is not known", changed(0, Secrets.flipped(first, 8 * 4)),
                "unknown-greeting"
            ),
            (
                "of an invite, with another key", changed(0, Secrets.flipped(first, 8 * 20)),
                "does-not-open"
            ),
            (
                "of an invite, altered", changed(0, Secrets.flipped(first, 8 * 60)),
                "does-not-open"
            ),
            ("of an invite, with a payload", changed(0, opened), "wrong-pattern"),
            (
                "an offer that was altered", changed(1, Secrets.flipped(answer, 8 * 80)),
                "does-not-open"
            ),
            (
                "an offer that is too long",
                changed(1, Frame.of(Array(repeating: 1, count: 1_025))),
                "too-long"
            ),
        ]
    }

    static func refusal(of talk: Replay) throws -> String? {
        let desk = try Desk()
        let messages = talk.messages.map { Array($0.dropFirst(2)) }
        var entropy = Secrets.entropy(861)
        do throws(EnrolmentError) {
            _ = try Admitting(to: messages[0], for: desk.seat, &entropy)
            guard messages.count > 1 else { return nil }
            var drawn = Secrets.entropy(821)
            let device = Device(&drawn, on: Cast.id(0x33))
            var own = Secrets.entropy(851)
            let joining = Joining(desk.invite, as: device, &own)
            _ = try joining.start()
            _ = try joining.takeOffer(messages[1])
        } catch { return error.name }
        return nil
    }
}

import Bundles
import Identity
import Lattice
import Seal
import TestSupport

/// Handshakes as they travel, and what is said after them.
extension SecretVectors {
    mutating func handshakes() throws {
        let meeting = Meeting()
        let all: [(String, Replay)] = [
            ("two devices", try meeting.devices(saying: false)),
            ("two devices, and what they say", try meeting.devices(saying: true)),
            ("a device and a relay", try meeting.relay()),
            ("a joiner and an issuer", try Enrolling.admitted().replay),
        ]
        for (name, talk) in all {
            accept("handshake", name, talk.given + (try talk.follows()))
        }
        for (name, talk, reason) in try meeting.wrong() {
            try expect(try meeting.refusal(of: talk), is: reason, name)
            refuse("handshake", name, reason, talk.given)
        }
        for (name, talk, reason) in try Enrolling.wrong() {
            try expect(try Enrolling.refusal(of: talk), is: reason, name)
            refuse("handshake", name, reason, talk.given)
        }
        for (name, talk, row) in try meeting.wrongSent() {
            try expect(try meeting.refusal(of: talk, sent: row), is: "does-not-open", name)
            let heard = try talk.heard()
            var rows = zip(talk.sent, heard.texts).map { sent, text in
                JSON.array([JSON(sent.from), JSON(hex: text), JSON(hex: sent.bytes)])
            }
            rows.append(.array([JSON(row.from), "", JSON(hex: row.bytes)]))
            refuse(
                "handshake", name, "does-not-open",
                talk.given + [
                    ("payloads", .array(heard.payloads.map { JSON(hex: $0) })),
                    ("session", JSON(hex: heard.session)), ("sent", .array(rows)),
                ])
        }
    }

    mutating func enrolments() throws {
        for (name, story) in try Enrolling.stories() {
            let (talk, heard) = (story.replay, try story.replay.heard())
            let items = [heard.payloads[1]] + heard.texts.map { Array($0.dropFirst()) }
            accept(
                "enrolment", name,
                [
                    ("seed", JSON(hex: story.seed)),
                    ("joiner", JSON(hex: talk.initiator.ephemeral)),
                    ("issuer", JSON(hex: talk.responder.ephemeral)),
                    (
                        "secrets",
                        .object([
                            ("signing", JSON(hex: story.secrets[0])),
                            ("box", JSON(hex: story.secrets[1])),
                            ("device", JSON(hex: story.secrets[2])),
                        ])
                    ),
                    (
                        "messages",
                        .array((talk.messages + talk.sent.map(\.bytes)).map { JSON(hex: $0) })
                    ),
                    ("items", .array(items.map { Diagnosis.value(of: $0) })),
                    ("words", .array(story.words.map { .text($0) })),
                ])
        }
    }
}

/// Two devices of a realm, and a relay.
struct Meeting {
    private let realm = Secrets.realm
    private let hello = Secrets.octets(700)
    private let runs: [RunID] = [Cast.id(0x71), Cast.id(0x72)]
    // Of what they draw the first is their ephemeral key.
    private let chance: [UInt64] = [701, 702]
    private let devices: [Device]

    init() {
        var first = Secrets.entropy(703)
        var second = Secrets.entropy(704)
        devices = [
            Device(&first, on: Cast.id(0x31)), Device(&second, on: Cast.id(0x32)),
        ]
        for device in devices { device.join(realm, HelloKey(Secrets.secret(hello))) }
    }

    private func side(_ place: Int, withOwn: Bool = true) -> Replay.Side {
        var entropy = Secrets.entropy(chance[place])
        return Replay.Side(
            ephemeral: entropy.draw().octets,
            own: withOwn ? devices[place].secret.key.copy().octets : nil)
    }

    private func initiating(_ pattern: NoisePattern) -> DeviceHandshake {
        var entropy = Secrets.entropy(chance[0])
        if pattern == .nk {
            return .initiating(
                realm, toRelay: devices[1].key, as: devices[0], run: runs[0], &entropy)
        }
        return .initiating(
            realm, hello: HelloKey(Secrets.secret(hello)), as: devices[0],
            expecting: devices[1].key, run: runs[0], &entropy)
    }

    private func responding(to message: [UInt8]) throws(LinkError) -> DeviceHandshake {
        var entropy = Secrets.entropy(chance[1])
        return try .responding(
            to: message, as: devices[1], relaying: [realm], run: runs[1], &entropy)
    }

    func devices(saying: Bool) throws -> Replay {
        var talk = Replay(
            pattern: .xx, context: Secrets.octets(realm), initiator: side(0), responder: side(1),
            hello: hello)
        var first = initiating(.xx)
        let opening = try first.start()
        var second = try responding(to: opening)
        guard case .send(let answer) = try second.take(opening, isOfRealm: { _ in false }),
            case .sendAndDone(let last) = try first.take(answer, isOfRealm: { _ in false }),
            case .done = try second.take(last, isOfRealm: { _ in false })
        else { throw Disagreement(description: "a handshake of another length") }
        try expect(first.otherRun == runs[1] && second.otherRun == runs[0], "runs", "are others")
        talk.messages = [opening, answer, last].map { Frame.of($0) }
        guard saying else { return talk }
        var one = first.finish()
        var other = second.finish()
        try expect(one.hash == other.hash, "sessions", "are two")
        let texts: [(Int, [UInt8])] = [
            (0, Array("what have you got".utf8)), (1, []), (1, Array("nothing new".utf8)),
            (0, Array(repeating: 0x61, count: 700)),
        ]
        for (from, text) in texts {
            let bytes = from == 0 ? one.seal(text) : other.seal(text)
            let heard = from == 0 ? try other.open(bytes) : try one.open(bytes)
            try expect(heard.opened() == text, "a message", "says something else")
            talk.sent.append((from, Frame.of(bytes)))
        }
        let (goodbye, bye) = (other.goodbye(), one.goodbye())
        _ = try one.open(goodbye)
        _ = try other.open(bye)
        try expect(one.isOver && other.isOver, "a goodbye", "is none")
        talk.sent += [(1, Frame.of(goodbye)), (0, Frame.of(bye))]
        return talk
    }

    func relay() throws -> Replay {
        var talk = Replay(
            pattern: .nk, context: Secrets.octets(realm), initiator: side(0, withOwn: false),
            responder: side(1))
        var first = initiating(.nk)
        let opening = try first.start()
        var second = try responding(to: opening)
        guard case .sendAndDone(let answer) = try second.take(opening, isOfRealm: { _ in false }),
            case .done = try first.take(answer, isOfRealm: { _ in false })
        else { throw Disagreement(description: "a handshake of another length") }
        talk.messages = [opening, answer].map { Frame.of($0) }
        var one = first.finish()
        talk.sent.append((0, Frame.of(one.seal(Array("for later".utf8)))))
        return talk
    }

    /// Why the last of the messages is refused by who takes it.
    func refusal(of talk: Replay) throws -> String? {
        do throws(LinkError) {
            var messages: [[UInt8]] = []
            for framed in talk.messages {
                var stream = framed
                guard let next = try Frame.next(from: &stream, most: Frame.handshakeBytes) else {
                    return "cut"
                }
                messages.append(next)
            }
            var second = try responding(to: messages[0])
            _ = try second.take(messages[0]) { _ in false }
            guard messages.count > 1 else { return nil }
            var first = initiating(talk.pattern)
            _ = try first.start()
            _ = try first.take(messages[1]) { _ in false }
            guard messages.count > 2 else { return nil }
            _ = try second.take(messages[2]) { _ in false }
        } catch { return error.rawValue }
        return nil
    }

    /// Why a message of the session is refused.
    func refusal(of talk: Replay, sent row: (from: Int, bytes: [UInt8])) throws -> String? {
        var first = initiating(.xx)
        let opening = try first.start()
        var second = try responding(to: opening)
        guard case .send(let answer) = try second.take(opening, isOfRealm: { _ in false }),
            case .sendAndDone(let last) = try first.take(answer, isOfRealm: { _ in false })
        else { return nil }
        _ = try second.take(last) { _ in false }
        var one = first.finish()
        var other = second.finish()
        for (from, framed) in talk.sent {
            let bytes = Array(framed.dropFirst(2))
            if from == 0 { _ = try other.open(bytes) } else { _ = try one.open(bytes) }
        }
        let bytes = Array(row.bytes.dropFirst(2))
        do throws(LinkError) {
            if row.from == 0 { _ = try other.open(bytes) } else { _ = try one.open(bytes) }
        } catch { return error.rawValue }
        return nil
    }
}

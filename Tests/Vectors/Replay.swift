import Lattice
import Seal

/// What two said, as it travelled, and the secrets that open it: the handshake is gone through
/// again with nothing but the Noise framework.
struct Replay {
    struct Side {
        let ephemeral: [UInt8]
        var own: [UInt8]?

        var json: JSON {
            .object(
                [("ephemeral", JSON(hex: ephemeral))]
                    + (own.map { [("static", JSON(hex: $0))] } ?? []))
        }

        fileprivate func handshake(
            _ talk: Replay, asInitiator isInitiator: Bool, remote: DeviceKey?
        ) -> NoiseHandshake {
            NoiseHandshake(
                talk.pattern, asInitiator: isInitiator, prologue: talk.prologue.span.bytes,
                own: own.map { DeviceSecret(Secrets.secret($0)) },
                ephemeral: AgreementKey(Secrets.secret(ephemeral)),
                remote: isInitiator ? remote : nil, psk: talk.secret)
        }
    }

    let pattern: NoisePattern
    /// The realm, or the name of an invite.
    let context: [UInt8]
    let initiator: Side
    let responder: Side
    var psk: [UInt8]?
    var hello: [UInt8]?
    /// Each after its length; those of the handshake first.
    var messages: [[UInt8]] = []
    /// From whom each message of the session is, and how it travels.
    var sent: [(from: Int, bytes: [UInt8])] = []

    fileprivate var prologue: [UInt8] {
        Array("causeway".utf8) + [1, pattern.rawValue] + context
    }

    fileprivate var secret: Secret? {
        guard let psk else { return nil }
        return Secrets.secret(psk)
    }

    /// Both ends before anything was said.
    func initiating() -> NoiseHandshake {
        let key = responder.own.map { AgreementKey<Transport>(Secrets.secret($0)).publicKey }
        return initiator.handshake(self, asInitiator: true, remote: key)
    }

    func responding() -> NoiseHandshake {
        responder.handshake(self, asInitiator: false, remote: nil)
    }

    /// What all of it said: payloads, the session's hash, the texts that were sealed.
    struct Heard {
        var payloads: [[UInt8]] = []
        var session: [UInt8] = []
        var texts: [[UInt8]] = []
    }

    func heard() throws -> Heard {
        var first = initiating()
        var second = responding()
        var heard = Heard()
        for (place, message) in messages.enumerated() {
            let bytes = Array(message.dropFirst(place == 0 ? 20 : 2))
            let fromFirst = place.isMultiple(of: 2)
            let payload = fromFirst ? second.read(bytes.span.bytes) : first.read(bytes.span.bytes)
            guard let payload else {
                throw Disagreement(description: "message \(place) is not read again")
            }
            let again =
                fromFirst ? first.write(payload.span.bytes) : second.write(payload.span.bytes)
            try expect(again == bytes, "message \(place)", "is written otherwise")
            heard.payloads.append(payload)
        }
        var keys = first.finish()
        heard.session = Secrets.octets(keys.hash)
        for (from, message) in sent {
            let bytes = Array(message.dropFirst(2))
            let none: [UInt8] = []
            let text =
                from == 0
                ? keys.initiator.open(bytes.span.bytes, with: none.span.bytes)
                : keys.responder.open(bytes.span.bytes, with: none.span.bytes)
            guard let text else { throw Disagreement(description: "a message does not open") }
            heard.texts.append(text)
        }
        return heard
    }

    /// What an entry gives.
    var given: [(String, JSON)] {
        [
            ("pattern", JSON(pattern.rawValue)), ("context", JSON(hex: context)),
            ("initiator", initiator.json), ("responder", responder.json),
            ("psk", psk.map { JSON(hex: $0) } ?? .null),
            ("hello", hello.map { JSON(hex: $0) } ?? .null),
            ("messages", .array(messages.map { JSON(hex: $0) })),
        ]
    }

    /// What follows.
    func follows() throws -> [(String, JSON)] {
        let heard = try heard()
        return [
            ("payloads", .array(heard.payloads.map { JSON(hex: $0) })),
            ("session", JSON(hex: heard.session)),
            (
                "sent",
                .array(
                    zip(sent, heard.texts).map { sent, text in
                        .array([JSON(sent.from), JSON(hex: text), JSON(hex: sent.bytes)])
                    })
            ),
        ]
    }
}

internal import Bundles
internal import Lattice
internal import Seal
internal import Wire

/// What both sides of an enrolment do alike (spec/12-transport.md#shake-6).
enum Enrolment {
    /// Bytes of one message of it.
    static let mostBytes = 4_096

    static func mark(_ seed: InviteSeed) -> Identifier<Preface> {
        let name = seed.name
        return Identifier(high: name.high, low: name.low)
    }

    static func handshake(
        _ seed: InviteSeed, asInitiator: Bool, _ entropy: inout Entropy
    ) -> NoiseHandshake {
        var name = ByteBuffer()
        name.put(seed.name)
        let prologue = Preface.prologue(.nnPSK0, name.bytes)
        // Unsafe only in name: bytes have no padding that could show.
        return NoiseHandshake(
            .nnPSK0, asInitiator: asInitiator, prologue: unsafe prologue.span.bytes, own: nil,
            ephemeral: AgreementKey(entropy.draw()), psk: seed.psk())
    }

    static func open(
        _ message: [UInt8], _ session: inout Session?
    ) throws(EnrolmentError) -> Secret {
        guard message.count <= mostBytes else { throw .link(.tooLong) }
        let text: Secret?
        do throws(LinkError) {
            guard session != nil else { throw .outOfTurn }
            text = try session?.open(message) ?? nil
        } catch {
            throw .link(error)
        }
        guard let text = consume text else { throw .link(.cut) }
        return text
    }

    /// What the issuer says last: the seat's act, and the hello key.
    struct Admission: ~Copyable {
        let seat: ActID
        let hello: HelloKey
    }

    static func admission(_ seat: ActID, _ hello: HelloKey) -> Secret {
        var writer = SecretWriter(most: 128)
        writer.put { writer in
            writer.put(array: 3)
            writer.put(EnrolmentMessage.admissionKind)
            writer.put(seat)
        }
        writer.put(item: hello.secret)
        return writer.finish()
    }

    static func isAdmission(_ text: borrowing Secret) -> Bool {
        text.count > 2 && text.bytes.byte(at: 0) == 0x83
            && text.bytes.byte(at: 1) == UInt8(EnrolmentMessage.admissionKind)
    }

    /// Nil if it is another message.
    static func admission(_ text: borrowing Secret) throws(EnrolmentError) -> Admission? {
        guard isAdmission(text) else { return nil }
        var reader = Reader(text.bytes, of: .enrolment)
        do {
            try reader.array(of: 3)
            _ = try reader.unsigned()
            let seat: ActID = try reader.hash()
            let hello = HelloKey(Secret(copying: reader.span(of: try reader.string(of: 32))))
            try reader.end()
            return Admission(seat: seat, hello: hello)
        } catch {
            throw .form(error.reason)
        }
    }
}

internal import Bundles
internal import Charter
internal import Lattice
internal import Seal
internal import Wire

/// Sixteen bytes that a test asks back.
public enum Challenge {}
/// Thirty-two bytes that a side is bound to before it knows the other's.
public enum Nonce {}

/// What joiner and issuer say (spec/07-confidentiality.md#enrol-1). All but the admission: it has
/// a secret in it.
enum EnrolmentMessage: Hashable {
    case offer(Offer)
    case claim(Claim)
    case test(Test)
    case answer(Identifier<Challenge>, Identifier<Challenge>)
    case refusal(String)

    struct Offer: Hashable {
        let realm: DomainID
        let domain: DomainID
        let first: ActID?
        let issuer: ActID
        let commitment: Hash<Nonce>
    }

    struct Claim: Hashable {
        let keys: SeatKeys
        let proof: Signature
        let invite: Hash<InviteProof>
        let nonce: Hash<Nonce>
    }

    struct Test: Hashable {
        let nonce: Hash<Nonce>
        let toBox: [UInt8]
        let toDevice: [UInt8]
    }

    static let admissionKind: UInt64 = 4
    static let reasonBytes = 64
    static let testBytes = 16 + Box.overhead
}

extension EnrolmentMessage: Canonical {
    static var part: WireError.Part { .enrolment }

    func write(to writer: inout Writer) {
        switch self {
        case .offer(let offer):
            writer.put(array: 6)
            writer.put(0)
            writer.put(offer.realm)
            writer.put(offer.domain)
            if let first = offer.first { writer.put(first) } else { writer.putNull() }
            writer.put(offer.issuer)
            writer.put(offer.commitment)
        case .claim(let claim):
            writer.put(array: 7)
            writer.put(1)
            writer.put(claim.keys.signing.bytes)
            writer.put(claim.keys.box.bytes)
            writer.put(claim.keys.device.bytes)
            writer.put(words: claim.proof.words)
            writer.put(claim.invite)
            writer.put(claim.nonce)
        case .test(let test):
            writer.put(array: 4)
            writer.put(2)
            writer.put(test.nonce)
            // Unsafe only in name: bytes have no padding that could show.
            writer.put(bytes: unsafe test.toBox.span.bytes)
            writer.put(bytes: unsafe test.toDevice.span.bytes)
        case .answer(let first, let second):
            writer.put(array: 3)
            writer.put(3)
            writer.put(first)
            writer.put(second)
        case .refusal(let reason):
            writer.put(array: 2)
            writer.put(5)
            writer.put(text: reason)
        }
    }

    static func read(from reader: inout Reader) throws(WireError) -> Self {
        let start = reader.offset
        let count = try reader.arrayHead()
        let place = reader.offset
        let kind = try reader.unsigned(upTo: 5)
        let counts: [UInt64] = [6, 7, 4, 3, 3, 2]
        guard kind != admissionKind else { throw reader.fault(.outOfRange, at: place) }
        guard count == counts[Int(kind)] else { throw reader.fault(.wrongCount, at: start) }
        switch kind {
        case 0:
            return .offer(
                Offer(
                    realm: try reader.hash(), domain: try reader.hash(),
                    first: try reader.takeNull() ? nil : try reader.hash(),
                    issuer: try reader.hash(), commitment: try reader.hash()))
        case 1:
            let keys = SeatKeys(
                signing: VerifyingKey(try reader.hash()), box: BoxKey(try reader.hash()),
                device: DeviceKey(try reader.hash()))
            return .claim(
                Claim(
                    keys: keys, proof: Signature(try reader.words()), invite: try reader.hash(),
                    nonce: try reader.hash()))
        case 2:
            return .test(
                Test(
                    nonce: try reader.hash(),
                    toBox: reader.copy(try reader.string(of: testBytes)).bytes,
                    toDevice: reader.copy(try reader.string(of: testBytes)).bytes))
        case 3: return .answer(try reader.identifier(), try reader.identifier())
        default: return .refusal(try reader.text(most: reasonBytes))
        }
    }
}

/// What two people compare (spec/07-confidentiality.md#enrol-2).
public struct ComparedWords: Hashable, Sendable {
    public let words: [String]

    init(
        _ session: SessionHash, _ claim: Hash<SeatKeys>, joiner: Hash<Nonce>, issuer: Hash<Nonce>
    ) {
        var bytes = ByteBuffer()
        bytes.put(session)
        bytes.put(claim)
        bytes.put(joiner)
        bytes.put(issuer)
        let hash = Blake2b.hash(bytes.span, .words, of: Self.self)
        words = hash.octets.prefix(4).map { WordList.words[Int($0)] }
    }
}

extension ComparedWords: CustomStringConvertible {
    public var description: String { words.joined(separator: " ") }
}

extension Hash where Hashed == Nonce {
    /// What binds a side to these bytes without telling them.
    var commitment: Hash<Nonce> {
        var bytes = ByteBuffer()
        bytes.put(self)
        return Blake2b.hash(bytes.span, .commit, of: Nonce.self)
    }
}

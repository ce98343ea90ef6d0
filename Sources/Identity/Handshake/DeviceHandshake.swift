public import Bundles
public import Lattice
public import Seal

/// What a `RunID` names: a program from its start to its end.
public enum Run {}
public typealias RunID = Identifier<Run>

/// The handshake of two devices of a realm, or of a device and a relay
/// (spec/12-transport.md#shake-5). Messages come and go without their lengths.
public struct DeviceHandshake: ~Copyable {
    public let realm: DomainID
    private var noise: NoiseHandshake
    private let mark: Identifier<Preface>
    private let own: DeviceKey
    private let run: RunID
    private let expected: DeviceKey?
    /// The other side's run, once it has said so.
    public private(set) var otherRun: RunID?

    /// What is to be done next.
    public enum Step: Hashable, Sendable {
        case send([UInt8])
        /// Nothing is left: `finish`.
        case done
        /// Send this, and nothing is left.
        case sendAndDone([UInt8])
    }

    /// Towards a device of the realm. Without a key that is expected, any device of it will do.
    public static func initiating(
        _ realm: DomainID, hello: HelloKey, as device: Device, expecting expected: DeviceKey? = nil,
        run: RunID, _ entropy: inout Entropy
    ) -> DeviceHandshake {
        let ephemeral = AgreementKey<Transport>(entropy.draw())
        let mark = hello.greeting(ephemeral.publicKey)
        return DeviceHandshake(
            .xx, true, realm, mark, device, ephemeral, run: run, expected: expected)
    }

    /// Towards a relay, which is known by its key and does not get to know this device's.
    public static func initiating(
        _ realm: DomainID, toRelay relay: DeviceKey, as device: Device, run: RunID,
        _ entropy: inout Entropy
    ) -> DeviceHandshake {
        DeviceHandshake(
            .nk, true, realm, realm.short(), device, AgreementKey(entropy.draw()), run: run,
            expected: relay)
    }

    /// To whoever has sent a first message. The realm is found by what the message begins with: who
    /// has no part in a realm of this device gets no answer.
    public static func responding(
        to message: [UInt8], as device: Device, relaying realms: [DomainID] = [], run: RunID,
        _ entropy: inout Entropy
    ) throws(LinkError) -> DeviceHandshake {
        let preface = try Preface(of: message)
        let realm = try realm(of: message, for: device, relaying: realms)
        return DeviceHandshake(
            preface.pattern, false, realm, preface.mark, device, AgreementKey(entropy.draw()),
            run: run, expected: nil)
    }

    /// Which realm a first message is about.
    static func realm(
        of message: [UInt8], for device: Device, relaying realms: [DomainID]
    ) throws(LinkError) -> DomainID {
        let preface = try Preface(of: message)
        var realm: DomainID?
        switch preface.pattern {
        case .xx:
            let start = Preface.bytes
            guard message.count == start + 32 else { throw .wrongPattern }
            let key = DeviceKey(Hash(octets: Array(message[start...])))
            realm = device.realms.first {
                device.helloKey(of: $0)?.greeting(key) == preface.mark
            }
        case .nk:
            guard message.count == Preface.bytes + 32 + 16 else { throw .wrongPattern }
            realm = realms.first { $0.short() == preface.mark }
        case .nnPSK0: throw .wrongPattern
        }
        guard let realm else { throw .unknownGreeting }
        return realm
    }

    private init(
        _ pattern: NoisePattern, _ isInitiator: Bool, _ realm: DomainID,
        _ mark: Identifier<Preface>, _ device: Device,
        _ ephemeral: consuming AgreementKey<Transport>, run: RunID, expected: DeviceKey?
    ) {
        let prologue = Preface.prologue(pattern, realm.octets)
        // Unsafe only in name: bytes have no padding that could show.
        noise = NoiseHandshake(
            pattern, asInitiator: isInitiator, prologue: unsafe prologue.span.bytes,
            own: pattern.hasStatic(asInitiator: isInitiator) ? device.secret : nil,
            ephemeral: ephemeral, remote: expected)
        self.realm = realm
        self.mark = mark
        own = device.key
        self.run = run
        self.expected = expected
    }

    /// The other side's device key, once it is known.
    public var peer: DeviceKey? { noise.remote }

    /// The initiator's first message.
    public mutating func start() throws(LinkError) -> [UInt8] {
        Preface(noise.pattern, mark).octets + (try write(withRun: false))
    }

    /// Takes a message. What is a device of the realm is for the charter to say, and only asked
    /// where none was expected; the initiator's own key is not sent before.
    public mutating func take(
        _ message: [UInt8], isOfRealm: (DeviceKey) -> Bool
    ) throws(LinkError) -> Step {
        guard message.count <= Frame.handshakeBytes else { throw .tooLong }
        guard !noise.isDone, !noise.isOnTurn else { throw .outOfTurn }
        let isFirst = !noise.isInitiator && peer == nil && !hasRead
        let bytes = isFirst ? Array(message.dropFirst(Preface.bytes)) : message
        // Unsafe only in name: bytes have no padding that could show.
        guard let payload = unsafe noise.read(bytes.span.bytes) else { throw .doesNotOpen }
        hasRead = true
        try takeRun(payload, isFirst: isFirst)
        if noise.pattern == .xx, noise.isInitiator { try check(isOfRealm) }
        guard noise.isOnTurn else {
            if isMyself { throw .ownKey }
            return .done
        }
        let answer = try write(withRun: noise.pattern == .xx)
        return noise.isDone ? .sendAndDone(answer) : .send(answer)
    }

    private var hasRead = false

    private mutating func takeRun(_ payload: [UInt8], isFirst: Bool) throws(LinkError) {
        let hasRun = noise.pattern == .xx && !isFirst
        guard payload.count == (hasRun ? 16 : 0) else { throw .wrongType }
        guard hasRun else { return }
        let words = (0..<2).map { word in
            payload[word * 8..<word * 8 + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        otherRun = RunID(high: words[0], low: words[1])
    }

    /// The responder first (spec/12-transport.md#shake-5).
    private func check(_ isOfRealm: (DeviceKey) -> Bool) throws(LinkError) {
        guard let peer, !isMyself else { throw .ownKey }
        guard expected.map({ $0 == peer }) ?? isOfRealm(peer) else { throw .stranger }
    }

    /// Whether the other side is this very program. A copy of the device, which runs elsewhere, is
    /// somebody to talk with: only so the two learn that they are two.
    private var isMyself: Bool { peer == own && otherRun == run }

    private mutating func write(withRun: Bool) throws(LinkError) -> [UInt8] {
        var payload = ByteBuffer()
        if withRun { payload.put(run) }
        guard let message = noise.write(payload.span) else { throw .doesNotOpen }
        return message
    }

    public consuming func finish() -> Session {
        let isInitiator = noise.isInitiator
        return Session(noise.finish(), asInitiator: isInitiator)
    }
}

extension HelloKey {
    /// What shows that somebody belongs to the realm (spec/12-transport.md#shake-3).
    func greeting(_ ephemeral: DeviceKey) -> Identifier<Preface> {
        var bytes = ByteBuffer()
        bytes.put(ephemeral.bytes)
        let hash: Hash<Preface> = secret.digest(.helloKey, bytes.span)
        return hash.short()
    }
}

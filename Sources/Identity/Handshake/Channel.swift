public import Bundles
public import Lattice
public import Seal

/// One stream between two machines, from its first byte to its last: lengths, handshake, session,
/// goodbye. It is told what came, and says what is to be said and what became of it
/// (spec/12-transport.md#shake-1).
public struct Channel: ~Copyable {
    /// What there is to do, in this order.
    public enum Event: Hashable, Sendable {
        case say([UInt8])
        /// Both are sure of each other.
        case opened(Opened)
        case heard([UInt8])
        /// Somebody has an invite, and this is what they say: the first message, and all others as
        /// they come (spec/12-transport.md#shake-6).
        case enrols([UInt8])
        /// Nothing more comes of it: close. Nil after a goodbye.
        case over(LinkError?)
    }

    /// With whom, as they have proven it.
    public struct Opened: Hashable, Sendable {
        public let realm: DomainID
        /// Nil for somebody who dialled a relay, who is nobody there.
        public let device: DeviceKey?
        public let run: RunID?

        public init(realm: DomainID, device: DeviceKey?, run: RunID?) {
            (self.realm, self.device, self.run) = (realm, device, run)
        }
    }

    /// Both nil until somebody has said the first thing.
    private var handshake: DeviceHandshake?
    private var session: Session?
    private var isOver = false
    private var isEnrolling = false
    private var stream: [UInt8] = []
    /// How much of it was read.
    private var place = 0
    private let isRelayed: Bool

    private init(_ handshake: consuming DeviceHandshake?, isRelayed: Bool = false) {
        self.handshake = handshake
        session = nil
        self.isRelayed = isRelayed
    }

    /// For somebody who has dialled this machine.
    public static func answering() -> Channel { Channel(nil) }

    /// Towards a device of a realm, or a relay that is known by its key; with what to say first.
    public static func dialling(
        _ realm: DomainID, hello: HelloKey, as device: Device, relay: DeviceKey? = nil,
        expecting expected: DeviceKey? = nil, run: RunID, _ entropy: inout Entropy,
        into events: inout [Event]
    ) -> Channel {
        var handshake =
            if let relay {
                DeviceHandshake.initiating(
                    realm, toRelay: relay, as: device, run: run, &entropy)
            } else {
                DeviceHandshake.initiating(
                    realm, hello: hello, as: device, expecting: expected, run: run, &entropy)
            }
        do throws(LinkError) { events.append(.say(Frame.of(try handshake.start()))) } catch {
            events.append(.over(error))
            return Channel(nil)
        }
        return Channel(handshake, isRelayed: relay != nil)
    }

    /// Whether both are sure of each other and neither has said goodbye.
    public var isOpen: Bool {
        switch session {
        case .some: !isOver
        case .none: false
        }
    }

    /// Who somebody is that answers handshakes.
    public struct Host {
        let device: Device
        let relaying: [DomainID]
        let run: (DomainID) -> RunID
        let isOfRealm: (DeviceKey, DomainID) -> Bool

        /// `run` is that of a realm's station here, and `isOfRealm` whether its charter knows a
        /// device.
        public init(
            _ device: Device, relaying: [DomainID] = [], run: @escaping (DomainID) -> RunID,
            isOfRealm: @escaping (DeviceKey, DomainID) -> Bool
        ) {
            self.device = device
            self.relaying = relaying
            self.run = run
            self.isOfRealm = isOfRealm
        }
    }

    /// Bytes have come.
    public mutating func hear(
        _ bytes: [UInt8], as host: Host, _ entropy: inout Entropy, into events: inout [Event]
    ) {
        if place == stream.count { (stream, place) = (bytes, 0) } else { stream += bytes }
        do throws(LinkError) {
            while let message = try next() {
                guard try take(message, as: host, &entropy, into: &events) else { break }
            }
        } catch { end(error, into: &events) }
        if place > 1 << 16, place * 2 > stream.count {
            stream.removeFirst(place)
            place = 0
        }
    }

    /// The other side has ended the stream.
    public mutating func end(into events: inout [Event]) {
        guard !isOver else { return }
        end(.cut, into: &events)
    }

    /// Says something of a session.
    public mutating func say(_ text: [UInt8], into events: inout [Event]) {
        guard !isOver, let message = session?.seal(text) else { return }
        events.append(.say(Frame.of(message)))
    }

    /// Says goodbye, if there was a session: nothing follows.
    public mutating func close(into events: inout [Event]) {
        guard !isOver else { return }
        isOver = true
        if let message = session?.goodbye() { events.append(.say(Frame.of(message))) }
    }

    private mutating func end(_ error: LinkError?, into events: inout [Event]) {
        isOver = true
        events.append(.over(error))
    }

    /// The next whole message of what has come.
    private mutating func next() throws(LinkError) -> [UInt8]? {
        let left = stream.count - place
        guard left >= Frame.headBytes, !isOver else { return nil }
        let count = Int(stream[place]) << 8 | Int(stream[place + 1])
        guard count <= most else { throw .tooLong }
        guard left >= Frame.headBytes + count else { return nil }
        let start = place + Frame.headBytes
        place = start + count
        return Array(stream[start..<place])
    }

    /// How long the next message may be.
    private var most: Int {
        if isEnrolling { return Frame.enrolmentBytes }
        return isOpen ? Frame.sessionBytes : Frame.handshakeBytes
    }

    /// False if nothing is to be read any more.
    private mutating func take(
        _ message: [UInt8], as host: Host, _ entropy: inout Entropy, into events: inout [Event]
    ) throws(LinkError) -> Bool {
        guard !isOpen else {
            guard let secret = try session?.open(message) else {
                end(nil, into: &events)
                return false
            }
            var text = ByteBuffer()
            text.put(raw: secret.bytes)
            events.append(.heard(text.bytes))
            return true
        }
        if isEnrolling {
            events.append(.enrols(message))
        } else if let current = handshake.take() {
            try shake(current, message, as: host, into: &events)
        } else if try Preface(of: message).pattern == .nnPSK0 {
            isEnrolling = true
            events.append(.enrols(message))
        } else {
            let realm = try DeviceHandshake.realm(
                of: message, for: host.device, relaying: host.relaying)
            let current = try DeviceHandshake.responding(
                to: message, as: host.device, relaying: host.relaying, run: host.run(realm),
                &entropy)
            try shake(current, message, as: host, into: &events)
        }
        return true
    }

    private mutating func shake(
        _ current: consuming DeviceHandshake, _ message: [UInt8], as host: Host,
        into events: inout [Event]
    ) throws(LinkError) {
        var current = current
        let realm = current.realm
        switch try current.take(message, isOfRealm: { host.isOfRealm($0, realm) }) {
        case .send(let answer):
            events.append(.say(Frame.of(answer)))
            handshake = consume current
        case .sendAndDone(let answer):
            events.append(.say(Frame.of(answer)))
            finish(current, into: &events)
        case .done: finish(current, into: &events)
        }
    }

    private mutating func finish(
        _ current: consuming DeviceHandshake, into events: inout [Event]
    ) {
        // A relay is nobody's device, and does not get to know whose it talks with.
        let opened = Opened(
            realm: current.realm, device: isRelayed ? nil : current.peer, run: current.otherRun)
        events.append(.opened(opened))
        session = current.finish()
    }
}

internal import Bundles
internal import Gossip
internal import Identity
internal import Lattice
internal import Network
internal import Seal

/// A stream to another machine, and who is at its other end.
final class Line {
    let stream: StreamID
    let endpoint: Endpoint
    let isInitiator: Bool
    let began: UInt64
    var channel: Channel
    /// Whom it is with, once both are sure of each other.
    var opened: Channel.Opened?
    let relay: DeviceKey?
    var metAt: UInt64?
    var room: Message.Room?
    /// There while somebody is being enrolled in it.
    var hosting: Hosting?

    init(
        _ stream: StreamID, _ endpoint: Endpoint, isInitiator: Bool, relay: DeviceKey? = nil,
        _ channel: consuming Channel, at now: UInt64
    ) {
        (self.stream, self.endpoint, self.isInitiator) = (stream, endpoint, isInitiator)
        (self.relay, began) = (relay, now)
        self.channel = channel
    }

    var session: SessionID { SessionID(stream.number) }

    /// By then it is to be open; people who compare words take longer than machines.
    var deadline: UInt64? {
        guard opened == nil else { return nil }
        return began + (hosting == nil ? Engine.handshake : Engine.comparing)
    }
}

/// Streams: who may have one, what is said in them, and how they end.
extension Engine {
    private func line(_ session: SessionID) -> Line? {
        lines.values.first { $0.session == session }
    }

    // MARK: Beginning

    func dial(_ endpoint: Endpoint, for residence: Residence) {
        log.note(.debug, "dialling", ["where": endpoint.text])
        guard let stream = network.dial(endpoint) else {
            return residence.tell(.unreachable(endpoint), at: Network.now())
        }
        dials[stream] = (residence.realm, endpoint)
    }

    func reach(_ stream: StreamID, at now: Now) {
        guard let dial = dials.removeValue(forKey: stream),
            let residence = residences[dial.realm], let run = residence.run,
            let hello = device.helloKey(of: dial.realm)
        else { return network.close(stream) }
        var events: [Channel.Event] = []
        let relay = relays[dial.endpoint]
        let channel = Channel.dialling(
            dial.realm, hello: hello, as: device, relay: relay,
            expecting: expected[dial.endpoint], run: run, &entropy, into: &events)
        let line = Line(
            stream, dial.endpoint, isInitiator: true, relay: relay, channel, at: now.ticks)
        lines[stream] = line
        act(on: events, line, at: now)
    }

    /// Whoever comes shows who they are, soon; strangers do not keep others out.
    func accept(_ stream: StreamID, _ from: Endpoint, at now: Now) {
        let strangers = lines.values.filter {
            $0.opened == nil && !$0.isInitiator && $0.hosting == nil
        }
        let ofThis = strangers.count { $0.endpoint.host == from.host }
        guard ofThis < Self.strangersOfOne else { return network.close(stream) }
        if strangers.count >= Self.strangers,
            let oldest = strangers.min(by: { ($0.began, $0.stream) < ($1.began, $1.stream) })
        {
            hangUp(oldest)
        }
        lines[stream] = Line(stream, from, isInitiator: false, .answering(), at: now.ticks)
    }

    // MARK: Hearing

    func hear(_ bytes: [UInt8], _ stream: StreamID, at now: Now) {
        guard let line = lines[stream] else { return }
        var events: [Channel.Event] = []
        line.channel.hear(bytes, as: host, &entropy, into: &events)
        act(on: events, line, at: now)
    }

    private var host: Channel.Host {
        Channel.Host(device, relaying: isRelay ? residences.keys.sorted() : []) {
            [residences] realm in
            residences[realm]?.run ?? .zero
        } isOfRealm: { [residences] key, realm in
            residences[realm]?.knows(key) ?? false
        }
    }

    private func act(on events: [Channel.Event], _ line: Line, at now: Now) {
        for event in events {
            switch event {
            case .say(let bytes): network.say(bytes, line.stream)
            case .opened(let opened): open(line, opened, at: now)
            case .heard(let text):
                residence(of: line)?.tell(.heard(text, line.session), at: now)
            case .enrols(let message): enrol(message, line, at: now)
            case .over(let error):
                if let error {
                    log.note(
                        .debug, "a line is over",
                        ["with": line.endpoint.text, "why": error.rawValue])
                }
                network.close(line.stream)
                forget(line, at: now)
            }
        }
    }

    private func open(_ line: Line, _ opened: Channel.Opened, at now: Now) {
        line.opened = opened
        log.note(
            .debug, "a session begins",
            ["with": line.endpoint.text, "dialled": "\(line.isInitiator)"])
        residence(of: line)?.tell(
            .opened(
                line.session,
                .init(
                    device: opened.device, run: opened.run, endpoint: line.endpoint,
                    isInitiator: line.isInitiator)),
            at: now)
    }

    private func residence(of line: Line) -> Residence? {
        line.opened.flatMap { residences[$0.realm] }
    }

    // MARK: Saying

    func say(_ bytes: [UInt8], _ session: SessionID) {
        guard let line = line(session) else { return }
        var events: [Channel.Event] = []
        line.channel.say(bytes, into: &events)
        act(on: events, line, at: Network.now())
    }

    // MARK: Ending

    /// A session is of no more use to the station.
    func close(_ session: SessionID, _ error: TalkError?) {
        guard let line = line(session) else { return }
        if let error {
            log.note(
                .warning, "a peer broke a rule",
                ["with": line.endpoint.text, "rule": "\(error)"])
        }
        hangUp(line)
    }

    /// Says goodbye, and ends a line without a word to the station.
    func hangUp(_ line: Line) {
        var events: [Channel.Event] = []
        line.channel.close(into: &events)
        for case .say(let bytes) in events { network.say(bytes, line.stream) }
        network.close(line.stream)
        lines[line.stream] = nil
    }

    /// The other side is gone.
    func end(_ stream: StreamID, at now: Now) {
        guard let line = lines[stream] else { return }
        var events: [Channel.Event] = []
        line.channel.end(into: &events)
        forget(line, at: now)
    }

    private func forget(_ line: Line, at now: Now) {
        guard lines.removeValue(forKey: line.stream) != nil else { return }
        guard let residence = residence(of: line) else {
            // Who answers and cannot shake hands is not there for this node.
            guard line.isInitiator else { return }
            for residence in all { residence.tell(.unreachable(line.endpoint), at: now) }
            return
        }
        residence.tell(.closed(line.session), at: now)
    }

    func dropLines(of realm: DomainID) {
        for line in lines.values.sorted(by: { $0.stream < $1.stream })
        where line.opened?.realm == realm {
            hangUp(line)
        }
    }

    /// When to look for those who do not show who they are.
    var sweepAt: UInt64? { lines.values.compactMap(\.deadline).min() }

    func sweep(at now: UInt64) {
        guard let due = sweepAt, due <= now else { return }
        for line in lines.values.sorted(by: { $0.stream < $1.stream })
        where line.deadline.map({ $0 <= now }) ?? false {
            network.close(line.stream)
            forget(line, at: Network.now())
        }
    }

    // MARK: What is known of them

    func peer(_ session: SessionID) -> DeviceKey? { line(session)?.opened?.device }

    func met(_ session: SessionID) {
        guard let line = line(session) else { return }
        line.metAt = Network.now().ticks
        guard line.isInitiator, line.relay == nil else { return }
        let interface = network.interfaces[line.endpoint.link]?.name
        residence(of: line)?.meet(at: line.endpoint, by: interface)
    }

    func note(_ room: Message.Room, of session: SessionID) { line(session)?.room = room }
}

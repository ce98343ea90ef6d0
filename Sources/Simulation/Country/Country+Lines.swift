internal import Charter
internal import Gossip
internal import Identity
internal import Lattice
internal import Replica
internal import Seal

/// One end of a line that is sealed.
final class LineEnd {
    fileprivate var session: Session

    fileprivate init(_ session: consuming Session) { self.session = session }
}

/// Lines as they ship: handshakes that prove who is there, and sessions of which nobody on the way
/// learns or alters anything.
extension Country {
    /// What two ends know of each other once the line is there.
    struct Greeting {
        /// What whoever dialled knows, and what the other one does.
        let initiator: StationInput.Opened
        let responder: StationInput.Opened
    }

    // MARK: Handshakes

    /// Has both ends prove who they are. What they come to know is what is so; nil if they do not
    /// come to terms.
    func shakeHands(_ session: SessionID, _ wire: Wire, _ known: Greeting) -> Greeting? {
        let (a, b) = (hosts[wire.ends[0].host], hosts[wire.ends[1].host])
        do throws(LinkError) {
            guard let one = party(a), let other = party(b) else { return nil }
            let proven = try exchange(session, one, other)
            let isSo =
                proven.initiator.device == (b.isRelay ? b.identity.key : known.initiator.device)
                && proven.initiator.run == known.initiator.run
                && proven.responder.device == known.responder.device
                && proven.responder.run == known.responder.run
            if !isSo {
                ledger.violate(
                    "handshake", "hosts \(a.number) and \(b.number) take each other for others")
            }
            ledger.marks.insert(.sealed)
            return Greeting(
                initiator: .init(
                    device: b.isRelay ? nil : proven.initiator.device,
                    run: proven.initiator.run, endpoint: known.initiator.endpoint,
                    isInitiator: true),
                responder: .init(
                    device: proven.responder.device, run: proven.responder.run,
                    endpoint: known.responder.endpoint, isInitiator: false))
        } catch {
            ledger.marks.insert(.turnedAway)
            // Whoever has not heard of somebody yet shows them nothing (SHAKE-5).
            if error != .stranger || isKnown(b, to: a) {
                ledger.violate("handshake", "hosts \(a.number) and \(b.number): \(error)")
            }
            return nil
        }
    }

    /// Who each end has proven to be.
    private struct Proof {
        let initiator: (device: DeviceKey?, run: RunID?)
        let responder: (device: DeviceKey?, run: RunID?)
    }

    /// Somebody who has part in a handshake.
    private struct Party {
        let number: Int
        let device: Device
        let hello: HelloKey
        let run: RunID
        let isRelay: Bool
        let knows: (DeviceKey) -> Bool
    }

    private func party(_ host: Host) -> Party? {
        guard let run = host.run else { return nil }
        return Party(
            number: host.number, device: host.identity, hello: hello, run: run,
            isRelay: host.isRelay
        ) { self.isKnown($0, to: host) }
    }

    /// All messages of a handshake, one after the other, as they are on the stream.
    private func exchange(
        _ session: SessionID, _ a: Party, _ b: Party
    ) throws(LinkError) -> Proof {
        let realm = world.realm.id
        var chance = lineChance(session, 0)
        var initiator =
            b.isRelay
            ? DeviceHandshake.initiating(
                realm, toRelay: b.device.key, as: a.device, run: a.run, &chance)
            : .initiating(realm, hello: a.hello, as: a.device, run: a.run, &chance)
        var message = try carry(initiator.start(), a.number)
        var answering = lineChance(session, 1)
        var responder = try DeviceHandshake.responding(
            to: message, as: b.device, relaying: b.isRelay ? [realm] : [], run: b.run, &answering)
        var isForResponder = true
        while true {
            let step =
                isForResponder
                ? try responder.take(message, isOfRealm: b.knows)
                : try initiator.take(message, isOfRealm: a.knows)
            let speaker = isForResponder ? b.number : a.number
            isForResponder.toggle()
            switch step {
            case .send(let next), .sendAndDone(let next): message = try carry(next, speaker)
            case .done:
                let proof = Proof(
                    initiator: (initiator.peer, initiator.otherRun),
                    responder: (responder.peer, responder.otherRun))
                lineEnds[session] = [LineEnd(initiator.finish()), LineEnd(responder.finish())]
                return proof
            }
        }
    }

    /// Somebody whom nobody has enrolled dials somebody, with no hello key but their own; and
    /// answers them, with one that they have from whoever was let go of. Neither leads anywhere.
    func knock(on number: Int) {
        guard lines == .sealed, hosts[number].isAwake, let host = party(hosts[number]) else {
            return
        }
        let session = nextSession()
        var chance = lineChance(session, 2)
        let secret = DeviceSecret(chance.draw())
        let own = HelloKey(&chance)
        let run = RunID(high: 0, low: session.number)
        for key in [own, hello] {
            let device = Device(secret, on: MachineID(high: 1, low: session.number))
            device.join(world.realm.id, key)
            let stranger = Party(
                number: number, device: device, hello: key, run: run, isRelay: false
            ) { _ in true }
            let (a, b) = key.isSame(as: hello) ? (host, stranger) : (stranger, host)
            do throws(LinkError) {
                _ = try exchange(session, a, b)
                lineEnds[session] = nil
                ledger.violate("handshake", "host \(number) lets somebody in whom nobody knows")
            } catch {
                let expected: LinkError =
                    key.isSame(as: hello) ? .stranger : .unknownGreeting
                guard error != expected else { continue }
                ledger.violate("handshake", "host \(number) turns a stranger away for \(error)")
            }
        }
        ledger.marks.insert(.turnedAway)
    }

    /// A message of a handshake as it comes out of the stream.
    private func carry(_ message: [UInt8], _ number: Int) throws(LinkError) -> [UInt8] {
        var stream = Frame.of(message)
        ledger.lineBytes += stream.count
        ledger.trace(stream, at: time, number)
        guard let found = try Frame.next(from: &stream, most: Frame.handshakeBytes) else {
            throw .tooLong
        }
        return found
    }

    private func isKnown(_ key: DeviceKey, to host: Host) -> Bool {
        host.withReplica { $0.readership.roster.standing(of: key) != .stranger } ?? false
    }

    private func isKnown(_ other: Host, to host: Host) -> Bool {
        other.device.map { isKnown($0, to: host) } ?? true
    }

    /// What the two ends of a line draw from.
    private func lineChance(_ session: SessionID, _ end: UInt64) -> Entropy {
        let words: InlineArray<4, UInt64> = [seed, session.number, end, 11]
        return Entropy(Secret(copying: unsafe words.span.bytes))
    }

    // MARK: Sessions

    /// What is said over a line as it travels; of a plain one it is told how long it would be.
    func sealed(_ bytes: [UInt8], _ session: SessionID, for end: Int, by number: Int) -> Parcel? {
        guard let ends = lineEnds[session] else {
            ledger.lineBytes += bytes.count + Parcel.overhead
            return Parcel(bytes: bytes)
        }
        guard bytes.count <= Session.mostBytes else {
            ledger.violate("sealed", "host \(number) says more at once than a session has room for")
            return nil
        }
        let message = ends[1 - end].session.seal(bytes)
        var stream = Frame.of(message)
        ledger.lineBytes += stream.count
        ledger.trace(stream, at: time, number)
        let found = try? Frame.next(from: &stream, most: Frame.sessionBytes)
        var parcel = Parcel(bytes: found.flatMap { $0 } ?? [])
        // Somebody on the way may alter it, more seldom than a datagram, since it costs the line.
        if weather.corruption > 0, random.below(5_000) < weather.corruption {
            parcel.bytes[random.below(parcel.bytes.count)] ^= 1 << UInt8(random.below(8))
            parcel.isAltered = true
        }
        return parcel
    }

    /// What somebody hears of it; nil if it cannot be what was said, which ends the line.
    func opened(_ parcel: Parcel, _ session: SessionID, at end: Int) -> [UInt8]? {
        guard let ends = lineEnds[session] else { return parcel.bytes }
        let found = ends[end].hear(parcel.bytes)
        if (found == nil) != parcel.isAltered {
            ledger.violate(
                "sealed",
                parcel.isAltered ? "what was altered opens" : "what was said does not open")
        }
        if parcel.isAltered { ledger.marks.insert(.altered) }
        return found
    }

    /// Ends a line in good order: whoever hears of it has missed nothing that was on the way.
    func sayGoodbye(_ session: SessionID, _ wire: Wire, from end: Int) {
        guard let ends = lineEnds.removeValue(forKey: session) else { return }
        let last = ends[end].session.goodbye()
        ledger.lineBytes += Frame.of(last).count
        let other = ends[1 - end]
        for parcel in wire.said[1 - end] where other.hear(parcel.bytes) == nil {
            if !parcel.isAltered { ledger.violate("sealed", "what was said does not open") }
            return
        }
        guard other.hear(last) == nil, other.session.isOver else {
            return ledger.violate("sealed", "a goodbye is not heard as one")
        }
    }
}

extension LineEnd {
    /// What was said, if it opens and is no goodbye.
    fileprivate func hear(_ message: [UInt8]) -> [UInt8]? {
        do throws(LinkError) {
            guard let text = try session.open(message) else { return nil }
            var bytes = ByteBuffer()
            bytes.put(raw: text.bytes)
            return bytes.bytes
        } catch { return nil }
    }
}

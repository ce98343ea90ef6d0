internal import Gossip
internal import Lattice

/// What becomes of what is said.
extension Country {
    /// Whether one can reach another over a link now.
    func reaches(_ one: Int, _ other: Int, _ link: LinkID) -> Bool {
        let (a, b) = (hosts[one], hosts[other])
        guard a.isOn, b.isOn, a.isAwake, b.isAwake, one != other else { return false }
        if link == Self.far {
            // A relay is reached from everywhere but nowhere.
            guard a.isRelay != b.isRelay, let laptop = [a, b].first(where: { !$0.isRelay }),
                laptop.isOnline, laptop.place != nil
            else { return false }
        } else {
            guard let place = a.place, place == b.place else { return false }
        }
        guard hazards.isOneWay(from: one, to: other) else { return true }
        ledger.marks.insert(.oneWay)
        return false
    }

    private func delay() -> UInt64 {
        let range = weather.delay
        return UInt64(range.lowerBound + random.below(range.count))
    }

    private func happens(_ thousandths: Int) -> Bool {
        thousandths > 0 && random.below(1_000) < thousandths
    }

    // MARK: Datagrams

    func shout(
        _ bytes: [UInt8], by number: Int, _ link: LinkID, isRepeated: Bool = false
    ) {
        ledger.datagrams += 1
        // With the headers that the wire adds.
        ledger.datagramBytes += bytes.count + 48
        ledger.trace(bytes, at: time, number)
        precondition(bytes.count <= 1_200, "a datagram is too long")
        checkSecrecy(of: bytes, "a datagram of host \(number)")
        guard weather.reachesAll else { return }
        if hosts[number].isUpgraded, happens(300), !isRepeated, let later = laterSignal(number) {
            shout(later, by: number, link, isRepeated: true)
        }
        guard weather.passesShouts else {
            ledger.marks.insert(.muted)
            return
        }
        if happens(weather.replays), let place = hosts[number].place, recorded.count < 1_000 {
            recorded.append((place, number, bytes))
        }
        for host in hosts where reaches(number, host.number, link) {
            deliver(bytes, from: number, to: host)
        }
    }

    private func deliver(_ bytes: [UInt8], from number: Int, to host: Host) {
        if happens(weather.bursts) {
            deaf[host.number] = time + UInt64(50 + random.below(1_500))
        }
        if let until = deaf[host.number], until > time {
            ledger.lost += 1
            return
        }
        guard !happens(weather.loss) else {
            ledger.lost += 1
            return
        }
        var bytes = bytes
        if happens(weather.corruption) {
            let place = random.below(bytes.count)
            bytes[place] ^= 1 << UInt8(random.below(8))
            ledger.marks.insert(.corrupted)
        }
        for _ in 0...(happens(weather.duplicates) ? 1 : 0) {
            events.push(
                .datagram(bytes, from: number, to: host.number, life: host.lives),
                at: time + delay())
        }
    }

    /// Says something again that was said long ago.
    func replay() {
        guard !recorded.isEmpty else { return }
        let old = recorded[random.below(recorded.count)]
        ledger.marks.insert(.replayed)
        for host in hosts where host.place == old.place && host.isOn && host.isAwake {
            deliver(old.bytes, from: old.from, to: host)
        }
    }

    // MARK: Lines

    func dial(_ endpoint: Endpoint, by number: Int) {
        let other = Int(endpoint.host.low) - 1
        let host = hosts[number]
        guard hosts.indices.contains(other), number != other,
            reaches(number, other, endpoint.link),
            reaches(other, number, endpoint.link)
        else {
            events.push(
                .unreachable(endpoint, host: number, life: host.lives), at: time + 3_000)
            return
        }
        let session = nextSession()
        wires[session] = Wire(
            ends: [
                .init(host: number, life: host.lives),
                .init(host: other, life: hosts[other].lives),
            ], link: endpoint.link, patience: UInt64(5_000 + random.below(85_000)))
        events.push(.opened(session), at: time + 3 * delay() + lag(of: 200))
    }

    /// The handshake is over.
    func answer(_ session: SessionID) {
        guard let wire = wires[session] else { return }
        let (a, b) = (hosts[wire.ends[0].host], hosts[wire.ends[1].host])
        guard a.lives == wire.ends[0].life, b.lives == wire.ends[1].life, a.isOn, b.isOn,
            reaches(a.number, b.number, wire.link)
        else {
            wires[session] = nil
            if a.lives == wire.ends[0].life {
                tell(.unreachable(endpoint(of: b.number, wire.link)), a.number)
            }
            return
        }
        // A relay shows who it is by its key, and nobody shows it anything (SHAKE-1).
        let isNamed = !b.isRelay
        let forA = StationInput.Opened(
            device: b.device, run: isNamed ? b.run : nil,
            endpoint: endpoint(of: b.number, wire.link), isInitiator: true)
        let forB = StationInput.Opened(
            device: isNamed ? a.device : nil, run: isNamed ? a.run : nil,
            endpoint: endpoint(of: a.number, wire.link), isInitiator: false)
        var greeting = Greeting(initiator: forA, responder: forB)
        if lines == .sealed {
            guard let proven = shakeHands(session, wire, greeting) else {
                wires[session] = nil
                return tell(.unreachable(forA.endpoint), a.number)
            }
            greeting = proven
        }
        wires[session]?.isOpen = true
        a.failures[forA.endpoint] = nil
        tell(.opened(session, greeting.responder), b.number)
        tell(.opened(session, greeting.initiator), a.number)
    }

    /// How much later something comes whose pieces are lost and sent again.
    private func lag(of byteCount: Int) -> UInt64 {
        var lag = UInt64(byteCount / max(weather.rate, 1))
        guard weather.loss > 0 else { return lag }
        var again: UInt64 = 200
        while happens(weather.loss), again < 20_000 {
            lag += again
            again *= 2
        }
        return lag
    }

    func say(_ bytes: [UInt8], _ session: SessionID, by number: Int) {
        guard let wire = wires[session], wire.isOpen, let mine = wire.index(of: number) else {
            return
        }
        checkSecrecy(of: bytes, "a line of host \(number)")
        notice(bytes, said: wire, from: mine)
        ledger.trace(bytes, at: time, number)
        guard !withholds(bytes, session, by: number) else { return }
        if hosts[number].isUpgraded, happens(300) {
            ledger.marks.insert(.upgraded)
            send(laterMessage(), session, to: 1 - mine, by: number)
        }
        send(bytes, session, to: 1 - mine, by: number)
        if let late = postponed.removeValue(forKey: session) {
            send(late, session, to: 1 - mine, by: number)
        }
    }

    /// Puts something on its way that was not said before.
    private func send(_ bytes: [UInt8], _ session: SessionID, to end: Int, by number: Int) {
        guard let parcel = sealed(bytes, session, for: end, by: number) else { return }
        wires[session]?.said[end].append(parcel)
        pass(parcel.bytes.count, session, to: end)
    }

    /// Whether a relay that keeps to no rule leaves something out, or says it after the next.
    private func withholds(_ bytes: [UInt8], _ session: SessionID, by number: Int) -> Bool {
        guard happens(hosts[number].withholding) else { return false }
        ledger.marks.insert(.withheld)
        if postponed[session] == nil, random.chance(50) { postponed[session] = bytes }
        return true
    }

    /// So many bytes of what was said are on their way, or wait.
    private func pass(_ byteCount: Int, _ session: SessionID, to end: Int) {
        guard var wire = wires[session] else { return }
        let (from, to) = (wire.ends[1 - end], wire.ends[end])
        defer { wires[session] = wire }
        let isAlive = hosts[to.host].lives == to.life && hosts[to.host].isOn
        guard isAlive, wire.held[end].isEmpty, reaches(from.host, to.host, wire.link) else {
            wire.held[end].append(byteCount)
            if wire.stalledSince == nil {
                wire.stalledSince = time
                events.push(.probe(session), at: time + 500)
            }
            return
        }
        let arrival = max(wire.arrivals[end], time + delay() + lag(of: byteCount))
        wire.arrivals[end] = arrival
        events.push(.line(byteCount, session, to: end), at: arrival)
    }

    /// Looks whether a line works again, or has to be given up.
    func probe(_ session: SessionID) {
        guard let wire = wires[session] else { return }
        let lost = wire.ends.filter { hosts[$0.host].lives != $0.life || !hosts[$0.host].isOn }
        guard lost.isEmpty else { return breakOff(session) }
        guard let since = wire.stalledSince else { return }
        guard reaches(wire.ends[0].host, wire.ends[1].host, wire.link),
            reaches(wire.ends[1].host, wire.ends[0].host, wire.link)
        else {
            if time - since > wire.patience { return breakOff(session) }
            events.push(.probe(session), at: time + 500)
            return
        }
        let held = wire.held
        wires[session]?.held = [[], []]
        wires[session]?.stalledSince = nil
        for end in 0...1 { for byteCount in held[end] { pass(byteCount, session, to: end) } }
    }

    private func breakOff(_ session: SessionID) {
        guard let wire = wires.removeValue(forKey: session) else { return }
        lineEnds[session] = nil
        ledger.marks.insert(.lineBroken)
        for end in wire.ends where hosts[end.host].lives == end.life {
            events.push(.closed(session, at: end.host, life: end.life), at: time + 1)
        }
    }

    func close(_ session: SessionID, by number: Int) {
        guard let wire = wires.removeValue(forKey: session), let mine = wire.index(of: number)
        else { return }
        sayGoodbye(session, wire, from: mine)
        let other = wire.ends[1 - mine]
        let arrival = max(wire.arrivals[1 - mine], time) + delay()
        events.push(.closed(session, at: other.host, life: other.life), at: arrival)
    }

    /// The next that was said is heard, whichever it was that so many bytes were of: what waited
    /// for somebody who slept comes before what was said after it.
    func arrive(_ byteCount: Int, _ session: SessionID, _ end: Int) {
        guard let wire = wires[session] else { return }
        let to = wire.ends[end]
        guard hosts[to.host].lives == to.life, hosts[to.host].isOn, hosts[to.host].isAwake else {
            // It is kept by the sender until it is acknowledged.
            wires[session]?.held[end].append(byteCount)
            if wire.stalledSince == nil {
                wires[session]?.stalledSince = time
                events.push(.probe(session), at: time + 500)
            }
            return
        }
        guard let parcel = wires[session]?.said[end].removeFirst() else { return }
        guard let bytes = opened(parcel, session, at: end) else { return breakOff(session) }
        tell(.heard(bytes, session), to.host)
    }
}

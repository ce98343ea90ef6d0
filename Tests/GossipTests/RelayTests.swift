import Gossip
import Lattice
import Replica
import Simulation
import TestSupport
import Testing

/// What a device does about a relay that it was told of, whatever that relay does.
@Suite("Relays") struct RelayTests {
    private let mates = Mates()
    private static let link = LinkID(2)
    private static let post = Endpoint(link, HostName(high: 0, low: 9), port: 7)

    /// Lets minutes pass, and does something about each dial. Returns after how many seconds the
    /// device dialled.
    private func dials(
        minutes: UInt64, _ answer: (Mate, SessionID) -> Void
    ) -> [UInt64] {
        let ann = mates.ann
        ann.tell(.link(Self.link, LinkTraits(reachesAll: false)))
        ann.tell(.acquaintance(Self.post))
        var times: [UInt64] = []
        for second in 0..<minutes * 60 {
            for endpoint in ann.pass(1_000).dials where endpoint == Self.post {
                times.append(second)
                answer(ann, SessionID(100 + second))
            }
        }
        return times
    }

    private func open(_ ann: Mate, _ session: SessionID) {
        ann.tell(
            .opened(
                session,
                .init(device: nil, run: nil, endpoint: Self.post, isInitiator: true)))
    }

    @Test("MEET-3: who does not answer is dialled ever later, up to five minutes")
    func silent() {
        let times = dials(minutes: 30) { ann, _ in ann.tell(.unreachable(Self.post)) }
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect(gaps.starts(with: [2, 4, 8, 16, 32, 64, 128, 256]))
        #expect(gaps.allSatisfy { $0 <= 301 } && times.count < 20)
    }

    @Test("MEET-3: who answers, and ends the session before the two have met, is no better")
    func rude() {
        let times = dials(minutes: 30) { ann, session in
            open(ann, session)
            ann.tell(.closed(session))
        }
        #expect((8..<20).contains(times.count), "\(times)")
    }

    @Test("MEET-3: nor is who says what breaks a rule")
    func wrong() {
        let times = dials(minutes: 30) { ann, session in
            open(ann, session)
            let effects = ann.tell(.heard([0xFF], session))
            #expect(effects.contains { if case .close(session, _?) = $0 { true } else { false } })
        }
        #expect((8..<20).contains(times.count), "\(times)")
    }

    @Test("MEET-3: another address, or waking up, makes an end to waiting")
    func elsewhere() {
        let before = dials(minutes: 10) { ann, _ in ann.tell(.unreachable(Self.post)) }
        #expect(before.count < 12)
        let ann = mates.ann
        ann.tell(.link(Self.link, LinkTraits(reachesAll: false)))
        #expect(ann.pass(2_000).dials.contains(Self.post))
        // Whoever has no network at all has one again: the way out may be back.
        ann.tell(.link(Mate.link, nil))
        for _ in 0..<60 {
            for place in ann.pass(10_000).dials { ann.tell(.unreachable(place)) }
        }
        ann.tell(.link(Mate.link, LinkTraits(reachesAll: true)))
        #expect(ann.pass(2_000).dials.contains(Self.post))
    }

    @Test("MEET-3: whoever made up hundreds of places is not remembered with all of them")
    func madeUp() {
        let ann = mates.ann
        for number in 1...2_000 {
            ann.tell(
                .unreachable(Endpoint(Mate.link, HostName(high: 1, low: UInt64(number)), port: 9)))
        }
        #expect(ann.station.remembered.places <= 512)
    }

    @Test("MEET-3: a relay that was lost after a good while is dialled at once")
    func lost() {
        let country = Country(seed: 13, people: 1, relays: 1)
        country.begin()
        country.run(milliseconds: 120_000)
        country.befall(.cut(1))
        country.run(milliseconds: 1_000)
        country.befall(.start(1))
        country.write(0)
        country.run(milliseconds: 20_000)
        #expect(country.isSame)
    }
}

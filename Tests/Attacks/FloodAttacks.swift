import Bundles
import Charter
import Gossip
import Identity
import Keys
import Lattice
import Replica
import Seal
import Simulation
import TestSupport
import Testing
import Wire

/// Two who are near each other, and are heard, and others who are heard by both.
private struct Air {
    let mates: Mates
    let forger: Forger
    private(set) var bytes = 0
    /// The dials of either to the other, and how often the two met.
    private(set) var dials = 0
    private(set) var meetings = 0

    init(_ mates: Mates, _ forger: Forger) { (self.mates, self.forger) = (mates, forger) }

    /// Lets some time pass, in which all hear what all say.
    mutating func pass(_ milliseconds: UInt64, hearing flood: [[UInt8]]) {
        let (ann, ben) = (mates.ann, mates.ben)
        for bytes in flood {
            let place = forger.random.next() >> 8 | 1 << 40
            route(ann.hear(bytes, from: place), from: ann, to: ben)
            route(ben.hear(bytes, from: place), from: ben, to: ann)
        }
        route(ann.pass(milliseconds), from: ann, to: ben)
        route(ben.pass(milliseconds), from: ben, to: ann)
    }

    mutating func route(_ effects: [StationEffect], from one: Mate, to other: Mate) {
        let place: UInt64 = one === mates.ann ? 1 : 2
        for bytes in effects.shouts {
            self.bytes += bytes.count
            route(other.hear(bytes, from: place), from: other, to: one)
        }
        for endpoint in effects.dials {
            guard endpoint == Mate.place(3 - place) else { continue }
            dials += 1
            let call = Call(one, other, UInt64(1_000 + dials), at: endpoint)
            call.run()
            meetings += call.meetings
            call.cut()
        }
    }
}

extension Attacks {
    /// What a flood is made of.
    enum Flood: CaseIterable {
        /// Beacons of runs that never were: with roots of their own, or that of whoever listens.
        case strangers, likes
        /// News that are none, and asks for all there is.
        case news, asks
        case all
    }

    private func flood(
        _ kind: Flood, _ forger: Forger, _ mates: Mates, _ key: BeaconKey, _ real: [UInt8]
    ) -> [UInt8] {
        let run: RunID = forger.name()
        switch kind {
        case .strangers: return forger.beacon(isAsking: true)
        case .likes: return forger.beacon(root: mates.ben.root)
        case .news:
            var bundle = real
            bundle[bundle.count - 1] ^= 1
            let news = Signal.Content.news([bundle, forger.bytes(200)])
            return forger.seal(Signal(run, 1, news).encoding, for: key)
        case .asks:
            let feeds = mates.ann.station.replica.storedFeeds.suffix(16).map(\.feed)
            let asks = feeds.map { Signal.Ask(feed: $0, from: .first, to: number(15)) }
            return forger.seal(Signal(run, 1, .ask(asks)).encoding, for: key)
        case .all:
            let some = [Flood.strangers, .likes, .news, .asks]
            return flood(forger.random.pick(some), forger, mates, key, real)
        }
    }

    // Attacker: a member's station. Means: twenty thousand signals in twenty seconds, each of a run
    // that was never heard. Expected: what two others who are near enter meanwhile reaches the
    // other at once, by what is said to all; two who have something to meet about meet; neither
    // says more than it may, nor remembers more.
    @Test(
        "Attack 32: in a flood of signals others hear each other, and meet",
        arguments: Flood.allCases, [32, 33] as [UInt8])
    func attack32_floodOfSignals(kind: Flood, seed: UInt8) throws {
        let mates = Mates()
        mates.talk()
        for number: UInt64 in 0..<12 {
            _ = mates.ann.enterMuch(number, boats: 20)
            _ = mates.ben.enterMuch(number + 50, boats: 20)
        }
        let real = made(mates.ann.bundles.last)
        mates.talkAgain()
        for mate in [mates.ann, mates.ben] { mate.tell(.closed(SessionID(2))) }
        let forger = Forger(mates.world.realm.id, seed)
        let key = mates.ann.membersKey
        var air = Air(mates, forger)
        air.pass(60_000, hearing: [])
        #expect(mates.ann.root == mates.ben.root)
        let before = air.bytes
        var (late, most) = (0, 0)
        for second in 0..<20 {
            for part in 0..<100 {
                air.pass(
                    10, hearing: (0..<10).map { _ in flood(kind, forger, mates, key, real) })
                guard part == 50 else { continue }
                let effects = mates.ann.enter("boat \(second)")
                air.route(effects, from: mates.ann, to: mates.ben)
                let disk = mates.ben.copy
                for case .replica(.entered(let receipt)) in effects
                where disk.hashes(of: receipt.feed, at: receipt.tip.number).isEmpty { late += 1 }
            }
            // What is too long for a signal takes a session.
            if second == 5 { _ = mates.ben.enterMuch() }
            for mate in [mates.ann, mates.ben] {
                let remembered = mate.station.remembered
                most = max(most, remembered.neighbours, remembered.places, remembered.settled)
                #expect(remembered.gaps <= 64 && remembered.answers <= 128)
                #expect(remembered.recent <= 128 && remembered.sessions <= 1)
            }
        }
        #expect(air.meetings >= 2 && mates.ann.root == mates.ben.root)
        #expect(mates.ann.documents.count == 24 * 20 + 20 + 3_000)
        #expect(late == 0, "\(late) of 20 came late")
        #expect(most <= 512)
        #expect(air.bytes - before <= 2 * (128_000 + 20 * 64_000))
    }

    // Attacker: a member's device. Means: as many sessions as it likes, in which it never says
    // that it is over, compares again and again, names 65,000 tags, wants the same for ever, gives
    // credit without end. Expected: others are taken in, meet, and hear what is new at once.
    @Test("Attack 32: whoever talks without end keeps nobody from others")
    func attack32_floodOfSessions() throws {
        let mates = Mates()
        let (ann, ben) = (mates.ann, mates.ben)
        let member = mates.world.person(.mainHubUser, at: [mates.world.hubs[0]])
        for mate in [ann, ben] { mate.learn(from: mates.world) }
        for number in 0..<8 { _ = ann.enter("boat \(number)") }
        ann.pass(3_000)
        var sessions: Set<SessionID> = []
        func note(_ effects: [StationEffect]) {
            for case .close(let session, _) in effects { sessions.remove(session) }
        }
        for number in 1...200 {
            let session = SessionID(UInt64(number))
            sessions.insert(session)
            note(
                ann.tell(
                    .opened(
                        session,
                        .init(
                            device: member.seat.device,
                            run: RunID(high: 7, low: UInt64(number)),
                            endpoint: Mate.place(UInt64(number) + 10), isInitiator: false))))
            for message in [.greeting(wall: ann.now.wall), summary] {
                note(ann.tell(.heard(message.encoding, session)))
            }
        }
        let (endless, again) = (endless(ann), again)
        var meetings = 0
        for round in 0..<60 {
            for session in sessions.sorted() {
                let all = session.number.isMultiple(of: 2) ? endless : again
                for bytes in all { note(ann.tell(.heard(bytes, session))) }
            }
            note(ann.pass(1_000))
            ben.pass(1_000)
            #expect(ann.station.remembered.sessions <= 32)
            guard round == 10 || round == 40 else { continue }
            _ = ben.enter("ben's \(round)")
            let call = Call(ben, ann, UInt64(1_000 + round))
            call.run()
            meetings += call.meetings
            #expect(ann.root == ben.root, "round \(round)")
            call.note(ann.enter("news \(round)"), byCaller: false)
            // What is new is told as soon as a little of it could have come together.
            call.note(ann.pass(60), byCaller: false)
            call.run()
            #expect(ann.root == ben.root, "round \(round)")
            call.cut()
        }
        #expect(!sessions.isEmpty)
        #expect(meetings == 4)
    }

    private typealias Said = Gossip.Message

    private var summary: Said {
        let most = [UInt64](repeating: 1, count: 4_096)
        return .summary(
            HoldingSalt(high: 3, low: 3), [.authority: most, .keys: most, .records: most])
    }

    /// What may be said at any time in a comparison, and costs something.
    private func endless(_ ann: Mate) -> [[UInt8]] {
        let tags = (0..<3_000).map { HoldingTag(UInt64($0)) }
        let feeds = ann.station.replica.storedFeeds
        let wants = (0..<1_000).map { place in
            let feed = feeds[place % feeds.count].feed
            return Said.Want(
                sort: .feed, name: HoldingName(high: feed.high, low: feed.low), from: .first)
        }
        let all: [Said] = [
            .differences(.records, [], unknown: tags, isLast: false),
            .wants(.records, wants, isLast: false), .wants(.authority, wants, isLast: false),
            .inquiry(ann.somebody.seat.device), .credit(1 << 32), .root(.zero),
        ]
        return all.map(\.encoding)
    }

    /// A comparison to its end, in which nothing is wanted, and the beginning of the next.
    private var again: [[UInt8]] {
        let ends = Tier.allCases.map { Said.differences($0, [], unknown: [], isLast: true) }
        return (ends + Tier.allCases.map { .over($0) } + [summary]).map(\.encoding)
    }
}

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

@Suite("Those who are near") struct NearTests {
    @Test("NEAR-4: one who is alone shows itself ever more seldom")
    func alone() {
        let ann = Mates().ann
        let early = ann.pass(2_000).shouts.count
        let later = (0..<10).map { _ in ann.pass(32_000).shouts.count }
        #expect((3...8).contains(early))
        #expect(later.dropFirst(2).allSatisfy { (1...3).contains($0) })
    }

    @Test("NEAR-4: who hears what it would say itself is silent, and begins anew when it is not")
    func suppression() throws {
        let mates = Mates()
        mates.talk()
        let (ann, ben) = (mates.ann, mates.ben)
        #expect(ann.root == ben.root)
        ann.pass(60_000)
        ben.pass(60_000)
        // All that one says the other hears, at the same time.
        var counts = [0, 0]
        for _ in 0..<600 {
            for bytes in ann.pass(500).shouts {
                counts[0] += 1
                ben.hear(bytes, from: 1)
            }
            for bytes in ben.pass(500).shouts {
                counts[1] += 1
                ann.hear(bytes, from: 2)
            }
        }
        // Each shows itself every 22 to 30 seconds, and says little more.
        #expect((20...38).contains(counts[0] + counts[1]))
        let news = ann.enter("Alma")
        #expect(!news.shouts.isEmpty)
        #expect(ann.pass(600).shouts.count >= 1)
    }

    @Test("NEAR-5, GRAM-3: what is new is said to members at once, and heard")
    func news() throws {
        let mates = Mates()
        mates.talk()
        let (ann, ben) = (mates.ann, mates.ben)
        // They see to it that nobody lacks keys.
        for one in [ann, ben] { one.pass(2_000) }
        mates.talkAgain()
        ann.pass(1)
        let said = ann.enter("Alma").shouts
        #expect(said.count == 1)
        #expect(ann.root != ben.root)
        ben.hear(try #require(said.first), from: 1)
        #expect(ann.root == ben.root)
        // This one is lost.
        _ = ann.enter("Bela")
        for bytes in ann.pass(600).shouts { ben.hear(bytes, from: 1) }
        #expect(ann.root != ben.root)
        // The hints say what is missing, and it is asked for.
        var asks = ben.pass(60).shouts
        for _ in 0..<10 where ann.root != ben.root {
            for bytes in asks { ann.hear(bytes) }
            for bytes in ann.pass(130).shouts { ben.hear(bytes, from: 1) }
            asks = ben.pass(130).shouts
        }
        #expect(ann.root == ben.root)
    }

    @Test("NEAR-5, GRAM-3: who is locked tells members nothing; unlocked again, at once")
    func locked() throws {
        let mates = Mates()
        mates.talk()
        let (ann, ben) = (mates.ann, mates.ben)
        for one in [ann, ben] { one.pass(2_000) }
        mates.talkAgain()
        ann.lock()
        ben.pass(1)
        // What it hears while it is locked it cannot open.
        let missed = ben.enter("Bela").shouts
        let before = ann.root
        for bytes in missed { ann.hear(bytes) }
        #expect(!missed.isEmpty && ann.root == before)
        // Its beacons go on, so that it has looked which keys there are.
        #expect(!ann.pass(90_000).shouts.isEmpty)
        ann.unlock()
        mates.talk(SessionID(3))
        let said = ann.enter("Alma").shouts
        for bytes in said { ben.hear(bytes, from: 1) }
        #expect(said.count == 1 && ben.documents.count == 2 && ann.documents.count == 2)
    }

    @Test("GRAM-3: a key that comes after its act is used at once")
    func lateKey() throws {
        let mates = Mates()
        mates.talk()
        let (ann, ben) = (mates.ann, mates.ben)
        for one in [ann, ben] { one.pass(2_000) }
        mates.talkAgain()
        // Somebody is let go of, so that the next who writes begins a key.
        let other = mates.world.person(.mainHubUser, at: [mates.world.hubs[0]])
        mates.world.realm.decree(.revoke(Revocation(.person(other.seat.person))))
        for one in [ann, ben] {
            one.tell(.replica(.roots(mates.world.realm.said.0)))
            one.tell(.replica(.bundles(mates.world.realm.said.2)))
            one.finish()
        }
        _ = ann.enter("Alma")
        let bundles = ann.withReplica { replica in
            replica.withStorage { storage in
                storage.feeds().flatMap {
                    storage.bundles(of: $0.feed, from: .first, most: 1 << 20).map(\.bytes)
                }
            }
        }
        ben.tell(.replica(.bundles(bundles)))
        ben.finish()
        // It looks which keys there are, and the one of the new epoch is not.
        ben.pass(90_000)
        ben.tell(.replica(.envelopes(ann.withReplica { $0.envelopes.all })))
        ben.finish()
        let before = ann.documents.count
        #expect(ben.documents.count == before)
        let said = ben.enter("Bela").shouts
        for bytes in said { ann.hear(bytes) }
        #expect(said.count == 1 && ann.documents.count == before + 1)
    }

    @Test("KEY-4, GRAM-3: after somebody is let go of, one of the others begins a key for news")
    func renewal() throws {
        let mates = Mates()
        let (ann, ben) = (mates.ann, mates.ben)
        let other = mates.world.person(.mainHubUser, at: [mates.world.hubs[0]])
        for one in [ann, ben] { one.learn(from: mates.world) }
        mates.talk()
        for one in [ann, ben] { one.pass(90_000) }
        mates.talkAgain()
        let before = ann.commonEpochs
        #expect(ann.isSound && ben.isSound && ben.commonEpochs == before)
        mates.world.realm.decree(.revoke(Revocation(.person(other.seat.person))))
        for one in [ann, ben] {
            one.tell(.replica(.roots([mates.world.realm.lastRoot])))
            #expect(!one.isSound)
        }
        // The first whose turn it is begins one, and the other, having heard of it, none.
        var session: UInt64 = 3
        while !ann.isSound, !ben.isSound {
            for one in [ann, ben] where !(ann.isSound || ben.isSound) { one.pass(50) }
            try #require(ann.now.ticks < 200_000)
        }
        mates.talk(SessionID(session))
        session += 1
        for one in [ann, ben] { one.pass(60_000) }
        mates.talk(SessionID(session))
        #expect(ann.isSound && ben.isSound)
        #expect(ann.commonEpochs == before + 1 && ben.commonEpochs == before + 1)
        // Nobody begins another one, whatever time goes by, and whoever is unlocked anew.
        for one in [ann, ben] {
            one.lock()
            one.unlock()
            one.pass(600_000)
        }
        #expect(ann.commonEpochs == before + 1 && ben.commonEpochs == before + 1)
    }

    @Test("KEY-4: when a key for news is begun is drawn from a second for each who may do it")
    func renewalTimes() throws {
        func time(_ number: UInt64, isAlone: Bool) throws -> UInt64 {
            let mates = Mates()
            let world = mates.world
            let other = world.person(.mainHubUser, at: [world.hubs[0]])
            let ann = Mate(mates.ann.somebody, in: world, 2 * number)
            let ben = Mate(mates.ben.somebody, in: world, 2 * number + 1)
            ann.pass(90_000)
            for bytes in isAlone ? [] : ben.pass(90_000).shouts { ann.hear(bytes) }
            #expect(ann.isSound)
            world.realm.decree(.revoke(Revocation(.person(other.seat.person))))
            ann.tell(.replica(.roots([world.realm.lastRoot])))
            let begun = ann.now.ticks
            while !ann.isSound {
                ann.pass(10)
                try #require(ann.now.ticks < begun + 100_000)
            }
            return ann.now.ticks - begun
        }
        let alone = try (1...16).map { try time($0, isAlone: true) }
        let beside = try (1...16).map { try time($0, isAlone: false) }
        #expect(alone.allSatisfy { $0 <= 1_010 } && Set(alone).count > 8)
        #expect(beside.allSatisfy { $0 <= 2_010 } && beside.contains { $0 > 1_010 })
    }

    @Test("RUNG-2: where somebody is heard from nobody is dialled, until they are silent")
    func heard() {
        let mates = Mates()
        let (ann, ben) = (mates.ann, mates.ben)
        for number in UInt64(1)...3 {
            mates.talk(SessionID(number))
            for one in [ann, ben] {
                one.tell(.closed(SessionID(number)))
                one.pass(90_000)
            }
        }
        #expect(ann.root == ben.root)
        func together(_ seconds: Int) -> [Endpoint] {
            (0..<seconds).flatMap { _ in
                ben.pass(1_000).shouts.flatMap { ann.hear($0, from: 1).dials }
                    + ann.pass(1_000).dials
            }
        }
        #expect(together(60).isEmpty)
        #expect(ann.tell(.acquaintance(Mate.place(1))).dials.isEmpty)
        #expect(together(900).isEmpty)
        #expect(ann.pass(3_600_000).dials.first == Mate.place(1))
    }

    @Test("KEY-4: who may begin none, and who is locked, leaves the key for news to others")
    func noRenewal() {
        var policy = Harbour.policy
        policy.kinds[.epoch] = Kind(
            "key epoch", in: [.charter], [.admin: .any, .mainHubUser: .first])
        let world = KeyWorld(seed: 4, policy: policy)
        let hubs = [world.hubs[0]]
        let (user, other) = (
            world.person(.mainHubUser, at: hubs), world.person(.mainHubUser, at: hubs)
        )
        let assistant = world.person(.clerk, at: hubs)
        world.begin(.common)
        let (ann, clerk) = (Mate(user, in: world, 1), Mate(assistant, in: world, 3))
        ann.learn(from: world)
        ann.lock()
        let before = clerk.commonEpochs
        world.realm.decree(.revoke(Revocation(.person(other.seat.person))))
        #expect(clerk.isSound)
        for one in [ann, clerk] {
            one.tell(.replica(.roots([world.realm.lastRoot])))
            one.pass(600_000)
        }
        #expect(ann.commonEpochs == before && clerk.commonEpochs == before && !clerk.isSound)
        ann.unlock()
        ann.pass(60_000)
        #expect(ann.commonEpochs == before + 1 && ann.isSound)
    }

    @Test("NEAR-7: whoever wants to know who is there asks at once, and dials whom it was told of")
    func look() {
        let mates = Mates()
        mates.talk()
        let ann = mates.ann
        let place = Endpoint(LinkID(9), HostName(high: 0, low: 77), port: 7)
        ann.tell(.link(place.link, LinkTraits(reachesAll: false)))
        var dials = ann.tell(.acquaintance(place)).dials + ann.pass(10).dials
        // Nobody answers, for a long time: it is tried ever more seldom.
        while ann.now.ticks < 3_000_000 {
            for endpoint in dials { ann.tell(.unreachable(endpoint)) }
            dials = ann.pass(10_000).dials
        }
        ann.tell(.unreachable(place))
        #expect(ann.pass(5_000).dials.isEmpty)
        let all = ann.tell(.look) + ann.pass(1)
        #expect(all.dials == [place] && all.shouts.count == 1)
        #expect(all.contains(.rejoin(Mate.link)))
    }

    @Test("NEAR-2, GRAM-3: who was let go of hears that somebody is there, and no more")
    func letGo() throws {
        let mates = Mates()
        mates.talk()
        let (ann, ben) = (mates.ann, mates.ben)
        _ = mates.world.revoke(ben.somebody)
        ann.tell(.replica(.roots([mates.world.realm.lastRoot])))
        // The key that ben has is not used any more, and nobody else made another yet.
        let said = ann.enter("Alma").shouts + ann.pass(3_000).shouts
        #expect(!said.isEmpty)
        let before = ben.root
        for bytes in said { ben.hear(bytes, from: 1) }
        #expect(ben.root == before)
        #expect(ben.pass(5_000).shouts.allSatisfy { $0.count < 200 })
    }

    @Test("NEAR-1: what comes again is not heard again, and costs nothing")
    func echoes() throws {
        let mates = Mates()
        mates.talk()
        let (ann, ben) = (mates.ann, mates.ben)
        let said = ann.pass(3_000).shouts
        for bytes in said { ben.hear(bytes, from: 1) }
        ben.pass(200_000)
        var answers = 0
        for _ in 0..<300 {
            for bytes in said {
                answers += ben.hear(bytes, from: 1).count
                #expect(ben.station.next != nil)
            }
        }
        #expect(answers == 0)
        // What it says in the next minutes is what it would have said anyway.
        #expect(ben.pass(120_000).shouts.count <= 11)
    }

    @Test("NEAR-3: spoofed beacons draw out less than they are")
    func amplification() throws {
        let mates = Mates()
        mates.talk()
        let (ann, ben) = (mates.ann, mates.ben)
        ben.pass(100_000)
        var (bytesIn, bytesOut, dials) = (0, 0, 0)
        // Somebody who was let go of makes up runs without end.
        for number in 0..<2_000 {
            let forger = Mate(
                mates.ann.somebody, in: mates.world, 1_000 + UInt64(number % 40))
            for bytes in forger.pass(300).shouts.prefix(1) {
                bytesIn += bytes.count
                let effects = ben.hear(bytes, from: UInt64(number) + 10) + ben.pass(1)
                bytesOut += effects.shouts.reduce(0) { $0 + $1.count }
                dials += effects.dials.count
            }
            if number > 100 { break }
        }
        _ = ann
        #expect(bytesIn > 0)
        #expect(bytesOut + dials * 60 <= bytesIn)
    }

    @Test("NEAR-6: who holds something else is dialled, at once if it is new here")
    func dialling() throws {
        let mates = Mates()
        let (ann, ben) = (mates.ann, mates.ben)
        ann.pass(10)
        let said = ann.pass(400).shouts
        let first = try #require(said.first)
        let effects = ben.hear(first, from: 1) + ben.pass(110)
        #expect(effects.dials == [Mate.place(1)])
        // One that does not answer is tried again ever later.
        var gaps: [UInt64] = []
        var last = ben.now.ticks
        ben.tell(.unreachable(Mate.place(1)))
        for _ in 0..<2_000 where gaps.count < 6 {
            for bytes in ann.pass(500).shouts { ben.hear(bytes, from: 1) }
            if !ben.pass(500).dials.isEmpty {
                gaps.append(ben.now.ticks - last)
                last = ben.now.ticks
                ben.tell(.unreachable(Mate.place(1)))
            }
        }
        #expect(gaps.count == 6)
        #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $1 + 1_500 >= $0 })
        #expect((gaps.last ?? 0) > 8 * (gaps.first ?? .max) || (gaps.last ?? 0) > 30_000)
    }

    @Test("NEAR-6: places where nobody is any more keep nobody from dialling who is heard")
    func moved() throws {
        let mates = Mates()
        let (ann, ben) = (mates.ann, mates.ben)
        // Where others were on another LAN, from where nothing comes back.
        ben.tell(.link(LinkID(9), LinkTraits(reachesAll: false)))
        for number in 1...16 {
            let place = Endpoint(LinkID(9), HostName(high: 9, low: UInt64(number)), port: 7)
            ben.tell(.acquaintance(place, isRemembered: true))
        }
        #expect(ben.pass(100).dials.count == 4)
        // What somebody says comes before what the device remembers.
        let named = Endpoint(LinkID(9), HostName(high: 9, low: 77), port: 7)
        #expect((ben.tell(.acquaintance(named)) + ben.pass(1)).dials == [named])
        let said = ann.pass(400).shouts
        let first = try #require(said.first)
        #expect((ben.hear(first, from: 1) + ben.pass(110)).dials.contains(Mate.place(1)))
        // They take their turns.
        let later = Set(ben.pass(60_000).dials)
        #expect(later.count >= 12)
    }

    @Test("NEAR-7: with another address those who did not answer are dialled without delay")
    func anotherAddress() throws {
        let mates = Mates()
        let (ann, ben) = (mates.ann, mates.ben)
        for _ in 0..<600 {
            for bytes in ann.pass(500).shouts { ben.hear(bytes, from: 1) }
            for place in ben.pass(500).dials { ben.tell(.unreachable(place)) }
        }
        ben.tell(.link(Mate.link, LinkTraits(reachesAll: true)))
        var dials: [Endpoint] = []
        for _ in 0..<3 {
            for bytes in ben.pass(500).shouts { ann.hear(bytes, from: 2) }
            for bytes in ann.pass(500).shouts { dials += ben.hear(bytes, from: 1).dials }
            dials += ben.pass(110).dials
        }
        #expect(dials.contains(Mate.place(1)))
    }

    @Test("What is told a moment late ends nothing: time does not go back")
    func late() {
        let mates = Mates()
        mates.talk()
        let ann = mates.ann
        #expect(!ann.enter("Alma").shouts.isEmpty)
        for input in [StationInput.time, .link(Mate.link, LinkTraits(reachesAll: true)), .look] {
            (ann.now.ticks, ann.now.boot) = (ann.now.ticks - 50, ann.now.boot - 50)
            let said = ann.tell(input) + ann.enter("Berta")
            #expect(!said.shouts.isEmpty)
        }
        (ann.now.ticks, ann.now.boot) = (ann.now.ticks + 1_000, ann.now.boot + 1_000)
        #expect(!ann.enter("Celia").shouts.isEmpty)
    }

    @Test("NEAR-7: who slept joins again, and asks who is there")
    func sleep() {
        let ann = Mates().ann
        ann.pass(300_000)
        ann.now.boot += 3_600_000
        let effects = ann.tell(.time)
        #expect(effects.contains(.rejoin(Mate.link)))
        #expect(ann.pass(2_100).shouts.count >= 2)
    }

    @Test("NEAR-7: of a clock that is wrong its person hears from three, and when it is over")
    func clock() throws {
        let world = Mates().world
        let people = (0..<5).map { _ in world.person(.mainHubUser, at: [world.hubs[0]]) }
        let all = people.enumerated().map { Mate($1, in: world, UInt64($0) + 10) }
        let wrong = all[0]
        wrong.now.wall = WallTime(milliseconds: 1_000)
        var advice: [Int64] = []
        func listen() {
            for (index, other) in all.enumerated().dropFirst() {
                for bytes in other.pass(40_000).shouts {
                    for case .clockIsOff(let lead) in wrong.hear(bytes, from: UInt64(index)) {
                        advice.append(lead)
                    }
                }
            }
        }
        listen()
        #expect(advice.count == 1)
        #expect((advice.first ?? 0) > 1_700_000_000_000)
        wrong.now.wall = all[1].now.wall
        listen()
        #expect(advice.last == 0)
    }

    @Test("NEAR-1: the highest serial there is is heard, and one beyond it is none")
    func serials() throws {
        let mates = Mates()
        mates.talk()
        let ben = mates.ben
        var entropy = Entropy(Secret(copying: InlineArray<4, UInt64>(repeating: 3).span.bytes))
        let beacon = Signal.Beacon(port: 7, root: .zero, wall: ben.now.wall)
        for (place, serial) in [1 << 62, NearLimits.serial, NearLimits.serial + 1, .max]
            .enumerated()
        {
            let content = Signal(RunID(high: 1, low: UInt64(place)), serial, .beacon(beacon))
            let bytes = try #require(
                Datagram.seal(
                    content.encoding.span.bytes, in: mates.world.realm.id, Mate.hello(), &entropy))
            ben.hear(bytes, from: 9)
            #expect(ben.station.remembered.neighbours == min(place + 1, 2))
        }
    }

    @Test("NEAR-1: who has no more than the hello key keeps nobody from hearing members")
    func spoofedSerials() throws {
        let mates = Mates()
        mates.talk()
        let (ann, ben) = (mates.ann, mates.ben)
        ann.pass(1)
        var entropy = Entropy(Secret(copying: InlineArray<4, UInt64>(repeating: 4).span.bytes))
        let beacon = Signal.Beacon(port: 7, root: .zero, wall: ben.now.wall)
        let content = Signal(ann.station.run, NearLimits.serial, .beacon(beacon))
        let bytes = try #require(
            Datagram.seal(
                content.encoding.span.bytes, in: mates.world.realm.id, Mate.hello(), &entropy))
        ben.hear(bytes, from: 9)
        for bytes in ann.enter("Alma").shouts { ben.hear(bytes, from: 1) }
        #expect(ann.root == ben.root)
    }

    @Test("NEAR-1: under another key nothing is heard, and not one datagram comes of it")
    func wrongKey() {
        let mates = Mates()
        let ben = mates.ben
        ben.pass(100_000)
        let stranger = Mate(mates.ann.somebody, in: mates.world, 9, hello: Mate.hello(6))
        let before = ben.station.next
        for bytes in stranger.pass(60_000).shouts { #expect(ben.hear(bytes).isEmpty) }
        #expect(ben.station.next == before)
    }
}

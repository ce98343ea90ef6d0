import Bundles
import Charter
import Gossip
import Lattice
import Replica
import Schema
import Seal
import Simulation
import TestSupport
import Testing

@Suite("Carrying for others") struct CarryTests {
    private let town = Neighbourhood(
        seed: 91, [.mainHubUser, .mainHubUser, .mainHubUser])
    private var ann: Neighbour { town.all[0] }
    /// Nobody's, with nothing unlocked that would read.
    private var relay: Neighbour { town.all[2] }

    private func become(_ device: DeviceKey?, of neighbour: Neighbour, atMost quota: Int?) {
        neighbour.isRelay = device == nil
        neighbour.laptop.withReplica { replica, now in
            var effects: [Effect] = []
            replica.belong(to: device, into: &effects)
            replica.handle(.carry(atMost: quota), at: now, into: &effects)
        }
    }

    private func carrying(_ neighbour: Neighbour) -> Carrying? {
        neighbour.laptop.withReplica { replica, _ in replica.carrying }
    }

    private func records(_ neighbour: Neighbour) throws -> [[UInt8]] {
        try neighbour.laptop.bundles.filter { try Bundle(parsing: $0).header.schema > 0 }
    }

    private func rooms(_ neighbour: Neighbour) -> [Gossip.Message.Room] {
        neighbour.effects.compactMap { if case .room(_, let room) = $0 { room } else { nil } }
    }

    @Test("ROOM-1: who is full takes no more of what it only carries, and drops nothing")
    func full() throws {
        for number in 0..<30 { try town.enter("boat \(number)", by: 0) }
        become(nil, of: relay, atMost: 3_000)
        let meeting = Meeting(ann, relay)
        meeting.run()
        #expect(meeting.haveMet && ann.faults.isEmpty && relay.faults.isEmpty)
        let kept = try #require(carrying(relay))
        #expect(kept.isFull && kept.byteCount <= 3_000 && kept.byteCount > 1_500)
        let there = try records(relay)
        #expect(there.reduce(0) { $0 + $1.count } == kept.byteCount)
        #expect(there.count < 30 && Set(ann.laptop.bundles).isSuperset(of: there))
        // Nothing that was not stored is acknowledged.
        let feeds = try Set(there.map { try Bundle(parsing: $0).header.feed })
        let highest = try there.map { try Bundle(parsing: $0).header.number }.max()
        for case .isStored(_, let all) in ann.effects {
            for one in all where feeds.contains(one.feed) {
                #expect(one.number <= highest ?? .first)
            }
        }
        #expect(rooms(ann).last?.isFull == true)
        // Somebody else brings more: nothing of it fits, and the charter does.
        let before = try records(relay)
        town.port.world.realm.decree(.schema(SchemaChange(2, Harbour.schema.hash)))
        ann.laptop.learn()
        try town.enter("late", by: 0)
        meeting.push(ann.note(ann.laptop.effects), byAsker: true)
        meeting.run()
        meeting.compare()
        let after = try records(relay)
        #expect(after == before)
        let mine = try records(ann)
        let charter = Set(ann.laptop.bundles).subtracting(mine)
        #expect(Set(relay.laptop.bundles).isSuperset(of: charter))
    }

    @Test("ROOM-2: to who is full nothing is sent that it only carries, until there is room")
    func room() throws {
        become(nil, of: relay, atMost: 600)
        for number in 0..<6 { try town.enter("boat \(number)", by: 0) }
        let meeting = Meeting(ann, relay)
        meeting.run()
        #expect(rooms(ann).map(\.isFull) == [false, true])
        func sent() throws -> Int {
            try meeting.said.reduce(0) { sum, one in
                guard case .goods(.feed, let all) = one.message else { return sum }
                return try sum + all.filter { try Bundle(parsing: $0).header.schema > 0 }.count
            }
        }
        let before = try sent()
        for number in 0..<5 {
            try town.enter("more \(number)", by: 0)
            meeting.push(ann.note(ann.laptop.effects), byAsker: true)
            meeting.run()
        }
        meeting.compare()
        let after = try sent()
        #expect(meeting.haveMet && after == before)
        // It is given a larger disk, and says so by itself.
        var effects: [Effect] = []
        relay.laptop.withReplica { replica, now in
            replica.handle(.carry(atMost: 1 << 20), at: now, into: &effects)
        }
        #expect(effects.contains { if case .carrying(let now) = $0 { !now.isFull } else { false } })
        meeting.push(relay.note(effects), byAsker: false)
        meeting.run()
        let (here, there) = try (records(ann), records(relay))
        #expect(Set(there) == Set(here) && here.count == 12)
        #expect(meeting.haveMet && rooms(ann).last?.isFull == false)
    }

    @Test("ROOM-1: what somebody here reads is not carried, whatever the quota")
    func own() throws {
        for number in 0..<5 { try town.enter("boat \(number)", by: 0) }
        let ben = town.all[1]
        become(ben.device, of: ben, atMost: 0)
        let meeting = Meeting(ann, ben)
        meeting.run()
        #expect(meeting.haveMet && carrying(ben)?.isFull == false)
        #expect(ben.laptop.documents.count == 5)
    }

    @Test("ROOM-1: what nobody has signed makes nobody full")
    func forged() throws {
        let first = try town.enter("boat", by: 0)
        become(nil, of: relay, atMost: 4_000)
        Meeting(ann, relay).run()
        try town.enter("barge", by: 0)
        let quota = try #require(carrying(relay)).byteCount + 10
        become(nil, of: relay, atMost: quota)
        var forged = try #require(
            ann.laptop.bundles.last { try Bundle(parsing: $0).header.feed == first.feed })
        forged[forged.count - 1] ^= 1
        relay.laptop.tell(.bundles([forged]))
        #expect(carrying(relay)?.isFull == false)
        relay.laptop.tell(.bundles(ann.laptop.bundles))
        #expect(carrying(relay)?.isFull == true)
    }

    @Test("ROOM-2: whose quota is taken away says that there is room, and gets the rest")
    func unbounded() throws {
        for number in 0..<30 { try town.enter("boat \(number)", by: 0) }
        become(nil, of: relay, atMost: 3_000)
        let meeting = Meeting(ann, relay)
        meeting.run()
        #expect(rooms(ann).last?.isFull == true)
        var effects: [Effect] = []
        relay.laptop.withReplica { replica, now in
            replica.handle(.carry(atMost: nil), at: now, into: &effects)
        }
        meeting.push(relay.note(effects), byAsker: false)
        meeting.run()
        #expect(rooms(ann).last?.isFull == false)
        let (mine, theirs) = (try records(ann), try records(relay))
        #expect(Set(mine) == Set(theirs))
    }

    @Test("ROOM-1: it stays full until an eighth of the quota is free")
    func hysteresis() throws {
        for number in 0..<20 { try town.enter("boat \(number)", by: 0) }
        become(nil, of: relay, atMost: 2_000)
        Meeting(ann, relay).run()
        let count = try #require(carrying(relay)).byteCount
        for (quota, isFull) in [
            (count + 1, true), (count * 8 / 7 - 8, true), (count * 9 / 7, false),
        ] {
            become(nil, of: relay, atMost: quota)
            #expect(carrying(relay)?.isFull == isFull, "\(quota)")
        }
    }
}

import Bundles
import Charter
import Gossip
import Lattice
import Replica
import Simulation
import TestSupport
import Testing
import Wire

extension Gossip.Message {
    /// Whether it tells of, or gives, anything that only members are to have.
    fileprivate var isForMembers: Bool {
        switch self {
        case .goods(let sort, let all): all.contains { Self.isForMembers(sort, $0) }
        case .part(let sort, _, _): sort == .envelope || sort == .schema || sort == .feed
        case .tags(let tier, let buckets, _):
            tier != .authority && buckets.contains { !$0.value.isEmpty }
        // What it has not is no secret: it is what the other is to hand in.
        case .differences(let tier, let things, _, _): tier != .authority && !things.isEmpty
        case .summary(_, let sums):
            sums.contains { $0.key != .authority && $0.value.contains { $0 != 0 } }
        case .tips(let all): !all.isEmpty
        default: false
        }
    }

    private static func isForMembers(_ sort: Sort, _ bytes: [UInt8]) -> Bool {
        switch sort {
        case .root, .proof: false
        case .envelope, .schema: true
        case .feed: (try? Bundle(parsing: bytes))?.header.schema != 0
        }
    }
}

extension Attacks {
    /// How it comes to be known in the middle of a session that the other was let go of.
    enum Discovery: CaseIterable {
        case sameSession, otherSession, here
    }

    // Attacker: somebody whom others are about to let go of. Means: a session in which they are
    // given all there is; in the middle of it, after any message, the other hears of the
    // revocation: in that very session, in another one, or by its own admin's hand. Expected: the
    // very next message has nothing of keys and records, nor has any that follows, also when they
    // ask again; what was not sent by then they never get.
    @Test(
        "Attack 30: who is let go of in mid-session gets nothing more",
        arguments: Discovery.allCases)
    func attack30_revokedInSession(how: Discovery) throws {
        // More than there is credit for at once.
        let apart = Apart(seed: 30, often: 3)
        let (ann, ben) = (apart.mates.ann, apart.mates.ben)
        let admin = apart.mates.world.admin
        let act = Act.revoke(Revocation(.seat(ben.somebody.id)))
        let revocation = [admin.open(), admin.draft([act])].map(\.bytes)
        apart.begin()
        let whole = Call(ann, ben)
        whole.run()
        #expect(whole.meetings == 2 && apart.areSame)
        for count in 0...whole.said.count {
            apart.begin()
            let call = Call(ann, ben)
            for _ in 0..<count { call.step() }
            let start = reveal(how, revocation, call, apart.mates.world.adminHolder)
            #expect(ann.isLettingGo(of: ben), "after \(count) messages")
            // Something new, and all that was on its way; then they ask once more.
            let entered = ann.enter("secret")
            call.note(entered, byCaller: true)
            call.run()
            ask(call, ben)
            call.note(ann.pass(40_000), byCaller: true)
            let told = call.said[start...].filter(\.byCaller)
            let messages = try told.map { try Gossip.Message(encoding: $0.bytes) }
            #expect(!messages.contains { $0.isForMembers }, "after \(count) messages")
            for case .replica(.entered(let receipt)) in entered {
                let theirs = ben.copy.hashes(of: receipt.feed, at: receipt.tip.number)
                #expect(theirs.isEmpty, "after \(count) messages")
            }
        }
    }

    /// Tells the caller of it. Returns how much was said before.
    private func reveal(
        _ how: Discovery, _ revocation: [[UInt8]], _ call: Call, _ admin: Somebody
    ) -> Int {
        let ann = call.caller
        let goods = Gossip.Message.goods(.feed, revocation).encoding
        let greeting = Gossip.Message.greeting(wall: ann.now.wall).encoding
        var start = call.said.count
        switch how {
        case .here: call.note(ann.tell(.replica(.bundles(revocation))), byCaller: true)
        case .sameSession:
            // Before a greeting nothing is heard.
            while !call.hasGreeted { call.step() }
            start = call.said.count
            call.note(ann.tell(.heard(goods, call.session)), byCaller: true)
        case .otherSession:
            let other = SessionID(7)
            let opened = StationInput.Opened(
                device: admin.seat.device, run: nil, endpoint: Mate.place(7), isInitiator: false)
            call.note(ann.tell(.opened(other, opened)), byCaller: true)
            call.note(ann.tell(.heard(greeting, other)), byCaller: true)
            start = call.said.count
            call.note(ann.tell(.heard(goods, other)), byCaller: true)
        }
        return start
    }

    /// The other compares anew, wants everything, asks for what is its own, and makes room.
    private func ask(_ call: Call, _ ben: Mate) {
        let records = call.caller.station.replica.storedFeeds.filter { $0.scope != .charter }
        let wants = records.map { stored in
            let name = HoldingName(high: stored.feed.high, low: stored.feed.low)
            return Gossip.Message.Want(sort: .feed, name: name, from: .first)
        }
        let all: [Gossip.Message] = [
            .wants(.records, wants, isLast: false), .inquiry(ben.somebody.seat.device),
            .room(.init(carried: 0, quota: 1 << 40, isFull: true)),
            .room(.init(carried: 0, quota: 1 << 40, isFull: false)), .credit(1 << 30),
            .summary(HoldingSalt(high: 1, low: 1), [.authority: [0], .keys: [0], .records: [0]]),
        ]
        for message in all where !call.isOver {
            call.note(
                call.caller.tell(.heard(message.encoding, call.session)), byCaller: true)
            call.run()
        }
    }
}

extension Call {
    /// Whether the caller has heard anything.
    fileprivate var hasGreeted: Bool {
        let (all, left) = (said.count { !$0.byCaller }, queue.count { $0.toCaller })
        return left < all
    }
}

extension Mate {
    fileprivate func isLettingGo(of other: Mate) -> Bool {
        withReplica { $0.readership.roster.standing(of: other.somebody.seat.device) } == .letGo
    }
}

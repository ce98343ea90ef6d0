import Bundles
import Charter
import Gossip
import Lattice
import Replica
import Simulation
import TestSupport
import Testing
import Wire

/// Two devices that talk come to hold the same.
@Suite("Two who meet") struct MeetingTests {
    private let town = Neighbourhood(seed: 61)
    private var ann: Neighbour { town.all[0] }
    private var ben: Neighbour { town.all[1] }

    @Test("TALK-2: two who wrote apart hold the same after they talked, and are silent")
    func converge() throws {
        for number in 0..<20 {
            try town.enter("ann \(number)", by: 0)
            try town.enter("ben \(number)", by: 1)
        }
        let meeting = Meeting(ann, ben)
        meeting.run()
        #expect(meeting.haveMet && ann.faults.isEmpty && ben.faults.isEmpty)
        let same = ann.laptop.state() == ben.laptop.state() && ann.laptop.state() != nil
        #expect(same)
        #expect(Set(ann.laptop.bundles) == Set(ben.laptop.bundles))
        // Once more, and nothing but the comparison is said.
        let before = meeting.goods
        meeting.compare()
        #expect(meeting.haveMet && meeting.goods == before)
    }

    @Test("TALK-7: what is new is told at once, and not to whom it came from")
    func news() throws {
        let meeting = Meeting(ann, ben)
        meeting.run()
        let before = meeting.goods
        try town.enter("fresh", by: 0)
        meeting.push(ann.note(ann.laptop.effects), byAsker: true)
        meeting.run()
        let same = ann.laptop.state() == ben.laptop.state()
        #expect(same && ben.laptop.documents.count == 1)
        #expect(meeting.goods > before)
        #expect(
            meeting.said.filter { !$0.byAsker }.allSatisfy { one in
                if case .goods(.feed, _) = one.message { false } else { true }
            })
    }

    @Test("HOLD-1: what is held has its sort, its tier and its state")
    func holdings() throws {
        let receipt = try town.enter("boat", by: 0)
        let held = ann.laptop.withReplica { replica, _ in
            Tier.allCases.map { replica.holdings(of: $0) }
        }
        let (authority, keys, records) = try #require(held.map { ($0[0], $0[1], $0[2]) })
        #expect(Set(authority.map(\.sort)) == [.root, .feed])
        #expect(Set(keys.map(\.sort)) == [.envelope, .schema])
        #expect(records.map(\.feed) == [receipt.feed])
        for root in authority where root.sort == .root {
            #expect(!root.state.isEmpty && root.state.count.isMultiple(of: 32))
        }
        var end = ByteBuffer()
        end.put(receipt.tip.number.value)
        end.put(receipt.tip.hash)
        #expect(records[0].state == end.bytes && records[0].end == receipt.tip.number)
        // Who signed a record, and not which copy came, is what is held of it.
        let roots = authority.filter { $0.sort == .root }
        let bytes = ann.laptop.withReplica { replica, _ in
            replica.things(.root, roots.map(\.name))
        }
        #expect(bytes?.count == roots.count)
    }

    /// Somebody whose laptop was cloned: both go on.
    @Test(
        "TALK-3: a fork is found when two meet who hold both sides of it, and nothing is lost",
        arguments: [(3, 1, 1), (3, 4, 1), (2, 1, 9), (0, 2, 2), (0, 5, 1), (2, 60, 60), (1, 2, 50)])
    func fork(common: Int, here: Int, there: Int) throws {
        let town = Neighbourhood(seed: 62, [.mainHubUser, .mainHubUser, .mainHubUser])
        let (ann, ben, cas) = (town.all[0], town.all[1], town.all[2])
        for number in 0..<common { try town.enter("before \(number)", by: 0) }
        let clone = Neighbour(Laptop(copyOf: ann.laptop), 9)
        for other in [ben, cas] where common > 0 { other.laptop.hear(from: ann.laptop) }
        for number in 0..<here { try town.enter("here \(number)", by: 0) }
        let kind = KindNumber(Harbour.boat)
        for number in 0..<there {
            let edits = [Edit.create(kind, FieldNumber(0), text("there \(number)"))]
            _ = try clone.laptop.enter(edits).get()
        }
        Meeting(ann, ben, 1).run()
        Meeting(clone, cas, 2).run()
        let meeting = Meeting(ben, cas, 3)
        meeting.run()
        #expect(meeting.haveMet && ben.faults.isEmpty && cas.faults.isEmpty)
        let all = Set(ann.laptop.bundles).union(clone.laptop.bundles)
        let (bens, cass) = (Set(ben.laptop.bundles), Set(cas.laptop.bundles))
        #expect(bens == cass && bens.isSuperset(of: all))
        #expect(!ben.laptop.proofs.isEmpty && ben.laptop.proofs.count == cas.laptop.proofs.count)
        let same = ben.laptop.state() == cas.laptop.state() && ben.laptop.state() != nil
        #expect(same)
        // Where the two sides part is found in few steps, however far down it is: one for each
        // doubling on either side, and one for each tier.
        let wants = meeting.said.count { if case .wants = $0.message { true } else { false } }
        #expect(wants <= 17)
    }

    @Test(
        "TALK-3: a fork that is known already is given in full to both who meet",
        arguments: [(3, 1, 1), (3, 4, 1), (2, 1, 9), (0, 5, 1)])
    func knownFork(common: Int, here: Int, there: Int) throws {
        let town = Neighbourhood(
            seed: 62, [.mainHubUser, .mainHubUser, .mainHubUser, .mainHubUser])
        let (ann, ben, cas, dan) = (town.all[0], town.all[1], town.all[2], town.all[3])
        for number in 0..<common { try town.enter("before \(number)", by: 0) }
        let clone = Neighbour(Laptop(copyOf: ann.laptop), 9)
        for other in [ben, cas, dan] where common > 0 { other.laptop.hear(from: ann.laptop) }
        for number in 0..<here { try town.enter("here \(number)", by: 0) }
        let kind = KindNumber(Harbour.boat)
        for number in 0..<there {
            let edits = [Edit.create(kind, FieldNumber(0), text("there \(number)"))]
            _ = try clone.laptop.enter(edits).get()
        }
        for other in [ben, dan] { other.laptop.hear(from: ann.laptop) }
        for other in [cas, dan] { other.laptop.hear(from: clone.laptop) }
        // The proof travels before the records, and lines break.
        let proofs = dan.laptop.proofs
        #expect(!proofs.isEmpty)
        for other in [ben, cas] {
            other.laptop.withReplica { replica, now in
                var effects: [Effect] = []
                replica.handle(.proofs(proofs), at: now, into: &effects)
            }
        }
        let meeting = Meeting(ben, cas, 3)
        meeting.run()
        #expect(meeting.haveMet && ben.faults.isEmpty && cas.faults.isEmpty)
        #expect(Set(ben.laptop.bundles) == Set(cas.laptop.bundles))
        #expect(Set(ben.laptop.bundles) == Set(dan.laptop.bundles))
    }

    @Test("TALK-6: whoever hears that something is stored knows that another device has it")
    func stored() throws {
        let receipt = try town.enter("boat", by: 0)
        let meeting = Meeting(ann, ben)
        // What came and is not committed is not called stored.
        meeting.run()
        let told = ann.effects.compactMap { effect -> [Gossip.Message.Stored]? in
            if case .isStored(_, let all) = effect { all } else { nil }
        }
        let number = try #require(told.joined().first { $0.feed == receipt.feed }?.number)
        #expect(number == receipt.tip.number)
        let isThere = ben.laptop.withReplica { replica, _ in
            replica.hash(of: receipt.feed, at: number) == receipt.tip.hash
        }
        #expect(isThere == true)
    }

    private func revokeBen() {
        var random = SeededRandom(seed: 1)
        let tips = ben.laptop.tips(&random)
        let grant = ben.laptop.person.grant
        town.port.world.realm.decree(.revoke(Revocation(.grant(grant), tips)))
    }

    @Test(
        "MEET-1: who was let go of hands in what it has, and gets nothing but authority",
        arguments: [true, false])
    func letGo(isAsked: Bool) throws {
        try town.enter("ann's", by: 0)
        try town.enter("ben's", by: 1)
        revokeBen()
        ann.laptop.learn()
        let meeting = isAsked ? Meeting(ann, ben) : Meeting(ben, ann)
        meeting.run()
        #expect(ann.faults.isEmpty && ben.faults.isEmpty)
        for one in meeting.said where one.byAsker == isAsked {
            switch one.message {
            case .summary(_, let sums):
                let rest = (sums[.keys] ?? []) + (sums[.records] ?? [])
                #expect(rest.count == 128 && rest.allSatisfy { $0 == 0 })
            case .tags(let tier, let buckets, _):
                #expect(tier == .authority || buckets.values.allSatisfy(\.isEmpty))
            case .goods(let sort, _), .part(let sort, _, _):
                #expect(sort == .root || sort == .proof || sort == .feed)
            case .differences(let tier, let things, _, _):
                #expect(tier == .authority || things.isEmpty)
            default: break
            }
        }
        // Ben learned of the revocation; Ann has what Ben wrote, Ben not what Ann wrote.
        let bens = Set(ben.laptop.bundles)
        let anns = Set(ann.laptop.bundles)
        #expect(anns.isSuperset(of: bens))
        let records = try ann.laptop.bundles.filter { try Bundle(parsing: $0).header.schema > 0 }
        #expect(records.count == 4 && records.filter { bens.contains($0) }.count == 2)
    }

    @Test("MEET-1: a revocation in the middle of a session ends what is sent, at once")
    func revokedMeanwhile() throws {
        let meeting = Meeting(ann, ben)
        meeting.run()
        revokeBen()
        let before = ann.laptop.effects.count
        ann.laptop.learn()
        try town.enter("secret", by: 0)
        meeting.push(ann.note(Array(ann.laptop.effects[before...])), byAsker: true)
        meeting.run()
        let bens = Set(ben.laptop.bundles)
        let records = try ann.laptop.bundles.filter { try Bundle(parsing: $0).header.schema > 0 }
        #expect(!records.isEmpty && records.allSatisfy { !bens.contains($0) })
    }

    @Test("MEET-1: a device that turns out to be welcome is told all after all")
    func raised() throws {
        try town.enter("boat", by: 0)
        let late = Neighbour(town.port.join(), 8)
        town.port.world.deliver(from: town.port.world.adminHolder)
        late.laptop.learn()
        // Ann has not heard that the newcomer was let in.
        let meeting = Meeting(late, ann, 4)
        meeting.run()
        #expect(meeting.haveMet)
        let (lates, anns) = (Set(late.laptop.bundles), Set(ann.laptop.bundles))
        #expect(lates == anns && lates.count > 2)
        #expect(late.laptop.documents.count == 1)
    }

    @Test(
        "TALK-2: whatever breaks on the way ends the session, and nothing is lost by it",
        arguments: Effort.seeds(12))
    func tampered(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for number in 0..<6 { try town.enter("boat \(number)", by: number % 2) }
        let broken = Meeting(ann, ben, 5)
        broken.tamper = { bytes in
            var bytes = bytes
            if random.chance(20) { bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8)) }
            return bytes
        }
        broken.run()
        broken.end()
        let meeting = Meeting(ben, ann, 6)
        meeting.run()
        #expect(meeting.haveMet && Set(ann.laptop.bundles) == Set(ben.laptop.bundles))
        let same = ann.laptop.state() == ben.laptop.state() && ann.laptop.isDigestKept
        #expect(same)
    }
}

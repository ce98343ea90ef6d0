import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// The fourth gate, and what is kept of what passed it.
@Suite("Chained bundles") struct ChainedTests {
    private let world = GateWorld()

    /// A charter feed of three bundles, and a charter that has them.
    private func feed() throws -> (charter: Charter, bundles: [Bundle]) {
        var charter = world.realm.charter
        let opening = world.opening()
        var bundles = [world.first(opening, time: 10)]
        for bundle in 1..<UInt64(3) {
            bundles.append(
                world.bundle(
                    opening.feed, bundle, after: made(bundles.last).hashed().hash,
                    time: 10 + 10 * bundle, policy: 2, schema: 5))
        }
        for bundle in bundles { #expect(try charter.receive(bundle.bytes) == .added) }
        return (charter, bundles)
    }

    private func next(
        _ number: UInt64, after last: Bundle, time: UInt64, policy: UInt16 = 2,
        schema: UInt16 = 5, _ body: [UInt8] = [0xA0]
    ) -> Bundle {
        world.bundle(
            last.header.feed, number, after: last.hashed().hash, body, time: time, policy: policy,
            schema: schema)
    }

    @Test("BUN-6: duplicate, waits, forked, falls back: what the fourth gate says")
    func receptions() throws {
        var (charter, bundles) = try feed()
        for bundle in bundles { #expect(try charter.receive(bundle.bytes) == .duplicate) }
        let third = next(3, after: bundles[2], time: 40)
        let fourth = next(4, after: third, time: 50)
        #expect(try charter.receive(fourth.bytes) == .waits(for: number(3)))
        #expect(try charter.receive(next(3, after: bundles[2], time: 30).bytes) == .fallsBack)
        #expect(try charter.receive(third.bytes) == .added)
        #expect(try charter.receive(fourth.bytes) == .added)
        let other = next(3, after: bundles[2], time: 41)
        #expect(try charter.receive(other.bytes) == .forked(from: third.hashed().hash))
        let again = next(2, after: bundles[1], time: 31)
        #expect(try charter.receive(again.bytes) == .forked(from: bundles[2].hashed().hash))
        let first = world.first(world.opening(), time: 11)
        #expect(try charter.receive(first.bytes) == .forked(from: bundles[0].hashed().hash))
    }

    @Test("BUN-6: a wrong signature is refused before anything is said of the chain")
    func signatureFirst() throws {
        var (charter, bundles) = try feed()
        let waiting = next(5, after: next(3, after: bundles[2], time: 40), time: 60)
        let falling = next(3, after: bundles[2], time: 1)
        for bundle in [waiting, falling, next(2, after: bundles[1], time: 31)] {
            let forged = Bundle(bundle.header, body: bundle.body.span, .forged)
            let found = fault { () throws(IntakeError) in try charter.receive(forged.bytes) }
            guard case .unsigned = found else {
                Issue.record("it is not signed")
                continue
            }
        }
        #expect(charter.charterFeeds.allSatisfy { !$0.tree.isForked })
    }

    @Test("BUN-7: times rise, and versions never fall")
    func fallsBack() throws {
        var (charter, bundles) = try feed()
        let last = bundles[2]
        for (time, policy, schema) in [
            (30, 2, 5), (29, 2, 5), (0, 2, 5), (40, 1, 5), (40, 2, 4), (40, 1, 6), (40, 3, 4),
            (30, 3, 6),
        ] as [(UInt64, UInt16, UInt16)] {
            let bundle = next(3, after: last, time: time, policy: policy, schema: schema)
            #expect(try charter.receive(bundle.bytes) == .fallsBack, "\(time) \(policy) \(schema)")
        }
        for (time, policy, schema) in [
            (31, 2, 5), (.max, .max, .max), (40, 3, 5), (40, 2, 6),
        ] as [(UInt64, UInt16, UInt16)] {
            var copy = charter
            let bundle = next(3, after: last, time: time, policy: policy, schema: schema)
            #expect(try copy.receive(bundle.bytes) == .added, "\(time) \(policy) \(schema)")
        }
    }

    @Test("BUN-7: what falls back is as if it had never been received: it forks nothing")
    func neverReceived() throws {
        var (charter, bundles) = try feed()
        let falling = next(2, after: bundles[1], time: 20)
        #expect(try charter.receive(falling.bytes) == .fallsBack)
        let after = next(3, after: falling, time: 50)
        guard case .waits = try charter.receive(after.bytes) else {
            Issue.record("what it follows is not there")
            return
        }
        let tree = made(charter.charterFeeds.first { $0.opening == world.opening() }).tree
        #expect(tree.nodes.map(\.hash) == bundles.map { $0.hashed().hash })
        #expect(!tree.isForked && tree.followers(of: bundles[1].hashed().hash).count == 1)
        #expect(try charter.receive(next(3, after: bundles[2], time: 40).bytes) == .added)
    }

    @Test("BUN-8: every branch of a fork is kept in the charter, however many there are")
    func branches() throws {
        var (charter, bundles) = try feed()
        var branches = Set([bundles[2].hashed().hash])
        for count in 1..<UInt64(20) {
            let branch = next(2, after: bundles[1], time: 100 + count)
            guard case .forked = try charter.receive(branch.bytes) else {
                Issue.record("it follows what another follows")
                continue
            }
            branches.insert(branch.hashed().hash)
            // And so is what follows them.
            #expect(try charter.receive(next(3, after: branch, time: 200).bytes) == .added)
        }
        charter.settle()
        let tree = made(charter.charterFeeds.first { $0.opening == world.opening() }).tree
        #expect(tree.followers(of: bundles[1].hashed().hash) == branches.sorted())
        #expect(branches.count == 20 && tree.nodes.count == 41)
    }

    @Test("BUN-8: what does not count is kept too, and counts once the charter changes its mind")
    func kept() throws {
        let realm = ScriptedRealm()
        let seat = realm.enrol()
        let record = realm.rootRecord(
            [.grant(Grant(.person(seat.person), .admin, Level(1)))])
        let scribe = realm.writer(seat, under: Act.id(in: record.hash, at: 0))
        let act = scribe.write(realm.seatAct().act)[0]
        #expect(realm.charter.counting(of: scribe.feed) == [])
        #expect(realm.charter.verdict(on: act) == .waits(.unknownGrant))
        realm.take(.root(record))
        #expect(realm.charter.counting(of: scribe.feed).count == 2)
        #expect(realm.charter.verdict(on: act) == .admitted)
    }

    @Test("BUN-9: replays are duplicates, and what is of another realm is not of this one")
    func replays() throws {
        var (charter, bundles) = try feed()
        charter.settle()
        let before = charter.viewID
        for bundle in bundles + bundles.reversed() {
            #expect(try charter.receive(bundle.bytes) == .duplicate)
        }
        charter.settle()
        #expect(charter.viewID == before)
        var other = ScriptedRealm(seed: 1).charter
        let foreign = fault { () throws(IntakeError) in try other.receive(bundles[0].bytes) }
        #expect(foreign == .misplaced(.foreignRealm(world.realm.id)))
        let unknown = fault { () throws(IntakeError) in try other.receive(bundles[1].bytes) }
        #expect(unknown == .misplaced(.unknownFeed(bundles[1].header.feed)))
        // The same feed, but signed for another realm.
        let signed = world.bundle(
            bundles[0].header.feed, 3, after: bundles[2].hashed().hash, time: 40, policy: 2,
            schema: 5, in: .all(7))
        guard
            case .unsigned = fault({ () throws(IntakeError) in try charter.receive(signed.bytes) })
        else {
            Issue.record("it is signed for another realm")
            return
        }
    }

    @Test("BUN-6: a duplicate is dropped, whether its signature is looked at or not")
    func duplicates() throws {
        var (charter, bundles) = try feed()
        let second = bundles[1]
        let again = Bundle(second.header, body: second.body.span, .forged)
        #expect(again.hashed().hash == second.hashed().hash)
        var reception: BundleReception?
        let found = fault { () throws(IntakeError) in
            reception = try charter.receive(again.bytes)
        }
        if case .unsigned(let error)? = found {
            #expect(error.number == number(1))
        } else {
            #expect(found == nil && reception == .duplicate)
        }
        let tree = made(charter.charterFeeds.first { $0.opening == world.opening() }).tree
        #expect(tree.nodes.count == 3)
    }

    @Test("BUN-6: what is true, but of another scope, is not for the charter")
    func otherScopes() {
        var charter = world.realm.charter
        let bundle = world.first(world.opening(world.hub))
        let found = fault { () throws(IntakeError) in try charter.receive(bundle.bytes) }
        #expect(found == .otherScope(world.hub))
    }
}

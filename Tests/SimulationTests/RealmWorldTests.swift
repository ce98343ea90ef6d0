import Bundles
import Charter
import Lattice
import Seal
import Simulation
import TestSupport
import Testing

/// The tiny world with signatures and a charter: revoked managers, equivocators, new grants.
@Suite("World with a charter") struct RealmWorldTests {
    @Test("A revoked manager, an equivocator and a new grant: all come to the same")
    func story() throws {
        var (world, headquarters) = RealmWorld.founded(seed: 11, members: 4)
        world.run(milliseconds: 6_000)
        #expect(world.replicas.allSatisfy { !$0.log.taken.isEmpty })
        let copy = world.replicas[2]

        // The manager is cut off and writes on; headquarters revokes what it has not seen.
        world.partition([[0], [1, 2, 3]])
        world.run(milliseconds: 3_000)
        let seen = tips(of: headquarters.grants[0], in: world.replicas[1])
        let manager: PersonID = headquarters.seats[0].short()
        let revocation = world.decree(
            .revoke(Revocation(.person(manager), Tips(seen))), by: &headquarters, at: 1)[0]
        world.run(milliseconds: 3_000)
        let before = try #require(world.replicas[0].log.taken.last).bundle.hash

        // Meanwhile a backup of the third comes back, and it goes on where it was.
        world.restore(copy)
        world.run(milliseconds: 3_000)
        let isSettled = world.settle()
        #expect(isSettled)
        check(world)
        for member in world.replicas {
            #expect(counts(headquarters.grants[0], in: member) == seen.map { $0.tip.hash })
            #expect(member.log[before] != nil, "what was quarantined is kept")
            #expect(!member.charter.forkedFeeds.isEmpty, "the equivocator is known")
        }
        let silent = world.replicas[0].log.taken.count
        world.act(0, [])
        #expect(world.replicas[0].log.taken.count == silent, "who is revoked writes nothing")

        // What was honest is ratified; the manager is granted again, and goes on in a new feed.
        let all = tips(of: headquarters.grants[0], in: world.replicas[0])
        world.decree(
            .ratify(Ratification(of: revocation, Tips(all))), by: &headquarters, at: 3)
        world.decree(
            .grant(Grant(.person(manager), .clerk, Level(4), despite: [revocation])),
            by: &headquarters, at: 2)
        let isRatified = world.settle()
        #expect(isRatified)
        world.act(0, [Errand(.ledger, .count(FieldNumber(1), 1))])
        #expect(world.replicas[0].log.taken.count > silent)
        let isDone = world.settle()
        #expect(isDone)
        check(world)
        for member in world.replicas {
            #expect(counts(headquarters.grants[0], in: member) == all.map { $0.tip.hash })
        }
    }

    @Test(
        "Whatever is revoked, ratified, kept, forked and granted again", arguments: Effort.seeds(12)
    )
    func chaos(seed: UInt64) {
        var (world, headquarters) = RealmWorld.founded(seed: seed, members: 3 + Int(seed % 3))
        var trouble = Trouble(seed: seed)
        trouble.befall(&world, &headquarters, rounds: 14)
        #expect(world.isSound && world.agrees, "seed \(seed), in the middle of it")
        let isSettled = world.settle()
        #expect(isSettled, "seed \(seed): not everybody has everything")
        check(world)
    }

    @Test("The trouble is real")
    func trouble() {
        var (forked, kept, cut, void) = (0, 0, 0, 0)
        for seed: UInt64 in 1...12 {
            var (world, headquarters) = RealmWorld.founded(seed: seed, members: 4)
            var trouble = Trouble(seed: seed)
            trouble.befall(&world, &headquarters, rounds: 14)
            _ = world.settle()
            let view = world.replicas[0].scope.view
            forked += view.forks.isEmpty ? 0 : 1
            kept +=
                view.forks.entries.contains { feed in
                    feed.value.entries.contains { $0.value != .undecided }
                } ? 1 : 0
            cut += view.cuts.isEmpty ? 0 : 1
            void +=
                world.replicas[0].feeds.contains { opening, tree in
                    let counting = world.replicas[0].charter.counting(of: opening, in: tree)
                    return tree.places(within: counting).count < tree.nodes.count
                } ? 1 : 0
        }
        #expect(forked > 3 && kept > 1 && cut > 6 && void > 6, "\(forked) \(kept) \(cut) \(void)")
    }

    @Test("The same seed gives the same trace")
    func trace() {
        func run() -> Hash<Trace> {
            var (world, headquarters) = RealmWorld.founded(seed: 5, members: 4)
            var trouble = Trouble(seed: 5)
            trouble.befall(&world, &headquarters, rounds: 8)
            return world.trace
        }
        #expect(run() == run())
    }

    // MARK: What holds in every world that has settled

    private func check(_ world: RealmWorld) {
        #expect(world.isSound, "equal frontiers, unequal digests")
        #expect(Set(world.replicas.map(\.charter.viewID)).count == 1)
        for member in world.replicas {
            #expect(member.scope == world.replicas[0].scope, "laptop \(member.index) differs")
            var copy = member
            copy.restart()
            #expect(copy.scope == member.scope, "laptop \(member.index) restarts as another")
            #expect(copy.charter.viewID == member.charter.viewID)
            factsOfWhatCounts(member)
        }
    }

    /// Every fact of a bundle that counts is there, on whatever branch.
    private func factsOfWhatCounts(_ member: Member) {
        for (opening, tree) in member.feeds {
            let counting = member.charter.counting(of: opening, in: tree)
            for place in tree.places(within: counting) {
                guard let bundle = member.log[tree.nodes[place].hash]?.bundle else { continue }
                for change in bundle.changes {
                    guard case .field(let field, .facts(let fact)) = change.delta else { continue }
                    let row = member.scope.shelf[change.record]?.facts[field]?[fact.key]
                    #expect(row?.contents[fact.content] != nil, "a fact is lost")
                }
            }
        }
    }

    /// The tips of the feeds under a grant, as a member has them.
    private func tips(of grant: ActID, in member: Member) -> [Tips.Entry] {
        member.feeds.filter { $0.opening.grant == grant }.flatMap { opening, tree in
            tree.nodes.filter { tree.followers(of: $0.hash).isEmpty }.map {
                Tips.Entry(opening.feed, Tip($0.header.number, $0.hash))
            }
        }.sorted()
    }

    /// The last bundles under a grant that count.
    private func counts(_ grant: ActID, in member: Member) -> [BundleHash] {
        member.feeds.filter { $0.opening.grant == grant }.compactMap { opening, tree in
            let counting = member.charter.counting(of: opening, in: tree)
            return tree.places(within: counting).last.map { tree.nodes[$0].hash }
        }
    }
}

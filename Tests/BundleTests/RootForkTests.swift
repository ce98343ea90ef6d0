import Bundles
import Charter
import Lattice
import Seal
import Simulation
import TestSupport
import Testing

/// Chains of roots that fork, and what drops a line.
@Suite("Forked chains") struct RootForkTests {
    /// A realm whose chain has branches after its founding record, each with a hub that it opens.
    private struct Forked {
        let realm: ScriptedRealm
        var branches: [RootRecord] = []
        /// What follows each branch.
        var ends: [RootRecord] = []

        init(roots: Int, k: Int, branches count: Int = 2) {
            realm = ScriptedRealm(roots: roots, k: k)
            for _ in 0..<count {
                let branch = realm.rootRecord([.hub(Hub(.main))], after: realm.founding)
                let end = realm.rootRecord([.hub(Hub(.main))], after: branch)
                realm.take(.root(branch))
                realm.take(.root(end))
                branches.append(branch)
                ends.append(end)
            }
        }

        func stay(_ branch: Int) -> Act {
            .stay(Stay(branches[branch].number, branches[branch].hash))
        }

        /// A stay for a branch, by some roots, at the end of some line.
        mutating func stay(_ branch: Int, by signers: [Int], on line: Int) {
            stays([stay(branch)], by: signers, on: line)
        }

        mutating func stays(_ acts: [Act], by signers: [Int], on line: Int) {
            let record = realm.rootRecord(
                acts, after: ends[line], by: signers.map { realm.roots[$0] })
            ends[line] = record
            realm.take(.root(record))
        }

        /// Whether the acts of each branch count.
        var counting: [Bool] {
            branches.map {
                let verdict = realm.charter.verdict(on: Act.id(in: $0.hash, at: 0))
                #expect(verdict == .admitted || verdict == .quarantined)
                return verdict == .admitted
            }
        }
    }

    @Test("ROOT-5: a fork voids nothing: the acts of all lines count")
    func nothing() {
        let forked = Forked(roots: 3, k: 1, branches: 3)
        #expect(forked.counting == [true, true, true])
        #expect(forked.realm.charter.droppedRoots == [])
        for end in forked.ends {
            let verdict = forked.realm.charter.verdict(on: Act.id(in: end.hash, at: 0))
            #expect(verdict == .admitted)
        }
    }

    @Test("ROOT-5: stays of more than half of the roots drop the other lines, with what follows")
    func drops() {
        var forked = Forked(roots: 4, k: 1, branches: 3)
        forked.stay(1, by: [0], on: 1)
        #expect(forked.counting == [true, true, true])
        forked.stay(1, by: [1], on: 1)
        #expect(forked.counting == [true, true, true], "half is not more than half")
        forked.stay(1, by: [2], on: 1)
        #expect(forked.counting == [false, true, false])
        let lost = [forked.branches[0], forked.ends[0], forked.branches[2], forked.ends[2]]
        #expect(forked.realm.charter.droppedRoots == lost.map(\.hash).sorted())
        // What follows later is void from the beginning.
        let late = forked.realm.rootRecord([.hub(Hub(.main))], after: forked.ends[0])
        forked.realm.take(.root(late))
        let verdict = forked.realm.charter.verdict(on: Act.id(in: late.hash, at: 0))
        #expect(verdict == .quarantined)
    }

    @Test("ROOT-5: one root counts once, however many stays it signs")
    func distinct() {
        var forked = Forked(roots: 3, k: 1)
        for _ in 0..<3 { forked.stay(0, by: [2], on: 0) }
        #expect(forked.counting == [true, true])
        forked.stay(0, by: [1], on: 0)
        #expect(forked.counting == [true, false])
    }

    @Test("ROOT-5: at least k: more than half is not enough where more sign")
    func least() {
        // All three have to sign; on its line one of them is enough.
        let realm = ScriptedRealm(roots: 3, k: 3)
        let eased = realm.rootRecord(
            [.hub(Hub(.main))], roots: made(Roots(1, of: realm.roots.map(\.verifying))))
        let other = realm.rootRecord([.hub(Hub(.main))])
        realm.take(.root(eased))
        realm.take(.root(other))
        var last = eased
        for (count, isDropped) in [(1, false), (2, false), (3, true)] {
            last = realm.rootRecord(
                [.stay(Stay(eased.number, eased.hash))], after: last,
                by: [realm.roots[count - 1]])
            realm.take(.root(last))
            #expect(realm.charter.droppedRoots == (isDropped ? [other.hash] : []), "\(count)")
        }
    }

    @Test("ROOT-5: a tie drops nothing; a root counts for each line that it signed a stay for")
    func ties() {
        var forked = Forked(roots: 3, k: 1)
        forked.stay(0, by: [0, 1], on: 0)
        #expect(forked.counting == [true, false])
        forked.stay(1, by: [1, 2], on: 0)
        #expect(forked.counting == [true, true], "two and two of three")
        forked.stay(1, by: [0], on: 0)
        #expect(forked.counting == [false, true])
        // Who holds all keys can tie it for ever.
        forked.stay(0, by: [2], on: 0)
        #expect(forked.counting == [true, true])
        forked.stays([forked.stay(0), forked.stay(1)], by: [0, 1, 2], on: 1)
        #expect(forked.counting == [true, true])
    }

    @Test("ROOT-5: stays in a dropped line count too")
    func droppedStays() {
        var forked = Forked(roots: 5, k: 1)
        forked.stay(0, by: [0, 1, 2], on: 0)
        #expect(forked.counting == [true, false])
        // In the line that is dropped, for it: now it has more.
        forked.stay(1, by: [1, 2, 3, 4], on: 1)
        #expect(forked.counting == [false, true])
        // And for the other one, at the ends of both lines.
        forked.stay(0, by: [3], on: 0)
        #expect(forked.counting == [true, true])
        forked.stay(0, by: [4], on: 1)
        #expect(forked.counting == [true, false])
    }

    @Test("ROOT-5: a stay is for the record that it names, number and hash")
    func names() {
        var forked = Forked(roots: 3, k: 1)
        let (number, hash) = (forked.branches[0].number, forked.branches[0].hash)
        forked.stays(
            [
                .stay(Stay(number + 1, hash)), .stay(Stay(number - 1, hash)),
                .stay(Stay(number, .all(7))), .stay(Stay(0, forked.realm.founding.hash)),
                .stay(Stay(2, forked.ends[0].hash)),
            ], by: [0, 1, 2], on: 0)
        #expect(forked.counting == [true, true])
        forked.stays([.stay(Stay(number, hash))], by: [0, 1, 2], on: 0)
        #expect(forked.counting == [true, false])
    }

    @Test("ROOT-5: only the roots in force at the fork count, not those that a line names")
    func thieves() throws {
        let realm = ScriptedRealm(roots: 3, k: 1)
        let thieves = (0..<5).map { Signer(500 + $0) }
        let honest = realm.rootRecord([.hub(Hub(.main))], by: [realm.roots[0]])
        let stolen = realm.rootRecord(
            [.stay(Stay(honest.number + 7, honest.hash))], by: [realm.roots[2]] + thieves,
            roots: made(Roots(5, of: thieves.map(\.verifying))))
        realm.take(.root(honest))
        realm.take(.root(stolen))
        let stay = realm.rootRecord(
            [.stay(Stay(stolen.number, stolen.hash))], after: stolen, by: thieves)
        #expect(try copyOf(realm.charter, inserting: stay) == .added)
        realm.take(.root(stay))
        #expect(realm.charter.droppedRoots == [])
        let answer = realm.rootRecord(
            [.stay(Stay(honest.number, honest.hash))], after: honest,
            by: [realm.roots[0], realm.roots[1]])
        realm.take(.root(answer))
        #expect(realm.charter.droppedRoots == [stolen.hash, stay.hash].sorted())
    }

    private func copyOf(
        _ charter: Charter, inserting record: RootRecord
    ) throws(RootError) -> RootReception {
        var charter = charter
        return try charter.insert(record)
    }

    @Test("ROOT-5: signatures that come later count like the first, those of too few do not")
    func laterSignatures() {
        var forked = Forked(roots: 4, k: 2)
        let realm = forked.realm
        let stay = realm.rootRecord(
            [forked.stay(0)], after: forked.ends[0], by: [realm.roots[0]])
        realm.take(.root(stay))
        let other = realm.rootRecord(
            [forked.stay(0)], after: forked.ends[1], by: [realm.roots[1], realm.roots[2]])
        realm.take(.root(other))
        #expect(
            forked.counting == [true, true], "two of four, the third is on a record of too few")
        var copy = stay
        copy.sign(by: realm.roots[1].key, for: realm.id)
        realm.take(.root(copy))
        #expect(forked.counting == [true, false])
        var late = other
        late.sign(by: realm.roots[3].key, for: realm.id)
        realm.take(.root(late))
        #expect(forked.counting == [true, false])
        forked.stay(1, by: [0, 1, 2, 3], on: 0)
        #expect(forked.counting == [true, true])
    }

    @Test("ROOT-5: what follows a dropped line is void, whatever stays say of its own forks")
    func nested() {
        var forked = Forked(roots: 3, k: 1)
        let realm = forked.realm
        let inner = (0..<2).map { _ in
            realm.rootRecord([.hub(Hub(.main))], after: forked.branches[0])
        }
        for record in inner { realm.take(.root(record)) }
        let stay = Act.stay(Stay(inner[0].number, inner[0].hash))
        forked.stays([stay], by: [0, 1, 2], on: 1)
        // Of the three that follow the first branch only one is left.
        #expect(
            realm.charter.droppedRoots
                == [Array(realm.arrivals.prefix(3))[2], .root(inner[1])].compactMap { arrival in
                    if case .root(let record) = arrival { record.hash } else { nil }
                }.sorted())
        forked.stay(1, by: [0, 1, 2], on: 1)
        #expect(realm.charter.droppedRoots.contains(inner[0].hash))
        #expect(realm.charter.droppedRoots.contains(forked.branches[0].hash))
        #expect(forked.counting == [false, true])
    }

    @Test("ROOT-5: the stays of an agency's chain are its own")
    func agencies() {
        var forked = Forked(roots: 1, k: 1)
        let realm = forked.realm
        let root = Signer(77)
        let agency = RootChainTests.copy(
            RootChainTests.bare(
                roots: RootChainTests.roots(1, [root, realm.roots[0]]), realm: realm.id),
            by: [root])
        forked.stays([.agency(Admission(of: agency.founded))], by: [0], on: 0)
        realm.take(.root(agency))
        let stay = RootChainTests.copy(
            RootChainTests.bare([forked.stay(1)], after: agency, realm: realm.id),
            by: [realm.roots[0]], for: agency.founded)
        realm.take(.root(stay))
        #expect(realm.charter.verdict(on: Act.id(in: stay.hash, at: 0)) == .admitted)
        #expect(forked.counting == [true, true])
    }

    @Test("ROOT-5: what is dropped does not depend on what came first")
    func shuffled() {
        for seed in Effort.seeds(30) {
            var random = SeededRandom(seed: seed)
            var forked = Forked(roots: 3, k: 1, branches: 3)
            for _ in 0..<8 {
                let signers = (0..<3).filter { _ in random.chance(50) }
                guard !signers.isEmpty else { continue }
                forked.stay(random.below(3), by: signers, on: random.below(3))
            }
            let expected = forked.realm.charter.droppedRoots
            for round in 0..<4 {
                var arrivals = forked.realm.arrivals
                random.permute(&arrivals)
                let charter = Charter(
                    realm: forked.realm.id, of: arrivals, settlingEach: round == 0)
                #expect(charter.droppedRoots == expected, "seed \(seed)")
            }
        }
    }
}

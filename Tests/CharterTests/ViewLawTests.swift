import Bundles
import Charter
import Lattice
import Seal
import Simulation
import TestSupport
import Testing

/// A state that is joined under the view holds what the charter lets count, and nothing else.
@Suite("View laws") struct ViewLawTests {
    typealias State = Scope<MemoryShelf, Blake2b>

    /// What a state joins of these feeds under a view, whatever comes first.
    private func joined(
        _ feeds: [(opening: Opening, tree: FeedTree)], under view: View,
        _ random: inout SeededRandom
    ) -> (joined: Set<BundleHash>, left: Int) {
        var state = State(shelf: MemoryShelf(), frontier: Frontier(), view: view)
        var waiting = feeds.flatMap { $0.tree.nodes }.map { node in
            made(
                OpenBundle(
                    feed: node.header.feed, number: node.header.number,
                    previous: node.header.previous, hash: node.hash, time: node.header.time,
                    changes: []))
        }
        random.permute(&waiting)
        var found: Set<BundleHash> = []
        while true {
            var left: [OpenBundle] = []
            for bundle in waiting {
                switch state.receive(bundle) {
                case .joined: found.insert(bundle.hash)
                case .void, .duplicate: break
                case .waits, .forked, .surplus, .refused: left.append(bundle)
                }
            }
            guard left.count < waiting.count, !left.isEmpty else {
                return (found, left.count)
            }
            waiting = left
        }
    }

    /// What is wrong, if anything.
    private func breach(
        _ charter: Charter, _ archive: Archive, _ random: inout SeededRandom
    ) -> String? {
        for scope in Set(archive.feeds.entries.map(\.value.opening.scope)) {
            let feeds = archive.feeds(of: scope)
            let view = charter.view(of: feeds)
            let expected = Set(
                feeds.flatMap { opening, tree in
                    tree.places(within: charter.counting(of: opening, in: tree))
                        .map { tree.nodes[$0].hash }
                })
            let (found, left) = joined(feeds, under: view, &random)
            if left > 0 { return "\(left) bundles of \(scope) have no place" }
            if found != expected {
                return "\(scope): \(found.count) joined, \(expected.count) count"
            }
        }
        return nil
    }

    @Test(
        "VIEW-6: a state under the view joins exactly what the charter counts, whatever was forked",
        arguments: Effort.seeds(60))
    func random(seed: UInt64) {
        let realm = RandomRealm(seed: seed, steps: 90).realm
        var random = SeededRandom(seed: seed)
        let archive = Archive(of: realm.arrivals, under: realm.charter)
        #expect(breach(realm.charter, archive, &random) == nil)
    }

    @Test(
        "VIEW-6: so it is of feeds that fork within their forks, and of every way to cut them",
        arguments: Effort.seeds(150))
    func nested(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let realm = ScriptedRealm(policy: .alone, seed: seed)
        let admin = realm.officer(.admin)
        var lines = [realm.worker(.clerk)]
        for _ in 0..<6 + random.below(10) {
            let line = random.pick(lines)
            if random.chance(30), line.bundles.count > 1 {
                let twin = line.twin(after: random.below(line.bundles.count + 1))
                if twin.bundles.isEmpty { realm.take(.bundle(twin.open().bytes)) }
                lines.append(twin)
            }
            random.pick(lines).work("\(random.next())")
        }
        prove(lines, in: realm)
        for _ in 0..<random.below(4) { decide(lines, admin, &random) }
        let archive = Archive(of: realm.arrivals, under: realm.charter)
        #expect(breach(realm.charter, archive, &random) == nil)
    }

    /// Has proofs of all forks between these lines received.
    private func prove(_ lines: [Scribe], in realm: ScriptedRealm) {
        for (index, a) in lines.enumerated() {
            for b in lines[..<index] {
                guard
                    let fork = zip(a.bundles, b.bundles).first(where: {
                        $0.hashed().hash != $1.hashed().hash
                    }), let proof = ForkProof(a.opening, fork.0.hashed().head, fork.1.hashed().head)
                else { continue }
                realm.take(.proof(proof))
            }
        }
    }

    /// Somebody keeps a branch, or cuts the feed.
    private func decide(_ lines: [Scribe], _ admin: Scribe, _ random: inout SeededRandom) {
        let line = random.pick(lines)
        if random.chance(50) {
            let bundle = random.pick(line.bundles).hashed()
            admin.write(.keep(Keep(line.feed, bundle.header.number, bundle.hash)))
            return
        }
        var tips: [Tips.Entry] = []
        for _ in 0..<1 + random.below(3) {
            let other = random.pick(lines)
            tips.append(other.entry(after: 1 + random.below(other.bundles.count)))
        }
        if random.chance(20) {
            let far = number(UInt64(random.below(12)))
            tips.append(Tips.Entry(line.feed, Tip(far, .all(random.next()))))
        }
        admin.write(.revoke(Revocation(.seat(line.seat.id), Tips(tips))))
    }
}

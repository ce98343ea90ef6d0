import Bundles
import Charter
import Lattice
import TestSupport
import Testing
import Wire

extension Attacks {
    /// A feed that nobody takes in while it is made.
    private func feed(
        of seat: ScriptedSeat, under grant: ActID, _ bodies: [[Act]], in realm: ScriptedRealm
    ) -> [Bundle] {
        let opening = Opening(
            realm: realm.id, scope: .charter, seat: seat.id, grant: grant,
            incarnation: Incarnation(high: realm.next(), low: 2))
        var bundles: [Bundle] = []
        for body in [Value(opening.encoding)] + bodies.map(Act.body) {
            let header = made(
                Header(
                    feed: opening.feed, number: number(UInt64(bundles.count)),
                    previous: bundles.last?.hashed().hash ?? .zero, time: realm.now(), policy: 1))
            bundles.append(
                Bundle(header, body: body.span, signedBy: seat.signer.key, in: realm.id))
        }
        return bundles
    }

    private func receive(_ bundles: [Bundle], _ charter: inout Charter) {
        for bundle in bundles { #expect((try? charter.receive(bundle.bytes)) == .added) }
    }

    /// How long it takes to settle what an attacker has made, for each of some sizes.
    private func times(
        _ sizes: [Int], _ make: (Int, ScriptedRealm, Scribe) -> [Bundle]
    ) -> [Duration] {
        sizes.map { size in
            let realm = ScriptedRealm(seed: UInt64(size))
            let clerk = realm.officer(.clerk)
            var charter = realm.charter
            receive(make(size, realm, clerk), &charter)
            // The best of several: other tests run beside this one.
            var best = Duration.seconds(1_000)
            for _ in 0..<5 {
                var copy = charter
                best = min(best, ContinuousClock().measure { copy.settle() })
            }
            return best
        }
    }

    // Attacker: a writer of level 4. Means: thousands of records that it may not write. Expected:
    // each costs what it costs, and no more for those beside it: eight times as many, far less than
    // 64 times as long.
    @Test("Attack 128: junk of one feed costs no more than its share")
    func attack128_junkOfOneFeed() {
        let times = times([1_000, 8_000]) { size, realm, clerk in
            let junk = (0..<size).map { index -> [Act] in
                [
                    index % 2 == 0
                        ? .revoke(Revocation(.person(clerk.person)))
                        : .ratify(Ratification(of: clerk.opening.grant, Tips()))
                ]
            }
            return feed(of: clerk.seat, under: clerk.opening.grant, junk, in: realm)
        }
        #expect(times[1] < times[0] * 40, "\(times)")
    }

    // Attacker: the same. Means: many feeds of one grant, and as many revocations of that grant.
    // Expected: sixteen times as many, far less than 256 times
    // as long.
    @Test(
        "Attack 129: junk about many feeds costs no more than its share")
    func attack129_junkAboutFeeds() {
        let times = times([250, 4_000]) { size, realm, clerk in
            let junk = (0..<size).map { _ -> [Act] in
                [.revoke(Revocation(.grant(clerk.opening.grant)))]
            }
            return (0..<size).flatMap { _ in
                feed(of: clerk.seat, under: clerk.opening.grant, [], in: realm)
            } + feed(of: clerk.seat, under: clerk.opening.grant, junk, in: realm)
        }
        #expect(times[1] < times[0] * 80, "\(times)")
    }

    // Attacker: the same. Means: policies that narrow, which only roots can make. Expected: what
    // is refused is not looked at again for each feed of the realm.
    @Test(
        "Attack 130: narrowing policies of a clerk cost other feeds nothing")
    func attack130_junkPolicies() {
        let policy = Policy(
            roles: [.clerk: Role("c", Level(4))],
            kinds: [
                .movement: Kind("m", in: [.hub], [.clerk: .own])
            ])
        let times = times([250, 4_000]) { size, realm, clerk in
            let junk = (0..<size).map { _ -> [Act] in
                [.policy(PolicyChange(9, policy, narrowing: Narrowing([.clerk])))]
            }
            return (0..<size).flatMap { _ in
                feed(of: clerk.seat, under: clerk.opening.grant, [], in: realm)
            } + feed(of: clerk.seat, under: clerk.opening.grant, junk, in: realm)
        }
        #expect(times[1] < times[0] * 80, "\(times)")
    }

    // Attacker: a seat without any power. Means: a chain of feeds, each under a grant that stands
    // in the one before, as deep as it likes; the first grant comes last. Expected: all of it is
    // refused, and no stack runs out. (Cycles cannot be made: a grant is named by its hash.)
    @Test(
        "Attack 131: grants upon grants upon grants")
    func attack131_deepChain() {
        let realm = ScriptedRealm(seed: 131)
        let clerk = realm.officer(.clerk)
        var charter = realm.charter
        var grant = clerk.opening.grant
        var chain: [[Bundle]] = []
        for _ in 0..<Self.depth {
            let act = Act.grant(Grant(.seat(clerk.seat.id), .clerk, Level(5)))
            chain.append(feed(of: clerk.seat, under: grant, [[act]], in: realm))
            grant = Act.id(in: made(chain.last)[1].hashed().hash, at: 0)
        }
        for bundles in chain.reversed() { receive(bundles, &charter) }
        charter.settle()
        #expect(charter.verdict(on: grant)?.isAdmitted == false)
    }

    // Attacker: a writer. Means: forks every bundle of a feed again. Expected: the view tells of
    // all of them, and no stack runs out.
    @Test(
        "Attack 132: forks upon forks upon forks")
    func attack132_deepForks() {
        let realm = ScriptedRealm(seed: 132)
        let clerk = realm.officer(.clerk)
        let opening = realm.writer(clerk.seat, under: clerk.opening.grant, in: .common).opening
        var tree = FeedTree()
        var previous = BundleHash.zero
        for index in 0...UInt64(Self.depth) {
            let hashes = [BundleHash(index + 1, 1, 1, 1), BundleHash(index + 1, 2, 2, 2)]
            for (lag, hash) in hashes.enumerated() where index > 0 || lag == 0 {
                let header = made(
                    Header(
                        feed: opening.feed, number: number(index), previous: previous,
                        time: HybridTime(word: index), policy: 1))
                tree.insert(header, hash)
            }
            previous = hashes[0]
        }
        let view = realm.charter.view(of: [(opening, tree)])
        #expect(view.forks.entries.count == Self.depth)
    }

    static let depth = 20_000
}

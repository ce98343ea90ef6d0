import Bundles
import Charter
import Lattice
import Seal
import Simulation
import Wire

extension Workload {
    /// Signatures, bundles, the charter.
    static var authority: [Workload] { verifying + evaluating + viewing }

    private static var verifying: [Workload] {
        [
            Workload(
                name: "limit.verify", unit: "signature",
                about: "verify signatures of messages of 80 bytes, and nothing else", sizes: [5_000]
            ) { size in try signatures(size) },
            Workload(
                name: "bundle.verify", unit: "bundle",
                about: "parse, place, verify and chain bundles with bodies of 100 bytes",
                sizes: [5_000]
            ) { size in try bundles(size) },
        ]
    }

    private static var evaluating: [Workload] {
        [
            Workload(
                name: "charter.scratch", unit: "record",
                about: "evaluate a charter of so many verified records from scratch",
                sizes: [1_000, 10_000], showsGrowth: true
            ) { size in
                let samples = AuthoritySamples(acts: size)
                let verified = try samples.verified()
                var settled = try samples.inserted(verified)
                settled.settle()
                precondition(samples.isLively(settled), "most acts have effect")
                return Trial(
                    setUp: { try samples.inserted(verified) },
                    work: { charter in
                        charter.settle()
                        return verified.count
                    })
            },
            Workload(
                name: "charter.insert", unit: "record",
                about: "the same with parsing, and the proofs of seats: one act in six is a seat",
                sizes: [1_000, 10_000]
            ) { size in
                let samples = AuthoritySamples(acts: size)
                let verified = try samples.verified()
                return Trial(
                    setUp: { try samples.charter() },
                    work: { charter in
                        for bundle in verified { _ = charter.insert(bundle) }
                        charter.settle()
                        return verified.count
                    })
            },
            Workload(
                name: "charter.next", unit: "record",
                about: "add records to a charter of so many, one by one, with all that follows",
                sizes: [1_000, 10_000], showsGrowth: true
            ) { size in
                let samples = AuthoritySamples(acts: size + 600)
                let verified = try samples.verified()
                return Trial(
                    setUp: {
                        var charter = try samples.charter()
                        for bundle in verified.dropLast(600) { _ = charter.insert(bundle) }
                        charter.settle()
                        return charter
                    },
                    work: { charter in
                        for bundle in verified.suffix(600) {
                            _ = charter.insert(bundle)
                            charter.settle()
                        }
                        return 600
                    })
            },
        ]
    }

    private static var viewing: [Workload] {
        [
            Workload(
                name: "charter.view", unit: "view id",
                about: "the view id of a charter of so many records", sizes: [1_000, 10_000]
            ) { size in
                let samples = AuthoritySamples(acts: size)
                let verified = try samples.verified()
                return Trial(
                    setUp: {
                        var charter = try samples.charter()
                        for bundle in verified { _ = charter.insert(bundle) }
                        charter.settle()
                        return charter
                    },
                    work: { charter in
                        precondition(charter.viewID != .zero, "a view")
                        return 1
                    })
            }
        ]
    }

    private static func signatures(_ count: Int) throws -> Trial {
        let key = AuthoritySamples.key(1)
        let verifying = key.verifying
        let domain = DomainID(1, 2, 3, 4)
        let signed = (0..<count).map { index in
            let hash = BundleHash(UInt64(index), 1, 1, 1)
            return (hash, key.sign(.signBundle, for: domain, hash))
        }
        return Trial(
            setUp: { 0 },
            work: { count in
                for (hash, signature) in signed {
                    precondition(
                        verifying.verifies(signature, .signBundle, for: domain, hash), "is signed")
                }
                return signed.count
            })
    }

    private static func bundles(_ count: Int) throws -> Trial {
        let samples = AuthoritySamples(acts: 0)
        let key = AuthoritySamples.key(100)
        guard let first = samples.bundles.first else { preconditionFailure("an admin's feed") }
        let opening = Opening(
            realm: samples.realm, scope: .common, seat: try first.opening().seat,
            grant: try first.opening().grant, incarnation: .zero)
        var tip: Tip?
        let bytes = (0..<count).map { index in
            let body = index == 0 ? opening.encoding : Array(repeating: UInt8(7), count: 100)
            let header = Header(
                feed: opening.feed, number: tip?.number.next ?? .first,
                previous: tip?.hash ?? .zero, time: HybridTime(word: UInt64(index) + 1), policy: 1,
                epoch: index == 0 ? nil : EpochID(high: 1, low: 1))
            guard let header else { preconditionFailure("a possible header") }
            let bundle = Bundle(
                header, body: Value(body).span, signedBy: key, in: samples.realm)
            tip = bundle.hashed().tip
            return bundle.bytes
        }
        let charter = try samples.charter()
        let known = KnownFeed(opening, key: key.verifying)
        return Trial(
            setUp: { FeedTree() },
            work: { tree in
                for bytes in bytes {
                    let bundle = try charter.verify(bytes) { $0 == opening.feed ? known : nil }
                    guard tree.fit(bundle.header, bundle.hash) == .next else {
                        preconditionFailure("a chain")
                    }
                    tree.insert(bundle.header, bundle.hash)
                }
                return bytes.count
            })
    }
}

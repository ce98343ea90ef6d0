import Lattice
import Seal
import Simulation

extension Workload {
    /// What it costs to know whether two states are equal, apart from joining them.
    static var digests: [Workload] {
        Kind.allCases.map { kind in
            Workload(
                name: "digest.\(kind)", unit: "delta",
                about: "upkeep of the digest: join.empty.\(kind) with it less the same without",
                sizes: [1_000, 10_000, 100_000, 1_000_000]
            ) { size in
                let bundles = Entries(kind: kind, count: size).creation()
                return Trial(
                    Trial(
                        setUp: { Scope<MemoryShelf, Blake2b>() },
                        work: { scope in scope.take(bundles) }),
                    less: Trial(
                        setUp: { PlainScope() },
                        work: { scope in scope.take(bundles) }))
            }
        } + [
            Workload(
                name: "digest.tree", unit: "row", about: "a hash tree and its root from row hashes",
                sizes: [1_000, 10_000, 100_000]
            ) { size in
                var random = SeededRandom(seed: 1)
                let rows = (0..<size).map { _ in random.hash(of: HashSum.Row.self) }
                return Trial(
                    setUp: { HashTree<Blake2b>.Node.self },
                    work: { _ in
                        precondition(HashTree<Blake2b>(of: rows).root != .zero, "no root")
                        return rows.count
                    })
            }
        ]
    }
}

internal import Simulation

/// A broken law, with the shortest history found that breaks it.
public struct Finding<Want: Hashable & Sendable>: Sendable, CustomStringConvertible {
    public let seed: UInt64
    public let breach: Breach
    public let steps: [Step<Want>]
    /// The bundles that the steps wrote.
    public let written: [String]

    public var description: String {
        let lines = steps.map { "    \($0)" }.joined(separator: "\n")
        return "law “\(breach.law.rawValue)” broken with seed \(seed): \(breach.details)\n"
            + "  minimal history of \(steps.count) steps:\n\(lines)\n"
            + written.map { "    wrote \($0)\n" }.joined()
    }
}

/// Looks for broken laws in histories drawn from seeds, and cuts down what it finds.
public struct Search<M: Machine>: Sendable {
    public var replicas = 3
    public var length = 14
    public var lies = true

    public init(replicas: Int = 3, length: Int = 14, lies: Bool = true) {
        self.replicas = replicas
        self.length = length
        self.lies = lies
    }

    /// The first finding among the seeds.
    public func run(_ seeds: Range<UInt64>) -> Finding<M.Want>? {
        for seed in seeds {
            var random = SeededRandom(seed: seed)
            let honest = !lies || random.chance(50)
            let steps = Story<M>.draw(
                &random, replicas: replicas, length: length, lies: !honest)
            if let breach = breach(steps, seed) {
                let least = shrink(steps, seed, breach.law)
                let rest = self.breach(least, seed) ?? breach
                let written = Story<M>(least, replicas: replicas).all.map { "\($0)" }
                return Finding(
                    seed: seed, breach: rest, steps: least, written: written)
            }
        }
        return nil
    }

    private func breach(_ steps: [Step<M.Want>], _ seed: UInt64) -> Breach? {
        Story<M>(steps, replicas: replicas).breach(seed)
    }

    /// Leaves out steps, and wants within steps, as long as the same law stays broken.
    private func shrink(_ steps: [Step<M.Want>], _ seed: UInt64, _ law: Law) -> [Step<M.Want>] {
        var least = steps
        var isShorter = true
        while isShorter {
            isShorter = false
            for candidate in candidates(least) where breach(candidate, seed)?.law == law {
                least = candidate
                isShorter = true
                break
            }
        }
        return least
    }

    private func candidates(_ steps: [Step<M.Want>]) -> [[Step<M.Want>]] {
        var shorter: [[Step<M.Want>]] = []
        for index in steps.indices {
            var without = steps
            without.remove(at: index)
            shorter.append(without)
            if case .act(let who, let wants, let time) = steps[index], wants.count > 1 {
                for want in wants.indices {
                    var fewer = wants
                    fewer.remove(at: want)
                    var changed = steps
                    changed[index] = .act(who, fewer, time: time)
                    shorter.append(changed)
                }
            }
        }
        return shorter
    }
}

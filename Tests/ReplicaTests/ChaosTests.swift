import Simulation
import TestSupport
import Testing

@Suite("Chaos of replicas") struct ChaosTests {
    @Test("Whatever happened, who reads the same has the same", arguments: Effort.seeds(24))
    func convergence(seed: UInt64) {
        let chaos = LaptopChaos(seed: seed) { _ in MemoryStorage() }
        let pictures = chaos.pictures
        for (laptop, picture) in zip(chaos.port.laptops, pictures) {
            guard let picture else { continue }
            #expect(isSame(laptop.refolded(), picture), "a fold of the log differs")
            #expect(laptop.isDigestKept, "the digest was not kept up")
            for other in pictures {
                guard let other else { continue }
                #expect(isSame(other, picture), "two who read the same differ")
            }
        }
        #expect(pictures.contains { $0 != nil })
    }

    /// Compared outside of `#expect`, which would print both.
    private func isSame(_ a: Picture?, _ b: Picture?) -> Bool { a == b }
}

import Simulation
import Store
import TestSupport
import Testing

@Suite("Chaos of stores") struct StoreChaosTests {
    @Test(
        "STORE-3: files hold what memory holds, through restarts and cuts",
        arguments: Effort.seeds(12))
    func likeMemory(seed: UInt64) {
        let inFiles = LaptopChaos(seed: seed) { TestFiles($0) }
        let inMemory = LaptopChaos(seed: seed) { _ in MemoryStorage() }
        let (files, memory) = (inFiles.pictures, inMemory.pictures)
        #expect(files.count == memory.count)
        for (one, other) in zip(files, memory) { #expect(isSame(one, other)) }
        for laptop in inFiles.port.laptops { #expect(laptop.isDigestKept) }
    }

    private func isSame(_ a: Picture?, _ b: Picture?) -> Bool { a == b }
}

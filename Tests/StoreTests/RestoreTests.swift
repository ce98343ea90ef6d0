import Bundles
import Lattice
import Replica
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing

/// Older copies of files put back, alone and together (rule 20 of the house's rules for stores).
@Suite("Older copies") struct RestoreTests {
    private let port: Port<MemoryStorage>
    private let survivor: Survivor
    private var number = 0

    init() {
        port = Port(seed: 700) { _ in MemoryStorage() }
        _ = port.join()
        survivor = Survivor(port)
        port.open(.hub(port.hub))
        #expect(survivor.start() && survivor.learn())
    }

    private func enter(_ count: Int) {
        for number in 0..<count {
            let name = text("boat \(survivor.confirmed.count) \(number)")
            #expect(survivor.enter([.create(KindNumber(Harbour.boat), FieldNumber(0), name)]))
        }
    }

    private func isLog(_ name: String) -> Bool { name.contains("log.db") }
    private func isGuard(_ name: String) -> Bool { name.contains("guard") }

    /// Lives on after some files are as they were, and gives all bundles of both lives.
    private func live(on contents: [String: [UInt8]]) -> (before: [Bundle], after: [Bundle]) {
        let before = survivor.log
        survivor.stop()
        for name in survivor.disk.files where isLog(name) && contents.keys.contains(where: isLog) {
            survivor.disk.remove(name)
        }
        survivor.disk.restore(contents)
        survivor.disk.forgetRuns()
        #expect(survivor.start() && survivor.learn())
        enter(2)
        return (before, survivor.log)
    }

    private func isForked(_ lives: (before: [Bundle], after: [Bundle])) -> Bool {
        var hashes: [BundleName: BundleHash] = [:]
        for bundle in lives.before + lives.after {
            let name = BundleName(bundle.header.feed, bundle.header.number)
            let hash = bundle.hashed().hash
            if let other = hashes[name], other != hash { return true }
            hashes[name] = hash
        }
        return false
    }

    @Test("STORE-4: an older copy of the log is noticed, and no number of a feed used again")
    func olderLog() {
        enter(3)
        let old = survivor.disk.contents(where: isLog)
        enter(3)
        let feeds = Set(survivor.confirmed.map(\.feed))
        let lives = live(on: old)
        #expect(!isForked(lives))
        #expect(survivor.confirmed.suffix(2).allSatisfy { !feeds.contains($0.feed) })
    }

    @Test("STORE-4: an older guard, or none, costs an incarnation and nothing else")
    func olderGuard() {
        enter(3)
        let old = survivor.disk.contents(where: isGuard)
        enter(3)
        let lives = live(on: old)
        #expect(!isForked(lives) && survivor.complaint() == nil)
        survivor.disk.remove("/data/guard")
        #expect(!isForked(live(on: [:])) && survivor.complaint() == nil)
    }

    @Test("STORE-4: what was committed after the guard was last written is the log's own")
    func guardBehind() {
        enter(2)
        survivor.guards = false
        enter(3)
        let feeds = Set(survivor.confirmed.map(\.feed))
        let lives = live(on: [:])
        #expect(!isForked(lives) && survivor.complaint() == nil)
        #expect(survivor.confirmed.suffix(2).allSatisfy { feeds.contains($0.feed) })
    }

    @Test("STORE-4: a log of as many commits, but others, is not what the guard stands for")
    func otherwise() {
        enter(3)
        let old = survivor.disk.contents { isLog($0) || isGuard($0) }
        enter(2)
        let guarded = survivor.disk.contents(where: isGuard)
        _ = live(on: old)
        let feeds = Set(survivor.confirmed.suffix(2).map(\.feed))
        _ = live(on: guarded)
        #expect(survivor.confirmed.suffix(2).allSatisfy { !feeds.contains($0.feed) })
    }

    @Test("STORE-4: a guard with any bit flipped is one that cannot be read")
    func flippedGuard() {
        enter(2)
        let bits = UInt64(survivor.disk.size("/data/guard")) * 8
        for bit in stride(from: 0, to: bits, by: 29) {
            survivor.disk.flip("/data/guard", bit: bit)
            let lives = live(on: [:])
            #expect(!isForked(lives))
        }
        #expect(survivor.complaint() == nil)
    }

    @Test("STORE-5: log and guard together from an older copy fork, which every peer sees")
    func both() {
        enter(3)
        let old = survivor.disk.contents { isLog($0) || isGuard($0) }
        enter(3)
        let lives = live(on: old)
        #expect(isForked(lives))
        // No fact is lost by it: the peer has what both lives wrote, and a proof.
        let peer = port.laptops[0]
        peer.learn()
        peer.tell(.bundles(lives.before.map(\.bytes)))
        let effects = peer.tell(.bundles(lives.after.map(\.bytes)))
        #expect(effects.contains { if case .forked = $0 { true } else { false } })
        let hashes = Set(peer.bundles.compactMap { try? Bundle(parsing: $0).hashed().hash })
        for bundle in lives.before + lives.after { #expect(hashes.contains(bundle.hashed().hash)) }
        // Whoever forked hears of it, and goes on in other feeds.
        #expect(survivor.tell(.proofs(peer.proofs)) && survivor.finish())
        let feeds = Set(survivor.confirmed.map(\.feed))
        enter(2)
        #expect(survivor.confirmed.suffix(2).allSatisfy { !feeds.contains($0.feed) })
    }
}

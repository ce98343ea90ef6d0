import Bundles
import Foundation
import Lattice
import Replica
import Simulation
import TestSupport
import Testing

/// The same bundles again and again, in any order, by any route: nothing changes any more.
@Suite("Replay") struct ReplayTests {
    private static let seed: UInt64 = 900
    private static let authors = 4
    private static let all = 1_000

    /// A port at which the same people are every time.
    private static func port<Store: TestStorage>(
        _ makeStore: @escaping (DomainID) -> Store
    ) -> TestSupport.Port<Store> {
        let port = Port(seed: seed, makeStore)
        for _ in 0..<authors + 3 { _ = port.join() }
        port.open(.hub(port.hub))
        return port
    }

    /// What several people wrote who heard of each other now and then.
    private static func written() -> [[UInt8]] {
        let port = port { _ in MemoryStorage() }
        port.spread()
        let charter = Set(port.laptops[0].bundles)
        var random = SeededRandom(seed: seed)
        var ids: [RecordID] = []
        for number in 0..<all - authors {
            let author = port.laptops[number % authors]
            if number % 100 == 0 {
                for other in port.laptops.prefix(authors) where other !== author {
                    author.hear(from: other)
                }
            }
            // One at a time: what nobody may enter costs little.
            guard case .success(let made) = author.enter([.any(of: ids, &random)]) else { continue }
            ids = (ids + made.records.filter { $0 != .ledger }).suffix(60)
        }
        for other in port.laptops[1..<authors] { port.laptops[0].hear(from: other) }
        return port.laptops[0].bundles.filter { !charter.contains($0) }
    }

    @Test("BUN-6: 1,000 bundles, five times, by three routes, in memory: nothing changes")
    func inMemory() { replay(Self.port { _ in MemoryStorage() }) { _ in 0 } }

    @Test("STORE-3: 1,000 bundles, five times, by three routes, in files: nothing changes")
    func inFiles() {
        var folders: [TestFiles.Folder] = []
        let port = Self.port { realm in
            let folder = TestFiles.Folder()
            folders.append(folder)
            return TestFiles(realm, in: folder)
        }
        replay(port) { folders[$0].logSize }
    }

    /// All of what a device has, as far as anybody can tell.
    private struct Standing: Equatable {
        let picture: Picture?
        let bundles: Int
        let size: Int
    }

    private func replay<Store: TestStorage>(
        _ port: TestSupport.Port<Store>, size: (Int) -> Int
    ) {
        let written = Self.written()
        #expect(written.count > Self.all * 9 / 10)
        port.spread()
        let routes = Array(port.laptops[Self.authors...])
        let carrier = port.laptops[0]
        var random = SeededRandom(seed: Effort.seed)
        var first: [Standing] = []
        for round in 0..<5 {
            var effects = direct(written, round, to: routes[0], &random)
            effects += batched(written, to: routes[1], &random)
            effects += carried(written, round, by: carrier, to: routes[2], &random)
            let news = effects.filter(\.isNews)
            #expect(round == 0 || news.isEmpty, "round \(round): \(news.count) changes")
            if round == 0 { for laptop in routes { laptop.restart(saving: false) } }
            let now = routes.enumerated().map { index, laptop in
                Standing(
                    picture: laptop.state(), bundles: laptop.bundles.count,
                    size: size(Self.authors + index))
            }
            if round == 0 { first = now }
            #expect(isSame(now, first), "round \(round)")
        }
        let fold = routes[0].refolded()
        for standing in first {
            #expect(standing.picture != nil && isSame(standing.picture, fold))
            #expect(standing.bundles == first[0].bundles)
        }
    }

    /// Compared outside of `#expect`, which would print both.
    private func isSame<Thing: Equatable>(_ a: Thing, _ b: Thing) -> Bool { a == b }

    /// One by one: in order the first time, then in any.
    private func direct(
        _ bundles: [[UInt8]], _ round: Int, to laptop: Laptop<some TestStorage>,
        _ random: inout SeededRandom
    ) -> [Effect] {
        var order = bundles
        if round > 0 { random.permute(&order) }
        return order.flatMap { laptop.tell(.bundles([$0])) }
    }

    /// In batches that come in any order, and are in any order themselves.
    private func batched(
        _ bundles: [[UInt8]], to laptop: Laptop<some TestStorage>, _ random: inout SeededRandom
    ) -> [Effect] {
        var batches: [[[UInt8]]] = []
        var rest = bundles[...]
        while !rest.isEmpty {
            var batch = Array(rest.prefix(1 + random.below(90)))
            rest = rest.dropFirst(batch.count)
            random.permute(&batch)
            batches.append(batch)
        }
        random.permute(&batches)
        return batches.flatMap { laptop.tell(.bundles($0)) }
    }

    /// By the log of somebody who carries them, with restarts of both on the way.
    private func carried(
        _ bundles: [[UInt8]], _ round: Int, by carrier: Laptop<some TestStorage>,
        to laptop: Laptop<some TestStorage>, _ random: inout SeededRandom
    ) -> [Effect] {
        var effects: [Effect] = []
        for part in 1...4 {
            carrier.tell(.bundles(Array(bundles.prefix(bundles.count * part / 4))))
            carrier.restart(saving: random.chance(50))
            var carried = carrier.bundles
            if round > 0 { random.permute(&carried) }
            effects += laptop.tell(.bundles(carried))
            laptop.restart(saving: false)
        }
        return effects
    }
}

extension Effect {
    /// Whether something is there now that was not there before.
    fileprivate var isNews: Bool {
        switch self {
        case .stored, .changed, .changedAnew: true
        default: false
        }
    }
}

extension TestFiles.Folder {
    /// How many bytes the log has, with what lies beside it.
    var logSize: Int {
        ["", "-wal"].reduce(0) { sum, end in
            let file = try? FileManager.default.attributesOfItem(
                atPath: path + "/data/log.db" + end)
            return sum + ((file?[.size] as? NSNumber)?.intValue ?? 0)
        }
    }
}

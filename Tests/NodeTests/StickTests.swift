import Bundles
import Foundation
import Gossip
import Identity
import Lattice
import Network
import Node
import Queries
import Replica
import Seal
import Simulation
import Store
import Synchronization
import Testing

/// Laptops that never hear each other, and files that somebody carries.
@Suite("Nodes and sticks", .serialized) struct StickTests {
    /// Two laptops that are on no network.
    private struct Pair {
        let village: Village
        let a: Home
        let b: Home

        init(seed: UInt64) throws {
            village = try Village(seed: seed)
            (a, b) = (try village.settle(), try village.settle())
            village.begin()
        }

        func begin() async throws -> (Node, Node) { (try await begin(a), try await begin(b)) }

        func begin(_ home: Home) async throws -> Node {
            try await home.begin { $0.network.datagrams = nil }
        }

        func stop() async {
            await a.stop()
            await b.stop()
        }

        func path(_ name: String) -> String { village.folder + "/" + name }

        /// Has each told what the other has of its own, as it takes a wish and an answer.
        func exchange(_ one: Node, _ other: Node, _ name: String) async throws -> Bool {
            try await one.wish(to: path("wish-" + name))
            try await other.export(StickSelection(.wish(path("wish-" + name))), to: path(name))
            return try await one.importStick(from: path(name)).wasAnswer
        }
    }

    /// Several at once share a commit.
    private func launch(_ count: Int, at home: Home, _ name: String) async throws {
        guard let node = home.node else { throw NodeError.closed }
        let (seat, hub) = (home.somebody.id, home.village.hub)
        for start in stride(from: 0, to: count, by: 200) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in start..<min(start + 200, count) {
                    let label = text("\(name) \(number)")
                    let boat = Edit.create(KindNumber(Harbour.boat), FieldNumber(0), label)
                    group.addTask {
                        _ = try await node.commit(Entry(in: .hub(hub), [boat]), by: seat)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private func note(_ words: String) {
        guard ProcessInfo.processInfo.environment["NODE_FIGURES"] != nil else { return }
        FileHandle.standardError.write(Data((words + "\n").utf8))
    }

    /// Why something could not be done, by the name of the reason; empty if it could.
    private func reason(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return ""
        } catch {
            let reason = (error as? StickError).map { "\($0.reason)" }
            return reason.map { String($0.prefix { $0 != "(" }) } ?? "\(error)"
        }
    }

    @Test("P14: two nodes that never hear each other converge by files alone, in few more bytes")
    func converge() async throws {
        let pair = try Pair(seed: 140)
        let (a, b) = try await pair.begin()
        try await launch(10_000, at: pair.a, "boat")
        try await pair.b.launch("Bella")
        // Nobody has said yet what they have of its own: it gives nothing of that away.
        let early = try await a.export(to: pair.path("early"))
        #expect(early.heldBack > 10_000)
        #expect(try await pair.exchange(a, b, "answer"))
        let clock = ContinuousClock()
        var begun = clock.now
        let sent = try await a.export(to: pair.path("all"))
        let exporting = begun.duration(to: clock.now)
        #expect(sent.heldBack == 0 && sent.counts.bundles > 10_000)
        let size = try await a.withReplica { replica in
            replica.storedFeeds.reduce(0) { sum, stored in
                sum
                    + replica.bundles(of: stored.feed, from: .first, most: 1 << 20)
                    .reduce(0) { (sum: Int, entry: LogEntry) in sum + entry.bytes.count }
            }
        }
        let ratio = Double(sent.bytes) / Double(size)
        #expect(ratio <= 1.05)
        begun = clock.now
        let all = pair.path("all")
        async let slow = b.importStick(from: all)
        // Others are served meanwhile.
        var longest = Duration.zero
        for number in 0..<10 {
            let start = clock.now
            try await pair.b.launch("in between \(number)")
            longest = max(longest, start.duration(to: clock.now))
        }
        let came = try await slow
        let importing = begun.duration(to: clock.now)
        #expect(came.fault == nil && came.tally.waiting == 0 && came.tally.refused == [:])
        #expect(longest < max(.seconds(5), importing / 2), "\(longest) of \(importing)")
        begun = clock.now
        let again = try await b.importStick(from: pair.path("all"))
        let skipping = begun.duration(to: clock.now)
        #expect(again.tally.new == 0 && again.tally.known == came.tally.new + came.tally.known)
        // And the other way, by a wish.
        #expect(try await pair.exchange(b, a, "answer-b"))
        #expect(try await pair.exchange(a, b, "back"))
        #expect(try await pair.exchange(b, a, "forth"))
        // Either may have delivered a key meanwhile, by itself.
        var (one, other) = (try await a.status().root, try await b.status().root)
        for round in 0..<5 where one != other {
            try await a.export(to: pair.path("a \(round)"))
            try await b.importStick(from: pair.path("a \(round)"))
            try await b.export(to: pair.path("b \(round)"))
            try await a.importStick(from: pair.path("b \(round)"))
            (one, other) = (try await a.status().root, try await b.status().root)
        }
        #expect(one == other)
        #expect(try await pair.a.count() == 10_011)
        #expect(try await pair.b.count() == 10_011)
        note("stick \(sent.bytes) bytes, bundles \(size), ratio \(ratio), pieces \(sent.pieces)")
        note("export \(exporting), import \(importing), again \(skipping), entry \(longest)")
        await pair.stop()
    }

    @Test("STICK-6: only files are written and read, and nothing but an older stick is replaced")
    func places() async throws {
        let pair = try Pair(seed: 141)
        let (a, b) = try await pair.begin()
        try await pair.a.launch("Anna")
        #expect(try await pair.exchange(a, b, "answer"))
        let files = FileManager.default
        let (folder, link, pipe) = (pair.path("folder"), pair.path("link"), pair.path("pipe"))
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: link, withDestinationPath: pair.path("elsewhere"))
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in [folder, link, pipe, "/dev/null"] {
            #expect(await reason({ try await a.export(to: path) }) == "notAFile")
            #expect(await reason({ try await a.importStick(from: path) }) == "notAFile")
        }
        try files.createSymbolicLink(
            atPath: pair.path("x.part"), withDestinationPath: pair.path("elsewhere"))
        #expect(await reason({ try await a.export(to: pair.path("x")) }) == "notAFile")
        #expect(!files.fileExists(atPath: pair.path("elsewhere")))
        try Data("holidays".utf8).write(to: URL(filePath: pair.path("photo")))
        #expect(await reason({ try await a.export(to: pair.path("photo")) }) == "taken")
        #expect(try String(contentsOfFile: pair.path("photo"), encoding: .utf8) == "holidays")
        #expect(await reason({ try await a.export(to: pair.path("no/where")) }) == "missing")
        #expect(await reason({ try await a.importStick(from: pair.path("none")) }) == "missing")
        try await a.export(to: pair.path("stick"))
        try await a.export(to: pair.path("stick"))
        let rights = try files.attributesOfItem(atPath: pair.path("stick"))[.posixPermissions]
        #expect(rights as? Int == 0o600)
        #expect(!files.fileExists(atPath: pair.path("stick.part")))
        await pair.stop()
    }

    @Test("STICK-6: an export that was stopped goes on where it was, and another begins anew")
    func stopped() async throws {
        let pair = try Pair(seed: 142)
        let (a, b) = try await pair.begin()
        try await launch(2_500, at: pair.a, "boat")
        #expect(try await pair.exchange(a, b, "answer"))
        let path = pair.path("stick")
        let stopping = Task {
            try await a.export(to: path) { step in
                if step.pieces == 1 { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        #expect(await reason({ _ = try await stopping.value }) == "cancelled")
        #expect(!FileManager.default.fileExists(atPath: path))
        // What is there already is of use.
        let part = try await b.importStick(from: path + ".part")
        #expect(part.fault == .cut(piece: 1) && part.tally.new > 100)
        let other = try await a.export(StickSelection(of: [.common]), to: pair.path("other"))
        #expect(!other.wasResumed && !other.wasBegunAnew)
        let steps = Mutex<[StickStep]>([])
        let rest = try await a.export(to: path) { step in steps.withLock { $0.append(step) } }
        #expect(rest.wasResumed && !rest.wasBegunAnew)
        #expect(steps.withLock { $0.first?.pieces } == 2)
        #expect(steps.withLock { $0.last.map { $0.things == $0.expected } } == true)
        let came = try await b.importStick(from: path)
        #expect(came.fault == nil && came.tally.waiting == 0)
        #expect(try await pair.b.count() == 2_500)
        // One with another plan begins anew.
        try Data(try Data(contentsOf: URL(filePath: path)).prefix(300_000))
            .write(to: URL(filePath: path + ".part"))
        let anew = try await a.export(StickSelection(of: [.common]), to: path)
        #expect(!anew.wasResumed && anew.wasBegunAnew)
        await pair.stop()
    }

    @Test("A stick that is full says so, loses nothing, and is gone on with when there is room")
    func full() async throws {
        let pair = try Pair(seed: 143)
        let (a, b) = try await pair.begin()
        try await launch(2_500, at: pair.a, "boat")
        #expect(try await pair.exchange(a, b, "answer"))
        let path = pair.path("stick")
        for room in [UInt64(10), 100, 300_000] {
            #expect(await reason({ try await a.export(to: path, room: room) }) == "noRoom")
            #expect(!FileManager.default.fileExists(atPath: path))
        }
        try await a.export(to: path)
        let come = try await b.importStick(from: path)
        #expect(come.fault == nil)
        #expect(try await pair.b.count() == 2_500)
        await pair.stop()
    }

    @Test("STICK-5: an import that was stopped is done again, and a hurt stick says which piece")
    func hurt() async throws {
        let pair = try Pair(seed: 144)
        let (a, b) = try await pair.begin()
        try await launch(2_500, at: pair.a, "boat")
        #expect(try await pair.exchange(a, b, "answer"))
        let path = pair.path("stick")
        try await a.export(to: path)
        let stopping = Task {
            try await b.importStick(from: path) { step in
                if step.pieces == 1 { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        #expect(await reason({ _ = try await stopping.value }) == "cancelled")
        let some = try await pair.b.count()
        #expect(some > 0 && some < 2_500)
        var bytes = Array(try Data(contentsOf: URL(filePath: path)))
        bytes[31 + 4 + 262_144 + 4 + 1_000] ^= 1
        try Data(bytes).write(to: URL(filePath: pair.path("hurt")))
        let hurt = try await b.importStick(from: pair.path("hurt"))
        #expect(hurt.fault == .damaged(piece: 1) && hurt.tally.known > 0)
        try Data().write(to: URL(filePath: pair.path("empty")))
        #expect(await reason({ try await b.importStick(from: pair.path("empty")) }) == "fault")
        #expect(try await b.importStick(from: path).fault == nil)
        #expect(try await pair.b.count() == 2_500)
        await pair.stop()
    }

    @Test("STICK-7: only an answer to a wish of this run has a device give away its own")
    func answers() async throws {
        let pair = try Pair(seed: 145)
        var (a, b) = try await pair.begin()
        try await pair.a.launch("Anna")
        let wish = pair.path("wish-one")
        #expect(try await pair.exchange(a, b, "one"))
        #expect(try await a.export(to: pair.path("x")).heldBack == 0)
        // After a restart it asks again, and what was said before it does not count.
        await pair.a.stop()
        a = try await pair.a.start { $0.network.datagrams = nil }
        try await a.unlock(Owner(pair.a.somebody.seat))
        #expect(try await a.export(to: pair.path("x")).heldBack > 0)
        #expect(try await a.importStick(from: pair.path("one")).wasAnswer == false)
        #expect(try await a.export(to: pair.path("x")).heldBack > 0)
        #expect(try await pair.exchange(a, b, "two"))
        #expect(try await a.export(to: pair.path("x")).heldBack == 0)
        // What is no wish, what is one, and whoever is nobody here.
        let (goods, y) = (StickSelection(.wish(pair.path("one"))), pair.path("y"))
        #expect(await reason({ try await b.export(goods, to: y) }) == "isNoWish")
        #expect(await reason({ try await b.importStick(from: wish) }) == "isWish")
        let nobody = StickSelection(.device(a.device))
        #expect(await reason({ try await b.export(nobody, to: pair.path("y")) }) == "unheard")
        let words: InlineArray<4, UInt64> = [9, 9, 9, 9]
        let stranger = DeviceSecret(Secret(copying: words.span.bytes)).key.publicKey
        let strange = StickSelection(.device(stranger))
        #expect(await reason({ try await b.export(strange, to: y) }) == "notWelcome")
        // By what a device states in its own stick, another knows what it lacks.
        try await b.importStick(from: pair.path("x"))
        let named = try await b.export(StickSelection(.device(a.device)), to: pair.path("y"))
        #expect(named.counts.bundles == 0)
        await pair.stop()
    }
}

extension Home {
    /// How many boats its person reads.
    fileprivate func count() async throws -> Int {
        guard let node else { throw NodeError.closed }
        let reader = try await node.reader(of: somebody.id)
        let query = Query(KindNumber(Harbour.boat))
        var (count, cursor): (Int, Cursor?) = (0, nil)
        repeat {
            let page = try reader.page(
                query, in: [.hub(village.hub)], of: Harbour.schema, after: cursor)
            count += page.content.items.count
            cursor = page.content.next
        } while cursor != nil
        return count
    }
}

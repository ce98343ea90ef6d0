import Bundles
import Charter
import Foundation
import Identity
import Keys
import Lattice
import Network
import Node
import Queries
import Replica
import Schema
import Seal
import Simulation
import Store
import Testing

/// A realm as people found it, with passphrases and files.
final class Hamlet {
    let folder: String
    let port = UInt16.random(in: 31_000...32_000)
    let founded: Founded
    static let passphrase = "correct horse battery"

    static func secret(_ text: String = passphrase) -> Passphrase {
        Passphrase(Secret(copying: Array(text.utf8).span.bytes))
    }

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/hamlet-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let plan = FoundingPlan(
            policy: Harbour.policy, schema: Harbour.schema.hash, hubs: [Hub(.main)],
            offices: [.init(.admin), .init(.manager)])
        founded = try Founder.found(
            plan, Harbour.schema, in: folder + "/first", as: "Ada", under: Self.secret(),
            root: Self.secret("another passphrase"), .least)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func settings(_ name: String, hears: Bool = true) -> Settings {
        var settings = Settings(data: folder + "/" + name)
        settings.network = NetworkSettings(datagrams: hears ? port : nil, streams: 0)
        settings.network.interfaces = ["lo"]
        settings.log.isSilent = ProcessInfo.processInfo.environment["NODE_LOG"] == nil
        settings.log.level = .debug
        return settings
    }

    var hub: Address { .hub(founded.hubs[0]) }

    func launch(_ name: String, _ node: Node, by seat: ActID) async throws {
        let boat = Edit.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))
        _ = try await node.commit(Entry(in: hub, [boat]), by: seat)
    }

    func count(_ node: Node, for seat: ActID) async throws -> Int {
        let reader = try await node.reader(of: seat)
        let page = try reader.page(
            Query(KindNumber(Harbour.boat)), in: [hub], of: Harbour.schema)
        return page.content.items.count
    }

    /// The plan for somebody at the hub.
    var plan: InvitePlan {
        let level = Harbour.policy.roles[.mainHubUser]?.level ?? Level(4)
        return InvitePlan(offices: [.init(.mainHubUser, level, hubs: founded.hubs)])
    }
}

/// Something of one thread for another, which waits for it.
private struct Sent<Value>: @unchecked Sendable { let value: Value }

extension Hamlet {
    /// Joins on a thread of its own: it waits for people.
    func join(
        _ name: String, _ invitation: Invitation, at port: UInt16, byText: Bool = false,
        words: @escaping @Sendable (ComparedWords) -> Bool = { _ in true }
    ) async throws -> Joined {
        let data = folder + "/" + name
        let box = Sent(value: invitation)
        return try await withCheckedThrowingContinuation { answer in
            Thread.detachNewThread {
                do {
                    let places = [Peering("127.0.0.1", port: port)]
                    let joiner: Joiner
                    if byText {
                        guard let text = box.value.text else { throw NodeError.closed }
                        joiner = try Joiner(qr: text, at: places, into: data)
                    } else {
                        joiner = try Joiner(box.value.letters, at: places, into: data)
                    }
                    answer.resume(
                        returning: try joiner.join(
                            as: name, under: Hamlet.secret(), comparing: words))
                } catch { answer.resume(throwing: error) }
            }
        }
    }

    /// Says yes to whoever shows the invite, and gives what both saw.
    func admit(_ invitation: Invitation, sayingYes: Bool = true) -> Task<[String], Never> {
        let events = invitation.events
        return Task {
            var seen: [String] = []
            for await event in events {
                switch event {
                case .compare(let words, let answer):
                    seen.append("\(words)")
                    answer(sayingYes)
                case .admitted: seen.append("admitted")
                case .failed(let why): seen.append("failed: \(why)")
                }
                if !sayingYes, seen.count > 1 { break }
            }
            return seen
        }
    }
}

@Suite("Joining a realm", .serialized) struct JoiningTests {
    @Test("D1: whoever founded a realm unlocks it with no network; a wrong passphrase is refused")
    func unlock() async throws {
        let hamlet = try Hamlet()
        var settings = hamlet.settings("first", hears: false)
        settings.network.streams = nil
        let node = try Node.open(settings)
        await #expect(throws: NodeError.self) {
            try await node.unlock(with: Hamlet.secret("wrong"))
        }
        let seat = try await node.unlock(with: Hamlet.secret())
        #expect(seat == hamlet.founded.seat)
        try await hamlet.launch("Anna", node, by: seat)
        await node.close()
        let again = try Node.open(settings)
        await #expect(throws: NodeError.self) { try await again.reader(of: seat) }
        _ = try await again.unlock(with: Hamlet.secret())
        #expect(try await hamlet.count(again, for: seat) == 1)
        // Not one readable word of it is on the disk (D32).
        let files = FileManager.default.enumerator(atPath: hamlet.folder)
        while let name = files?.nextObject() as? String {
            let content = FileManager.default.contents(atPath: hamlet.folder + "/" + name)
            #expect(content?.range(of: Data("Anna".utf8)) == nil, "\(name)")
        }
        await again.close()
    }

    @Test(
        "ENROL-1: a second laptop joins by an invite, and both read what either enters",
        arguments: [false, true])
    func join(byText: Bool) async throws {
        let hamlet = try Hamlet()
        let first = try Node.open(hamlet.settings("first"))
        let ada = try await first.unlock(with: Hamlet.secret())
        try await hamlet.launch("Anna", first, by: ada)
        let invitation = try await first.invite(hamlet.plan, by: ada)
        let seen = hamlet.admit(invitation)
        let port = try await first.status().port
        let joined = try await hamlet.join("second", invitation, at: port, byText: byText)
        let second = try Node.open(hamlet.settings("second", hears: !byText))
        let ben = try await second.confirm(joined)
        #expect(await seen.value.last == "admitted")
        for _ in 0..<2_400 where try await hamlet.count(second, for: ben) < 1 {
            try await Task.sleep(for: .milliseconds(25))
        }
        try await hamlet.launch("Bella", second, by: ben)
        for _ in 0..<2_400 where try await hamlet.count(first, for: ada) < 2 {
            try await Task.sleep(for: .milliseconds(25))
        }
        #expect(try await hamlet.count(first, for: ada) == 2)
        // And after a restart with the passphrase alone.
        await second.close()
        let again = try Node.open(hamlet.settings("second"))
        #expect(try await again.unlock(with: Hamlet.secret()) == ben)
        #expect(try await hamlet.count(again, for: ben) == 2)
        await again.close()
        await first.close()
    }

    @Test(
        "ENROL-2: where either says that the words are not the same, nobody is admitted",
        arguments: [true, false])
    func different(issuerSaysNo: Bool) async throws {
        let hamlet = try Hamlet()
        let first = try Node.open(hamlet.settings("first"))
        let ada = try await first.unlock(with: Hamlet.secret())
        let before = try await first.status().feeds
        let invitation = try await first.invite(hamlet.plan, by: ada)
        let seen = hamlet.admit(invitation, sayingYes: !issuerSaysNo)
        let port = try await first.status().port
        await #expect(throws: NodeError.self) {
            try await hamlet.join("second", invitation, at: port) { _ in issuerSaysNo }
        }
        if issuerSaysNo {
            #expect(await seen.value.last?.hasPrefix("failed") == true)
            #expect(try await first.status().feeds == before)
            // The invite is of no use any more.
            await #expect(throws: NodeError.self) {
                try await hamlet.join("third", invitation, at: port)
            }
        }
        #expect(throws: NodeError.self) { try Node.open(hamlet.settings("second")) }
        seen.cancel()
        await first.close()
    }

    @Test("Whoever has no invite, a used one, or a made-up one hears nothing")
    func used() async throws {
        let hamlet = try Hamlet()
        let first = try Node.open(hamlet.settings("first"))
        let ada = try await first.unlock(with: Hamlet.secret())
        let invitation = try await first.invite(hamlet.plan, by: ada)
        let seen = hamlet.admit(invitation)
        let port = try await first.status().port
        _ = try await hamlet.join("second", invitation, at: port)
        _ = await seen.value
        // With keys of another laptop.
        await #expect(throws: NodeError.self) {
            try await hamlet.join("third", invitation, at: port)
        }
        let withdrawn = try await first.invite(hamlet.plan, by: ada)
        try await first.withdraw(withdrawn.name, by: ada)
        await #expect(throws: NodeError.self) {
            try await hamlet.join("fourth", withdrawn, at: port)
        }
        try await first.lock(ada)
        await #expect(throws: NodeError.self) {
            try await hamlet.join("fifth", withdrawn, at: port)
        }
        await first.close()
    }

    @Test("Where a realm is already none is founded, and nothing that is there is lost")
    func twice() throws {
        let hamlet = try Hamlet()
        let before = FileManager.default.contents(atPath: hamlet.folder + "/first/root.key")
        #expect(throws: NodeError.self) {
            try Founder.found(
                FoundingPlan(policy: Harbour.policy, schema: Harbour.schema.hash),
                Harbour.schema, in: hamlet.folder + "/first", as: "Eve", under: Hamlet.secret(),
                root: Hamlet.secret(), .least)
        }
        let after = FileManager.default.contents(atPath: hamlet.folder + "/first/root.key")
        #expect(before == after && before != nil)
    }
}

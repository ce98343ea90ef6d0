import Foundation
import Testing

/// The client that was written from the spec alone, beside nodes as they ship: what it comes to has
/// to be what they come to.
@Suite("A client written from the spec alone", .serialized) struct ClientTests {
    @Test("P13: a reader written from the spec alone joins, fetches, and comes to the same digests")
    func same() throws {
        let fleet = try Fleet()
        try fleet.open("Ada")
        try fleet.join("Ben", by: "Ada", as: "main-hub-user", at: "North")
        try fleet.wait("Ben knows the catalogue") {
            try fleet.say("Ben", "intake", "TARP", "200", "--at", "North").code == 0
        }
        let client = try Client(in: fleet, by: "Ada", as: "main-hub-user", at: "North")
        try fleet.wait("Ada sees it") { try fleet.stock("Ada", "TARP", at: "North") == "200" }

        let first = try expectSame(client, "Ada")
        #expect(first.scopes.count == 2 && first.scopes.allSatisfy { $0.rows > 0 })
        // What is new comes alone.
        let more = try fleet.say("Ada", "intake", "TARP", "5", "--at", "North")
        #expect(more.code == 0, "\(more.errors)")
        let second = try expectSame(client, "Ada")
        #expect(second.bytes > 0 && second.bytes * 10 < first.bytes)
        #expect(second.scopes != first.scopes)
        #expect(second.sealed == first.sealed + 1)
        // Whoever else holds the same says the same, and gives nothing.
        try fleet.wait("Ben has it") { try fleet.stock("Ben", "TARP", at: "North") == "205" }
        let third = try expectSame(client, "Ben")
        #expect(third.scopes == second.scopes)
        // A node that was started anew gives its own only to who says what they have of it (OWN-1).
        try fleet.stop("Ben")
        try fleet.stop("Ada")
        try fleet.start("Ada")
        #expect(try fleet.say("Ada", "count", "TARP", "190", "--at", "North").code == 0)
        let fourth = try expectSame(client, "Ada")
        #expect(fourth.sealed == second.sealed + 1)
    }

    @Test(
        "P13: the client says nothing to a node of another realm, nor to who is not the one meant")
    func strangers() throws {
        let fleet = try Fleet()
        try fleet.open("Ada")
        try fleet.found("Eve")
        let client = try Client(in: fleet, by: "Ada", as: "main-hub-user", at: "North")
        // Before it knows anything of the realm it goes on with whoever admitted it (SHAKE-5).
        let foreign = try client.run("fetch", at: fleet.port("Eve"))
        #expect(foreign.code == 1 && foreign["refused"] == "refused-there")
        try client.forget("device")
        let other = try client.run("fetch", at: fleet.port("Ada"))
        #expect(other.code == 1 && other["refused"] == "stranger")
    }

    @Test(
        "P13: a client that was let go is given nothing new, and what a relay gives it stays shut")
    func letGo() throws {
        let fleet = try Fleet()
        try fleet.open("Ada")
        let client = try Client(in: fleet, by: "Ada", as: "main-hub-user", at: "North")
        let relay = try Relay(in: fleet, for: "Ada")
        try fleet.stop("Ada")
        try fleet.start("Ada", "--peer", relay.key + "@127.0.0.1:" + relay.port)
        var first = try client.fetch(from: "Ada")
        try fleet.wait("its keys come") {
            first = try client.fetch(from: "Ada")
            return first.isWhole && first.isSame
        }
        // What is of Camp alone was shut before as well.
        #expect(first.scopes.count == 2)
        #expect(first.withinReach > 0 && first.withinReach < first.sealed)
        let revoked = try fleet.say("Ada", "revoke", client.name, "--yes")
        #expect(revoked.code == 0, "\(revoked.errors)")
        #expect(try fleet.say("Ada", "intake", "TARP", "7", "--at", "North").code == 0)

        let second = try client.fetch(from: "Ada")
        #expect(second.sealed == first.sealed, "what is new came to who was let go")
        #expect(second.scopes.isEmpty && second.keys == 0)
        #expect(second.view != first.view, "it hears that it was let go")
        // A relay gives everybody what it holds (RELAY-2).
        var third = second
        try fleet.wait("the relay has what is new") {
            third = try client.fetch(from: relay)
            return third.sealed > first.sealed && third.isSame
        }
        #expect(third.scopes.isEmpty)
        #expect(third.withinReach == first.withinReach, "the new epoch is open to who was let go")
    }

    /// What the client fetched when it held all that the node holds, and read alike what it reads;
    /// laptops may say something to each other in between, so it may look again.
    private func expectSame(_ client: Client, _ name: String) throws -> Client.Fetched {
        var bytes = 0
        let end = Date().addingTimeInterval(120)
        while true {
            var fetched = try client.fetch(from: name)
            bytes = max(bytes, fetched.bytes)
            let answer = try client.fleet.say(name, "verify")
            let all = (answer.json as? [String: Any])?["scopes"] as? [[String: Any]]
            let known = try #require(all, "\(answer.output)\(answer.errors)").map(Client.Scope.init)
            let isAlike = !fetched.scopes.isEmpty && fetched.scopes.allSatisfy(known.contains)
            fetched.bytes = bytes
            if fetched.isSame, fetched.isWhole, isAlike { return fetched }
            try #require(Date() < end, "\(fetched) is not what \(name) has: \(known)")
        }
    }
}

extension Fleet {
    /// Founds a realm with two hubs and an item.
    fileprivate func open(_ name: String) throws {
        try found(name)
        for (hub, sort) in [("North", "main"), ("Camp", "sub")] {
            #expect(try say(name, "hub", "add", hub, "--sort", sort).code == 0)
        }
        #expect(try say(name, "item", "add", "TARP", "Tarpaulin").code == 0)
        #expect(try say(name, "intake", "TARP", "9", "--at", "Camp").code == 0)
    }
}

/// The client, with a folder of its own, a member of somebody's realm.
private struct Client {
    let fleet: Fleet
    let name = "Reader"

    private static let program = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "spec/check/client.py").path

    struct Scope: Equatable {
        let id: String
        let rows: Int
        let digest: String

        init(_ found: [String: Any]) {
            id = found["scope"] as? String ?? ""
            rows = found["rows"] as? Int ?? -1
            digest = found["digest"] as? String ?? ""
        }
    }

    /// What a fetch came to.
    struct Fetched {
        let scopes: [Scope]
        let view: String
        /// Both hold the same.
        let isSame: Bool
        /// Everything passed its gates, opened, and was admitted.
        let isWhole: Bool
        var bytes: Int
        let keys: Int
        /// Bundles that are sealed, and how many of them the keys open that ever came.
        let sealed: Int
        let withinReach: Int
    }

    /// Lets it join, as a person with a laptop would.
    init(in fleet: Fleet, by host: String, as role: String, at hub: String) throws {
        self.fleet = fleet
        let (inviting, invite) = try fleet.invite(name, by: host, as: role, at: hub)
        // INV-2: every address leads to the port on which the node is.
        let addresses = invite.text.split(separator: ":").dropFirst(5)
        let port = try fleet.port(host)
        #expect(!addresses.isEmpty && addresses.allSatisfy { $0.hasSuffix("/" + port) })
        let words = ["join", "--folder", fleet.data(name), "--invite", invite.text, "--yes"]
        var (joining, shown) = try Self.begin(words)
        // A machine that is busy may miss the time that an answer has to come in; who comes again
        // comes with the same keys (INV-4).
        for _ in 0..<2 where !shown.contains("words") {
            joining.stop()
            (joining, shown) = try Self.begin(words)
        }
        try #require(shown.contains("words"), "\(shown)")
        let theirs = try #require(try fleet.answer(inviting))
        #expect(shown.contains(theirs), "the words differ")
        #expect(try joining.line().contains("seat"))
        joining.stop()
    }

    /// Begins to join: the command, and the first line that it says.
    private static func begin(_ words: [String]) throws -> (RunningProgram, String) {
        let joining = try RunningProgram(
            URL(filePath: "/usr/bin/python3"), ["-B", program] + words)
        return (joining, try joining.line(within: 120))
    }

    func run(_ command: String, at port: String, _ more: String...) throws -> Fleet.Answer {
        let words =
            [command, "--folder", fleet.data(name), "--at", "127.0.0.1:" + port, "--json"] + more
        let result = try Program(name: "/usr/bin/python3").run(["-B", Self.program] + words)
        return Fleet.Answer(code: result.code, output: result.output, errors: result.errors)
    }

    func fetch(from name: String) throws -> Fetched {
        try read(run("fetch", at: fleet.port(name)))
    }

    func fetch(from relay: Relay) throws -> Fetched {
        try read(run("fetch", at: relay.port, "--relay", relay.key))
    }

    private func read(_ answer: Fleet.Answer) throws -> Fetched {
        let found = try #require(
            answer.json as? [String: Any], "\(answer.output)\(answer.errors)")
        let scopes = try #require(found["scopes"] as? [[String: Any]], "\(answer.output)")
        let bytes = found["bytes"] as? [String: Int]
        let isOpen = scopes.allSatisfy { scope in
            ["waiting", "unopened", "refused"].allSatisfy { scope[$0] as? Int == 0 }
        }
        let leftOut = found["left-out"] as? [String: String]
        return Fetched(
            scopes: scopes.map(Scope.init), view: found["view"] as? String ?? "",
            isSame: found["same"] as? Bool == true,
            isWhole: isOpen && leftOut?.isEmpty == true && found["admitted"] as? Bool == true,
            bytes: bytes?["came"] ?? 0, keys: found["keys"] as? Int ?? -1,
            sealed: found["sealed"] as? Int ?? -1,
            withinReach: found["within-reach"] as? Int ?? -1)
    }

    /// Lets it expect another device than that of who admitted it.
    func forget(_ what: String) throws {
        let file = URL(filePath: fleet.data(name) + "/place.json")
        var place = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        place[what] = String(repeating: "5", count: 64)
        try JSONSerialization.data(withJSONObject: place).write(to: file)
    }
}

/// A relay that carries the realm of a laptop.
private final class Relay {
    let key: String
    let port: String
    private let program: RunningProgram

    init(in fleet: Fleet, for name: String) throws {
        let realm = try #require(try fleet.say(name, "status")["realm"])
        let words = [
            "relay", "--realm", realm, "--data", fleet.data("relay"), "--port", "0",
            "--interface", "lo",
        ]
        program = try RunningProgram(try Program.folder.appending(path: "causeway"), words)
        var found: Substring?
        while found == nil {
            found = try program.line().firstMatch(of: #/^relay ([0-9a-f]{64}@\S+:[0-9]+)$/#)?.1
        }
        let parts = try #require(found).split { $0 == "@" || $0 == ":" }
        (key, port) = (String(parts[0]), String(parts[2]))
    }

    deinit { program.stop() }
}

import Foundation
import Testing

/// What watches over services sees of a relay, which has no keys.
@Suite("A relay as a service", .serialized) struct RelayServiceTests {
    /// A relay that is a process of this machine, with a folder of its own.
    private final class House {
        let data: String
        private let fleet: Fleet
        private var program: RunningProgram?
        /// Kept by a restart: out of those that the system gives to whoever dials.
        let port = Int.random(in: 10_000...19_999)

        init(_ name: String, in fleet: Fleet) throws {
            data = fleet.data(name)
            self.fleet = fleet
            try FileManager.default.createDirectory(
                atPath: data, withIntermediateDirectories: true)
        }

        deinit { program?.stop() }

        private var ready: String? { try? String(contentsOfFile: data + "/ready", encoding: .utf8) }

        func start(_ realms: [String], _ more: String...) throws {
            try? FileManager.default.removeItem(atPath: data + "/ready")
            program = try RunningProgram(
                try Program.folder.appending(path: "causeway"),
                words(realms) + ["--port", "\(port)", "--ready", data + "/ready"] + more)
            try fleet.wait("the relay runs") { ready != nil }
        }

        func words(_ realms: [String]) -> [String] {
            ["relay", "--data", data, "--interface", "lo", "--log", "error"]
                + realms.flatMap { ["--realm", $0] }
        }

        /// What laptops are told.
        func place() throws -> String {
            let key = try #require(ready?.split(separator: " ").first)
            return "\(key)@127.0.0.1:\(port)"
        }

        func kill() {
            program?.stop()
            program = nil
        }

        func say(_ words: String...) throws -> Fleet.Answer {
            try fleet.run(words + ["--data", data, "--json"])
        }

        func realms() throws -> [[String: Any]] {
            let status = try say("status").json as? [String: Any]
            return status?["realms"] as? [[String: Any]] ?? []
        }

        func metrics() throws -> Exposition {
            let answer = try fleet.run(["metrics", "--data", data])
            #expect(answer.code == 0, "\(answer.errors)")
            return try Exposition(answer.output)
        }
    }

    private func enter(_ count: Int, at fleet: Fleet, _ name: String = "I") throws {
        for number in 0..<count {
            let answer = try fleet.say("Ada", "item", "add", "\(name)-\(number)", "Tarpaulin")
            #expect(answer.code == 0, "\(answer.output)")
        }
    }

    @Test("P11, RELAY-1: a relay says how it is and who is there, and refuses what needs keys")
    func answers() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        let realm = try #require(try fleet.realm(of: "Ada"))
        let relay = try House("relay", in: fleet)
        #expect(try relay.say("health").code == 6)
        try relay.start([realm])
        #expect(try relay.say("health").code == 0)
        #expect(try relay.say("peers").rows.isEmpty)
        try fleet.stop("Ada")
        try fleet.start("Ada", "--peer", try relay.place())
        try enter(3, at: fleet)
        try fleet.wait("all is at the relay") {
            try relay.realms().first?["root"] as? String == fleet.root("Ada")
        }
        let status = try #require(try relay.realms().first)
        #expect(status["realm"] as? String == realm)
        for name in ["bundles", "feeds", "stored-bytes", "carried-bytes"] {
            #expect(status[name] as? Int ?? 0 > 0, "\(name)")
        }
        let peer = try #require(try relay.say("peers").rows.first)
        #expect((peer["address"] as? String)?.contains("127.0.0.1") == true)
        let metrics = try relay.metrics()
        #expect(metrics.samples["causeway_up{realm=\"\(realm)\"}"] == 1)
        #expect(metrics.samples["causeway_sessions{realm=\"\(realm)\"}"] == 1)
        #expect(metrics.samples["causeway_realms"] == 1)
        // Nobody else's programs can ask it.
        let socket = try FileManager.default.attributesOfItem(atPath: relay.data + "/control")
        #expect(socket[.posixPermissions] as? Int == 0o600)
        for words in [
            ["stock"], ["lock"], ["doctor"], ["verify"], ["unlock"],
            ["hub", "add", "X", "--sort", "main"],
            ["invite", "--role", "admin", "--name", "Eve", "--root", "/nowhere/root.key"],
        ] {
            let answer = try fleet.run(words + ["--data", relay.data])
            #expect(answer.code == 3 && answer.errors.contains("This is a relay"), "\(words)")
            #expect(!answer.errors.contains("assphrase"), "\(words) asked for a secret")
        }
        #expect(try relay.say("stop").code == 0)
        try fleet.wait("it has stopped") { try relay.say("health").code == 6 }
        #expect(!FileManager.default.fileExists(atPath: relay.data + "/control"))
        let gone = try relay.say("status")
        #expect(gone.code == 6 && gone.output.contains("No relay runs"), "\(gone.output)")
    }

    @Test("P11, RELAY-3: that a relay is full is said, outlives a restart, and is no illness")
    func full() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        let realm = try #require(try fleet.realm(of: "Ada"))
        let relay = try House("relay", in: fleet)
        try relay.start([realm], "--quota", "4000")
        #expect(try relay.realms().first?["full"] as? Bool == false)
        let label = "{realm=\"\(realm)\"}"
        #expect(try relay.metrics().samples["causeway_carrying_full" + label] == 0)
        try fleet.stop("Ada")
        try fleet.start("Ada", "--peer", try relay.place())
        try enter(30, at: fleet)
        func isFull() throws -> Bool { try relay.realms().first?["full"] as? Bool == true }
        try fleet.wait("it is full") { try isFull() }
        for isRestarted in [false, true] {
            if isRestarted {
                // Not in good order: what is left of its socket is in nobody's way.
                relay.kill()
                try relay.start([realm], "--quota", "4000")
                try fleet.wait("it is full again") { try isFull() }
            }
            let status = try #require(try relay.realms().first)
            #expect(status["quota"] as? Int == 4_000)
            #expect(status["carried-bytes"] as? Int ?? 0 > 2_000)
            let samples = try relay.metrics().samples
            #expect(samples["causeway_carrying_full" + label] == 1)
            #expect(samples["causeway_quota_bytes" + label] == 4_000)
            let health = try relay.say("health")
            #expect(health.code == 0 && health.output.contains(#""full":true"#))
        }
    }

    @Test("P11, RELAY-1: two relays on one machine are asked apart; of one folder there is one")
    func two() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        let realm = try #require(try fleet.realm(of: "Ada"))
        let other = String(realm.reversed())
        let houses = try ["one", "two"].map { try House($0, in: fleet) }
        try houses[0].start([realm])
        try houses[1].start([realm, other])
        #expect(try houses[0].realms().map { $0["realm"] as? String } == [realm])
        #expect(try houses[1].metrics().samples["causeway_realms"] == 2)
        #expect(try houses[0].place() != houses[1].place())
        // Another one in the same folder, even for another realm, would have the same key.
        let third = try RunningProgram(
            try Program.folder.appending(path: "causeway"),
            houses[0].words([other]) + ["--port", "0"])
        defer { third.stop() }
        let said = try third.lines(within: 10_000)
        #expect(said.count == 1 && said[0].contains("another process"), "\(said)")
        #expect(try houses[0].say("stop").code == 0)
        try fleet.wait("it has stopped") { try houses[0].say("health").code == 6 }
        #expect(try houses[1].say("health").code == 0)
    }

    @Test(
        "P11, RELAY-3: health of a relay is code 6 while nothing can be stored, and then 0 again",
        .enabled(if: getuid() == 0, "only root can have a disk to fill up"))
    func disk() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        let realm = try #require(try fleet.realm(of: "Ada"))
        let relay = try House("relay", in: fleet)
        let words = ["-t", "tmpfs", "-o", "size=8m,mode=700", "causeway", relay.data]
        try #require(try Program(name: "/usr/bin/mount").run(words).code == 0)
        defer {
            relay.kill()
            _ = try? Program(name: "/usr/bin/umount").run("-l", relay.data)
        }
        try relay.start([realm])
        try fleet.stop("Ada")
        try fleet.start("Ada", "--peer", try relay.place())
        try enter(1, at: fleet)
        try fleet.wait("all is at the relay") {
            try relay.realms().first?["root"] as? String == fleet.root("Ada")
        }
        let filler = relay.data + "/filler"
        let full = try Program(name: "/usr/bin/dd").run("if=/dev/zero", "of=\(filler)", "bs=4096")
        #expect(full.code != 0)
        var entered = 0
        while entered < 100, try relay.say("health").code == 0 {
            try enter(1, at: fleet, "MORE-\(entered)")
            entered += 1
        }
        // What it let go of is room again, until that is taken too.
        let rest = relay.data + "/rest"
        _ = try Program(name: "/usr/bin/dd").run("if=/dev/zero", "of=\(rest)", "bs=4096")
        try fleet.wait("it says what is wrong") {
            let health = try relay.say("health")
            let failure = try relay.realms().first?["failure"] as? String
            return try health.code == 6 && health.output.contains("no room")
                && failure?.contains("no room") == true
                && relay.metrics().samples["causeway_up{realm=\"\(realm)\"}"] == 0
        }
        for file in [filler, rest] { try FileManager.default.removeItem(atPath: file) }
        try fleet.wait("it is well again, and has all") {
            try relay.say("health").code == 0
                && relay.realms().first?["root"] as? String == fleet.root("Ada")
        }
    }
}

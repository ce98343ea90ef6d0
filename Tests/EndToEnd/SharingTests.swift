import Foundation
import Testing

/// What people are told of what others have, by commands.
@Suite("What others have", .serialized) struct SharingTests {
    private func number(_ answer: Fleet.Answer, _ name: String) -> Int? {
        (answer.json as? [String: Any])?[name] as? Int
    }

    @Test("D20, D22, N12, N15: how it is follows from who was met and what they have for good")
    func pill() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        // Somebody of another realm is on the same network: that is company, and no help.
        try fleet.found("Zoe")
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        #expect(try fleet.say("Ada", "item", "add", "TARP", "Tarpaulin").code == 0)
        let alone = try fleet.say("Ada", "status")
        #expect(alone["sharing"]?.hasPrefix("on your own: ") == true, "\(alone.output)")
        #expect(try fleet.say("Ada", "peers").rows.isEmpty)
        try fleet.join("Ben", by: "Ada", as: "main-hub-user", at: "North")
        try fleet.wait("Ada's entries are shared") {
            try fleet.say("Ada", "status")["sharing"] == "shared"
        }
        try fleet.wait("Ben was met, and is known to lack nothing") {
            try fleet.say("Ada", "peers").rows.contains {
                $0["lacks"] as? Int == 0 && $0["same-s-ago"] as? Int != nil
                    && $0["sort"] as? String == "device"
            }
        }
        try fleet.stop("Ben")
        // Each thing that is entered has its own outcome, and what is refused waits for nobody.
        try fleet.wait("nobody is there any more") { try fleet.say("Ada", "peers").rows.isEmpty }
        let before = try #require(number(try fleet.say("Ada", "status"), "unshared"))
        var entries: Set<String> = []
        for amount in ["5", "none", "7"] {
            let answer = try fleet.say("Ada", "intake", "TARP", amount, "--at", "North")
            #expect(answer.code == (amount == "none" ? 2 : 0))
            if let entry = answer["entry"] { entries.insert(entry) }
        }
        #expect(entries.count == 2)
        let after = try fleet.say("Ada", "status")
        #expect(number(after, "unshared") == before + 2)
        let pill = after["sharing"]?.wholeMatch(
            of: #/on your own: (\d+) entries on this laptop only, the oldest of (\d+) min/#)
        #expect(pill.map { Int($0.1) } == before + 2, "\(after.output)")
        // However busy the machine is, it is no more than a few minutes.
        #expect(pill.flatMap { Int($0.2) } ?? .max < 10)
        #expect((number(after, "stored-bytes") ?? 0) > 10_000)
        #expect((number(after, "free-bytes") ?? 0) > 1_000_000)
        try fleet.start("Ben")
        try fleet.wait("both are shared") {
            try fleet.say("Ada", "status")["sharing"] == "shared"
        }
    }

    /// Ada hears by a stick what somebody holds; those who are near may have been told before.
    private func tell(_ fleet: Fleet, _ name: String) throws {
        let stick = fleet.folder + "/\(name).stick"
        #expect(try fleet.say(name, "export", stick).code == 0)
        #expect(try fleet.say("Ada", "import", stick).code == 0)
    }

    @Test("O5: an announcement reaches every laptop, and who has it is known once they say so")
    func announced() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        for name in ["Ben", "Cleo"] {
            try fleet.join(name, by: "Ada", as: "main-hub-user", at: "North")
        }
        let made = try fleet.say(
            "Ada", "announce", "Bridge is out", "--body", "Use the ford", "--priority", "high")
        #expect(made.code == 0, "\(made.output)")
        for name in ["Ben", "Cleo"] {
            try fleet.wait("\(name) is told") {
                try fleet.say(name, "announcements").rows.first?["title"] as? String
                    == "Bridge is out"
            }
        }
        // What a laptop holds it says now and then, and when it writes a stick.
        for name in ["Ben", "Cleo"] { try tell(fleet, name) }
        try fleet.wait("Ada knows whom it has reached") {
            let reached = try fleet.say("Ada", "announcements").rows.first?["reached"] as? [String]
            return Set(["Ben", "Cleo"]).isSubset(of: reached ?? [])
        }
    }

    @Test("O8: a lost laptop is rebuilt from neighbours, and what others have not is told exactly")
    func rebuilt() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        #expect(try fleet.say("Ada", "item", "add", "TARP", "Tarpaulin").code == 0)
        try fleet.join("Ben", by: "Ada", as: "main-hub-user", at: "North")
        try fleet.wait("Ben knows the catalogue") {
            try fleet.say("Ben", "intake", "TARP", "9", "--at", "North").code == 0
        }
        try fleet.wait("Ada has it") { try fleet.stock("Ada", "TARP", at: "North") == "9" }
        try tell(fleet, "Ben")
        func different(_ name: String) throws -> [[String: Any]]? {
            let json = try fleet.say("Ada", "diff", name).json as? [String: Any]
            return json?["differences"] as? [[String: Any]]
        }
        try fleet.wait("Ben has said that he has all") { try different("Ben")?.isEmpty == true }
        // The laptop falls into the sea; what is entered meanwhile it has not.
        fleet.kill("Ben")
        try FileManager.default.removeItem(atPath: fleet.data("Ben"))
        for _ in 0..<3 {
            #expect(try fleet.say("Ada", "intake", "TARP", "1", "--at", "North").code == 0)
        }
        let lacking = try #require(try different("Ben"))
        let missing = lacking.reduce(0) { sum, one in
            sum + (one["here"] as? Int ?? 0) - (one["there"] as? Int ?? -1)
        }
        // Three entries, and the opening of the feed that they are in, if it is new.
        #expect(missing == 3 || missing == 4, "\(lacking)")
        // Another laptop for Ben: his roles, and all that there is.
        try fleet.join("Ben2", by: "Ada", for: "Ben")
        try fleet.wait("it has all that others have") {
            try fleet.stock("Ben2", "TARP", at: "North") == "12"
        }
        #expect(try fleet.say("Ben2", "intake", "TARP", "1", "--at", "North").code == 0)
        #expect(try fleet.say("Ada", "invite", "--for", "nobody").code == 5)
    }
}

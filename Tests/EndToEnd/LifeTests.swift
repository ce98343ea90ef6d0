import Foundation
import Testing

/// Laptops as people have them: processes, sockets, files, and nothing but commands.
@Suite("A relief day by commands", .serialized) struct LifeTests {
    @Test("D1, D21: a realm is founded, two laptops join, and goods go from hub to hub")
    func day() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        for (hub, sort) in [("North", "main"), ("Camp", "sub")] {
            #expect(try fleet.say("Ada", "hub", "add", hub, "--sort", sort).code == 0)
        }
        #expect(try fleet.say("Ada", "item", "add", "TARP", "Tarpaulin").code == 0)
        try fleet.join("Ben", by: "Ada", as: "main-hub-user", at: "North")
        try fleet.join("Cleo", by: "Ada", as: "sub-hub-user", at: "Camp")
        // What one enters others read.
        try fleet.wait("Ben knows the catalogue") {
            try fleet.say("Ben", "intake", "TARP", "200", "--at", "North").code == 0
        }
        try fleet.wait("Ada sees it") { try fleet.stock("Ada", "TARP", at: "North") == "200" }
        // Who works elsewhere does not (D5).
        #expect(try fleet.stock("Cleo", "TARP", at: "North") == nil)
        // What has to be decided waits (D10, D12).
        try fleet.wait("Cleo knows of her hub") {
            try fleet.say("Cleo", "hub", "list").rows.contains { $0["name"] as? String == "Camp" }
        }
        var list = ""
        try fleet.wait("Cleo may ask for it") {
            list = try fleet.say("Cleo", "needs", "TARP=40", "--at", "Camp")["code"] ?? ""
            return !list.isEmpty
        }
        try fleet.wait("Ada hears of it") {
            try fleet.say("Ada", "needs", "list").rows.contains { $0["code"] as? String == list }
        }
        let planned = try fleet.say(
            "Ada", "order", "TARP=40", "--from", "North", "--to", "Camp", "--for", list)
        let order = try #require(planned["code"], "\(planned.errors)\(planned.output)")
        try fleet.wait("Ben sees the order") {
            try fleet.say("Ben", "order", "list").rows.contains {
                $0["state"] as? String == "awaiting approval"
            }
        }
        let early = try fleet.say("Ben", "dispatch", order)
        #expect(early.code == 3 && early.output.contains("awaiting approval"))
        // Who planned it does not approve it: it takes another.
        _ = try fleet.say("Ada", "approve", order)
        #expect(
            try fleet.say("Ada", "order", "list").rows.first?["state"] as? String
                != "dispatched")
        try fleet.stop("Cleo")
        try fleet.stop("Ben")
        try fleet.stop("Ada")
    }

    @Test("D13, EDIT-1: what was entered wrongly is put right when a manager agrees")
    func corrected() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        #expect(try fleet.say("Ada", "item", "add", "TARP", "Tarpaulin").code == 0)
        try fleet.join("Ben", by: "Ada", as: "main-hub-user", at: "North")
        var wrong: String?
        try fleet.wait("Ben knows the catalogue") {
            wrong = try fleet.say("Ben", "intake", "TARP", "2000", "--at", "North")["entry"]
            return wrong != nil
        }
        let entry = try #require(wrong)
        let reason = ["--reason", "a zero too many"]
        for (words, code) in [
            ([entry, "200"], Int32(2)), ([entry, "-3"] + reason, 2), (["TARP", "3"] + reason, 5),
            ([entry + "9", "200"] + reason, 5),
        ] {
            let answer = try fleet.run(["correct", "--data", fleet.data("Ben")] + words)
            #expect(answer.code == code, "\(words): \(answer.errors)")
        }
        let asked = try fleet.say("Ben", "correct", entry, "200", "--reason", "a zero too many")
        #expect(asked["state"] == "waits for approval", "\(asked)")
        #expect(try fleet.stock("Ben", "TARP", at: "North") == "2000")
        let correction = try #require(asked["correction"])
        try fleet.wait("Ada hears of it") {
            try fleet.say("Ada", "approve", correction)["state"] == "approved"
        }
        for name in ["Ada", "Ben"] {
            try fleet.wait("\(name) has what it ought to be") {
                try fleet.stock(name, "TARP", at: "North") == "200"
            }
        }
        // Put right once more; the later one takes the place of the first.
        let again = try fleet.say("Ben", "correct", entry, "210", "--reason", "counted again")
        let other = try #require(again["correction"], "\(again)")
        #expect(try fleet.stock("Ben", "TARP", at: "North") == "200")
        try fleet.wait("Ada hears of that") {
            try fleet.say("Ada", "approve", other)["state"] == "approved"
        }
        #expect(try fleet.stock("Ada", "TARP", at: "North") == "210")
        #expect(try fleet.say("Ada", "issues").rows.isEmpty)
        // What was stated first stays on record.
        let first = try fleet.say("Ada", "timeline", entry)
        #expect(first.output.contains("2000"), "\(first)")
    }

    @Test("SHAKE-5: letters and an address are enough to join where no datagram comes through")
    func typed() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        try fleet.join("Ben", by: "Ada", as: "clerk", typing: true)
        try fleet.wait("Ben knows who is there") {
            try fleet.say("Ben", "person", "list").rows.count == 2
        }
    }

    @Test("D6: what was confirmed is there after kill -9, and goes on its way")
    func killed() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        #expect(try fleet.say("Ada", "item", "add", "TARP", "Tarpaulin").code == 0)
        try fleet.join("Ben", by: "Ada", as: "main-hub-user", at: "North")
        try fleet.wait("Ben knows the catalogue") {
            try fleet.say("Ben", "intake", "TARP", "1", "--at", "North").code == 0
        }
        var sum = 1
        for round in 1...4 {
            fleet.kill("Ada")
            for _ in 0..<3 {
                #expect(
                    try fleet.say("Ben", "intake", "TARP", "\(round)", "--at", "North").code == 0)
                sum += round
            }
            fleet.kill("Ben")
            try fleet.start("Ada")
            try fleet.start("Ben")
            try fleet.wait("Ada has \(sum)") {
                try fleet.stock("Ada", "TARP", at: "North") == "\(sum)"
            }
            #expect(try fleet.stock("Ben", "TARP", at: "North") == "\(sum)")
        }
        try fleet.stop("Ben")
        // With no node running the store is opened for one command.
        let alone = try fleet.say("Ben", "stock", typing: "\(Fleet.passphrase)\n")
        #expect(alone.rows.first?["on-hand"] as? String == "\(sum)")
        try fleet.stop("Ada")
    }

    @Test("D2: a laptop that never enrolled says so, and what to do; a wrong passphrase is refused")
    func refused() throws {
        let fleet = try Fleet()
        let nobody = try fleet.say("nobody", "stock", typing: "whatever it is\n")
        #expect(nobody.code == 4)
        #expect(
            nobody.output.contains("Offline access not available. Please connect at least once."))
        #expect(nobody.output.contains("causeway join"))
        try fleet.found("Ada")
        try fleet.stop("Ada")
        let wrong = try fleet.say("Ada", "stock", typing: "not the passphrase\n")
        #expect(wrong.code == 4)
        #expect(try fleet.say("Ada", "stock", typing: "\(Fleet.passphrase)\n").code == 0)
    }

    @Test("Who was locked and unlocked reads and writes at once, as before")
    func unlockedAgain() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        for _ in 0..<2 {
            #expect(try fleet.say("Ada", "lock").code == 0)
            #expect(try fleet.say("Ada", "hub", "list").code != 0)
            #expect(try fleet.say("Ada", "lock").code == 0)
            let typed = "\(Fleet.passphrase)\n"
            #expect(try fleet.say("Ada", "unlock", typing: typed).code == 0)
            let hubs = try fleet.say("Ada", "hub", "list")
            #expect(hubs.rows.count == 1, "\(hubs.output)")
            // Nobody asked in between.
            #expect(try fleet.say("Ada", "lock").code == 0)
            #expect(try fleet.say("Ada", "unlock", typing: typed).code == 0)
            let again = try fleet.say("Ada", "hub", "list")
            #expect(again.rows.count == 1, "\(again.output)")
        }
    }

    @Test("Who was let go of is not heard any more, and what they wrote before counts")
    func revoked() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        #expect(try fleet.say("Ada", "item", "add", "TARP", "Tarpaulin").code == 0)
        try fleet.join("Eve", by: "Ada", as: "main-hub-user", at: "North")
        try fleet.wait("Eve knows the catalogue") {
            try fleet.say("Eve", "intake", "TARP", "7", "--at", "North").code == 0
        }
        try fleet.wait("Ada sees it") { try fleet.stock("Ada", "TARP", at: "North") == "7" }
        // It is asked first, where somebody could answer; else it has to be said.
        #expect(try fleet.say("Ada", "revoke", "Eve").code == 7)
        #expect(try fleet.say("Ada", "revoke", "Eve", "--yes").code == 0)
        try fleet.wait("Eve may write no more") {
            try fleet.say("Eve", "intake", "TARP", "100", "--at", "North").code == 3
        }
        #expect(try fleet.stock("Ada", "TARP", at: "North") == "7")
        try fleet.stop("Eve")
        try fleet.stop("Ada")
    }

    @Test("P14: laptops that never meet hold the same by a file that somebody carries")
    func carried() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        #expect(try fleet.say("Ada", "item", "add", "TARP", "Tarpaulin").code == 0)
        try fleet.join("Ben", by: "Ada", as: "main-hub-user", at: "North")
        try fleet.wait("Ben knows the catalogue") {
            try fleet.say("Ben", "intake", "TARP", "3", "--at", "North").code == 0
        }
        try fleet.wait("Ada sees it") { try fleet.stock("Ada", "TARP", at: "North") == "3" }
        try fleet.stop("Ben")
        #expect(try fleet.say("Ada", "intake", "TARP", "4", "--at", "North").code == 0)
        let stick = fleet.folder + "/relief.stick"
        let written = try fleet.say("Ada", "export", stick)
        #expect(written.code == 0, "\(written.output)")
        // Ben's laptop hears nobody.
        try fleet.start("Ben", "--group-port", "0")
        let read = try fleet.say("Ben", "import", stick)
        #expect(read.code == 0, "\(read.output)")
        #expect(try fleet.stock("Ben", "TARP", at: "North") == "7")
        #expect(try fleet.say("Ben", "import", fleet.folder).code == 6)
        #expect(try fleet.say("Ben", "import", fleet.data("Ada") + "/log.db").code == 6)
        try fleet.stop("Ben")
        try fleet.stop("Ada")
    }

    @Test("Words that make no sense are refused with the reason, and every command has its help")
    func usage() throws {
        let fleet = try Fleet()
        let help = try fleet.run(["help"])
        #expect(help.code == 0)
        let commands = help.output.split(separator: "\n").filter { $0.hasPrefix("  ") }.map {
            line in
            line.dropFirst(2).components(separatedBy: "  ")[0].split(separator: " ").map(
                String.init)
        }
        #expect(commands.count > 35)
        for command in commands where command != ["help"] {
            let answer = try fleet.run(command + ["--help"])
            #expect(answer.code == 0 && answer.output.contains("causeway \(command[0])"))
        }
        for words in [
            ["intake"], ["intake", "TARP"], ["intake", "A", "1", "B"], ["stock", "--nonsense"],
            ["stock", "--at"], ["frobnicate"], ["run", "extra"], ["run", "--port", "x"],
            ["relay", "--realm", "12"], ["join"], ["init"], ["run", "--peer", "a b"],
        ] {
            let answer = try fleet.run(words + ["--data", fleet.data("none")])
            #expect(answer.code == 2 || answer.code == 4, "\(words): \(answer.code)")
            #expect(!answer.errors.isEmpty)
        }
    }
}

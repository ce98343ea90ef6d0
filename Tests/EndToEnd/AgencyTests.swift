import Foundation
import Testing

/// Agencies as people have them: founded, let in, at work and expelled, by nothing but commands.
@Suite("Agencies by commands", .serialized) struct AgencyTests {
    private static let agency = "Red Cross"

    /// A realm with a hub, and Rosa, who joined to found an agency and was granted nothing.
    private func realm() throws -> Fleet {
        let fleet = try Fleet()
        try fleet.found("Ada")
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        #expect(try fleet.say("Ada", "item", "add", "TARP", "Tarpaulin").code == 0)
        try fleet.join("Rosa", by: "Ada", isFounder: true)
        return fleet
    }

    private func found(_ fleet: Fleet, _ name: String = agency) throws -> Fleet.Answer {
        try fleet.say(
            "Rosa", "agency", "found", name, typing: "\(Fleet.passphrase)\nroot of the cross\n")
    }

    @discardableResult
    private func admit(
        _ fleet: Fleet, _ letters: String, name: String = agency
    ) throws -> Fleet.Answer {
        try fleet.say(
            "Ada", "agency", "admit", letters, "--name", name, "--yes", "--root",
            fleet.data("Ada") + "/root.key", typing: "\(Fleet.rootPassphrase)\n")
    }

    private func state(_ fleet: Fleet, _ laptop: String) throws -> String? {
        try fleet.say(laptop, "agency", "list").rows.first?["state"] as? String
    }

    /// The same with the agency let in, its hub, and Eve at work there.
    private func settled() throws -> Fleet {
        let fleet = try realm()
        try fleet.join("Ben", by: "Ada", as: "main-hub-user", at: "North")
        let letters = try #require(try found(fleet)["letters"])
        #expect(try admit(fleet, letters)["state"]?.hasPrefix("let in") == true)
        let opened = try fleet.say(
            "Ada", "hub", "add", "Clinic", "--sort", "agency", "--agency", Self.agency)
        #expect(opened.code == 0, "\(opened.output)")
        try fleet.wait("Rosa knows of her hub") {
            try fleet.say("Rosa", "hub", "list").rows.contains {
                $0["name"] as? String == "Clinic" && $0["read-here"] as? Bool == true
            }
        }
        try fleet.join("Eve", by: "Rosa", as: "agency-user", at: "Clinic")
        try fleet.wait("Eve knows the catalogue") {
            try fleet.say("Eve", "intake", "TARP", "7", "--at", "Clinic").code == 0
        }
        for name in ["Ada", "Ben"] {
            try fleet.wait("\(name) knows of Eve, and of her hub") {
                let people = try fleet.say(name, "person", "list").rows
                let hubs = try fleet.say(name, "hub", "list").rows
                return people.contains { $0["roles"] as? String == "agency-user" }
                    && hubs.contains { $0["of"] as? String == "Red Cross" }
            }
        }
        return fleet
    }

    @Test("ROOT-8: who joined to found an agency reads nothing, and found it waits to be let in")
    func founding() throws {
        let fleet = try realm()
        for words in [["stock"], ["hub", "list"], ["item", "list"], ["timeline"]] {
            let answer = try fleet.say("Rosa", words[0], words.dropFirst().first ?? "--json")
            #expect(answer.code == 3 && answer.output.contains("Nothing is granted"), "\(words)")
        }
        #expect(try fleet.say("Rosa", "invite", "--role", "clerk").code == 3)
        let founded = try found(fleet)
        let letters = try #require(founded["letters"], "\(founded.output)\(founded.errors)")
        #expect(founded["seat"] == "Rosa (Red Cross)")
        #expect(FileManager.default.fileExists(atPath: try #require(founded["root-key"])))
        // Nobody founds one twice by a name, however it is written, nor over another root's key.
        let again = try found(fleet, "red cross")
        #expect(again.code == 3 && again.output.contains("already"))
        let over = try fleet.say(
            "Rosa", "agency", "found", "Crescent", "--file", try #require(founded["root-key"]),
            typing: "\(Fleet.passphrase)\nroot of the cross\n")
        #expect(over.code == 6 && over.output.contains("another root"), "\(over.output)")
        #expect(try fleet.say("Rosa", "agency", "list").rows.count == 1)
        // What its people would enter waits, and they are told why.
        #expect(try state(fleet, "Rosa") == "not let in yet")
        let early = try fleet.say("Rosa", "intake", "TARP", "1")
        #expect(early.code == 3 && early.output.contains("has not let Red Cross in yet"))
        // It is there after the laptop was switched off, in the middle of it.
        fleet.kill("Rosa")
        try fleet.start("Rosa")
        #expect(try state(fleet, "Rosa") == "not let in yet")
        let status = try fleet.say("Rosa", "status").json as? [String: Any]
        let seats = try #require(status?["seats"] as? [[String: Any]])
        #expect(
            seats.filter { $0["state"] as? String == "unlocked" }.compactMap { $0["of"] as? String }
                == ["Red Cross (not let in yet)"], "of two seats the useful one is unlocked")
        // One admin is too few; the root's key is enough.
        #expect(try fleet.say("Ada", "agency", "admit", letters, "--name", "X").code == 7)
        let unknown = try fleet.say("Ada", "agency", "admit", "Blue Cross", "--yes")
        #expect(unknown.code == 5 && unknown.output.contains("agency list"))
        var wrong = Array(letters)
        wrong[3] = wrong[3] == "A" ? "B" : "A"
        let mistyped = try fleet.say(
            "Ada", "agency", "admit", String(wrong), "--name", "X", "--yes")
        #expect(mistyped.code == 2 && mistyped.output.contains("letter"), "\(mistyped.output)")
        let one = try fleet.say(
            "Ada", "agency", "admit", letters, "--name", Self.agency, "--yes")
        #expect(one["state"] == "waits for another admin", "\(one.output)")
        #expect(try fleet.say("Ada", "agency", "admit", Self.agency, "--yes").code == 3)
        try fleet.wait("Rosa hears of it") {
            try state(fleet, "Rosa") == "waits for another admin"
        }
        let waits = try fleet.say("Rosa", "intake", "TARP", "1")
        #expect(waits.code == 3 && waits.output.contains("a second has to endorse it"))
        // Another admin says the same, and finds it by its name.
        try fleet.join("Cleo", by: "Ada", as: "admin", isRoots: true)
        try fleet.wait("Cleo knows of it") {
            let two = try fleet.say("Cleo", "agency", "admit", Self.agency, "--yes")
            return two["state"]?.hasPrefix("let in") == true
        }
        for name in ["Ada", "Cleo", "Rosa"] {
            try fleet.wait("\(name) hears of that") { try state(fleet, name) == "let in" }
        }
        try fleet.wait("Rosa reads what all read") {
            try fleet.say("Rosa", "hub", "list").rows.count == 1
        }
        let twice = try admit(fleet, Self.agency)
        #expect(twice.code == 3 && twice.output.contains("let in already"))
    }

    @Test("VER-2, RANK-3, WHOSE-1: neither side grants in the other, and each is told whose it is")
    func sides() throws {
        let fleet = try settled()
        func refuses(_ laptop: String, _ words: [String], _ why: String, typing: String = "") throws
        {
            let program = try Program(name: "causeway").run(
                words + ["--data", fleet.data(laptop), "--json"], input: typing)
            #expect(program.code == 3, "\(words): \(program.output)")
            #expect(program.output.contains(why), "\(words): \(program.output)")
        }
        let people = try fleet.say("Ada", "person", "list").rows
        let eve = try #require(
            people.first { $0["roles"] as? String == "agency-user" }?["person"] as? String)
        try refuses("Ada", ["grant", "Ben", "agency-user"], "is a role of agencies")
        try refuses("Ada", ["grant", "Ben", "clerk", "--at", "Clinic"], "is a hub of Red Cross")
        try refuses("Ada", ["grant", eve, "clerk", "--at", "North"], "is of Red Cross")
        try refuses("Ada", ["revoke", eve, "--yes"], "is of Red Cross")
        try refuses("Ada", ["person", "name", "Eva", "--person", eve], "is of Red Cross")
        try refuses("Ada", ["invite", "--role", "agency-user"], "is a role of agencies")
        try refuses("Rosa", ["grant", "Eve", "clerk"], "you act for Red Cross")
        try refuses("Rosa", ["grant", "Ben", "agency-user"], "is of the realm")
        try refuses("Rosa", ["revoke", "Ben", "--yes"], "is of the realm")
        try refuses("Rosa", ["invite", "--role", "clerk"], "you act for Red Cross")
        try refuses(
            "Rosa", ["invite", "--role", "agency-user", "--at", "North"], "a hub of the realm")
        try refuses("Rosa", ["hub", "add", "Ward"], "Hubs are opened by the realm")
        try refuses("Rosa", ["agency", "admit", Self.agency, "--yes"], "by the realm alone")
        try refuses("Rosa", ["agency", "expel", Self.agency, "--yes"], "by the realm alone")
        // As a root of either, too.
        let roots = fleet.data("Rosa") + "/red-cross.root.key"
        try refuses(
            "Rosa", ["grant", "Ben", "agency-user", "--root", roots], "is of the realm",
            typing: "root of the cross\n")
        try refuses(
            "Ada", ["grant", eve, "agency-user", "--root", fleet.data("Ada") + "/root.key"],
            "is a role of agencies", typing: "\(Fleet.rootPassphrase)\n")
        // By its own root another heads the agency; without that, nobody.
        try refuses("Rosa", ["grant", "Eve", "agency-admin"], "not-below")
        let granted = try fleet.say(
            "Rosa", "grant", "Eve", "agency-admin", "--root", roots, typing: "root of the cross\n")
        #expect(granted.code == 0, "\(granted.output)")
        try FileManager.default.removeItem(atPath: roots)
        let lost = try fleet.say(
            "Rosa", "grant", "Eve", "agency-admin", "--root", roots, typing: "root of the cross\n")
        #expect(lost.code == 5 && lost.output.contains("no root key"), "\(lost.output)")
        // Roles, hubs and people say whose they are.
        let whose = Set(try fleet.say("Ben", "hub", "list").rows.compactMap { $0["of"] as? String })
        #expect(whose == ["realm", "Red Cross"])
        #expect(
            Set(try fleet.say("Ben", "roles").rows.compactMap { $0["of"] as? String })
                == ["realm", "agencies"])
        let known = try fleet.say("Rosa", "person", "list").rows
        #expect(known.contains { $0["name"] as? String == "Eve" })
        #expect(
            !people.contains { $0["name"] as? String == "Eve" }, "that is for the agency alone")
        #expect(
            people.contains { ($0["name"] as? String)?.hasSuffix("(Red Cross)") == true })
    }

    /// Whether some file below a folder has a word in the clear.
    private func holds(_ folder: String, _ word: String) -> Bool {
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
        return (files ?? []).contains { name in
            var isFolder: ObjCBool = false
            let path = folder + "/" + name
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                !isFolder.boolValue, let bytes = FileManager.default.contents(atPath: path)
            else { return false }
            return bytes.range(of: Data(word.utf8)) != nil
        }
    }

    /// What a laptop's commands say of all that it reads.
    private func told(_ fleet: Fleet, _ laptop: String) throws -> String {
        var all = ""
        for words in [
            ["stock"], ["timeline", "--limit", "1000"], ["issues"], ["order", "list"],
            ["needs", "list"], ["sheet", "movements"], ["sheet", "stock"], ["sheet", "timeline"],
            ["search", "canary"], ["person", "list"], ["hub", "list"], ["announcements"],
        ] {
            let program = try Program(name: "causeway").run(
                words + ["--data", fleet.data(laptop), "--json"], input: "")
            #expect(program.code == 0, "\(words): \(program.output)")
            all += program.output
        }
        return all
    }

    /// Starts a laptop again with the rows that it reads in a folder that can be looked into.
    private func bare(_ fleet: Fleet, _ name: String) throws -> String {
        let rows = fleet.folder + "/rows-" + name
        try FileManager.default.createDirectory(
            atPath: rows, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try fleet.stop(name)
        try fleet.start(name, "--run", rows)
        return rows
    }

    @Test("Attack 16, READ-2, STOCK-3: no laptop of the realm has a readable word of an agency's")
    func canary() throws {
        let fleet = try settled()
        // A word of a movement, of a count's batch, and a name: nothing that is on any order.
        let words = ["CANARY-SHIP", "CANARY-LOT", "Evangelina"]
        #expect(
            try fleet.say(
                "Eve", "intake", "TARP", "4711.125", "--at", "Clinic", "--party", words[0]
            ).code == 0)
        #expect(
            try fleet.say("Eve", "count", "TARP", "12", "--at", "Clinic", "--batch", words[1])
                .code == 0)
        let eve = try fleet.say("Rosa", "person", "list").rows.first {
            $0["name"] as? String == "Eve"
        }
        let named = try fleet.say(
            "Rosa", "person", "name", words[2], "--person", try #require(eve?["person"] as? String))
        #expect(named.code == 0, "\(named.output)")
        try fleet.wait("Rosa has what Eve entered") {
            try fleet.stock("Rosa", "TARP", at: "Clinic") == "4718.125"
        }
        // They carry all of it: laptops of the realm hold what is entered, sealed.
        try fleet.wait("Eve has what Rosa entered") {
            try fleet.say("Eve", "person", "list").rows.contains {
                $0["name"] as? String == words[2]
            }
        }
        for name in ["Ada", "Ben"] {
            try fleet.wait("\(name) carries it") {
                try fleet.root("Eve").map { try fleet.root(name) == $0 } == true
            }
        }
        for name in ["Ada", "Ben", "Eve"] {
            let rows = try bare(fleet, name)
            try fleet.wait("\(name) has read") {
                try fleet.say(name, "hub", "list").rows.count == 2
                    && fleet.say(name, "stock").code == 0
            }
            let isEve = name == "Eve"
            if isEve {
                try fleet.wait("Eve reads") {
                    try fleet.stock("Eve", "TARP", at: "Clinic") == "4718.125"
                        && fleet.say("Eve", "person", "list").output.contains(words[2])
                }
            }
            let told = try told(fleet, name)
            for word in words {
                #expect(holds(rows, word) == isEve, "\(name): \(word)")
                #expect(told.contains(word) == isEve, "\(name): \(word)")
                #expect(!holds(fleet.data(name), word), "\(name): on its disk")
            }
            #expect(told.contains("4718.125") == isEve, "\(name)")
            #expect(
                try fleet.say(name, "stock").rows.allSatisfy {
                    ($0["hub"] as? String == "Clinic") == isEve
                })
        }
        let asked = try fleet.say("Ada", "stock", "--at", "Clinic")
        #expect(asked.code == 3 && asked.output.contains("do not read"))
    }

    @Test(
        "STOCK-2, ORDER-2: goods go from a hub of the realm to an agency's, and both say the same")
    func transfer() throws {
        let fleet = try settled()
        #expect(try fleet.say("Ada", "grant", "Ben", "logistics-officer").code == 0)
        try fleet.wait("Ben has stock, and may plan") {
            try fleet.say("Ben", "intake", "TARP", "100", "--at", "North").code == 0
        }
        func order(_ laptop: String) throws -> (state: String, lines: String)? {
            try fleet.say(laptop, "order", "list").rows.first.flatMap { row in
                guard let state = row["state"] as? String, let lines = row["lines"] as? String
                else { return nil }
                return (state, lines)
            }
        }
        func all(_ state: String, _ lines: String) throws {
            for laptop in ["Ada", "Ben", "Eve", "Rosa"] {
                try fleet.wait("\(laptop) says \(state)") {
                    try order(laptop).map { $0 == (state, lines) } ?? false
                }
            }
        }
        // The clinic asks, the realm plans and signs, goods leave, and come.
        let asked = try fleet.say("Eve", "needs", "TARP=40", "--at", "Clinic")
        let list = try #require(asked["code"], "\(asked.output)")
        try fleet.wait("Ben hears of it") {
            try fleet.say("Ben", "needs", "list").rows.contains { $0["code"] as? String == list }
        }
        let planned = try fleet.say(
            "Ben", "order", "TARP=40", "--from", "North", "--to", "Clinic", "--for", list)
        let code = try #require(planned["code"], "\(planned.output)")
        try all("awaiting approval", "TARP 40 (sent 0, came 0)")
        #expect(try fleet.say("Eve", "approve", code).code == 3, "an agency approves nothing")
        #expect(try fleet.say("Ada", "approve", code)["state"] == "approved")
        try all("approved", "TARP 40 (sent 0, came 0)")
        let sent = try fleet.say("Ben", "dispatch", code)
        let waybill = try #require(sent["waybill"], "\(sent.output)")
        try all("dispatched", "TARP 40 (sent 40, came 0)")
        try fleet.wait("Ada sees that it left") {
            try fleet.stock("Ada", "TARP", at: "North") == "60"
        }
        #expect(try fleet.stock("Eve", "TARP", at: "Clinic") == "7", "it is on its way")
        #expect(try fleet.say("Ben", "receive", waybill).code == 3, "nobody else signs for it")
        #expect(
            try fleet.say("Eve", "receive", waybill, "--good", "38", "--damaged", "2").code == 0)
        try all("received", "TARP 40 (sent 40, came 38)")
        #expect(try fleet.stock("Eve", "TARP", at: "Clinic") == "45")
        try fleet.wait("Rosa's laptop says the same") {
            try fleet.stock("Rosa", "TARP", at: "Clinic") == "45"
        }
        // Of the clinic the realm knows what it sent there, and nothing else.
        for laptop in ["Ada", "Ben"] {
            #expect(
                try fleet.say(laptop, "stock").rows.compactMap { $0["hub"] as? String }
                    == ["North"])
            #expect(try fleet.stock(laptop, "TARP", at: "North") == "60")
            let why = try fleet.say(laptop, "why", waybill)
            #expect(why.code == 0 && why.output.contains("Clinic"), "\(why.output)")
        }
        // What differs both sides see; who signed, the realm knows by their agency.
        for laptop in ["Ada", "Eve"] {
            try fleet.wait("\(laptop) sees that it differs") {
                try fleet.say(laptop, "issues").output.contains("differs")
            }
        }
        #expect(try fleet.say("Ada", "timeline").output.contains("(Red Cross)"))
        try giveBack(fleet)
    }

    /// Goods go back, from the clinic to the realm.
    private func giveBack(_ fleet: Fleet) throws {
        let back = try fleet.say(
            "Ben", "transfer", "TARP=5", "--from", "Clinic", "--to", "North")
        let returned = try #require(back["code"], "\(back.output)")
        try fleet.wait("it is approved") {
            try fleet.say("Ada", "approve", returned)["state"] == "approved"
        }
        var way: String?
        try fleet.wait("Eve sends it") {
            way = try fleet.say("Eve", "dispatch", returned)["waybill"]
            return way != nil
        }
        #expect(try fleet.stock("Eve", "TARP", at: "Clinic") == "40")
        try fleet.wait("Ben signs for it") {
            try fleet.say("Ben", "receive", try #require(way)).code == 0
        }
        #expect(try fleet.stock("Ben", "TARP", at: "North") == "65")
    }

    @Test("CUT-1, READ-3: who is expelled is told so, writes no more, and comes back as it was")
    func expelled() throws {
        let fleet = try settled()
        // Both laptops of the agency are off and on again in between.
        for name in ["Rosa", "Eve"] {
            fleet.kill(name)
            try fleet.start(name)
        }
        try fleet.wait("Eve goes on") {
            try fleet.say("Eve", "intake", "TARP", "1", "--at", "Clinic").code == 0
        }
        try fleet.wait("Ada carries it") {
            try fleet.root("Ada") == fleet.root("Eve")
        }
        #expect(try fleet.say("Ada", "revoke", Self.agency).code == 7)
        #expect(try fleet.say("Ada", "revoke", Self.agency, "--yes")["state"] == "expelled")
        for name in ["Eve", "Rosa"] {
            // What is entered before it is heard of would be back with the agency.
            try fleet.wait("\(name) is told") {
                let answer = try fleet.say(name, "stock")
                return answer.code == 3 && answer.output.contains("has expelled")
            }
            let entered = try fleet.say(name, "intake", "TARP", "1000", "--at", "Clinic")
            #expect(entered.code == 3 && entered.output.contains("has expelled"))
            #expect(try state(fleet, name) == "expelled")
        }
        #expect(try fleet.say("Rosa", "invite", "--role", "agency-user").code == 3)
        #expect(
            try fleet.say("Ada", "hub", "add", "Ward", "--agency", Self.agency).code == 3)
        let again = try fleet.say("Ada", "agency", "expel", Self.agency, "--yes")
        #expect(again.code == 3 && again.output.contains("expelled"))
        try fleet.wait("Ben hears of it") { try state(fleet, "Ben") == "expelled" }
        for name in ["Ada", "Ben", "Rosa", "Eve"] {
            fleet.kill(name)
            try fleet.start(name)
        }
        // By one admin it waits; by the root it is back, with all that was entered before.
        let one = try fleet.say("Ada", "agency", "admit", Self.agency, "--yes")
        #expect(one["state"] == "expelled" && one.output.contains("\"waits\":true"))
        #expect(try admit(fleet, Self.agency)["state"] == "let in")
        try fleet.wait("Eve goes on") {
            try fleet.say("Eve", "intake", "TARP", "2", "--at", "Clinic").code == 0
        }
        #expect(try fleet.stock("Eve", "TARP", at: "Clinic") == "10")
        try fleet.wait("Rosa sees it") { try fleet.stock("Rosa", "TARP", at: "Clinic") == "10" }
    }
}

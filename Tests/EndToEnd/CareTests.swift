import Foundation
import Testing

/// What a person asks of a laptop beside the day's work, by commands.
@Suite("Looking after laptops", .serialized) struct CareTests {
    /// Ada's realm with a hub and an item, and Ben's laptop in it.
    private func realm() throws -> Fleet {
        let fleet = try Fleet()
        try fleet.found("Ada")
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        #expect(try fleet.say("Ada", "hub", "add", "Camp").code == 0)
        #expect(try fleet.say("Ada", "item", "add", "TARP", "Tarpaulin").code == 0)
        try fleet.join("Ben", by: "Ada", as: "main-hub-user", at: "North")
        try fleet.wait("Ben knows the catalogue") {
            try fleet.say("Ben", "intake", "TARP", "1", "--at", "North").code == 0
        }
        return fleet
    }

    @Test("P12, P7: a backup is made while somebody writes, put back, and nothing counts twice")
    func backup() throws {
        let fleet = try realm()
        let writing = Writer(fleet, "Ben")
        writing.start()
        let copy = fleet.folder + "/copy"
        let made = try fleet.say("Ben", "backup", copy)
        #expect(made.code == 0, "\(made.output)")
        #expect(try fleet.say("Ben", "backup", copy).code == 3)
        writing.stop()
        let sum = "\(1 + writing.confirmed)"
        try fleet.wait("Ada has all") { try fleet.stock("Ada", "TARP", at: "North") == sum }
        // The laptop is gone; another is put up from the copy, which is older than what was sent.
        fleet.kill("Ben")
        try FileManager.default.removeItem(atPath: fleet.data("Ben"))
        let back = try fleet.run(["restore", copy, "--data", fleet.data("Ben"), "--json"])
        #expect(back.code == 0, "\(back.output)")
        #expect(try fleet.run(["restore", copy, "--data", fleet.data("Ben")]).code == 3)
        try fleet.start("Ben")
        #expect(try fleet.say("Ben", "intake", "TARP", "1000", "--at", "North").code == 0)
        for name in ["Ada", "Ben"] {
            try fleet.wait("\(name) has all of both lives") {
                try fleet.stock(name, "TARP", at: "North") == "\(1 + writing.confirmed + 1_000)"
            }
            // No number was used twice, so that nobody sees a fork.
            let issues = try fleet.say(name, "issues").rows.compactMap { $0["sort"] as? String }
            #expect(!issues.contains { $0.contains("fork") }, "\(issues)")
        }
        #expect(try fleet.say("Ben", "verify").code == 0)
    }

    @Test("P12: what is no backup, or a damaged one, is refused, and nothing is left behind")
    func noBackup() throws {
        let fleet = try realm()
        let copy = fleet.folder + "/copy"
        #expect(try fleet.say("Ben", "backup", copy).code == 0)
        let target = fleet.data("Zoe")
        let none = try fleet.run(["restore", fleet.folder, "--data", target])
        #expect(none.code == 5 && none.errors.contains("is no backup"))
        let log = copy + "/log.db"
        let whole = try Data(contentsOf: URL(filePath: log))
        // Some page of it is not what it was.
        var torn = whole
        for place in stride(from: 8_192, to: torn.count, by: 4_096) { torn[place] ^= 0xFF }
        try torn.write(to: URL(filePath: log))
        let damaged = try fleet.run(["restore", copy, "--data", target])
        #expect(damaged.code == 6, "\(damaged.errors)")
        #expect(!FileManager.default.fileExists(atPath: target + "/device.key"))
        try whole.write(to: URL(filePath: log))
        #expect(try fleet.run(["restore", copy, "--data", target]).code == 0)
        // Where there is no room for it, or no right.
        let nowhere = try fleet.say("Ben", "backup", "/proc/nowhere/copy")
        #expect(nowhere.code == 6 && nowhere.output.contains("/proc/nowhere"))
    }

    @Test("P9: verify looks at all of it, and says the same as another laptop of the same scopes")
    func verify() throws {
        let fleet = try realm()
        try fleet.join("Carl", by: "Ada", as: "main-hub-user", at: "North")
        for number in 1...5 {
            #expect(try fleet.say("Ben", "intake", "TARP", "\(number)", "--at", "North").code == 0)
        }
        try fleet.wait("Carl has all") { try fleet.stock("Carl", "TARP", at: "North") == "16" }
        func digests(_ name: String) throws -> [String: String] {
            let answer = try fleet.say(name, "verify")
            #expect(answer.code == 0, "\(answer.output)")
            let json = try #require(answer.json as? [String: Any])
            #expect(json["holds"] as? Bool == true && json["faults"] as? Int == 0)
            let scopes = try #require(json["scopes"] as? [[String: Any]])
            return Dictionary(
                scopes.map { ("\($0["scope"] ?? "")", "\($0["digest"] ?? "")") },
                uniquingKeysWith: { $1 })
        }
        try fleet.wait("both read the same scopes") {
            let (ben, carl) = (try digests("Ben"), try digests("Carl"))
            return ben.count >= 2 && ben == carl
        }
        // With no node running, and with nobody's passphrase right.
        try fleet.stop("Carl")
        let alone = try fleet.say("Carl", "verify", typing: "\(Fleet.passphrase)\n")
        #expect(alone.code == 0)
        #expect(try fleet.say("Carl", "verify", typing: "another one\n").code == 4)
    }

    @Test("P9, C10: a timeline says who did what, and why says what became of each write")
    func past() throws {
        let fleet = try realm()
        let entered = try fleet.say("Ben", "intake", "TARP", "7", "--at", "North")
        let entry = try #require(entered["entry"])
        try fleet.wait("Ada has it") { try fleet.stock("Ada", "TARP", at: "North") == "8" }
        let own = try fleet.say("Ada", "timeline", entry).rows
        #expect(own.count == 1 && own.first?["kind"] as? String == "movement")
        #expect((own.first?["new"] as? String)?.contains("amount=7") == true)
        #expect(own.first?["signature"] == nil)
        let signed = try fleet.say("Ada", "timeline", entry, "--signatures").rows
        #expect((signed.first?["signature"] as? String)?.count == 128)
        // Two who write the same field: the later is shown, the earlier replaced.
        let table = fleet.folder + "/items.csv"
        try Data("code,name:en\nTARP,Tarpaulin blue\n".utf8).write(to: URL(filePath: table))
        #expect(try fleet.say("Ada", "fill", "item", table).code == 0)
        let why = try fleet.say("Ada", "why", "TARP", "--field", "name").rows
        #expect(why.count == 2)
        #expect((why.first?["part"] as? String)?.hasPrefix("replaced by") == true)
        #expect(why.last?["part"] as? String == "shown")
        #expect((why.last?["value"] as? String)?.contains("Tarpaulin blue") == true)
        #expect(try fleet.say("Ada", "timeline", "TARP").rows.count == 4)
        #expect(try fleet.say("Ada", "timeline", "--limit", "3").rows.count == 3)
        // What is not there, and what makes no sense.
        #expect(try fleet.say("Ada", "timeline", "NOTHING").code == 5)
        #expect(try fleet.say("Ada", "why", "TARP", "--field", "colour").code == 2)
        #expect(try fleet.say("Ada", "why", "NOTHING").code == 5)
        #expect(try fleet.say("Ada", "diff", "nobody at all").code == 5)
    }

    @Test("P4: the doctor says what is wrong, with the cause and the cure, and code 6 while it is")
    func doctor() throws {
        let fleet = try Fleet()
        func symptoms(_ name: String) throws -> (code: Int32, bad: [String]) {
            let answer = try fleet.say(name, "doctor")
            for row in answer.rows where row["level"] as? String != "good" {
                let said = "\(row["cause"] ?? "")".count + "\(row["cure"] ?? "")".count
                #expect(said > 20 || "\(row["what"] ?? "")".contains("nobody is heard"))
            }
            return (
                answer.code,
                answer.rows.filter { $0["level"] as? String == "bad" }.map { "\($0["what"] ?? "")" }
            )
        }
        let nobody = try symptoms("nobody")
        #expect(nobody.code == 6 && nobody.bad.contains { $0.contains("belongs to no realm") })
        try fleet.found("Ada")
        try fleet.stop("Ada")
        #expect(try symptoms("Ada").bad.contains { $0.contains("No node runs") })
        try fleet.start("Ada", "--peer", "127.0.0.1:9", "--peer", "no-such-name.invalid:11787")
        let alone = try symptoms("Ada")
        #expect(alone.code == 6)
        for what in ["Nobody is heard", "127.0.0.1:9 takes no sessions", "Nothing is known of no-"]
        {
            #expect(alone.bad.contains { $0.contains(what) }, "\(what): \(alone.bad)")
        }
        try fleet.stop("Ada")
        try fleet.start("Ada")
        try fleet.join("Ben", by: "Ada", as: "auditor")
        try fleet.wait("both are well") {
            let (ada, ben) = (try symptoms("Ada"), try symptoms("Ben"))
            return ada.code == 0 && ada.bad.isEmpty && ben.code == 0
        }
    }

    @Test("Sheets go out, come in, and say of each row what is wrong with it")
    func sheets() throws {
        let fleet = try realm()
        let (file, out) = (fleet.folder + "/items.csv", fleet.folder + "/out.csv")
        let rows = (1...300).map { "IT-\($0),\"Item, number \($0)\",piece\n" }
        try Data(("code,name:en,unit\n" + rows.joined() + ",none,piece\n").utf8).write(
            to: URL(filePath: file))
        func figures(_ words: String...) throws -> [Int] {
            let answer = try fleet.run(["fill"] + words + ["--data", fleet.data("Ada"), "--json"])
            #expect(answer.code == 0, "\(answer.output)\(answer.errors)")
            let json = answer.json as? [String: Any] ?? [:]
            return ["new", "changed", "same", "refused"].compactMap { json[$0] as? Int }
        }
        #expect(try figures("item", file, "--dry-run") == [300, 0, 0, 1])
        #expect(try fleet.say("Ada", "item", "list").rows.count == 1)
        #expect(try figures("item", file) == [300, 0, 0, 1])
        #expect(try figures("item", file) == [0, 0, 300, 1])
        #expect(try fleet.say("Ada", "item", "list").rows.count == 301)
        let errors = try String(contentsOfFile: file + ".errors.csv", encoding: .utf8)
        #expect(errors.contains("none") && errors.contains("code:"))
        // Movements twice from the same file are there once.
        let moves = fleet.folder + "/moves.csv"
        try Data(
            "sort,item,amount,condition,on\nintake,IT-7,12.5,usable,2026-01-02T10:00:00Z\n".utf8
        ).write(
            to: URL(filePath: moves))
        #expect(try figures("movement", moves, "--at", "North") == [1, 0, 0, 0])
        #expect(try figures("movement", moves, "--at", "North")[0] == 0)
        #expect(try fleet.stock("Ada", "IT-7", at: "North") == "12.5")
        // What goes out comes in again, as the same.
        #expect(try fleet.say("Ada", "sheet", "item", "--file", out).code == 0)
        #expect(try figures("item", out) == [0, 0, 301, 0])
        for sheet in ["stock", "movements", "orders", "needs", "timeline", "hub-profile"] {
            let answer = try fleet.say("Ada", "sheet", sheet)
            #expect(answer.code == 0 && answer.json is [Any], "\(sheet)")
        }
        #expect(try fleet.say("Ada", "sheet", "nonsense").code == 5)
        #expect(try fleet.say("Ada", "fill", "item", fleet.folder + "/none.csv").code == 5)
        #expect(try fleet.say("Ada", "sheet", "stock", "--file", "/proc/none/x").code == 6)
    }

    @Test("A grant of rank waits for a second who endorses it, or for a root's key")
    func ranks() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        try fleet.join("Cleo", by: "Ada", as: "auditor")
        func roles(_ name: String) throws -> String {
            try fleet.say("Ada", "person", "list").rows
                .first { $0["name"] as? String == name }?["roles"] as? String ?? ""
        }
        let waits = try fleet.say("Ada", "grant", "Cleo", "logistics-manager")
        #expect(waits.code == 0 && (waits.json as? [String: Any])?["waits"] as? Bool == true)
        #expect(try !roles("Cleo").contains("manager"))
        let pending = try fleet.say("Ada", "waiting").rows
        let act = try #require(pending.first?["act"] as? String)
        #expect(pending.count == 1 && pending.first?["by"] as? String == "Ada")
        // An auditor has no say, and whom Ada let in comes no higher than she.
        try fleet.wait("Cleo hears of it") {
            try fleet.say("Cleo", "waiting").rows.count == 1
        }
        #expect(try fleet.say("Cleo", "endorse", act).code == 3)
        func decree(_ words: String..., typing: String) throws -> Fleet.Answer {
            let root = fleet.data("Ada") + "/root.key"
            let more = ["--root", root, "--data", fleet.data("Ada"), "--json"]
            return try fleet.run(words + more, typing: typing + "\n")
        }
        #expect(try decree("grant", "Cleo", "admin", typing: "not the root's own").code == 4)
        let useless = try decree("grant", "Cleo", "admin", typing: Fleet.rootPassphrase)
        #expect(useless.code == 0 && useless["note"]?.contains("Invite them anew") == true)
        // A root lets somebody in who is an admin, too.
        try fleet.join("Ben", by: "Ada", as: "admin", isRoots: true)
        try fleet.wait("Ben endorses it") {
            try fleet.say("Ben", "endorse", String(act.prefix(8))).code == 0
        }
        try fleet.wait("it has effect") { try roles("Cleo").contains("logistics-manager") }
        #expect(try fleet.say("Ada", "waiting").rows.isEmpty)
        #expect(try fleet.say("Ada", "endorse", "zz").code == 5)
        // With the key of a root nobody has to be asked.
        try fleet.join("Dora", by: "Ada", as: "auditor")
        let at = try decree("grant", "Dora", "logistics-manager", typing: Fleet.rootPassphrase)
        #expect(at.code == 0 && at["note"] == nil, "\(at.output)")
        #expect(try roles("Dora").contains("logistics-manager"))
        let none = try fleet.run(
            [
                "grant", "Ben", "clerk", "--root", fleet.folder + "/no.key", "--data",
                fleet.data("Ada"),
            ],
            typing: "\(Fleet.rootPassphrase)\n")
        #expect(none.code == 5 && none.errors.contains("no.key"))
    }

    @Test("Who does not plan asks for a transfer; an order answers it, and it waits for approval")
    func transfer() throws {
        let fleet = try realm()
        let asked = try fleet.say("Ben", "transfer", "TARP=1", "--from", "Camp", "--to", "North")
        let code = try #require(asked["code"], "\(asked.output)")
        #expect(code.hasPrefix("TR-") && asked["state"] == "asked for")
        try fleet.wait("Ada hears of it") {
            try fleet.say("Ada", "needs", "list").rows.contains { $0["code"] as? String == code }
        }
        let planned = try fleet.say(
            "Ada", "order", "TARP=1", "--from", "Camp", "--to", "North", "--for", code)
        #expect(planned.code == 0, "\(planned.output)")
        let other = try fleet.say("Ada", "transfer", "TARP=1", "--from", "North", "--to", "Camp")
        #expect(other["code"]?.hasPrefix("OR-") == true && other["state"] == "awaiting approval")
        #expect(
            try fleet.say("Ada", "transfer", "TARP=x", "--from", "North", "--to", "Camp").code == 2)
        #expect(
            try fleet.say(
                "Ada", "order", "TARP=1", "--from", "North", "--to", "Camp", "--for", "TR-NONE"
            ).code == 5)
    }
}

/// Somebody who goes on entering one piece at a time.
private final class Writer: @unchecked Sendable {
    private let fleet: Fleet
    private let name: String
    private let lock = NSLock()
    private var isOver = false
    private var count = 0
    private let done = DispatchSemaphore(value: 0)

    init(_ fleet: Fleet, _ name: String) { (self.fleet, self.name) = (fleet, name) }

    var confirmed: Int { lock.withLock { count } }

    func start() {
        Thread { [self] in
            while !lock.withLock({ isOver }) {
                let answer = try? fleet.say(name, "intake", "TARP", "1", "--at", "North")
                if answer?.code == 0 { lock.withLock { count += 1 } }
            }
            done.signal()
        }.start()
        while confirmed < 3 { Thread.sleep(forTimeInterval: 0.01) }
    }

    func stop() {
        Thread.sleep(forTimeInterval: 0.3)
        lock.withLock { isOver = true }
        done.wait()
    }
}

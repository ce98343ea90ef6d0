import Foundation
import Testing

/// One laptop too many.
extension BoxTests {
    /// A laptop's folder on another laptop, as somebody copies it who wants a spare one.
    private func copy(_ name: String, as other: String, _ fleet: Fleet) throws {
        try? FileManager.default.removeItem(atPath: fleet.data(other))
        try Box.shell("cp -a '\(fleet.data(name))' '\(fleet.data(other))'")
        try? FileManager.default.removeItem(atPath: fleet.data(other) + "/control")
    }

    /// How many forks somebody is told of.
    private func forks(_ name: String, _ fleet: Fleet) throws -> Int {
        try fleet.say(name, "issues").rows.count { $0["sort"] as? String == "forked" }
    }

    @Test("P7, STORE-4: the copy of a laptop's folder is noticed, and both can go on")
    func copied() throws {
        try Camp.inBox { camp, box in
            let fleet = camp.fleet
            for name in ["Ada", "Ben", "Twin"] { try box.plug(name) }
            for name in ["Ada", "Ben"] { try fleet.start(name) }
            try camp.intake("Ben")
            try camp.agree(["Ada", "Ben"])
            try fleet.stop("Ben")
            try copy("Ben", as: "Twin", fleet)
            for name in ["Ben", "Twin"] { try fleet.start(name) }
            // Both enter something, before and after they have heard of each other.
            for name in ["Ben", "Twin", "Ben", "Twin"] { try camp.intake(name, 3) }
            try camp.agree(["Ada", "Ben"])
            try fleet.wait("Twin has it too") { try !camp.lacks("Twin") }
            let issues = try fleet.say("Ada", "issues").output
            #expect(!issues.contains("fork"), "\(issues)")
        }
    }

    @Test("P7, STORE-5: two laptops from one image, that did not know of each other, are found out")
    func cloned() throws {
        try Camp.inBox { camp, box in
            let fleet = camp.fleet
            for name in ["Ada", "Fay"] { try box.plug(name, into: "one") }
            for name in ["Ben", "Twin"] { try box.plug(name, into: "two") }
            // What joins the rooms later on, and is unplugged so far.
            try box.plug("Ada", into: "two")
            try box.set("Ada", 1, isPlugged: false)
            try fleet.start("Ada")
            try fleet.join("Fay", by: "Ada", as: "main-hub-user", at: "North")
            fleet.kill("Fay")
            // Before anything was written there is nothing to tell the copy by.
            try copy("Fay", as: "Twin", fleet)
            try? FileManager.default.removeItem(atPath: fleet.data("Twin") + "/guard")
            try box.set("Ada", 1, isPlugged: true)
            try fleet.start("Ben")
            try camp.agree(["Ada", "Ben"])
            try box.set("Ada", 1, isPlugged: false)
            for name in ["Fay", "Twin"] { try fleet.start(name) }
            for name in ["Fay", "Twin"] {
                try fleet.wait("\(name) may write") {
                    try camp.tryIntake(name, 10).code == 0
                }
            }
            try fleet.wait("Ben has what Twin wrote") {
                try fleet.root("Ben") == fleet.root("Twin")
            }
            try box.set("Ada", 1, isPlugged: true)
            let all = ["Ada", "Ben", "Fay", "Twin"]
            try fleet.wait("all hold the same") {
                Set(try all.map { try fleet.root($0) }).count == 1
            }
            // Nothing is lost, and all are told of it, the two themselves as well.
            for name in all {
                try fleet.wait("\(name) has it") { try !camp.lacks(name) }
                try fleet.wait("\(name) is told") { try forks(name, fleet) == 1 }
            }
            // Each goes on in a feed of its own.
            for name in ["Fay", "Twin", "Fay", "Twin"] { try camp.intake(name) }
            try camp.agree(["Ada", "Ben"])
            for name in all {
                try fleet.wait("\(name) has it") { try !camp.lacks(name) }
                #expect(try forks(name, fleet) == 1)
            }
        }
    }
}

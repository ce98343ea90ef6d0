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
            #expect(try fleet.stock("Twin", "TARP", at: "North") == "\(camp.total)")
            let issues = try fleet.say("Ada", "issues").output
            #expect(!issues.contains("fork"), "\(issues)")
        }
    }
}

import Foundation
import Simulation
import Testing

/// What goes wrong with laptops and people.
extension BoxTests {
    @Test("D6, O9: laptops are killed at random while people write: what was confirmed is there")
    func killed() throws {
        try Camp.onLAN(["Ada", "Ben", "Olga"]) { camp, box in
            let names = ["Ada", "Ben", "Olga"]
            var random = SeededRandom(seed: 9)
            var running = Set(names)
            for _ in 0..<24 {
                let name = names[random.below(3)]
                if running.contains(name), random.chance(60) || running.count < 2 {
                    if name == "Olga" { continue }
                    try camp.intake(name, 1 + random.below(9))
                } else if running.contains(name) {
                    camp.fleet.kill(name)
                    running.remove(name)
                } else {
                    try camp.fleet.start(name)
                    running.insert(name)
                }
            }
            for name in names where !running.contains(name) { try camp.fleet.start(name) }
            try camp.agree(names)
        }
    }

    @Test("STORE-2: a disk is full: it is said, nothing is lost, and it goes on when there is room")
    func fullDisk() throws {
        try Camp.inBox { camp, box in
            let fleet = camp.fleet
            for name in ["Ada", "Gil"] { try box.plug(name) }
            let folder = fleet.data("Gil")
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try Box.shell("mount -t tmpfs -o size=8m none '\(folder)'")
            defer { _ = try? Box.shell("umount -l '\(folder)'") }
            try fleet.start("Ada")
            try fleet.join("Gil", by: "Ada", as: "main-hub-user", at: "North")
            try fleet.wait("Gil knows the catalogue") {
                try camp.tryIntake("Gil").code == 0
            }
            try camp.agree(["Ada", "Gil"])
            // Somebody's film takes all the room that is left.
            try? Data(count: 7 << 20).write(to: URL(filePath: folder + "/film"))
            try Box.shell("head -c 9m /dev/zero >> '\(folder)/film' 2>/dev/null || true")
            var refusal: Fleet.Answer?
            for _ in 0..<400 where refusal == nil {
                let answer = try camp.tryIntake("Gil")
                if answer.code != 0 { refusal = answer }
            }
            let said = try #require(refusal)
            #expect(said.code == 6 && said.output.contains("no room left"), "\(said)")
            // What was let go of is room again, until that is taken too.
            _ = try? Box.shell("head -c 9m /dev/zero > '\(folder)/rest' 2>/dev/null || true")
            try fleet.wait("Gil's laptop says so") {
                try fleet.say("Gil", "status")["failure"]?.contains("no room left") == true
            }
            // The others go on.
            try camp.intake("Ada", 5)
            for file in ["film", "rest"] {
                try FileManager.default.removeItem(atPath: folder + "/" + file)
            }
            try camp.agree(["Ada", "Gil"])
            try camp.intake("Gil")
            try camp.agree(["Ada", "Gil"])
            fleet.kill("Gil")
            try fleet.start("Gil")
            try camp.agree(["Ada", "Gil"])
        }
    }

    @Test("CUT-3, MEET-1: somebody is let go of while their laptop is in the middle of writing")
    func revoked() throws {
        try Camp.inBox { camp, box in
            let fleet = camp.fleet
            for name in ["Ada", "Ben", "Eve"] { try box.plug(name) }
            for name in ["Ada", "Ben"] { try fleet.start(name) }
            try fleet.join("Eve", by: "Ada", as: "main-hub-user", at: "North")
            try fleet.wait("Eve knows the catalogue") {
                try camp.tryIntake("Eve").code == 0
            }
            try camp.agree(["Ada", "Ben", "Eve"])
            // Eve goes on writing while Ada lets go of her.
            let writing = Writer(fleet, "Eve")
            Thread.sleep(forTimeInterval: 0.3)
            #expect(try fleet.say("Ada", "revoke", "Eve", "--yes").code == 0)
            let refused = writing.finish()
            #expect(refused.code == 3, "\(refused.output)\(refused.errors)")
            // What counts is the same to all, and a part of what she wrote.
            try fleet.wait("Ada and Ben say the same") {
                let stock = try fleet.stock("Ada", "TARP", at: "North")
                return try stock == fleet.stock("Ben", "TARP", at: "North")
            }
            let counted = Int(try fleet.stock("Ada", "TARP", at: "North") ?? "") ?? 0
            #expect(counted >= camp.total && counted <= camp.total + writing.confirmed)
            camp.takes(camp.total - counted)
            try camp.intake("Ben", 100_000)
            try camp.agree(["Ada", "Ben"])
            // She is told nothing of what is new.
            Thread.sleep(forTimeInterval: 1)
            #expect(try camp.lacks("Eve"))
        }
    }
}

/// Somebody who enters one thing after the other until it is refused.
private final class Writer: @unchecked Sendable {
    // Unchecked: what it found is read after it has ended.
    private(set) var confirmed = 0
    private var last: Fleet.Answer?
    private let done = DispatchSemaphore(value: 0)

    init(_ fleet: Fleet, _ name: String) {
        nonisolated(unsafe) let fleet = fleet
        let thread = Thread { [self] in
            let end = ContinuousClock.now + .seconds(60)
            while ContinuousClock.now < end {
                last = try? fleet.say(name, "intake", "TARP", "1", "--at", "North")
                if last?.code != 0 { break }
                confirmed += 1
            }
            done.signal()
        }
        thread.start()
    }

    func finish() -> Fleet.Answer {
        _ = done.wait(timeout: .now() + 90)
        return last ?? Fleet.Answer(code: -1, output: "", errors: "nothing was said")
    }
}

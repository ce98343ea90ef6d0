import Foundation
import Testing

/// Several LANs, and what is between them.
extension BoxTests {
    @Test("D15, O9: HQ is behind a router and a relay; its line is cut, and a manager decides")
    func headquarters() throws {
        try Camp.inBox { camp, box in
            for name in ["Ada", "Ben", "Olga"] { try box.plug(name, into: "field") }
            for name in ["Hana", "relay"] { try box.plug(name, into: "hq") }
            try box.router(["field", "hq"])
            let fleet = camp.fleet
            let place = try fleet.relay("relay", of: "Ada", port: 11_787, in: box)
            // One laptop of the LAN knows the relay, and HQ does.
            for name in ["Ada", "Hana"] { try fleet.start(name, "--peer", place) }
            for name in ["Ben", "Olga"] { try fleet.start(name) }
            try camp.intake("Ben", 50)
            try camp.agree(["Ada", "Ben", "Olga", "Hana"])
            // HQ is unplugged. On the LAN it is planned, approved and carried out.
            try box.set("Hana", isPlugged: false)
            let planned = try camp.demand(
                fleet.say("Olga", "order", "TARP=5", "--from", "North", "--to", "Camp"))
            let order = try #require(planned["code"])
            for name in ["Ada", "Ben"] {
                try fleet.wait("\(name) sees the order") {
                    try fleet.say(name, "order", "list").rows.contains {
                        $0["code"] as? String == order
                    }
                }
            }
            #expect(try fleet.say("Ben", "dispatch", order).code == 3)
            try camp.demand(fleet.say("Ada", "approve", order))
            try fleet.wait("Ben may dispatch") {
                try fleet.say("Ben", "dispatch", order).code == 0
            }
            camp.takes(5)
            try camp.agree(["Ada", "Ben", "Olga"])
            #expect(try camp.lacks("Hana"))
            // The relay dies meanwhile, and is started again; then HQ's line is mended.
            fleet.kill("relay")
            try camp.intake("Ben", 3)
            _ = try fleet.relay("relay", of: "Ada", port: 11_787, in: box)
            try box.set("Hana", isPlugged: true)
            let time = try camp.agree(["Ada", "Ben", "Olga", "Hana"])
            print("HQ has it after \(time) s")
        }
    }

    @Test("O9: two LANs that nothing joins, and a laptop that is carried from one to the other")
    func carried() throws {
        try Camp.inBox { camp, box in
            try box.plug("Ada", into: "north")
            try box.plug("Ben", into: "south")
            try box.plug("Cleo", into: "north")
            try box.plug("Cleo", into: "south")
            try box.set("Cleo", 1, isPlugged: false)
            for name in ["Ada", "Ben", "Cleo"] { try camp.fleet.start(name) }
            try camp.intake("Ada", 7)
            try camp.fleet.wait("Cleo has it") {
                try camp.fleet.root("Ada") == camp.fleet.root("Cleo")
            }
            #expect(try camp.lacks("Ben"))
            try box.set("Cleo", 0, isPlugged: false)
            try box.set("Cleo", 1, isPlugged: true)
            let time = try camp.agree(["Ben", "Cleo"])
            print("carried: the same after \(time) s")
        }
    }

    @Test("N9: after a while of silence a cable that is plugged in again is noticed at once")
    func noticed() throws {
        try Camp.onLAN(["Ada", "Ben"]) { camp, box in
            try camp.intake("Ben")
            try camp.agree(["Ada", "Ben"])
            try camp.intake("Ben")
            let usual = try camp.agree(["Ada", "Ben"])
            var (time, tries) = (Double.infinity, 0)
            // A packet that is lost just then costs some seconds, which happens to few.
            while time >= 4 + 10 * usual, tries < 2 {
                try box.set("Ben", isPlugged: false)
                try camp.intake("Ada", 2)
                try camp.intake("Ben", 3)
                // Beacons are far apart by now.
                Thread.sleep(forTimeInterval: 14)
                try box.set("Ben", isPlugged: true)
                time = try camp.agree(["Ada", "Ben"])
                tries += 1
                print("noticed after \(time) s, of which asking takes \(usual)")
            }
            #expect(time < 4 + 10 * usual)
        }
    }
}

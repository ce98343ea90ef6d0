import Foundation
import Testing

/// Laptops as they ship, each with a network of its own, on switches, behind routers, on bad lines:
/// nothing is configured unless a test says so.
@Suite(
    "A LAN in a box", .serialized,
    .enabled(if: Box.isPossible, "needs root and network namespaces"),
    .camp)
struct BoxTests {}

/// How they find each other.
extension BoxTests {
    @Test("P4, D21, N9, P2: found with nothing configured, over two interfaces too")
    func meet() throws {
        try Camp.inBox { camp, box in
            for name in ["Ada", "Ben", "Cleo"] { try box.plug(name) }
            // Cleo's laptop is in both rooms; Hana hears nobody else.
            for name in ["Cleo", "Hana"] { try box.plug(name, into: "camp") }
            for name in ["Ada", "Ben"] { try camp.fleet.start(name) }
            try camp.intake("Ben")
            try camp.intake("Ada", 2)
            try camp.agree(["Ada", "Ben"])
            // Somebody appears, and is given what there is; then what comes.
            for name in ["Cleo", "Hana"] { try camp.fleet.start(name) }
            try camp.agree(["Ada", "Ben", "Cleo", "Hana"])
            try camp.intake("Ben", 3)
            try camp.agree(["Ada", "Ben", "Cleo", "Hana"])
            // What passes through Cleo's laptop she does not read.
            try camp.demand(camp.fleet.say("Ben", "intake", "RICE", "6", "--at", "North"))
            try camp.agree(["Ada", "Ben", "Cleo", "Hana"])
            try camp.fleet.wait("Hana reads it") {
                try camp.fleet.stock("Hana", "RICE", at: "North") == "6"
            }
            #expect(try camp.fleet.stock("Cleo", "RICE", at: "North") == nil)
            // Somebody who was off catches up on launch.
            camp.fleet.kill("Ben")
            try camp.intake("Ada", 4)
            try camp.fleet.start("Ben")
            try camp.agree(["Ada", "Ben", "Cleo", "Hana"])
        }
    }

    @Test("O9: a cable is pulled, both sides go on, and it is plugged in again")
    func partition() throws {
        try Camp.onLAN(["Ada", "Ben", "Olga"]) { camp, box in
            try camp.intake("Ben")
            try camp.agree(["Ada", "Ben", "Olga"])
            try box.set("Ben", isPlugged: false)
            for amount in 1...3 { try camp.intake("Ada", amount) }
            try camp.agree(["Ada", "Olga"].filter { $0 != "Ben" })
            for amount in 4...6 { try camp.intake("Ben", amount) }
            #expect(try camp.lacks("Ada") && camp.lacks("Ben"))
            try box.set("Ben", isPlugged: true)
            let time = try camp.agree(["Ada", "Ben", "Olga"])
            print("healed after \(time) s")
        }
    }

    @Test("Of all packets to everybody, a tenth or a third is lost", arguments: [10, 30])
    func loss(share: Int) throws {
        try Camp.inBox { camp, box in
            let names = ["Ada", "Ben", "Cleo", "Olga"]
            for name in names {
                try box.plug(name)
                try box.lose(share, at: name)
            }
            for name in names { try camp.fleet.start(name) }
            for round in 1...5 {
                try camp.intake("Ada", round)
                try camp.intake("Ben", round)
            }
            let time = try camp.agree(names)
            print("loss of \(share) %: the same after \(time) s")
        }
    }

    @Test("RUNG-1, P4: where groups are blocked, broadcasts do")
    func broadcast() throws {
        try Camp.inBox { camp, box in
            let names = ["Ada", "Ben", "Olga"]
            for name in names {
                try box.plug(name)
                try box.block(.multicast, at: name)
            }
            for name in names { try camp.fleet.start(name) }
            try camp.intake("Ben")
            try camp.agree(names)
            for name in names { try camp.hears(name, ["broadcast"]) }
        }
    }

    @Test("P4: where nobody is heard, laptops that were told of one another meet")
    func manual() throws {
        try Camp.inBox { camp, box in
            let names = ["Ada", "Ben", "Olga"]
            for name in names {
                try box.plug(name)
                try box.block(.multicast, at: name)
                try box.block(.broadcast, at: name)
            }
            try camp.fleet.start("Ada")
            let place = try box.address("Ada")
            for name in ["Ben", "Olga"] { try camp.fleet.start(name, "--peer", place) }
            try camp.intake("Ben")
            try camp.agree(names)
            // Ben and Olga know nothing of each other, and hear of each other by Ada.
            try camp.intake("Olga", 2)
            try camp.agree(names)
            #expect(try camp.fleet.waysHeard("Ben").isEmpty)
        }
    }

    @Test("P4: an access point isolates all laptops; a relay on a cable joins them")
    func isolated() throws {
        try Camp.inBox { camp, box in
            try box.plug("relay")
            for name in ["Ada", "Ben"] {
                try box.plug(name)
                try box.isolate(name)
            }
            let place = try camp.fleet.relay("relay", of: "Ada", port: 11_787, in: box)
            for name in ["Ada", "Ben"] { try camp.fleet.start(name, "--peer", place) }
            try camp.intake("Ben")
            try camp.agree(["Ada", "Ben"])
            #expect(try camp.fleet.waysHeard("Ben").isEmpty)
        }
    }

    @Test("P4: with IPv6 alone, and no addresses but those that machines give themselves")
    func onlyV6() throws {
        try Camp.inBox { camp, box in
            let names = ["Ada", "Ben", "Olga"]
            for name in names { try box.plug(name, v4: false) }
            for name in names { try camp.fleet.start(name) }
            try camp.intake("Ben")
            try camp.agree(names)
            try camp.hears("Ben", ["IPv6 multicast"])
            camp.fleet.kill("Olga")
            for amount in 1...20 { try camp.intake("Ben", amount) }
            try camp.fleet.start("Olga")
            try camp.agree(names)
        }
    }

    @Test("With IPv4 alone, as where somebody has switched the other off")
    func onlyV4() throws {
        try Camp.inBox { camp, box in
            let names = ["Ada", "Ben"]
            for name in names { try box.plug(name, v6: false) }
            for name in names { try camp.fleet.start(name) }
            try camp.intake("Ben")
            try camp.agree(names)
            // Before anybody was heard, broadcasts were tried too.
            try camp.fleet.wait("it is heard by multicast", within: 30) {
                try camp.fleet.waysHeard("Ben").subtracting(["broadcast"]) == ["IPv4 multicast"]
            }
        }
    }

    @Test("N9, LINK-1: a laptop gets another address while it runs")
    func moved() throws {
        try Camp.onLAN(["Ada", "Ben"]) { camp, box in
            try camp.intake("Ben")
            try camp.agree(["Ada", "Ben"])
            for last in [77, 78] {
                try box.move("Ben", to: "10.77.1.\(last)")
                try camp.intake("Ben", last)
                try camp.intake("Ada", last)
                let time = try camp.agree(["Ada", "Ben"])
                print("moved: the same after \(time) s")
                try camp.fleet.wait("Ben's laptop says where it is") {
                    try camp.fleet.say("Ben", "status").output.contains("10.77.1.\(last)")
                }
            }
        }
    }

    @Test("RUNG-2, P4, N9: those who met before meet again where no datagram passes any more")
    func remembered() throws {
        try Camp.onLAN(["Ada", "Ben"]) { camp, box in
            let both = ["Ada", "Ben"]
            try camp.intake("Ben")
            try camp.agree(both)
            for name in both { camp.fleet.kill(name) }
            for name in both { try box.rule(name, "meta l4proto udp drop", on: "ingress") }
            for name in both { try camp.fleet.start(name) }
            try camp.intake("Ben", 2)
            try camp.intake("Ada", 3)
            try camp.agree(both)
            let known = try both.map { try camp.fleet.say($0, "status").output }
            #expect(known.contains { $0.contains("\"remembered\":[\"") })
            // Who looks for others is told when nothing is left to say; or that nobody is there.
            let answer = try camp.fleet.say("Ben", "sync", "--within", "60")
            #expect(answer.code == 0 && answer["sharing"] == "shared", "\(answer)")
            for name in both { try box.rule(name, "meta l4proto tcp drop", on: "ingress") }
            camp.fleet.kill("Ada")
            camp.fleet.kill("Ben")
            try camp.fleet.start("Ben")
            let alone = try camp.fleet.say("Ben", "sync", "--within", "1")
            #expect(alone.code == 6 && alone.output.contains("Nobody was found"), "\(alone)")
        }
    }
}

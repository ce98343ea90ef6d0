import Foundation
import Testing

/// What can be seen on the wire, and what is put on it by others.
extension BoxTests {
    /// What somebody says for all to read, when all else is said.
    private static let last = "in the open"

    /// All that passed a laptop's cable while something was done, as bytes.
    private func recorded(
        _ name: String, in box: Box, _ camp: Camp, _ body: () throws -> Void
    ) throws -> Data {
        let file = camp.fleet.folder + "/wire-\(name)"
        let recorder = try box.tool("record", file, in: name)
        #expect(try recorder.line() == "ready")
        try body()
        let plain = try box.tool("utter", Self.last, in: "Ben")
        _ = try plain.line()
        try camp.fleet.wait("it is recorded") {
            try Data(contentsOf: URL(filePath: file)).range(of: Data(Self.last.utf8)) != nil
        }
        box.end(recorder)
        return try Data(contentsOf: URL(filePath: file))
    }

    @Test(
        "O7, P2, P14: on the wire there is nothing to be read, nor where it is carried for others")
    func sealed() throws {
        try Camp.inBox { camp, box in
            let fleet = camp.fleet
            for name in ["Ada", "Ben", "Cleo"] { try box.plug(name) }
            let words = ["Quillwort", "Marrowbane"]
            let bytes = try recorded("Ada", in: box, camp) {
                for name in ["Ada", "Ben", "Cleo"] { try fleet.start(name) }
                try camp.intake("Ben")
                try camp.agree(["Ada", "Ben", "Cleo"])
                // By datagram, as they are near; then by stream, to one who was away.
                let entered = try fleet.say(
                    "Ben", "intake", "TARP", "31", "--at", "North", "--party", words[0])
                try camp.demand(entered)
                camp.takes(-31)
                try camp.agree(["Ada", "Ben", "Cleo"])
                fleet.kill("Ada")
                try camp.demand(
                    fleet.say("Ben", "loss", "TARP", "1", "--at", "North", "--reason", words[1]))
                camp.takes(1)
                for _ in 0..<20 { try camp.intake("Ben") }
                try fleet.start("Ada")
                try camp.agree(["Ada", "Ben", "Cleo"])
            }
            // The recorder sees it all: the datagrams, and the streams.
            #expect(bytes.count > 20_000)
            let stick = fleet.folder + "/wire.stick"
            try camp.demand(fleet.say("Ben", "export", stick))
            let places = [
                ("the wire", bytes), ("a file", try Data(contentsOf: URL(filePath: stick))),
                ("Cleo's log", try log(of: "Cleo", in: fleet)),
                ("Ben's log", try log(of: "Ben", in: fleet)),
            ]
            let secrets = words + ["North", "TARP", "Item TARP", "tarpaulin", Fleet.passphrase]
            for (place, bytes) in places {
                for word in secrets {
                    #expect(bytes.range(of: Data(word.utf8)) == nil, "“\(word)” in \(place)")
                }
            }
            // The same bundles come by a file: who has it all has nothing to gain from it.
            try camp.demand(fleet.say("Ada", "import", stick))
            let read = try camp.demand(fleet.say("Ada", "import", stick))
            #expect(read.output.contains("\"new\":0,") && read.output.contains("\"refused\":0,"))
        }
    }

    @Test("P14: the same bundles come by datagrams alone, by streams alone, and by a file alone")
    func ways() throws {
        try Camp.inBox { camp, box in
            let (fleet, both) = (camp.fleet, ["Ada", "Ben"])
            for name in both { try box.plug(name) }
            try fleet.start("Ada", "--peer", try box.address("Ben"))
            try fleet.start("Ben", "--peer", try box.address("Ada"))
            try camp.intake("Ben")
            try camp.agree(both)
            for name in both { try box.rule(name, "meta l4proto udp drop", on: "ingress") }
            try camp.intake("Ben", 3)
            try camp.agree(both)
            for name in both { try box.rule(name, "meta l4proto tcp drop", on: "ingress") }
            try camp.intake("Ben", 4)
            Thread.sleep(forTimeInterval: 1)
            #expect(try camp.lacks("Ada"))
            let stick = fleet.folder + "/ways.stick"
            try camp.demand(fleet.say("Ben", "export", stick))
            let read = try camp.demand(fleet.say("Ada", "import", stick))
            // Keys may have come as well.
            let new = (read.json as? [String: Any])?["new"] as? Int
            #expect(new.map { (1...4).contains($0) } == true, "\(read.output)")
            #expect(try !camp.lacks("Ada"))
            for name in both {
                try box.heal(name)
                try box.rule(name, "meta l4proto tcp drop", on: "ingress")
            }
            try camp.intake("Ben", 2)
            try fleet.wait("Ada hears it by datagram") { try !camp.lacks("Ada") }
            try camp.agree(both)
        }
    }

    private func log(of name: String, in fleet: Fleet) throws -> Data {
        var all = Data()
        for file in ["log.db", "log.db-wal"] {
            all += (try? Data(contentsOf: URL(filePath: fleet.data(name) + "/" + file))) ?? Data()
        }
        #expect(all.count > 10_000)
        return all
    }

    @Test("GRAM-1, NEAR-1: what is no datagram of the realm is answered with nothing at all")
    func foreign() throws {
        try Camp.inBox { camp, box in
            let fleet = camp.fleet
            for name in ["Ada", "Ben", "Zoe", "mallory"] { try box.plug(name) }
            // Another realm, on the same switch.
            try fleet.found("Zoe")
            for name in ["Ada", "Ben"] { try fleet.start(name) }
            try camp.intake("Ben")
            try camp.agree(["Ada", "Ben"])
            try fleet.wait("Ada hears Ben") { try !fleet.waysHeard("Ada").isEmpty }
            let peers = try fleet.say("Zoe", "peers").rows
            #expect(peers.isEmpty)
            // Random bytes, to the node, to all, and what was once said, again.
            let recorder = fleet.folder + "/again"
            let recording = try box.tool("record", recorder, in: "mallory")
            #expect(try recording.line() == "ready")
            try camp.intake("Ada")
            try camp.agree(["Ada", "Ben"])
            try fleet.wait("it is recorded") {
                try Data(contentsOf: URL(filePath: recorder)).count > 4_000
            }
            box.end(recording)
            let (ada, mallory) = (try box.address("Ada"), try box.address("mallory"))
            try box.rule(
                "Ada", "ip daddr \(mallory) meta l4proto { udp, tcp, icmp } counter", on: "egress")
            let memory = try fleet.memory("Ada")
            for place in [ada, "10.77.1.255", "239.255.67.87"] {
                let flood = try box.tool("flood", place, "100000", "300", in: "mallory")
                #expect(try flood.line() == "ready")
                let said = try flood.line(within: 120)
                print("flood of \(place): \(said)")
                #expect(said.contains("answers 0"))
            }
            let again = try box.tool("seed", recorder, in: "mallory")
            let repeated = try again.line()
            #expect(repeated.hasPrefix("sent ") && repeated != "sent 0", "\(repeated)")
            try camp.intake("Ben")
            try camp.agree(["Ada", "Ben"])
            #expect(try box.counts("Ada") == [0])
            // The counter does count: whoever dials is answered by the system.
            _ = try box.tool("knock", ada, in: "mallory").line()
            #expect(try box.counts("Ada") != [0])
            let grown = try fleet.memory("Ada") - memory
            print("memory: \(memory) KiB and \(grown) more")
            #expect(grown < 4_096)
        }
    }
}

extension Fleet {
    /// What a laptop's node has of the machine's memory, in KiB.
    func memory(_ name: String) throws -> Int {
        let process = try #require(self.process(name))
        let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/\(process)/status"))
        let text = String(decoding: try #require(try file.readToEnd()), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return try #require(line?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    }
}

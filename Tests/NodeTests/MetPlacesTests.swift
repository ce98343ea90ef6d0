import Foundation
import Gossip
import Lattice
import Network
import Node
import Testing

/// Where others were met, from one start to the next.
@Suite("Places that are remembered") struct MetPlacesTests {
    private let folder: String
    private let now = WallTime(milliseconds: 1_800_000_000_000)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            .path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func later(_ milliseconds: Int64) -> WallTime {
        WallTime(milliseconds: Int64(now.milliseconds) + milliseconds)
    }

    private func place(_ text: String, _ port: UInt16 = 7, on link: UInt64 = 3) throws -> Endpoint {
        Endpoint(LinkID(link), try #require(HostAddress(text)).name, port: port)
    }

    @Test("RUNG-2: a place is dialled by any way, or by its interface where that is needed")
    func kinds() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var places = MetPlaces(in: folder, at: now)
        #expect(places.note(try place("10.0.0.4"), "lan", at: now))
        #expect(places.note(try place("fe80::9"), "lan", at: now))
        #expect(places.note(try place("fe80::9"), "wifi", at: now))
        // Nothing to be known by, or named by somebody anyway.
        #expect(!places.note(try place("fe80::8"), nil, at: now))
        #expect(!places.note(try place("10.0.0.5", 0), "lan", at: now))
        #expect(!places.note(try place("10.0.0.6", on: 0), nil, at: now))
        places.save()
        let again = MetPlaces(in: folder, at: now)
        #expect(again.all == places.all && again.all.count == 3)
        #expect(again.endpoints() == [try place("10.0.0.4", on: 0)])
        #expect(again.endpoints(on: LinkID(8), "wifi") == [try place("fe80::9", on: 8)])
        #expect(again.endpoints(on: LinkID(8), "other").isEmpty)
        let mode = try FileManager.default.attributesOfItem(atPath: folder + "/met.json")
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test("RUNG-2: the last sixteen are remembered, each for thirty days, noted once a day")
    func limits() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var places = MetPlaces(in: folder, at: now)
        for number in 0..<40 {
            #expect(places.note(try place("10.0.0.\(number)"), "lan", at: now))
        }
        #expect(places.all.count == MetPlaces.most && places.all.first?.host == "10.0.0.39")
        #expect(!places.note(try place("10.0.0.30"), "lan", at: later(MetPlaces.spacing - 1)))
        // One that was remembered and dialled keeps its place, by whatever way it was reached.
        #expect(places.note(try place("10.0.0.30", on: 0), nil, at: later(MetPlaces.spacing)))
        #expect(places.all.first?.host == "10.0.0.30" && places.all.count == MetPlaces.most)
        places.save()
        let last = MetPlaces(in: folder, at: later(MetPlaces.lasting + 1))
        #expect(last.all.map(\.host) == ["10.0.0.30"])
        // A clock that was wrong, years ahead, does not make a place last for ever.
        let early = MetPlaces(in: folder, at: later(-MetPlaces.lasting))
        #expect(early.all.allSatisfy { $0.time <= later(-MetPlaces.lasting).milliseconds })
    }

    @Test(
        "RUNG-2: a file that is hurt, or somebody else's, is as none",
        arguments: [
            "", "{", "[]", #"[{"host":"x","port":1,"time":1800000000000}]"#,
            #"[{"host":"10.0.0.1","port":0,"time":1800000000000}]"#,
            #"[{"host":"10.0.0.1","port":70000,"time":1800000000000}]"#,
            #"[{"host":"10.0.0.1","port":7,"time":-9223372036854775808}]"#,
            #"[{"host":"fe80::1","port":7,"time":1800000000000}]"#,
            #"[{"host":"10.0.0.1","interface":"lan","port":7,"time":1800000000000}]"#,
        ])
    func hurt(text: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(text.utf8).write(to: URL(filePath: folder + "/met.json"))
        var places = MetPlaces(in: folder, at: now)
        #expect(places.all.isEmpty)
        #expect(places.note(try place("10.0.0.4"), "lan", at: now))
        places.save()
        #expect(MetPlaces(in: folder, at: now).all.count == 1)
        // Where nothing can be written nothing is lost but this.
        var nowhere = MetPlaces(in: folder + "/none", at: now)
        #expect(nowhere.note(try place("10.0.0.4"), "lan", at: now))
        nowhere.save()
    }
}

import Charter
import Foundation
import Gossip
import Lattice
import TestSupport
import Testing
import Wire

/// The vectors of what two say to each other, read from the file that all agree on.
@Suite("Vectors of talking") struct TalkVectors {
    private struct File: Decodable {
        struct Said: Decodable {
            let type: String
            let name: String
            let bytes: String?
            let reason: String?
        }
        let accepted: [Said]
        let refused: [Said]
    }

    private static func file() throws -> File {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "spec/vectors/talk.json"))
        return try JSONDecoder().decode(File.self, from: data)
    }

    @Test("TALK-1: every message of the vectors is read, and written again as it was")
    func accepted() throws {
        let said = try Self.file().accepted.filter { $0.type == "said" }
        var numbers: Set<UInt8> = []
        for entry in said {
            let bytes = hex(try #require(entry.bytes))
            let message = try Gossip.Message(encoding: bytes)
            if case .later = message { continue }
            #expect(message.encoding == bytes, "\(entry.name)")
            numbers.insert(bytes[1])
        }
        #expect(numbers.isSuperset(of: 0...15))
    }

    @Test("TALK-1: what is none is refused, each for its reason")
    func refused() throws {
        let said = try Self.file().refused.filter { $0.type == "said" }
        #expect(said.count > 100)
        for entry in said {
            let bytes = hex(try #require(entry.bytes))
            do throws(WireError) {
                _ = try Gossip.Message(encoding: bytes)
                Issue.record("\(entry.name): was read")
            } catch {
                #expect(error.reason.rawValue == entry.reason, "\(entry.name)")
            }
        }
    }

    @Test("NEAR-1, NEAR-2: signals and hints of the vectors are read, and written as they were")
    func acceptedSignals() throws {
        let entries = try Self.file().accepted
        var numbers: Set<UInt8> = []
        for entry in entries where entry.type == "signal" {
            let bytes = hex(try #require(entry.bytes))
            let signal = try Signal(encoding: bytes)
            if case .later = signal.content { continue }
            #expect(signal.encoding == bytes, "\(entry.name)")
            numbers.insert(bytes[1])
        }
        #expect(numbers == [0, 1, 2])
        let hints = entries.filter { $0.type == "hints" }
        #expect(hints.count >= 3)
        for entry in hints {
            let bytes = hex(try #require(entry.bytes))
            let read = try Hints(encoding: bytes)
            #expect(read.encoding == bytes, "\(entry.name)")
        }
    }

    @Test("NEAR-1, NEAR-2: what is no signal, and no hint, is refused, each for its reason")
    func refusedSignals() throws {
        let entries = try Self.file().refused.filter { $0.type != "said" }
        #expect(entries.count >= 45)
        for entry in entries {
            let bytes = hex(try #require(entry.bytes))
            do throws(WireError) {
                if entry.type == "signal" {
                    _ = try Signal(encoding: bytes)
                } else {
                    _ = try Hints(encoding: bytes)
                }
                Issue.record("\(entry.name): was read")
            } catch {
                #expect(error.reason.rawValue == entry.reason, "\(entry.name)")
            }
        }
    }

    @Test("TALK-1: a message is as long as one of a session can be, and not longer")
    func longest() throws {
        // Of a later version, which is passed over.
        let head = hex("82 1863 59")
        for count in [TalkLimits.message - 6, TalkLimits.message - 5] {
            let bytes =
                head + [UInt8(count >> 8), UInt8(count & 255)]
                + [UInt8](repeating: 7, count: count)
            let read = try? Gossip.Message(encoding: bytes)
            #expect((read != nil) == (bytes.count == TalkLimits.message))
        }
    }
}

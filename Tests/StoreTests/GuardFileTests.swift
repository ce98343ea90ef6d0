import Foundation
import Simulation
import Store
import TestSupport
import Testing

/// The guard as a file: what a power cut or a bad disk leaves of it.
@Suite("Guard files") struct GuardFileTests {
    private let folder = TestFiles.Folder()
    private var path: String { folder.path + "/data/guard" }
    private var file: GuardFile {
        GuardFile(in: folder.path + "/data", besides: folder.path + "/data/log.db")
    }

    private func content() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    private func put(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: path))
    }

    private func guards(_ number: Int) -> [UInt8] {
        Array("guard number \(number)".utf8) + [UInt8](repeating: UInt8(number & 0xFF), count: 60)
    }

    @Test("STORE-4: a guard is what was written last, however often")
    func last() throws {
        #expect(try file.read() == nil)
        for number in 0..<20 {
            try file.write(guards(number))
            #expect(try file.read() == guards(number))
            #expect(try content().count == 8_192)
        }
    }

    @Test("STORE-4: a guard that a power cut tore is the one before, whatever of it was written")
    func torn() throws {
        for round in 0..<2 {
            try file.write(guards(2 * round))
            try file.write(guards(2 * round + 1))
            let before = try content()
            try file.write(guards(99))
            let after = try content()
            let changed = before.indices.filter { before[$0] != after[$0] }
            let (first, last) = (try #require(changed.first), try #require(changed.last))
            // One slot alone was touched.
            #expect(first / 4_096 == last / 4_096)
            var random = SeededRandom(seed: Effort.seed &+ UInt64(round))
            for _ in 0..<200 * Effort.factor {
                var torn = before
                // Some runs of bytes made it, in whatever order the disk liked.
                for _ in 0...random.below(4) {
                    let start = first + random.below(last - first + 1)
                    let end = start + random.below(last - start + 1)
                    torn.replaceSubrange(start...end, with: after[start...end])
                }
                try put(torn)
                let read = try file.read()
                #expect(read == guards(2 * round + 1) || read == guards(99))
                // Whoever goes on from there goes on.
                try file.write(guards(7))
                #expect(try file.read() == guards(7))
            }
            try put(after)
        }
    }

    @Test("STORE-4: a flipped bit gives the guard, the one before, or nothing that is one")
    func flipped() throws {
        try file.write(guards(1))
        try file.write(guards(2))
        let whole = try content()
        for byte in whole.indices where byte % 4_096 < 160 {
            for bit in 0..<8 {
                var flipped = whole
                flipped[byte] ^= 1 << UInt8(bit)
                try put(flipped)
                let read = try file.read()
                #expect(read == guards(1) || read == guards(2), "byte \(byte), bit \(bit)")
            }
        }
        try put([UInt8](repeating: 0, count: 8_192))
        let nothing = try file.read()
        #expect(nothing != nil && nothing?.contains(1) == false)
        try put(Array(whole[..<100]))
        #expect(try file.read() == Array(whole[..<100]))
    }

    @Test("A guard that cannot be written is said, with the file")
    func unwritable() throws {
        let nowhere = GuardFile(in: folder.path + "/nowhere", besides: folder.path + "/log.db")
        #expect(try nowhere.read() == nil)
        #expect(throws: StoreError.self) { try nowhere.write(guards(1)) }
    }
}

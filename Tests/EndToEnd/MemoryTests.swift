import Foundation
import Testing

/// What a process holds that holds keys: seen from outside, page by page.
@Suite("Memory") struct MemoryTests {
    private static let names = [
        "passphrase", "signing seed", "box secret", "scope key", "device secret", "hello key",
    ]

    /// The canaries of Tests/KeyHolder: what is there is worked out there byte by byte.
    private static func canary(_ kind: Int) -> [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: ($0 * 167 + 29) ^ (kind * 41 + 90)) }
    }

    /// Where halves of a canary are in the memory of a process, and whether those pages are locked
    /// and left out of core dumps.
    private func findings(in process: Int32) throws -> [(canary: String, isSafe: Bool)] {
        let maps = try String(contentsOfFile: "/proc/\(process)/smaps", encoding: .utf8)
        let memory = try #require(FileHandle(forReadingAtPath: "/proc/\(process)/mem"))
        defer { try? memory.close() }
        let needles = Self.names.indices.flatMap { kind in
            let whole = Self.canary(kind)
            return [(kind, Data(whole[..<16])), (kind, Data(whole[16...]))]
        }
        var found: [(String, Bool)] = []
        var range: (UInt64, UInt64)?
        for line in maps.split(separator: "\n") {
            // What cannot be written has nothing in it but programs.
            if let match = line.firstMatch(of: #/^([0-9a-f]+)-([0-9a-f]+) rw/#) {
                let start = try #require(UInt64(match.1, radix: 16))
                range = (start, try #require(UInt64(match.2, radix: 16)))
            } else if line.firstMatch(of: #/^[0-9a-f]+-[0-9a-f]+ /#) != nil {
                range = nil
            }
            guard line.hasPrefix("VmFlags:"), let (start, end) = range else { continue }
            let isSafe = line.contains(" lo") && line.contains(" dd")
            try memory.seek(toOffset: start)
            guard let bytes = try? memory.read(upToCount: Int(end - start)) else { continue }
            for (kind, needle) in needles where bytes.holds(needle) {
                found.append((Self.names[kind], isSafe))
            }
        }
        return found
    }

    @Test("SEAL-10: keys are in locked pages alone, and in none after locking; not in files")
    func canaries() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("keys-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let holder = try Program(name: "causeway-key-holder").start(folder.path)
        defer { holder.kill() }
        var said = try holder.line()
        #expect(said.contains("wrong-passphrase") && said.contains("Ana"))
        said += try holder.line()
        #expect(said.hasSuffix("unlocked"))
        let open = try findings(in: holder.process)
        // The seed and the passphrase are needed once; the rest is there, and only where it may be.
        #expect(open.contains { $0.canary == "scope key" })
        for finding in open { #expect(finding.isSafe, "\(finding.canary) in the open") }
        try holder.say("lock")
        #expect(try holder.line() == "locked")
        let left = try findings(in: holder.process).map(\.canary)
        #expect(left == [], "left after locking")
        for file in ["device.key", "keyring"] {
            let path = folder.appendingPathComponent(file)
            let bytes = try Data(contentsOf: path)
            let mode = try FileManager.default.attributesOfItem(atPath: path.path)
            #expect((mode[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            // A device's own key is in its own file, and nowhere else is anything.
            for kind in Self.names.indices where file == "keyring" || kind < 4 {
                #expect(bytes.holds(Data(Self.canary(kind))) == false, "\(Self.names[kind])")
            }
        }
        for kind in Self.names.indices {
            #expect(said.utf8.starts(with: Self.canary(kind)) == false)
        }
    }

    @Test("SEAL-10: a hardened process leaves no core, and nobody of its user looks inside")
    func hardened() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("keys-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let holder = try Program(name: "causeway-key-holder").start(folder.path, "--hardened")
        defer { holder.kill() }
        _ = try holder.line()
        _ = try holder.line()
        let limits = try String(
            contentsOfFile: "/proc/\(holder.process)/limits", encoding: .utf8)
        let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
        #expect(core?.split(whereSeparator: \.isWhitespace).dropFirst(4).prefix(2) == ["0", "0"])
        // What is not dumpable belongs to root, whoever runs it.
        let owner = try FileManager.default.attributesOfItem(
            atPath: "/proc/\(holder.process)/mem")
        #expect((owner[.ownerAccountID] as? NSNumber)?.intValue == 0)
    }
}

extension Data {
    /// Whether these bytes are somewhere in it.
    fileprivate func holds(_ part: Data) -> Bool {
        withUnsafeBytes { all in
            part.withUnsafeBytes { part in
                all.firstRange(of: part) != nil
            }
        }
    }
}

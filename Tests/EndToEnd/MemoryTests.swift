import Foundation
import Testing

/// What a process holds that holds keys: seen from outside, page by page.
@Suite("Memory", .serialized) struct MemoryTests {
    private static let names = [
        "passphrase", "signing seed", "box secret", "scope key", "device secret", "hello key",
    ]

    /// The canaries of Tests/KeyHolder: what is there is worked out there byte by byte.
    private static func canary(_ kind: Int) -> [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: ($0 * 167 + 29) ^ (kind * 41 + 90)) }
    }

    /// What is said of a process. It has no size beforehand: whoever goes by that, gets a part.
    private func text(of name: String, _ process: Int32) throws -> String {
        let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/\(process)/\(name)"))
        return String(decoding: try #require(try file.readToEnd()), as: UTF8.self)
    }

    /// Where halves of a canary are in the memory of a process, and whether those pages are locked
    /// and left out of core dumps.
    private func findings(in process: Int32) throws -> [(canary: String, isSafe: Bool)] {
        let maps = try text(of: "smaps", process)
        let memory = open("/proc/\(process)/mem", O_RDONLY)
        try #require(memory >= 0)
        defer { close(memory) }
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
            // Of a very large reservation most was never touched; keys are not that far in.
            var bytes = Data(count: min(Int(end - start), 64 << 20))
            let size = bytes.count
            let got = bytes.withUnsafeMutableBytes {
                pread(memory, $0.baseAddress, size, off_t(start))
            }
            guard got > 0 else { continue }
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
        defer { holder.stop() }
        let refusal = try holder.line()
        #expect(refusal.contains("wrong-passphrase") && refusal.contains("Ana"))
        #expect(try holder.line().hasSuffix("unlocked"))
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
        // What it said has them neither as they are nor in digits.
        let said = Data(holder.said)
        for kind in Self.names.indices {
            let half = Self.canary(kind)[..<16]
            let digits = half.map { String(format: "%02x", $0) }.joined()
            let isSaid = said.holds(Data(half)) || said.holds(Data(digits.utf8))
            #expect(isSaid == false, "\(Self.names[kind]) was said")
        }
    }

    @Test("SEAL-10: a hardened process leaves no core, and nobody of its user looks inside")
    func hardened() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("keys-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let holder = try Program(name: "causeway-key-holder").start(folder.path, "--hardened")
        defer { holder.stop() }
        _ = try holder.line()
        _ = try holder.line()
        let limits = try text(of: "limits", holder.process)
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

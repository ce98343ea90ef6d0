import Foundation
import Testing

/// More come than the system has room for.
@Suite("Crowds at the door") struct DoorTests {
    /// Lines to the loopback that say nothing.
    private final class Crowd {
        private(set) var files: [Int32] = []

        func come(to port: UInt16, _ count: Int) throws {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            for _ in 0..<count {
                let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
                files.append(file)
                let isThere = withUnsafePointer(to: &address) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        connect(file, $0, size) == 0
                    }
                }
                try #require(isThere)
            }
        }

        /// How many were not sent away.
        var remaining: Int {
            files.count { file in
                var ready = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
                return poll(&ready, 1, 0) == 0
            }
        }

        func leave() {
            for file in files { close(file) }
            files = []
        }

        deinit { leave() }
    }

    /// A relay of a made-up realm that may have so many files open; none said: as many as it likes.
    private func relay(_ folder: String, files: Int?) throws -> (RunningProgram, UInt16) {
        let program = try Program.folder.appending(path: "causeway").path
        let ready = "\(folder)/ready"
        try? FileManager.default.removeItem(atPath: ready)
        let words = [
            program, "relay", "--data", folder, "--realm", String(repeating: "7a", count: 32),
            "--interface", "lo", "--port", "0", "--log", "warning", "--ready", ready,
        ]
        let limit = files.map { "ulimit -n \($0); " } ?? ""
        let running = try RunningProgram(
            URL(filePath: "/bin/sh"), ["-c", "\(limit)exec \"$@\"", "sh"] + words)
        for _ in 0..<600 {
            let said = try? String(contentsOfFile: ready, encoding: .utf8)
            if let port = said?.split(separator: " ").last.flatMap({
                UInt16($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }) {
                return (running, port)
            }
            Thread.sleep(forTimeInterval: 0.05)
        }
        throw CocoaError(.fileReadUnknown)
    }

    /// Hundredths of a second of processor that a process took.
    private func ticks(_ process: pid_t) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        try #require(fields.count > 12)
        return (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
    }

    private func files(of process: pid_t) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
    }

    /// A number when it has not changed for a second.
    private func settled(_ number: () throws -> Int) throws -> Int {
        var (last, times) = (try number(), 0)
        while times < 4 {
            Thread.sleep(forTimeInterval: 0.25)
            let now = try number()
            times = now == last ? times + 1 : 0
            last = now
        }
        return last
    }

    @Test("LINK-2: where the system has no room for another stream, it is sent away, at no cost")
    func full() throws {
        let fleet = try Fleet()
        let folder = fleet.folder + "/relay"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let (probe, _) = try relay(folder, files: nil)
        let open = try settled { try files(of: probe.process) }
        probe.stop()
        // Room for fewer than the eight strangers of one address.
        let (node, port) = try relay(folder, files: open + 3)
        defer { node.stop() }
        let crowd = Crowd()
        try crowd.come(to: port, 8)
        try fleet.wait("some are sent away") { crowd.remaining < 8 }
        #expect(try settled { crowd.remaining } > 0)
        let before = try ticks(node.process)
        Thread.sleep(forTimeInterval: 2)
        let took = try ticks(node.process) - before
        #expect(took < 50, "\(took) of 200 ticks for nothing")
        // Who comes when there is room again is let in.
        try fleet.wait("somebody is let in again") {
            crowd.leave()
            try crowd.come(to: port, 1)
            return try settled { crowd.remaining } == 1
        }
    }
}

import Foundation
import Testing

/// What watches over services sees of a node: figures, logs, health, settings.
@Suite("As a service", .serialized) struct ServiceTests {
    private let causeway = Program(name: "causeway")

    @Test("P11: metrics are Prometheus text, line by line, and go with what the node does")
    func metrics() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        let first = try Exposition(try text(fleet, "metrics"))
        #expect(first.samples["causeway_up"] == 1)
        #expect(first.samples["causeway_unlocked_seats"] == 1)
        #expect(first.samples.count > 12)
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        let later = try Exposition(try text(fleet, "metrics"))
        for name in ["causeway_commits_total", "causeway_bundles"] {
            let (before, after) = (first.samples[name], later.samples[name])
            #expect(try #require(after) > #require(before), "\(name)")
        }
        #expect(later.samples.keys == first.samples.keys)
        for (name, sort) in first.sorts where sort == "counter" {
            let (before, after) = (first.samples[name], later.samples[name])
            #expect(try #require(after) >= #require(before), "\(name) has gone down")
        }
        // What is none is found to be none.
        for wrong in [
            "causeway_up 1\n", "# TYPE a counter\na one\n", "# TYPE a sort\n# HELP a b\na 1\n",
            "# HELP a b\n# TYPE a gauge\na 1\na 2\n", "# HELP a b\n# TYPE a gauge\na 1",
            "# HELP a-b c\n# TYPE a-b gauge\na-b 1\n",
        ] {
            #expect(throws: Exposition.Fault.self) { try Exposition(wrong) }
        }
    }

    private func text(_ fleet: Fleet, _ command: String) throws -> String {
        let answer = try fleet.run([command, "--data", fleet.data("Ada")])
        #expect(answer.code == 0, "\(answer.errors)")
        return answer.output
    }

    @Test("P11: with --log-json each line is an object with time, level and event, and no secrets")
    func logs() throws {
        let fleet = try Fleet()
        try fleet.found("Ada")
        try fleet.stop("Ada")
        let words = [
            "run", "--data", fleet.data("Ada"), "--interface", "lo", "--group-port", "0", "--port",
            "0", "--unlock", "--log", "debug", "--log-json", "--peer", "no-such-name.invalid",
            "--ready", fleet.folder + "/ready",
        ]
        let node = try RunningProgram(try Program.folder.appending(path: "causeway"), words)
        defer { node.stop() }
        try node.say(Fleet.passphrase)
        try fleet.wait("it runs") {
            FileManager.default.fileExists(atPath: fleet.folder + "/ready")
        }
        #expect(try fleet.say("Ada", "item", "add", "TARP-77", "Tarpaulin").code == 0)
        #expect(try fleet.say("Ada", "intake", "NONE", "1", "--at", "Nowhere").code != 0)
        #expect(try fleet.say("Ada", "stop").code == 0)
        let lines = try node.lines()
        #expect(lines.count >= 2)
        for line in lines {
            let json = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let object = try #require(json as? [String: String], "\(line)")
            #expect(["error", "warning", "notice", "debug"].contains(object["level"] ?? ""))
            #expect(object["event"]?.isEmpty == false)
            let time = try #require(object["time"])
            #expect(time.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/#) != nil, "\(time)")
        }
        #expect(lines.contains { $0.contains(#""event":"the node runs""#) })
        let all = String(decoding: node.said, as: UTF8.self)
        for secret in [Fleet.passphrase, "TARP-77", "Tarpaulin"] {
            #expect(!all.contains(secret), "“\(secret)” is in the log")
        }
    }

    @Test("P11: health is code 6 without a node, and while nothing can be stored; else 0")
    func health() throws {
        let fleet = try Fleet()
        let folder = fleet.data("Ada")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // A disk that somebody else fills up; only root can have one.
        let mount = Program(name: "/usr/bin/mount")
        let words = ["-t", "tmpfs", "-o", "size=8m,mode=700", "causeway", folder]
        let isOwnDisk = try getuid() == 0 && mount.run(words).code == 0
        defer {
            fleet.kill("Ada")
            if isOwnDisk { _ = try? Program(name: "/usr/bin/umount").run("-l", folder) }
        }
        try fleet.found("Ada")
        #expect(try fleet.say("Ada", "health").code == 0)
        #expect(try fleet.say("Ada", "item", "add", "FIRST", "Tarpaulin").code == 0)
        if isOwnDisk {
            let filler = folder + "/filler"
            let full = try Program(name: "/usr/bin/dd").run(
                "if=/dev/zero", "of=\(filler)", "bs=4096")
            #expect(full.code != 0)
            var entered = 0
            while entered < 200,
                try fleet.say("Ada", "item", "add", "MORE-\(entered)", "Tarpaulin").code == 0
            {
                entered += 1
            }
            #expect(entered < 200, "nothing could go wrong")
            // What was let go of is room again, until the other one takes that too.
            let rest = folder + "/rest"
            _ = try Program(name: "/usr/bin/dd").run("if=/dev/zero", "of=\(rest)", "bs=4096")
            let busy = try (0..<3).map { _ in
                try RunningProgram(URL(filePath: "/bin/sh"), ["-c", "while :; do :; done"])
            }
            defer { for one in busy { one.kill() } }
            for _ in 0..<40 {
                let health = try fleet.say("Ada", "health")
                #expect(health.code == 6 && health.output.contains("no room"), "\(health.output)")
                #expect(
                    try Exposition(try text(fleet, "metrics")).samples["causeway_up"] == 0)
                Thread.sleep(forTimeInterval: 0.2)
            }
            for path in [filler, rest] { try FileManager.default.removeItem(atPath: path) }
            try fleet.wait("it is well again") { try fleet.say("Ada", "health").code == 0 }
            let last = try fleet.say("Ada", "item", "add", "LAST", "Tarpaulin")
            #expect(last.code == 0, "\(last.output)")
            let codes = try fleet.say("Ada", "item", "list").rows.compactMap {
                $0["code"] as? String
            }
            #expect(codes.count == entered + 2 && codes.contains("LAST"))
        }
        try fleet.stop("Ada")
        #expect(try fleet.say("Ada", "health").code == 6)
    }

    @Test("P11: all that can be said on the line can stand in causeway.conf, and the line wins")
    func settings() throws {
        let fleet = try Fleet()
        let help = try causeway.run("run", "--help").output
        let named = help.matches(of: #/^ {2}--([a-z-]+)( [A-Z]+)?/#.anchorsMatchLineEndings())
        #expect(named.count >= 12)
        let values = [
            "peer": "10.0.0.7", "interface": "lo", "log": "error", "run": fleet.folder,
            "ready": fleet.folder + "/ready",
        ]
        var lines = ["# All of it.", ""]
        for match in named where !["data", "config"].contains(match.1) {
            let value = match.2 == nil ? "no" : values[String(match.1)] ?? "0"
            lines.append("  \(match.1)=\(value)   # for people")
        }
        #expect(try refusal(of: lines, in: fleet) == nil)
        // Of a whole file, not only of lines: it decides, and the line decides more.
        try fleet.found("Ada")
        try fleet.stop("Ada")
        let file = fleet.folder + "/elsewhere.conf"
        let text = "interface = lo\ngroup-port = 0\nport = 0\nlog = debug\nlog-json = yes\n"
        try Data(text.utf8).write(to: URL(filePath: file))
        for (more, isJSON) in [([], true), (["--log", "error"], false)] {
            let words = ["run", "--data", fleet.data("Ada"), "--config", file] + more
            let node = try RunningProgram(try Program.folder.appending(path: "causeway"), words)
            defer { node.stop() }
            try fleet.wait("it runs") { try fleet.say("Ada", "health").code == 0 }
            try fleet.say("Ada", "stop")
            let lines = try node.lines()
            #expect(isJSON ? lines.first?.hasPrefix("{") == true : lines.isEmpty, "\(lines)")
        }
    }

    @Test(
        "P11: a line of causeway.conf that says nothing known is refused with file and line",
        arguments: [
            "colour = blue", "peer", "= 7", "--port = 7", "port = many", "port = -1",
            "port = 70000", "peer = a b", "log = loud", "log-json = perhaps", "unlock =",
            "realm = 12", "quota = 1.5", "data = elsewhere", "config = elsewhere", "help = yes",
            "Port = 7",
        ])
    func refused(line: String) throws {
        let fleet = try Fleet()
        for command in ["run", "relay"] {
            let lines = ["# mine", "log = warning", line]
            let errors = try #require(try refusal(of: lines, in: fleet, command), "\(line)")
            #expect(errors.contains("\(fleet.data("X"))/causeway.conf, line 3: "), "\(errors)")
        }
    }

    @Test("P11: a file of settings that was named and is not there, or is no text, is refused")
    func unreadable() throws {
        let fleet = try Fleet()
        let file = fleet.folder + "/other.conf"
        let words = ["run", "--data", fleet.data("X"), "--config", file]
        for bytes in [nil, Data([0xFF, 0xFE, 0x00])] {
            try bytes?.write(to: URL(filePath: file))
            let answer = try causeway.run(words)
            #expect(answer.code == 2 && answer.errors.contains("\(file) cannot be read as text"))
        }
    }

    /// What is said of a file of settings; nil if it is taken, and only nobody is enrolled.
    private func refusal(
        of lines: [String], in fleet: Fleet, _ command: String = "run"
    ) throws -> String? {
        let folder = fleet.data("X")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let text = Data((lines.joined(separator: "\n") + "\n").utf8)
        try text.write(to: URL(filePath: folder + "/causeway.conf"))
        let answer = try causeway.run(command, "--data", folder)
        #expect(answer.code == 2 || answer.code == 4, "\(answer.errors)")
        return answer.code == 2 ? answer.errors : nil
    }
}

/// Prometheus' text format, version 0.0.4, with at most one label, as strictly as its readers may
/// be.
struct Exposition {
    struct Fault: Error { let line: String }

    private(set) var samples: [String: Double] = [:]
    private(set) var sorts: [String: String] = [:]

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Fault(line: "the end") }
        var helps: Set<String> = []
        for line in text.split(separator: "\n") {
            if let help = line.wholeMatch(of: #/# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) \S.*/#) {
                guard helps.insert(String(help.1)).inserted else { throw Fault(line: String(line)) }
            } else if let sort = line.wholeMatch(
                of: #/# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)/#)
            {
                let name = String(sort.1)
                guard sorts[name] == nil, samples[name] == nil else {
                    throw Fault(line: String(line))
                }
                sorts[name] = String(sort.2)
            } else if let sample = line.wholeMatch(
                of: #/([a-zA-Z_:][a-zA-Z0-9_:]*)({[a-z]+="[^"\\]*"})? (-?[0-9]+(?:\.[0-9]+)?)/#)
            {
                let name = String(sample.1)
                let whole = name + (sample.2 ?? "")
                guard helps.contains(name), sorts[name] != nil, samples[whole] == nil else {
                    throw Fault(line: String(line))
                }
                samples[whole] = Double(sample.3)
            } else {
                throw Fault(line: String(line))
            }
        }
    }
}

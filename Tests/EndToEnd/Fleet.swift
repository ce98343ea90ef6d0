import Foundation
import Testing

/// Laptops that are processes of this machine, with folders of their own, on its loopback; or where
/// they have cables in a box.
final class Fleet {
    let folder: String
    /// Those who have a place in it are there, and told nothing of networks.
    var box: Box?
    private var running: [String: RunningProgram] = [:]
    private var realms: [String: String] = [:]
    private let groupPort = Int.random(in: 23_000...30_999)
    static let passphrase = "a passphrase"
    static let rootPassphrase = "the root's own"

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/fleet-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        for program in running.values { program.kill() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    func data(_ name: String) -> String { folder + "/" + name }

    struct Answer {
        let code: Int32
        let output: String
        let errors: String

        /// What came of it, as JSON.
        var json: Any? {
            try? JSONSerialization.jsonObject(
                with: Data(output.utf8), options: .fragmentsAllowed)
        }
        var rows: [[String: Any]] { json as? [[String: Any]] ?? [] }
        subscript(name: String) -> String? { (json as? [String: Any])?[name] as? String }
    }

    /// A command on a laptop, with what is typed.
    @discardableResult
    func say(_ name: String, _ words: String..., typing: String = "") throws -> Answer {
        let (program, words) = try inPlace(name, words + ["--data", data(name), "--json"])
        let result = try Program(name: program.path).run(words, input: typing)
        return Answer(code: result.code, output: result.output, errors: result.errors)
    }

    /// How the program is begun at a laptop.
    func inPlace(_ name: String, _ words: [String]) throws -> (program: URL, words: [String]) {
        let program = try Program.folder.appending(path: "causeway")
        guard let box, box.has(name) else { return (program, words) }
        return box.wrapped(program, words, in: name)
    }

    func run(_ words: [String], typing: String = "") throws -> Answer {
        let result = try Program(name: "causeway").run(words, input: typing)
        return Answer(code: result.code, output: result.output, errors: result.errors)
    }

    /// Founds a realm on a laptop, and starts it.
    func found(_ name: String) throws {
        let answer = try say(
            name, "init", name, typing: "\(Self.passphrase)\n\(Self.rootPassphrase)\n")
        #expect(answer.code == 0, "\(answer.errors)")
        try start(name)
    }

    /// Starts a laptop's node, unlocked.
    func start(_ name: String, _ more: String...) throws {
        try? FileManager.default.removeItem(atPath: data(name) + "/ready")
        let own = [
            "run", "--data", data(name), "--unlock", "--ready", data(name) + "/ready", "--log",
            "warning",
        ]
        let here = ["--interface", "lo", "--group-port", "\(groupPort)", "--port", "0"]
        let (path, words) = try inPlace(
            name, own + (box?.has(name) == true ? [] : here) + more)
        let program = try RunningProgram(path, words)
        try program.say(Self.passphrase)
        running[name] = program
        try wait("\(name) runs") { ready(name) != nil }
    }

    private func ready(_ name: String) -> String? {
        try? String(contentsOfFile: data(name) + "/ready", encoding: .utf8)
    }

    /// Cuts its power, as far as a process can tell.
    func kill(_ name: String) {
        running.removeValue(forKey: name)?.stop()
    }

    func killAll() { for name in running.keys.sorted() { kill(name) } }

    /// The process of a laptop's node.
    func process(_ name: String) -> pid_t? { running[name]?.process }

    func stop(_ name: String) throws {
        try say(name, "stop")
        running.removeValue(forKey: name)?.stop()
    }

    /// Has somebody join by an invite of somebody else, by its text or by letters that are typed,
    /// and starts their laptop.
    func join(
        _ name: String, by host: String, as role: String? = nil, for person: String? = nil,
        at hub: String? = nil, typing isTyped: Bool = false, isRoots: Bool = false,
        isFounder: Bool = false
    ) throws {
        let (inviting, invite) = try invite(
            name, by: host, as: role, for: person, at: hub, isRoots: isRoots, isFounder: isFounder)
        let place = data(name)
        let shown =
            isTyped ? [invite.letters, "--at", "127.0.0.1:\(try port(host))"] : [invite.text]
        let (program, joined) = try inPlace(
            name, ["join"] + shown + ["--name", name, "--data", place, "--yes", "--json"])
        let joining = Thread {
            // A machine that is busy may miss the time that an answer has to come in.
            for _ in 0..<3 {
                let result = try? Program(name: program.path).run(
                    joined, input: "\(Self.passphrase)\n")
                if result?.code == 0 { break }
                print("joining failed:", result?.output ?? "", result?.errors ?? "")
            }
            guard FileManager.default.fileExists(atPath: place + "/device.key") else { return }
            try? Data().write(to: URL(filePath: place + "/joined"))
        }
        joining.start()
        do { try answer(inviting) } catch {
            Issue.record("of \(name) was said: \(String(decoding: inviting.said, as: UTF8.self))")
            throw error
        }
        try wait("\(name) has joined", within: 240) {
            FileManager.default.fileExists(atPath: data(name) + "/joined")
        }
        try start(name)
    }

    /// The port on which a laptop takes sessions.
    func port(_ name: String) throws -> String {
        try #require(ready(name)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Begins to invite somebody: the command, which waits for them, and what it shows.
    func invite(
        _ name: String, by host: String, as role: String? = nil, for person: String? = nil,
        at hub: String? = nil, isRoots: Bool = false, isFounder: Bool = false
    ) throws -> (RunningProgram, (text: String, letters: String)) {
        var words = ["invite", "--data", data(host), "--json"]
        if let role { words += ["--role", role, "--name", name] }
        if let person { words += ["--for", person] }
        if isFounder { words += ["--founder", "--name", name] }
        if let hub { words += ["--at", hub] }
        if isRoots { words += ["--root", data(host) + "/root.key"] }
        let (path, asked) = try inPlace(host, words)
        let inviting = try RunningProgram(path, asked)
        if isRoots { try inviting.say(Self.rootPassphrase) }
        let first = try JSONSerialization.jsonObject(with: Data(try inviting.line().utf8))
        let event = try #require((first as? [String: Any])?["event"] as? [String: Any])
        let text = try #require(event["text"] as? String)
        return (inviting, (text, try #require(event["letters"] as? String)))
    }

    /// Says that the words are the same, as often as they are shown, until somebody is admitted.
    /// Returns the words that were shown last.
    @discardableResult
    func answer(_ inviting: RunningProgram) throws -> String? {
        defer { inviting.stop() }
        var words: String?
        for _ in 0..<8 {
            let line = try inviting.line(within: 120)
            if line.contains("admitted") { return words }
            guard line.contains("compare") else { continue }
            words = line.firstMatch(of: #/"words":"([a-z ]+)"/#).map { String($0.1) }
            try inviting.say("yes")
        }
        Issue.record("nobody was admitted")
        return words
    }

    /// Waits until something is so. However busy the machine is, it looks some times.
    func wait(
        _ what: String, within seconds: Double = 120, _ isSo: () throws -> Bool
    ) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        var looks = 0
        while ContinuousClock.now < end || looks < 20 {
            if try isSo() { return }
            looks += 1
            Thread.sleep(forTimeInterval: 0.05)
        }
        Issue.record("it never came to it: \(what)")
    }

    /// What is on hand of an item at a hub, as a laptop knows it; nil if it knows nothing.
    func stock(_ name: String, _ item: String, at hub: String) throws -> String? {
        try say(name, "stock", "--item", item).rows
            .first { $0["hub"] as? String == hub && $0["condition"] as? String == "usable" }
            .flatMap { $0["on-hand"] as? String }
    }

    /// All that a laptop holds, as one number.
    func root(_ name: String) throws -> String? { try say(name, "status")["root"] }

    /// By which ways datagrams of others came, over any link.
    func waysHeard(_ name: String) throws -> Set<String> {
        let links = (try say(name, "status").json as? [String: Any])?["links"]
        var heard: Set<String> = []
        for link in links as? [[String: Any]] ?? [] {
            for way in link["ways"] as? [[String: Any]] ?? [] where way["heard-s-ago"] is Int {
                if let way = way["way"] as? String { heard.insert(way) }
            }
        }
        return heard
    }

    /// Starts a relay for the realm of a laptop, in a box; the place that laptops are told of.
    func relay(
        _ name: String, of laptop: String, port: Int, in box: Box, _ more: String...
    ) throws -> String {
        let id = try #require(try realm(of: laptop))
        try? FileManager.default.removeItem(atPath: data(name) + "/ready")
        try FileManager.default.createDirectory(
            atPath: data(name), withIntermediateDirectories: true)
        let (program, words) = try inPlace(
            name,
            [
                "relay", "--data", data(name), "--realm", id, "--port", "\(port)", "--log",
                "warning", "--ready", data(name) + "/ready",
            ] + more)
        running[name] = try RunningProgram(program, words)
        try wait("the relay runs") { ready(name) != nil }
        let key = try #require(ready(name)?.split(separator: " ").first)
        return "\(key)@\(try box.address(name)):\(port)"
    }

    /// The realm of a laptop, whether or not it runs.
    func realm(of name: String) throws -> String? {
        if let realm = realms[name] { return realm }
        realms[name] = try say(name, "status", typing: "\(Self.passphrase)\n")["realm"]
        return realms[name]
    }
}

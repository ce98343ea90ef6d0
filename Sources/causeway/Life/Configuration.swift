internal import Bundles
internal import Foundation
internal import Lattice
internal import Network
internal import Node
internal import Seal

/// What a line and a file say of how a node is to run. The line wins.
struct Configuration {
    var settings: Settings
    private(set) var realms: [DomainID] = []
    private(set) var unlocks = false
    private(set) var wantsHelp = false
    private var readyFile: String?
    private let command: String

    /// What can stand in the file as well.
    static let names = [
        "peer", "port", "group-port", "interface", "run", "quota", "log", "realm", "ready",
    ]
    static let flags = ["unlock", "log-json"]
    /// What says where the file is, and the like.
    static let lineNames = ["data", "config"]

    /// One setting, and where it stands, if in a file.
    private struct Line {
        let name: String
        let value: String
        var place = ""
    }

    init(_ words: [String], of command: String, isRelay: Bool) throws(UsageError) {
        self.command = command
        var lines: [Line] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            let name = word == "-h" ? "help" : String(word.drop { $0 == "-" })
            guard word.hasPrefix("-") else {
                throw UsageError("“\(word)” is one word too many.", seeHelpOf: command)
            }
            if name == "help" {
                wantsHelp = true
            } else if Self.flags.contains(name) {
                lines.append(Line(name: name, value: "yes"))
            } else if Self.names.contains(name) || Self.lineNames.contains(name) {
                guard let value = rest.popFirst() else {
                    throw UsageError("\(word) wants a value.", seeHelpOf: command)
                }
                lines.append(Line(name: name, value: value))
            } else {
                throw UsageError("There is no option “\(word)”.", seeHelpOf: command)
            }
        }
        let data = Places.data(lines.last { $0.name == "data" }?.value)
        settings = Settings(data: data)
        guard !wantsHelp else { return }
        let file = lines.last { $0.name == "config" }?.value
        let known = try Self.file(
            file ?? data + "/causeway.conf", isNamed: file != nil, command)
        for line in known + lines where !Self.lineNames.contains(line.name) { try set(line) }
    }

    /// The lines of the file. If nobody named it, it need not be there.
    private static func file(
        _ path: String, isNamed: Bool, _ command: String
    ) throws(UsageError) -> [Line] {
        let text: String
        do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
            guard isNamed || FileManager.default.fileExists(atPath: path) else { return [] }
            throw UsageError("\(path) cannot be read as text.", seeHelpOf: command)
        }
        var lines: [Line] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let plain = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
            guard !plain.isEmpty else { continue }
            let parts = plain.split(separator: "=", maxSplits: 1).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            let place = "\(path), line \(index + 1): "
            guard parts.count == 2, names.contains(parts[0]) || flags.contains(parts[0]) else {
                throw UsageError(
                    "\(place)“\(plain)” says nothing that is known.", seeHelpOf: command)
            }
            guard !flags.contains(parts[0]) || ["yes", "no"].contains(parts[1]) else {
                throw UsageError(
                    "\(place)\(parts[0]) is yes or no, not “\(parts[1])”.", seeHelpOf: command)
            }
            lines.append(Line(name: parts[0], value: parts[1], place: place))
        }
        return lines
    }

    private func number<Found: FixedWidthInteger>(
        _ line: Line, _: Found.Type = Found.self
    ) throws(UsageError) -> Found {
        guard let number = Found(line.value), number >= 0 else {
            throw wrong(line, "\(line.name) takes a number, not “\(line.value)”.")
        }
        return number
    }

    private func wrong(_ line: Line, _ problem: String) -> UsageError {
        UsageError(line.place + problem, seeHelpOf: command)
    }

    private mutating func set(_ line: Line) throws(UsageError) {
        let value = line.value
        switch line.name {
        case "peer":
            guard let peering = Peering(value) else {
                throw wrong(line, "“\(value)” is no place of a machine.")
            }
            settings.peers.append(peering)
        case "port":
            let port: UInt16 = try number(line)
            (settings.network.streams, settings.network.isPortFixed) = (port, port != 0)
        case "group-port":
            let port: UInt16 = try number(line)
            settings.network.datagrams = port == 0 ? nil : port
        case "interface":
            settings.network.interfaces = (settings.network.interfaces ?? []) + [value]
        case "run": settings.run = value
        case "quota": settings.quota = try number(line, Int.self)
        case "log":
            guard let level = LogSettings.Level.allCases.first(where: { $0.name == value }) else {
                throw wrong(line, "log is error, warning, notice or debug, not “\(value)”.")
            }
            settings.log.level = level
        case "log-json": settings.log.isJSON = value == "yes"
        case "realm":
            guard let realm = DomainID(text: value) else {
                throw wrong(line, "“\(value)” is no id of a realm.")
            }
            realms.append(realm)
        case "ready": readyFile = value
        case "unlock": unlocks = value == "yes"
        default: break
        }
    }

    /// Says that it runs, to whoever waits for that.
    func ready(_ port: UInt16, key: String? = nil) {
        guard let readyFile else { return }
        let text = [key, "\(port)"].compactMap { $0 }.joined(separator: " ") + "\n"
        try? text.write(toFile: readyFile, atomically: true, encoding: .utf8)
    }
}

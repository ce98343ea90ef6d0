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

    private static let names: Set<String> = [
        "peer", "port", "group-port", "interface", "run", "quota", "log", "realm", "ready", "data",
    ]
    private static let flags: Set<String> = ["unlock", "log-json", "help"]

    init(_ words: [String], of command: String, isRelay: Bool) throws(UsageError) {
        self.command = command
        var pairs: [(String, String)] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            let name = word == "-h" ? "help" : String(word.drop { $0 == "-" })
            guard word.hasPrefix("-") else {
                throw UsageError("“\(word)” is one word too many.", seeHelpOf: command)
            }
            if Self.flags.contains(name) {
                pairs.append((name, "yes"))
            } else if Self.names.contains(name) {
                guard let value = rest.popFirst() else {
                    throw UsageError("\(word) wants a value.", seeHelpOf: command)
                }
                pairs.append((name, value))
            } else {
                throw UsageError("There is no option “\(word)”.", seeHelpOf: command)
            }
        }
        let data = Places.data(pairs.last { $0.0 == "data" }?.1)
        settings = Settings(data: data)
        for (name, value) in try Self.file(data, command) { try set(name, value) }
        for (name, value) in pairs { try set(name, value) }
    }

    /// The lines of the file, if there is one.
    private static func file(
        _ data: String, _ command: String
    ) throws(UsageError) -> [(String, String)] {
        let path = data + "/causeway.conf"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        var pairs: [(String, String)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let plain = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
            guard !plain.isEmpty else { continue }
            let parts = plain.split(separator: "=", maxSplits: 1).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard parts.count == 2, names.contains(parts[0]) || flags.contains(parts[0]) else {
                throw UsageError(
                    "\(path), line \(index + 1): “\(plain)” says nothing that is known.",
                    seeHelpOf: command)
            }
            pairs.append((parts[0], parts[1]))
        }
        return pairs
    }

    private func number<Found: FixedWidthInteger>(
        _ name: String, _ value: String, _: Found.Type = Found.self
    ) throws(UsageError) -> Found {
        guard let number = Found(value), number >= 0 else {
            throw UsageError("\(name) takes a number, not “\(value)”.", seeHelpOf: command)
        }
        return number
    }

    private mutating func set(_ name: String, _ value: String) throws(UsageError) {
        switch name {
        case "peer":
            guard let peering = Peering(value) else {
                throw UsageError("“\(value)” is no place of a machine.", seeHelpOf: command)
            }
            settings.peers.append(peering)
        case "port":
            let port: UInt16 = try number(name, value)
            (settings.network.streams, settings.network.isPortFixed) = (port, port != 0)
        case "group-port":
            let port: UInt16 = try number(name, value)
            settings.network.datagrams = port == 0 ? nil : port
        case "interface":
            settings.network.interfaces = (settings.network.interfaces ?? []) + [value]
        case "run": settings.run = value
        case "quota": settings.quota = try number(name, value, Int.self)
        case "log":
            guard let level = LogSettings.Level.allCases.first(where: { $0.name == value }) else {
                throw UsageError(
                    "log is error, warning, notice or debug, not “\(value)”.", seeHelpOf: command)
            }
            settings.log.level = level
        case "log-json": settings.log.isJSON = value == "yes"
        case "realm":
            guard let realm = DomainID(text: value) else {
                throw UsageError("“\(value)” is no id of a realm.", seeHelpOf: command)
            }
            realms.append(realm)
        case "ready": readyFile = value
        case "unlock": unlocks = value == "yes"
        case "help": wantsHelp = true
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

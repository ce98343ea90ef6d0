internal import Bundles
internal import Commands
internal import Foundation
internal import KeyFiles
internal import Lattice
internal import Network
internal import Node
internal import Seal

/// Where a laptop's folder is, and how it is configured.
enum Places {
    static func data(_ named: String?) -> String {
        let environment = ProcessInfo.processInfo.environment
        if let named { return named }
        if let known = environment["CAUSEWAY_DATA"], !known.isEmpty { return known }
        let home =
            environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 }
            ?? (environment["HOME"] ?? ".") + "/.local/share"
        return home + "/causeway"
    }

    /// A file as the node finds it, which is in another folder.
    static func whole(_ path: String) -> String { URL(filePath: path).path }

    /// Whether a folder is a relay's: of one that has a key and nobody's seats, and logs of realms
    /// each in a folder of its own.
    static func isRelays(_ data: String) -> Bool {
        let files = FileManager.default
        guard files.fileExists(atPath: data + "/device.key"),
            !files.fileExists(atPath: data + "/keyring")
        else { return false }
        let names = (try? files.contentsOfDirectory(atPath: data)) ?? []
        return names.contains { DomainID(text: $0) != nil }
    }

    /// Made with all folders above it.
    static func make(_ data: String) throws(CommandError) {
        do {
            try FileManager.default.createDirectory(
                atPath: data, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandError(
                .unavailable, "\(data) cannot be made: \(error.localizedDescription)")
        }
    }
}

/// A secret from a terminal or a pipe.
enum Secrets {
    static func passphrase(_ prompt: String) throws(CommandError) -> Secret {
        if Terminals.isInteractive {
            FileHandle.standardError.write(Data("\(prompt): ".utf8))
        }
        let line = Terminal.secretLine()
        if Terminals.isInteractive { Terminals.say("") }
        guard let line = consume line, line.count > 0 else {
            throw CommandError(.locked, "There is no passphrase.")
        }
        return line
    }

    /// Twice, so that a slip of the finger locks nobody out.
    static func newPassphrase(_ prompt: String) throws(CommandError) -> Secret {
        let first = try passphrase("\(prompt) (at least 8 letters)")
        guard first.count >= Passphrase.bytes.lowerBound else {
            throw CommandError(.usage, "A passphrase has at least 8 letters.")
        }
        guard Terminals.isInteractive else { return first }
        let second = try passphrase("The same again")
        guard first.isSame(as: second) else {
            throw CommandError(.usage, "The two are not the same. Nothing was changed.")
        }
        return first
    }
}

internal import CLinux
internal import Foundation
internal import KeyFiles
package import Node
package import Packs

/// What may keep a laptop from working or from meeting others: each thing that was looked at, with
/// the likely cause and the cure.
package enum Doctor {
    enum Level: String { case good, notice, bad }

    /// Something that was looked at.
    struct Symptom {
        let level: Level
        let what: String
        var cause: String?
        var cure: String?

        var json: JSON {
            .object([
                ("level", .text(level.rawValue)), ("what", .text(what)), ("cause", .text(cause)),
                ("cure", .text(cure)),
            ])
        }
    }

    /// Looks at a machine, and at its node if that runs. What is worst comes first.
    package static func examine(_ settings: Settings, _ status: Status?) async -> [JSON] {
        var all = machine(settings) + (await named(settings, status))
        if let status {
            all += store(status) + network(settings, status)
        } else {
            all.append(
                Symptom(
                    level: .bad, what: "No node runs in \(settings.data).",
                    cause: "Nothing is shared, and nobody is heard.",
                    cure: "Start it with “causeway run”, then ask again."))
        }
        let order: [Level] = [.bad, .notice, .good]
        return order.flatMap { level in all.filter { $0.level == level } }.map(\.json)
    }

    // MARK: The machine

    private static let megabyte = 1_048_576.0

    static func machine(_ settings: Settings) -> [Symptom] {
        [
            disk(settings.data), memory(settings), swap(), clock(Date()), rootKey(settings.data),
            enrolled(settings.data),
        ].compactMap { $0 }
    }

    private static func enrolled(_ data: String) -> Symptom? {
        guard (try? KeyFolder(data).device()) == nil else { return nil }
        return Symptom(
            level: .bad, what: "This laptop belongs to no realm.",
            cause: "\(data) has no device key that can be read.",
            cure: "Join one with “causeway join”, found one with “causeway init”, or put a backup "
                + "back with “causeway restore”.")
    }

    private static func disk(_ data: String) -> Symptom {
        guard FileManager.default.fileExists(atPath: data), let free = DiskSpace.free(at: data)
        else {
            return Symptom(
                level: .bad, what: "\(data) cannot be looked at.",
                cause: "It is not there, or belongs to somebody else.",
                cure: "Say where this laptop's folder is: --data DIR.")
        }
        return room(Double(free), in: data)
    }

    static func room(_ free: Double, in data: String) -> Symptom {
        let text = "\(Int(free / megabyte)) MB are free where records are kept."
        let level: Level = free < 100 * megabyte ? .bad : free < 1_000 * megabyte ? .notice : .good
        return Symptom(
            level: level, what: text, cause: level == .good ? nil : "The disk is nearly full.",
            cure: level == .good
                ? nil : "Move other files away. What is confirmed is safe; what is new is refused.")
    }

    private static func memory(_ settings: Settings) -> Symptom {
        guard let folder = Node.memoryFolder(of: settings) else {
            return Symptom(
                level: .bad, what: "There is no folder in memory for what is in the clear.",
                cause: "Neither $XDG_RUNTIME_DIR nor /dev/shm is a tmpfs of yours.",
                cure: "Name one on a tmpfs with --run DIR, or “run = DIR” in causeway.conf.")
        }
        let free = Double(causewayFree(in: folder))
        let log = Double(size(of: settings.data + "/log.db"))
        // Rows are rarely more than the log that they come from.
        guard free < max(log, 64 * megabyte) else {
            return Symptom(
                level: .good, what: "\(Int(free / megabyte)) MB are free in memory, \(folder).")
        }
        return Symptom(
            level: .notice,
            what: "Only \(Int(free / megabyte)) MB are free in memory, \(folder).",
            cause: "What somebody reads lies there while they work: up to "
                + "\(Int(max(log, 64 * megabyte) / megabyte)) MB.",
            cure: "Make it larger: mount -o remount,size=1G on its tmpfs, or name another, --run.")
    }

    private static func causewayFree(in folder: String) -> Int64 {
        unsafe causeway_memory_free(folder)
    }

    private static func size(of path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
    }

    private static func swap() -> Symptom? {
        guard let text = try? String(contentsOfFile: "/proc/swaps", encoding: .utf8) else {
            return nil
        }
        return swap(text)
    }

    /// What the system says of swap: a head, and a line for each.
    static func swap(_ text: String) -> Symptom? {
        let names = text.split(separator: "\n").dropFirst().compactMap {
            $0.split(separator: " ").first.map(String.init)
        }
        // What is compressed in memory is no disk; what the mapper has may be sealed.
        let open = names.filter { !$0.contains("zram") && !$0.hasPrefix("/dev/dm-") }
        guard let first = open.first else {
            return Symptom(level: .good, what: "Memory is not swapped to a disk in the clear.")
        }
        return Symptom(
            level: .notice, what: "Memory may be swapped to \(first).",
            cause: "What somebody reads lies in memory only, and would be on that disk.",
            cure: "Switch it off (swapoff -a), seal it, or run the node as the service of the "
                + "package, which is never swapped.")
    }

    static func clock(_ now: Date) -> Symptom? {
        // Before this program was.
        guard now.timeIntervalSince1970 < 1_750_000_000 else { return nil }
        return Symptom(
            level: .bad, what: "The clock says \(now.formatted(.iso8601)).",
            cause: "Its battery is empty, or it was never set.",
            cure: "Set it: date --set “…”. Nothing is lost by a wrong clock, but what is entered "
                + "bears the wrong time.")
    }

    private static func rootKey(_ data: String) -> Symptom? {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: data)) ?? []
        // One of a realm, or of agencies that were founded here.
        let keys = files.filter { $0 == "root.key" || $0.hasSuffix(".root.key") }.sorted()
        guard let first = keys.first else { return nil }
        return Symptom(
            level: .notice, what: "The root key lies on this laptop.",
            cause: "Whoever has it and its passphrase heads the "
                + (first == "root.key" ? "realm." : "agency."),
            cure: "Move \(keys.map { data + "/" + $0 }.joined(separator: " and ")) to a stick that "
                + "lies in a drawer.")
    }
}

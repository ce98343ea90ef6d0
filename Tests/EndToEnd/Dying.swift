import Bundles
import Foundation
import Lattice
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing

/// A store whose processes are killed, and what they said before that.
final class Dying {
    let place: FileStorage.Place
    private let folder: URL
    private let seed: UInt64
    private(set) var lives: UInt64 = 0
    /// What was said of entries: which hash a number of a feed has.
    private var confirmed: [String: String] = [:]
    private var sent: Set<String> = []
    private var isForked = false
    /// Processes that ended by themselves, and did not say that all was done.
    private var failures: [String] = []

    init(seed: UInt64) throws {
        self.seed = seed
        folder = FileManager.default.temporaryDirectory.appending(
            path: "dying-\(UUID().uuidString)")
        place = .init(
            data: folder.appending(path: "data").path, run: folder.appending(path: "run").path)
        for path in [place.data, place.run ?? ""] {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A life, which ends when all of it was said that is wanted. Returns what was said.
    @discardableResult
    func live(
        things: Int, killedAt step: Int? = nil,
        _ listen: (RunningProgram) throws -> [String]
    ) throws -> [String] {
        lives += 1
        let words = [place.data, place.run ?? "", "\(seed)", "\(lives)", "\(things)"]
        let holder = try RunningProgram(
            try Program.folder.appending(path: "causeway-store-holder"),
            words + (step.map { ["\($0)"] } ?? []))
        defer { holder.stop() }
        var lines = try listen(holder)
        holder.kill()
        // What it had said is in the pipe, whatever became of it.
        lines += try holder.lines()
        for line in lines { note(line) }
        return lines
    }

    private func note(_ line: String) {
        let words = line.split(separator: " ").map { String($0) }
        guard words.count == 4, words[0] == "confirmed" || words[0] == "sent" else {
            if words.first != "done" { failures.append(line) }
            return
        }
        let name = "\(words[1]) \(words[2])"
        isForked = isForked || confirmed[name, default: words[3]] != words[3]
        confirmed[name] = words[3]
        if words[0] == "sent" { sent.insert(name) }
    }

    /// What does not hold of what they left; nil if all does.
    func complaint() -> String? {
        lives += 1
        if let failure = failures.first { return "a process said “\(failure)”" }
        if isForked { return "a number was confirmed twice" }
        let household = Household(seed: seed, in: place, after: lives * 1_000)
        let survivor = household.survivor
        // Looking is not to change what the next life finds.
        survivor.guards = false
        guard survivor.start() else {
            return "it does not start: \(survivor.failure.map { "\($0)" } ?? "")"
        }
        defer { survivor.stop() }
        var there: [String: Set<String>] = [:]
        for bundle in survivor.log.map({ $0.hashed() }) {
            let header = bundle.bundle.header
            there["\(header.feed) \(header.number.value)", default: []].insert("\(bundle.hash)")
        }
        for (name, hash) in confirmed where there[name]?.contains(hash) != true {
            return "\(sent.contains(name) ? "sent" : "confirmed") and gone: \(name)"
        }
        // What is there may be sent: from now on these numbers are taken too.
        for (name, hashes) in there {
            guard hashes.count == 1, hashes.first == confirmed[name, default: hashes.first ?? ""]
            else { return "a number was used twice: \(name)" }
            confirmed[name] = hashes.first
        }
        return survivor.complaint() ?? leftovers(survivor)
    }

    /// Whether anything in the clear is there but the rows of this run, and after locking nothing.
    private func leftovers(_ survivor: Survivor) -> String? {
        func files() -> [String] {
            let files = try? FileManager.default.contentsOfDirectory(atPath: place.run ?? "")
            return (files ?? ["no folder"]).sorted()
        }
        let ours = "state-\("\(survivor.owner.seat)".prefix(16)).db"
        for file in files() where !["", "-wal", "-shm"].contains(where: { ours + $0 == file }) {
            return "\(file) is left in the clear"
        }
        survivor.lock()
        return files().first.map { "\($0) is left after locking" }
    }
}

internal import Commands
internal import Foundation
internal import Node
internal import Packs
internal import Workloads

/// `causeway bench`: how quick this laptop is, beside what its processor, memory and disk can do.
/// One process measures, so that this one can tidy up whatever becomes of it.
enum BenchCommand {
    static let help = """
        causeway bench: how quick this laptop is, beside what its own hardware can do

        Usage: causeway bench [OPTION…]

          --list        what can be measured
          --only NAME   only this, or all whose names begin so; again for others
          --quick       small sizes, once: in some seconds, and less exact
          --in DIR      a folder on the disk to be measured (default /var/tmp)
          --json        the whole answer as JSON

        Each line is something that Causeway does, and beside it what bounds it: libsodium alone,
        plain SQLite, the disk, plain processes. Both are measured by turns, so that whatever else
        the laptop does slows both; “of it” is how much of what is possible is reached. It takes a
        few minutes, and needs \(BenchPlace.megabytes) MB on the disk and as many in memory. No
        realm is touched: all of it happens in folders that are removed, also when you stop it.

        examples:
          causeway bench
          causeway bench --quick
          causeway bench --only entry --only processes.change
          causeway bench --only disk --in /media/stick
        """

    private static let command = "causeway bench"

    static func run(_ words: [String]) async throws(UsageError) -> Int32 {
        switch words.first {
        // How this program begins itself.
        case "--part": return await part(Array(words.dropFirst()))
        case "--measure":
            return BenchRun(Array(words.dropFirst())).run()
        default: break
        }
        let options = try Options(
            words, of: command, values: ["--only", "--in"],
            flags: ["--list", "--quick", "--json", "--help", "-h"])
        if options.has("--help") || options.has("-h") {
            print(help)
            return 0
        }
        let names = options.all("--only")
        let chosen = try comparisons(names)
        let isJSON = options.has("--json")
        if options.has("--list") {
            list(chosen, asJSON: isJSON)
            return 0
        }
        do throws(CommandError) {
            let place = try BenchPlace(options.text("--in"))
            defer { place.remove() }
            return try await measure(chosen, at: place, options)
        } catch {
            Life.say(error, isJSON: isJSON)
            return error.code.rawValue
        }
    }

    /// All of them in their order, each once.
    static func comparisons(_ names: [String]) throws(UsageError) -> [Comparison] {
        guard !names.isEmpty else { return Comparison.all }
        var chosen: Set<String> = []
        for name in names {
            guard let found = Comparison.named(name) else {
                let all = Comparison.all.map(\.name).joined(separator: ", ")
                throw UsageError(
                    "There is nothing called “\(name)” to measure. There is: \(all).",
                    seeHelpOf: command)
            }
            chosen.formUnion(found.map(\.name))
        }
        return Comparison.all.filter { chosen.contains($0.name) }
    }

    private static func list(_ chosen: [Comparison], asJSON isJSON: Bool) {
        let rows = JSON.array(
            chosen.map {
                .object([
                    ("name", .text($0.name)), ("what", .text($0.about)),
                    ("beside", .text($0.bound)), ("goal", .text($0.goal)),
                ])
            })
        guard !isJSON else { return print(rows.written) }
        let width = chosen.map(\.name.count).max() ?? 0
        for one in chosen {
            print(one.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + one.about)
        }
    }

    private static func measure(
        _ chosen: [Comparison], at place: BenchPlace, _ options: Options
    ) async throws(CommandError) -> Int32 {
        let flags = ["--quick", "--json"].filter { options.has($0) }
        let signals = Signals()
        guard
            let measuring = ProcessGroup(
                Self.program,
                ["bench", "--measure", place.disk.path, place.memory.path] + flags
                    + chosen.map(\.name))
        else { throw CommandError(.unavailable, "No second process can be started.") }
        let stopping = Task { () -> Int32? in
            let number = await signals.wait()
            if number != nil { measuring.end() }
            return number
        }
        let code = await measuring.wait()
        stopping.cancel()
        if let number = await stopping.value {
            Progress.end()
            Terminals.say("causeway: stopped before all was measured; nothing of it is left.")
            // As the shell says it of programs that were ended so.
            return 128 + number
        }
        guard let code else {
            throw CommandError(
                .unavailable,
                "What measures has ended before its time. Is there room enough on "
                    + "\(place.parent), and in memory?")
        }
        return code
    }

    private static func part(_ words: [String]) async -> Int32 {
        do {
            guard try await Part.run(words) else { return CommandError.Code.usage.rawValue }
            return 0
        } catch {
            Terminals.say("causeway bench: \(error)")
            return CommandError.Code.unavailable.rawValue
        }
    }

    static var program: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    }
}

/// Where it is measured: a folder on a disk, and one in memory.
struct BenchPlace {
    let parent: String
    let disk: HeldFolder
    let memory: HeldFolder

    /// As much is needed at most, on the disk and in memory.
    static let megabytes = 400

    init(_ wanted: String?) throws(CommandError) {
        parent = wanted.map { Places.whole($0) } ?? "/var/tmp"
        let shared = "/dev/shm"
        do throws(HeldFolder.Failure) {
            (disk, memory) = (try HeldFolder(in: parent), try HeldFolder(in: shared))
        } catch { throw CommandError(.unavailable, error.text) }
        for (folder, more) in [
            (disk.path, " “--in DIR” measures another disk."), (memory.path, ""),
        ] {
            guard let free = DiskSpace.free(at: folder) else { continue }
            guard free >= Int64(Self.megabytes) << 20 else {
                remove()
                throw CommandError(
                    .unavailable,
                    "There is not enough room: it takes \(Self.megabytes) MB, and there are "
                        + "\(free >> 20) in \(folder == memory.path ? shared : parent).\(more)")
            }
        }
    }

    func remove() {
        disk.remove()
        memory.remove()
    }
}

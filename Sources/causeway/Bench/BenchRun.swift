internal import Commands
internal import Foundation
internal import Packs
internal import Workloads

/// The process that measures, and says what it finds as it finds it.
struct BenchRun {
    private let chosen: [Comparison]
    private let isQuick: Bool
    private let isJSON: Bool
    private let places: (disk: String, memory: String)

    /// Two folders, then flags and names.
    init(_ words: [String]) {
        let rest = words.dropFirst(2)
        places = (words.first ?? "/nowhere", words.dropFirst().first ?? "/nowhere")
        isQuick = rest.contains("--quick")
        isJSON = rest.contains("--json")
        let names = rest.filter { !$0.hasPrefix("--") }
        chosen = Comparison.all.filter { names.contains($0.name) }
    }

    func run() -> Int32 {
        ProcessGroup.endWithParent()
        Workplaces.use(disk: places.disk, memory: places.memory)
        if !isJSON { head() }
        var rows: [JSON] = []
        let parts = PartProgram(BenchCommand.program, ["bench", "--part"])
        for (index, one) in chosen.enumerated() {
            let place = "\(index + 1) of \(chosen.count): \(one.name)"
            Progress.tell(place, isRound: true)
            let effort = Effort(isQuick: isQuick, parts) {
                Progress.tell("\(place), \($0)", isRound: false)
            }
            do {
                let outcome = try one.measure(effort)
                Progress.end()
                if isJSON { rows.append(json(one, outcome)) } else { line(one, outcome) }
            } catch {
                Progress.end()
                let text = "“\(one.name)” could not be measured: \(error)."
                Life.say(CommandError(.unavailable, text), isJSON: isJSON)
                return CommandError.Code.unavailable.rawValue
            }
        }
        if isJSON {
            let all = JSON.object([
                ("processors", .number(ProcessInfo.processInfo.activeProcessorCount)),
                ("quick", .truth(isQuick)), ("rows", .array(rows)),
            ])
            Terminals.put(all.written)
        }
        return 0
    }

    // MARK: For people

    private static let widths = [17, 12, 12, 7]

    private func head() {
        Terminals.put(row(["", "Causeway", "bound", "of it"]) + "  a second of what; the bound")
    }

    private func row(_ cells: [String]) -> String {
        zip(cells, Self.widths).enumerated().map { index, cell in
            let space = String(repeating: " ", count: max(1, cell.1 - cell.0.count))
            return index == 0 ? cell.0 + space : space + cell.0
        }.joined()
    }

    private func line(_ one: Comparison, _ outcome: Outcome) {
        let cells = [
            one.name, grouped(outcome.ours), grouped(outcome.bound),
            "\(Int((outcome.share * 100).rounded())) %",
        ]
        Terminals.put("\(row(cells))  \(one.unit); \(one.bound)")
        if let goal = one.goal { Terminals.put("    goal: \(goal)") }
        let figures = outcome.more.map { "\($0.name) \(short($0.value))" }
        for start in stride(from: 0, to: figures.count, by: 3) {
            let some = figures[start..<min(start + 3, figures.count)]
            Terminals.put("    " + some.joined(separator: ", "))
        }
    }

    /// A number as people read it: “12,345”; small ones with a decimal.
    private func grouped(_ number: Double) -> String {
        guard number >= 100 else { return String(format: "%.1f", number) }
        let digits = Array(String(Int(number.rounded())).reversed())
        let groups = stride(from: 0, to: digits.count, by: 3).map {
            String(digits[$0..<min($0 + 3, digits.count)].reversed())
        }
        return groups.reversed().joined(separator: ",")
    }

    private func short(_ number: Double) -> String {
        number >= 1_000 ? grouped(number) : String(format: "%.2f", number)
    }

    // MARK: For programs

    private func json(_ one: Comparison, _ outcome: Outcome) -> JSON {
        .object([
            ("name", .text(one.name)), ("what", .text(one.about)), ("unit", .text(one.unit)),
            ("beside", .text(one.bound)), ("goal", .text(one.goal)),
            ("per-second", number(outcome.ours)), ("bound-per-second", number(outcome.bound)),
            ("share", number(outcome.share)),
            ("figures", .object(outcome.more.map { ($0.name, number($0.value)) })),
        ])
    }

    private func number(_ number: Double) -> JSON {
        JSON(.number(String(format: "%.4f", number.isFinite ? number : 0)))
    }
}

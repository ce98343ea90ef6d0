internal import Foundation
internal import Simulation

/// Scenarios from files.
extension Simulate {
    /// What a scenario came to.
    private struct Told: Encodable {
        let scenario: String
        let seed: UInt64
        let entries: Int
        let simulatedSeconds: Int
        let marks: [String]
        let violations: [String]
        let trace: String
    }

    static func story(
        _ path: String, _ parts: Parts, asJSON isJSON: Bool, chart: String?
    ) throws(UsageError) -> Int32 {
        var scenario = try read(path)
        scenario.disks = parts.disks ?? scenario.disks
        scenario.lines = parts.lines ?? scenario.lines
        if !isJSON { print("\(scenario.name): \(scenario.story)") }
        var curve = Curve(name: scenario.name)
        let country =
            chart == nil ? scenario.run() : scenario.run(watching: { curve.add($0) })
        if let chart { try curve.save(to: chart) }
        let ledger = country.ledger
        let told = Told(
            scenario: scenario.name, seed: scenario.seed, entries: ledger.acknowledged.count,
            simulatedSeconds: Int(country.time / 1_000),
            marks: ledger.marks.map(\.rawValue).sorted(), violations: ledger.violations,
            trace: String(ledger.traceHash, radix: 16))
        if isJSON {
            print(json(told))
        } else {
            print("\(told.entries) entries, \(told.simulatedSeconds) s of simulated time.")
            print("Reached: \(told.marks.joined(separator: ", ")).")
            for violation in told.violations { print("BROKEN \(violation)") }
            print(told.violations.isEmpty ? "All is as it has to be." : "IT IS BROKEN.")
            print("trace \(told.trace)")
        }
        return told.violations.isEmpty ? 0 : 1
    }

    private static func read(_ path: String) throws(UsageError) -> Scenario {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw UsageError("“\(path)” cannot be read.", seeHelpOf: "causeway simulate")
        }
        do throws(ScenarioFaults) { return try Scenario(json: [UInt8](data)) } catch {
            throw UsageError(
                "“\(path)” is no scenario:\n\(error)\n", seeHelpOf: "causeway simulate")
        }
    }
}

import CAllocations
import Glibc
import Workloads

@main
struct Main {
    static func main() {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if options.helps {
                print(Options.help)
            } else if options.lists {
                list(Workload.named(options.names))
            } else {
                try measure(options)
            }
        } catch let mistake as Options.Mistake {
            Report.progress("causeway-bench: \(mistake.text) Try --help.")
            exit(2)
        } catch {
            Report.progress("causeway-bench: \(error)")
            exit(1)
        }
    }

    private static func list(_ workloads: [Workload]) {
        for workload in workloads { print("\(workload.name)\t\(workload.about)") }
    }

    private static func measure(_ options: Options) throws {
        let report = Report(isJSON: options.isJSON)
        report.begin()
        for workload in Workload.named(options.names) {
            var measurements: [Measurement] = []
            for size in options.sizes(of: workload) {
                Report.progress("\(workload.name) at \(size)")
                let trial = try workload.trial(size)
                _ = try trial.run(counting: allocations)
                let readings = try (0..<options.runs).map { _ in
                    try trial.run(counting: allocations)
                }
                let measurement = Measurement(workload, size: size, readings)
                try report.add(measurement)
                measurements.append(measurement)
            }
            if workload.showsGrowth, let growth = Growth(measurements) { try report.add(growth) }
        }
    }

    private static func allocations() -> Heap {
        let counts = causeway_read_allocations()
        return Heap(
            allocations: Int(counts.allocations), bytes: Int(counts.bytes), live: Int(counts.live))
    }
}

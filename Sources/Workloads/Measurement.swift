import Glibc

/// What the runs of one workload at one size came to. The keys are those of the JSON.
package struct Measurement: Encodable {
    package let type = "measurement"
    package let workload: String
    package let size: Int
    package let unit: String
    package let runs: Int
    package let operations: Int
    package let nanosecondsMedian: Double
    package let nanosecondsMin: Double
    package let nanosecondsMax: Double
    package let operationsPerSecond: Double
    package let allocationsPerOperation: Double
    package let bytesPerOperation: Double
    /// Of a whole run, in bytes, as are the allocations per operation: the largest of all runs.
    package let heapGrowth: Int
    /// Bytes of an encoding for one operation, and millions of them in a second.
    package let encodedPerOperation: Double
    package let encodedMegabytesPerSecond: Double

    package init(_ workload: Workload, size: Int, _ readings: [Reading]) {
        self.workload = workload.name
        self.size = size
        unit = workload.unit
        runs = readings.count
        let operations = readings.map(\.operations).max() ?? 0
        self.operations = operations
        let times = readings.map { $0.nanoseconds / Double($0.operations) }.sorted()
        nanosecondsMedian = (times[(times.count - 1) / 2] + times[times.count / 2]) / 2
        nanosecondsMin = times.first ?? 0
        nanosecondsMax = times.last ?? 0
        operationsPerSecond = 1e9 / nanosecondsMedian
        func most(_ count: (Reading) -> Int) -> Int { readings.map(count).max() ?? 0 }
        allocationsPerOperation = Double(most(\.allocations)) / Double(operations)
        bytesPerOperation = Double(most(\.bytes)) / Double(operations)
        heapGrowth = most(\.heapGrowth)
        encodedPerOperation = Double(most(\.encoded)) / Double(operations)
        encodedMegabytesPerSecond = encodedPerOperation / nanosecondsMedian * 1_000
    }
}

/// How the cost of one operation grows with the size: as its power of this exponent. What does not
/// depend on the size has the exponent 0; what walks over everything has 1.
package struct Growth: Encodable {
    package let type = "growth"
    package let workload: String
    package let sizes: [Int]
    /// Caches make this a little more than 0 even where the same is done at every size.
    package let timeExponent: Double
    package let bytesExponent: Double

    /// Nil if there are not two sizes to compare.
    package init?(_ measurements: [Measurement]) {
        guard let first = measurements.first, measurements.count > 1 else { return nil }
        workload = first.workload
        sizes = measurements.map(\.size)
        let logs = sizes.map { log(Double($0)) }
        timeExponent = slope(logs, measurements.map { log(max($0.nanosecondsMedian, 1)) })
        bytesExponent = slope(logs, measurements.map { log($0.bytesPerOperation + 1) })
    }
}

/// The slope of the line through the points with the least squares of errors.
private func slope(_ x: [Double], _ y: [Double]) -> Double {
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let spread = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let common = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    return spread == 0 ? 0 : common / spread
}

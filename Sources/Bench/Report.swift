import Foundation
import Workloads

/// Writes results as they come, as a table or as JSON.
struct Report {
    let isJSON: Bool

    func begin() {
        if isJSON { return }
        line(
            name: "workload", "size", "unit", "ns/op", "min", "max", "op/s", "allocs/op",
            "bytes/op", "heap/op", "wire/op", "wire MB/s")
    }

    func add(_ measurement: Workloads.Measurement) throws {
        if isJSON { return try json(measurement) }
        line(
            name: measurement.workload, String(measurement.size), measurement.unit,
            fixed(measurement.nanosecondsMedian), fixed(measurement.nanosecondsMin),
            fixed(measurement.nanosecondsMax), fixed(measurement.operationsPerSecond, 0),
            fixed(measurement.allocationsPerOperation, 2), fixed(measurement.bytesPerOperation),
            fixed(Double(measurement.heapGrowth) / Double(measurement.operations)),
            fixed(measurement.encodedPerOperation), fixed(measurement.encodedMegabytesPerSecond))
    }

    func add(_ growth: Growth) throws {
        if isJSON { return try json(growth) }
        put(
            "\(growth.workload): with the size, time per operation grows by the exponent "
                + "\(fixed(growth.timeExponent, 2)), bytes by \(fixed(growth.bytesExponent, 2))\n")
    }

    static func progress(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }

    private func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        FileHandle.standardOutput.write(try encoder.encode(value) + Data("\n".utf8))
    }

    private func line(name: String, _ columns: String...) {
        let widths = [9, 7, 10, 10, 10, 12, 10, 10, 10, 9, 11]
        let rest = zip(columns, widths).map { text, width in
            String(repeating: " ", count: max(1, width - text.count)) + text
        }
        put(name.padding(toLength: 30, withPad: " ", startingAt: 0) + rest.joined() + "\n")
    }

    private func put(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
}

/// A number with so many decimals.
private func fixed(_ number: Double, _ decimals: Int = 1) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((number.magnitude * scale).rounded())
    let sign = number < 0 && scaled != 0 ? "-" : ""
    if decimals == 0 { return "\(sign)\(scaled)" }
    let digits = String(scaled)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
}

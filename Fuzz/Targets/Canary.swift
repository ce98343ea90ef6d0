import Lattice
import Wire

/// The canary in the mine: a claim that is false, but only for a body that a fuzzer comes upon if
/// it is led there byte by byte. Where it is not found, nothing that was not found means anything.
enum Canary: FuzzTarget {
    static let name = "canary"

    static func check(_ input: [UInt8]) throws(Broken) {
        guard let body = try? Body(reading: input, of: Ground.feeds[0], .first) else { return }
        for change in body.changes.dropLast() {
            guard case .life(let delta) = change.delta else { continue }
            try demand(delta.sign != .dead, "the canary: no body goes on after a deletion")
        }
    }
}

import Bundles
import Charter
import Foundation
import Glibc
import Identity
import Keys
import Lattice
import Node
import Replica
import Schema
import Seal
import Simulation
import Store
import Wire

/// One laptop of several that measure a LAN: a node as it ships, with nothing configured, and
/// somebody who reads along. All of them work out the same realm.
///
/// Arguments: folder, own number, how many there are. It says “ready”; then `seen N TIME` when
/// records became visible, N being all so far. It is told on standard input:
///
///     enter           enters one record
///     bulk BYTES      enters records of so many bytes
///
/// and answers `entered BEGUN DONE RECORDS` when that is durable. Times are of the clock that all
/// namespaces of a machine share, in nanoseconds.
@main
struct Main {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 4, let number = Int(words[2]), let count = Int(words[3]),
            (0..<count).contains(number)
        else {
            say("usage: causeway-lan-holder FOLDER NUMBER COUNT")
            exit(2)
        }
        let laptop = try await Laptop(number, of: count, in: words[1])
        let seen = try await laptop.watch()
        say("ready")
        while let line = readLine() {
            let parts = line.split(separator: " ")
            switch parts.first {
            case "enter": try await laptop.enter([laptop.boat()])
            case "bulk": try await laptop.enter(bytes: parts.last.flatMap { Int($0) } ?? 0)
            default: say("there is no “\(line)”")
            }
        }
        await laptop.node.close()
        await seen.value
    }
}

/// One line, whole and at once.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(1, bytes, bytes.count)
}

/// The clock of the whole machine.
func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

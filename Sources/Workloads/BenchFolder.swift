import Foundation
import Synchronization

/// Where folders are made, and where those in memory are.
package enum Workplaces {
    private static let known = Mutex((disk: "/tmp", memory: "/dev/shm"))

    /// Has everything that is made from now on lie in these folders, which are there.
    package static func use(disk: String, memory: String) {
        known.withLock { $0 = (disk, memory) }
    }

    static var now: (disk: String, memory: String) { known.withLock { $0 } }
}

/// A folder that goes away, with all that is in it.
final class BenchFolder {
    let path: String
    /// In memory, where what is in the clear belongs.
    let run: String

    init() {
        let name = "/causeway-bench-\(getpid())-\(UInt32.random(in: 0...(.max)))"
        let places = Workplaces.now
        (path, run) = (places.disk + name, places.memory + name)
        for folder in [path, run] {
            precondition(
                unsafe mkdir(folder, 0o700) == 0, "\(folder) can be made: is there room?")
        }
    }

    deinit {
        for folder in [path, run] { try? FileManager.default.removeItem(atPath: folder) }
    }
}

/// What is said to whoever waits, not of results.
enum Notice {
    static func say(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}

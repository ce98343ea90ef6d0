import Glibc
import Simulation
import Store
import StoreSupport
import TestSupport

/// A device as a process of its own, so that a test can kill it: it goes on with the store that it
/// finds in the folders, does so many things, and says of each entry when it is confirmed and when
/// it may be sent. After so many steps, if a number is given, it kills itself.
///
///     causeway-store-holder DATA RUN SEED LIFE THINGS [STEP]
@main
struct Main {
    static func main() {
        let words = CommandLine.arguments
        let numbers = words.dropFirst(3).compactMap { UInt64($0) }
        guard words.count >= 6, numbers.count == words.count - 3 else {
            say("causeway-store-holder DATA RUN SEED LIFE THINGS [STEP]")
            exit(2)
        }
        let place = FileStorage.Place(data: words[1], run: words[2])
        let (seed, life, things) = (numbers[0], numbers[1], numbers[2])
        let last = numbers.count > 3 ? numbers[3] : .max
        let household = Household(seed: seed, in: place, after: life * 1_000)
        let survivor = household.survivor
        var steps: UInt64 = 0
        var told = 0
        survivor.watch = { step in
            let receipts = survivor.confirmed
            switch step {
            case .confirmed: say("confirmed", receipts[receipts.count - 1])
            case .sent:
                for receipt in receipts[told...] { say("sent", receipt) }
                told = receipts.count
            default: break
            }
            steps += 1
            if steps == last { kill(getpid(), SIGKILL) }
        }
        var random = SeededRandom(seed: seed &* 1_000 &+ life)
        // Whether the guard follows each commit, or a later one.
        survivor.guards = random.chance(50)
        guard survivor.start(), survivor.learn() else { end(survivor) }
        for _ in 0..<things {
            guard household.happen(&random) else { end(survivor) }
            if random.chance(30) { survivor.guardCommits() }
        }
        survivor.stop()
        say("done \(steps)")
    }

    private static func end(_ survivor: Survivor) -> Never {
        say("failed \(survivor.failure.map { "\($0)" } ?? "")")
        exit(1)
    }
}

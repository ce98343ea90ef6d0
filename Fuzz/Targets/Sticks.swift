import Bundles
import Gossip
import Identity
import Lattice
import Replica
import Simulation
import TestSupport

/// Whatever stands in a stick, its reader gives back the same however its bytes come, counts what
/// it gives, and a replica that is told of it loses nothing and takes in only what was signed.
enum Sticks: FuzzTarget {
    static let name = "sticks"

    static func check(_ input: [UInt8]) throws(Broken) {
        let rest = Array(input.dropFirst())
        let town = Self.town
        switch Int(input.first ?? 0) % 3 {
        case 0: try judge(rest, step: 3)
        case 1:
            let stick = StickID(high: 1, low: 1)
            try judge(town.desk.stick(of: Array(rest.pieces.prefix(64)), as: stick), step: 50)
        default:
            var file = town.file
            var choice = Entropy(rest)
            for _ in 0..<min(16, rest.count / 3) {
                let place = (choice.below(256) << 8 | choice.below(256)) % max(1, file.count)
                switch choice.below(8) {
                case 0: file.removeSubrange(place...)
                case 1: file.insert(choice.byte(), at: place)
                default: if place < file.count { file[place] ^= choice.byte() }
                }
                if file.isEmpty { break }
            }
            try judge(file, step: 1_000)
        }
    }

    /// Made once: a fuzzer has better to do.
    private struct Town {
        let mates: Mates
        let desk: StickDesk
        let disk: MemoryStorage
        let file: [UInt8]

        init() {
            mates = Mates()
            mates.ann.giveAway()
            for number in 0..<4 { _ = mates.ann.enter("boat \(number)") }
            desk = StickDesk(mates.world.realm.id)
            disk = mates.ben.copy
            file = mates.ann.write(desk)
        }
    }

    nonisolated(unsafe) private static let town = Town()

    private static func judge(_ file: [UInt8], step: Int) throws(Broken) {
        let desk = town.desk
        let (events, fault) = desk.events(file, by: max(1, file.count))
        let slow = desk.events(file, by: step)
        try demand(slow.events == events && slow.fault == fault, "it is read otherwise by \(step)")
        var things = 0
        var counts: StickCounts?
        for event in events {
            if case .goods(_, let all) = event { things += all.count }
            if case .end(let end) = event { counts = end }
        }
        // What follows the end is a fault of its own.
        try demand(fault != nil || counts != nil, "it has neither an end nor a fault")
        if let counts { try demand(counts.things == things, "\(things) things are not its count") }
        let ben = town.mates.ben
        ben.restart(with: town.disk)
        let before = Set(ben.bundles)
        let outcome = ben.read(desk, file)
        let after = Set(ben.bundles)
        try demand(after.isSuperset(of: before), "something was lost")
        try demand(
            after.isSubset(of: before.union(town.mates.ann.bundles)), "what nobody wrote is there")
        let tally = outcome.tally
        let sum = tally.new + tally.known + tally.waiting + tally.declined + tally.refusedCount
        try demand(sum == things, "\(sum) of \(things) things came to something")
    }
}

import Bundles
import Gossip
import Identity
import Keys
import Lattice
import Replica
import Seal
import Simulation
import TestSupport
import Wire

/// Somebody who has keys of a realm, and says to all who are near what no station would.
final class Forger {
    private let realm: DomainID
    private let hello: HelloKey
    private var chance: Entropy
    var random: SeededRandom

    init(_ realm: DomainID, _ seed: UInt8, hello: HelloKey = Mate.hello()) {
        (self.realm, self.hello) = (realm, hello)
        chance = Entropy.of(seed)
        random = SeededRandom(seed: UInt64(seed))
    }

    /// A name that nobody had before.
    func name<Named>() -> Identifier<Named> {
        Identifier(high: random.next(), low: random.next())
    }

    /// What somebody says who was never heard before.
    func beacon(
        of run: RunID? = nil, _ serial: UInt64 = 0, root: HoldingsRoot? = nil,
        isAsking: Bool = false, aside: [UInt8] = []
    ) -> [UInt8] {
        let beacon = Signal.Beacon(
            port: 7, root: root ?? name(), wall: WallTime(milliseconds: 1_800_000_000_000),
            isAsking: isAsking, aside: aside)
        return seal(Signal(run ?? name(), serial, .beacon(beacon)).encoding)
    }

    func seal(_ content: [UInt8]) -> [UInt8] {
        made(Datagram.seal(content.span.bytes, in: realm, hello, &chance))
    }

    /// The same for members alone.
    func seal(_ content: [UInt8], for members: BeaconKey) -> [UInt8] {
        made(Datagram.seal(content, in: realm, members, &chance))
    }

    func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
}

extension Mate {
    /// The key under which members say what only they are to hear.
    var membersKey: BeaconKey {
        let keys = withReplica { $0.memberKeys(at: WallTime(milliseconds: 0)).keys }
        return made(keys.first).key.beaconKey()
    }

    /// All that is known of all who are near, and all that is stored.
    var picture: Memory {
        Memory(remembered: station.remembered, root: root, bundles: bundles, next: next)
    }

    struct Memory: Equatable {
        let remembered: Remembered
        let root: HoldingsRoot
        let bundles: [[UInt8]]
        let next: UInt64?
    }
}

import Bundles
import Charter
import Gossip
import Identity
import Keys
import Lattice
import Replica
import Schema
import Seal
import Simulation
import TestSupport
import Wire

/// A station that a test tells everything, clock and all.
final class Mate {
    private(set) var station: Station<MemoryStorage>
    var now = Now(ticks: 1_000, boot: 1_000, wall: WallTime(milliseconds: 1_800_000_000_000))
    let somebody: Somebody
    static let link = LinkID(1)
    static func hello(_ number: UInt64 = 5) -> HelloKey {
        let words = InlineArray<4, UInt64>(repeating: number)
        return HelloKey(Secret(copying: words.span.bytes))
    }

    init(_ somebody: Somebody, in world: KeyWorld, _ number: UInt64, hello: HelloKey = hello()) {
        self.somebody = somebody
        var effects: [Effect] = []
        var replica = Replica(
            realm: world.realm.id, storage: MemoryStorage(), Self.entropy(number, 1), at: now.wall)
        replica.unlock(Owner(somebody.seat), into: &effects)
        station = Station(
            replica, as: somebody.seat.device, hello, port: 7, Self.entropy(number, 2), at: now)
        let (roots, proofs, bundles) = world.realm.said
        tell(.replica(.roots(roots)))
        tell(.replica(.bundles(bundles)))
        tell(.replica(.proofs(proofs)))
        tell(.replica(.schemas([Harbour.schema.encoding])))
        tell(.replica(.envelopes(somebody.holder.envelopes.all)))
        while tell(.replica(.time)).contains(.replica(.busy)) {}
        tell(.link(Self.link, LinkTraits(reachesAll: true)))
    }

    private static func entropy(_ number: UInt64, _ purpose: UInt64) -> Entropy {
        let words: InlineArray<4, UInt64> = [number, purpose, 8, 8]
        return Entropy(Secret(copying: words.span.bytes))
    }

    /// Says something to it, and commits. Returns all that it says.
    @discardableResult
    func tell(_ input: StationInput) -> [StationEffect] {
        var effects: [StationEffect] = []
        station.handle(input, at: now, into: &effects)
        station.replica.withStorage { $0.commit() }
        station.handle(.committed, at: now, into: &effects)
        station.replica.withStorage { $0.commit() }
        return effects
    }

    /// Lets time pass.
    @discardableResult
    func pass(_ milliseconds: UInt64) -> [StationEffect] {
        var effects: [StationEffect] = []
        let end = now.ticks + milliseconds
        while let next = station.next, next <= end {
            advance(to: max(next, now.ticks))
            effects += tell(.time)
        }
        advance(to: end)
        return effects
    }

    private func advance(to ticks: UInt64) {
        let step = ticks - now.ticks
        now.ticks += step
        now.boot += step
        now.wall = WallTime(milliseconds: Int64(now.wall.milliseconds + step))
    }

    @discardableResult
    func hear(_ bytes: [UInt8], from other: UInt64 = 2) -> [StationEffect] {
        tell(.datagram(bytes, from: Self.place(other)))
    }

    static func place(_ number: UInt64) -> Endpoint {
        Endpoint(link, HostName(high: 0, low: number), port: 7)
    }

    func enter(_ name: String) -> [StationEffect] {
        let edit = Edit.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))
        return tell(.replica(.entry(Entry(in: .common, [edit]), by: somebody.id)))
    }

    var root: HoldingsRoot { station.root() }
}

extension [StationEffect] {
    var shouts: [[UInt8]] {
        compactMap { if case .shout(let bytes, _) = $0 { bytes } else { nil } }
    }

    var dials: [Endpoint] {
        compactMap { if case .dial(let endpoint) = $0 { endpoint } else { nil } }
    }

    var said: Int { reduce(0) { if case .say = $1 { $0 + 1 } else { $0 } } }
}

/// Two of one realm, who have done nothing yet.
struct Mates {
    let world: KeyWorld
    let ann: Mate
    let ben: Mate

    init(seed: UInt64 = 1) {
        let world = KeyWorld(seed: seed, policy: Harbour.policy)
        world.realm.decree(.schema(SchemaChange(1, Harbour.schema.hash)))
        let people = (0..<2).map { _ in world.person(.mainHubUser, at: [world.hubs[0]]) }
        world.begin(.common)
        self.world = world
        ann = Mate(people[0], in: world, 1)
        ben = Mate(people[1], in: world, 2)
    }

    /// Closes the session, and has them talk over another.
    func talkAgain() {
        ann.tell(.closed(SessionID(1)))
        ben.tell(.closed(SessionID(1)))
        talk(SessionID(2))
    }

    /// Has the two talk over a session until neither has anything to say.
    func talk(_ session: SessionID = SessionID(1)) {
        let toBen = StationInput.Opened(
            device: ann.somebody.seat.device, run: ann.station.run, endpoint: Mate.place(1),
            isInitiator: false)
        let toAnn = StationInput.Opened(
            device: ben.somebody.seat.device, run: ben.station.run, endpoint: Mate.place(2),
            isInitiator: true)
        var forAnn = ben.tell(.opened(session, toBen))
        var forBen = ann.tell(.opened(session, toAnn))
        while !forAnn.isEmpty || !forBen.isEmpty {
            let (a, b) = (forAnn, forBen)
            (forAnn, forBen) = ([], [])
            for case .say(let bytes, _) in b { forAnn += ben.tell(.heard(bytes, session)) }
            for case .say(let bytes, _) in a { forBen += ann.tell(.heard(bytes, session)) }
        }
    }
}

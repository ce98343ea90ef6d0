import Bundles
import Charter
import Keys
import Lattice
import Replica
import Schema
import Seal
import Simulation
import TestSupport
import Wire

typealias LaptopState = Scope<MemoryShelf, Blake2b>

/// A harbour's realm: an admin, hubs, and people who write about boats.
final class Port {
    let world: KeyWorld
    let schema = Harbour.schema
    let hub: HubID
    private(set) var laptops: [Laptop] = []

    static var policy: Policy {
        var policy = Policy.relief
        let who: [RoleNumber: Permission] = [
            .manager: .any, .officer: .any, .mainHubUser: .own, .subHubUser: .own, .clerk: .own,
        ]
        policy.kinds[KindNumber(Harbour.boat)] = Kind("boat", in: [.common, .hub], who)
        policy.kinds[KindNumber(Harbour.trip)] = Kind("trip", in: [.hub], who)
        return policy
    }

    init(seed: UInt64, hasSchema: Bool = true) {
        world = KeyWorld(seed: seed, policy: Self.policy)
        hub = world.hubs[0]
        if hasSchema { decreeSchema() }
    }

    func decreeSchema() { world.realm.decree(.schema(SchemaChange(1, schema.hash))) }

    /// Somebody at the hub, with a laptop of their own.
    func join(_ role: RoleNumber = .mainHubUser, at hubs: [HubID]? = nil) -> Laptop {
        let person = world.person(role, at: role == .clerk ? nil : hubs ?? [hub])
        let laptop = Laptop(person, in: self, UInt64(laptops.count + 1))
        laptops.append(laptop)
        return laptop
    }

    /// Begins the hub's first key, which is delivered to all who are there.
    func open(_ scope: Address) { world.begin(scope) }

    /// Brings the charter, the schema and the keys to everybody.
    func spread() { for laptop in laptops { laptop.learn() } }

    /// Everybody hears all that anybody has, until nobody learns anything.
    func meet() {
        spread()
        for _ in 0..<3 {
            for one in laptops {
                for other in laptops where one !== other { other.hear(from: one) }
            }
        }
        for laptop in laptops { laptop.finish() }
    }
}

/// A device with one seat, and what it has stored.
final class Laptop {
    let person: Somebody
    let port: Port
    private let owner: Owner
    private var replica: Replica<MemoryStorage>?
    private(set) var effects: [Effect] = []
    private var wall: Int64 = 1_000_000
    private let number: UInt64
    private var lives: UInt64 = 0

    init(_ person: Somebody, in port: Port, _ number: UInt64) {
        self.person = person
        self.port = port
        self.number = number
        owner = Owner(person.seat)
        start(MemoryStorage())
    }

    private var now: WallTime {
        wall += 10
        return WallTime(milliseconds: wall)
    }

    private func start(_ storage: MemoryStorage) {
        lives += 1
        let words: InlineArray<4, UInt64> = [number, lives, 1, 1]
        var made = Replica(
            realm: port.world.realm.id, storage: storage,
            Entropy(Secret(copying: words.span.bytes)),
            at: now)
        effects = []
        made.unlock(owner, into: &effects)
        made.withStorage { $0.commit() }
        replica = consume made
    }

    /// Says something to the replica, and commits. Returns the effects.
    @discardableResult
    func tell(_ input: Input, commits: Bool = true) -> [Effect] {
        var news: [Effect] = []
        replica?.handle(input, at: now, into: &news)
        if commits { replica?.withStorage { $0.commit() } }
        effects += news
        return news
    }

    func learn() {
        var roots: [RootRecord] = []
        var bundles: [[UInt8]] = []
        var proofs: [ForkProof] = []
        for arrival in port.world.realm.arrivals {
            switch arrival {
            case .root(let record): roots.append(record)
            case .bundle(let bytes): bundles.append(bytes)
            case .proof(let proof): proofs.append(proof)
            }
        }
        tell(.roots(roots))
        tell(.bundles(bundles))
        tell(.proofs(proofs))
        tell(.schemas([port.schema.encoding]))
        tell(.envelopes(person.holder.envelopes.all))
        finish()
    }

    /// Does all that was put off.
    func finish() {
        while tell(.time).contains(.busy) {}
    }

    var bundles: [[UInt8]] { replica?.withStorage { $0.bundles } ?? [] }
    var envelopes: [Envelope] { replica?.envelopes.all ?? [] }
    var proofs: [ForkProof] {
        (replica?.withStorage { $0.all(.proofs) } ?? []).compactMap { try? ForkProof(encoding: $0) }
    }

    func hear(from other: Laptop) {
        tell(.bundles(other.bundles))
        tell(.proofs(other.proofs))
        tell(.envelopes(other.envelopes))
        finish()
    }

    @discardableResult
    func enter(
        in scope: Address? = nil, _ edits: [Edit], commits: Bool = true
    ) -> Result<Receipt, EntryError> {
        let news = tell(
            .entry(Entry(in: scope ?? .hub(port.hub), edits), by: owner.seat), commits: commits)
        for effect in news.reversed() {
            switch effect {
            case .entered(let receipt): return .success(receipt)
            case .declined(let error, _): return .failure(error)
            default: break
            }
        }
        preconditionFailure("an entry is made or declined")
    }

    /// The tips of what this laptop wrote, or of less: what a revoker may name.
    func tips(_ random: inout SeededRandom) -> Tips {
        var entries: [FeedID: Tips.Entry] = [:]
        for bytes in bundles where random.chance(80) {
            guard let bundle = try? Bundle(parsing: bytes) else { continue }
            let feed = bundle.header.feed
            if let old = entries[feed], old.tip.number > bundle.header.number { continue }
            entries[feed] = Tips.Entry(feed, bundle.hashed().tip)
        }
        return Tips(Array(entries.values))
    }

    /// The state of a scope: rows, frontier, view, digest.
    func state(of scope: Address? = nil) -> LaptopState? {
        replica?.state(of: scope ?? .hub(port.hub), for: owner.seat)
    }

    /// Locks the seat and unlocks it again, with its rows written down or not.
    func restart(saving: Bool = true, cutting: Bool = false) {
        if saving { replica?.save(owner.seat) }
        if !cutting { replica?.withStorage { $0.commit() } }
        guard let storage = replica?.withStorage({ $0.afterPowerCut() }) else { return }
        replica = nil
        start(storage)
        finish()
    }

    /// The same log, read by somebody who begins with it anew.
    func refolded(_ scope: Address? = nil) -> LaptopState? {
        let twin = Laptop(person, in: port, number + 1_000)
        twin.learn()
        twin.hear(from: self)
        return twin.state(of: scope)
    }
}

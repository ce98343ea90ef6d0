public import Bundles
public import Charter
public import Keys
public import Lattice
public import Replica
public import Schema
public import Seal
public import Simulation
internal import Wire

/// Storage that a test can put to the test.
public protocol TestStorage: Storage {
    mutating func commit()
    /// Makes the rows of a seat ready.
    mutating func prepare(_ owner: any Unlocked)
    /// What is left of it after the power was cut.
    mutating func afterPowerCut() -> Self
}

extension MemoryStorage: TestStorage {
    public func prepare(_: any Unlocked) {}
}

/// All that a scope is, whatever it is stored in.
public struct Picture: Equatable {
    public let frontier: Frontier
    public let view: View
    public let digest: HashSum
    /// The rows, as they are hashed.
    public let rows: [Value: Value]

    public init<Shelf>(_ scope: Scope<Shelf, Blake2b>) {
        var scope = scope
        frontier = scope.frontier
        view = scope.view
        digest = scope.digest.total
        var collector = Collector()
        scope.shelf.visitRows(&collector)
        rows = collector.rows
    }

    private struct Collector: RecordVisitor {
        var rows: [Value: Value] = [:]

        mutating func visit(_ record: RecordID, _ key: RowKey, _ row: borrowing some Row) {
            var name = ByteBuffer()
            key.write(of: record, into: &name)
            var content = ByteBuffer()
            row.write(into: &content)
            rows[Value(name.bytes)] = Value(content.bytes)
        }
    }
}

/// A realm: an admin, hubs, and people who write, about boats if nothing else is said.
public final class Port<Store: TestStorage> {
    public let world: KeyWorld
    public let schema: Schema
    public let hub: HubID
    public private(set) var laptops: [Laptop<Store>] = []
    let makeStore: (DomainID) -> Store

    public init(
        seed: UInt64, hasSchema: Bool = true, of schema: Schema = Harbour.schema,
        under policy: Policy = Harbour.policy, _ makeStore: @escaping (DomainID) -> Store
    ) {
        self.makeStore = makeStore
        self.schema = schema
        world = KeyWorld(seed: seed, policy: policy)
        hub = world.hubs[0]
        if hasSchema { decreeSchema() }
    }

    public func decreeSchema() { world.realm.decree(.schema(SchemaChange(1, schema.hash))) }

    /// Somebody at the hub, with a laptop of their own.
    public func join(_ role: RoleNumber = .mainHubUser, at hubs: [HubID]? = nil) -> Laptop<Store> {
        join(world.person(role, at: role == .clerk ? nil : hubs ?? [hub]))
    }

    /// The same of somebody who has a seat already.
    public func join(_ person: Somebody) -> Laptop<Store> {
        let laptop = Laptop(person, in: self, UInt64(laptops.count + 1))
        laptops.append(laptop)
        return laptop
    }

    /// Begins the hub's first key, which is delivered to all who are there.
    public func open(_ scope: Address) { world.begin(scope) }

    /// Brings the charter, the schema and the keys to everybody.
    public func spread() { for laptop in laptops { laptop.learn() } }

    /// Everybody hears all that anybody has, until nobody learns anything.
    public func meet() {
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
public final class Laptop<Store: TestStorage> {
    public let person: Somebody
    public unowned let port: Port<Store>
    private let owner: Owner
    private var replica: Replica<Store>?
    public private(set) var effects: [Effect] = []
    public private(set) var wall: Int64 = 1_000_000
    private let number: UInt64
    private var lives: UInt64 = 0

    public init(_ person: Somebody, in port: Port<Store>, _ number: UInt64) {
        self.person = person
        self.port = port
        self.number = number
        owner = Owner(person.seat)
        start(port.makeStore(port.world.realm.id))
    }

    /// The image of another one's disk, in a machine of its own.
    public init(copyOf other: Laptop<Store>) {
        (person, port, number) = (other.person, other.port, other.number)
        owner = Owner(other.person.seat)
        lives = other.lives
        guard let disk = (other.replica?.withStorage { $0.afterPowerCut() }) else {
            preconditionFailure("it is on")
        }
        start(disk)
        finish()
    }

    /// Somebody sets its clock.
    public func setClock(to time: Int64) { wall = time }

    /// How often it was started.
    public private(set) var starts = 0

    private var now: WallTime {
        wall += 10
        return WallTime(milliseconds: wall)
    }

    private func start(_ storage: consuming Store) {
        lives += 1
        starts += 1
        storage.prepare(owner)
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
    public func tell(_ input: Input, commits: Bool = true) -> [Effect] {
        var news: [Effect] = []
        replica?.handle(input, at: now, into: &news)
        if commits { replica?.withStorage { $0.commit() } }
        effects += news
        return news
    }

    public func learn(withSchema hasSchema: Bool = true) {
        let (roots, proofs, bundles) = port.world.realm.said
        tell(.roots(roots))
        tell(.bundles(bundles))
        tell(.proofs(proofs))
        if hasSchema { tell(.schemas([port.schema.encoding])) }
        tell(.envelopes(person.holder.envelopes.all))
        finish()
    }

    /// Does all that was put off.
    public func finish() {
        while tell(.time).contains(.busy) {}
    }

    /// The log as it travels, in its order.
    public var bundles: [[UInt8]] {
        replica?.withStorage { storage in
            storage.feeds().flatMap { storage.bundles(of: $0.feed, from: .first, most: 1 << 30) }
                .sorted { $0.place < $1.place }.map(\.bytes)
        } ?? []
    }

    /// How many root records are in its log.
    public var keptRoots: Int { replica?.withStorage { $0.all(.roots).count } ?? 0 }

    public var envelopes: [Envelope] { replica?.envelopes.all ?? [] }
    public var proofs: [ForkProof] {
        (replica?.withStorage { $0.all(.proofs) } ?? []).compactMap { try? ForkProof(encoding: $0) }
    }

    public func hear(from other: Laptop<Store>) {
        tell(.bundles(other.bundles))
        tell(.proofs(other.proofs))
        tell(.envelopes(other.envelopes))
        finish()
    }

    @discardableResult
    public func enter(
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
    public func tips(_ random: inout SeededRandom) -> Tips {
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
    public func state(of scope: Address? = nil) -> Picture? {
        replica?.state(of: scope ?? .hub(port.hub), for: owner.seat).map { Picture($0) }
    }

    /// Locks the seat and unlocks it again, with its rows written down or not.
    public func restart(saving: Bool = true, cutting: Bool = false) {
        while saving, replica?.save(owner.seat) == false {}
        if !cutting { replica?.withStorage { $0.commit() } }
        if saving, !cutting { keep() }
        guard let storage = (replica?.withStorage { $0.afterPowerCut() }) else { return }
        replica = nil
        start(storage)
        finish()
    }

    /// Has the rows kept for the next start.
    private func keep() {
        while replica?.keep(owner.seat) == false { replica?.withStorage { $0.commit() } }
        replica?.withStorage { $0.commit() }
    }

    /// The rows of a record in memory, if that is where they are.
    public func document(_ record: RecordID) -> Document? where Store == MemoryStorage {
        replica?.state(of: .hub(port.hub), for: owner.seat)?.shelf.document(record)
    }

    /// All rows that the seat reads, by record.
    public var documents: [RecordID: Document] {
        replica?.state(of: .hub(port.hub), for: owner.seat)?.shelf.documents ?? [:]
    }

    /// Calls with the replica and what its clock says, and commits.
    public func withReplica<Result>(
        _ body: (inout Replica<Store>, WallTime) -> Result
    ) -> Result? {
        let now = now
        guard var taken = replica.take() else { return nil }
        let result = body(&taken, now)
        taken.withStorage { $0.commit() }
        replica = consume taken
        return result
    }

    /// All that is known of the past of something.
    public func inquire(about anchor: Anchor) -> Inquiry {
        var inquiry = Inquiry(about: anchor, in: .hub(port.hub), by: owner.seat)
        while !inquiry.isDone, replica?.look(into: &inquiry) == true {}
        return inquiry
    }

    public func look(into inquiry: inout Inquiry) -> Bool {
        replica?.look(into: &inquiry) ?? false
    }

    /// Whether the digest that was kept up is that of the rows.
    public var isDigestKept: Bool {
        guard var scope = replica?.state(of: .hub(port.hub), for: owner.seat) else { return true }
        return scope.recomputedDigest() == scope.digest
    }

    /// The same log, read by somebody who begins with it anew.
    public func refolded(_ scope: Address? = nil) -> Picture? {
        let twin = Laptop(person, in: port, number + 1_000)
        twin.learn()
        twin.hear(from: self)
        return twin.state(of: scope)
    }
}

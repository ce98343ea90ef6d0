import Bundles
import Charter
import Identity
import Keys
import Lattice
import Replica
import Schema
import Seal
import Simulation
import TestSupport
import Testing
import Wire

/// Entropy by a number.
func entropy(_ number: UInt64) -> Entropy {
    let words: InlineArray<4, UInt64> = [number, 5, 5, 5]
    return Entropy(Secret(copying: words.span.bytes))
}

/// Somebody with secrets of their own and a device, as a node has them: nobody else holds anything
/// of theirs, and what others have comes from their devices.
final class Post {
    let realm: DomainID
    private let number: UInt64
    private let secrets: SeatSecrets
    private let device: DeviceKey
    private var replica: Replica<MemoryStorage>?
    private(set) var seat: ActID?
    private var wall: Int64
    private var lives: UInt64 = 0

    init(
        _ number: UInt64, of realm: DomainID, _ secrets: consuming SeatSecrets, _ device: DeviceKey
    ) {
        (self.number, self.realm, self.device) = (number, realm, device)
        self.secrets = secrets
        wall = Int64(1_000_000 + number * 1_000)
        start(MemoryStorage())
    }

    /// Somebody new, who has met nobody.
    convenience init(_ number: UInt64, of realm: DomainID) {
        var chance = entropy(number)
        let secrets = SeatSecrets(&chance)
        self.init(number, of: realm, secrets, DeviceSecret(chance.draw()).key.publicKey)
    }

    /// The image of another one's disk, in a machine of its own.
    init(copyOf other: Post) {
        (number, realm, device) = (other.number, other.realm, other.device)
        var chance = entropy(other.number)
        secrets = SeatSecrets(&chance)
        (seat, wall, lives) = (other.seat, other.wall, other.lives + 50)
        start(made(other.with { replica, _ in replica.withStorage { $0.afterPowerCut() } }))
        if let seat { unlock(as: seat) }
    }

    private func start(_ storage: consuming MemoryStorage) {
        lives += 1
        replica = Replica(
            realm: realm, storage: storage, entropy(number << 32 | lives << 8), at: now)
    }

    /// Builds the replica anew on what was committed.
    func restart() {
        let storage = made(with { replica, _ in replica.withStorage { $0.afterPowerCut() } })
        replica = nil
        start(storage)
        if let seat { unlock(as: seat) }
        finish()
    }

    private final class Owner: Unlocked {
        unowned let post: Post
        let seat: ActID

        init(_ post: Post, _ seat: ActID) { (self.post, self.seat) = (post, seat) }

        func withSigningKey<Result>(_ body: (borrowing SigningKey) -> Result) -> Result {
            body(post.secrets.signing)
        }

        func withBoxKey<Result>(_ body: (borrowing AgreementKey<Boxing>) -> Result) -> Result {
            body(post.secrets.box)
        }
    }

    func unlock(as seat: ActID) {
        self.seat = seat
        var effects: [Effect] = []
        replica?.unlock(Owner(self, seat), into: &effects)
        finish()
    }

    func lock() { if let seat { replica?.lock(seat) } }

    private var now: WallTime {
        wall += 10
        return WallTime(milliseconds: wall)
    }

    @discardableResult
    func tell(_ input: Input) -> [Effect] {
        with { replica, now in
            var effects: [Effect] = []
            replica.handle(input, at: now, into: &effects)
            return effects
        } ?? []
    }

    @discardableResult
    func with<Result>(
        _ body: (inout Replica<MemoryStorage>, WallTime) throws -> Result
    ) rethrows -> Result? {
        let now = now
        guard var taken = replica.take() else { return nil }
        do {
            let result = try body(&taken, now)
            taken.withStorage { $0.commit() }
            replica = consume taken
            return result
        } catch {
            replica = consume taken
            throw error
        }
    }

    func finish() { while tell(.time).contains(.busy) {} }

    var charter: Charter { made(with { replica, _ in replica.charter }) }

    /// All that another one has, by hand.
    func hear(_ other: Post) {
        let (roots, proofs, schemas, bundles, envelopes) = made(
            other.with { replica, _ in
                (
                    replica.keptRoots(), replica.keptProofs(), replica.kept(.schemas),
                    replica.withStorage { $0.bundles }, replica.envelopes.all
                )
            })
        tell(.roots(roots))
        tell(.schemas(schemas))
        tell(.bundles(bundles))
        tell(.proofs(proofs))
        tell(.envelopes(envelopes))
        finish()
    }

    /// Does something in the charter.
    @discardableResult
    func act(_ acts: Act...) -> Result<Enacted, ActError> { act(acts) }

    @discardableResult
    func act(_ acts: [Act]) -> Result<Enacted, ActError> {
        outcome(of: .acts(acts, by: made(seat)))
    }

    @discardableResult
    func begin(_ scopes: [Address]) -> Result<Enacted, ActError> {
        outcome(of: .begin(scopes, by: made(seat)))
    }

    private func outcome(of input: Input) -> Result<Enacted, ActError> {
        let effects = tell(input)
        finish()
        for effect in effects.reversed() {
            switch effect {
            case .enacted(let enacted): return .success(enacted)
            case .unenacted(let error, _): return .failure(error)
            default: break
            }
        }
        preconditionFailure("acts are written or not")
    }

    func enter(in scope: Address, _ edits: [Edit]) -> Result<Receipt, EntryError> {
        for effect in tell(.entry(Entry(in: scope, edits), by: made(seat))).reversed() {
            switch effect {
            case .entered(let receipt): return .success(receipt)
            case .declined(let error, _): return .failure(error)
            default: break
            }
        }
        preconditionFailure("an entry is made or declined")
    }

    /// Enters a boat by its name.
    func boat(_ name: String, in scope: Address) throws -> RecordID {
        try enter(in: scope, [.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))])
            .get().records[0]
    }

    /// The names of the boats that it reads of.
    func boats(in scope: Address) -> Set<Value> {
        let seat = made(seat)
        let documents =
            with { replica, _ in replica.state(of: scope, for: seat)?.shelf.documents ?? [:] }
            ?? [:]
        return Set(documents.values.compactMap { $0.registers[FieldNumber(0)]?.value })
    }

    var bundleCount: Int { made(with { replica, _ in replica.withStorage { $0.bundles.count } }) }

    /// The act that makes this a seat, as whoever admits has it from a claim.
    func claim(in domain: DomainID? = nil) -> Act {
        let keys = SeatKeys(
            signing: secrets.signing.verifying, box: secrets.box.publicKey, device: device)
        return .seat(
            Seat(keys, proof: keys.proof(by: secrets.signing, in: domain ?? realm)))
    }
}

/// A realm that was founded with real secrets, and its founder.
struct Founded {
    let root: RootKey
    let founding: Founding
    let ada: Post

    init(
        hubs: [Hub] = [], offices: [FoundingPlan.Office] = [.init(.admin)],
        policy: Policy = Harbour.policy
    ) throws {
        var chance = entropy(1)
        root = try Self.root(1, "Ada")
        let secrets = SeatSecrets(&chance)
        let device = DeviceSecret(chance.draw()).key.publicKey
        founding = try Founding.make(
            FoundingPlan(
                policy: policy, schema: Harbour.schema.hash, hubs: hubs, offices: offices),
            by: root, founder: secrets, on: device, at: HybridTime(WallTime(milliseconds: 1_000)))
        ada = Post(1, of: founding.domain, secrets, device)
        ada.tell(.roots(founding.records))
        ada.tell(.schemas([Harbour.schema.encoding]))
        ada.unlock(as: founding.seat)
    }

    static func root(_ number: UInt64, _ label: String) throws -> RootKey {
        var chance = entropy(number + 500)
        let text = Secret(copying: [UInt8](repeating: 65, count: 8).span.bytes)
        return try RootKey.make(label: label, under: Passphrase(text), .least, &chance)
    }

    /// Has somebody admit and grant, and the newcomer hear of it.
    func admit(
        _ number: UInt64, _ role: RoleNumber = .mainHubUser, _ level: UInt8 = 4,
        at hubs: [HubID]? = nil, by admin: Post? = nil
    ) throws -> Post {
        let admin = admin ?? ada
        let post = Post(number, of: founding.domain)
        let seat = try admin.act(post.claim()).get().acts[0]
        _ = try admin.act(.grant(Grant(.seat(seat), role, Level(level), hubs: hubs))).get()
        post.hear(admin)
        post.unlock(as: seat)
        return post
    }
}

extension Laptop {
    /// Does something in the charter.
    @discardableResult
    func act(_ acts: [Act]) -> Result<Enacted, ActError> {
        for effect in tell(.acts(acts, by: person.id)).reversed() {
            switch effect {
            case .enacted(let enacted): return .success(enacted)
            case .unenacted(let error, _): return .failure(error)
            default: break
            }
        }
        preconditionFailure("acts are written or not")
    }

    @discardableResult
    func act(_ acts: Act...) -> Result<Enacted, ActError> { act(acts) }
}

public import Bundles
public import Charter
public import Keys
public import Lattice
public import Schema
public import Seal
internal import Wire

/// One device of a realm: what it has stored, what the charter makes of it, and what the seats that
/// are unlocked on it read.
///
/// It is told things one by one (`handle`), and answers with effects, which are to be acted upon
/// only when the storage has committed. Time, chance and storage are handed in; it waits for
/// nothing.
public struct Replica<Store: Storage>: ~Copyable {
    var storage: Store
    public internal(set) var charter: Charter
    public internal(set) var schemas = Schemas()
    public internal(set) var readership: Readership
    public internal(set) var envelopes = Envelopes()
    var feeds: [FeedID: StoredFeed] = [:]
    /// In the order in which they were opened: order never comes from a hash table.
    var order: [FeedID] = []
    var desks: SortedMap<ActID, Desk> = SortedMap()
    /// Schemas that came before the charter named them, and the bytes of all.
    var schemaTexts: [SchemaHash: Schema] = [:]
    var clock = HybridClock()
    /// What the charter calls what it comes to, until that changes.
    var lastView: ViewID?
    var incarnation: Incarnation
    var entropy: Entropy
    /// Whether keys may be missing that somebody here could deliver.
    public internal(set) var owesKeys = true
    /// Whether it is told when to deliver them, so that not all who could do so at once.
    public var deliversWhenTold = false
    /// How many things in the storage are not what they were when they were stored. Where there are
    /// any, the storage is to be repaired: what is lost comes back from peers.
    public internal(set) var damage = 0
    /// The device whose own feeds are not given away yet: they may not be all that it wrote.
    public var holdingBack: DeviceKey?
    var news = TreeNews()
    /// Root records and proofs, read once; nil when there is another one.
    var readRoots: [RootRecord]?
    var readProofs: [ForkProof]?
    public internal(set) var carrying = Carrying()
    /// Whose device this is; nobody's, if it is a relay.
    var carrier: DeviceKey?
    /// The scopes that are only carried, as far as it was asked.
    var carried: [Address: Bool] = [:]
    /// What came before it could be placed, tried again when something new is there.
    var early = Early()
    /// What each device said last that it holds.
    var stated: SortedMap<DeviceKey, Statement> = SortedMap()

    public var realm: DomainID { charter.realm }

    /// Under which own feeds are opened now.
    public var currentIncarnation: Incarnation { incarnation }

    /// Opens what is stored. Nothing in it is believed to be new; the signatures of the charter are
    /// looked at again, those of other bundles were looked at when they were stored.
    public init(
        realm: DomainID, storage: consuming Store, _ entropy: consuming Entropy, at now: WallTime
    ) {
        self.storage = storage
        charter = Charter(realm: realm)
        charter.settle()
        readership = charter.readership()
        if let known = self.storage.incarnation() {
            incarnation = known
        } else {
            incarnation = entropy.drawID()
            self.storage.keep(incarnation)
        }
        self.entropy = entropy
        var effects: [Effect] = []
        recall(at: now, into: &effects)
    }

    /// The one way in.
    public mutating func handle(_ input: Input, at now: WallTime, into effects: inout [Effect]) {
        switch input {
        case .roots(let records):
            // Whose seats they make may have written what came too early.
            if take(records, into: &effects), !early.bundles.isEmpty {
                let waiting = early.bundles
                early.bundles = []
                take(waiting, at: now, into: &effects)
            }
        case .proofs(let proofs): take(proofs, into: &effects)
        case .schemas(let texts): take(texts, into: &effects)
        case .envelopes(let envelopes): take(envelopes, into: &effects)
        case .bundles(let bundles): take(bundles, at: now, into: &effects)
        case .entry(let entry, let seat):
            do throws(EntryError) {
                effects.append(.entered(try enter(entry, by: seat, at: now, into: &effects)))
            } catch { effects.append(.declined(error, by: seat)) }
        case .acts(let acts, let seat):
            do throws(ActError) {
                effects.append(.enacted(try enact(acts, by: seat, at: now, into: &effects)))
            } catch { effects.append(.unenacted(error, by: seat)) }
        case .begin(let scopes, let seat):
            do throws(ActError) {
                effects.append(.enacted(try begin(scopes, by: seat, at: now, into: &effects)))
            } catch { effects.append(.unenacted(error, by: seat)) }
        case .time: work(at: now, into: &effects)
        case .carry(let quota): carry(atMost: quota, into: &effects)
        case .renew: renew(now, into: &effects)
        case .keys: deliverKeys(now, into: &effects)
        case .spares: deliverSpares(now, into: &effects)
        case .statements(let statements): take(statements, into: &effects)
        case .state: state(at: now, into: &effects)
        }
    }

    /// Lets a seat read and write, from now on until it is locked.
    public mutating func unlock(_ owner: any Unlocked, into effects: inout [Effect]) {
        guard desks[owner.seat] == nil else { return }
        desks[owner.seat] = Desk(owner)
        openKeys(into: &effects)
        openScopes(into: &effects)
    }

    /// Lets go of a seat's keys, and of all that is in the clear. What is to be there at once when
    /// it is unlocked again was kept before (`save`, a commit, and `keep` until it is done).
    public mutating func lock(_ seat: ActID) {
        desks[seat]?.book.lock()
        desks[seat] = nil
        storage.letGo(of: seat)
    }

    /// Keeps what was saved and committed of a seat, sealed, for the time when it is unlocked
    /// again: a piece at a time. True when all of it is kept, once that is committed.
    public mutating func keep(_ seat: ActID) -> Bool {
        guard let owner = desks[seat]?.hand.owner else { return true }
        return storage.seal(owner, &entropy)
    }

    /// The seats that are unlocked, ascending.
    public var unlocked: [ActID] { desks.keys }

    /// Calls with the storage, for what concerns it alone: to commit, and to ask whether it fails.
    public mutating func withStorage<Result, Failure: Error>(
        _ body: (inout Store) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(&storage)
    }
}

/// What became of forked feeds since consequences were drawn.
struct TreeNews {
    var isForkProven = false
    var isTreeGrown = false
}

/// What cannot be placed yet. It is not stored, and is not much: whoever sent it has it.
struct Early {
    static let most = 1_024
    var roots: [RootRecord] = []
    var proofs: [ForkProof] = []
    var envelopes: [Envelope] = []
    var bundles: [[UInt8]] = []

    mutating func trim() {
        if roots.count > Self.most { roots.removeFirst(roots.count - Self.most) }
        if proofs.count > Self.most { proofs.removeFirst(proofs.count - Self.most) }
        if envelopes.count > Self.most { envelopes.removeFirst(envelopes.count - Self.most) }
        if bundles.count > Self.most { bundles.removeFirst(bundles.count - Self.most) }
    }
}

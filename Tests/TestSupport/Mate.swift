internal import Bundles
internal import Charter
public import Gossip
public import Identity
internal import Keys
public import Lattice
public import Replica
internal import Schema
internal import Seal
public import Simulation
internal import Wire

/// A station that a test tells everything, clock and all.
public final class Mate {
    public private(set) var station: Station<MemoryStorage>
    public var now = Now(
        ticks: 1_000, boot: 1_000, wall: WallTime(milliseconds: 1_800_000_000_000))
    public let somebody: Somebody
    private let hello: HelloKey
    private let number: UInt64
    private var lives: UInt64 = 0
    private let realm: DomainID

    public static let link = LinkID(1)
    public static func hello(_ number: UInt64 = 5) -> HelloKey {
        let words = InlineArray<4, UInt64>(repeating: number)
        return HelloKey(Secret(copying: words.span.bytes))
    }

    public init(
        _ somebody: Somebody, in world: KeyWorld, _ number: UInt64, hello: HelloKey = hello()
    ) {
        (self.somebody, self.hello, self.number) = (somebody, hello, number)
        realm = world.realm.id
        station = Self.start(MemoryStorage(), realm, somebody, hello, (number, 0), at: now)
        learn(from: world)
        tell(.link(Self.link, LinkTraits(reachesAll: true)))
    }

    private static func start(
        _ disk: MemoryStorage, _ realm: DomainID, _ somebody: Somebody, _ hello: HelloKey,
        _ life: (UInt64, UInt64), at now: Now
    ) -> Station<MemoryStorage> {
        var effects: [Effect] = []
        var replica = Replica(
            realm: realm, storage: disk, entropy(life.0, 1, life.1), at: now.wall)
        replica.unlock(Owner(somebody.seat), into: &effects)
        return Station(
            replica, as: somebody.seat.device, hello, port: 7, entropy(life.0, 2, life.1), at: now)
    }

    /// All that the realm has said, and the keys that were delivered.
    public func learn(from world: KeyWorld) {
        let (roots, proofs, bundles) = world.realm.said
        tell(.replica(.roots(roots)))
        tell(.replica(.bundles(bundles)))
        tell(.replica(.proofs(proofs)))
        tell(.replica(.schemas([Harbour.schema.encoding])))
        tell(.replica(.envelopes(somebody.holder.envelopes.all)))
        finish()
    }

    /// Does all that was put off.
    public func finish() {
        while tell(.replica(.time)).contains(.replica(.busy)) {}
    }

    /// Cuts its power, and starts it again with what its disk has, or with a copy of another time.
    public func restart(with copy: MemoryStorage? = nil) {
        lives += 1
        let disk = copy ?? self.copy
        station = Self.start(disk, realm, somebody, hello, (number, lives), at: now)
        finish()
        tell(.link(Self.link, LinkTraits(reachesAll: true)))
    }

    /// Its person's keys are let go of; it goes on without.
    public func lock() {
        station.lock(somebody.id)
        station.replica.withStorage { $0.commit() }
    }

    /// Its person is there again.
    @discardableResult
    public func unlock() -> [StationEffect] {
        let owner = Owner(somebody.seat)
        station.replica.withStorage { $0.prepare(owner) }
        var effects: [StationEffect] = []
        station.unlock(owner, at: now, into: &effects)
        station.replica.withStorage { $0.commit() }
        station.handle(.committed, at: now, into: &effects)
        finish()
        return effects
    }

    /// What is on its disk for good.
    public var copy: MemoryStorage { station.replica.withStorage { $0.afterPowerCut() } }

    public func withReplica<Result>(
        _ body: (inout Replica<MemoryStorage>) -> Result
    ) -> Result { body(&station.replica) }

    private static func entropy(_ number: UInt64, _ purpose: UInt64, _ life: UInt64) -> Entropy {
        let words: InlineArray<4, UInt64> = [number, purpose, 8, 8 + life]
        return Entropy(Secret(copying: words.span.bytes))
    }

    /// Says something to it, and commits. Returns all that it says.
    @discardableResult
    public func tell(_ input: StationInput) -> [StationEffect] {
        var effects: [StationEffect] = []
        station.handle(input, at: now, into: &effects)
        station.replica.withStorage { $0.commit() }
        station.handle(.committed, at: now, into: &effects)
        station.replica.withStorage { $0.commit() }
        return effects
    }

    /// Says something to it, and cuts its power before it has committed.
    public func tellAndCut(_ input: StationInput) -> [StationEffect] {
        var effects: [StationEffect] = []
        station.handle(input, at: now, into: &effects)
        restart()
        return effects
    }

    /// Lets time pass.
    @discardableResult
    public func pass(_ milliseconds: UInt64) -> [StationEffect] {
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
    public func hear(_ bytes: [UInt8], from other: UInt64 = 2) -> [StationEffect] {
        tell(.datagram(bytes, from: Self.place(other)))
    }

    public static func place(_ number: UInt64) -> Endpoint {
        Endpoint(link, HostName(high: 0, low: number), port: 7)
    }

    public func enter(_ name: String) -> [StationEffect] {
        let edit = Edit.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))
        return tell(.replica(.entry(Entry(in: .common, [edit]), by: somebody.id)))
    }

    public var root: HoldingsRoot { station.root() }
    public var next: UInt64? { station.next }
    public var bundles: [[UInt8]] { copy.bundles }

    /// A session with this one, as the other end of it is told.
    public func opened(_ endpoint: Endpoint, isInitiator: Bool) -> StationInput.Opened {
        StationInput.Opened(
            device: somebody.seat.device, run: station.run, endpoint: endpoint,
            isInitiator: isInitiator)
    }

    /// How many keys of `common` were ever begun, as far as it knows.
    public var commonEpochs: Int { withReplica { $0.readership.scopes[.common]?.all.count ?? 0 } }

    /// Whether it can say news that nobody hears who was let go of.
    public var isSound: Bool { withReplica { $0.memberKeys(at: now.wall).isSound } }

    /// All records that its seat reads in `common`.
    public var documents: [RecordID: Document] {
        station.replica.state(of: .common, for: somebody.id)?.shelf.documents ?? [:]
    }
}

extension [StationEffect] {
    public var shouts: [[UInt8]] {
        compactMap { if case .shout(let bytes, _) = $0 { bytes } else { nil } }
    }

    public var dials: [Endpoint] {
        compactMap { if case .dial(let endpoint) = $0 { endpoint } else { nil } }
    }

    public var said: Int { reduce(0) { if case .say = $1 { $0 + 1 } else { $0 } } }

    /// What is said over sessions, as messages.
    public var messages: [Gossip.Message] {
        compactMap { effect in
            guard case .say(let bytes, _) = effect else { return nil }
            return try? Gossip.Message(encoding: bytes)
        }
    }
}

/// Two of one realm, who have done nothing yet.
public struct Mates {
    public let world: KeyWorld
    public let ann: Mate
    public let ben: Mate

    public init(seed: UInt64 = 1) {
        let world = KeyWorld(seed: seed, policy: Harbour.policy)
        world.realm.decree(.schema(SchemaChange(1, Harbour.schema.hash)))
        let people = (0..<2).map { _ in world.person(.mainHubUser, at: [world.hubs[0]]) }
        world.begin(.common)
        self.world = world
        ann = Mate(people[0], in: world, 1)
        ben = Mate(people[1], in: world, 2)
    }

    /// Closes the session, and has them talk over another.
    public func talkAgain() {
        ann.tell(.closed(SessionID(1)))
        ben.tell(.closed(SessionID(1)))
        talk(SessionID(2))
    }

    /// Has the two talk over a session until neither has anything to say.
    public func talk(_ session: SessionID = SessionID(1)) {
        Call(ann, ben, session.number).run()
    }
}

/// A session of two stations, message by message. The one that calls is the asker.
public final class Call {
    public let caller: Mate
    public let answerer: Mate
    public let session: SessionID
    /// What is on its way, in the order in which it was said.
    public private(set) var queue: [(toCaller: Bool, bytes: [UInt8])] = []
    /// All that was said by each, in order.
    public private(set) var said: [(byCaller: Bool, bytes: [UInt8])] = []
    /// All else that the two did.
    public private(set) var effects: [(byCaller: Bool, effect: StationEffect)] = []
    public private(set) var isOver = false

    public init(
        _ caller: Mate, _ answerer: Mate, _ number: UInt64 = 1, at endpoint: Endpoint? = nil
    ) {
        (self.caller, self.answerer, session) = (caller, answerer, SessionID(number))
        let answered = answerer.tell(
            .opened(session, caller.opened(Mate.place(session.number + 100), isInitiator: false)))
        let place = endpoint ?? Mate.place(session.number + 200)
        let called = caller.tell(.opened(session, answerer.opened(place, isInitiator: true)))
        note(called, byCaller: true)
        note(answered, byCaller: false)
    }

    /// What one of the two did, for whatever reason.
    public func note(_ all: [StationEffect], byCaller: Bool) {
        for effect in all {
            switch effect {
            case .say(let bytes, session):
                said.append((byCaller, bytes))
                queue.append((!byCaller, bytes))
            case .close(session, _):
                effects.append((byCaller, effect))
                isOver = true
            default: effects.append((byCaller, effect))
            }
        }
    }

    /// Passes on what was said first. False if there is nothing.
    @discardableResult
    public func step() -> Bool {
        guard !queue.isEmpty else { return false }
        let (toCaller, bytes) = queue.removeFirst()
        let hearer = toCaller ? caller : answerer
        note(hearer.tell(.heard(bytes, session)), byCaller: toCaller)
        while effects.last.map({ $0.effect == .busy }) == true {
            effects.removeLast()
            note(hearer.tell(.time), byCaller: toCaller)
        }
        return true
    }

    /// Lets them talk until neither has anything to say.
    public func run() {
        while !isOver, step() {}
    }

    /// Breaks the line: what is on its way is lost.
    public func cut() {
        queue = []
        isOver = true
        caller.tell(.closed(session))
        answerer.tell(.closed(session))
    }

    /// Of either, how often it has met the other.
    public var meetings: Int { effects.count { $0.effect == .met(session) } }

    /// Why it was ended, if a rule was broken.
    public var faults: [TalkError] {
        effects.compactMap { one in
            if case .close(_, let error?) = one.effect { error } else { nil }
        }
    }
}

public import Bundles
internal import Charter
public import Gossip
internal import Identity
internal import Keys
internal import Lattice
internal import Replica
internal import Schema
internal import Seal

/// Places with hosts that run the very stations that ship, under one clock, with a network, disks
/// and people: everything follows from a seed.
public final class Country {
    static let port: UInt16 = 7_000
    /// The link to whoever is at the same place; and the one by which relays are reached.
    static let near = LinkID(1)
    static let far = LinkID(2)

    public let seed: UInt64
    /// What laptops and relays keep things on.
    let disks: DiskSort
    let lines: LineSort
    /// What people do for a living.
    let trade: any Trade
    public let world: KeyWorld
    public private(set) var hosts: [Host] = []
    public var weather: Weather
    public internal(set) var time: UInt64 = 0
    public var random: SeededRandom
    var events = EventQueue<Happening>()
    var wires: [SessionID: Wire] = [:]
    /// The two ends of each line that is sealed.
    var lineEnds: [SessionID: [LineEnd]] = [:]
    private var lastWire: UInt64 = 0
    public internal(set) var ledger: Ledger
    /// The records that there are, as far as people have made them.
    var records: [RecordID] = []
    /// Where people write.
    public var scope: Address { .hub(world.hubs[0]) }
    /// What befalls hosts while it is being simulated.
    public var hazards = Hazards()
    let hello: HelloKey
    /// Until when each hears nothing.
    var deaf: [Int: UInt64] = [:]
    /// What was recorded on the way, to be said again.
    var recorded: [(place: Int, from: Int, bytes: [UInt8])] = []
    /// What a relay has not said yet, so that it comes after what follows it.
    var postponed: [SessionID: [UInt8]] = [:]
    /// How each seat was let go of: by which root record, if it was by one, and what each such act
    /// left of its feeds.
    var revocations: [ActID: (root: UInt32?, left: [[FeedID: BundleNumber]])] = [:]
    /// Tells the time, if somebody wants to know how long hosts take over what they are told.
    public var stopwatch: (() -> UInt64)?
    /// The longest of it by that clock, with the commit and what the simulator does beside.
    public internal(set) var longestTurn: UInt64 = 0
    /// Whether all that is said is looked through for what nobody outside may read.
    let isWatched: Bool
    private var gifts = Gifts()
    private var canaries = 0

    /// What happens at a time.
    enum Happening: Sendable {
        case datagram([UInt8], from: Int, to: Int, life: UInt64)
        case line(Int, SessionID, to: Int)
        case opened(SessionID)
        case closed(SessionID, at: Int, life: UInt64)
        case unreachable(Endpoint, host: Int, life: UInt64)
        case wake(Int, at: UInt64)
        case busy(Int, life: UInt64)
        case flushed(Int, life: UInt64)
        case stick(Stick, to: Int)
        case probe(SessionID)
        case fate(Fate)
    }

    public convenience init(
        seed: UInt64, people: Int, places: Int = 1, relays: Int = 0, weather: Weather = Weather(),
        disks: DiskSort = .memory, lines: LineSort = .plain
    ) {
        let all = (0..<people).map { number in
            Inhabitant(role: number == 0 ? .manager : .mainHubUser, place: number % places)
        }
        self.init(
            seed: seed, all, relays: Array(repeating: nil, count: relays), weather: weather,
            disks: disks, lines: lines)
    }

    /// Somebody with a laptop, who is there from the beginning.
    struct Inhabitant {
        let role: RoleNumber
        let place: Int
        /// Where they work, by the places of the hubs.
        var hubs: [Int] = [0]
    }

    /// With relays of these quotas, which everybody knows.
    init(
        seed: UInt64, _ people: [Inhabitant], relays: [Int?] = [], weather: Weather,
        disks: DiskSort = .memory, lines: LineSort = .plain, trade: any Trade = Boats()
    ) {
        self.seed = seed
        (self.disks, self.lines, self.trade) = (disks, lines, trade)
        // To look costs time; a share of all seeds finds it as well.
        isWatched = seed.isMultiple(of: 4)
        // Likewise for each device to look at each signature by itself.
        Verifying.remember(seed % 8 == 5 ? 0 : 65_536)
        self.weather = weather
        random = SeededRandom(seed: seed)
        world = KeyWorld(seed: seed % (1 << 20), policy: trade.policy, hubs: trade.hubs)
        let words: InlineArray<4, UInt64> = [seed, 0, 0, 9]
        var entropy = Entropy(Secret(copying: unsafe words.span.bytes))
        hello = HelloKey(&entropy)
        ledger = Ledger()
        world.realm.decree(.schema(SchemaChange(1, trade.schema.hash)))
        for (number, person) in people.enumerated() {
            let hubs = person.hubs.map { world.hubs[$0] }
            let somebody = trade.enrol(person.role, at: hubs, in: world)
            let host = Host(number, somebody, world.realm.id, hello, seed: random.next(), disks)
            host.place = person.place
            host.isAdmin = person.role == .admin
            (host.role, host.hubs) = (person.role, hubs)
            hosts.append(host)
        }
        for quota in relays {
            let relay = Host(hosts.count, nil, world.realm.id, hello, seed: random.next(), disks)
            relay.quota = quota
            hosts.append(relay)
        }
        trade.begin(world)
        gifts = trade.gifts(in: world)
    }

    /// Gives a host all that the realm's founders have said, and whoever is there their keys. A
    /// relay knows whose it is, and no more.
    public func provide(_ number: Int) {
        guard let somebody = hosts[number].somebody else {
            return tell(.replica(.roots([world.realm.founding])), number)
        }
        let (roots, proofs, bundles) = world.realm.said
        tell(.replica(.roots(roots)), number)
        tell(.replica(.bundles(bundles)), number)
        tell(.replica(.proofs(proofs)), number)
        tell(.replica(.schemas([trade.schema.encoding])), number)
        tell(.replica(.envelopes(somebody.holder.envelopes.all + gifts.envelopes)), number)
        if !gifts.bundles.isEmpty { tell(.replica(.bundles(gifts.bundles)), number) }
    }

    /// Switches everybody on, with what they were given when they were enrolled.
    public func begin() {
        for host in hosts {
            start(host.number)
            provide(host.number)
        }
    }

    // MARK: Hosts

    func add(_ host: Host) { hosts.append(host) }

    public func start(_ number: Int) {
        let host = hosts[number]
        guard !host.isOn, !host.isGone else { return }
        var effects: [StationEffect] = []
        host.start(at: time, into: &effects)
        if disks == .files { ledger.marks.insert(.files) }
        perform(effects, of: number, .other)
        checkCharter(host)
        tellLinks(number)
        if host.isRelay { tell(.replica(.carry(atMost: host.quota)), number) }
        for relay in hosts where relay.isRelay && !host.isRelay {
            tell(.acquaintance(endpoint(of: relay.number, Self.far)), number)
        }
        settle(number)
    }

    /// Tells a host what there is to talk over.
    func tellLinks(_ number: Int) {
        if !hosts[number].isRelay {
            tell(.link(Self.near, LinkTraits(reachesAll: weather.reachesAll)), number)
        }
        guard hosts.contains(where: { $0.isRelay }) else { return }
        tell(.link(Self.far, LinkTraits(reachesAll: false)), number)
    }

    /// Cuts its power.
    public func cut(_ number: Int) {
        hosts[number].cut()
        checkCharter(hosts[number])
        for (session, wire) in wires.sorted(by: { $0.key < $1.key }) {
            guard wire.index(of: number) != nil else { continue }
            events.push(.probe(session), at: time + 1)
        }
    }

    /// Tells a host something, and does what follows from it once that is committed.
    public func tell(_ input: StationInput, _ number: Int) {
        let host = hosts[number]
        guard host.isOn, host.isAwake else { return }
        guard host.commitment == nil else { return host.queue(input) }
        let begun = stopwatch?()
        defer {
            if let begun, let ended = stopwatch?() {
                longestTurn = max(longestTurn, ended - begun)
            }
        }
        var effects: [StationEffect] = []
        host.tell(input, at: time, into: &effects)
        let blow = hazards.blow(&random)
        if blow == .beforeCommit { return crash(number) }
        let all = Commitment(
            effects: effects, occasion: Occasion(input), touches: touches(input, effects, host),
            stated: stated(input, effects, host))
        if host.isFull || host.slowness > 0, host.isDirty { return commit(all, number) }
        host.commit()
        ledger.note(all)
        if blow == .afterCommit { return crash(number) }
        conclude(all, number)
    }

    /// Commits to a disk that is full, or slow.
    private func commit(_ all: Commitment, _ number: Int) {
        let host = hosts[number]
        guard !host.isFull else {
            ledger.marks.insert(.diskFull)
            ledger.full.insert(number)
            ledger.complain("host \(number): the disk is full; make space")
            host.overfill()
            return restart(number)
        }
        ledger.marks.insert(.diskSlow)
        host.commitment = all
        let lag = UInt64(10 + random.below(host.slowness))
        events.push(.flushed(number, life: host.lives), at: time + lag)
    }

    /// The slow disk has it now.
    func flush(_ number: Int) {
        let host = hosts[number]
        guard let all = host.commitment else { return }
        host.commit()
        host.commitment = nil
        ledger.note(all)
        conclude(all, number)
        for input in host.takeInbox() { tell(input, number) }
    }

    private func conclude(_ all: Commitment, _ number: Int) {
        perform(all.effects, of: number, all.occasion)
        var effects: [StationEffect] = []
        hosts[number].tell(.committed, at: time, into: &effects)
        hosts[number].commit()
        perform(effects, of: number, .commit)
        settle(number)
    }

    private func crash(_ number: Int) {
        ledger.marks.insert(.powerCut)
        restart(number)
    }

    private func restart(_ number: Int) {
        cut(number)
        events.push(.fate(.start(number)), at: time + UInt64(500 + random.below(20_000)))
    }

    /// Sees to it that the host has the time when it asked for it.
    private func settle(_ number: Int) {
        let host = hosts[number]
        guard host.isOn, host.isAwake, let next = host.next else { return }
        let due = max(host.clock.time(of: next), time + 1)
        if let wakeAt = host.wakeAt, wakeAt <= due, wakeAt > time { return }
        host.wakeAt = due
        events.push(.wake(number, at: due), at: due)
    }

    // MARK: Effects

    private func perform(_ effects: [StationEffect], of number: Int, _ occasion: Occasion) {
        let host = hosts[number]
        for effect in effects {
            notice(effect, of: host, on: occasion)
            switch effect {
            case .shout(let bytes, let link): shout(bytes, by: number, link)
            case .dial(let endpoint): dial(endpoint, by: number)
            case .say(let bytes, let session): say(bytes, session, by: number)
            case .close(let session, let error):
                if let error { ledger.complain("host \(number): \(error)") }
                close(session, by: number)
            case .busy: events.push(.busy(number, life: host.lives), at: time + 1)
            case .isStored(let session, let all): check(all, session, heardBy: number)
            case .replica(.busy): events.push(.busy(number, life: host.lives), at: time + 1)
            case .replica(let effect):
                if case .entered(let receipt) = effect {
                    records += receipt.records.filter { $0 != .ledger && !records.contains($0) }
                    checkClock(of: host, receipt.feed, receipt.tip)
                }
                ledger.note(effect, of: number, at: time)
                trade.heard(effect, at: host)
            case .met: ledger.meetings += 1
            case .clockIsOff:
                ledger.marks.insert(.clockAdvice)
                ledger.advised.insert(number)
            case .room: break
            case .rejoin: ledger.marks.insert(.slept)
            }
        }
    }

    /// What somebody says is on their disk for good has to be there.
    private func check(_ all: [Gossip.Message.Stored], _ session: SessionID, heardBy number: Int) {
        guard let wire = wires[session], let mine = wire.index(of: number) else { return }
        let other = hosts[wire.ends[1 - mine].host]
        guard other.lives == wire.ends[1 - mine].life, !ledger.liars.contains(other.number)
        else { return }
        for one in all where other.hashes(of: one.feed, at: one.number).isEmpty {
            ledger.violate("durable", "host \(other.number) acknowledged what it has not stored")
        }
    }

    // MARK: Time

    /// Lets time pass.
    public func run(milliseconds: UInt64) {
        let end = time + milliseconds
        while let next = events.nextTime, next <= end, let happening = events.pop() {
            time = next
            happen(happening)
        }
        time = end
    }

    private func happen(_ happening: Happening) {
        ledger.steps += 1
        switch happening {
        case .datagram(let bytes, let from, let to, let life):
            guard hosts[to].lives == life else { return }
            ledger.heard += 1
            tell(.datagram(bytes, from: endpoint(of: from, Self.near)), to)
        case .line(let byteCount, let session, let to): arrive(byteCount, session, to)
        case .opened(let session): answer(session)
        case .closed(let session, let number, let life):
            guard hosts[number].lives == life else { return }
            // Whoever sleeps hears of it on waking.
            guard hosts[number].isAwake else {
                return events.push(happening, at: time + 1_000)
            }
            tell(.closed(session), number)
        case .unreachable(let endpoint, let number, let life):
            guard hosts[number].lives == life else { return }
            hosts[number].failures[endpoint, default: 0] += 1
            if hosts[number].failures[endpoint] == 3 { ledger.marks.insert(.backedOff) }
            tell(.unreachable(endpoint), number)
        case .wake(let number, let due):
            guard hosts[number].wakeAt == due else { return }
            hosts[number].wakeAt = nil
            tell(.time, number)
        case .busy(let number, let life):
            guard hosts[number].lives == life else { return }
            tell(.replica(.time), number)
            tell(.time, number)
        case .flushed(let number, let life):
            guard hosts[number].lives == life, hosts[number].isOn else { return }
            guard hosts[number].isAwake else { return events.push(happening, at: time + 1_000) }
            flush(number)
        case .stick(let stick, let number): insert(stick, number)
        case .probe(let session): probe(session)
        case .fate(let fate): befall(fate)
        }
    }

    func endpoint(of number: Int, _ link: LinkID) -> Endpoint {
        Endpoint(link, HostName(high: 0, low: UInt64(number) + 1), port: Self.port)
    }

    /// A text that may not be read anywhere but where somebody has the key.
    func nextCanary() -> String {
        canaries += 1
        return Self.canary + String((seed << 16) ^ UInt64(canaries), radix: 16)
    }

    static let canary = "canary-"

    func nextSession() -> SessionID {
        lastWire += 1
        return SessionID(lastWire)
    }
}

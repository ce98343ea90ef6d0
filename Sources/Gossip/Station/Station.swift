public import Bundles
internal import Charter
public import Identity
internal import Keys
public import Lattice
public import Replica
public import Seal
internal import Wire

/// One device among others: its replica, and all that is said with those who are near or far.
///
/// It is told things one by one (`handle`), and answers with effects that are to be acted upon when
/// the storage has committed, of which it is then told (`committed`). It asks for the time when
/// `next` has come. Clocks, chance, storage and the network are handed in; it waits for nothing.
public struct Station<Store: Storage>: ~Copyable {
    public var replica: Replica<Store>
    public let run: RunID
    let hello: HelloKey
    /// Where this device takes sessions, on every link.
    let port: UInt16
    /// Nobody's, if it is a relay.
    let device: DeviceKey?
    var circle: Circle
    var entropy: Entropy
    var inventory: Inventory
    var spoken: UInt64 = 0

    var links: SortedMap<LinkID, Shore> = SortedMap()
    var neighbours = Neighbours()
    var repairs = Repairs()
    var lines: SortedMap<SessionID, Line> = SortedMap()
    var acquaintances: SortedMap<Endpoint, Acquaintance> = SortedMap()
    var dials: SortedMap<Endpoint, UInt64> = SortedMap()
    /// When dials to which beacons led were begun lately.
    var dialled: [UInt64] = []
    /// Who was met while nobody had said yet what they have of this device's own: asking them again
    /// would be of no use.
    var asked: Set<RunID> = []
    /// Devices with whom a session came to no end in all the time there was.
    var slow: [DeviceKey] = []
    /// With whom all was said that there was, and what the two held then.
    var settled: SortedMap<RunID, Line.Pair> = SortedMap()
    var members: [(act: ActID, key: BeaconKey)] = []
    var mayShoutNews = false
    /// Which keys of members there are may have changed.
    var areMembersOld = true
    var owesSpares = true
    var owesRenewal = false

    /// Feeds that grew lately, the last one first.
    var grown: [FeedID] = []
    /// What is to be said to all of some links once it is committed.
    var fresh: [Fresh] = []
    var lastRoot: HoldingsRoot?
    /// What was held when it was said last what is, and when that was.
    var stated: (root: HoldingsRoot, time: UInt64)?
    /// How far the clocks were apart when it was last looked.
    var lastGap: UInt64
    /// The latest of all times that it was told.
    private var latest: UInt64
    var toldLead: Int64 = 0
    /// When to ask who is there.
    var asking: UInt64?
    /// When to see to it that keys do not hang on one envelope.
    var spares: UInt64?
    /// When to deliver keys that somebody lacks.
    var keys: UInt64?
    /// When to see to it that there is a key for news.
    var renewal: UInt64?

    /// A link as it is used.
    struct Shore {
        var link: LinkTraits
        var trickle: Trickle
        /// By when this device is to show itself, however quiet it is.
        var presence: UInt64
        var tokens: UInt64 = NearLimits.burst
        var filled: UInt64
    }

    struct Fresh {
        let feed: FeedID
        let number: BundleNumber
        /// Where it came from, if all who are there have it.
        let link: LinkID?
    }

    public init(
        _ replica: consuming Replica<Store>, as device: DeviceKey?, _ hello: HelloKey, port: UInt16,
        _ entropy: consuming Entropy, at now: Now
    ) {
        self.replica = replica
        self.hello = hello
        self.port = port
        self.device = device
        self.replica.holdingBack = device
        self.replica.deliversWhenTold = true
        var effects: [Effect] = []
        self.replica.belong(to: device, into: &effects)
        run = entropy.drawID()
        circle = Circle(Entropy(entropy.draw()), asking: device)
        self.entropy = entropy
        inventory = Inventory(&self.replica)
        lastGap = now.boot - min(now.ticks, now.boot)
        latest = now.ticks
    }

    /// Time does not go back, though what happened a moment before something else may be told after
    /// it: all that is counted here is counted from what was told last.
    private mutating func onward(from now: Now) -> Now {
        latest = max(latest, now.ticks)
        let late = latest - now.ticks
        return Now(ticks: latest, boot: now.boot + late, wall: now.wall)
    }

    /// The one way in.
    public mutating func handle(
        _ input: StationInput, at now: Now, into effects: inout [StationEffect]
    ) {
        let now = onward(from: now)
        circle.ticks = now.ticks
        noticeSleep(at: now, into: &effects)
        switch input {
        case .link(let id, let link): set(id, link, at: now)
        case .acquaintance(let endpoint, let isRemembered):
            let isNamed = !isRemembered || acquaintances[endpoint]?.lead == .person
            acquaintances[endpoint] = Acquaintance(
                lead: isNamed ? .person : .memory, notBefore: now.ticks)
        case .look:
            lookAround(at: now, into: &effects)
            asking = now.ticks
        case .datagram(let bytes, let endpoint):
            hear(bytes, from: endpoint, at: now, into: &effects)
        case .opened(let session, let opened): open(session, opened, at: now, into: &effects)
        case .heard(let bytes, let session): hear(bytes, session, at: now, into: &effects)
        case .closed(let session):
            drop(session, at: now, into: &effects)
        case .unreachable(let endpoint): fail(endpoint, at: now)
        case .replica(let input): tell(input, at: now, into: &effects)
        case .committed: commit(at: now, into: &effects)
        case .time: pass(at: now, into: &effects)
        }
    }

    /// Lets a seat read and write whose storage was made ready for it, until it is locked.
    public mutating func unlock(
        _ owner: any Unlocked, at now: Now, into effects: inout [StationEffect]
    ) {
        let now = onward(from: now)
        var found: [Effect] = []
        replica.unlock(owner, into: &found)
        areMembersOld = true
        owesRenewal = true
        note(found, at: now, into: &effects)
    }

    /// Lets go of somebody's keys, and of what follows from them.
    public mutating func lock(_ seat: ActID) {
        replica.lock(seat)
        members = []
        areMembersOld = true
    }

    /// What is held now, as one number.
    public mutating func root() -> HoldingsRoot { inventory.root(&replica) }

    /// When there is something to do by the clock that stops in sleep.
    public var next: UInt64? {
        var times: [UInt64] = links.entries.map { min($0.value.trickle.next, $0.value.presence) }
        times += [repairs.next, circle.next, asking, spares, keys, renewal].compactMap { $0 }
        times += neighbours.all.entries.compactMap(\.value.due)
        times += lines.entries.map { next(of: $0.value) }
        times += dials.entries.map(\.value)
        times += acquaintances.entries.compactMap { entry in
            entry.value.isGiven && !isReached(entry.key) ? entry.value.notBefore : nil
        }
        return times.min()
    }

    // MARK: The replica

    mutating func tell(_ input: Input, at now: Now, into effects: inout [StationEffect]) {
        var found: [Effect] = []
        replica.handle(input, at: now.wall, into: &found)
        note(found, at: now, into: &effects)
    }

    /// What the replica did by itself, or because of a datagram that came over some link.
    mutating func note(
        _ found: [Effect], over link: LinkID? = nil, from run: RunID? = nil, at now: Now,
        into effects: inout [StationEffect]
    ) {
        var said: [CircleEffect] = []
        circle.note(found, &replica, into: &said)
        for effect in found {
            see(effect, over: link)
            if case .waits(let feed, let number) = effect, let link, let run {
                let due = now.ticks + entropy.pick(NearLimits.askDelay)
                repairs.lack(feed, number...number, from: run, on: link, due: due)
            }
            effects.append(.replica(effect))
        }
        act(on: said, at: now, into: &effects)
    }

    /// Keeps up what follows from something that the replica did. `link` is where all know of it.
    mutating func see(_ effect: Effect, over link: LinkID?) {
        switch effect {
        case .stored(let feed, let tip, _):
            inventory.changed(feed, &replica)
            repairs.have(feed, to: tip.number)
            grown.removeAll { $0 == feed }
            grown.insert(feed, at: 0)
            if grown.count > NearLimits.hints { grown.removeLast() }
            fresh.append(Fresh(feed: feed, number: tip.number, link: link))
        case .forked(let proof): inventory.changed(proof.feed, &replica)
        case .kept(let kept, _):
            inventory.changed(kept == .roots || kept == .proofs ? .authority : .keys)
            // A key may come long after its act.
            if kept == .envelopes { areMembersOld = true }
        case .charterChanged:
            // Which keys are in use follows from it.
            inventory.changed(.keys)
            areMembersOld = true
            owesSpares = true
            owesRenewal = true
        case .changedAnew: areMembersOld = true
        default: break
        }
    }

    /// All that was done is on the disk: others may hear of it.
    private mutating func commit(at now: Now, into effects: inout [StationEffect]) {
        var said: [CircleEffect] = []
        circle.committed(&replica, into: &said)
        act(on: said, at: now, into: &effects)
        goOn(at: now, into: &effects)
        shoutNews(at: now, into: &effects)
        if owesSpares {
            owesSpares = false
            // Whoever has just begun does not know yet who is near.
            let devices = max(neighbours.all.count + 1, replica.readership.roster.deviceCount)
            let all = NearLimits.spares * UInt64(devices)
            spares = spares ?? now.ticks + entropy.below(min(all, NearLimits.sparesAtMost))
        }
        if replica.owesKeys, keys == nil {
            let all = NearLimits.keys * UInt64(neighbours.all.count + 1)
            keys = now.ticks + entropy.below(min(all, NearLimits.keysAtMost))
        }
        if owesRenewal {
            owesRenewal = false
            let all = NearLimits.renewal * UInt64(neighbours.all.count + 1)
            renewal = renewal ?? now.ticks + entropy.below(min(all, NearLimits.renewalAtMost))
        }
        let root = root()
        if root != lastRoot {
            lastRoot = root
            for link in links.keys {
                links.change(link) { $0.trickle.reset(at: now.ticks, &entropy) }
            }
        }
        tellRoots(at: now, into: &effects)
    }

    func isNear(_ run: RunID?, at now: UInt64) -> Bool {
        guard let run, let neighbour = neighbours[run],
            links[neighbour.endpoint.link]?.link.reachesAll == true
        else { return false }
        return neighbour.lastHeard + 2 * neighbours.presence() >= now
    }

    // MARK: Time

    private mutating func pass(at now: Now, into effects: inout [StationEffect]) {
        if let due = asking, due <= now.ticks {
            asking = nil
            for link in links.keys {
                shoutBeacon(link, asking: true, at: now, into: &effects)
            }
        }
        if let due = keys, due <= now.ticks {
            keys = nil
            tell(.keys, at: now, into: &effects)
        }
        if let due = spares, due <= now.ticks {
            spares = nil
            tell(.spares, at: now, into: &effects)
        }
        if let due = renewal, due <= now.ticks {
            renewal = nil
            tell(.renew, at: now, into: &effects)
        }
        for link in links.keys {
            let speaks = links.change(link) { $0.trickle.step(at: now.ticks, &entropy) }
            let isDue = links[link].map { $0.presence <= now.ticks } ?? false
            if speaks == true || isDue { shoutBeacon(link, at: now, into: &effects) }
        }
        neighbours.forget(at: now.ticks)
        var said: [CircleEffect] = []
        circle.pass(&replica, into: &said)
        act(on: said, at: now, into: &effects)
        repair(at: now, into: &effects)
        dial(at: now, into: &effects)
        look(at: now, into: &effects)
        goOn(at: now, into: &effects)
    }

    /// A machine that slept is somewhere else, perhaps (spec/11-sync.md#near-7).
    private mutating func noticeSleep(at now: Now, into effects: inout [StationEffect]) {
        let gap = now.boot - min(now.ticks, now.boot)
        defer { lastGap = gap }
        guard gap > lastGap + NearLimits.nap else { return }
        lookAround(at: now, into: &effects)
        asking = now.ticks + entropy.below(NearLimits.waking)
    }

    /// Begins anew with everybody: whoever is there is asked, and whom it was told of is dialled.
    private mutating func lookAround(at now: Now, into effects: inout [StationEffect]) {
        neighbours.forgetDue()
        acquaintances.forEachValue { $1.reset(at: now.ticks) }
        for link in links.keys {
            links.change(link) { $0.trickle = Trickle(at: now.ticks, &entropy) }
            effects.append(.rejoin(link))
        }
        lines.forEachValue { ($1.told, $1.nextLook) = (nil, now.ticks) }
    }

    private mutating func set(_ id: LinkID, _ link: LinkTraits?, at now: Now) {
        guard let link else {
            links[id] = nil
            neighbours.forget(on: id)
            return
        }
        // Another address may reach whom the last one did not, here or far away.
        neighbours.forgetDue(on: id)
        acquaintances.forEachValue { endpoint, one in
            let isFar = links[endpoint.link]?.link.reachesAll == false
            if endpoint.link == id || isFar { one.reset(at: now.ticks) }
        }
        links[id] = Shore(
            link: link, trickle: Trickle(at: now.ticks, &entropy),
            presence: now.ticks + NearLimits.presence.lowerBound, filled: now.ticks)
        asking = min(asking ?? .max, now.ticks + entropy.below(NearLimits.waking))
    }
}

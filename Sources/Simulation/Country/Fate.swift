internal import Bundles
internal import Charter
internal import Gossip
internal import Lattice
internal import Replica
internal import Schema

/// What befalls somebody at some time.
public enum Fate: Hashable, Sendable {
    // Machines.
    case start(Int)
    /// The power is cut.
    case cut(Int)
    case sleep(Int)
    case wake(Int)
    case sleepAll
    case wakeAll
    /// It never comes back.
    case lose(Int)
    /// It is given a program of a later version, which also says what this one does not know.
    case upgrade(Int)

    // Disks.
    /// Nothing more fits on it, which ends a station but not the machine; or there is room again.
    case fill(Int)
    case makeSpace(Int)
    /// It takes up to so many milliseconds to commit.
    case slow(Int, milliseconds: Int)
    /// A copy of the disk is made, and put back later: with the guard that stood beside it, or not.
    case backUp(Int)
    case restore(Int, withGuard: Bool)
    /// The image of a machine is put on another one, which is new.
    case clone(Int, withGuard: Bool)

    // Clocks.
    /// The wall clock is set to be so much ahead, stands still, or runs fast.
    case setClock(Int, lead: Int64)
    case stopClock(Int)
    case drift(Int, millionths: Int64)

    // The network.
    case move(Int, to: Int?)
    case weather(Weather)
    /// Somebody is not heard by another any more, though the other may be; or all hear each other.
    case deafen(Int, to: Int)
    case hearAgain
    /// Somebody is told where another may be found.
    case introduce(Int, to: Int)
    /// Somebody says again what was said long ago.
    case replay
    /// Somebody can reach the relays, or cannot.
    case connect(Int)
    case disconnect(Int)
    /// A relay carries so much from now on, or whatever comes; and leaves out, or says too late, so
    /// many of a thousand things.
    case allot(Int, bytes: Int?)
    case withhold(Int, thousandths: Int)
    /// All that one may give away is carried to another, who has it so much later.
    case carry(from: Int, to: Int, after: UInt64)

    // People.
    case write(Int)
    /// Somebody does something for a living.
    case work(Int, Work)
    /// Somebody is let go of, by whoever knows what this host knows.
    case revoke(Int, by: Int)
    case enrol(by: Int)

    // Those who keep to no rule.
    case flood(Int, count: Int)
    case lie(Int)
    case equivocate(Int, to: Int, and: Int)
    case defy(Int)
    case misuse(Int)
    case intrude(on: Int)
}

/// What may befall whoever does something.
public struct Hazards: Sendable {
    enum Blow: Sendable { case beforeCommit, afterCommit }

    /// How often in a million steps the power is cut.
    public var powerCuts = 0
    /// Pairs of whom the first is not heard by the second.
    public var oneWay: Set<[Int]> = []

    public init() {}

    func blow(_ random: inout SeededRandom) -> Blow? {
        guard powerCuts > 0, random.below(1_000_000) < powerCuts else { return nil }
        return random.chance(50) ? .beforeCommit : .afterCommit
    }

    func isOneWay(from one: Int, to other: Int) -> Bool {
        !oneWay.isEmpty && oneWay.contains([one, other])
    }
}

extension Country {
    /// Has something befall somebody later.
    public func plan(_ fate: Fate, in milliseconds: UInt64) {
        events.push(.fate(fate), at: time + milliseconds)
    }

    public func befall(_ fate: Fate) {
        switch fate {
        case .start(let number): start(number)
        case .cut(let number): cut(number)
        case .sleep(let number): sleep(number)
        case .wake(let number): wake(number)
        case .sleepAll: for host in hosts { sleep(host.number) }
        case .wakeAll: wakeAll()
        case .lose(let number): lose(number)
        case .upgrade(let number): hosts[number].isUpgraded = true
        case .fill(let number): hosts[number].isFull = true
        case .makeSpace(let number): hosts[number].isFull = false
        case .slow(let number, let milliseconds): hosts[number].slowness = milliseconds
        case .backUp(let number): hosts[number].backup = hosts[number].image
        case .restore(let number, let hasGuard): restore(number, withGuard: hasGuard)
        case .clone(let number, let hasGuard): clone(number, withGuard: hasGuard)
        case .setClock, .stopClock, .drift: changeClock(fate)
        case .move(let number, let place): move(number, to: place)
        case .weather(let weather): self.weather = weather
        case .deafen(let number, let other): hazards.oneWay.insert([other, number])
        case .hearAgain: hazards.oneWay = []
        case .introduce(let number, let other): introduce(number, to: other)
        case .replay: replay()
        case .connect(let number):
            hosts[number].isOnline = true
            tellLinks(number)
        case .disconnect(let number):
            hosts[number].isOnline = false
            if hosts.contains(where: { $0.isRelay }) { ledger.marks.insert(.disconnected) }
        case .allot(let number, let bytes): allot(number, bytes)
        case .withhold(let number, let thousandths):
            if hosts[number].isRelay { hosts[number].withholding = thousandths }
        case .carry(let one, let other, let later): carry(from: one, to: other, after: later)
        case .write(let number): write(number)
        case .work(let number, let work): trade.work(number, work, in: self)
        case .revoke(let number, let witness): revoke(number, by: witness)
        case .enrol(let witness): enrol(by: witness)
        case .flood(let number, let count): flood(number, count: count)
        case .lie(let number): lie(number)
        case .equivocate(let number, let one, let other): equivocate(number, to: one, and: other)
        case .defy(let number): defy(number)
        case .misuse(let number): misuse(number)
        case .intrude(let number): intrude(on: number)
        }
    }

    private func changeClock(_ fate: Fate) {
        switch fate {
        case .setClock(let number, let lead):
            (hosts[number].clock.stuck, hosts[number].clock.lead) = (nil, lead)
            ledger.marks.insert(.clockSet)
        case .stopClock(let number):
            let now = hosts[number].clock.now(at: time).wall.milliseconds
            hosts[number].clock.stuck = Int64(now)
            ledger.marks.insert(.clockStopped)
        case .drift(let number, let millionths):
            hosts[number].clock.drift = millionths
            ledger.marks.insert(.clockDrifted)
        default: break
        }
    }

    private func wakeAll() {
        if hosts.filter({ $0.isOn && !$0.isAwake }).count > 1 {
            ledger.marks.insert(.wokenTogether)
        }
        for host in hosts { wake(host.number) }
    }

    private func lose(_ number: Int) {
        cut(number)
        hosts[number].isGone = true
        ledger.marks.insert(.lost)
    }

    /// Somewhere else a laptop has another address, of which it is told.
    private func move(_ number: Int, to place: Int?) {
        guard !hosts[number].isRelay, hosts[number].place != place else { return }
        hosts[number].place = place
        if place != nil { tellLinks(number) }
    }

    private func allot(_ number: Int, _ bytes: Int?) {
        guard hosts[number].isRelay else { return }
        hosts[number].quota = bytes
        tell(.replica(.carry(atMost: bytes)), number)
    }

    private func introduce(_ number: Int, to other: Int) {
        guard number != other, !hosts[number].isRelay, !hosts[other].isRelay else { return }
        ledger.marks.insert(.introduced)
        tell(.acquaintance(endpoint(of: other, Self.near)), number)
    }

    private func sleep(_ number: Int) {
        guard hosts[number].isAwake else { return }
        hosts[number].isAwake = false
        hosts[number].clock.sleep(at: time)
    }

    private func wake(_ number: Int) {
        guard !hosts[number].isAwake else { return }
        hosts[number].isAwake = true
        hosts[number].clock.wake(at: time)
        hosts[number].wakeAt = nil
        tell(.time, number)
        // What was decided of it while it slept.
        if hosts[number].isRelay { tell(.replica(.carry(atMost: hosts[number].quota)), number) }
    }

    /// Somebody enters something.
    public func write(_ number: Int) { trade.write(number, in: self) }

    /// Somebody enters something new, which nothing is in the way of but their rights.
    func make(_ number: Int) { trade.make(number, in: self) }

    private func restore(_ number: Int, withGuard hasGuard: Bool) {
        guard let backup = hosts[number].backup, !hosts[number].isGone else { return }
        cut(number)
        hosts[number].put(backup, noticed: !hasGuard)
        hosts[number].hasForgotten = true
        ledger.tainted.insert(number)
        ledger.doubled.insert(number)
        ledger.marks.insert(.restored)
        plan(.start(number), in: 1_000)
    }

    private func clone(_ number: Int, withGuard hasGuard: Bool) {
        guard hosts.count < 200, let somebody = hosts[number].somebody else { return }
        let twin = Host(
            hosts.count, somebody, world.realm.id, hello, seed: random.next(), disks)
        twin.put(hosts[number].image, noticed: !hasGuard)
        twin.place = hosts[number].place
        (twin.role, twin.hubs) = (hosts[number].role, hosts[number].hubs)
        twin.adoptClock(of: hosts[number])
        ledger.tainted.formUnion([number, twin.number])
        ledger.doubled.formUnion([number, twin.number])
        add(twin)
        ledger.marks.insert(.restored)
        start(twin.number)
    }

    /// Somebody is let go of; what they wrote counts as far as the witness has it.
    private func revoke(_ number: Int, by witness: Int) {
        guard number != witness, number != 0, hosts[witness].isOn, hosts[witness].isAwake,
            let letGo = hosts[number].somebody, let signer = hosts[witness].somebody
        else { return }
        let (seat, device) = (letGo.id, letGo.seat.device)
        let ends = hosts[witness].withReplica { replica in
            replica.storedFeeds.filter { replica.isOf(device, $0.feed) && $0.ends.count == 1 }
                .compactMap { stored in stored.ends.first.map { Tips.Entry(stored.feed, $0) } }
        }
        let act = Act.revoke(Revocation(.seat(seat), Tips(ends ?? [])))
        var root: UInt32?
        // Root records are one chain, which only one place can go on with; so whoever signs for the
        // realm is at the first laptop, and admins elsewhere let go by acts of their own.
        if witness > 0, hosts[witness].isAdmin {
            let feed = signer.charter
            let before = feed.bundles.count
            feed.write(act)
            let fresh = feed.bundles.dropFirst(before).map(\.bytes)
            tell(.replica(.bundles(fresh)), witness)
        } else if hosts[number].role == .agencyUser, let agency = world.agency {
            // Nobody but the agency lets go of its people.
            agency.decree(act)
            tell(.replica(.roots([agency.last])), witness)
        } else {
            world.realm.decree(act)
            root = world.realm.lastRoot.number
            tell(.replica(.roots([world.realm.lastRoot])), witness)
        }
        let left = (ends ?? []).map { ($0.feed, $0.tip.number) }
        var known = revocations[seat] ?? (nil, [])
        known.root = known.root ?? root
        known.left.append(Dictionary(left) { max($0, $1) })
        revocations[seat] = known
        for host in hosts where host.somebody?.id == seat { ledger.tainted.insert(host.number) }
        ledger.marks.insert(.revoked)
    }

    /// Somebody new comes, with a laptop that knows nothing but what they were given.
    private func enrol(by witness: Int) {
        guard hosts.count < 200, !hosts[witness].isRelay else { return }
        let before = world.realm.arrivals.count
        let (role, hubs) = trade.newcomer(by: hosts[witness], in: world)
        let somebody = trade.enrol(role, at: hubs, in: world)
        let host = Host(hosts.count, somebody, world.realm.id, hello, seed: random.next(), disks)
        host.place = hosts[witness].place
        (host.role, host.hubs) = (role, hubs)
        add(host)
        ledger.marks.insert(.enrolled)
        for case .root(let record) in world.realm.arrivals[before...] {
            tell(.replica(.roots([record])), witness)
        }
        start(host.number)
        // Whoever is enrolled by somebody whose laptop is off brings along what says so.
        let isWitnessed = hosts[witness].isOn && hosts[witness].isAwake
        let brought = isWitnessed ? [world.realm.founding] : world.realm.said.roots
        tell(.replica(.roots(brought)), host.number)
    }
}

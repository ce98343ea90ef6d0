internal import Bundles
internal import Charter
internal import Gossip
internal import Lattice
internal import Replica
internal import Schema

/// What befalls somebody at some time.
public enum Fate: Hashable, Sendable {
    case start(Int)
    /// The power is cut; or the disk is full, which ends a station as well, but not the machine.
    case cut(Int)
    case sleep(Int)
    case wake(Int)
    case move(Int, to: Int?)
    case write(Int)
    /// Somebody says again what was said long ago.
    case replay
    /// A copy of the disk is made, and put back later: with the guard that stood beside it, or not.
    case backUp(Int)
    case restore(Int, withGuard: Bool)
    /// The image of a machine is put on another one, which is new.
    case clone(Int, withGuard: Bool)
    /// The wall clock is set to be so much ahead, stands still, or runs fast.
    case setClock(Int, lead: Int64)
    case stopClock(Int)
    case drift(Int, millionths: Int64)
    /// Somebody is let go of, by whoever knows what this host knows.
    case revoke(Int, by: Int)
    case enrol(by: Int)
    /// It never comes back.
    case lose(Int)
    case weather(Weather)
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
        case .move(let number, let place): hosts[number].place = place
        case .write(let number): write(number)
        case .replay: replay()
        case .backUp(let number): hosts[number].backup = hosts[number].copy
        case .restore(let number, let hasGuard): restore(number, withGuard: hasGuard)
        case .clone(let number, let hasGuard): clone(number, withGuard: hasGuard)
        case .setClock(let number, let lead):
            (hosts[number].clock.stuck, hosts[number].clock.lead) = (nil, lead)
        case .stopClock(let number):
            let now = hosts[number].clock.now(at: time).wall.milliseconds
            hosts[number].clock.stuck = Int64(now)
        case .drift(let number, let millionths): hosts[number].clock.drift = millionths
        case .revoke(let number, let witness): revoke(number, by: witness)
        case .enrol(let witness): enrol(by: witness)
        case .lose(let number):
            cut(number)
            hosts[number].isGone = true
        case .weather(let weather): self.weather = weather
        }
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
    }

    /// Somebody enters something.
    public func write(_ number: Int) {
        let edits = (0...random.below(2)).map { _ in Edit.any(of: records, &random) }
        let scope = random.chance(80) ? scope : .common
        tell(.replica(.entry(Entry(in: scope, edits), by: hosts[number].somebody.id)), number)
    }

    private func restore(_ number: Int, withGuard hasGuard: Bool) {
        guard let backup = hosts[number].backup, !hosts[number].isGone else { return }
        cut(number)
        hosts[number].put(hasGuard ? backup : backup.asOtherCopy())
        hosts[number].hasForgotten = true
        ledger.marks.insert(.restored)
        plan(.start(number), in: 1_000)
    }

    private func clone(_ number: Int, withGuard hasGuard: Bool) {
        guard hosts.count < 200 else { return }
        let twin = Host(
            hosts.count, hosts[number].somebody, world.realm.id, hello, seed: random.next())
        let copy = hosts[number].copy
        twin.put(hasGuard ? copy : copy.asOtherCopy())
        twin.place = hosts[number].place
        add(twin)
        ledger.marks.insert(.restored)
        start(twin.number)
    }

    /// Somebody is let go of; what they wrote counts as far as the witness has it.
    private func revoke(_ number: Int, by witness: Int) {
        guard number != witness, number != 0, hosts[witness].isOn, hosts[witness].isAwake else {
            return
        }
        let seat = hosts[number].somebody.id
        let device = hosts[number].device
        let known = hosts[witness].withReplica { replica in
            replica.storedFeeds.filter { replica.isOf(device, $0.feed) && $0.ends.count == 1 }
                .compactMap { stored in stored.ends.first.map { Tips.Entry(stored.feed, $0) } }
        }
        world.realm.decree(.revoke(Revocation(.seat(seat), Tips(known ?? []))))
        ledger.marks.insert(.revoked)
        tell(.replica(.roots([world.realm.lastRoot])), witness)
    }

    /// Somebody new comes, with a laptop that knows nothing but what they were given.
    private func enrol(by witness: Int) {
        guard hosts.count < 200, hosts[witness].isOn, hosts[witness].isAwake else { return }
        let before = world.realm.arrivals.count
        let somebody = world.person(.mainHubUser, at: [world.hubs[0]])
        let host = Host(hosts.count, somebody, world.realm.id, hello, seed: random.next())
        host.place = hosts[witness].place
        add(host)
        for case .root(let record) in world.realm.arrivals[before...] {
            tell(.replica(.roots([record])), witness)
        }
        start(host.number)
        tell(.replica(.roots([world.realm.founding])), host.number)
    }
}

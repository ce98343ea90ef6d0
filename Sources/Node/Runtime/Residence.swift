internal import Bundles
internal import Charter
internal import Gossip
internal import Identity
internal import KeyFiles
internal import Keys
internal import Lattice
internal import Network
internal import Replica
internal import Seal
internal import Store

/// One realm on this machine: its station, on files. What it is told is done in turns; a turn is
/// one transaction, and what follows from it leaves when that is on the disk.
final class Residence {
    let realm: DomainID
    let place: FileStorage.Place
    private let device: DeviceKey?
    private let hello: HelloKey
    private let port: UInt16
    private let quota: Int?
    let keys: KeyFolder?
    private let log: Log
    private var station: Station<FileStorage>?
    /// Whoever is unlocked, and is again if the storage has to be opened anew.
    private(set) var owners: [ActID: any Unlocked] = [:]
    /// Those who are to be let go of when their rows are kept, and whom that is said to.
    private var leaving: [ActID: [() -> Void]] = [:]
    /// Those of them whose rows are all saved, and have only to be sealed.
    private var isSaved: Set<ActID> = []
    /// What follows from what it was told since the last turn.
    private var effects: [StationEffect] = []
    /// To be said once all is on the disk; or, if that fails, why not.
    private var promises: [(Result<Void, NodeError>) -> Void] = []
    private var waiting: [PendingEntry] = []
    private var wasTold = false
    private var isBusy = false
    /// Whether somebody here may have to begin the first keys of scopes, or to hand in an agency.
    var owesFirstKeys = true
    /// The agencies that were founded here.
    var foundings: [FoundingFile] = []
    /// Seats whose rows have changed since they were shown.
    private var unshown: Set<ActID> = []
    private var keptAt: UInt64 = 0
    /// Why nothing can be stored now, and when it is tried again.
    private(set) var failure: StoreError?
    private var retryAt: UInt64 = 0
    /// All that came in and was told to it is passed on by this.
    private(set) var sharing = Sharing()
    /// How far the clocks of most others are ahead of this one, if that is much.
    private(set) var clockLead: Int64 = 0
    private(set) var figures = ResidenceFigures()
    /// Where others were met, this time or before.
    private(set) var met: MetPlaces

    /// Somebody's entry that waits until its scope can be written to.
    struct PendingEntry {
        let entry: Entry
        let seat: ActID
        let until: UInt64
        let done: (Result<Receipt, NodeError>) -> Void
    }

    /// Rows are sealed for the next start so often.
    private static let keeping: UInt64 = 600_000
    private static let retrying: UInt64 = 5_000
    /// On a disk that was full so much is free before it is written to again.
    private static let headroom: Int64 = 1 << 20
    private static let patience: UInt64 = 5_000

    init(
        _ realm: DomainID, at place: FileStorage.Place, as device: DeviceKey?, _ hello: HelloKey,
        port: UInt16, quota: Int?, keys: KeyFolder? = nil, _ log: Log
    ) throws(StoreError) {
        (self.realm, self.place, self.device, self.hello) = (realm, place, device, hello)
        (self.port, self.quota, self.keys, self.log) = (port, quota, keys, log)
        do { foundings = try keys?.foundings() ?? [] } catch {
            log.note(.error, "an agency that was founded here cannot be read", ["why": "\(error)"])
        }
        // A relay dials nobody.
        met = MetPlaces(in: device == nil ? nil : place.data, at: Network.now().wall)
        try open()
    }

    // MARK: Opening

    private func open() throws(StoreError) {
        let now = Network.now()
        var storage = try FileStorage(place, realm: realm)
        for seat in owners.keys.sorted() {
            if let owner = owners[seat] { try storage.prepare(owner) }
        }
        var replica = Replica(
            realm: realm, storage: storage, Chance.entropy(), at: now.wall)
        if replica.damage > 0 {
            let count = replica.damage
            replica.withStorage { $0.close() }
            storage = try FileStorage(place, realm: realm)
            let gone = try storage.repair()
            log.note(
                .warning, "the log was damaged; what is gone comes again from peers",
                ["things": "\(count)", "gone": "\(gone)"])
            for seat in owners.keys.sorted() {
                if let owner = owners[seat] { try storage.prepare(owner) }
            }
            replica = Replica(realm: realm, storage: storage, Chance.entropy(), at: now.wall)
        }
        var found: [Effect] = []
        for seat in owners.keys.sorted() {
            if let owner = owners[seat] { replica.unlock(owner, into: &found) }
        }
        try replica.withStorage { (storage) throws(StoreError) in try storage.commit() }
        station = Station(
            replica, as: device, hello, port: port, Chance.entropy(), at: now)
        effects = found.map { .replica($0) }
        (wasTold, failure) = (true, nil)
        unshown = Set(owners.keys)
        tell(.replica(.carry(atMost: quota)), at: now)
        tell(.link(Endpoint.farLink, .init(reachesAll: false)), at: now)
        for endpoint in met.endpoints() {
            tell(.acquaintance(endpoint, isRemembered: true), at: now)
        }
    }

    /// All was said with somebody who was dialled there.
    func meet(at endpoint: Endpoint, by interface: String?) {
        guard met.note(endpoint, interface, at: Network.now().wall) else { return }
        met.save()
    }

    /// Lets go of all that is open, after a fault of the disk: nothing that was not committed was
    /// said to anybody.
    private func fail(_ error: StoreError, at now: Now, _ engine: Engine) {
        log.note(.error, "nothing can be stored", ["reason": "\(error)"])
        failure = error
        retryAt = now.ticks + Self.retrying
        station?.replica.withStorage { $0.close() }
        station = nil
        (effects, wasTold, isBusy) = ([], false, false)
        let broken = promises
        promises = []
        for promise in broken { promise(.failure(.failing(error))) }
        for entry in waiting { entry.done(.failure(.failing(error))) }
        waiting = []
        engine.dropLines(of: realm)
    }

    /// Tries to go on.
    private func retry(at now: Now, _ engine: Engine) {
        guard let last = failure, retryAt <= now.ticks else { return }
        retryAt = now.ticks + Self.retrying
        guard hasRoom(after: last) else { return }
        do throws(StoreError) {
            try open()
            log.note(.notice, "the store works again")
            engine.tellLinks(to: self)
        } catch { failure = error }
    }

    /// Opening alone may still work where the next entry finds no room: whoever asks would hear by
    /// turns that all is well and that it is not.
    private func hasRoom(after error: StoreError) -> Bool {
        guard error.reason == .diskFull, let free = DiskSpace.free(at: error.file) else {
            return true
        }
        return free >= Self.headroom
    }

    // MARK: What it is told

    func tell(_ input: StationInput, at now: Now) {
        station?.handle(input, at: now, into: &effects)
        wasTold = true
    }

    /// The same of what came in another way than over the network, and what the replica did.
    func take(_ input: Input, at now: Now) -> [Effect] {
        let start = effects.count
        tell(.replica(input), at: now)
        return effects[start...].compactMap { effect in
            if case .replica(let one) = effect { one } else { nil }
        }
    }

    /// When it has something to do by itself.
    var next: UInt64? {
        guard failure == nil else { return retryAt }
        let isDue = isBusy || !unshown.isEmpty || !waiting.isEmpty || !leaving.isEmpty
        return isDue ? 0 : station?.next
    }

    func withReplica<Result>(_ body: (inout Replica<FileStorage>) -> Result) -> Result? {
        guard var taken = station.take() else { return nil }
        let result = body(&taken.replica)
        station = consume taken
        return result
    }

    var run: RunID? { station?.run }
    var root: HoldingsRoot? { station?.root() }
    var remembered: Remembered? { station?.remembered }

    /// Whether a device is one of the realm, as far as that can be known: whoever joined by letters
    /// knows nobody before the first has told them (spec/12-transport.md#shake-5).
    func knows(_ key: DeviceKey) -> Bool {
        withReplica { replica in
            let roster = replica.readership.roster
            return roster.allSeats.isEmpty || roster.standing(of: key) != .stranger
        } ?? false
    }

    // MARK: People

    /// Lets somebody read and write.
    func unlock(
        _ owner: any Unlocked, at now: Now, _ done: @escaping (Result<Void, NodeError>) -> Void
    ) {
        let seat = owner.seat
        guard failure == nil, station != nil else {
            return done(.failure(failure.map { .failing($0) } ?? .closed))
        }
        guard owners[seat] == nil else { return done(.success(())) }
        let wrong = withReplica { replica in
            replica.withStorage { (storage) -> StoreError? in
                do throws(StoreError) { try storage.prepare(owner) } catch { return error }
                return nil
            }
        }
        if let wrong = wrong.flatMap({ $0 }) { return done(.failure(.store(wrong))) }
        owners[seat] = owner
        owesFirstKeys = true
        station?.unlock(owner, at: now, into: &effects)
        unshown.insert(seat)
        wasTold = true
        promises.append(done)
    }

    /// Has somebody's rows kept for another time, and then lets go of them and their keys.
    func lock(_ seat: ActID, _ done: @escaping () -> Void) {
        guard owners[seat] != nil, station != nil else { return done() }
        if leaving[seat] == nil { isSaved.remove(seat) }
        leaving[seat, default: []].append(done)
    }

    private func letGo(at now: Now) {
        for seat in leaving.keys.sorted() {
            wasTold = true
            guard isSaved.contains(seat) else {
                // What is saved is committed at the end of this turn. Before, it cannot be sealed.
                if withReplica({ $0.save(seat) }) != false { isSaved.insert(seat) }
                continue
            }
            guard withReplica({ $0.keep(seat) }) != false else { continue }
            let told = leaving.removeValue(forKey: seat) ?? []
            promises.append { [weak self] _ in
                guard let self else { return }
                station?.lock(seat)
                (owners.removeValue(forKey: seat) as? SeatOwner)?.unlocked.lock()
                unshown.remove(seat)
                for one in told { one() }
            }
        }
    }

    /// Enters something for somebody; said when it is on the disk for good.
    func enter(
        _ entry: Entry, by seat: ActID, at now: Now,
        _ done: @escaping (Result<Receipt, NodeError>) -> Void
    ) {
        guard failure == nil else {
            return done(.failure(failure.map { .failing($0) } ?? .closed))
        }
        let until = now.ticks + Self.patience
        enter(PendingEntry(entry: entry, seat: seat, until: until, done: done), at: now)
    }

    /// Says when all that was told so far is on the disk.
    func promise(_ done: @escaping (Result<Void, NodeError>) -> Void) {
        guard failure == nil else {
            return done(.failure(failure.map { .failing($0) } ?? .closed))
        }
        wasTold = true
        promises.append(done)
    }

    private func enter(_ one: PendingEntry, at now: Now) {
        let start = effects.count
        tell(.replica(.entry(one.entry, by: one.seat)), at: now)
        for case .replica(let effect) in effects[start...] {
            switch effect {
            case .entered(let receipt):
                promises.append { one.done($0.map { receipt }) }
                return
            case .declined(.busy, _) where now.ticks < one.until:
                waiting.append(one)
                return
            case .declined(let error, _):
                one.done(.failure(.entry(error)))
                return
            default: break
            }
        }
        one.done(.failure(.closed))
    }

    /// Has somebody do something in the charter; said when it is on the disk for good.
    func act(
        _ acts: [Act], by seat: ActID, at now: Now,
        _ done: @escaping (Result<Enacted, NodeError>) -> Void
    ) {
        guard failure == nil else {
            return done(.failure(failure.map { .failing($0) } ?? .closed))
        }
        let start = effects.count
        tell(.replica(.acts(acts, by: seat)), at: now)
        for case .replica(let effect) in effects[start...] {
            switch effect {
            case .enacted(let enacted):
                promises.append { done($0.map { enacted }) }
                return
            case .unenacted(let error, _):
                done(.failure(.act(error)))
                return
            default: break
            }
        }
        done(.failure(.closed))
    }

    /// Writes down what changed in somebody's seat. What went wrong, if something did.
    func keep(_ owner: SeatOwner) -> NodeError? {
        guard let keys else { return nil }
        do {
            var ring = try keys.keyring()
            _ = ring.put(owner.unlocked.sealed)
            try keys.save(ring)
            return nil
        } catch let error as KeyFolderError {
            return .keys(error)
        } catch let error as KeyFileError {
            return .keyFile(error)
        } catch { return .closed }
    }

    // MARK: Turns

    /// Does what is due, has it stored, and then says it.
    func turn(_ engine: Engine) {
        retry(at: Network.now(), engine)
        guard station != nil else { return }
        let now = Network.now()
        if let due = station?.next, due <= now.ticks { tell(.time, at: now) }
        if isBusy {
            isBusy = false
            tell(.replica(.time), at: now)
            tell(.time, at: now)
        }
        let again = waiting
        waiting = []
        for one in again { enter(one, at: now) }
        letGo(at: now)
        beginKeys(at: now)
        show(at: now)
        guard wasTold else { return }
        wasTold = false
        guard commit(at: now, engine) else { return }
        perform(engine)
        station?.handle(.committed, at: now, into: &effects)
        guard commit(at: now, engine) else { return }
        perform(engine)
    }

    /// Without a first key nobody can write in a scope, and those who begin it do not read there.
    private func beginKeys(at now: Now) {
        guard owesFirstKeys else { return }
        owesFirstKeys = false
        handInFoundings(at: now)
        for seat in owners.keys.sorted() {
            let scopes = withReplica { $0.scopesToBegin(by: seat) } ?? []
            if !scopes.isEmpty { tell(.replica(.begin(scopes, by: seat)), at: now) }
        }
    }

    /// Lets those who read see what has changed, a piece at a time if that is much.
    private func show(at now: Now) {
        for case .replica(let effect) in effects {
            switch effect {
            case .changed(_, _, _, let seat), .changedAnew(_, let seat): unshown.insert(seat)
            default: break
            }
        }
        if keptAt + Self.keeping <= now.ticks {
            keptAt = now.ticks
            for seat in owners.keys.sorted() {
                withReplica { if !$0.keep(seat) { isBusy = true } }
            }
            wasTold = true
        }
        guard !unshown.isEmpty else { return }
        for seat in unshown.sorted() {
            let isDone = withReplica { $0.save(seat) } ?? true
            if isDone { unshown.remove(seat) }
        }
        wasTold = true
    }

    /// False if it could not be stored: then all that was not said is void.
    private func commit(at now: Now, _ engine: Engine) -> Bool {
        let wrong = withReplica { replica in
            replica.withStorage { (storage) -> StoreError? in
                do throws(StoreError) { try storage.commit() } catch { return error }
                return nil
            }
        }
        if let wrong = wrong.flatMap({ $0 }) {
            fail(wrong, at: now, engine)
            return false
        }
        figures.commits += 1
        let kept = promises
        promises = []
        for promise in kept { promise(.success(())) }
        // What leaves the machine is known to the guard before.
        let unguarded = withReplica { replica in
            replica.withStorage { (storage) -> StoreError? in
                do throws(StoreError) { try storage.guardCommits() } catch { return error }
                return nil
            }
        }
        if let unguarded = unguarded.flatMap({ $0 }) {
            fail(unguarded, at: now, engine)
            return false
        }
        return true
    }

    private func perform(_ engine: Engine) {
        let all = effects
        effects = []
        for effect in all {
            switch effect {
            case .shout(let bytes, let link): engine.network.shout(bytes, link)
            case .dial(let endpoint): engine.dial(endpoint, for: self)
            case .say(let bytes, let session): engine.say(bytes, session)
            case .close(let session, let error): engine.close(session, error)
            case .rejoin(let link): engine.network.rejoin(link)
            case .met(let session): engine.met(session)
            case .isStored(let session, let all):
                for one in all { sharing.note(one.feed, one.number, by: engine.peer(session)) }
            case .room(let session, let room): engine.note(room, of: session)
            case .clockIsOff(let lead):
                clockLead = lead
                log.note(.warning, "this clock differs from most others", ["by-ms": "\(lead)"])
            case .busy: isBusy = true
            case .replica(let effect): note(effect, engine)
            }
        }
    }

    private func note(_ effect: Effect, _ engine: Engine) {
        switch effect {
        case .busy: isBusy = true
        case .stored: figures.stored += 1
        case .refused(let feed, let refusal):
            figures.refused += 1
            log.note(
                .debug, "a bundle was refused",
                ["feed": feed.map { "\($0)" } ?? "", "why": "\(refusal)"])
        case .forked(let proof):
            log.note(.warning, "a feed is forked", ["feed": "\(proof.feed)"])
        case .returned(let feed, let tip):
            log.note(
                .warning, "this device had forgotten entries of its own, and has them again",
                ["feed": "\(feed)", "number": "\(tip.number.value)"])
        case .carrying(let carrying):
            log.note(
                .notice, carrying.isFull ? "no room to carry more" : "room to carry again",
                ["bytes": "\(carrying.byteCount)"])
        case .charterChanged:
            figures.charterChanges += 1
            owesFirstKeys = true
        default: break
        }
    }

    // MARK: Stopping

    /// Whether all who are to be let go of are.
    var isQuiet: Bool { leaving.isEmpty && promises.isEmpty }

    func close() {
        station?.replica.withStorage { $0.close() }
        station = nil
        for owner in owners.values { (owner as? SeatOwner)?.unlocked.lock() }
        owners = [:]
        for promise in promises { promise(.failure(.closed)) }
        for one in waiting { one.done(.failure(.closed)) }
        (promises, waiting) = ([], [])
    }
}

/// What a realm's station did since it was started.
struct ResidenceFigures: Hashable, Sendable {
    var commits: UInt64 = 0
    var stored: UInt64 = 0
    var refused: UInt64 = 0
    var charterChanges: UInt64 = 0
}

extension Endpoint {
    /// The link of whoever is somewhere else than on a network of this machine.
    static var farLink: LinkID { LinkID(0) }
}

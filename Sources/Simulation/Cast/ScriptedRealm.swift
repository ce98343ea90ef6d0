public import Bundles
public import Charter
public import Lattice
public import Seal

/// What reaches a charter.
public enum Arrival: Hashable, Sendable {
    case root(RootRecord)
    case bundle([UInt8])
    case proof(ForkProof)
}

/// A seat with its key, in the hands of a test.
public struct ScriptedSeat {
    public let id: ActID
    public let person: PersonID
    public let signer: Signer
    public let device: DeviceKey

    public init(id: ActID, person: PersonID, signer: Signer, device: DeviceKey) {
        self.id = id
        self.person = person
        self.signer = signer
        self.device = device
    }
}

/// A realm in the making: its roots, and all that was ever written in it, with a charter that has
/// taken it all in. Nothing in it is drawn at random.
public final class ScriptedRealm {
    public let policy: Policy
    public let roots: [Signer]
    public let k: Int
    public let founding: RootRecord
    public private(set) var charter: Charter
    public private(set) var arrivals: [Arrival] = []
    /// Numbers for keys, incarnations and times.
    private var counter: UInt64

    public var id: DomainID { founding.founded }

    public init(
        policy: Policy = .relief, roots count: Int = 1, k: Int = 1, seed: UInt64 = 0
    ) {
        self.policy = policy
        self.k = k
        counter = seed << 32
        let first = counter
        roots = (0..<count).map { Signer(first + 1_000_000 + UInt64($0)) }
        let change = PolicyChange(1, policy)
        var record = made(
            RootRecord(
                time: HybridTime(word: 1), roots: Roots(k, of: roots.map(\.verifying)),
                [.policy(change)]))
        for signer in roots.prefix(k) { record.sign(by: signer.key) }
        founding = record
        charter = Charter(realm: record.founded)
        take(.root(record))
    }

    public func next() -> UInt64 {
        counter += 1
        return counter
    }

    public func now() -> HybridTime { HybridTime(word: next() << 8) }

    /// All that reached the charter, by sort.
    public var said: (roots: [RootRecord], proofs: [ForkProof], bundles: [[UInt8]]) {
        var said: (roots: [RootRecord], proofs: [ForkProof], bundles: [[UInt8]]) = ([], [], [])
        for arrival in arrivals {
            switch arrival {
            case .root(let record): said.roots.append(record)
            case .bundle(let bytes): said.bundles.append(bytes)
            case .proof(let proof): said.proofs.append(proof)
            }
        }
        return said
    }

    /// Takes something in, and remembers it.
    public func take(_ arrival: Arrival) {
        arrivals.append(arrival)
        charter.take(arrival)
        charter.settle()
    }

    /// The last root record of the realm that was made here.
    public private(set) lazy var lastRoot: RootRecord = founding

    /// A root record after another one, signed by some of the roots; it is not taken in.
    public func rootRecord(
        _ acts: [Act], after last: RootRecord? = nil, by signers: [Signer]? = nil,
        roots: Roots? = nil
    ) -> RootRecord {
        let last = last ?? lastRoot
        var record = made(
            RootRecord(
                number: last.number + 1, previous: last.hash, time: now(), roots: roots, acts))
        for signer in signers ?? Array(self.roots.prefix(k)) {
            record.sign(by: signer.key, for: id)
        }
        return record
    }

    /// Has the roots do something.
    @discardableResult
    public func decree(_ acts: Act..., by signers: [Signer]? = nil) -> [ActID] {
        decree(all: acts, by: signers)
    }

    /// The same.
    @discardableResult
    public func decree(all acts: [Act], by signers: [Signer]? = nil) -> [ActID] {
        let record = rootRecord(acts, by: signers)
        lastRoot = record
        take(.root(record))
        return acts.indices.map { Act.id(in: record.hash, at: $0) }
    }

    /// The act that makes a seat, and its key.
    public func seatAct(
        first: ActID? = nil, device: DeviceKey? = nil, in domain: DomainID? = nil
    ) -> (act: Act, signer: Signer, device: DeviceKey) {
        let signer = Signer(next())
        let device: DeviceKey = device ?? signer.device.key.publicKey
        let keys = SeatKeys(
            signing: signer.verifying, box: signer.box.publicKey, device: device)
        let proof = keys.proof(by: signer.key, in: domain ?? id, first: first)
        return (.seat(Seat(keys, first: first, proof: proof)), signer, device)
    }

    /// Has somebody, or the roots, make a seat.
    public func enrol(
        by writer: Scribe? = nil, first: ScriptedSeat? = nil, device: DeviceKey? = nil
    ) -> ScriptedSeat {
        let (act, signer, device) = seatAct(
            first: first?.id, device: device, in: writer?.domain ?? id)
        let id = writer.map { $0.write(act)[0] } ?? decree(act)[0]
        return ScriptedSeat(
            id: id, person: first?.person ?? id.short(), signer: signer, device: device)
    }

    /// Has somebody, or the roots, grant a role of the relief policy.
    @discardableResult
    public func grant(
        _ role: RoleNumber, to seat: ScriptedSeat, by writer: Scribe? = nil,
        at hubs: [HubID]? = nil,
        until: HybridTime? = nil, despite: [ActID] = []
    ) -> ActID {
        let level = policy.roles[role]?.level ?? Level(9)
        let act = Act.grant(
            Grant(
                .person(seat.person), role, level, hubs: hubs?.sorted(), until: until,
                despite: despite.sorted()))
        return writer.map { $0.write(act)[0] } ?? decree(act)[0]
    }

    /// Somebody with a seat of their own, a role, and a feed in the charter.
    public func officer(
        _ role: RoleNumber, by writer: Scribe? = nil, at hubs: [HubID]? = nil
    ) -> Scribe {
        let seat = enrol(by: writer)
        return self.writer(seat, under: grant(role, to: seat, by: writer, at: hubs))
    }

    /// A feed.
    public func writer(
        _ seat: ScriptedSeat, under grant: ActID, in scope: Address = .charter,
        domain: DomainID? = nil
    ) -> Scribe {
        Scribe(seat, under: grant, in: scope, of: self, domain: domain ?? id)
    }
}

extension Charter {
    /// Takes an arrival in, if it is true. Whether it waits or not is not said.
    public mutating func take(_ arrival: Arrival) {
        switch arrival {
        case .root(let record): _ = try? insert(record)
        case .bundle(let bytes): _ = try? receive(bytes)
        case .proof(let proof): _ = try? insert(proof)
        }
    }

    /// The charter that somebody has who received all this in this order, again and again until
    /// nothing waits.
    public init(realm: DomainID, of arrivals: [Arrival], settlingEach: Bool = false) {
        self.init(realm: realm)
        var waiting = arrivals
        while true {
            var left: [Arrival] = []
            for arrival in waiting {
                if !takesForGood(arrival) { left.append(arrival) }
                if settlingEach { settle() }
            }
            guard left.count < waiting.count else { break }
            waiting = left
        }
        settle()
    }

    /// False if the arrival waits for another.
    private mutating func takesForGood(_ arrival: Arrival) -> Bool {
        switch arrival {
        case .root(let record):
            if case .waits? = try? insert(record) { return false }
        case .bundle(let bytes):
            do {
                if case .waits = try receive(bytes) { return false }
            } catch { return !error.isWait }
        case .proof(let proof):
            do throws(ProofError) { _ = try insert(proof) } catch {
                if case .unknownSeat = error { return false }
            }
        }
        return true
    }
}

public import Bundles
public import Charter
public import Lattice
internal import Seal

/// The envelopes that a node has: those for its own people, and those that it carries
/// (spec/07-confidentiality.md#env-3). They do not merge, and are no part of any view.
public struct Envelopes: Sendable {
    public struct Slot: Hashable, Comparable, Sendable {
        public let epoch: ActID
        public let recipient: Envelope.Recipient

        public init(_ epoch: ActID, _ recipient: Envelope.Recipient) {
            self.epoch = epoch
            self.recipient = recipient
        }

        public static func < (a: Self, b: Self) -> Bool {
            (a.epoch, a.recipient) < (b.epoch, b.recipient)
        }
    }

    /// What became of an envelope that may be taken in.
    public enum Intake: Hashable, Sendable {
        case kept
        case duplicate
        /// There are enough, of deliverers who come first.
        case full
    }

    public static let perSlot = 4
    private var slots: SortedMap<Slot, [Envelope]> = SortedMap()
    /// Those that are for epochs.
    private var epochSlots: SortedMap<Slot, Bool> = SortedMap()
    /// What the charter does not let in for the time being.
    private var aside: [Envelope] = []
    private static let mostAside = 4_096
    /// Where each lies.
    private var places: [Identifier<Envelope>: Slot] = [:]
    public private(set) var count = 0

    public init() {}

    public subscript(slot: Slot) -> [Envelope] { slots[slot] ?? [] }

    /// All of them, in an order of their own.
    public var all: [Envelope] { slots.entries.flatMap(\.value) }

    /// Those by which a key opens through another.
    var toEpochs: [Envelope] { epochSlots.keys.flatMap { self[$0] } }

    /// The one whose hash begins like this.
    public subscript(name: Identifier<Envelope>) -> Envelope? {
        places[name].flatMap { self[$0].first { $0.hash.short() == name } }
    }

    private mutating func put(_ envelopes: [Envelope], _ slot: Slot) {
        for old in self[slot] { places[old.hash.short()] = nil }
        for new in envelopes { places[new.hash.short()] = slot }
        slots[slot] = envelopes.isEmpty ? nil : envelopes
        if case .epoch = slot.recipient { epochSlots[slot] = envelopes.isEmpty ? nil : true }
    }

    /// Takes one in, if the charter lets it (spec/07-confidentiality.md#env-2).
    public mutating func insert(
        _ envelope: Envelope, _ readership: Readership
    ) throws(EnvelopeError) -> Intake {
        // What is there already was looked at when it came.
        let slot = Slot(envelope.epoch, envelope.recipient)
        if self[slot].contains(envelope) { return .duplicate }
        try envelope.check(readership)
        let person = readership.roster.person(of: envelope.deliverer)
        let others = self[slot]
        if let same = others.firstIndex(where: {
            readership.roster.person(of: $0.deliverer) == person
        }) {
            // Whichever came first, everybody ends up with the same one.
            guard envelope.hash < others[same].hash else { return .duplicate }
            var changed = others
            changed[same] = envelope
            put(changed, slot)
            return .kept
        }
        guard others.count >= Self.perSlot else {
            put(others + [envelope], slot)
            count += 1
            return .kept
        }
        let maker = readership.epoch(envelope.epoch)?.epoch.maker
        let sorted = (others + [envelope]).sorted {
            $0.rank(maker, readership.roster) < $1.rank(maker, readership.roster)
        }
        put(sorted.dropLast(), slot)
        return sorted.last == envelope ? .full : .kept
    }

    /// Lets go of what the charter does not let anybody carry any more: so that all who have the
    /// same charter and the same envelopes hold the same of them.
    /// What it lets in again comes back.
    public mutating func review(_ readership: Readership) {
        let waiting = aside
        aside = []
        for entry in slots.entries {
            let left = entry.value.filter { $0.isAllowed(by: readership) }
            guard left.count < entry.value.count else { continue }
            aside += entry.value.filter { !left.contains($0) }
            put(left, entry.key)
            count -= entry.value.count - left.count
        }
        for envelope in waiting {
            if (try? insert(envelope, readership)) == nil { aside.append(envelope) }
        }
        aside = aside.suffix(Self.mostAside)
    }

    /// Lets go of what a quota has no room for, and says how many
    /// (spec/07-confidentiality.md#env-3).
    @discardableResult
    public mutating func shrink(to most: Int, _ readership: Readership) -> Int {
        guard count > most else { return 0 }
        let order = slots.keys.map { (use: use(of: $0, readership), slot: $0) }
            .sorted { ($0.use, $0.slot) < ($1.use, $1.slot) }
        let before = count
        for (_, slot) in order where count > most {
            count -= self[slot].count
            put([], slot)
        }
        return before - count
    }

    /// How much is lost with what is in a slot.
    private func use(of slot: Slot, _ readership: Readership) -> Int {
        switch slot.recipient {
        case .device: return 1
        case .seat(let seat):
            guard readership.reads(slot.epoch, seat) else { return 0 }
        case .epoch(let other):
            guard readership.epoch(other) != nil else { return 0 }
        }
        guard let (_, scope) = readership.epoch(slot.epoch) else { return 0 }
        let isReplaced = slots.keys.contains {
            $0.recipient == slot.recipient && scope.follows($0.epoch, slot.epoch)
        }
        return isReplaced ? 2 : 3
    }
}

extension Envelope {
    /// Whether it may be carried. No key is needed to say so.
    func check(_ readership: Readership) throws(EnvelopeError) {
        guard let (known, scope) = readership.epoch(epoch) else { throw .unknownEpoch(epoch) }
        guard let keys = readership.roster.keys(of: deliverer) else {
            throw .unknownSeat(deliverer)
        }
        guard mayDeliver(known, scope, readership) else { throw .notADeliverer(deliverer) }
        guard isForReader(scope, readership) else { throw .notAReader(recipient) }
        guard keys.signing.verifies(signature, .signEnvelope, for: readership.realm, hash) else {
            throw .badSignature(deliverer)
        }
    }

    /// The same of one whose signature was looked at when it came.
    func isAllowed(by readership: Readership) -> Bool {
        guard let (known, scope) = readership.epoch(epoch) else { return false }
        return readership.roster.keys(of: deliverer) != nil
            && mayDeliver(known, scope, readership) && isForReader(scope, readership)
    }

    private func mayDeliver(
        _ known: KnownEpoch, _ scope: ScopeEpochs, _ readership: Readership
    ) -> Bool {
        if scope.reads(epoch, deliverer, readership.roster) { return true }
        // The key of an epoch in force is what its act says, whatever became of who made it.
        return known.maker == deliverer
            && (known.isInForce || !readership.roster.wasLetGo(scope.scope, deliverer))
    }

    private func isForReader(_ scope: ScopeEpochs, _ readership: Readership) -> Bool {
        switch recipient {
        case .seat(let seat): return scope.reads(epoch, seat, readership.roster)
        case .device(let device):
            return readership.roster.seats(of: device).contains {
                scope.reads(epoch, $0, readership.roster)
            }
        case .epoch(let other):
            guard let (known, others) = readership.epoch(other) else { return false }
            if others.scope == scope.scope {
                guard let maker = known.maker else { return false }
                return scope.follows(other, epoch)
                    && scope.reads(epoch, maker, readership.roster)
            }
            return scope.scope.isAudience(of: others.scope)
                && others.readers(of: other, readership.roster).allSatisfy {
                    scope.reads(epoch, $0, readership.roster)
                }
        }
    }

    /// Whose envelope stays, of several.
    fileprivate func rank(_ maker: ActID?, _ roster: Roster) -> (Int, Level, ActID) {
        (deliverer == maker ? 0 : 1, roster.level(of: deliverer) ?? Level(.max), deliverer)
    }
}

extension Address {
    /// Whether this is an audience with that scope among its members.
    func isAudience(of member: Address) -> Bool {
        if case .audience(let members) = self { members.contains(member) } else { false }
    }
}

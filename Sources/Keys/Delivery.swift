public import Bundles
public import Charter
public import Lattice
public import Seal

/// Who signs envelopes: a seat that is unlocked.
public protocol Deliverer {
    var seat: ActID { get }

    /// Calls with the seat's signing key.
    func withSigningKey<Result>(_ body: (borrowing SigningKey) -> Result) -> Result
}

extension KeyBook {
    /// The envelopes that are missing for the keys held here, or for one of them
    /// (spec/07-confidentiality.md#env-6). To a later seat of a person the person's own scope is
    /// delivered only with consent. A second one beside another's is a spare.
    public func deliveries(
        of only: ActID? = nil, beside envelopes: Envelopes, at time: HybridTime,
        _ charter: Charter, _ readership: Readership, by deliverer: some Deliverer,
        consent: Set<ActID> = [], spares hasSpares: Bool = true, _ entropy: inout Entropy
    ) -> [Envelope] {
        precondition(deliverer.seat == seat, "another seat's keys")
        var made: [Envelope] = []
        for act in only.map({ [$0] }) ?? held {
            guard let key = key(of: act), let (epoch, scope) = readership.epoch(act),
                readership.reads(act, seat, at: time) || epoch.maker == seat
            else { continue }
            for recipient in recipients(of: epoch, scope, at: time, charter, readership) {
                let there = envelopes[.init(act, recipient.name)]
                guard !there.contains(where: { $0.deliverer == seat }),
                    there.count < (hasSpares ? 2 : 1) || recipient.name == .seat(seat),
                    needsNoConsent(recipient.name, scope.scope, readership.roster)
                        || recipient.name.isOneOf(consent)
                else { continue }
                made += envelope(
                    key, of: act, to: recipient, by: deliverer, in: readership.realm, &entropy)
            }
        }
        return made
    }

    private func needsNoConsent(
        _ recipient: Envelope.Recipient, _ scope: Address, _ roster: Roster
    ) -> Bool {
        guard case .person(let person) = scope, case .seat(let other) = recipient else {
            return true
        }
        return other == seat || other.short() == person
    }

    /// A recipient, and the key that is boxed to.
    private struct Target {
        let name: Envelope.Recipient
        let box: Box

        enum Box {
            case box(BoxKey)
            case device(DeviceKey)
        }
    }

    private func recipients(
        of epoch: KnownEpoch, _ scope: ScopeEpochs, at time: HybridTime, _ charter: Charter,
        _ readership: Readership
    ) -> [Target] {
        let roster = readership.roster
        let readers = scope.readers(of: epoch.act, roster, at: time)
        var seats = Set(readers)
        var targets: [Target] = []
        if case .audience(let members) = epoch.epoch.scope {
            for member in members {
                for other in usable(member, at: time, charter, readership, Set(readers)) {
                    targets.append(Target(name: .epoch(other.act), box: .box(other.epoch.box)))
                    seats.subtract(readership.readers(of: other.act, at: time))
                }
            }
        }
        // One's own is the copy that outlives this run.
        if readers.contains(seat) { seats.insert(seat) }
        for seat in seats.sorted() {
            guard let keys = roster.keys(of: seat) else { continue }
            targets.append(Target(name: .seat(seat), box: .box(keys.box)))
        }
        for later in scope.all
        where scope.follows(later.act, epoch.act) && later.act != epoch.act
            && key(of: later.act) != nil
        {
            guard later.epoch.previous.contains(epoch.id), let maker = later.maker,
                scope.reads(epoch.act, maker, roster, at: time)
            else { continue }
            targets.append(Target(name: .epoch(later.act), box: .box(later.epoch.box)))
        }
        for device in Set(readers.compactMap { roster.keys(of: $0)?.device }).sorted() {
            targets.append(Target(name: .device(device), box: .device(device)))
        }
        return targets
    }

    /// The epochs of a member through which all of its readers, and nobody else, get a key.
    private func usable(
        _ member: Address, at time: HybridTime, _ charter: Charter, _ readership: Readership,
        _ readers: Set<ActID>
    ) -> [KnownEpoch] {
        guard let scope = readership.scopes[member] else { return [] }
        return charter.currentEpochs(of: member).compactMap { scope[$0.act] }.filter {
            !scope.isStale($0.act, readership.roster, at: time)
                && readers.isSuperset(of: scope.readers(of: $0.act, readership.roster))
        }
    }

    private func envelope(
        _ key: EpochKey, of act: ActID, to target: Target, by deliverer: some Deliverer,
        in realm: DomainID, _ entropy: inout Entropy
    ) -> [Envelope] {
        let made = deliverer.withSigningKey { signing in
            switch target.box {
            case .box(let box):
                Envelope(
                    key.copy(in: entropy.pool), of: act, to: target.name, under: box, from: seat,
                    signedBy: signing, in: realm, &entropy)
            case .device(let device):
                Envelope(
                    key.pullKey(in: entropy.pool).secret, of: act, to: target.name, under: device,
                    from: seat,
                    signedBy: signing, in: realm, &entropy)
            }
        }
        return made.map { [$0] } ?? []
    }
}

extension Envelope.Recipient {
    fileprivate func isOneOf(_ seats: Set<ActID>) -> Bool {
        if case .seat(let seat) = self { seats.contains(seat) } else { false }
    }
}

extension Envelopes {
    /// The pull keys that are there for a device, and whose they are said to be
    /// (spec/07-confidentiality.md#carry-2). It holds no other key, and cannot compare them.
    public func forEachPullKey(
        of device: borrowing AgreementKey<Transport>, in realm: DomainID,
        _ body: (ActID, borrowing PullKey) -> Void
    ) {
        for envelope in all where envelope.recipient == .device(device.publicKey) {
            guard let secret = envelope.open(with: device, in: realm) else { continue }
            let key = PullKey(secret)
            body(envelope.epoch, key)
        }
    }
}

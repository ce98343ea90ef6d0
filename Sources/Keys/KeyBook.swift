public import Bundles
public import Charter
public import Lattice
public import Seal
internal import Wire

/// The scope keys that one unlocked seat holds. They are nowhere else: whoever lets go of this has
/// zeroed them, and the envelopes give them back (spec/07-confidentiality.md#ring-4).
public final class KeyBook {
    public let seat: ActID
    private let pool = SecretPool()
    private var keys: [ActID: EpochKey] = [:]
    private var faults: Set<Envelope> = []
    /// The epochs that this seat began.
    private(set) var own: Set<ActID> = []

    public init(of seat: ActID) { self.seat = seat }

    /// The epochs whose keys are held, ascending.
    public var held: [ActID] { keys.keys.sorted() }

    public func key(of epoch: ActID) -> EpochKey? { keys[epoch] }

    /// A new key, for an epoch that is to be begun.
    public func makeKey(_ entropy: inout Entropy) -> EpochKey {
        EpochKey(entropy.draw(), in: pool)
    }

    /// Takes the key of an epoch that this seat has begun, now that its act has a name.
    public func adopt(_ key: EpochKey, as act: ActID) {
        keys[act] = key
        own.insert(act)
    }

    /// Opens what is there for this seat, and what opens through that. Each fault is reported once,
    /// with whoever signed it.
    public func open(
        _ envelopes: Envelopes, with box: borrowing AgreementKey<Boxing>,
        _ readership: Readership
    ) -> [KeyFault] {
        var found: [KeyFault] = []
        for (act, epoch) in readership.knownEpochs where keys[act] == nil {
            for envelope in envelopes[.init(act, .seat(seat))] where !faults.contains(envelope) {
                let secret = envelope.open(with: box, in: readership.realm)
                if let fault = take(secret, from: envelope, epoch) { found.append(fault) }
                if keys[act] != nil { break }
            }
        }
        var isMore = true
        while isMore {
            isMore = false
            for envelope in envelopes.toEpochs where keys[envelope.epoch] == nil {
                guard case .epoch(let other) = envelope.recipient, let key = keys[other],
                    !faults.contains(envelope),
                    let (epoch, _) = readership.epoch(envelope.epoch)
                else { continue }
                let secret = envelope.open(with: key.box, in: readership.realm)
                if let fault = take(secret, from: envelope, epoch) {
                    found.append(fault)
                } else {
                    isMore = true
                }
            }
        }
        return found
    }

    private func take(
        _ secret: consuming Secret?, from envelope: Envelope, _ epoch: KnownEpoch
    ) -> KeyFault? {
        var reason = KeyFault.Reason.doesNotOpen
        if let secret {
            let key = EpochKey(secret, in: pool)
            if key.fits(epoch.epoch) {
                keys[epoch.act] = key
                return nil
            }
            reason = .wrongKey
        }
        faults.insert(envelope)
        return KeyFault(epoch: epoch.act, deliverer: envelope.deliverer, reason: reason)
    }

    /// Zeroes the keys of scopes that the seat no longer reads, and names these scopes
    /// (spec/07-confidentiality.md#key-6). A clock alone takes nothing away.
    public func release(_ readership: Readership) -> [Address] {
        var lost: Set<Address> = []
        for act in held {
            guard let (_, scope) = readership.epoch(act) else { continue }
            guard !readership.roster.reads(scope.scope, seat) else { continue }
            // Who sets up a hub holds its first key without reading it, until a reader has it.
            guard !own.contains(act) || readership.roster.wasLetGo(scope.scope, seat) else {
                continue
            }
            keys[act] = nil
            lost.insert(scope.scope)
        }
        return lost.sorted()
    }

    /// Lets go of the key of an epoch that was begun for others.
    public func forget(_ act: ActID) { keys[act] = nil }

    /// Zeroes all of them.
    public func lock() { keys = [:] }

    /// The body of a bundle, or who could deliver the key that it lacks
    /// (spec/07-confidentiality.md#sealed-2).
    public func open(
        _ bundle: VerifiedBundle, _ id: EpochID, _ readership: Readership
    ) throws(OpenError) -> Result<[UInt8], BodyFault> {
        let epochs = readership.scopes[bundle.feed.opening.scope]?.epochs(named: id) ?? []
        let held = epochs.compactMap { keys[$0.act] }
        guard let key = held.min(by: { $0.hash < $1.hash }) else { throw .noKey(id) }
        return key.open(bundle)
    }

    /// What can be said about a key that is not there.
    public func missing(_ id: EpochID, of scope: Address, _ readership: Readership) -> MissingKey {
        let epochs = readership.scopes[scope]?.epochs(named: id) ?? []
        var holders: Set<ActID> = []
        for epoch in epochs {
            holders.formUnion(readership.readers(of: epoch.act))
            if let maker = epoch.maker { holders.insert(maker) }
        }
        holders.remove(seat)
        let reads = epochs.contains { readership.reads($0.act, seat) }
        return MissingKey(
            epoch: id, scope: scope,
            state: epochs.isEmpty ? .unknownEpoch : reads ? .onItsWay : .notAReader,
            holders: holders.sorted())
    }
}

extension Readership {
    /// All epochs that are known, ascending by act.
    var knownEpochs: [(act: ActID, epoch: KnownEpoch)] {
        scopes.values.flatMap { $0.all.map { ($0.act, $0) } }.sorted { $0.0 < $1.0 }
    }
}

/// A key that is not held, and what can be done about it.
public struct MissingKey: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        /// Its epoch is not in the charter yet.
        case unknownEpoch
        /// The seat reads the scope, and nobody has delivered the key.
        case onItsWay
        case notAReader
    }

    public let epoch: EpochID
    public let scope: Address
    public let state: State
    /// The seats that could deliver it, ascending.
    public let holders: [ActID]
}

extension MissingKey: CustomStringConvertible {
    public var description: String {
        switch state {
        case .unknownEpoch:
            "the key epoch \(epoch) has not arrived; it comes with the charter, from any peer"
        case .notAReader:
            "this seat does not read what is sealed under epoch \(epoch); whoever grants roles can "
                + "change that"
        case .onItsWay where holders.isEmpty:
            "the key of epoch \(epoch) has not arrived, and nobody else reads its scope any more"
        case .onItsWay:
            "the key of epoch \(epoch) has not arrived yet; meet, or have a relay reach, one of "
                + "these seats, which can deliver it: "
                + holders.prefix(8).map { "\($0)" }.joined(separator: ", ")
                + (holders.count > 8 ? " and \(holders.count - 8) more" : "")
        }
    }
}

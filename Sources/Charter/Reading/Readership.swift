public import Bundles
public import Lattice
internal import Seal

/// All that follows from a settled charter about reading: who reads which scope, and the epochs of
/// each. Made once for a view.
public struct Readership: Sendable {
    public let realm: DomainID
    public let roster: Roster
    public let scopes: [Address: ScopeEpochs]
    private let byAct: [ActID: Address]

    init(realm: DomainID, _ roster: Roster, _ scopes: [ScopeEpochs]) {
        self.realm = realm
        self.roster = roster
        self.scopes = Dictionary(uniqueKeysWithValues: scopes.map { ($0.scope, $0) })
        var byAct: [ActID: Address] = [:]
        for scope in scopes {
            for epoch in scope.all { byAct[epoch.act] = scope.scope }
        }
        self.byAct = byAct
    }

    /// An epoch by its act, with those of its scope.
    public func epoch(_ act: ActID) -> (epoch: KnownEpoch, scope: ScopeEpochs)? {
        guard let address = byAct[act], let scope = scopes[address], let epoch = scope[act] else {
            return nil
        }
        return (epoch, scope)
    }

    /// Whether a seat reads an epoch.
    public func reads(_ act: ActID, _ seat: ActID, at time: HybridTime? = nil) -> Bool {
        epoch(act)?.scope.reads(act, seat, roster, at: time) ?? false
    }

    /// The seats that read an epoch, ascending.
    public func readers(of act: ActID, at time: HybridTime? = nil) -> [ActID] {
        epoch(act)?.scope.readers(of: act, roster, at: time) ?? []
    }

    public func isStale(_ act: ActID, at time: HybridTime) -> Bool {
        epoch(act)?.scope.isStale(act, roster, at: time) ?? true
    }
}

extension Charter {
    /// Who reads what, under which keys.
    public func readership() -> Readership {
        Readership(
            realm: realm, roster(), index.knownEpochs.keys.map { knownEpochs(of: $0) })
    }

    /// What would become of an epoch act that a seat wrote now: it is told beforehand
    /// (spec/07-confidentiality.md#key-4).
    public func verdict(
        on epoch: Epoch, in opening: Opening, at time: HybridTime, citing version: UInt16
    ) -> Verdict {
        if let standing = standing(of: opening) { return standing }
        guard let author = author(under: opening) else { return .waits(.unknownGrant) }
        guard epoch.box.isSound else { return .refused(.badKey) }
        return verdict(on: epoch, by: author, at: time, citing: version)
    }

    /// What would become of the act that begins the first epoch of a scope, whatever its key is.
    public func verdict(
        onBeginning scope: Address, in opening: Opening, at time: HybridTime,
        citing version: UInt16
    ) -> Verdict {
        if let standing = standing(of: opening) { return standing }
        guard let author = author(under: opening) else { return .waits(.unknownGrant) }
        let epoch = Epoch(scope, .zero, BoxKey(.zero))
        return verdict(on: epoch, by: author, at: time, citing: version)
    }
}

public import Bundles
public import Charter
public import Lattice

/// A root record that one root has begun, and others perhaps have to sign
/// (spec/04-identity.md#root-7).
public struct RootDecree: Hashable, Sendable {
    /// To be handed in, whether or not it has all signatures: so it gets to the other roots.
    public private(set) var record: RootRecord
    /// How many signatures it waits for.
    public private(set) var lacking: Int
    public let domain: DomainID

    public var isInForce: Bool { lacking == 0 }

    /// The names of what it does.
    public var acts: [ActID] { record.acts.indices.map { Act.id(in: record.hash, at: $0) } }

    /// Makes the next record of a domain: after the last one that is here, by whichever of its
    /// roots are at hand. `roots` is who signs from then on; so many of these have to sign it too.
    public init(
        _ acts: [Act], roots: Roots? = nil, in domain: DomainID, by keys: [RootKey],
        _ charter: Charter, at time: HybridTime
    ) throws(DecreeError) {
        guard !acts.isEmpty || roots != nil else { throw .empty }
        guard acts.count <= Bounds.acts else { throw .tooMany(acts.count) }
        guard let last = charter.lastRoot(of: domain) else { throw .noChain(domain) }
        try charter.checkVersions(acts)
        // What was told as later stays later, whatever this machine's clock says.
        let time = max(time, HybridTime(word: last.record.time.word + 1))
        let (number, overflow) = last.record.number.addingReportingOverflow(1)
        let record = RootRecord(
            realm: domain == charter.realm ? nil : charter.realm, number: number,
            previous: last.record.hash, time: time, roots: roots, acts)
        guard let record, !overflow else { throw .noChain(domain) }
        self.record = record
        self.domain = domain
        lacking = 1
        guard !keys.isEmpty else { throw .unsigned }
        for key in keys { try add(key, charter) }
        self.record = try self.record.checked()
        try receive(charter)
        guard let verdicts = charter.verdicts(supposing: record) else { throw .noChain(domain) }
        try charter.checkVerdicts(record, verdicts)
    }

    /// What somebody else has begun: it is to be read before it is signed.
    public init(_ record: RootRecord, in domain: DomainID, _ charter: Charter) throws(DecreeError) {
        self.record = record
        self.domain = domain
        lacking = 1
        try receive(charter)
    }

    /// Adds a signature.
    public mutating func sign(by key: RootKey, _ charter: Charter) throws(DecreeError) {
        var signed = self
        try signed.add(key, charter)
        signed.record = try signed.record.checked()
        try signed.receive(charter)
        self = signed
    }

    /// Signs if that is any use.
    private mutating func add(_ key: RootKey, _ charter: Charter) throws(DecreeError) {
        let plate = key.plate
        guard plate.domain == nil || plate.domain == domain else {
            throw .otherDomain(label: plate.label)
        }
        let inForce = charter.roots(after: record.previous)
        guard
            inForce?.contains(plate.signing) == true
                || record.roots?.contains(plate.signing) == true
        else { throw .notARoot(label: plate.label) }
        let domain = domain
        var record = record
        guard key.withKey({ record.sign(by: $0, for: domain) }) != nil else {
            throw .locked(label: plate.label)
        }
        self.record = record
    }

    /// Finds out what becomes of it where it is handed in.
    private mutating func receive(_ charter: Charter) throws(DecreeError) {
        guard charter.lackingSignatures(record) != nil,
            charter.chainDomain(of: record.previous) == domain
        else { throw .noChain(domain) }
        var trial = charter
        do throws(RootError) { _ = try trial.insert(record) } catch { throw .badRecord(error) }
        lacking = charter.lackingSignatures(record) ?? 1
    }
}

extension Charter {
    /// A version of a policy or schema that is taken would mean two things.
    fileprivate func checkVersions(_ acts: [Act]) throws(DecreeError) {
        for act in acts {
            switch act {
            case .policy(let change) where !policies(of: change.version).isEmpty:
                throw .versionTaken(change.version)
            case .schema(let change) where schemaChanges.contains { $0.version == change.version }:
                throw .versionTaken(change.version)
            default: break
            }
        }
    }
}

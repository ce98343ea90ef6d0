public import Bundles
internal import Charter
internal import Gossip
internal import Identity
internal import KeyFiles
public import Lattice
internal import Network
internal import Replica
public import Seal

/// An agency that was founded on this laptop.
public struct FoundedAgency: Sendable {
    public let name: String
    public let agency: DomainID
    /// The seat of its founder.
    public let seat: ActID
    /// What that is called on this laptop.
    public let label: String
    /// How its id is told to others (spec/04-identity.md#root-8).
    public var letters: String { AgencyLetters.text(of: agency) }
}

extension Node {
    /// Founds an agency of the realm: the key of its root in a file of its own, the seat of its
    /// founder in the keyring, and what it is founded with beside them, until the realm speaks of
    /// it (spec/04-identity.md#root-8). Its founder is unlocked then.
    public func foundAgency(
        _ name: String, as person: String, under passphrase: borrowing Passphrase,
        root rootPassphrase: borrowing Passphrase, into path: String,
        _ cost: PassphraseCost = .usual
    ) async throws(NodeError) -> FoundedAgency {
        let policy = try await withReplica { $0.charter.latestPolicy }
        guard let policy else { throw .unconfirmed }
        let others = try await agenciesFoundedHere()
        guard others.allSatisfy({ $0.name.lowercased() != name.lowercased() }) else {
            throw .agencyFounded(name)
        }
        var entropy = Chance.entropy()
        let secrets = SeatSecrets(&entropy)
        let root: RootKey
        do throws(UnlockError) {
            root = try RootKey.make(label: name, under: rootPassphrase, cost, &entropy)
        } catch { throw .unlock(error) }
        let founding: Founding
        do throws(DecreeError) {
            founding = try Founding.make(
                FoundingPlan(
                    agencyOf: realm, policy: policy,
                    offices: [.init(.agencyAdmin), .init(.agencyUser)]),
                by: root, founder: secrets, on: device, at: HybridTime(Network.now().wall))
        } catch { throw .decree(error) }
        guard root.belong(to: founding.domain, &entropy) else { throw .locked }
        let unlocked: UnlockedSeat
        do throws(UnlockError) {
            unlocked = try UnlockedSeat.make(
                secrets, realm: realm, domain: founding.domain, seat: founding.seat,
                label: "\(person) (\(name))", under: passphrase, cost, &entropy)
        } catch { throw .unlock(error) }
        // The key of the root first: without it nobody should be able to go on.
        do throws(KeyFolderError) { try RootFile(path).save(root.sealed) } catch {
            throw .keys(error)
        }
        let owner = Handed(SeatOwner(unlocked, as: founding.seat))
        let file = FoundingFile(name, founding)
        try await ask { _, residence, done in
            done(residence.add(file, owner.value).map { .failure($0) } ?? .success(()))
        }
        try await unlock(owner.value)
        return FoundedAgency(
            name: file.name, agency: founding.domain, seat: founding.seat,
            label: unlocked.plate.label)
    }

    /// The agencies that were founded on this laptop, let in or not.
    public func agenciesFoundedHere() async throws(NodeError) -> [OwnAgency] {
        try await ask { _, residence, done in
            done(.success(residence.foundings.map { OwnAgency(id: $0.agency, name: $0.name) }))
        }
    }
}

/// An agency that was founded on this laptop, as its founder calls it.
public struct OwnAgency: Hashable, Sendable {
    public let id: DomainID
    public let name: String
}

extension Residence {
    /// Keeps what an agency was founded with, and its founder's seat. What went wrong, if something
    /// did: then nothing of it is here.
    func add(_ founding: FoundingFile, _ founder: SeatOwner) -> NodeError? {
        guard let keys else { return .closed }
        guard foundings.allSatisfy({ $0.name.lowercased() != founding.name.lowercased() }) else {
            return .agencyFounded(founding.name)
        }
        do throws(NodeError) {
            var ring = try keys.ring()
            guard ring.put(founder.unlocked.sealed) else { return .fullKeyring }
            try keys.keep(founding)
            // Without its seat what was founded is of no use to anybody.
            do throws(NodeError) { try keys.keep(ring) } catch {
                keys.forget(founding)
                throw error
            }
        } catch { return error }
        foundings.append(founding)
        owesFirstKeys = true
        return nil
    }

    /// Hands in what was founded here as soon as somebody has spoken of it.
    func handInFoundings(at now: Now) {
        for one in foundings {
            let isLacking = withReplica { replica in
                let charter = replica.charter
                guard charter.speaks(of: one.agency) else { return false }
                let last = charter.lastRoot(of: one.agency)?.record.number
                return last.map { $0 + 1 < one.records.count } ?? true
            }
            if isLacking == true { tell(.replica(.roots(one.records)), at: now) }
        }
    }
}

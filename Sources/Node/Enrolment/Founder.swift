public import Bundles
internal import Charter
internal import Gossip
public import Identity
internal import KeyFiles
public import Lattice
internal import Network
internal import Replica
public import Schema
public import Seal
internal import Store

/// A realm that was founded on this laptop.
public struct Founded: Sendable {
    public let realm: DomainID
    public let seat: ActID
    public let hubs: [HubID]
}

/// Founds realms (spec/04-identity.md#root-6).
public enum Founder {
    /// Founds a realm in a folder that has none yet, with this laptop's first person, and the key
    /// of its root beside: under a passphrase of its own, to be taken elsewhere.
    public static func found(
        _ plan: FoundingPlan, _ schema: Schema, in data: String, as label: String,
        under passphrase: borrowing Passphrase, root rootPassphrase: borrowing Passphrase,
        _ cost: PassphraseCost = .usual
    ) throws(NodeError) -> Founded {
        let folder = KeyFolder(data)
        let device = try folder.ownDevice()
        guard device.realms.isEmpty else { throw .alreadyFounded(data) }
        var entropy = Chance.entropy()
        let root: RootKey
        do throws(UnlockError) {
            root = try RootKey.make(label: label, under: rootPassphrase, cost, &entropy)
        } catch { throw .unlock(error) }
        let file = RootFile(data + "/root.key")
        do throws(KeyFolderError) { try file.save(root.sealed) } catch { throw .keys(error) }
        let secrets = SeatSecrets(&entropy)
        let founding: Founding
        do throws(DecreeError) {
            founding = try Founding.make(
                plan, by: root, founder: secrets, on: device.key,
                at: HybridTime(Network.now().wall))
        } catch { throw .decree(error) }
        guard root.belong(to: founding.domain, &entropy) else { throw .locked }
        do throws(KeyFolderError) { try file.save(root.sealed) } catch { throw .keys(error) }
        let unlocked: UnlockedSeat
        do throws(UnlockError) {
            unlocked = try UnlockedSeat.make(
                secrets, realm: founding.domain, domain: founding.domain, seat: founding.seat,
                label: label, under: passphrase, cost, &entropy)
        } catch { throw .unlock(error) }
        var ring = try folder.ring()
        guard ring.put(unlocked.sealed) else { throw .fullKeyring }
        try folder.keep(ring)
        try store(founding, schema, in: data, &entropy)
        // The device file comes last: with it, the folder is a realm's.
        guard device.join(founding.domain, HelloKey(&entropy)) else { throw .alreadyFounded(data) }
        try folder.keep(device)
        return Founded(realm: founding.domain, seat: founding.seat, hubs: founding.hubs)
    }

    /// Puts the first records where the node will find them.
    private static func store(
        _ founding: Founding, _ schema: Schema, in data: String, _ entropy: inout Entropy
    ) throws(NodeError) {
        do throws(StoreError) {
            let now = Network.now().wall
            let storage = try FileStorage(.init(data: data, run: nil), realm: founding.domain)
            var replica = Replica(
                realm: founding.domain, storage: storage, Entropy(entropy.draw()), at: now)
            var effects: [Effect] = []
            replica.handle(.roots(founding.records), at: now, into: &effects)
            replica.handle(.schemas([schema.encoding]), at: now, into: &effects)
            try replica.withStorage { (storage) throws(StoreError) in
                try storage.commit()
                storage.close()
            }
        } catch { throw .store(error) }
    }
}

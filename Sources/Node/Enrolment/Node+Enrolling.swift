public import Bundles
public import Charter
internal import Gossip
public import Identity
internal import KeyFiles
public import Lattice
internal import Network
public import Replica
public import Seal

/// An invite that was issued: to be handed over unseen by others.
public struct Invitation: Sendable {
    public let name: InviteName
    /// To be typed.
    public var letters: Secret { seed.value.letters() }
    /// To be scanned or sent: it says where to go, too. Nil if it cannot be written.
    public var text: Secret? {
        QRText(seed.value, realm: realm, device: device, addresses: addresses)?.text()
    }
    /// What comes of it, until it is withdrawn or somebody was admitted.
    public let events: AsyncStream<InviteEvent>

    let seed: Handed<InviteSeed>
    let realm: DomainID
    let device: DeviceKey
    public let addresses: [String]
}

extension Node {
    /// Invites somebody: whoever shows the invite, and sees the same words, gets a seat and what
    /// the plan grants; from a root, if one is in hand. That is how somebody comes to be as high up
    /// as whoever invites (spec/06-authority.md#rank-6).
    public func invite(
        _ plan: InvitePlan, by seat: ActID, as root: RootInHand? = nil
    ) async throws(NodeError) -> Invitation {
        let (events, teller) = AsyncStream<InviteEvent>.makeStream()
        let places = try await status()
        let seed: Handed<InviteSeed> = try await ask { engine, residence, done in
            let issued = engine.invite(plan, by: seat, as: root?.key.value, in: residence) {
                event in
                teller.yield(event)
                if case .admitted = event { teller.finish() }
            }
            done(issued.map { Handed($0) })
        }
        return Invitation(
            name: seed.value.name, events: events, seed: seed, realm: realm, device: device,
            addresses: Self.addresses(of: places))
    }

    /// Where this machine is, for those who are elsewhere: so that they can be typed. Addresses of
    /// IPv6 have no room for a port there (spec/07-confidentiality.md#inv-2).
    private static func addresses(of status: Status) -> [String] {
        let isUsual = status.port == NetworkSettings.usualPort
        let all = status.links.flatMap { link in
            link.addresses.filter { address in
                HostAddress(address)?.isLinkLocal == false
                    && (isUsual || !address.contains(":"))
            }
        }
        return all.prefix(QRText.mostAddresses).map { address in
            address.contains(":") ? "\(address)" : "\(address):\(status.port)"
        }
    }

    /// Nobody is admitted by it any more.
    public func withdraw(_ name: InviteName, by seat: ActID) async throws(NodeError) {
        try await ask { engine, residence, done in
            engine.withdraw(name, by: seat, in: residence)
            done(.success(()))
        }
    }

    /// Waits until the realm's records say what whoever admitted this laptop has said, and lets its
    /// person in (spec/07-confidentiality.md#enrol-3).
    public func confirm(_ joined: Joined, within seconds: Int = 60) async throws(NodeError) -> ActID
    {
        let (endpoint, device) = (joined.endpoint, joined.device)
        try await ask { engine, residence, done in
            if let device { engine.expected[endpoint] = device }
            residence.tell(.acquaintance(endpoint), at: Network.now())
            done(.success(()))
        }
        let end = Network.now().boot + UInt64(seconds) * 1_000
        while true {
            let (admitted, keys) = (joined.admitted, joined.keys)
            let isThere = try await withReplica { replica in
                replica.charter.confirms(admitted, keys, device: device)
            }
            if isThere { break }
            guard Network.now().boot < end else { throw .unconfirmed }
            try? await Task.sleep(for: .milliseconds(50))
        }
        var entropy = Chance.entropy()
        let unlocked = joined.seat.value
        let act = joined.admitted.seat
        guard unlocked.admit(as: act, &entropy) else { throw .locked }
        let folder = KeyFolder(settings.data)
        var ring = try folder.ring()
        guard ring.put(unlocked.sealed) else { throw .fullKeyring }
        try folder.keep(ring)
        try await unlock(SeatOwner(unlocked, as: act))
        return act
    }

    /// Has somebody do something in the charter.
    public func act(_ acts: [Act], by seat: ActID) async throws(NodeError) -> Enacted {
        try await ask { _, residence, done in
            residence.act(acts, by: seat, at: Network.now()) { done($0) }
        }
    }
}

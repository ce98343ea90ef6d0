public import Bundles
internal import Charter
internal import Foundation
internal import Gossip
public import Identity
internal import KeyFiles
public import Lattice
internal import Network
internal import Replica
public import Seal

/// A laptop that was admitted, whose realm has not told yet that it knows of it.
public struct Joined: Sendable {
    public let realm: DomainID
    let admitted: Joining.Admitted
    let keys: SeatKeys
    /// Where the issuer is, and which device that has, if the invite says so.
    let endpoint: Endpoint
    let device: DeviceKey?
    let seat: Handed<UnlockedSeat>
}

/// The side that shows an invite (spec/07-confidentiality.md#enrol-1). It waits where it is called.
public struct Joiner {
    /// How long the other side may take, where no person is waited for.
    private static let patience: UInt64 = 15_000
    private static let people: UInt64 = 600_000

    private let folder: KeyFolder
    private let device: Device
    private let invite: InviteSeed
    private let realm: DomainID?
    private let issuer: DeviceKey?
    private let places: [Peering]

    /// With an invite in letters, and where whoever issued it is.
    public init(
        _ letters: borrowing Secret, at places: [Peering], into data: String
    ) throws(NodeError) {
        let seed: InviteSeed
        do throws(InviteError) { seed = try InviteSeed(letters: letters) } catch {
            throw .invite(error)
        }
        try self.init(seed, nil, nil, places, data)
    }

    /// With the text of a QR code, which has all that there is to know.
    public init(
        qr text: borrowing Secret, at places: [Peering] = [], into data: String
    ) throws(NodeError) {
        let read: QRText
        do throws(InviteError) { read = try QRText(reading: text) } catch { throw .invite(error) }
        let named = read.addresses.compactMap { Peering($0.lowercased()) }
        try self.init(read.seed, read.realm, read.device, places + named, data)
    }

    private init(
        _ seed: InviteSeed, _ realm: DomainID?, _ issuer: DeviceKey?, _ places: [Peering],
        _ data: String
    ) throws(NodeError) {
        (invite, self.realm, self.issuer, self.places) = (seed, realm, issuer, places)
        folder = KeyFolder(data)
        device = try folder.ownDevice()
    }

    /// Shows the invite, has somebody compare the words, and seals the new seat under a passphrase.
    public func join(
        as label: String, under passphrase: borrowing Passphrase,
        comparing: (ComparedWords) -> Bool
    ) throws(NodeError) -> Joined {
        guard passphrase.isLongEnough else { throw .unlock(.tooShort) }
        var entropy = Chance.entropy()
        let (line, endpoint) = try reach()
        let joining = Joining(invite, realm: realm, as: device, &entropy)
        let offer: Joining.Offer
        do throws(EnrolmentError) {
            line.say(try joining.start())
            offer = try joining.takeOffer(try line.next(within: Self.patience))
        } catch { throw .enrolment(error) }
        let seat = try seat(for: offer, label, passphrase, &entropy)
        let admitted: Joining.Admitted
        do throws(EnrolmentError) {
            line.say(
                try seat.using { secrets throws(EnrolmentError) in
                    try joining.claim(secrets)
                })
            admitted = try talk(joining, seat, line, comparing)
        } catch { throw .enrolment(error) }
        try folder.keep(device)
        let keys = seat.withSecrets { secrets in
            SeatKeys(
                signing: secrets.signing.verifying, box: secrets.box.publicKey, device: device.key)
        }
        guard let keys else { throw .locked }
        return Joined(
            realm: admitted.realm, admitted: admitted, keys: keys, endpoint: endpoint,
            device: issuer, seat: Handed(seat))
    }

    /// What is said after the claim.
    private func talk(
        _ joining: Joining, _ seat: UnlockedSeat, _ line: EnrolmentLine,
        _ comparing: (ComparedWords) -> Bool
    ) throws(EnrolmentError) -> Joining.Admitted {
        var patience = Self.patience
        while true {
            let message = try line.next(within: patience)
            let step = try seat.using { secrets throws(EnrolmentError) in
                try joining.take(message, secrets)
            }
            switch step {
            case .send(let answer): line.say(answer)
            case .compare(let answer, let words):
                line.say(answer)
                line.flush()
                if let admitted = try joining.confirm(comparing(words)) { return admitted }
                patience = Self.people
            case .wait: break
            case .admitted(let admitted): return admitted
            }
        }
    }

    /// The seat that is to be: one that was made for this realm before and waits, or a new one. It
    /// is in the keyring, sealed, before anybody hears of it.
    private func seat(
        for offer: Joining.Offer, _ label: String, _ passphrase: borrowing Passphrase,
        _ entropy: inout Entropy
    ) throws(NodeError) -> UnlockedSeat {
        var ring = try folder.ring()
        let waiting = ring.seats.first { sealed in
            sealed.plate.realm == offer.realm && sealed.plate.seat == nil
                && sealed.plate.first == offer.first
        }
        let seat: UnlockedSeat
        do throws(UnlockError) {
            if let waiting {
                seat = try UnlockedSeat(unlocking: waiting, with: passphrase)
            } else {
                let secrets = SeatSecrets(&entropy)
                seat = try UnlockedSeat.make(
                    secrets, realm: offer.realm, domain: offer.domain,
                    first: offer.first, label: label, under: passphrase, .usual, &entropy)
            }
        } catch { throw .unlock(error) }
        guard ring.put(seat.sealed) else { throw .fullKeyring }
        try folder.keep(ring)
        return seat
    }

    /// The first place at which somebody answers.
    private func reach() throws(NodeError) -> (EnrolmentLine, Endpoint) {
        for place in places {
            for address in Names.addresses(of: place.host) {
                let endpoint = Endpoint(Endpoint.farLink, address.name, port: place.port)
                if let line = EnrolmentLine(endpoint) { return (line, endpoint) }
            }
        }
        throw .unreachable(places.map(\.text))
    }
}

extension UnlockedSeat {
    /// Calls with the secrets.
    fileprivate func using<Answer>(
        _ body: (borrowing SeatSecrets) throws(EnrolmentError) -> Answer
    ) throws(EnrolmentError) -> Answer {
        let result = withSecrets { secrets -> Result<Answer, EnrolmentError> in
            do throws(EnrolmentError) { return .success(try body(secrets)) } catch {
                return .failure(error)
            }
        }
        guard let result else { throw .locked }
        return try result.get()
    }
}

/// A stream on which one waits for the next message.
private final class EnrolmentLine {
    private let network: Network
    private let stream: StreamID
    private var heard: [UInt8] = []

    /// Nil if nobody answers soon.
    init?(_ endpoint: Endpoint) {
        guard let network = try? Network(NetworkSettings(datagrams: nil, streams: nil)),
            let stream = network.dial(endpoint)
        else { return nil }
        (self.network, self.stream) = (network, stream)
        let end = Network.now().ticks + 5_000
        while Network.now().ticks < end {
            for event in network.wait(until: end) {
                switch event {
                case .reached: return
                case .unreachable: return nil
                default: break
                }
            }
        }
        return nil
    }

    func say(_ message: [UInt8]) { network.say(Frame.of(message), stream) }

    func flush() { take(network.wait(until: Network.now().ticks)) }

    private func take(_ events: [NetworkEvent]) {
        for case .heard(let bytes, _) in events { heard += bytes }
    }

    func next(within milliseconds: UInt64) throws(EnrolmentError) -> [UInt8] {
        let end = Network.now().ticks + milliseconds
        while true {
            let message: [UInt8]?
            do throws(LinkError) {
                message = try Frame.next(from: &heard, most: Frame.enrolmentBytes)
            } catch { throw .link(error) }
            if let message { return message }
            guard network.isOpen(stream), Network.now().ticks < end else { throw .link(.cut) }
            take(network.wait(until: end))
        }
    }
}

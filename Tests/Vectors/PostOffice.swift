import Bundles
import Charter
import Keys
import Lattice
import Seal
import TestSupport
import Wire

/// A small realm in which keys are delivered, honestly and otherwise.
final class PostOffice {
    struct Sample {
        let name: String
        var realm: DomainID
        var signer: VerifyingKey
        /// Of the recipient.
        var secret: [UInt8]
        /// Those of the epoch.
        var hash: KeyHash
        var box: BoxKey
        var bytes: [UInt8]
        var key: [UInt8] = []
    }

    private let realm = ScriptedRealm(seed: 62)
    private let admin: Scribe
    private let manager: Scribe
    private let holder: Holder
    private let first: ActID
    private let second: ActID
    private let party: ActID
    /// Scope keys by their epochs, and pull keys.
    private var keys: [ActID: [UInt8]] = [:]
    private let envelopes: [Envelope]
    private(set) var delivered: [Sample] = []

    init() {
        admin = realm.officer(.admin)
        manager = realm.officer(.manager)
        holder = Holder(admin.seat, in: realm)
        first = holder.begin(EpochPlan(.common), in: admin)
        let id = made(holder.book.key(of: first)).id
        second = holder.begin(EpochPlan(.common, after: [id]), in: admin)
        let group = Address.audience(of: [.group(1), .person(admin.person)])
        party = holder.begin(EpochPlan(group ?? .group(1)), in: admin)
        envelopes = holder.deliveries()
        for envelope in envelopes { remember(envelope) }
        for envelope in envelopes {
            var sample = sample(of: envelope)
            sample.key = key(in: envelope)
            delivered.append(sample)
        }
    }

    private func epochName(_ act: ActID) -> String {
        act == first ? "the first key" : act == second ? "the second key" : "a group's key"
    }

    private func sample(of envelope: Envelope) -> Sample {
        let key = made(holder.book.key(of: envelope.epoch))
        let name: String
        let secret: [UInt8]
        switch envelope.recipient {
        case .seat(let seat):
            let scribe = seat == admin.seat.id ? admin : manager
            name = "to the \(seat == admin.seat.id ? "deliverer's own seat" : "manager's seat")"
            secret = scribe.seat.signer.box.copy().octets
        case .device(let device):
            let scribe = device == admin.seat.device ? admin : manager
            name = "to the \(device == admin.seat.device ? "deliverer's" : "manager's") device"
            secret = scribe.seat.signer.device.key.copy().octets
        case .epoch(let other):
            name = "to \(epochName(other))"
            secret = Secrets.secret(keys[other] ?? []).derived(.boxKey).octets
        }
        return Sample(
            name: epochName(envelope.epoch) + " " + name, realm: realm.id,
            signer: admin.seat.signer.verifying, secret: secret, hash: key.hash, box: key.boxKey,
            bytes: envelope.encoding)
    }

    /// The scope keys are learned from the envelopes to seats.
    private func remember(_ envelope: Envelope) {
        guard case .seat = envelope.recipient else { return }
        keys[envelope.epoch] = key(in: envelope)
    }

    private func key(in envelope: Envelope) -> [UInt8] {
        made(unboxed(envelope, sample(of: envelope).secret))
    }

    /// What the box holds, opened by hand.
    private func unboxed(_ envelope: Envelope, _ secret: [UInt8]) -> [UInt8]? {
        let bytes = envelope.encoding
        // Array of five; hash, array of two, number, hash, hash: that is what the box is bound to.
        let context = Secrets.octets(realm.id) + bytes[1..<1 + 34 + 2 + 34 + 34]
        let box = Array(bytes[107..<187])
        let key = AgreementKey<Boxing>(Secrets.secret(secret))
        return key.unbox(box.span.bytes, context: context.span.bytes).opened()
    }

    /// What an honest recipient finds in an envelope.
    func open(_ sample: Sample) throws -> [UInt8]? {
        let envelope = try Envelope(encoding: sample.bytes)
        let readership = realm.charter.readership()
        var held = Envelopes()
        guard try held.insert(envelope, readership) == .kept else { return nil }
        switch envelope.recipient {
        case .seat(let seat):
            let scribe = seat == admin.seat.id ? admin : manager
            let book = KeyBook(of: seat)
            let faults = book.open(held, with: scribe.seat.signer.box, readership)
            guard faults.isEmpty, book.key(of: envelope.epoch) != nil else { return nil }
        case .epoch(let other):
            let own = envelopes.filter {
                $0.epoch == other && $0.recipient == .seat(admin.seat.id)
            }
            for envelope in own { _ = try held.insert(envelope, readership) }
            let book = KeyBook(of: admin.seat.id)
            let faults = book.open(held, with: admin.seat.signer.box, readership)
            guard faults.isEmpty, book.key(of: envelope.epoch) != nil else { return nil }
        case .device(let device):
            let scribe = device == admin.seat.device ? admin : manager
            var count = 0
            held.forEachPullKey(of: scribe.seat.signer.device.key, in: realm.id) { _, _ in
                count += 1
            }
            guard count == 1 else { return nil }
        }
        return unboxed(envelope, sample.secret)
    }

    /// Why an envelope to the manager is of no use.
    func refusal(of sample: Sample) throws -> String? {
        let envelope = try Envelope(encoding: sample.bytes)
        let isSigned = sample.signer.verifies(
            envelope.signature, .signEnvelope, for: sample.realm, envelope.hash)
        guard isSigned else { return "bad-signature" }
        let readership = realm.charter.readership()
        var held = Envelopes()
        _ = try held.insert(envelope, readership)
        let book = KeyBook(of: manager.seat.id)
        let box = AgreementKey<Boxing>(Secrets.secret(sample.secret))
        let faults = book.open(held, with: box, readership)
        return faults.first.map { $0.reason.rawValue }
    }

    /// Envelopes to the manager with which something is wrong.
    var wrong: [(Sample, String)] {
        let good = made(delivered.first { $0.name == "the first key to the manager's seat" })
        func sample(_ name: String, _ change: (inout Sample) -> Void) -> Sample {
            var sample = Sample(
                name: name, realm: good.realm, signer: good.signer, secret: good.secret,
                hash: good.hash, box: good.box, bytes: good.bytes)
            change(&sample)
            return sample
        }
        let other = keys[second] ?? []
        return [
            (
                sample("by another seat") { $0.signer = manager.seat.signer.verifying },
                "bad-signature"
            ), (sample("of another realm") { $0.realm = Cast.hash(5) }, "bad-signature"),
            (
                sample("with another box") { $0.bytes = Secrets.flipped($0.bytes, 8 * 120) },
                "bad-signature"
            ),
            (
                sample("of another epoch") { $0.bytes = Secrets.flipped($0.bytes, 8 * 9) },
                "bad-signature"
            ),
            (
                sample("with another signature") {
                    $0.bytes = Secrets.flipped($0.bytes, 8 * 200)
                }, "bad-signature"
            ),
            (
                sample("for another seat") { $0.secret = Secrets.octets(320) }, "does-not-open"
            ),
            (
                sample("boxed for another realm") {
                    $0.bytes = forged(keys[first] ?? [], Cast.hash(5))
                }, "does-not-open"
            ),
            (
                sample("with a box of anything") { $0.bytes = forged(nil, realm.id) },
                "does-not-open"
            ),
            (
                sample("with the key of another epoch") { $0.bytes = forged(other, realm.id) },
                "wrong-key"
            ),
            (
                sample("with a made-up key") {
                    $0.bytes = forged(Secrets.octets(321), realm.id)
                }, "wrong-key"
            ),
        ]
    }

    /// What a deliverer signs who boxes another key, or with another realm, or nothing.
    private func forged(_ key: [UInt8]?, _ context: DomainID) -> [UInt8] {
        var head = Writer()
        head.put(first)
        head.put(array: 2)
        head.put(0)
        head.put(manager.seat.id)
        head.put(admin.seat.id)
        let bound = Secrets.octets(context) + head.bytes
        var entropy = Secrets.entropy(322)
        let box = key.flatMap {
            manager.seat.signer.box.publicKey.box(
                $0.span.bytes, context: bound.span.bytes, &entropy)
        }
        let bytes = box ?? Array(repeating: 0x66, count: 80)
        head.put(bytes: bytes.span.bytes)
        let hash = Blake2b.hash(head.span, .envelope, of: Envelope.self)
        let signature = admin.seat.signer.key.sign(.signEnvelope, for: realm.id, hash)
        var writer = Writer()
        writer.put(array: 5)
        writer.put(item: head.span)
        writer.put(words: signature.words)
        return writer.bytes
    }
}

import Bundles
import Charter
import Keys
import Lattice
import Seal
import TestSupport
import Wire

/// Envelopes and waiting entries come out of reading and writing as the same bytes; and whatever
/// somebody in a realm puts into the post, no more is kept than may be.
enum Post: FuzzTarget {
    static let name = "envelopes"

    static func check(_ input: [UInt8]) throws(Broken) {
        let bytes = Array(input.dropFirst())
        switch Int(input.first ?? 0) % 3 {
        case 0: try check(bytes, as: Envelope.self)
        case 1: try check(bytes, as: WaitingEntry.self)
        default: try check(delivered: bytes)
        }
    }

    private static func check<Form: Canonical & Equatable>(
        _ bytes: [UInt8], as _: Form.Type
    ) throws(Broken) {
        let form: Form
        do throws(WireError) { form = try Form(encoding: bytes) } catch {
            return try demand(
                (0...bytes.count).contains(error.offset), "“\(error)” is not within it")
        }
        try demand(form.encoding == bytes, "a \(Form.part) is written otherwise")
    }

    /// A small realm: who can be a recipient, who can sign.
    private final class Town {
        let realm = ScriptedRealm(seed: 9)
        let writers: [Scribe]
        let epochs: [ActID]
        let readership: Readership

        init() {
            let realm = realm
            let admin = realm.officer(.admin)
            let manager = realm.officer(.manager)
            let clerk = realm.officer(.clerk, by: admin)
            let gone = realm.officer(.clerk, by: admin)
            let others = (0..<4).map { _ in realm.officer(.auditor, by: admin) }
            writers = [admin, manager, clerk, gone] + others
            let party = Address.audience(of: [.group(1), .person(clerk.person)]) ?? .group(1)
            var epochs: [ActID] = []
            func begin(
                _ scope: Address, _ key: UInt64, after: [UInt64] = [], without: [Reading] = [],
                by writer: Scribe
            ) {
                epochs += writer.write(
                    .epoch(
                        Epoch(
                            scope, KeyHash(key, 1, 1, 1), madeUp(key),
                            after: after.map { EpochID(high: $0, low: 1) }, without: without)))
            }
            begin(.common, 1, by: admin)
            begin(.group(1), 2, by: admin)
            begin(.common, 3, after: [1], by: clerk)
            begin(party, 4, by: manager)
            admin.write(.revoke(Revocation(.seat(gone.seat.id))))
            let pair = Reading(seat: gone.seat.id, grant: gone.opening.grant)
            begin(.common, 5, after: [3], without: [pair], by: manager)
            begin(.common, 6, after: [5], by: gone)
            begin(.hub(HubID(high: 1, low: 1)), 7, by: admin)
            self.epochs = epochs
            readership = realm.charter.readership()
        }
    }

    // A fuzzer runs one input after the other, in one thread, and none changes the realm.
    nonisolated(unsafe) private static let town = Town()

    /// Pieces of three bytes and more: whose key, to whom, from whom; the rest is in the box.
    private static func check(delivered input: [UInt8]) throws(Broken) {
        var held = Envelopes()
        for piece in input.pieces.prefix(16) {
            guard let envelope = envelope(piece) else { continue }
            let before = held.count
            let intake = try? held.insert(envelope, town.readership)
            let there = held[.init(envelope.epoch, envelope.recipient)]
            switch intake {
            case .kept?: try demand(there.contains(envelope), "what is kept is not there")
            case .duplicate?: try demand(held.count == before, "something comes twice")
            case .full?: try demand(!there.contains(envelope), "what is full is kept")
            case nil: try demand(!there.contains(envelope), "what is refused is kept")
            }
            try demand(there.count <= Envelopes.perSlot, "\(there.count) in one place")
            try demand(held.all.count == held.count, "the count is wrong")
        }
        for envelope in held.all {
            let keys = town.readership.roster.keys(of: envelope.deliverer)
            let isSigned = keys?.signing.verifies(
                envelope.signature, .signEnvelope, for: town.realm.id, envelope.hash)
            try demand(isSigned == true, "what nobody signed is kept")
        }
        let most = Int(input.last ?? 0) % 8
        let (before, gone) = (held.count, held.shrink(to: most, town.readership))
        try demand(held.count <= max(most, 0), "a quota is not kept")
        try demand(before - gone == held.count && held.all.count == held.count, "miscounted")
    }

    private static func envelope(_ piece: [UInt8]) -> Envelope? {
        var choice = Entropy(piece)
        let epoch =
            choice.chance() || town.epochs.isEmpty
            ? choice.pick(town.epochs) : ActID(choice.word(), 1, 1, 1)
        var head = Writer()
        head.put(epoch)
        head.put(array: 2)
        let kind = choice.below(3)
        head.put(UInt64(kind))
        switch kind {
        case 0: head.put(choice.pick(town.writers).seat.id)
        case 1: head.put(choice.pick(town.epochs))
        default: head.put(choice.pick(town.writers).seat.device.bytes)
        }
        let writer = choice.pick(town.writers)
        head.put(writer.seat.id)
        let box = (0..<80).map { _ in choice.byte() }
        head.put(bytes: box.span.bytes)
        let hash = Blake2b.hash(head.span, .envelope, of: Envelope.self)
        let signer = choice.chance() ? choice.pick(town.writers) : writer
        let signature = signer.seat.signer.key.sign(.signEnvelope, for: town.realm.id, hash)
        var whole = Writer()
        whole.put(array: 5)
        whole.put(item: head.span)
        whole.put(words: signature.words)
        return try? Envelope(encoding: whole.bytes)
    }
}

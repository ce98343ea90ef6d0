public import Bundles
public import Charter
public import Keys
public import Lattice
internal import Replica
public import Seal
public import Simulation
internal import Store
public import TestSupport
internal import Wire

/// What is so after all that happened, and what has to be.
extension Survivor {
    /// What the charter calls what it comes to.
    public var view: ViewID? { replica?.charter.viewID }

    /// All records of a scope, whole.
    public func documents(of scope: Address) -> [RecordID: Document] {
        let documents = replica?.state(of: scope, for: owner.seat)?.shelf.documents ?? [:]
        return documents.filter { $0.key != .ledger }
    }

    /// Its log, in order.
    public var log: [Bundle] {
        (replica?.withStorage { storage in
            storage.feeds().flatMap { storage.bundles(of: $0.feed, from: .first, most: 1 << 30) }
                .sorted { $0.place < $1.place }.map(\.bytes)
        } ?? []).compactMap { try? Bundle(parsing: $0) }
    }

    /// Whether of each feed there is as much as the log says, without looking.
    public var areSizesKept: Bool {
        replica?.withStorage { storage in
            storage.feeds().allSatisfy { feed in
                let all = storage.bundles(of: feed.feed, from: .first, most: 1 << 30)
                return feed.byteCount > 0
                    && feed.byteCount == all.reduce(0) { $0 + $1.bytes.count }
            }
        } ?? false
    }

    public var envelopes: [Envelope] { replica?.envelopes.all ?? [] }

    public var proofs: [ForkProof] {
        kept(.proofs).compactMap { try? ForkProof(encoding: $0) }
    }

    /// The keys of all seats that it knows.
    public var keys: [ActID: VerifyingKey] {
        var keys: [ActID: VerifyingKey] = [:]
        for seat in replica?.readership.roster.allSeats ?? [] {
            keys[seat] = replica?.charter.key(of: seat)
        }
        return keys
    }

    public var picture: Picture? {
        replica?.state(of: .hub(port.hub), for: owner.seat).map { Picture($0) }
    }

    private func kept(_ sort: Kept) -> [[UInt8]] { replica?.withStorage { $0.all(sort) } ?? [] }

    /// What somebody makes of the same log, and of no more, who begins with it anew.
    public var fold: Picture? {
        let other = Laptop(person, in: port, 77)
        other.tell(.roots(kept(.roots).compactMap { try? RootRecord(encoding: $0) }))
        other.tell(.bundles(log.map(\.bytes)))
        other.tell(.proofs(proofs))
        other.tell(.schemas(kept(.schemas)))
        other.tell(.envelopes(kept(.envelopes).compactMap { try? Envelope(encoding: $0) }))
        other.finish()
        return other.state()
    }

    /// What does not hold after all that happened; nil if all does.
    public func complaint() -> String? {
        let log = log.map { $0.hashed() }
        let hashes = Set(log.map(\.hash))
        for (index, receipt) in confirmed.enumerated() where !hashes.contains(receipt.tip.hash) {
            let what = index < sent ? "sent" : "confirmed"
            return "what was \(what) as \(receipt.tip.number) is gone"
        }
        // What was found after a start was shown, whether or not it had been confirmed before.
        guard names.values.allSatisfy(hashes.contains) else { return "what was shown is gone" }
        for receipt in confirmed {
            if let other = use(receipt.feed, receipt.tip.number, receipt.tip.hash) { return other }
        }
        for bundle in log {
            let header = bundle.bundle.header
            if let other = use(header.feed, header.number, bundle.hash) { return other }
        }
        return difference(picture, fold).map { "not what follows from the log: \($0)" }
    }

    /// In what two states differ; nil if they are one.
    public func difference(_ one: Picture?, _ other: Picture?) -> String? {
        guard let one, let other else { return (one == nil) == (other == nil) ? nil : "all" }
        let parts = [
            ("frontier", one.frontier == other.frontier), ("view", one.view == other.view),
            ("digest", one.digest == other.digest), ("rows", one.rows == other.rows),
        ]
        let different = parts.filter { !$0.1 }.map(\.0)
        return different.isEmpty ? nil : different.joined(separator: ", ")
    }

    /// Has somebody hear all that is here.
    public func tell(_ other: Laptop<MemoryStorage>) {
        other.tell(.bundles(log.map(\.bytes)))
        other.tell(.proofs(proofs))
        other.tell(.envelopes(kept(.envelopes).compactMap { try? Envelope(encoding: $0) }))
        other.finish()
    }

    /// Hears all that somebody has.
    public func hear(from other: Laptop<MemoryStorage>) -> Bool {
        tell(.bundles(other.bundles)) && tell(.proofs(other.proofs))
            && tell(.envelopes(other.envelopes)) && finish()
    }

    private func use(_ feed: FeedID, _ number: BundleNumber, _ hash: BundleHash) -> String? {
        let known = names.updateValue(hash, forKey: BundleName(feed, number))
        guard let known, known != hash else { return nil }
        return "number \(number) was used twice"
    }
}

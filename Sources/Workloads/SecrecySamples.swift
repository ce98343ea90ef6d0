import Bundles
import Charter
import Keys
import Lattice
import Seal
import Wire

/// A realm of so many people at desks of their own, one of whom holds the key of what all read.
struct SecrecySamples {
    private(set) var charter: Charter
    let writer: Person
    let book: KeyBook
    let epoch: ActID

    /// The one who seals and delivers.
    final class Person: Deliverer {
        let seat: ActID
        let grant: ActID
        let key: SigningKey

        init(seat: ActID, grant: ActID) {
            self.seat = seat
            self.grant = grant
            key = AuthoritySamples.key(1_000)
        }

        func withSigningKey<Result>(_ body: (borrowing SigningKey) -> Result) -> Result {
            body(key)
        }
    }

    static func entropy(_ seed: UInt64) -> Entropy {
        let words: InlineArray<4, UInt64> = [seed, 3, 3, 3]
        return Entropy(Secret(copying: unsafe words.span.bytes))
    }

    init(people: Int) throws {
        let root = AuthoritySamples.key(1)
        var records: [RootRecord] = []
        var time: UInt64 = 1
        func decree(_ acts: [Act], in realm: DomainID?) throws -> [ActID] {
            let record =
                realm == nil
                ? RootRecord(
                    time: HybridTime(word: time), roots: Roots(1, of: [root.verifying]), acts)
                : RootRecord(
                    number: records.last.map { $0.number + 1 } ?? 0,
                    previous: records.last?.hash ?? .zero, time: HybridTime(word: time), acts)
            guard var record else { preconditionFailure("a possible record") }
            time += 1
            record.sign(by: root, for: realm)
            records.append(record)
            return acts.indices.map { Act.id(in: record.hash, at: $0) }
        }
        _ = try decree([.policy(PolicyChange(1, .relief))], in: nil)
        let realm = records[0].founded
        var seats: [ActID] = []
        for start in stride(from: 0, to: people, by: 250) {
            seats += try decree(
                (start..<min(start + 250, people)).map { Self.seat($0, in: realm) }, in: realm)
        }
        var grants: [ActID] = []
        for start in stride(from: 0, to: people, by: 250) {
            grants += try decree(
                seats[start..<min(start + 250, people)].map {
                    .grant(Grant(.seat($0), .admin, Level(1)))
                }, in: realm)
        }
        charter = Charter(realm: realm)
        for record in records { _ = try charter.insert(record) }
        charter.settle()
        writer = Person(seat: seats[0], grant: grants[0])
        book = KeyBook(of: seats[0])
        var chance = Self.entropy(9)
        let key = book.makeKey(&chance)
        epoch = try Self.begin(EpochPlan(.common).epoch(key), by: writer, in: &charter)
        book.adopt(key, as: epoch)
    }

    private static func seat(_ index: Int, in realm: DomainID) -> Act {
        let key = AuthoritySamples.key(UInt64(index) + 1_000)
        let keys = SeatKeys(
            signing: key.verifying, box: BoxKey(9, UInt64(index), 1, 1),
            device: DeviceKey(9, UInt64(index), 2, 2))
        return .seat(Seat(keys, proof: keys.proof(by: key, in: realm)))
    }

    private static func begin(
        _ epoch: Epoch, by writer: Person, in charter: inout Charter
    ) throws -> ActID {
        let opening = Opening(
            realm: charter.realm, scope: .charter, seat: writer.seat, grant: writer.grant,
            incarnation: .zero)
        var tip: Tip?
        for body in [Value(opening.encoding), Act.body(of: [.epoch(epoch)])] {
            let header = Header(
                feed: opening.feed, number: tip?.number.next ?? .first,
                previous: tip?.hash ?? .zero,
                time: HybridTime(word: tip == nil ? 1_000 : 1_001), policy: 1)
            guard let header else { preconditionFailure("a possible header") }
            let bundle = Bundle(header, body: body.span, signedBy: writer.key, in: charter.realm)
            _ = try charter.receive(bundle.bytes)
            tip = bundle.hashed().tip
        }
        charter.settle()
        guard let tip else { preconditionFailure("two bundles") }
        return Act.id(in: tip.hash, at: 0)
    }
}

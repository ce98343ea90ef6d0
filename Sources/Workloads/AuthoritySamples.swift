import Bundles
import Charter
import Lattice
import Seal
import Simulation
import Wire

/// A realm for measuring: some admins, and people whom they let in, endorse and revoke.
struct AuthoritySamples {
    let founding: RootRecord
    let staffing: RootRecord
    /// The openings of the admins' feeds, and then a bundle for each act.
    private(set) var bundles: [Bundle] = []
    private var feeds: [Feed] = []
    private var random = SeededRandom(seed: 5)
    private var people: [(seat: ActID, grant: ActID, feed: Feed)] = []
    private var time: UInt64 = 1_000

    var realm: DomainID { founding.founded }

    /// A feed and its writer.
    final class Feed {
        let opening: Opening
        let key: SigningKey
        var tip: Tip?

        init(_ opening: Opening, _ seed: UInt64) {
            self.opening = opening
            key = AuthoritySamples.key(seed)
        }
    }

    static func key(_ seed: UInt64) -> SigningKey {
        let entropy: InlineArray<4, UInt64> = [seed, 2, 3, 4]
        return unsafe SigningKey(entropy: entropy.span.bytes)
    }

    /// So many acts by ten admins, each in a bundle of its own.
    init(acts count: Int) {
        let root = Self.key(1)
        founding = Self.signed(
            RootRecord(
                time: HybridTime(word: 1), roots: Roots(1, of: [root.verifying]),
                [.policy(PolicyChange(1, .relief))]), root, nil)
        let realm = founding.founded
        let seats = (0..<10).map { Self.seat($0 + 100, in: realm) }
        let number = founding.hash
        let staff = RootRecord(
            number: 1, previous: number, time: HybridTime(word: 2),
            seats
                + seats.indices.map { index in
                    // The seats are named by this very record, so grants go to those persons later.
                    .endorse(Act.id(in: number, at: index))
                })
        let seated = Self.signed(staff, root, realm)
        let ids = seats.indices.map { Act.id(in: seated.hash, at: $0) }
        let grants = RootRecord(
            number: 2, previous: seated.hash, time: HybridTime(word: 3),
            ids.map { .grant(Grant(.seat($0), .admin, Level(1))) })
        staffing = seated
        granting = Self.signed(grants, root, realm)
        for (index, seat) in ids.enumerated() {
            open(seat, Act.id(in: granting.hash, at: index), UInt64(index + 100))
        }
        for index in 0..<count { add(index) }
    }

    let granting: RootRecord

    private static func signed(
        _ record: RootRecord?, _ key: borrowing SigningKey, _ domain: DomainID?
    ) -> RootRecord {
        guard var record else { preconditionFailure("a possible record") }
        record.sign(by: key, for: domain)
        return record
    }

    private static func seat(_ seed: Int, in realm: DomainID) -> Act {
        let key = key(UInt64(seed))
        let keys = SeatKeys(
            signing: key.verifying, box: BoxKey(9, UInt64(seed), 1, 1),
            device: DeviceKey(9, UInt64(seed), 2, 2))
        return .seat(Seat(keys, proof: keys.proof(by: key, in: realm)))
    }

    private mutating func open(_ seat: ActID, _ grant: ActID, _ seed: UInt64) {
        let opening = Opening(
            realm: realm, scope: .charter, seat: seat, grant: grant,
            incarnation: Incarnation(high: seed, low: 0))
        let feed = Feed(opening, seed)
        bundles.append(write(Value(opening.encoding), to: feed))
        feeds.append(feed)
    }

    private mutating func write(_ body: Value, to feed: Feed) -> Bundle {
        time += 1
        let header = Header(
            feed: feed.opening.feed, number: feed.tip?.number.next ?? .first,
            previous: feed.tip?.hash ?? .zero, time: HybridTime(word: time), policy: 1)
        guard let header else { preconditionFailure("a possible header") }
        let bundle = Bundle(header, body: body.span, signedBy: feed.key, in: realm)
        feed.tip = bundle.hashed().tip
        return bundle
    }

    /// The next act: of six, two let somebody in, two endorse, one cuts, one keeps a key.
    private mutating func add(_ index: Int) {
        let feed = feeds[random.below(feeds.count)]
        let act = act(index)
        let bundle = write(Act.body(of: [act]), to: feed)
        bundles.append(bundle)
        let id = Act.id(in: bundle.hashed().hash, at: 0)
        switch act {
        case .seat: people.append((id, id, feed))
        case .grant: people[people.count - 1].grant = id
        default: break
        }
    }

    private mutating func act(_ index: Int) -> Act {
        let someone = people.isEmpty ? nil : random.pick(people)
        switch (index % 6, someone) {
        case (1, _?):
            let person: PersonID = people[people.count - 1].seat.short()
            return .grant(
                Grant(
                    .person(person), index % 12 == 1 ? .manager : .clerk,
                    index % 12 == 1 ? Level(2) : Level(4)))
        case (2, let person?): return .endorse(person.grant)
        case (3, let person?): return .endorse(person.seat)
        case (4, let person?):
            return .revoke(Revocation(index % 12 == 4 ? .seat(person.seat) : .grant(person.grant)))
        case (5, _):
            return .epoch(
                Epoch(
                    .group(UInt16(index % 100)), KeyHash(UInt64(index), 1, 1, 1),
                    BoxKey(9, UInt64(index), 3, 3)))
        default: return Self.seat(index + 1_000, in: realm)
        }
    }

    /// A charter with the roots' records in it.
    func charter() throws -> Charter {
        var charter = Charter(realm: realm)
        for record in [founding, staffing, granting] { _ = try charter.insert(record) }
        charter.settle()
        return charter
    }

    /// A charter into which bundles were inserted, and that is not settled.
    func inserted(_ bundles: some Sequence<VerifiedBundle>) throws -> Charter {
        var charter = try charter()
        for bundle in bundles { _ = charter.insert(bundle) }
        return charter
    }

    /// Whether most of the acts have effect: what is refused would be judged too quickly.
    func isLively(_ charter: Charter) -> Bool {
        let admitted = charter.knownActs.count { charter.verdict(on: $0) == .admitted }
        return admitted * 3 > charter.knownActs.count * 2
    }

    /// All bundles, verified: what a log would hand over at a start.
    func verified() throws -> [VerifiedBundle] {
        var charter = try charter()
        return try bundles.map { bundle in
            let verified = try charter.verify(bundle.bytes) { _ in nil }
            _ = charter.insert(verified)
            return verified
        }
    }
}

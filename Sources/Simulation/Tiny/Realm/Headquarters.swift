public import Bundles
public import Charter
public import Lattice
internal import Seal
internal import Wire

/// Whoever looks after the realm of a simulated world: its root, and an admin with a charter feed.
public struct Headquarters: Sendable {
    public let founding: RootRecord
    /// The seats of the members, and what each was granted at first.
    public let seats: [ActID]
    public let grants: [ActID]
    /// What everybody begins with.
    let items: [CharterItem]

    private let root = SimulatedSigner(number: 1)
    private let admin = SimulatedSigner(number: 2)
    private let feed: FeedID
    private var tip: Tip
    private var time: UInt64

    public var realm: DomainID { founding.founded }

    init(members: [SimulatedSigner]) {
        let root = root
        var founding = Self.possible(
            RootRecord(
                time: HybridTime(word: 1), roots: Roots(1, of: [root.verifying]),
                [.policy(PolicyChange(1, .relief))]))
        root.sign(&founding)
        let realm = founding.founded
        var seating = Self.possible(
            RootRecord(
                number: 1, previous: founding.hash, time: HybridTime(word: 2),
                ([admin] + members).map { $0.seat(in: realm) }))
        root.sign(&seating, for: realm)
        let all = (0...members.count).map { Act.id(in: seating.hash, at: $0) }
        // The first member is a manager, the others work at hubs.
        let acts = all.enumerated().map { index, seat -> Act in
            switch index {
            case 0: .grant(Grant(.seat(seat), .admin, Level(1)))
            case 1: .grant(Grant(.person(seat.short()), .manager, Level(2)))
            default: .grant(Grant(.person(seat.short()), .clerk, Level(4)))
            }
        }
        var granting = Self.possible(
            RootRecord(number: 2, previous: seating.hash, time: HybridTime(word: 3), acts))
        root.sign(&granting, for: realm)
        let opening = Opening(
            realm: realm, scope: .charter, seat: all[0],
            grant: Act.id(in: granting.hash, at: 0), incarnation: .zero)
        let header = Self.possible(
            Header(
                feed: opening.feed, number: .first, previous: .zero, time: HybridTime(word: 4),
                policy: 1))
        let opened = admin.bundle(header, Value(opening.encoding), in: realm)
        self.founding = founding
        seats = Array(all.dropFirst())
        grants = members.indices.map { Act.id(in: granting.hash, at: $0 + 1) }
        feed = opening.feed
        tip = opened.hashed().tip
        time = 4
        items = [.root(founding), .root(seating), .root(granting), .bundle(opened.bytes)]
    }

    private static func possible<Thing>(_ thing: Thing?) -> Thing {
        guard let thing else { preconditionFailure("what is made here is possible") }
        return thing
    }

    /// Has the admin do something: the names of the acts, and what has to be passed on.
    mutating func decree(_ acts: [Act]) -> (ids: [ActID], item: CharterItem) {
        time += 1
        let header = Self.possible(
            Header(
                feed: feed, number: tip.number.next, previous: tip.hash,
                time: HybridTime(word: time), policy: 1))
        let bundle = admin.bundle(header, Act.body(of: acts), in: realm)
        tip = bundle.hashed().tip
        return (acts.indices.map { Act.id(in: tip.hash, at: $0) }, .bundle(bundle.bytes))
    }
}

import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

// What the attacks are made of. Each test says who attacks, with what, and what has to come of it.

@Suite("Attacks") struct Attacks {}

typealias State = Scope<MemoryShelf, Blake2b>

func number(_ value: UInt64) -> BundleNumber { made(BundleNumber(value)) }

let epochID = EpochID(high: 5, low: 5)

extension FieldNumber {
    static let notes = Self(4)
}

extension Policy {
    /// The relief policy, but managers look after people too.
    static var withManagers: Self {
        var policy = Self.relief
        for kind in [KindNumber.seat, .grant, .revoke, .ratify, .keep, .endorse] {
            policy.kinds[kind]?.who[.manager] = .any
        }
        return policy
    }
}

extension Scribe {
    /// Writes a fact into the ledger of the feed's scope; the realm receives it.
    @discardableResult
    func state(_ id: UInt64, at time: HybridTime? = nil) -> Bundle {
        send([.state(id, by: person)], at: time)
    }

    @discardableResult
    func send(_ changes: [Change], at time: HybridTime? = nil) -> Bundle {
        realm.take(.bundle(open().bytes))
        let next = made(tip).number.next
        let body = try? Body(changes).encoding(of: feed, next)
        let bundle = bundle(Value(made(body)), at: time, epoch: epochID)
        realm.take(.bundle(bundle.bytes))
        return bundle
    }
}

extension Change {
    static func state(_ id: UInt64, by person: PersonID) -> Self {
        let key = FactKey(person: person, id: FactID(high: 1, low: id))
        return Self(.ledger, .field(.notes, .facts(Facts.Delta(key, .number(id)))))
    }

    /// A record, by the change that writes its first field.
    static func title(_ value: UInt64, of record: RecordID) -> Self {
        let delta = Register.Delta(.number(value), seen: FieldVector())
        return Self(record, .field(FieldNumber(1), .register(delta)))
    }
}

extension Value {
    static func number(_ number: UInt64) -> Self {
        var writer = Writer()
        writer.put(number)
        return Value(writer.bytes)
    }
}

/// What somebody has who received all of this, in this order.
struct Peer {
    let charter: Charter
    let archive: Archive
    private let arrivals: [Arrival]

    init(_ realm: DomainID, _ arrivals: [Arrival], settlingEach: Bool = false) {
        charter = Charter(realm: realm, of: arrivals, settlingEach: settlingEach)
        archive = Archive(of: arrivals, under: charter)
        self.arrivals = arrivals
    }

    init(_ realm: ScriptedRealm) { self.init(realm.id, realm.arrivals) }

    func view(of scope: Address) -> View { charter.view(of: archive.feeds(of: scope)) }

    /// The bundles of a scope that count.
    func counting(in scope: Address) -> Set<BundleHash> {
        var found: Set<BundleHash> = []
        for (opening, tree) in archive.feeds(of: scope) {
            let reach = charter.counting(of: opening, in: tree)
            found.formUnion(tree.places(within: reach).map { tree.nodes[$0].hash })
        }
        return found
    }

    func opened(in scope: Address) -> [OpenBundle] {
        arrivals.compactMap { arrival in
            guard case .bundle(let bytes) = arrival,
                let bundle = try? charter.verify(bytes, feed: { archive.feeds[$0] }),
                bundle.feed.opening.scope == scope,
                archive.trees[bundle.header.feed]?[bundle.hash] != nil
            else { return nil }
            return try? bundle.opened { bundle, _ in .success(bundle.body.bytes) }.bundle
        }
    }

    /// The state of a scope, joined under the view of the charter.
    func state(of scope: Address) -> State {
        var state = State(shelf: MemoryShelf(), frontier: Frontier(), view: view(of: scope))
        var waiting = opened(in: scope)
        while true {
            let left = waiting.filter { bundle in
                switch state.receive(bundle) {
                case .waits, .forked: true
                default: false
                }
            }
            guard left.count < waiting.count else { break }
            waiting = left
        }
        return state
    }

    /// The ids of the facts that count in the ledger of a scope.
    func facts(in scope: Address) -> [UInt64] {
        let facts = state(of: scope).shelf[.ledger]?.facts[.notes]
        return (facts?.keys ?? []).map(\.id.low).sorted()
    }

    func verdict(_ act: ActID) -> Verdict? { charter.verdict(on: act) }
}

/// What all come to who received this, whatever the order; a test that asks must find one.
func agreed(_ realm: ScriptedRealm, orders: Int = 6) -> Set<ViewID> {
    var views: Set<ViewID> = []
    for order in 0..<orders {
        var arrivals = realm.arrivals
        if order % 2 == 1 { arrivals.reverse() }
        if order > 1, !arrivals.isEmpty {
            let middle = arrivals.count * order / (orders + 1)
            arrivals = Array(arrivals[middle...] + arrivals[..<middle])
        }
        views.insert(Peer(realm.id, arrivals, settlingEach: order < 4).charter.viewID)
    }
    return views
}

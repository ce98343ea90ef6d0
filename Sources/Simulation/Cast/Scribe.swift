public import Bundles
public import Charter
public import Lattice
internal import Seal
internal import Wire

/// A feed in the hands of a test, which can also do with it what no honest program does.
public final class Scribe {
    public let realm: ScriptedRealm
    public let seat: ScriptedSeat
    public let opening: Opening
    public let domain: DomainID
    public private(set) var tip: Tip?
    /// The version of the policy that the next bundle cites.
    public var policy: UInt16 = 1
    /// The same of the schema.
    public var schema: UInt16 = 0
    /// All that was written, from the first on.
    public private(set) var bundles: [Bundle] = []

    public var feed: FeedID { opening.feed }
    public var person: PersonID { seat.person }

    init(
        _ seat: ScriptedSeat, under grant: ActID, in scope: Address, of realm: ScriptedRealm,
        domain: DomainID
    ) {
        self.realm = realm
        self.seat = seat
        self.domain = domain
        opening = Opening(
            realm: realm.id, scope: scope, seat: seat.id, grant: grant,
            incarnation: Incarnation(high: realm.next(), low: 1))
    }

    private init(twinOf other: Scribe, at tip: Tip?, after bundles: [Bundle]) {
        realm = other.realm
        seat = other.seat
        opening = other.opening
        domain = other.domain
        policy = other.policy
        schema = other.schema
        self.tip = tip
        self.bundles = bundles
    }

    /// The same feed as it stood after so many bundles: whoever writes with both forks it.
    public func twin(after count: Int) -> Scribe {
        let kept = Array(bundles.prefix(count))
        return Scribe(twinOf: self, at: kept.last.map { $0.hashed().tip }, after: kept)
    }

    /// The next bundle, which nobody has received yet.
    public func bundle(_ body: Value, at time: HybridTime? = nil, epoch: EpochID? = nil) -> Bundle {
        open()
        return make(body, at: time, epoch: epoch)
    }

    /// The next bundle, with a body that is sealed for its very header.
    public func bundle(sealed epoch: EpochID, _ seal: (Header) -> [UInt8]) -> Bundle {
        open()
        let time = realm.now()
        let header = made(
            Header(
                feed: feed, number: made(tip).number.next, previous: made(tip).hash, time: time,
                policy: policy, schema: schema, epoch: epoch))
        return make(Value(seal(header)), at: time, epoch: epoch)
    }

    private func make(_ body: Value, at time: HybridTime?, epoch: EpochID?) -> Bundle {
        let header = made(
            Header(
                feed: feed, number: tip.map { $0.number.next } ?? .first,
                previous: tip?.hash ?? .zero, time: time ?? realm.now(), policy: policy,
                schema: schema, epoch: epoch))
        let bundle = Bundle(header, body: body.span, signedBy: seat.signer.key, in: realm.id)
        tip = bundle.hashed().tip
        bundles.append(bundle)
        return bundle
    }

    /// Opens the feed if that was not done.
    @discardableResult
    public func open() -> Bundle {
        if let first = bundles.first { return first }
        let bundle = make(Value(opening.encoding), at: nil, epoch: nil)
        if opening.scope == .charter { realm.take(.bundle(bundle.bytes)) }
        return bundle
    }

    /// Writes acts into the charter, and has the realm take them in.
    @discardableResult
    public func write(_ acts: Act..., at time: HybridTime? = nil) -> [ActID] {
        let bundle = draft(acts, at: time)
        realm.take(.bundle(bundle.bytes))
        return ids(of: bundle, acts.count)
    }

    /// The same, but nobody has received the bundle yet.
    public func draft(_ acts: [Act], at time: HybridTime? = nil) -> Bundle {
        bundle(Act.body(of: acts), at: time)
    }

    public func ids(of bundle: Bundle, _ count: Int) -> [ActID] {
        let hash = bundle.hashed().hash
        return (0..<count).map { Act.id(in: hash, at: $0) }
    }

    /// The tip as a revoker names it.
    public var entry: Tips.Entry { Tips.Entry(feed, made(tip)) }

    /// The tip after so many bundles.
    public func entry(after count: Int) -> Tips.Entry {
        Tips.Entry(feed, bundles[count - 1].hashed().tip)
    }
}

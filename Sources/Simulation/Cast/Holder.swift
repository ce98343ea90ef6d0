public import Bundles
internal import Charter
public import Keys
public import Lattice
public import Seal

/// A seat with the scope keys that it holds, and the envelopes that its node has.
public final class Holder: Deliverer {
    public let realm: ScriptedRealm
    public let test: ScriptedSeat
    public let book: KeyBook
    public var envelopes = Envelopes()
    private var chance: Entropy

    public init(_ test: ScriptedSeat, in realm: ScriptedRealm) {
        self.realm = realm
        self.test = test
        book = KeyBook(of: test.id)
        let words: InlineArray<4, UInt64> = [realm.next(), 7, 7, 7]
        chance = Entropy(Secret(copying: unsafe words.span.bytes))
    }

    public var seat: ActID { test.id }

    public func withSigningKey<Result>(_ body: (borrowing SigningKey) -> Result) -> Result {
        body(test.signer.key)
    }

    /// Begins an epoch in the charter feed of somebody with this seat, and keeps its own envelopes.
    @discardableResult
    public func begin(_ plan: EpochPlan, in feed: Scribe) -> ActID {
        let key = book.makeKey(&chance)
        let act = feed.write(.epoch(plan.epoch(key)))[0]
        book.adopt(key, as: act)
        return act
    }

    /// What is missing for the keys that are held, signed by this seat.
    public func deliveries(
        of act: ActID? = nil, at time: HybridTime? = nil, consent: Set<ActID> = []
    ) -> [Envelope] {
        book.deliveries(
            of: act, beside: envelopes, at: time ?? realm.now(), realm.charter,
            realm.charter.readership(), by: self, consent: consent, &chance)
    }

    /// Takes envelopes in, opens what is for this seat, and says what was wrong.
    @discardableResult
    public func take(_ delivered: [Envelope]) -> [KeyFault] {
        let readership = realm.charter.readership()
        for envelope in delivered { _ = try? envelopes.insert(envelope, readership) }
        return book.open(envelopes, with: test.signer.box, readership)
    }

    /// What to write under.
    public func writing(
        in scope: Address, at time: HybridTime? = nil, mayBegin: Bool = true
    ) -> WritingKey {
        book.writing(
            in: scope, at: time ?? realm.now(), realm.charter, realm.charter.readership()
        ) { _ in mayBegin }
    }

    /// The next bundle of a feed, its body sealed under an epoch whose key is held.
    public func bundle(_ body: [UInt8], in feed: Scribe, under act: ActID) -> Bundle {
        let key = made(book.key(of: act))
        return feed.bundle(sealed: key.id) { header in
            key.seal(unsafe body.span.bytes, under: header, &self.chance)
        }
    }

    /// The body of a bundle, if the key is there and it opens.
    public func open(_ bundle: Bundle, of feed: Scribe) -> Result<[UInt8], BodyFault>? {
        let known = KnownFeed(feed.opening, key: feed.seat.signer.verifying)
        guard
            let placed = try? bundle.placed(in: realm.id, feed: { _ in known }, seat: { _ in nil }),
            let verified = try? placed.verified(), let epoch = verified.header.epoch
        else { return nil }
        return try? book.open(verified, epoch, realm.charter.readership())
    }
}

import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// A realm with somebody who writes, and bundles made item by item.
struct GateWorld {
    let realm = ScriptedRealm()
    let officer: Scribe
    let hub = Address.hub(.all(0xAA))

    init() { officer = realm.officer(.admin) }

    func opening(
        _ scope: Address = .charter, realm other: DomainID? = nil, seat: ActID? = nil,
        incarnation: UInt64 = 1
    ) -> Opening {
        Opening(
            realm: other ?? realm.id, scope: scope, seat: seat ?? officer.seat.id,
            grant: officer.opening.grant, incarnation: .all(incarnation))
    }

    /// A first bundle, of the feed of its opening if no other is named.
    func first(
        _ opening: Opening, feed: FeedID? = nil, body: [UInt8]? = nil, epoch: EpochID? = nil,
        by signer: Signer? = nil, time: UInt64 = 10, in domain: DomainID? = nil
    ) -> Bundle {
        bundle(
            feed ?? opening.feed, 0, after: .zero, body ?? opening.encoding, time: time,
            epoch: epoch, by: signer, in: domain)
    }

    func bundle(
        _ feed: FeedID, _ bundle: UInt64, after previous: BundleHash, _ body: [UInt8] = [0xA0],
        time: UInt64, policy: UInt16 = 1, schema: UInt16 = 0, epoch: EpochID? = nil,
        by signer: Signer? = nil, in domain: DomainID? = nil
    ) -> Bundle {
        let header = made(
            Header(
                feed: feed, number: number(bundle), previous: previous,
                time: HybridTime(word: time), policy: policy, schema: schema, epoch: epoch))
        return Bundle(
            header, body: body.span.bytes, signedBy: (signer ?? officer.seat.signer).key,
            in: domain ?? realm.id)
    }

    /// Takes a bundle of any scope through the gates up to the signature.
    func refusal(_ bundle: Bundle, knowing opening: Opening? = nil) -> IntakeError? {
        fault { () throws(IntakeError) in try verify(bundle, knowing: opening) }
    }

    func verify(
        _ bundle: Bundle, knowing opening: Opening? = nil
    ) throws(IntakeError) -> VerifiedBundle {
        try realm.charter.verify(bundle.bytes) { feed in
            guard let opening, opening.feed == feed else { return nil }
            return KnownFeed(opening, key: officer.seat.signer.verifying)
        }
    }
}

@Suite("Gates") struct GateTests {
    private let world = GateWorld()
    private let stranger = Signer(99)

    @Test("BUN-6: a first bundle is refused for the first gate that it does not pass")
    func firstOrder() {
        let feed = FeedID.all(9)
        let foreign = world.opening(world.hub, realm: .all(8), seat: .all(7))
        // Everything is wrong with it, and then one thing less each time.
        let sealed = world.first(
            foreign, feed: feed, body: [0xA0], epoch: .all(1), by: stranger)
        #expect(world.refusal(sealed) == .misplaced(.sealed))
        let noOpening = world.first(foreign, feed: feed, body: [0xA0], by: stranger)
        guard case .misplaced(.badOpening(let fault?)) = world.refusal(noOpening) else {
            Issue.record("it is no opening")
            return
        }
        #expect(fault.reason == .wrongType)
        let otherFeed = world.first(foreign, feed: feed, by: stranger)
        #expect(world.refusal(otherFeed) == .misplaced(.badOpening(nil)))
        let otherRealm = world.first(foreign, by: stranger)
        #expect(world.refusal(otherRealm) == .misplaced(.foreignRealm(.all(8))))
        let noSeat = world.opening(world.hub, seat: .all(7))
        let unknown = world.refusal(world.first(noSeat, by: stranger))
        #expect(unknown == .misplaced(.unknownSeat(.all(7))))
        #expect(unknown?.isWait == true)
        let opening = world.opening(world.hub)
        let unsigned = world.refusal(world.first(opening, by: stranger))
        guard case .unsigned(let error) = unsigned else {
            Issue.record("it is not signed by the seat")
            return
        }
        #expect(error.feed == opening.feed && error.number == .first)
        #expect(error.seat == world.officer.seat.id)
        #expect(unsigned?.isWait == false)
        #expect(world.refusal(world.first(opening)) == nil)
    }

    @Test("BUN-6: what breaks the form is refused before anything is looked up")
    func malformed() {
        var charter = world.realm.charter
        let bytes = world.first(world.opening(seat: .all(7)), by: stranger).bytes
        for count in bytes.indices {
            let part = Array(bytes[..<count])
            let found = fault { () throws(IntakeError) in try charter.receive(part) }
            guard case .malformed(let error) = found else {
                Issue.record("\(count) bytes of a bundle")
                continue
            }
            #expect(error.reason == .truncated)
        }
    }

    @Test(
        "BUN-6: an act is no seat, and a seat that is not known may be later",
        arguments: [true, false])
    func seats(isKnown: Bool) {
        let (act, signer, _) = world.realm.seatAct()
        let record = world.realm.rootRecord([act, .close(.all(3))])
        if isKnown { world.realm.take(.root(record)) }
        let seat = Act.id(in: record.hash, at: 0)
        let opening = world.opening(world.hub, seat: seat)
        let expected: IntakeError? = isKnown ? nil : .misplaced(.unknownSeat(seat))
        #expect(world.refusal(world.first(opening, by: signer)) == expected)
        let other = Act.id(in: record.hash, at: 1)
        let wrong = world.opening(world.hub, seat: other)
        #expect(
            world.refusal(world.first(wrong, by: signer)) == .misplaced(.unknownSeat(other)))
    }

    @Test("BUN-6: a later bundle is refused for the first gate that it does not pass")
    func laterOrder() {
        let opening = world.opening(world.hub)
        let clear = world.bundle(opening.feed, 1, after: .all(1), time: 20, by: stranger)
        let unknown = world.refusal(clear)
        #expect(unknown == .misplaced(.unknownFeed(opening.feed)))
        #expect(unknown?.isWait == true)
        #expect(world.refusal(clear, knowing: opening) == .misplaced(.clear))
        let forged = world.bundle(
            opening.feed, 1, after: .all(1), time: 20, epoch: .all(1), by: stranger)
        guard case .unsigned = world.refusal(forged, knowing: opening) else {
            Issue.record("it is not signed by the seat")
            return
        }
        let good = world.bundle(opening.feed, 1, after: .all(1), time: 20, epoch: .all(1))
        #expect(world.refusal(good, knowing: opening) == nil)
    }

    @Test("BUN-4: in the charter every body is clear, elsewhere none but the first")
    func clearOrSealed() {
        for scope in [
            world.hub, .common, .group(1), .agency(.all(1)), .person(.all(1)),
            .audience([.group(1), .group(2)]),
        ] {
            let opening = world.opening(scope)
            #expect(world.refusal(world.first(opening)) == nil)
            let sealed = world.first(opening, epoch: .all(1))
            #expect(world.refusal(sealed) == .misplaced(.sealed))
            let clear = world.bundle(opening.feed, 1, after: .all(1), time: 20)
            #expect(world.refusal(clear, knowing: opening) == .misplaced(.clear))
        }
        let opening = world.opening()
        #expect(world.refusal(world.first(opening)) == nil)
        #expect(
            world.refusal(world.first(opening, epoch: .all(1))) == .misplaced(.sealed))
        let sealed = world.bundle(opening.feed, 1, after: .all(1), time: 20, epoch: .all(1))
        #expect(world.refusal(sealed, knowing: opening) == .misplaced(.sealed))
        // A scope may be called clear, but that does not make its key a null.
        let zero = world.bundle(opening.feed, 1, after: .all(1), time: 20, epoch: .zero)
        #expect(world.refusal(zero, knowing: opening) == .misplaced(.sealed))
    }

    @Test("BUN-4: the first body is an opening and nothing else, whose short hash is the feed")
    func openings() {
        let opening = world.opening(world.hub)
        for body in [
            [], hex("80"), opening.encoding + [0], Array(opening.encoding.dropLast()),
            hex("84") + opening.encoding.dropFirst(),
        ] {
            guard
                case .misplaced(.badOpening(.some)) = world.refusal(
                    world.first(opening, body: body))
            else {
                Issue.record("it is no opening: \(digits(body))")
                continue
            }
        }
        let other = world.opening(world.hub, incarnation: 2)
        let moved = world.first(opening, feed: other.feed)
        #expect(world.refusal(moved) == .misplaced(.badOpening(nil)))
    }

    @Test("BUN-3: it is signed by the seat of the opening, for the realm, as a bundle")
    func signatures() throws {
        let opening = world.opening(world.hub)
        let good = world.first(opening)
        let secret = world.officer.seat.signer
        let hash = good.hashed().hash
        let wrong = [
            stranger.key.sign(.signBundle, for: world.realm.id, hash),
            world.realm.roots[0].key.sign(.signBundle, for: world.realm.id, hash),
            secret.key.sign(.signRoot, for: world.realm.id, hash),
            secret.key.sign(.signSeat, for: world.realm.id, hash),
            secret.key.sign(.signBundle, for: DomainID.all(8), hash),
            secret.key.sign(.signBundle, for: world.realm.id, good.hashed().bodyHash),
            .forged,
        ]
        for signature in wrong {
            let bundle = Bundle(good.header, body: good.body.span, signature)
            guard case .unsigned(let error) = world.refusal(bundle) else {
                Issue.record("somebody else's signature")
                continue
            }
            #expect(error.feed == opening.feed && error.number == .first)
            #expect(error.seat == opening.seat)
        }
        let verified = try world.verify(good)
        #expect(verified.hash == hash)
        #expect(verified.feed == KnownFeed(opening, key: secret.verifying))
    }

    @Test("BUN-6: a body that does not open has no changes; without the key it waits")
    func opened() throws {
        let opening = world.opening(world.hub)
        let bundle = try world.verify(
            world.bundle(opening.feed, 1, after: .all(1), [1, 2, 3], time: 20, epoch: .all(5)),
            knowing: opening)
        let missing = fault { () throws(OpenError) in
            try bundle.opened { (_, epoch) throws(OpenError) in throw .noKey(epoch) }
        }
        #expect(missing == .noKey(.all(5)))
        var asked: [EpochID] = []
        func open(_ clear: [UInt8]?) throws -> (bundle: OpenBundle, fault: BodyFault?) {
            try bundle.opened { asking, epoch in
                asked.append(epoch)
                #expect(asking == bundle)
                return clear.map { .success($0) } ?? .failure(.doesNotOpen)
            }
        }
        let locked = try open(nil)
        #expect(locked.fault == .doesNotOpen && locked.bundle.changes.isEmpty)
        let empty = try open([0xA0])
        #expect(empty.fault == nil && empty.bundle.changes.isEmpty)
        let broken = try open([0x80])
        guard case .malformed(let error) = broken.fault else {
            Issue.record("an array is no body")
            return
        }
        #expect(error.reason == .wrongType && broken.bundle.changes.isEmpty)
        for found in [locked, empty, broken] {
            #expect(found.bundle.hash == bundle.hash && found.bundle.number == number(1))
            #expect(found.bundle.previous == .all(1) && found.bundle.time.word == 20)
        }
        #expect(asked == [.all(5), .all(5), .all(5)])
        // The first bundle needs no key.
        let first = try world.verify(world.first(opening)).opened {
            (_, epoch) throws(OpenError) in throw .noKey(epoch)
        }
        #expect(first.fault == nil && first.bundle.changes.isEmpty)
    }

    @Test("BUN-6: what is opened has the changes of its body")
    func changes() throws {
        let opening = world.opening(world.hub)
        let bundle = try world.verify(
            world.bundle(opening.feed, 1, after: .all(1), time: 20, epoch: .all(5)),
            knowing: opening)
        // A turn to the record that this bundle makes, and a write to its field 7.
        let clear = hex("a1 02 83 83 00 00 00 07 41 aa")
        let found = try bundle.opened { _, _ in .success(clear) }
        #expect(found.fault == nil)
        #expect(found.bundle.changes.count == 1)
        let body = try Body(reading: clear, of: opening.feed, number(1))
        #expect(found.bundle.changes == body.changes)
    }
}

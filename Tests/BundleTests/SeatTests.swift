import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing

@Suite("Seats") struct SeatTests {
    private static let realm = DomainID.all(0x11)

    private static func keys(_ signing: VerifyingKey) -> SeatKeys {
        SeatKeys(
            signing: signing,
            box: BoxKey(
                0x0901_0101_0101_0101, 0x0101_0101_0101_0101, 0x0101_0101_0101_0101,
                0x0101_0101_0101_0101),
            device: DeviceKey(
                0x0902_0202_0202_0202, 0x0202_0202_0202_0202, 0x0202_0202_0202_0202,
                0x0202_0202_0202_0202))
    }

    /// The same bytes as a key for something else.
    private static func same<A, B>(_ key: PublicKey<A>) -> PublicKey<B> {
        PublicKey(key.words.0, key.words.1, key.words.2, key.words.3)
    }

    /// Claims and proofs that Python has made: of a first seat, and of one of another person.
    private static let known: [(first: ActID?, claim: String, proof: String)] = [
        (
            nil, "773b779ef42332c4d8d9c062ffa7ecffaff147c61eb9670428f4d36d4151b22d",
            "d7730f7853865da5d63143316aab2fdd113a398e5817e2cad2fd4e4a31c228be"
                + "e2fe4426b74987a05882bc1150a7c092b89b4703e91bd805785b991d860dbc09"
        ),
        (
            .all(0x55), "390cb81ca9a55038a5b2cb931aa2e165f24e724377e3c02ca9e459e7b10b17ef",
            "62dc81a2ce10dae95f335c786ea52419760852702674e3d14ac72ea30b487db8"
                + "dc1ad430d559dc684e61079b1c3e7582e0a4f4d662365bd134760f95d9f6af0d"
        ),
    ]

    @Test("SEAT-1: a claim is the three keys and the first seat; the proof is a signature on it")
    func known() {
        let secret = knownKey()
        let keys = Self.keys(secret.verifying)
        for (first, claim, proof) in Self.known {
            #expect(keys.claim(first: first).description == claim)
            let signature = keys.proof(by: secret, in: Self.realm, first: first)
            #expect(signature == Signature(hex(proof)))
            let seat = Seat(keys, first: first, proof: signature)
            #expect(seat.fault(in: Self.realm) == nil)
        }
    }

    @Test("SEAT-1: a proof is good for one domain, one person and these very keys")
    func proofs() {
        let secret = knownKey()
        let keys = Self.keys(secret.verifying)
        let proof = keys.proof(by: secret, in: Self.realm)
        #expect(Seat(keys, proof: proof).fault(in: Self.realm) == nil)
        #expect(Seat(keys, proof: proof).fault(in: .all(0x12)) == .badProof)
        #expect(Seat(keys, first: .all(0x55), proof: proof).fault(in: Self.realm) == .badProof)
        #expect(Seat(keys, proof: .forged).fault(in: Self.realm) == .badProof)
        let others = [
            SeatKeys(signing: Signer(1).verifying, box: keys.box, device: keys.device),
            SeatKeys(signing: keys.signing, box: madeUp(1), device: keys.device),
            SeatKeys(signing: keys.signing, box: keys.box, device: madeUp(1)),
            // The other two in each other's place.
            SeatKeys(
                signing: keys.signing, box: Self.same(keys.device),
                device: Self.same(keys.box)),
        ]
        for other in others {
            #expect(Seat(other, proof: proof).fault(in: Self.realm) == .badProof)
        }
        let stolen = keys.proof(by: Signer(2).key, in: Self.realm)
        #expect(Seat(keys, proof: stolen).fault(in: Self.realm) == .badProof)
        // Nor is a signature for something else a proof.
        let claim = keys.claim(first: nil)
        for tag in [Seal.Tag.signBundle, .signRoot] {
            let seat = Seat(keys, proof: secret.sign(tag, for: Self.realm, claim))
            #expect(seat.fault(in: Self.realm) == .badProof)
        }
    }

    @Test("SEAT-1: a bad key is refused before a bad proof, whichever of the three it is")
    func badKeys() {
        let keys = Self.keys(knownKey().verifying)
        let bad = [
            SeatKeys(signing: VerifyingKey(0, 0, 0, 0), box: keys.box, device: keys.device),
            SeatKeys(signing: keys.signing, box: BoxKey(0, 0, 0, 0), device: keys.device),
            SeatKeys(signing: keys.signing, box: keys.box, device: DeviceKey(1 << 56, 0, 0, 0)),
        ]
        for keys in bad { #expect(Seat(keys, proof: .forged).fault(in: Self.realm) == .badKey) }
        // With a proof that is good, too.
        let secret = knownKey()
        let proof = bad[1].proof(by: secret, in: Self.realm)
        #expect(Seat(bad[1], proof: proof).fault(in: Self.realm) == .badKey)
    }

    @Test("SEAT-1: a seat is named by the act that makes it, and its feeds are signed by its key")
    func seats() {
        let realm = ScriptedRealm()
        let (act, signer, _) = realm.seatAct()
        let record = realm.rootRecord([.close(.all(9)), act])
        realm.take(.root(record))
        let seat = Act.id(in: record.hash, at: 1)
        #expect(realm.charter.key(of: seat) == signer.verifying)
        #expect(realm.charter.key(of: Act.id(in: record.hash, at: 0)) == nil)
        #expect(realm.charter.verdict(on: seat) == .admitted)
    }

    @Test("SEAT-1: a proof for the realm is none for an agency")
    func domains() {
        let realm = ScriptedRealm()
        let act = realm.seatAct(in: .all(7)).act
        let seat = realm.decree(act)[0]
        #expect(realm.charter.verdict(on: seat) == .refused(.badProof))
    }

    @Test("SEAT-2: a person is the short hash of the first seat, which later seats cite")
    func persons() {
        let realm = ScriptedRealm()
        let first = realm.enrol()
        let second = realm.enrol(first: first)
        #expect(first.person == first.id.short())
        #expect(first.person.high == first.id.words.0 && first.person.low == first.id.words.1)
        #expect(realm.charter.verdict(on: second.id) == .admitted)
        // What either seat writes is by the same person: a grant to the person is for both.
        let grant = realm.grant(.admin, to: first)
        for seat in [first, second] {
            let scribe = realm.writer(seat, under: grant)
            scribe.open()
            #expect(realm.charter.counting(of: scribe.feed).count == 1)
        }
        // A seat that cites the second one, and not the first, is of nobody.
        let (act, _, _) = realm.seatAct(first: second.id)
        let third = realm.decree(act)[0]
        #expect(realm.charter.verdict(on: third) == .refused(.notFounder))
    }
}

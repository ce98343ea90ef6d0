import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

extension Attacks {
    private func scene() -> (realm: ScriptedRealm, writer: Scribe, bundle: Bundle) {
        let realm = ScriptedRealm(seed: 1)
        let writer = realm.officer(.admin)
        writer.open()
        return (realm, writer, writer.draft([.hub(Hub(.main))]))
    }

    // Attacker: anybody on the way. Means: flips one bit. Expected: never accepted as it was
    // signed, and never as anything else.
    @Test("Attack 1: every single-bit flip of header and body of a bundle is refused")
    func attack1_everyBitFlip() {
        let (realm, _, bundle) = scene()
        var accepted = 0
        for bit in 0..<bundle.bytes.count * 8 {
            var bytes = bundle.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            var charter = realm.charter
            if let reception = try? charter.receive(bytes), !reception.isWait { accepted += 1 }
        }
        #expect(accepted == 0)
        var charter = realm.charter
        #expect((try? charter.receive(bundle.bytes)) == .added)
    }

    // Attacker: anybody. Means: plays what one realm signed to another with the same people.
    // Expected: nothing of it is accepted there, neither bundles nor root records nor proofs.
    @Test("Attack 2: what was signed for one realm is worth nothing in another")
    func attack2_replayIntoAnotherRealm() {
        let realm = ScriptedRealm(seed: 2)
        let writer = realm.officer(.admin)
        writer.write(.hub(Hub(.main)))
        // The same roots sign for both, and the very same seat is in both.
        let other = ScriptedRealm(policy: .withManagers, seed: 2)
        guard case .seat(let seat)? = realm.charter.content(of: writer.seat.id) else {
            Issue.record("there is a seat")
            return
        }
        let copied = other.decree(.seat(seat))[0]
        #expect(other.charter.verdict(on: copied) == .refused(.badProof))
        var charter = other.charter
        let before = charter.viewID
        for arrival in realm.arrivals { charter.take(arrival) }
        charter.settle()
        #expect(charter.viewID == before)
        #expect(throws: IntakeError.misplaced(.foreignRealm(realm.id))) {
            try charter.receive(writer.bundles[0].bytes)
        }
        #expect(throws: RootError.foreignRealm) { try charter.insert(realm.founding) }
    }

    // Attacker: the holder of a key, or anybody who saw a signature. Means: S + L, nonces of small
    // order whose equation holds, other points. Expected: none of them is a signature.
    @Test("Attack 3: malleable signatures and points of small order are refused")
    func attack3_malleableSignatures() {
        let realm = ScriptedRealm(seed: 3)
        let loose = looseSeat(in: realm)
        let writer = loose.writer
        writer.open()
        let bundle = writer.draft([.hub(Hub(.main))])
        let message = statement(.signBundle, realm.id, bundle.hashed().hash)
        let bytes = bundle.signature.bytes
        let identity: [UInt8] = [1] + Array(repeating: 0, count: 31)
        let ofOrder2: [UInt8] = [0xEC] + Array(repeating: 0xFF, count: 30) + [0x7F]
        let notCanonical: [UInt8] = [0xEE] + Array(repeating: 0xFF, count: 30) + [0x7F]
        let forged = [
            Array(bytes[..<32]) + Scalar(Array(bytes[32...])).bytesPlusOrder,
            loose.key.sign(message, withPoint: identity).bytes,
            loose.key.sign(message, withPoint: ofOrder2).bytes,
            loose.key.sign(message, withPoint: notCanonical).bytes,
            identity + Array(repeating: 0, count: 32), Array(repeating: 0, count: 64),
        ]
        for forged in forged {
            let copy = Bundle(
                bundle.header, body: bundle.body.span, Signature(bytes: forged))
            var charter = realm.charter
            #expect(throws: IntakeError.self) { try charter.receive(copy.bytes) }
        }
        var charter = realm.charter
        #expect((try? charter.receive(bundle.bytes)) == .added)
    }

    // Attacker: an enroller. Means: keys of small and mixed order in seats, epochs and roots.
    // Expected: refused where they enter, so that nobody writes under them.
    @Test("Attack 3: keys of small or mixed order enter nowhere")
    func attack3_unsoundKeys() {
        let realm = ScriptedRealm(seed: 3)
        let admin = realm.officer(.admin)
        let mixed = VerifyingKey(
            0xB502_FF3D_92E3_1D81, 0x90B4_AA4E_A041_4005, 0x167F_AD08_9C4D_E9DA,
            0xC8A2_FC85_0FED_4F58)
        let small = VerifyingKey(1 << 56, 0, 0, 0)
        for key in [mixed, small] {
            let keys = SeatKeys(signing: key, box: madeUp(1), device: madeUp(2))
            let proof = keys.proof(by: admin.seat.signer.key, in: realm.id)
            let seat = admin.write(.seat(Seat(keys, proof: proof)))[0]
            #expect(realm.charter.verdict(on: seat) == .refused(.badKey))
            let record = realm.rootRecord([], roots: Roots(1, of: [key]))
            var charter = realm.charter
            #expect(throws: RootError.badKey) { try charter.insert(record) }
        }
        let weak = BoxKey(0, 0, 0, 0)
        let epoch = admin.write(.epoch(Epoch(.common, KeyHash(1, 2, 3, 4), weak)))[0]
        #expect(realm.charter.verdict(on: epoch) == .refused(.badKey))
    }

    // Attacker: a seat. Means: two different valid signatures of one header. Expected: one bundle
    // with one hash, applied once, and no proof of a fork.
    @Test("Attack 4: the same header signed twice is the same bundle")
    func attack4_twoSignatures() throws {
        let realm = ScriptedRealm(seed: 4)
        let loose = looseSeat(in: realm)
        loose.writer.write(.hub(Hub(.main)))
        let (first, second) = (loose.writer.bundles[0], loose.writer.bundles[1])
        let again = loose.key.sign(
            statement(.signBundle, realm.id, second.hashed().hash), withNonceOf: first.signature,
            on: statement(.signBundle, realm.id, first.hashed().hash))
        let twin = Bundle(second.header, body: second.body.span, again)
        #expect(again != second.signature)
        #expect(twin.hashed().hash == second.hashed().hash)
        var charter = realm.charter
        let before = (charter.viewID, charter.hubs.count)
        // It is valid: a peer who never saw the other one takes it.
        #expect(try charter.receive(twin.bytes) == .duplicate)
        charter.settle()
        #expect((charter.viewID, charter.hubs.count) == before)
        let arrivals = realm.arrivals.map { arrival in
            arrival == .bundle(second.bytes) ? .bundle(twin.bytes) : arrival
        }
        #expect(Peer(realm.id, arrivals).charter.viewID == before.0)
        #expect(
            ForkProof(loose.writer.opening, second.hashed().head, twin.hashed().head) == nil)
    }

    // Attacker: anybody. Means: cuts bytes off, puts some on, at every length, and claims lengths
    // that are not there. Expected: refused without a crash.
    @Test("Attack 5: truncated, padded and oversized bundles are refused at every length")
    func attack5_lengths() {
        let (realm, writer, bundle) = scene()
        var charter = realm.charter
        for length in 0..<bundle.bytes.count {
            let bytes = Array(bundle.bytes[..<length])
            #expect(throws: IntakeError.self) { try charter.receive(bytes) }
        }
        for more in 1...64 {
            let bytes = bundle.bytes + Array(repeating: UInt8(more), count: more)
            #expect(throws: IntakeError.self) { try charter.receive(bytes) }
        }
        // A body one byte too long is refused; the largest that there can be has no acts.
        for excess in [0, 1] {
            let room = Bounds.bodyBytes + excess
            var wire = Writer()
            wire.put(bytes: Value(Array(repeating: 0, count: room)).span)
            let header =
                bundle.bytes.count - 66 - bundle.body.count - (bundle.body.count < 24 ? 1 : 2)
            let bytes = Array(bundle.bytes[..<header]) + wire.bytes + bundle.bytes.suffix(66)
            #expect(throws: IntakeError.self) { try charter.receive(bytes) }
        }
        let large = writer.bundle(Value(Array(repeating: 0, count: Bounds.authorityBytes + 1)))
        #expect(throws: IntakeError.self) { try charter.receive(large.bytes + [0]) }
        #expect((try? charter.receive(bundle.bytes)) == .added)
        #expect((try? charter.receive(large.bytes)) == .added)
        charter.settle()
        #expect(charter.counting(of: writer.feed).count == 3)
    }

    /// An admin whose secret lies open.
    func looseSeat(in realm: ScriptedRealm) -> (writer: Scribe, key: LooseKey) {
        // A realm numbers its keys: the next one is the seat's.
        let number = realm.next() + 1
        let (act, signer, device) = realm.seatAct()
        let id = realm.decree(act)[0]
        let seat = ScriptedSeat(id: id, person: id.short(), signer: signer, device: device)
        let writer = realm.writer(seat, under: realm.grant(.admin, to: seat))
        return (writer, LooseKey(number: number))
    }
}

extension BundleReception {
    var isWait: Bool { if case .waits = self { true } else { false } }
}

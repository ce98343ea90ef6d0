import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

@Suite("Fork proofs") struct ForkProofTests {
    private let world = GateWorld()
    private let opening: Opening
    /// The feed up to bundle 3, and what else follows 0 and 1.
    private let chain: [Bundle]
    private let twins: [Bundle]

    init() {
        let world = world
        let opening = world.opening(world.hub)
        self.opening = opening
        func chain(_ first: Bundle, _ range: Range<UInt64>, _ tag: UInt64) -> [Bundle] {
            var bundles = [first]
            for bundle in range {
                bundles.append(
                    world.bundle(
                        opening.feed, bundle, after: made(bundles.last).hashed().hash,
                        time: 1_000 * bundle + tag, epoch: .all(tag)))
            }
            return bundles
        }
        self.chain = chain(world.first(opening), 1..<4, 1)
        twins = Array(chain(self.chain[0], 1..<4, 2)) + chain(self.chain[1], 2..<3, 3).dropFirst()
    }

    private func head(_ bundle: Bundle) -> Head { bundle.hashed().head }

    /// Two heads in the order that a proof has them in.
    private func sorted(_ a: Head, _ b: Head) -> [Head] {
        (a.header.number, a.hash) < (b.header.number, b.hash) ? [a, b] : [b, a]
    }

    private func bytes(_ heads: [Head], _ opening: Opening? = nil) -> [UInt8] {
        hex("83") + (opening ?? self.opening).encoding + heads.flatMap(\.encoding)
    }

    private func refusal(_ heads: [Head], _ opening: Opening? = nil) -> WireError.Reason? {
        reason(ForkProof.self, bytes(heads, opening))
    }

    @Test("PROOF-1: two heads of one number and other hashes contradict each other")
    func sameNumber() throws {
        for (a, b) in [(chain[1], twins[1]), (chain[2], twins[2]), (chain[2], twins[4])] {
            let proof = made(ForkProof(opening, head(a), head(b)))
            #expect(ForkProof(opening, head(b), head(a)) == proof)
            #expect(proof.encoding == bytes(sorted(head(a), head(b))))
            #expect(try ForkProof(encoding: proof.encoding) == proof)
            #expect(proof.number == a.header.number && proof.feed == opening.feed)
            #expect(proof.first.hash < proof.second.hash)
        }
    }

    @Test("PROOF-1: so do a head and one of the next number that follows another")
    func nextNumber() throws {
        let proof = made(ForkProof(opening, head(twins[2]), head(chain[1])))
        #expect(proof.first == head(chain[1]) && proof.second == head(twins[2]))
        #expect(proof.number == number(1))
        #expect(proof.encoding == bytes([head(chain[1]), head(twins[2])]))
        #expect(try ForkProof(encoding: proof.encoding) == proof)
    }

    @Test("PROOF-1: anything else proves nothing")
    func noContradiction() {
        let pairs = [
            // The same; one after the other; of one line; too far apart, though of two lines.
            (chain[1], chain[1]), (chain[0], chain[1]), (chain[1], chain[2]),
            (chain[1], chain[3]), (chain[1], twins[3]), (chain[0], twins[2]),
            (chain[1], twins[4]),
        ]
        for (a, b) in pairs {
            #expect(ForkProof(opening, head(a), head(b)) == nil)
            #expect(refusal([head(a), head(b)]) == .noContradiction)
        }
        // One bundle with two signatures is one bundle.
        let again = Head(chain[1].header, head(chain[1]).body, .forged)
        #expect(ForkProof(opening, head(chain[1]), again) == nil)
        #expect(refusal([head(chain[1]), again]) == .noContradiction)
        #expect(refusal([again, head(chain[1])]) == .noContradiction)
    }

    @Test("PROOF-1: the heads ascend by number and hash, which is asked before what they prove")
    func order() {
        for (a, b) in [(chain[1], twins[1]), (chain[1], twins[2]), (chain[1], chain[2])] {
            let heads = sorted(head(a), head(b))
            #expect(refusal(heads.reversed()) == .unsorted)
        }
        #expect(refusal([head(chain[3]), head(chain[1])]) == .unsorted)
        // Both at the end: a later fault of the form comes before.
        let reversed = bytes([head(chain[2]), head(chain[1])])
        #expect(reason(ForkProof.self, Array(reversed.dropLast())) == .truncated)
        #expect(reason(ForkProof.self, reversed + [0]) == .unsorted)
    }

    @Test("PROOF-1: both heads are of the feed of the opening")
    func feeds() {
        let other = world.opening(world.hub, incarnation: 2)
        let moved = world.bundle(other.feed, 1, after: .all(1), time: 20, epoch: .all(1))
        #expect(refusal([head(chain[1]), head(moved)]) == .outOfRange)
        #expect(refusal([head(moved), head(chain[1])]) == .outOfRange)
        #expect(refusal(sorted(head(chain[1]), head(twins[1])), other) == .outOfRange)
        #expect(ForkProof(opening, head(chain[1]), head(moved)) == nil)
        #expect(ForkProof(other, head(chain[1]), head(twins[1])) == nil)
        // At the feed: before anything else of the head.
        let start = hex("83") + opening.encoding
        #expect(reason(ForkProof.self, start + hex("89 50 99*16")) == .outOfRange)
        #expect(reason(ForkProof.self, start + hex("89 50 99*15")) == .truncated)
        #expect(reason(ForkProof.self, start + hex("89 50 99*16 f6 00*16")) == .outOfRange)
        #expect(reason(ForkProof.self, start + hex("89 50 00*16 f6 00*16")) == .zeroID)
    }

    @Test("PROOF-1: a head is a bundle with the hash of its body in place of the body")
    func heads() throws {
        let bundle = chain[1].hashed()
        let bytes = bundle.bundle.bytes
        let body = written { $0.put(chain[1].body) }
        let start = bytes.count - 66 - body.count
        let hash = written { $0.put(bundle.bodyHash) }
        let expected = Array(bytes[..<start]) + hash + bytes[(start + body.count)...]
        #expect(bundle.head.encoding == expected)
        #expect(try Head(encoding: expected) == bundle.head)
        let items = Items([
            "50 \(digits(written { $0.put(opening.feed) }.dropFirst().map { $0 }))", "01",
            "5820 66*32", "00", "01", "00", "f6", "5820 77*32", "5840 88*64",
        ])
        for (index, text, expected) in [
            (0, "50 00*16", .zeroID), (1, "00", .outOfRange), (2, "5820 00*32", .outOfRange),
            (4, "00", .outOfRange), (6, "00", .wrongType), (7, "41 00", .wrongCount),
            (7, "f6", .wrongType), (8, "583f 00*63", .wrongCount),
        ] as [Replacement] {
            #expect(reason(Head.self, items.with(index, text)) == expected, "\(index): \(text)")
        }
        #expect(reason(Head.self, items.bytes) == nil)
        #expect(reason(Head.self, hex("88") + items.bytes.dropFirst()) == .wrongCount)
        let proof = self.bytes(sorted(head(chain[1]), head(twins[1])))
        #expect(reason(ForkProof.self, hex("82") + proof.dropFirst()) == .wrongCount)
        #expect(reason(ForkProof.self, hex("84") + proof.dropFirst() + [0]) == .wrongCount)
        #expect(reason(ForkProof.self, proof + [0]) == .trailing)
    }

    @Test("PROOF-2: who has the seat's key can check a proof: both heads are signed by it")
    func signatures() throws {
        let key = world.officer.seat.signer.verifying
        let proof = made(ForkProof(opening, head(chain[1]), head(twins[1])))
        #expect(proof.isSigned(by: key))
        #expect(!proof.isSigned(by: Signer(99).verifying))
        var charter = world.realm.charter
        #expect(try charter.insert(proof))
        for (a, b) in [(true, false), (false, true), (false, false)] {
            let first = a ? proof.first : Head(proof.first.header, proof.first.body, .forged)
            let second = b ? proof.second : Head(proof.second.header, proof.second.body, .forged)
            let forged = made(ForkProof(opening, first, second))
            #expect(!forged.isSigned(by: key))
            var charter = world.realm.charter
            let found = fault { () throws(ProofError) in try charter.insert(forged) }
            #expect(found == .badSignature(opening.feed))
            #expect(charter.forkedFeeds.isEmpty)
        }
        let other = world.bundle(
            opening.feed, 1, after: chain[0].hashed().hash, time: 7, epoch: .all(7),
            by: Signer(99))
        let framed = made(ForkProof(opening, head(chain[1]), head(other)))
        #expect(!framed.isSigned(by: key))
    }

    @Test("PROOF-2: every bit of a proof counts")
    func flips() {
        let key = world.officer.seat.signer.verifying
        let bytes = made(ForkProof(opening, head(chain[1]), head(twins[1]))).encoding
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let proof = try? ForkProof(encoding: flipped) else { continue }
            #expect(!proof.isSigned(by: key), "bit \(bit)")
        }
    }

    @Test("PROOF-2: a proof of another realm, or by a seat that is not known, is not taken")
    func places() {
        func refusal(_ opening: Opening) -> ProofError? {
            let heads = [UInt64(5), 6].map { tag in
                head(
                    world.bundle(
                        opening.feed, 1, after: .all(1), time: tag, epoch: .all(1)))
            }
            let proof = made(ForkProof(opening, heads[0], heads[1]))
            var charter = world.realm.charter
            return fault { () throws(ProofError) in try charter.insert(proof) }
        }
        #expect(refusal(world.opening(realm: .all(8))) == .foreignRealm(.all(8)))
        #expect(refusal(world.opening(seat: .all(8))) == .unknownSeat(.all(8)))
        #expect(refusal(world.opening(world.hub)) == nil)
        #expect(refusal(world.opening()) == nil)
    }

    @Test("PROOF-2: which pair proves a fork does not matter: the lowest number counts")
    func lowest() throws {
        let pairs = [
            (chain[3], twins[3], 3), (chain[2], twins[3], 2), (chain[1], twins[2], 1),
            (chain[1], twins[1], 1), (chain[2], twins[4], 2),
        ]
        let proofs = pairs.map { made(ForkProof(opening, head($0.0), head($0.1))) }
        #expect(proofs.map(\.number.value) == pairs.map { UInt64($0.2) })
        var charter = world.realm.charter
        for (proof, lowest) in zip(proofs, [3, 2, 1, 1, 1] as [UInt64]) {
            _ = try charter.insert(proof)
            #expect(charter.forkedFeeds[opening.feed] == number(lowest))
        }
        var backwards = world.realm.charter
        for proof in proofs.reversed() { _ = try backwards.insert(proof) }
        #expect(backwards.forkedFeeds[opening.feed] == number(1))
        #expect(backwards.forkedFeeds.count == 1)
        for proof in proofs { #expect(try !backwards.insert(proof), "it tells nothing new") }
    }

    @Test("PROOF-2: where both follow the same, the fork is exactly there; else it may be lower")
    func exact() {
        func before(_ a: Bundle, _ b: Bundle) -> BundleHash? {
            made(ForkProof(opening, head(a), head(b))).before
        }
        #expect(before(chain[1], twins[1]) == chain[0].hashed().hash)
        #expect(before(chain[2], twins[4]) == chain[1].hashed().hash)
        #expect(before(chain[2], twins[2]) == nil)
        #expect(before(chain[3], twins[3]) == nil)
        #expect(before(chain[1], twins[2]) == nil)
        // Nested: a fork of a branch is a fork of its own.
        #expect(before(twins[2], twins[4]) == nil)
        // At the very beginning both follow nothing.
        let other = world.first(opening, time: 11)
        #expect(before(chain[0], other) == .zero)
    }

    @Test("PROOF-3: a fork voids nothing in the charter")
    func voidsNothing() throws {
        let realm = ScriptedRealm()
        let officer = realm.officer(.admin)
        officer.open()
        let twin = officer.twin(after: 1)
        let acts = [officer, twin].flatMap { $0.write(realm.seatAct().act) }
        let heads = [officer, twin].map { made($0.bundles.last).hashed().head }
        let proof = made(ForkProof(officer.opening, heads[0], heads[1]))
        realm.take(.proof(proof))
        #expect(realm.charter.forkedFeeds[officer.feed] == number(1))
        for act in acts { #expect(realm.charter.verdict(on: act) == .admitted) }
        #expect(realm.charter.counting(of: officer.feed).count == 3)
    }
}

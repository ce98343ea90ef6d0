import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// Which root records are taken in, and when.
@Suite("Chains of root records") struct RootChainTests {
    static func roots(_ k: Int, _ signers: [Signer]) -> Roots {
        made(Roots(k, of: signers.map(\.verifying)))
    }

    /// A record without signatures.
    static func bare(
        _ acts: [Act] = [], after last: RootRecord? = nil, roots: Roots? = nil,
        realm: DomainID? = nil, number: UInt32? = nil, time: UInt64 = 1
    ) -> RootRecord {
        made(
            RootRecord(
                realm: realm, number: number ?? last.map { $0.number + 1 } ?? 0,
                previous: last?.hash ?? .zero, time: HybridTime(word: time), roots: roots, acts))
    }

    /// A copy of a record with some signatures, for a domain.
    static func copy(
        _ record: RootRecord, by signers: [Signer], for domain: DomainID? = nil
    ) -> RootRecord {
        var copy = record
        for signer in signers { copy.sign(by: signer.key, for: domain) }
        return copy
    }

    /// A copy with these signatures, whatever they are.
    static func copy(
        _ record: RootRecord, _ signatures: [(Signer, Signature)]
    ) throws -> RootRecord {
        let ascending = signatures.sorted { $0.0.verifying < $1.0.verifying }
        let map = written { writer in
            writer.put(map: ascending.count)
            for (signer, signature) in ascending {
                writer.put(signer.verifying.bytes)
                writer.put(words: signature.words)
            }
        }
        return try RootRecord(encoding: Array(record.encoding.dropLast()) + map)
    }

    private let signers = (1...6).map { Signer($0) }.sorted { $0.verifying < $1.verifying }

    /// A realm of three roots of which two are needed.
    private func founded() throws -> (charter: Charter, first: RootRecord) {
        let bare = Self.bare(roots: Self.roots(2, Array(signers[0..<3])))
        let first = Self.copy(bare, by: Array(signers[0..<2]))
        var charter = Charter(realm: first.founded)
        #expect(try charter.insert(first) == .added)
        return (charter, first)
    }

    private func fault(_ record: RootRecord, in charter: Charter) -> RootError? {
        var charter = charter
        return BundleTests.fault { () throws(RootError) in try charter.insert(record) }
    }

    @Test("ROOT-3: the founding record is signed by k of its own roots")
    func founding() throws {
        let bare = Self.bare(roots: Self.roots(2, Array(signers[0..<3])))
        var charter = Charter(realm: bare.founded)
        #expect(try charter.insert(Self.copy(bare, by: [signers[0]])) == .tooFew(1))
        #expect(charter.roots(after: bare.hash) == nil)
        #expect(try charter.insert(Self.copy(bare, by: [signers[2]])) == .added)
        #expect(charter.roots(after: bare.hash)?.k == 2)
        #expect(fault(Self.copy(bare, by: [signers[3]]), in: charter) == .stranger)
    }

    @Test("ROOT-3: a record follows one that is there and valid")
    func predecessor() throws {
        var (charter, first) = try founded()
        let second = Self.bare(after: first)
        let third = Self.copy(
            Self.bare(after: second), by: Array(signers[0..<2]), for: first.founded)
        #expect(try charter.insert(third) == .waits(for: second.hash))
        // That it is there is not enough: it lacks a signature.
        let one = Self.copy(second, by: [signers[0]], for: first.founded)
        #expect(try charter.insert(one) == .tooFew(1))
        #expect(try charter.insert(third) == .waits(for: second.hash))
        let other = Self.copy(second, by: [signers[1]], for: first.founded)
        #expect(try charter.insert(other) == .added)
        #expect(try charter.insert(third) == .added)
        #expect(charter.roots(after: third.hash) == first.roots)
    }

    @Test("ROOT-3: a wrong realm is refused before a wrong number, that before a bad key")
    func order() throws {
        let (charter, first) = try founded()
        let small = made(Roots(1, of: [VerifyingKey(1 << 56, 0, 0, 0)]))
        let by = [signers[5]]
        let realm = Self.bare(after: first, roots: small, realm: .all(7), number: 5)
        #expect(fault(Self.copy(realm, by: by), in: charter) == .foreignRealm)
        for number: UInt32 in [2, 5, .max] {
            let far = Self.bare(after: first, roots: small, number: number)
            #expect(fault(Self.copy(far, by: by), in: charter) == .wrongNumber)
        }
        let key = Self.bare(after: first, roots: small)
        #expect(fault(Self.copy(key, by: by), in: charter) == .badKey)
        // A bad key is refused whoever signs.
        let signed = Self.copy(key, by: Array(signers[0..<3]), for: first.founded)
        #expect(fault(signed, in: charter) == .badKey)
        let next = Self.bare(after: first)
        #expect(fault(Self.copy(next, by: by), in: charter) == .stranger)
        #expect(fault(Self.copy(next, by: [signers[0]]), in: charter) == .badSignature)
    }

    @Test("ROOT-3: signatures are judged in their order: stranger or wrong, the first counts")
    func signatureOrder() throws {
        let (charter, first) = try founded()
        let next = Self.bare(after: first)
        let strangers = signers[3...].map { ($0, Signature.forged) }
        let good = signers[0..<2].map { signer in
            (signer, signer.key.sign(.signRoot, for: first.founded, next.hash))
        }
        // The strangers here are above the roots.
        let stranger = try Self.copy(next, good + strangers)
        #expect(fault(stranger, in: charter) == .stranger)
        let wrong = try Self.copy(next, good + [(signers[2], .forged)])
        #expect(fault(wrong, in: charter) == .badSignature)
        let both = try Self.copy(next, [(signers[2], .forged)] + strangers)
        #expect(fault(both, in: charter) == .badSignature)
        #expect(fault(try Self.copy(next, good), in: charter) == nil)

        let other = Self.bare(roots: Self.roots(1, [signers[5]]))
        let last = try Self.copy(other, [(signers[5], .forged), (signers[0], .forged)])
        #expect(fault(last, in: Charter(realm: other.founded)) == .stranger)
    }

    @Test("ROOT-3: with too few signatures a record that has a wrong one is refused all the same")
    func wrongOfFew() throws {
        var (charter, first) = try founded()
        let next = Self.bare(after: first)
        let wrong = try Self.copy(next, [(signers[0], .forged)])
        #expect(fault(wrong, in: charter) == .badSignature)
        // Nothing of it is kept.
        let one = Self.copy(next, by: [signers[1]], for: first.founded)
        #expect(try charter.insert(one) == .tooFew(1))
    }

    @Test("ROOT-3: a signature for anything else than this record of this domain is wrong")
    func statements() throws {
        let (charter, first) = try founded()
        let next = Self.bare(after: first)
        let signer = signers[0]
        for signature in [
            signer.key.sign(.signRoot, for: next.founded, next.hash),
            signer.key.sign(.signRoot, for: first.founded, first.hash),
            signer.key.sign(.signBundle, for: first.founded, next.hash),
            signer.key.sign(.signSeat, for: first.founded, next.hash),
        ] {
            let copy = try Self.copy(next, [(signers[0], signature)])
            #expect(fault(copy, in: charter) == .badSignature)
        }
    }

    @Test("ROOT-3: one that names roots is signed by k of the old and by k of the new")
    func rotation() throws {
        var (charter, first) = try founded()
        let change = Self.bare(after: first, roots: Self.roots(3, Array(signers[2..<6])))
        func insert(_ signer: Signer) throws -> RootReception {
            try charter.insert(Self.copy(change, by: [signer], for: first.founded))
        }
        // Of the old two are needed, of the new three; the third is both.
        #expect(try insert(signers[0]) == .tooFew(3))
        #expect(try insert(signers[1]) == .tooFew(3))
        #expect(try insert(signers[2]) == .tooFew(2))
        #expect(try insert(signers[3]) == .tooFew(1))
        #expect(try insert(signers[5]) == .added)
        #expect(charter.roots(after: change.hash)?.k == 3)
        // From now on the old ones are strangers.
        let next = Self.bare(after: change)
        let old = Self.copy(next, by: [signers[0]], for: first.founded)
        #expect(fault(old, in: charter) == .stranger)
        let new = Self.copy(next, by: Array(signers[3..<6]), for: first.founded)
        #expect(try charter.insert(new) == .added)
        // But not for a record that follows the founding one: only its own line counts.
        let beside = Self.bare(after: first, time: 9)
        #expect(
            try charter.insert(Self.copy(beside, by: Array(signers[0..<2]), for: first.founded))
                == .added)
        let stranger = Self.copy(beside, by: [signers[4]], for: first.founded)
        #expect(fault(stranger, in: charter) == .stranger)
    }

    @Test("ROOT-3: the new alone cannot take over, nor the old force somebody in")
    func oneSide() throws {
        var (charter, first) = try founded()
        let change = Self.bare(after: first, roots: Self.roots(2, Array(signers[3..<6])))
        let new = Self.copy(change, by: Array(signers[3..<6]), for: first.founded)
        #expect(fault(new, in: charter) == .stranger)
        let forced = Self.bare(after: first, roots: Self.roots(2, Array(signers[3..<6])), time: 2)
        let old = Self.copy(forced, by: Array(signers[0..<3]), for: first.founded)
        #expect(try charter.insert(old) == .tooFew(2))
        #expect(charter.roots(after: change.hash) == nil)
        #expect(charter.roots(after: forced.hash) == nil)
    }

    @Test("ROOT-3: a record is kept for a root in force before it alone; then others' count too")
    func inForce() throws {
        var (charter, first) = try founded()
        let change = Self.bare(after: first, roots: Self.roots(2, Array(signers[3..<6])))
        let copies = signers.map { Self.copy(change, by: [$0], for: first.founded) }
        for copy in copies[3..<6] { #expect(fault(copy, in: charter) == .stranger) }
        #expect(try charter.insert(copies[0]) == .tooFew(2))
        #expect(try charter.insert(copies[3]) == .tooFew(1))
        #expect(try charter.insert(copies[4]) == .tooFew(1))
        #expect(try charter.insert(copies[1]) == .added)
        #expect(try charter.insert(copies[5]) == .moreSignatures)
        #expect(charter.roots(after: change.hash) == change.roots)
    }

    @Test("ROOT-4: copies with other signatures are one record, whose signatures are all of them")
    func copies() throws {
        var (charter, first) = try founded()
        let next = Self.bare(after: first)
        let copies = signers[0..<3].map { Self.copy(next, by: [$0], for: first.founded) }
        #expect(Set(copies.map(\.hash)) == [next.hash])
        #expect(try charter.insert(copies[0]) == .tooFew(1))
        #expect(try charter.insert(copies[0]) == .duplicate)
        #expect(try charter.insert(copies[1]) == .added)
        #expect(try charter.insert(copies[2]) == .moreSignatures)
        #expect(try charter.insert(copies[2]) == .duplicate)
        let all = Self.copy(next, by: Array(signers[0..<3]), for: first.founded)
        #expect(try charter.insert(all) == .duplicate)
    }

    @Test("ROOT-2: anybody can found an agency, but its chain is there only once an act names it")
    func agencies() throws {
        let realm = ScriptedRealm()
        let bare = Self.bare(roots: Self.roots(1, [signers[0]]), realm: realm.id)
        let agency = Self.copy(bare, by: [signers[0]])
        let seat = realm.seatAct(in: agency.founded).act
        let next = Self.copy(
            Self.bare([seat], after: agency, realm: realm.id), by: [signers[0]],
            for: agency.founded)
        var charter = realm.charter
        #expect(try charter.insert(agency) == .waits(for: agency.hash))
        #expect(try charter.insert(next) == .waits(for: agency.hash))
        realm.decree(.agency(Admission(of: agency.founded)))
        charter = realm.charter
        #expect(try charter.insert(agency) == .added)
        #expect(try charter.insert(next) == .added)
        charter.settle()
        #expect(charter.verdict(on: Act.id(in: next.hash, at: 0)) == .admitted)
        // What follows it is signed for the agency, and names the realm.
        let other = Self.bare(after: next, realm: realm.id)
        #expect(
            fault(Self.copy(other, by: [signers[0]], for: realm.id), in: charter) == .badSignature)
        let nameless = Self.bare(after: next)
        #expect(
            fault(Self.copy(nameless, by: [signers[0]], for: agency.founded), in: charter)
                == .foreignRealm)
        let mine = Self.copy(
            Self.bare(after: realm.lastRoot, realm: realm.id), by: realm.roots, for: realm.id)
        #expect(fault(mine, in: charter) == .foreignRealm)
    }

    @Test("ROOT-2: an agency of another realm is refused")
    func foreignAgency() {
        let realm = ScriptedRealm()
        let bare = Self.bare(roots: Self.roots(1, [signers[0]]), realm: .all(7))
        realm.decree(.agency(Admission(of: bare.founded)))
        #expect(fault(Self.copy(bare, by: [signers[0]]), in: realm.charter) == .foreignRealm)
    }
}

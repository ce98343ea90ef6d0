import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Wire

/// Lines of root records, and what a chain says of the last one.
struct SignedRoots {
    struct Line {
        let name: String
        let before: [RootRecord]
        let record: RootRecord
        let reason: String?
    }

    private let signers = (0..<5).map { Signer(100 + UInt64($0)) }
    private let founding: RootRecord

    init() throws {
        founding = try Self.record(
            nil, Roots(2, of: signers.prefix(3).map(\.verifying)), [Forms.acts[21].1],
            Array(signers.prefix(2)))
    }

    private static func record(
        _ last: RootRecord?, realm: DomainID? = nil, _ roots: Roots? = nil, _ acts: [Act],
        _ signers: [Signer], number: UInt32? = nil, for domain: DomainID? = nil
    ) throws -> RootRecord {
        let number = number ?? last.map { $0.number + 1 } ?? 0
        guard
            var record = RootRecord(
                realm: realm, number: number, previous: last?.hash ?? .zero,
                time: HybridTime(word: UInt64(number) + 1), roots: roots, acts)
        else { throw Disagreement(description: "no such root record") }
        for signer in signers { record.sign(by: signer.key, for: domain) }
        return record
    }

    private func after(
        _ last: RootRecord, realm: DomainID? = nil, roots: Roots? = nil, _ by: [Int],
        number: UInt32? = nil, for domain: DomainID? = nil
    ) throws -> RootRecord {
        try Self.record(
            last, realm: realm, roots, [Forms.acts[2].1], by.map { signers[$0] }, number: number,
            for: domain ?? founding.founded)
    }

    func lines() throws -> [Line] {
        let grant = try after(founding, [0, 1])
        let newRoots = Roots(1, of: signers.suffix(2).map(\.verifying))
        let rotation = try after(grant, roots: newRoots, [0, 1, 3])
        let mixed = KeyPins.all.first { $0.name.contains("order 2") }?.key
        let bad = Roots(1, of: [mixed, signers[3].verifying].compactMap { $0 })
        let agency = try Self.record(
            nil, realm: Forms.realm, Roots(1, of: [signers[0].verifying]), [], [signers[0]])
        let good = signers[1].key.sign(.signRoot, for: founding.founded, rotation.hash)
        let forged = RootRecord(grant, signed: signers[0].verifying, good)
        let made: [(String, [RootRecord], RootRecord)] = [
            ("a founding by two of three", [], founding),
            ("an agency's founding", [], agency),
            ("a grant", [founding], grant),
            ("a grant signed by all", [founding], try after(founding, [0, 1, 2])),
            ("a rotation, by the old and one of the new", [founding, grant], rotation),
            ("the first under new roots", [founding, grant, rotation], try after(rotation, [4])),
            ("by one of two", [founding], try after(founding, [0])),
            ("by none of the new", [founding, grant], try after(grant, roots: newRoots, [0, 1])),
            ("by one of the old", [founding, grant], try after(grant, roots: newRoots, [0, 3])),
            (
                "by all of the new and none of the old", [founding, grant],
                try after(grant, roots: newRoots, [3, 4])
            ),
            (
                "under roots that are no more", [founding, grant, rotation],
                try after(rotation, [0, 1])
            ),
            ("with a stranger", [founding], try after(founding, [0, 1, 3])),
            ("with a forged signature", [founding], forged),
            (
                "for another domain", [founding],
                try after(founding, [0, 1], for: Cast.hash(4))
            ),
            (
                "of another realm than the line", [founding],
                try after(founding, realm: Forms.realm, [0, 1])
            ),
            ("of a number left out", [founding], try after(founding, [0, 1], number: 2)),
            (
                "with a root of mixed order", [founding],
                try after(founding, roots: bad, [0, 1, 3])
            ),
        ]
        return made.map { Line(name: $0, before: $1, record: $2, reason: reason($1, $2)) }
    }

    /// What a charter says.
    private func reason(_ before: [RootRecord], _ record: RootRecord) -> String? {
        let first = before.first ?? record
        let realm = first.realm ?? first.founded
        var charter = Charter(realm: realm)
        do throws(RootError) {
            if first.realm != nil { return try RootRecord.lone(record) }
            for record in before { _ = try charter.insert(record) }
            if case .tooFew = try charter.insert(record) { return "too-few" }
            return nil
        } catch {
            return error.rawValue
        }
    }
}

extension RootRecord {
    /// What the chain of an agency says of its founding, which no charter has heard of.
    static func lone(_ record: RootRecord) throws(RootError) -> String? {
        let isSigned = record.signatures.entries.allSatisfy {
            $0.key.verifies($0.value, .signRoot, for: record.founded, record.hash)
        }
        return isSigned ? nil : RootError.badSignature.rawValue
    }
}

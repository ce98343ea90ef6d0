import Bundles
import Charter
import Foundation
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// Every bit of everything that is signed in the vectors.
@Suite("Flipped vectors") struct VectorFlips {
    private struct File: Decodable {
        struct Entry: Decodable {
            let name: String
            let realm: String
            let roots: [String]
            let bundles: [String]
            let proofs: [String]
        }
        let accepted: [Entry]
    }

    // Attacker: the wire. Means: one bit of a bundle, root record or fork proof is another.
    // Expected: none is accepted, and each refusal says why.
    @Test("Attack 1: every single-bit flip of every signed vector")
    func attack1_everyVector() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "spec/vectors/charters.json"))
        var tried: Set<[UInt8]> = []
        var flips = 0
        for entry in try JSONDecoder().decode(File.self, from: data).accepted {
            let charter = try charter(of: entry)
            let archive = Archive(
                of: entry.bundles.map { .bundle(bytes($0)) }, under: charter)
            for (kind, list) in [(0, entry.roots), (1, entry.bundles), (2, entry.proofs)] {
                for text in list {
                    let bytes = bytes(text)
                    guard tried.insert(bytes).inserted else { continue }
                    for bit in 0..<8 * bytes.count {
                        var flipped = bytes
                        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                        flips += 1
                        if accepts(flipped, kind, charter, archive) {
                            Issue.record("\(entry.name): bit \(bit) of \(text)")
                        }
                    }
                }
            }
        }
        #expect(flips > 400_000, "\(flips)")
    }

    /// Whether flipped bytes come to anything: a typed error, or a wait, is none.
    private func accepts(
        _ bytes: [UInt8], _ kind: Int, _ charter: Charter, _ archive: Archive
    ) -> Bool {
        var charter = charter
        switch kind {
        case 0:
            guard let record = try? RootRecord(encoding: bytes),
                let reception = try? charter.insert(record)
            else { return false }
            switch reception {
            case .added, .moreSignatures: return true
            case .duplicate, .waits, .tooFew: return false
            }
        case 1:
            return (try? charter.verify(bytes) { archive.feeds[$0] }) != nil
        default:
            guard let proof = try? ForkProof(encoding: bytes) else { return false }
            return (try? charter.insert(proof)) != nil
        }
    }

    private func charter(of entry: File.Entry) throws -> Charter {
        let roots = try entry.roots.map { Arrival.root(try RootRecord(encoding: bytes($0))) }
        let bundles = entry.bundles.map { Arrival.bundle(bytes($0)) }
        let domain = try #require(RootRecordID(entry.realm))
        return Charter(realm: domain.id, of: roots + bundles)
    }

    private func bytes(_ text: String) -> [UInt8] {
        let digits = Array(text.utf8).map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

/// The id of a realm from its digits.
private struct RootRecordID {
    let id: DomainID

    init?(_ text: String) {
        let words = stride(from: 0, to: 64, by: 16).compactMap { start in
            UInt64(text.dropFirst(start).prefix(16), radix: 16)
        }
        guard words.count == 4 else { return nil }
        id = DomainID(words[0], words[1], words[2], words[3])
    }
}

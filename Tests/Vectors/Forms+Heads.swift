import Bundles
import Charter
import Lattice
import Seal
import Wire

extension Forms {
    private static func head(_ number: UInt64, _ previous: BundleHash) -> Head {
        guard
            let header = Header(
                feed: opening(.charter).feed, number: Cast.number(number), previous: previous,
                time: HybridTime(word: 1 << 41), policy: 1)
        else { preconditionFailure("a possible header") }
        return Head(header, Cast.hash(3), signature)
    }

    /// A head two numbers above the first of the proofs.
    static let apart = head(7, Cast.hash(9))

    /// A head that follows the first of the proofs.
    static let following = head(6, proof(5, 6)?.first.hash ?? .zero)
}

extension RootRecord {
    /// Puts a signature on that nobody made.
    mutating func sign(_ key: VerifyingKey, _ signature: Signature) {
        self = Self(self, signed: key, signature)
    }
}

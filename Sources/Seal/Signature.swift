internal import CVerify
public import Lattice

/// A signature that nobody has looked at yet: 64 bytes, as eight big-endian words.
public struct Signature: Sendable, BitwiseCopyable {
    public let words: InlineArray<8, UInt64>

    public init(_ words: InlineArray<8, UInt64>) { self.words = words }
}

extension Signature: Hashable {
    public static func == (a: Self, b: Self) -> Bool {
        a.words.indices.allSatisfy { a.words[$0] == b.words[$0] }
    }

    public func hash(into hasher: inout Swift.Hasher) {
        hasher.combine(words[0])
        hasher.combine(words[4])
    }
}

/// What is signed: a tag, for whom, and the hash of what it is about
/// (spec/04-identity.md#seal-2).
struct Statement {
    private let bytes: InlineArray<10, UInt64>

    init<Domain, Hashed>(_ tag: Tag, for domain: Hash<Domain>, _ hash: Hash<Hashed>) {
        var words = InlineArray<10, UInt64>(repeating: 0)
        let padded = tag.padded
        for index in 0..<16 {
            words[index / 8] = words[index / 8] << 8 | UInt64(padded[index])
        }
        (words[2], words[3], words[4], words[5]) = domain.words
        (words[6], words[7], words[8], words[9]) = hash.words
        for index in words.indices { words[index] = words[index].bigEndian }
        bytes = words
    }

    func withBytes<Result>(_ body: (UnsafePointer<UInt8>, UInt64) -> Result) -> Result {
        unsafe bytes.span.withUnsafeBytes {
            unsafe body($0.octets, UInt64($0.count))
        }
    }
}

extension PublicKey where Purpose == Signing {
    /// Whether a signature of this key is on a statement (spec/04-identity.md#seal-3).
    public func verifies<Domain, Hashed>(
        _ signature: Signature, _ tag: Tag, for domain: Hash<Domain>, _ hash: Hash<Hashed>
    ) -> Bool {
        unsafe Statement(tag, for: domain, hash).withBytes {
            unsafe verifies(signature, $0, $1)
        }
    }

    func verifies(_ signature: Signature, _ message: UnsafePointer<UInt8>, _ count: UInt64) -> Bool
    {
        Sodium.prepare()
        var raw = signature.words
        for index in raw.indices { raw[index] = raw[index].bigEndian }
        let key = self.raw
        return unsafe key.span.withUnsafeBytes { key in
            unsafe raw.span.withUnsafeBytes { signature in
                unsafe causeway_verifies(signature.octets, message, count, key.octets)
            }
        }
    }
}

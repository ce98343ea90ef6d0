import Lattice
import Seal

/// A secret that a test can name: bytes counted up from one.
func counted(from first: UInt8 = 0, _ count: Int = 32) -> Secret {
    let bytes = (0..<count).map { first &+ UInt8(truncatingIfNeeded: $0) }
    return Secret(copying: bytes.span.bytes)
}

/// A secret of these bytes.
func secret(_ bytes: [UInt8]) -> Secret { Secret(copying: bytes.span.bytes) }

/// Entropy that a test can name.
func chance(_ seed: UInt8) -> Entropy { Entropy(secret(Array(repeating: seed, count: 32))) }

func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

func digits(_ bytes: [UInt8]) -> String {
    bytes.map { (UInt16($0) + 256).hexadecimal.dropFirst() }.joined()
}

extension UInt16 {
    fileprivate var hexadecimal: String { String(self, radix: 16) }
}

extension Secret {
    /// A copy in the open, which only tests may make.
    var array: [UInt8] { bytes.withUnsafeBytes { Array($0) } }
}

extension [UInt8] {
    /// The same with one bit turned, counted from the lowest of the first byte.
    func flipped(_ bit: Int) -> Self {
        var bytes = self
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return bytes
    }

    /// Every text that differs from this one in a single bit.
    var allFlips: some Sequence<[UInt8]> { (0..<count * 8).lazy.map { flipped($0) } }
}

extension SealingKey {
    func seal(_ text: [UInt8], with clear: [UInt8], _ entropy: inout Entropy) -> [UInt8] {
        seal(text.span.bytes, with: clear.span.bytes, &entropy)
    }

    func open(_ sealed: [UInt8], with clear: [UInt8]) -> [UInt8]? {
        open(sealed.span.bytes, with: clear.span.bytes)
    }
}

extension PublicKey where Purpose: Agreement {
    func box(_ text: [UInt8], context: [UInt8], _ entropy: inout Entropy) -> [UInt8]? {
        box(text.span.bytes, context: context.span.bytes, &entropy)
    }
}

extension AgreementKey {
    func unbox(_ box: [UInt8], context: [UInt8]) -> [UInt8]? {
        switch unbox(box.span.bytes, context: context.span.bytes) {
        case .some(let text): text.array
        case .none: nil
        }
    }
}

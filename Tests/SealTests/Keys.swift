import Lattice
import Seal

/// The bytes that digits stand for, two for each.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    precondition(digits.count == text.count && digits.count.isMultiple(of: 2), "\(text)")
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

/// Eight bytes for each word, the first the highest.
private func bigEndian(_ text: String, _ count: Int) -> [UInt64] {
    let bytes = hex(text)
    precondition(bytes.count == 8 * count, "\(text)")
    return (0..<count).map { word in
        bytes[8 * word..<8 * word + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension Hash {
    init(hex text: String) {
        let words = bigEndian(text, 4)
        self.init(words[0], words[1], words[2], words[3])
    }

    /// The same with one bit turned, counted from the lowest of the first byte.
    func flipped(_ bit: Int) -> Self {
        var words = [words.0, words.1, words.2, words.3]
        words[bit / 64] ^= mask(bit)
        return Self(words[0], words[1], words[2], words[3])
    }
}

extension PublicKey {
    init(hex text: String) { self.init(Hash(hex: text)) }
}

extension Signature {
    init(hex text: String) {
        let all = bigEndian(text, 8)
        var words = InlineArray<8, UInt64>(repeating: 0)
        for index in words.indices { words[index] = all[index] }
        self.init(words)
    }

    func flipped(_ bit: Int) -> Self {
        var words = words
        words[bit / 64] ^= mask(bit)
        return Self(words)
    }

    /// The digits of its bytes.
    var text: String {
        Hash<Self>(words[0], words[1], words[2], words[3]).description
            + Hash<Self>(words[4], words[5], words[6], words[7]).description
    }
}

private func mask(_ bit: Int) -> UInt64 {
    1 << UInt64(8 * (7 - bit % 64 / 8) + bit % 8)
}

extension SigningKey {
    /// Of the bytes that these digits stand for.
    init(hex text: String) {
        let bytes = SealTests.hex(text)
        self.init(entropy: bytes.span.bytes)
    }
}

enum Sample {}

/// What the signatures of these tests are for, and what they are over.
let domain = Hash<Sample>(
    hex: "11111111111111111111111111111111000102030405060708090a0b0c0d0e0f")
let subject = Hash<Sample>(
    hex: "22222222222222226465666768696a6b6c6d6e6f707172737475767778797a7b")

/// The bytes 0, 1, 2 … 31.
let entropy = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

/// The key that follows from them.
let key = VerifyingKey(hex: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8")

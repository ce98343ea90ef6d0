import Seal

/// Secrets that a test can look for in memory. They are worked out byte by byte, in locked memory,
/// so that they are nowhere else.
enum Canary: UInt8, CaseIterable {
    case passphrase, signingSeed, boxSecret, scopeKey, deviceSecret, helloKey

    var secret: Secret {
        var writer = SecretWriter(most: 32)
        for index in 0..<32 { writer.put(byte: byte(at: index)) }
        return writer.finish()
    }

    func byte(at index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: (index * 167 + 29) ^ (Int(rawValue) * 41 + 90))
    }
}

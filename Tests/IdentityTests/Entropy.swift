import Seal

/// Entropy that a test can name.
func entropy(_ seed: UInt8) -> Entropy {
    Entropy(Secret(copying: [UInt8](repeating: seed, count: 32).span.bytes))
}

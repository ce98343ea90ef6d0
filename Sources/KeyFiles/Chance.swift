public import Seal

/// Where what nobody can guess comes from: the system.
public enum Chance {
    public static func entropy() -> Entropy {
        var system = SystemRandomNumberGenerator()
        let seed = unsafe Secret(most: 32) { room in
            for place in 0..<4 {
                unsafe room.storeBytes(
                    of: system.next(), toByteOffset: place * 8, as: UInt64.self)
            }
            return 32
        }
        guard let seed = consume seed else { preconditionFailure("there is room for 32 bytes") }
        return Entropy(seed)
    }
}

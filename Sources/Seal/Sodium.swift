internal import CSodium

/// The library under everything here. It is set up once, and held to its pinned cases: libraries
/// differ in which signatures they take (spec/04-identity.md#seal-3).
public enum Sodium {
    /// Whether the library can be used, and verifies as every other node does. To be asked once at
    /// the start of a program, which must not go on if it is false.
    public static var isSound: Bool {
        isReady && Pins.all.allSatisfy(\.holds) && KeyPins.all.allSatisfy(\.holds)
    }

    /// Set up, so that the library has chosen the fastest code for this machine.
    static let isReady = sodium_init() >= 0

    /// What everything calls first that the library could be unready for.
    static func prepare() { precondition(isReady, "libsodium could not be set up") }
}

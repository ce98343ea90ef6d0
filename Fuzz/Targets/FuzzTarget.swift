/// Something that has to hold for every input. Fuzzers look for one for which it does not.
public protocol FuzzTarget: Sendable {
    /// What `scripts/fuzz` and the folders of the corpus call it.
    static var name: String { get }
    static func check(_ input: [UInt8]) throws(Broken)
}

extension FuzzTarget {
    /// What is broken, in a sentence; nil if nothing is.
    public static func run(_ input: [UInt8]) -> String? {
        do {
            try check(input)
            return nil
        } catch { return error.sentence }
    }
}

/// What does not hold although it should.
public struct Broken: Error {
    public let sentence: String
}

/// Throws this sentence if the condition does not hold.
func demand(_ condition: Bool, _ sentence: @autoclosure () -> String) throws(Broken) {
    guard condition else { throw Broken(sentence: sentence()) }
}

/// All that can be fuzzed.
public enum Fuzzing {
    /// What has to hold.
    public static let targets: [any FuzzTarget.Type] = [
        Decode.self, Canonicity.self, Roundtrip.self, Join.self, Model.self, Forms.self,
        Authority.self, Handshakes.self, Invitations.self, KeyFiles.self, Post.self, Talk.self,
        Signals.self, Sticks.self,
    ]

    /// Their names, in the same order.
    public static var names: [String] { targets.map { $0.name } }

    /// Must be found wanting, or the fuzzer is not guided by what it covers.
    public static let canary: any FuzzTarget.Type = Canary.self

    public static func target(named name: String) -> (any FuzzTarget.Type)? {
        (targets + [canary]).first { $0.name == name }
    }
}

public import Bundles
public import Replica
public import Seal

/// A test seat, unlocked.
public final class Owner: Unlocked {
    private let test: ScriptedSeat

    public init(_ test: ScriptedSeat) { self.test = test }

    public var seat: ActID { test.id }

    public func withSigningKey<Result>(_ body: (borrowing SigningKey) -> Result) -> Result {
        body(test.signer.key)
    }

    public func withBoxKey<Result>(
        _ body: (borrowing AgreementKey<Boxing>) -> Result
    ) -> Result {
        body(test.signer.box)
    }
}

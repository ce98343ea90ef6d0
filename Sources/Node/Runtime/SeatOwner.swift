internal import Bundles
internal import Identity
internal import Keys
internal import Replica
internal import Seal

/// A seat that its person has unlocked, for the replica.
final class SeatOwner: Unlocked {
    let unlocked: UnlockedSeat
    let seat: ActID

    init(_ unlocked: UnlockedSeat, as seat: ActID) {
        self.unlocked = unlocked
        self.seat = seat
    }

    func withSigningKey<Result>(_ body: (borrowing SigningKey) -> Result) -> Result {
        guard let result = unlocked.withSecrets({ body($0.signing) }) else {
            preconditionFailure("a seat is locked only when the replica has let go of it")
        }
        return result
    }

    func withBoxKey<Result>(_ body: (borrowing AgreementKey<Boxing>) -> Result) -> Result {
        guard let result = unlocked.withSecrets({ body($0.box) }) else {
            preconditionFailure("a seat is locked only when the replica has let go of it")
        }
        return result
    }
}

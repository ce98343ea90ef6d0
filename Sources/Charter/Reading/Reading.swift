public import Bundles

/// A seat, and a grant by which it reads something (spec/07-confidentiality.md#read-2).
public struct Reading: Hashable, Comparable, Sendable {
    public let seat: ActID
    public let grant: ActID

    public init(seat: ActID, grant: ActID) {
        self.seat = seat
        self.grant = grant
    }

    public static func < (a: Self, b: Self) -> Bool { (a.seat, a.grant) < (b.seat, b.grant) }
}

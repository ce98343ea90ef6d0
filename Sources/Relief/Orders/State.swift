/// What an order, or what a hub asks for, has come to. Nobody writes it: it follows from what
/// people signed (spec/10-relief.md#order-2).
public enum State: String, CaseIterable, Hashable, Sendable {
    case draft
    case submitted
    case planned
    case awaitingApproval = "awaiting approval"
    case approved
    /// Approved and rejected by people who did not know of each other.
    case held
    case rejected
    case changeRequested = "change requested"
    case partDispatched = "part dispatched"
    case dispatched
    case partReceived = "part received"
    case received
    case completed
    case cancelled

    /// Whether nothing more is to be expected.
    public var isOver: Bool { self == .rejected || self == .completed || self == .cancelled }

    /// How far goods are on their way; nil of what is not on its way.
    var progress: Int? {
        let steps: [Self] = [
            .planned, .awaitingApproval, .approved, .partDispatched, .dispatched, .partReceived,
            .received, .completed,
        ]
        return steps.firstIndex(of: self)
    }
}

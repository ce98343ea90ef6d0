public import Bundles
public import Seal

/// What a device is to a realm (spec/12-transport.md#who-1).
public enum DeviceStanding: Hashable, Sendable {
    case welcome
    /// It was, and is not any more.
    case letGo
    /// A seat names it, and nobody has granted that anything yet.
    case new
    /// No seat names it.
    case stranger
}

extension Roster {
    /// Whether one of a device's seats reads a scope.
    public func reads(_ scope: Address, device: DeviceKey) -> Bool {
        keys.contains { $0.value.device == device && reads(scope, $0.key) }
    }

    /// What a device is. A clock takes nothing away: it may be wrong.
    public func standing(of device: DeviceKey) -> DeviceStanding {
        let seats = keys.lazy.filter { $0.value.device == device }.map(\.key)
        guard !seats.isEmpty else { return .stranger }
        let entries = seats.flatMap { self.entries(of: $0) }
        if entries.contains(where: \.isSound) { return .welcome }
        return entries.isEmpty ? .new : .letGo
    }
}

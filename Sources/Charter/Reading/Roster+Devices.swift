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
    /// How many devices have a seat.
    public var deviceCount: Int { seats.count }

    /// The seats that name a device, ascending.
    public func seats(of device: DeviceKey) -> [ActID] { seats[device] ?? [] }

    /// Whether no other device than this one is welcome.
    public func isAlone(_ device: DeviceKey) -> Bool {
        !seats.keys.contains { $0 != device && standing(of: $0) == .welcome }
    }

    /// Whether one of a device's seats reads a scope.
    public func reads(_ scope: Address, device: DeviceKey) -> Bool {
        seats(of: device).contains { reads(scope, $0) }
    }

    /// The hubs that a device works at: those that the grants of its seats name.
    public func hubs(of device: DeviceKey) -> Set<HubID> {
        let all = seats(of: device).flatMap { entries(of: $0) }
        return Set(all.filter(\.isSound).flatMap { $0.hubs ?? [] })
    }

    /// What a device is. A clock takes nothing away: it may be wrong.
    public func standing(of device: DeviceKey) -> DeviceStanding {
        let seats = seats(of: device)
        guard !seats.isEmpty else { return .stranger }
        let entries = seats.flatMap { self.entries(of: $0) }
        if entries.contains(where: \.isSound) { return .welcome }
        return entries.isEmpty ? .new : .letGo
    }
}

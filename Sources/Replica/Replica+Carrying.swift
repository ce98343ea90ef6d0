internal import Bundles
internal import Charter
internal import Keys
public import Lattice
public import Seal

/// What lies here that no seat of this device reads: others have it from here
/// (spec/11-sync.md#room-1).
public struct Carrying: Hashable, Sendable {
    /// How many bytes of it may lie here; nil: as many as come.
    public internal(set) var quota: Int?
    public internal(set) var byteCount = 0
    /// Whether something was not taken in for want of room. It stays so until an eighth is free.
    public internal(set) var isFull = false

    init() {}
}

extension Replica {
    /// Says whose device this is; nobody's, if it is a relay: that carries everything.
    public mutating func belong(to device: DeviceKey?, into effects: inout [Effect]) {
        carrier = device
        weigh(into: &effects)
    }

    mutating func carry(atMost quota: Int?, into effects: inout [Effect]) {
        carrying.quota = quota
        weigh(into: &effects)
    }

    /// Whether nobody here reads it. The charter is everybody's.
    mutating func carries(_ scope: Address) -> Bool {
        guard scope != .charter else { return false }
        if let known = carried[scope] { return known }
        let isCarried = !isRead(scope, by: carrier)
        carried[scope] = isCarried
        return isCarried
    }

    private func isRead(_ scope: Address, by device: DeviceKey?) -> Bool {
        device.map { readership.roster.reads(scope, device: $0) } ?? false
    }

    /// Whether a feed is nothing but carried by a device, or by a relay if none is named.
    public func isCarried(_ feed: FeedID, by device: DeviceKey?) -> Bool {
        guard let scope = feeds[feed]?.known.opening.scope, scope != .charter else { return false }
        return !isRead(scope, by: device)
    }

    /// Whether nothing more is taken in of a feed.
    public func declines(_ feed: FeedID) -> Bool {
        carrying.isFull && isCarried(feed, by: carrier)
    }

    /// Counts anew: who reads what follows from the charter.
    mutating func weigh(into effects: inout [Effect]) {
        carried = [:]
        carrying.byteCount = 0
        for feed in order {
            guard let stored = feeds[feed], carries(stored.known.opening.scope) else { continue }
            carrying.byteCount += stored.byteCount
        }
        guard carrying.isFull else { return }
        guard let quota = carrying.quota, carrying.byteCount > quota - quota / 8 else {
            carrying.isFull = false
            return effects.append(.carrying(carrying))
        }
    }

    /// Whether a bundle can be taken in. What is not can come later: it is not noted.
    mutating func hasRoom(
        for size: Int, of scope: Address, into effects: inout [Effect]
    ) -> Bool {
        guard let quota = carrying.quota, carries(scope) else { return true }
        if !carrying.isFull, carrying.byteCount + size > quota {
            carrying.isFull = true
            effects.append(.carrying(carrying))
        }
        return !carrying.isFull
    }
}

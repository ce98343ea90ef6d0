public import Bundles
public import Charter
public import Gossip
public import Lattice
public import Network
public import Seal
public import Store

/// What a node knows of itself and of others, at one moment.
public struct Status: Sendable {
    public let realm: DomainID
    public let device: DeviceKey
    public let isRelay: Bool
    /// Where it takes sessions; zero if nowhere.
    public let port: UInt16
    public let seats: [SeatStatus]
    public let peers: [PeerStatus]
    public let links: [LinkStatus]
    /// Entries that were made here and that nobody else is known to have.
    public let unshared: Int
    /// When the first of them was made, in milliseconds since 1970.
    public let oldestUnshared: UInt64?
    /// What lies here for others, in bytes, and how much may.
    public let carried: Int
    public let quota: Int?
    public let isCarryingFull: Bool
    /// What the charter comes to, and what is held in all.
    public let view: ViewID
    public let root: HoldingsRoot
    public let feeds: Int
    public let bundles: Int
    /// Addresses where others were met in the last weeks, which are dialled unless they are heard.
    public let remembered: [String]
    /// Why nothing can be stored now; nil if all is well.
    public let failure: StoreError?
    /// By how many milliseconds most others' clocks are ahead of this one; zero if that is little.
    public let clockLead: Int64
    /// Whether others are still to say what they have of what was written here.
    public let isAsking: Bool
    public let figures: Figures

    public struct Figures: Hashable, Sendable {
        public let uptime: UInt64
        public let commits: UInt64
        public let stored: UInt64
        public let refused: UInt64
        public let longestTurn: UInt64
        public let network: NetworkFigures
    }
}

/// Somebody who has a seat on this device.
public struct SeatStatus: Hashable, Sendable {
    public let label: String
    /// Nil while it waits to be admitted.
    public let seat: ActID?
    /// The realm, or the agency that it is of.
    public let domain: DomainID
    public let isUnlocked: Bool
}

/// Another machine with which there is a session.
public struct PeerStatus: Hashable, Sendable {
    public enum Sort: String, Hashable, Sendable { case device, relay, guest }

    /// Nil of a relay, and at a relay.
    public let device: DeviceKey?
    public let sort: Sort
    public let address: String
    /// Milliseconds since the session began, and since both last held the same.
    public let since: UInt64
    public let metBefore: UInt64?
    public let isInitiator: Bool
    /// Entries of this device that it is not known to have; nil of whose holdings nothing is known.
    public let lacking: Int?
    /// What it said of the room it has; nil if it said nothing.
    public let isFull: Bool?
}

/// A way out of this machine.
public struct LinkStatus: Hashable, Sendable {
    public let name: String
    public let addresses: [String]
    public let rungs: [RungStatus]
}

/// A way to reach all who are on a link.
public struct RungStatus: Hashable, Sendable {
    public let rung: Rung
    /// Milliseconds since somebody was heard so; nil if nobody was.
    public let heardBefore: UInt64?
    /// Why nothing could be said so the last time.
    public let fault: String?
}

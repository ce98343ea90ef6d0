public import Identity
public import Lattice
public import Replica
public import Seal

/// What a station is told.
public enum StationInput: Sendable {
    /// A link came up, or is another now; or it went away.
    case link(LinkID, LinkTraits?)
    /// Where somebody may be found who is not heard, as a person says; or as this device remembers.
    case acquaintance(Endpoint, isRemembered: Bool = false)
    /// Somebody wants to know now who is there.
    case look
    case datagram([UInt8], from: Endpoint)
    /// A session begins, with a device whose key it has proven; with a relay that was dialled, or
    /// as a relay with somebody who dialled it, no device is named.
    case opened(SessionID, Opened)
    case heard([UInt8], SessionID)
    case closed(SessionID)
    /// What was to be dialled does not answer.
    case unreachable(Endpoint)
    /// For the replica: something was entered, or there is time.
    case replica(Input)
    /// All that was said before is on the disk for good.
    case committed
    /// The time that was asked for has come.
    case time

    public struct Opened: Sendable {
        public let device: DeviceKey?
        public let run: RunID?
        public let endpoint: Endpoint
        public let isInitiator: Bool

        public init(device: DeviceKey?, run: RunID?, endpoint: Endpoint, isInitiator: Bool) {
            self.device = device
            self.run = run
            self.endpoint = endpoint
            self.isInitiator = isInitiator
        }
    }
}

/// What is to be done for a station, once the storage has committed.
public enum StationEffect: Hashable, Sendable {
    /// To all on a link.
    case shout([UInt8], LinkID)
    case dial(Endpoint)
    case say([UInt8], SessionID)
    /// To be closed; for a reason, if the other broke a rule.
    case close(SessionID, TalkError?)
    /// Groups of a link are to be joined again: the machine slept.
    case rejoin(LinkID)
    /// The other end of a session holds all that this device may tell it, and the other way round.
    case met(SessionID)
    /// Another device has these for good.
    case isStored(SessionID, [Message.Stored])
    /// The other end of a session says what it has room for.
    case room(SessionID, Message.Room)
    /// Most others' clocks are so far ahead of this one; zero if that is over.
    case clockIsOff(by: Int64)
    case replica(Effect)
    /// More is to be said than was said in one go: `time` is to be given at once.
    case busy
}

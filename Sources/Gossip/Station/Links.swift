public import Lattice

/// Names a way out of a device: an interface, a line to a relay.
public struct LinkID: Hashable, Comparable, Sendable {
    public let number: UInt64

    public init(_ number: UInt64) { self.number = number }

    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// What a link can do. What it is made of is of no interest here.
public struct LinkTraits: Hashable, Sendable {
    /// Whether a datagram can reach all who are on it.
    public var reachesAll: Bool
    /// Whether each byte costs money.
    public var isDear: Bool

    public init(reachesAll: Bool, isDear: Bool = false) {
        (self.reachesAll, self.isDear) = (reachesAll, isDear)
    }
}

/// What a `HostName` names: one end of a link.
public enum Host {}
public typealias HostName = Identifier<Host>

/// Where somebody can be reached.
public struct Endpoint: Hashable, Comparable, Sendable {
    public var link: LinkID
    public var host: HostName
    public var port: UInt16

    public init(_ link: LinkID, _ host: HostName, port: UInt16) {
        (self.link, self.host, self.port) = (link, host, port)
    }

    public static func < (a: Self, b: Self) -> Bool {
        (a.link, a.host, a.port) < (b.link, b.host, b.port)
    }
}

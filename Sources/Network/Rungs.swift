/// A way to reach all who are on a link.
public enum Rung: Int, CaseIterable, Hashable, Comparable, Sendable {
    case v6Multicast, v4Multicast, broadcast

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Which ways are taken to say something to all on a link (spec/14-discovery.md#rung-1).
///
/// The same datagram goes by IPv6 and by IPv4, and by broadcast while nobody is heard by either:
/// but by IPv4 no more once all who are heard are heard by IPv6 too.
public struct Rungs: Hashable, Sendable {
    /// What can be tried at all.
    public var possible: Set<Rung>
    /// When somebody was heard so.
    public private(set) var heard: [Rung: UInt64] = [:]
    /// When it did not work to say something so, and whether it does now.
    public var fault: [Rung: String] = [:]
    /// When somebody was last heard by IPv4 and not by IPv6.
    private var heardByV4Alone: UInt64?
    private let since: UInt64
    /// Datagrams that came by IPv4, and have not come by IPv6 so far.
    private var unpaired: [(mark: UInt64, at: UInt64)] = []

    /// Who was heard in some way no longer ago is there.
    static let memory: UInt64 = 330_000
    /// The two copies of a datagram come within so long, if both come.
    static let pairing: UInt64 = 1_000
    private static let mostUnpaired = 64

    public init(_ possible: Set<Rung>, at now: UInt64) {
        self.possible = possible
        since = now
    }

    public mutating func hear(_ mark: UInt64, by rung: Rung, at now: UInt64) {
        heard[rung] = now
        switch rung {
        case .v4Multicast:
            unpaired.append((mark, now))
            if unpaired.count > Self.mostUnpaired { unpaired.removeFirst() }
        case .v6Multicast: unpaired.removeAll { $0.mark == mark }
        case .broadcast: break
        }
    }

    private func isHeard(_ rung: Rung, at now: UInt64) -> Bool {
        heard[rung].map { now < $0 + Self.memory } ?? false
    }

    /// By which something is to be said now.
    public mutating func wanted(at now: UInt64) -> [Rung] {
        while let first = unpaired.first, first.at + Self.pairing <= now {
            unpaired.removeFirst()
            heardByV4Alone = first.at
        }
        return Rung.allCases.filter { possible.contains($0) && isWanted($0, at: now) }
    }

    private func isWanted(_ rung: Rung, at now: UInt64) -> Bool {
        switch rung {
        case .v6Multicast: true
        case .v4Multicast:
            !possible.contains(.v6Multicast) || !isHeard(.v6Multicast, at: now)
                || now < since + Self.memory
                || (heardByV4Alone.map { now < $0 + Self.memory } ?? false)
        case .broadcast:
            !isHeard(.v6Multicast, at: now) && !isHeard(.v4Multicast, at: now)
        }
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.possible == b.possible && a.heard == b.heard && a.fault == b.fault
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(possible)
        hasher.combine(heard)
    }
}

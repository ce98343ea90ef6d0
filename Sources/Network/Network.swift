internal import CLinux
internal import Glibc
public import Gossip
internal import Lattice

/// What comes from the network.
public enum NetworkEvent: Hashable, Sendable {
    /// An interface came, has other addresses now, or went away.
    case link(LinkID, Interface?)
    case datagram([UInt8], from: Endpoint)
    /// Somebody has reached this machine.
    case accepted(StreamID, from: Endpoint)
    /// What was dialled answers; or does not.
    case reached(StreamID)
    case unreachable(StreamID)
    case heard([UInt8], StreamID)
    /// The other side is gone, or could not keep up.
    case ended(StreamID)
    /// Somebody rang.
    case called
}

/// What a node wants of the network.
public struct NetworkSettings: Hashable, Sendable {
    /// Of datagrams to all: nil says and hears none.
    public var datagrams: UInt16?
    /// Where streams are taken; if that is in use, another one. Nil takes none.
    public var streams: UInt16?
    /// Whether no other port will do.
    public var isPortFixed = false
    /// The names of interfaces to use; nil for all that there are.
    public var interfaces: [String]?
    /// How many streams at most.
    public var mostStreams = 128

    public static let usualPort: UInt16 = 11_787

    public init(datagrams: UInt16? = usualPort, streams: UInt16? = usualPort) {
        self.datagrams = datagrams
        self.streams = streams
    }
}

/// All of a node's sockets, waited for at once, by one thread. What is put into it is said when it
/// waits the next time.
public final class Network {
    private let settings: NetworkSettings
    private let poll: Poll
    public let bell: Bell
    private let wake: Descriptor
    private let changes: Descriptor
    private var sockets: [DatagramSocket] = []
    private var listener: Descriptor?
    /// Let go of for a moment when the system gives no more descriptors, so that whoever waits at
    /// the door can be sent away, and the loop does not wake up for them for ever.
    private var spare: Descriptor?
    /// Where streams are taken; zero if none are.
    public private(set) var port: UInt16 = 0
    private var streams: [StreamID: Stream] = [:]
    private var lastStream: UInt64 = 0
    /// The interfaces that are used, and how each is spoken on.
    public private(set) var interfaces: [LinkID: Interface] = [:]
    public private(set) var rungs: [LinkID: Rungs] = [:]
    private var echoes = Echoes()
    private var isStale = true
    /// Streams that have something to say.
    private var full: Set<StreamID> = []
    private var pending: [NetworkEvent] = []
    public private(set) var figures = NetworkFigures()
    private var rejoining: UInt64 = 0

    /// Groups are joined anew so often: switches forget.
    static let rejoinSpan: UInt64 = 90_000
    static let v4Group = HostAddress(v4: 239, 255, 67, 87)
    static let v6Group = HostAddress(
        HostName(high: 0xFF12_0000_0000_0000, low: 0x0000_6361_7573_6577))
    /// What cannot be said in this time when a stream is closed is not said.
    static let farewell: UInt64 = 2_000

    private enum Token {
        static let bell: UInt64 = 1
        static let changes: UInt64 = 2
        static let listener: UInt64 = 3
        static let sockets: UInt64 = 16
        static let streams: UInt64 = 1 << 32
    }

    public init(_ settings: NetworkSettings) throws(NetworkError) {
        self.settings = settings
        poll = try Poll()
        bell = try Bell()
        wake = try bell.descriptor()
        changes = try Descriptor(causeway_changes_open(), "watching addresses")
        poll.add(wake, as: Token.bell)
        poll.add(changes, as: Token.changes)
        if let wanted = settings.datagrams { try openSockets(wanted) }
        if let wanted = settings.streams { try listen(wanted) }
    }

    private func openSockets(_ port: UInt16) throws(NetworkError) {
        // Machines without one of the two families are not without the other.
        var failure: NetworkError?
        for isV6 in [true, false] {
            do throws(NetworkError) {
                let socket = try DatagramSocket(isV6: isV6, port: port)
                poll.add(socket.descriptor, as: Token.sockets + UInt64(sockets.count))
                sockets.append(socket)
            } catch { failure = error }
        }
        if sockets.isEmpty, let failure { throw failure }
    }

    private func listen(_ wanted: UInt16) throws(NetworkError) {
        var found = wanted
        var number = unsafe causeway_tcp_listen(&found, isLocal ? 1 : 0)
        if number < 0, !settings.isPortFixed, errno == EADDRINUSE {
            found = 0
            number = unsafe causeway_tcp_listen(&found, isLocal ? 1 : 0)
        }
        let listener = try Descriptor(number, "taking sessions on port \(wanted)")
        poll.add(listener, as: Token.listener)
        (self.listener, port) = (listener, found)
        spare = Self.nothing()
    }

    /// Whether nobody but this machine is meant.
    private var isLocal: Bool { settings.interfaces == ["lo"] }

    /// What the clocks say now.
    public static func now() -> Now {
        let clocks = causeway_clocks()
        return Now(
            ticks: clocks.ticks, boot: clocks.boot,
            wall: WallTime(milliseconds: clocks.wall))
    }

    // MARK: Waiting

    /// Says what is to be said, and waits until something comes or it is that time by the clock
    /// that stops in sleep. What comes is what came in one go.
    public func wait(until ticks: UInt64?) -> [NetworkEvent] {
        let now = Self.now().ticks
        if isStale || rejoining <= now { look(at: now) }
        flushAll(at: now)
        var due = min(ticks ?? .max, rejoining)
        for stream in streams.values { if let end = stream.closing { due = min(due, end) } }
        let span = pending.isEmpty ? (due > now ? due - now : 0) : 0
        for ready in poll.wait(milliseconds: span) { take(ready, at: now) }
        defer { pending = [] }
        return pending
    }

    private func take(_ ready: Poll.Ready, at now: UInt64) {
        switch ready.token {
        case Token.bell:
            bell.quiet()
            pending.append(.called)
        case Token.changes:
            if causeway_changes_read(changes.number) == 1 { isStale = true }
        case Token.listener: accept()
        case Token.sockets..<Token.sockets + 2:
            hear(sockets[Int(ready.token - Token.sockets)], at: now)
        default: take(ready, of: StreamID(ready.token - Token.streams))
        }
    }

    // MARK: Interfaces

    /// Looks which interfaces there are, and joins the groups on all of them.
    private func look(at now: UInt64) {
        isStale = false
        rejoining = now + Self.rejoinSpan
        var found: [LinkID: Interface] = [:]
        let all = Interface.all().filter { $0.isUp && !$0.addresses.isEmpty }
        let wanted =
            settings.interfaces.map { names in all.filter { names.contains($0.name) } }
            ?? all.filter { !$0.isLoopback }
        // Nodes of one machine without a network hear each other.
        for one in wanted.isEmpty && settings.interfaces == nil ? all : wanted {
            found[one.link] = one
        }
        for link in interfaces.keys.sorted() where found[link] == nil {
            (interfaces[link], rungs[link]) = (nil, nil)
            pending.append(.link(link, nil))
        }
        for link in found.keys.sorted() {
            guard let one = found[link] else { continue }
            let possible = join(one)
            if interfaces[link] != one {
                interfaces[link] = one
                rungs[link] = Rungs(possible, at: now)
                pending.append(.link(link, one))
            } else {
                rungs[link]?.possible = possible
            }
        }
    }

    /// Joins the groups on an interface; in which ways it can be spoken on.
    private func join(_ one: Interface) -> Set<Rung> {
        var possible: Set<Rung> = []
        // Nothing goes to a group of IPv6 over the loopback.
        for socket in sockets where socket.isV6 ? one.hasV6 && !one.isLoopback : one.hasV4 {
            let group = socket.isV6 ? Self.v6Group : Self.v4Group
            if one.hasMulticast, socket.join(group, one.link) {
                possible.insert(socket.isV6 ? .v6Multicast : .v4Multicast)
            }
            if !socket.isV6, one.broadcast != nil { possible.insert(.broadcast) }
        }
        return possible
    }

    /// The machine slept: whoever forwards to groups may have forgotten this one.
    public func rejoin(_ link: LinkID) {
        guard let one = interfaces[link] else { return }
        for socket in sockets {
            socket.leave(socket.isV6 ? Self.v6Group : Self.v4Group, link)
        }
        rungs[link]?.possible = join(one)
    }

    /// On which link somebody is, if they are on the network of one.
    public func link(of host: HostAddress) -> LinkID? {
        interfaces.keys.sorted().first { interfaces[$0]?.holds(host) == true }
    }

    // MARK: Datagrams

    /// Says something to all who are on a link.
    public func shout(_ bytes: [UInt8], _ link: LinkID) {
        let now = Self.now().ticks
        guard let port = settings.datagrams, let one = interfaces[link],
            let ways = rungs[link]?.wanted(at: now)
        else { return }
        _ = echoes.isNew(Echoes.mark(of: bytes))
        for way in ways {
            let isV6 = way == .v6Multicast
            guard let socket = sockets.first(where: { $0.isV6 == isV6 }) else { continue }
            let target: HostAddress?
            switch way {
            case .v6Multicast: target = Self.v6Group
            case .v4Multicast: target = Self.v4Group
            case .broadcast: target = one.broadcast
            }
            guard let target else { continue }
            figures.datagramsOut += 1
            figures.datagramBytesOut += UInt64(bytes.count)
            let isSaid = socket.send(bytes, to: target, port: port, on: one)
            rungs[link]?.fault[way] = isSaid ? nil : unsafe String(cString: strerror(errno))
        }
    }

    private func hear(_ socket: DatagramSocket, at now: UInt64) {
        for heard in socket.receive() {
            figures.datagramsIn += 1
            figures.datagramBytesIn += UInt64(heard.bytes.count)
            let link = heard.from.link
            guard interfaces[link] != nil, heard.bytes.count >= Echoes.least else { continue }
            let mark = Echoes.mark(of: heard.bytes)
            if echoes.isOwn(mark) { continue }
            let way: Rung =
                socket.isV6 ? .v6Multicast : heard.to == Self.v4Group ? .v4Multicast : .broadcast
            rungs[link]?.hear(mark, by: way, at: now)
            guard echoes.isNew(mark, isOwn: false) else { continue }
            pending.append(.datagram(heard.bytes, from: heard.from))
        }
    }

    // MARK: Streams

    public func isOpen(_ id: StreamID) -> Bool { streams[id]?.closing == nil && streams[id] != nil }
    public var streamCount: Int { streams.count }
    /// How much waits to be said in a stream.
    public func waiting(_ id: StreamID) -> Int { streams[id]?.waiting ?? 0 }

    /// Begins to reach somebody; nil if that cannot be tried.
    public func dial(_ endpoint: Endpoint) -> StreamID? {
        guard streams.count < settings.mostStreams else { return nil }
        var place = endpoint.place
        let number = unsafe causeway_tcp_dial(&place)
        guard number >= 0 else { return nil }
        return add(Descriptor(number), endpoint, isDialling: true)
    }

    private func add(
        _ descriptor: Descriptor, _ endpoint: Endpoint, isDialling: Bool
    ) -> StreamID {
        lastStream += 1
        let id = StreamID(lastStream)
        streams[id] = Stream(id, descriptor, endpoint, isDialling: isDialling)
        poll.add(descriptor, as: Token.streams + id.number, writing: isDialling)
        return id
    }

    private static func nothing() -> Descriptor? {
        let number = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        return number >= 0 ? Descriptor(number) : nil
    }

    /// Whoever comes when the system has no room is not let in, and comes again.
    private func sendAway(from listener: Descriptor) {
        spare = nil
        var place = causeway_place()
        let number = unsafe causeway_tcp_accept(listener.number, &place)
        if number >= 0 { _ = Descriptor(number) }
        spare = Self.nothing()
    }

    private func accept() {
        guard let listener else { return }
        for _ in 0..<16 {
            var place = causeway_place()
            let number = unsafe causeway_tcp_accept(listener.number, &place)
            guard number >= 0 else {
                guard errno == EMFILE || errno == ENFILE else { return }
                sendAway(from: listener)
                continue
            }
            let descriptor = Descriptor(number)
            // Whoever comes when all is full is not let in, and comes again.
            guard streams.count < settings.mostStreams else { continue }
            var from = Endpoint(place, on: LinkID(UInt64(place.interface)))
            from.link = link(of: from.address) ?? LinkID(0)
            let id = add(descriptor, from, isDialling: false)
            figures.accepted += 1
            pending.append(.accepted(id, from: from))
        }
    }

    /// Says something in a stream, in the order in which it is put.
    public func say(_ bytes: [UInt8], _ id: StreamID) {
        guard let stream = streams[id], stream.closing == nil else { return }
        guard stream.put(bytes) else { return lose(stream) }
        full.insert(id)
    }

    /// Ends a stream when all is said that was put into it.
    public func close(_ id: StreamID) {
        guard let stream = streams[id] else { return }
        if stream.waiting == 0 || stream.isDialling { return remove(stream) }
        stream.closing = Self.now().ticks + Self.farewell
        full.insert(id)
    }

    private func remove(_ stream: Stream) {
        poll.drop(stream.descriptor)
        streams[stream.id] = nil
        full.remove(stream.id)
    }

    private func lose(_ stream: Stream) {
        remove(stream)
        guard stream.closing == nil else { return }
        pending.append(stream.isDialling ? .unreachable(stream.id) : .ended(stream.id))
    }

    private func flushAll(at now: UInt64) {
        for id in full.sorted() { if let stream = streams[id] { flush(stream) } }
        full = []
        for stream in streams.values.filter({ ($0.closing ?? .max) <= now }) { remove(stream) }
    }

    private func flush(_ stream: Stream) {
        guard !stream.isDialling else { return }
        guard stream.flush() else { return lose(stream) }
        if stream.waiting == 0, stream.closing != nil { return remove(stream) }
        let isWriting = stream.waiting > 0
        guard isWriting != stream.isWriting else { return }
        stream.isWriting = isWriting
        poll.change(
            stream.descriptor, as: Token.streams + stream.id.number,
            reading: stream.closing == nil, writing: isWriting)
    }

    private func take(_ ready: Poll.Ready, of id: StreamID) {
        guard let stream = streams[id] else { return }
        if stream.isDialling {
            guard causeway_tcp_fault(stream.descriptor.number) == 0 else { return lose(stream) }
            guard ready.canWrite else { return }
            stream.isDialling = false
            pending.append(.reached(id))
        }
        if ready.canWrite { flush(stream) }
        guard ready.canRead || ready.isGone, stream.closing == nil, streams[id] != nil else {
            if ready.isGone, stream.closing != nil { remove(stream) }
            return
        }
        for _ in 0..<Stream.mostAtOnce {
            switch stream.read() {
            case .some(let bytes):
                figures.streamBytesIn += UInt64(bytes.count)
                pending.append(.heard(bytes, id))
                if bytes.count < Stream.piece { return }
            case .nothing: return
            case .end: return lose(stream)
            }
        }
    }
}

/// What went through.
public struct NetworkFigures: Hashable, Sendable {
    public var datagramsIn: UInt64 = 0
    public var datagramsOut: UInt64 = 0
    public var datagramBytesIn: UInt64 = 0
    public var datagramBytesOut: UInt64 = 0
    public var streamBytesIn: UInt64 = 0
    public var accepted: UInt64 = 0
}

/// Datagrams that were said or heard a moment ago, by what is random in them: the same one comes by
/// several ways.
struct Echoes {
    private var own: [UInt64] = []
    private var ring: [UInt64] = []
    private var place = 0
    private var known: Set<UInt64> = []

    static let least = 24
    private static let most = 256

    /// The first bytes of the nonce.
    static func mark(of bytes: [UInt8]) -> UInt64 {
        bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    func isOwn(_ mark: UInt64) -> Bool { own.contains(mark) }

    mutating func isNew(_ mark: UInt64, isOwn: Bool = true) -> Bool {
        if isOwn {
            own.append(mark)
            if own.count > 64 { own.removeFirst() }
            return true
        }
        guard known.insert(mark).inserted else { return false }
        if ring.count < Self.most {
            ring.append(mark)
        } else {
            known.remove(ring[place])
            ring[place] = mark
            place = (place + 1) % Self.most
        }
        return true
    }
}

internal import Bundles
internal import Gossip
internal import Identity
internal import KeyFiles
internal import Lattice
internal import Network
internal import Seal
internal import Store

/// The one thread of a node: its network, its lines, and the realms that live here.
final class Engine {
    let network: Network
    let device: Device
    let log: Log
    let isRelay: Bool
    private(set) var residences: [DomainID: Residence] = [:]
    var lines: [StreamID: Line] = [:]
    /// What is being dialled, and for whom.
    var dials: [StreamID: (realm: DomainID, endpoint: Endpoint)] = [:]
    /// The keys of relays, by where they are.
    var relays: [Endpoint: DeviceKey] = [:]
    /// Who is to be there, by where they are.
    var expected: [Endpoint: DeviceKey] = [:]
    var invites: [InviteName: OpenInvite] = [:]
    var entropy = Chance.entropy()
    let inbox: Inbox
    private var isStopping = false
    private var stopBy: UInt64?
    /// The longest that a turn took, in milliseconds.
    private(set) var longestTurn: UInt64 = 0

    /// By then those who dial have shaken hands.
    static let handshake: UInt64 = 10_000
    /// Of those who have not, so many at once, and so many from one address.
    static let strangers = 64
    static let strangersOfOne = 8
    /// So long people may take to compare words.
    static let comparing: UInt64 = 600_000
    /// A stop is done by then, whatever is not.
    static let stopping: UInt64 = 10_000

    init(_ network: Network, as device: Device, isRelay: Bool, _ inbox: Inbox, _ log: Log) {
        (self.network, self.device, self.isRelay) = (network, device, isRelay)
        (self.inbox, self.log) = (inbox, log)
    }

    func add(_ residence: Residence) {
        residences[residence.realm] = residence
        tellLinks(to: residence)
    }

    var all: [Residence] { residences.keys.sorted().compactMap { residences[$0] } }

    // MARK: The loop

    func run() {
        while true {
            let events = network.wait(until: next)
            let begun = Network.now().ticks
            for event in events { take(event, at: Network.now()) }
            for job in inbox.take() { job(self) }
            for residence in all { residence.turn(self) }
            sweep(at: begun)
            longestTurn = max(longestTurn, Network.now().ticks - begun)
            if isStopping, isDone(at: begun) { break }
        }
        for line in lines.values.sorted(by: { $0.stream < $1.stream }) { hangUp(line) }
        _ = network.wait(until: Network.now().ticks)
        for residence in all { residence.close() }
        let left = inbox.close()
        residences = [:]
        for job in left { job(self) }
    }

    private var next: UInt64? {
        var times = all.compactMap(\.next)
        if let sweepAt { times.append(sweepAt) }
        if isStopping { times.append(Network.now().ticks + 50) }
        return times.min()
    }

    /// Lets go of everybody, then ends.
    func stop() {
        guard !isStopping else { return }
        isStopping = true
        stopBy = Network.now().ticks + Self.stopping
        for residence in all { for seat in residence.owners.keys { residence.lock(seat) {} } }
    }

    private func isDone(at now: UInt64) -> Bool {
        all.allSatisfy(\.isQuiet) || (stopBy ?? 0) <= now
    }

    // MARK: What comes

    private func take(_ event: NetworkEvent, at now: Now) {
        switch event {
        case .link(let link, let interface):
            for residence in all { tell(residence, link, interface, at: now) }
        case .datagram(let bytes, let endpoint):
            for residence in all { residence.tell(.datagram(bytes, from: endpoint), at: now) }
        case .accepted(let stream, let from): accept(stream, from, at: now)
        case .reached(let stream): reach(stream, at: now)
        case .unreachable(let stream):
            guard let dial = dials.removeValue(forKey: stream) else { return }
            log.note(.debug, "nobody answers", ["where": dial.endpoint.text])
            residences[dial.realm]?.tell(.unreachable(dial.endpoint), at: now)
        case .heard(let bytes, let stream): hear(bytes, stream, at: now)
        case .ended(let stream): end(stream, at: now)
        case .called: break
        }
    }

    private func tell(
        _ residence: Residence, _ link: LinkID, _ interface: Interface?, at now: Now
    ) {
        let reachesAll = network.rungs[link].map { !$0.possible.isEmpty } ?? false
        let traits = interface.map { _ in LinkTraits(reachesAll: reachesAll && !isRelay) }
        residence.tell(.link(link, traits), at: now)
        guard let name = interface?.name else { return }
        for endpoint in residence.met.endpoints(on: link, name) {
            residence.tell(.acquaintance(endpoint, isRemembered: true), at: now)
        }
    }

    /// All interfaces, to a station that has just begun.
    func tellLinks(to residence: Residence) {
        let now = Network.now()
        for link in network.interfaces.keys.sorted() {
            tell(residence, link, network.interfaces[link], at: now)
        }
    }
}

internal import Bundles
internal import Charter
internal import Gossip
internal import Identity
internal import Lattice
internal import Network
internal import Replica
internal import Seal
internal import Store

extension Status {
    /// What is so now.
    init(
        _ engine: Engine, _ residence: Residence, _ plates: [SealedSeat.Plate],
        since begun: UInt64
    ) {
        let now = Network.now()
        let device = engine.device.key
        let known = residence.withReplica { replica in
            Known(&replica, device, residence.sharing)
        }
        realm = residence.realm
        self.device = device
        isRelay = engine.isRelay
        port = engine.network.port
        seats = plates.map { plate in
            SeatStatus(
                label: plate.label, seat: plate.seat, domain: plate.domain,
                isUnlocked: plate.seat.map { residence.owners[$0] != nil } ?? false)
        }
        peers = engine.lines.values.filter { $0.opened?.realm == residence.realm }
            .sorted { $0.stream < $1.stream }
            .map { line in
                PeerStatus(
                    line, at: now.ticks,
                    lacking: residence.withReplica { $0.lacking(line, device, residence.sharing) }
                        ?? nil)
            }
        links = engine.network.interfaces.keys.sorted().compactMap { link in
            engine.network.interfaces[link].map {
                LinkStatus($0, engine.network.rungs[link], at: now.ticks)
            }
        }
        unshared = known?.unshared ?? 0
        oldestUnshared = known?.oldest
        carried = known?.carrying.byteCount ?? 0
        quota = known?.carrying.quota
        isCarryingFull = known?.carrying.isFull ?? false
        view = known?.view ?? .zero
        root = residence.root ?? .zero
        feeds = known?.feeds ?? 0
        bundles = known?.bundles ?? 0
        remembered = residence.met.all.map(\.text)
        failure = residence.failure
        clockLead = residence.clockLead
        isAsking = known?.isAsking ?? false
        figures = Figures(
            uptime: now.boot - min(begun, now.boot), commits: residence.figures.commits,
            stored: residence.figures.stored, refused: residence.figures.refused,
            longestTurn: engine.longestTurn, network: engine.network.figures)
    }

    private struct Known {
        let unshared: Int
        let oldest: UInt64?
        let carrying: Carrying
        let view: ViewID
        let feeds: Int
        let bundles: Int
        let isAsking: Bool

        init(_ replica: inout Replica<FileStorage>, _ device: DeviceKey, _ sharing: Sharing) {
            var unshared = 0
            var oldest: UInt64?
            var bundles = 0
            let all = replica.storedFeeds
            let statements = replica.statements.filter { $0.device != device }
            for feed in all {
                let end = feed.ends.map(\.number.value).max() ?? 0
                bundles += Int(end) + 1
                guard replica.isOf(device, feed.feed) else { continue }
                var shared = sharing.shared(feed.feed)?.value
                for statement in statements {
                    for reach in statement.feeds where reach.feed == feed.feed {
                        shared = max(shared ?? 0, reach.number.value)
                    }
                }
                // The opening of a feed is nobody's entry.
                let own = Int(end - min(shared ?? 0, end))
                unshared += own
                if own > 0, let time = replica.time(of: feed.feed, after: shared ?? 0) {
                    oldest = min(oldest ?? time, time)
                }
            }
            (self.unshared, self.oldest) = (unshared, oldest)
            self.bundles = bundles
            carrying = replica.carrying
            view = replica.charter.viewID
            feeds = all.count
            isAsking = replica.holdingBack != nil
        }
    }
}

extension Replica<FileStorage> {
    /// When the next bundle of a feed was made, in milliseconds since 1970.
    fileprivate mutating func time(of feed: FeedID, after number: UInt64) -> UInt64? {
        guard let next = BundleNumber(number + 1) else { return nil }
        let entry = withStorage { $0.bundles(of: feed, from: next, most: 1).first }
        return entry.flatMap { try? Bundle(parsing: $0.bytes).header.time.milliseconds }
    }

    /// How many entries of this device another is not known to have, by what it said.
    fileprivate borrowing func lacking(
        _ line: Line, _ own: DeviceKey, _ sharing: Sharing
    ) -> Int? {
        guard let opened = line.opened else { return nil }
        let said = opened.device.flatMap { statement(of: $0) }
        var lacking: Int?
        for feed in storedFeeds where isOf(own, feed.feed) {
            let end = feed.ends.map(\.number.value).max() ?? 0
            var there = sharing.shared(feed.feed, by: opened.device)?.value
            for reach in said?.feeds ?? [] where reach.feed == feed.feed {
                there = max(there ?? 0, reach.number.value)
            }
            lacking = (lacking ?? 0) + Int(end - min(there ?? 0, end))
        }
        return lacking
    }
}

extension PeerStatus {
    init(_ line: Line, at now: UInt64, lacking: Int?) {
        self.lacking = lacking
        device = line.opened?.device
        sort = line.relay != nil ? .relay : line.opened?.device == nil ? .guest : .device
        address = line.endpoint.text
        since = now - min(line.began, now)
        metBefore = line.metAt.map { now - min($0, now) }
        isInitiator = line.isInitiator
        isFull = line.room?.isFull
    }
}

extension LinkStatus {
    init(_ interface: Interface, _ rungs: Rungs?, at now: UInt64) {
        name = interface.name
        addresses = interface.addresses.map { "\($0.host)" }
        self.rungs = (rungs?.possible.sorted() ?? []).map { rung in
            RungStatus(
                rung: rung, heardBefore: rungs?.heard[rung].map { now - min($0, now) },
                fault: rungs?.fault[rung])
        }
    }
}

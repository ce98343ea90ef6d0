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
            Known(replica, device, residence.sharing)
        }
        realm = residence.realm
        self.device = device
        isRelay = engine.isRelay
        port = engine.network.port
        seats = plates.map { plate in
            SeatStatus(
                label: plate.label, seat: plate.seat,
                isUnlocked: plate.seat.map { residence.owners[$0] != nil } ?? false)
        }
        peers = engine.lines.values.filter { $0.opened?.realm == residence.realm }
            .sorted { $0.stream < $1.stream }
            .map { PeerStatus($0, at: now.ticks) }
        links = engine.network.interfaces.keys.sorted().compactMap { link in
            engine.network.interfaces[link].map {
                LinkStatus($0, engine.network.rungs[link], at: now.ticks)
            }
        }
        unshared = known?.unshared ?? 0
        carried = known?.carrying.byteCount ?? 0
        quota = known?.carrying.quota
        isCarryingFull = known?.carrying.isFull ?? false
        view = known?.view ?? .zero
        root = residence.root ?? .zero
        feeds = known?.feeds ?? 0
        bundles = known?.bundles ?? 0
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
        let carrying: Carrying
        let view: ViewID
        let feeds: Int
        let bundles: Int
        let isAsking: Bool

        init(_ replica: borrowing Replica<FileStorage>, _ device: DeviceKey, _ sharing: Sharing) {
            var unshared = 0
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
                unshared += Int(end - min(shared ?? 0, end))
            }
            self.unshared = unshared
            self.bundles = bundles
            carrying = replica.carrying
            view = replica.charter.viewID
            feeds = all.count
            isAsking = replica.holdingBack != nil
        }
    }
}

extension PeerStatus {
    init(_ line: Line, at now: UInt64) {
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

internal import Bundles
internal import Gossip
internal import Identity
internal import Lattice
internal import Replica
internal import Wire

/// On what occasion a host does something.
enum Occasion: Sendable {
    case datagram, line, opened, time, commit, other

    init(_ input: StationInput) {
        switch input {
        case .datagram: self = .datagram
        case .heard: self = .line
        case .opened: self = .opened
        case .time: self = .time
        case .committed: self = .commit
        default: self = .other
        }
    }
}

/// Which rare branches of stations were reached, as far as that shows from outside.
extension Country {
    func notice(_ effect: StationEffect, of host: Host, on occasion: Occasion) {
        switch effect {
        case .shout(let bytes, _):
            // Beacons can be opened by all of the realm; what else is said by the clock asks for
            // bundles, or answers.
            guard occasion == .time, !ledger.marks.contains(.repaired),
                Datagram.open(bytes, in: world.realm.id, hello) == nil
            else { return }
            ledger.marks.insert(.repaired)
        case .close(let session, let error):
            guard error == nil else {
                ledger.marks.insert(.ruleBroken)
                return
            }
            guard let wire = wires[session], let end = wire.index(of: host.number),
                !wire.hasMet[end]
            else { return }
            if occasion == .opened { ledger.marks.insert(.closedTwin) }
            if occasion == .time { ledger.marks.insert(.silenced) }
        case .met(let session):
            if let end = wires[session]?.index(of: host.number) {
                wires[session]?.hasMet[end] = true
                if wires[session]?.link == Self.far { ledger.marks.insert(.relayed) }
            }
        case .replica(.stated(let device)):
            if device != host.device { ledger.marks.insert(.stated) }
        case .replica(.waits(let feed, _)):
            if occasion == .datagram { host.waiting.insert(feed) }
        case .replica(.stored(let feed, _, _)):
            guard occasion == .datagram, host.waiting.remove(feed) != nil else { return }
            ledger.marks.insert(.filled)
        default: break
        }
    }

    private static let marksOfLines: Set<Ledger.Mark> = [
        .summed, .tagged, .wanted, .inquired, .heldBack,
    ]

    /// What is said over a line, before it is sealed.
    func notice(_ bytes: [UInt8], said wire: Wire, from end: Int) {
        guard !ledger.marks.isSuperset(of: Self.marksOfLines),
            let message = try? Gossip.Message(encoding: bytes)
        else { return }
        switch message {
        case .summary: ledger.marks.insert(.summed)
        case .tags: ledger.marks.insert(.tagged)
        case .wants: ledger.marks.insert(.wanted)
        case .inquiry: ledger.marks.insert(.inquired)
        case .tips(let ends):
            // Whoever is told of own bundles that it has not holds back until it has them.
            let other = hosts[wire.ends[1 - end].host]
            let isForgotten = ends.contains { !other.hasCommitted($0.feed, $0.tip) }
            if isForgotten { ledger.marks.insert(.heldBack) }
        default: break
        }
    }
}

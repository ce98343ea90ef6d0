import Bundles
import Gossip
import Identity
import Keys
import Lattice
import Replica
import Seal
import Simulation
import TestSupport
import Wire

/// Signals and hints come out of reading and writing as the same bytes; and whatever is said to all
/// who are near, a station that hears it keeps to the rules and its limits.
enum Signals: FuzzTarget {
    static let name = "signals"

    static func check(_ input: [UInt8]) throws(Broken) {
        let rest = Array(input.dropFirst())
        switch Int(input.first ?? 0) % 3 {
        case 0:
            guard let signal = try read(rest, Signal.self) else { return }
            if case .later = signal.content { return }
            try demand(signal.encoding == rest, "a signal is written otherwise")
        case 1:
            guard let hints = try read(rest, Hints.self) else { return }
            try demand(hints.encoding == rest, "hints are written otherwise")
        default: try Listener.check(rest.pieces)
        }
    }

    private static func read<Form: Canonical>(
        _ bytes: [UInt8], _: Form.Type
    ) throws(Broken) -> Form? {
        do throws(WireError) { return try Form(encoding: bytes) } catch {
            try demand((0...bytes.count).contains(error.offset), "“\(error)” is not within it")
            return nil
        }
    }
}

/// A station to which anything may be said, by anybody who has the keys of the realm; each piece of
/// an input is what happens next.
private struct Listener {
    /// Made once: a fuzzer has better to do.
    private struct Town {
        let mates: Mates
        let disk: MemoryStorage
        let members: BeaconKey

        init() {
            mates = Mates()
            for number in 0..<4 { _ = mates.ann.enter("boat \(number)") }
            mates.talk()
            disk = mates.ben.copy
            let keys = mates.ben.withReplica { $0.memberKeys(at: WallTime(milliseconds: 0)).keys }
            guard let key = keys.first?.key else { preconditionFailure("members have a key") }
            members = key.beaconKey()
            // What only one of the two has.
            for number in 4..<8 { _ = mates.ann.enter("boat \(number)") }
        }
    }

    nonisolated(unsafe) private static let town = Town()
    private var mate: Mate { Self.town.mates.ben }
    private var realm: DomainID { Self.town.mates.world.realm.id }
    private let start: UInt64
    private var bytesOut = 0
    private var dials = 0

    static func check(_ pieces: [[UInt8]]) throws(Broken) {
        let mate = town.mates.ben
        mate.restart(with: town.disk)
        var listener = Self(start: mate.now.ticks)
        for piece in pieces.prefix(64) { try listener.step(piece) }
    }

    private init(start: UInt64) { self.start = start }

    private mutating func step(_ piece: [UInt8]) throws(Broken) {
        var choice = Entropy(piece.dropFirst())
        let rest = Array(piece.dropFirst(2))
        var effects: [StationEffect]
        switch Int(piece.first ?? 0) % 8 {
        case 0: effects = mate.hear(rest, from: UInt64(choice.byte()))
        case 1: effects = hear(rest, forMembers: false, from: choice.byte())
        case 2: effects = hear(rest, forMembers: true, from: choice.byte())
        case 3: effects = mate.pass(UInt64(choice.byte()) * UInt64(1 + choice.below(200)))
        case 4: effects = say(.beacon(beacon(&choice)), &choice)
        case 5: effects = say(.news(news(&choice)), &choice)
        case 6: effects = say(.ask(asks(&choice)), &choice)
        default: effects = mate.enter("own \(choice.byte())")
        }
        for place in effects.dials where choice.chance() {
            effects += mate.tell(.unreachable(place))
        }
        try judge(effects)
    }

    private func hear(
        _ content: [UInt8], forMembers isForMembers: Bool, from place: UInt8
    ) -> [StationEffect] {
        var entropy = Seal.Entropy(
            Secret(copying: InlineArray<4, UInt64>(repeating: UInt64(place)).span.bytes))
        let bytes =
            isForMembers
            ? Datagram.seal(content, in: realm, Self.town.members, &entropy)
            : Datagram.seal(content.span.bytes, in: realm, Mate.hello(), &entropy)
        return bytes.map { mate.hear($0, from: UInt64(place)) } ?? []
    }

    private func say(
        _ content: Signal.Content, _ choice: inout FuzzTargets.Entropy
    ) -> [StationEffect] {
        let isForMembers: Bool
        if case .beacon = content {
            isForMembers = choice.below(8) == 7
        } else {
            isForMembers = choice.below(8) != 7
        }
        let run: RunID = choice.below(8) == 7 ? mate.station.run : Ground.id(choice.byte())
        let signal = Signal(run, choice.word() & NearLimits.serial, content)
        return hear(signal.encoding, forMembers: isForMembers, from: choice.byte())
    }

    private func beacon(_ choice: inout FuzzTargets.Entropy) -> Signal.Beacon {
        let root: HoldingsRoot = choice.chance() ? mate.root : Ground.id(choice.byte())
        let wall = Int64(choice.word() & TalkLimits.wall)
        var aside: [UInt8] = []
        if choice.chance() {
            let hints = Hints(
                (0..<choice.below(NearLimits.hints + 1)).map { _ in
                    .init(feed: feed(&choice), number: number(&choice), isForked: choice.chance())
                })
            var entropy = Seal.Entropy(
                Secret(copying: InlineArray<4, UInt64>(repeating: 7).span.bytes))
            aside =
                Datagram.seal(hints.encoding, in: realm, Self.town.members, &entropy) ?? []
        }
        return Signal.Beacon(
            port: UInt16(choice.byte()), root: root, wall: WallTime(milliseconds: wall),
            isAsking: choice.chance(), isBusy: choice.chance(), aside: aside)
    }

    private func news(_ choice: inout FuzzTargets.Entropy) -> [[UInt8]] {
        let all = Self.town.mates.ann.bundles
        return (0...choice.below(3)).map { _ in
            var bytes = all[choice.below(256) % all.count]
            if choice.below(4) == 3 { bytes[choice.below(256) % bytes.count] ^= choice.byte() }
            return bytes
        }
    }

    private func asks(_ choice: inout FuzzTargets.Entropy) -> [Signal.Ask] {
        (0...choice.below(NearLimits.asks)).map { _ in
            let (one, other) = (number(&choice), number(&choice))
            return .init(feed: feed(&choice), from: min(one, other), to: max(one, other))
        }
    }

    private func feed(_ choice: inout FuzzTargets.Entropy) -> FeedID {
        let all = Self.town.mates.ann.station.replica.storedFeeds
        let place = choice.below(all.count + 1)
        return place < all.count ? all[place].feed : Ground.id(choice.byte() | 1)
    }

    private func number(_ choice: inout FuzzTargets.Entropy) -> BundleNumber {
        Ground.number(choice.byte())
    }

    private mutating func judge(_ effects: [StationEffect]) throws(Broken) {
        for bytes in effects.shouts {
            bytesOut += bytes.count
            let content =
                Datagram.open(bytes, in: realm, Mate.hello())
                ?? Datagram.open(bytes, in: realm, Self.town.members)
            guard let content else { throw Broken(sentence: "what is said opens for nobody") }
            let signal = try? Signal(encoding: content)
            try demand(signal?.encoding == content, "what is said is no signal")
        }
        dials += effects.dials.count
        let elapsed = Int(mate.now.ticks - start)
        try demand(bytesOut <= 128_000 + elapsed * 64, "\(bytesOut) bytes in \(elapsed) ms")
        try demand(dials <= 16 * (2 + elapsed / 16_000), "\(dials) dials in \(elapsed) ms")
        let remembered = mate.station.remembered
        try demand(
            max(remembered.neighbours, remembered.places, remembered.settled) <= 512
                && max(remembered.gaps, remembered.answers, remembered.recent) <= 128
                && remembered.dials <= 4 && remembered.sessions == 0,
            "too much is remembered: \(remembered)")
    }
}

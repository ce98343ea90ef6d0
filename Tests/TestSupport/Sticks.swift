public import Bundles
public import Gossip
public import Identity
public import Lattice
public import Replica
public import Seal
internal import Simulation
internal import Wire

/// Where sticks are written and read in memory.
public final class StickDesk {
    public let realm: DomainID
    public let hello: HelloKey
    private var entropy: Entropy

    public init(_ realm: DomainID, hello: HelloKey = Mate.hello(), seed: UInt64 = 1) {
        (self.realm, self.hello) = (realm, hello)
        let words: InlineArray<4, UInt64> = [seed, 5, 1, 5]
        entropy = Entropy(Secret(copying: words.span.bytes))
    }

    public static var plan: StickPlan {
        StickPlan(.goods, at: WallTime(milliseconds: 1_800_000_000_000))
    }

    public static var wish: StickPlan {
        StickPlan(.wish, at: WallTime(milliseconds: 1_800_000_000_000))
    }

    public func id() -> StickID { entropy.drawID() }

    /// All of a stick, in the pieces as they stand in the file, its header first.
    public func pieces<Store>(
        _ plan: StickPlan = StickDesk.plan, lacking reach: StickReach = StickReach(),
        after written: StickWritten? = nil, as stick: StickID? = nil, of device: DeviceKey? = nil,
        from replica: inout Replica<Store>
    ) -> [[UInt8]] {
        let stick = written?.stick ?? stick ?? id()
        var writer = StickWriter(
            written?.plan ?? plan, lacking: reach, after: written, of: device, &replica)
        var pieces = written == nil ? [StickWriter.header(of: stick)] : []
        while true {
            switch writer.next(&replica) {
            case .piece(let draft):
                pieces.append(draft.sealed(of: stick, in: realm, hello, &entropy))
            case .busy: continue
            case .over: return pieces
            }
        }
    }

    public func write<Store>(
        _ plan: StickPlan = StickDesk.plan, lacking reach: StickReach = StickReach(),
        as stick: StickID? = nil, of device: DeviceKey? = nil, from replica: inout Replica<Store>
    ) -> [UInt8] {
        Array(
            pieces(plan, lacking: reach, as: stick, of: device, from: &replica).joined())
    }

    /// A piece as anybody with the hello key can make it, its length before it.
    public func piece(_ text: [UInt8], _ number: UInt64, of stick: StickID) -> [UInt8] {
        let sealed = SealedPiece.seal(
            text, as: number, of: stick, version: StickLimits.version, in: realm, hello, &entropy)
        return (0..<4).map { UInt8(truncatingIfNeeded: sealed.count >> (24 - 8 * $0)) } + sealed
    }

    /// The text of a piece.
    public static func text(
        _ plan: StickPlan?, _ messages: [Gossip.Message], end: [UInt64]? = nil
    ) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 3)
        if let plan {
            writer.put(array: 5)
            writer.put(plan.purpose.rawValue)
            writer.put(plan.wall.milliseconds)
            for _ in 0..<3 { writer.putNull() }
        } else {
            writer.putNull()
        }
        writer.put(array: messages.count)
        for message in messages { writer.put(Value(message.encoding)) }
        if let end {
            writer.put(array: end.count)
            for count in end { writer.put(count) }
        } else {
            writer.putNull()
        }
        return writer.bytes
    }

    /// A stick of texts that somebody has made by hand.
    public func stick(of texts: [[UInt8]], as stick: StickID? = nil) -> [UInt8] {
        let stick = stick ?? id()
        var file = StickWriter.header(of: stick)
        for (number, text) in texts.enumerated() { file += piece(text, UInt64(number), of: stick) }
        return file
    }

    /// What stands in a file, and what is wrong with it.
    public func events(
        _ file: [UInt8], by step: Int = 65_536
    ) -> (events: [StickEvent], fault: StickFault?) {
        var reader = StickReader(in: realm, hello)
        var events: [StickEvent] = []
        do throws(StickFault) {
            for start in stride(from: 0, to: file.count, by: step) {
                try reader.read(file[start..<min(start + step, file.count)], into: &events)
            }
            try reader.finish()
            return (events, nil)
        } catch { return (events, error) }
    }

    public struct Outcome {
        public var tally = StickTally()
        public var fault: StickFault?
        public var passes = 0
        public var tips: [Gossip.Message.End] = []
        public var effects: [Effect] = []
    }

    /// Has a replica take in what is in a file, as often as something comes of it.
    public func read<Store>(
        _ file: [UInt8], by step: Int = 65_536, at now: WallTime, into replica: inout Replica<Store>
    ) -> Outcome {
        var last: Outcome?
        while true {
            var outcome = Outcome()
            let (events, fault) = events(file, by: step)
            outcome.fault = fault
            outcome.passes = (last?.passes ?? 0) + 1
            for event in events {
                switch event {
                case .goods(let sort, let all):
                    outcome.tally.add(
                        replica.take(sort, all, at: now, into: &outcome.effects))
                case .statements(let all):
                    replica.handle(.statements(all), at: now, into: &outcome.effects)
                case .tips(let all): outcome.tips += all
                default: break
                }
            }
            if let last { outcome.tally.supersede(last.tally) }
            guard outcome.passes < 64, outcome.tally.isWorthAnother(after: last?.tally) else {
                return outcome
            }
            last = outcome
        }
    }
}

extension Replica {
    /// All that is held here, to be compared.
    public mutating func allHoldings() -> Set<Holding> {
        Set(Tier.allCases.flatMap { holdings(of: $0) })
    }
}

extension Mate {
    public func write(
        _ desk: StickDesk, _ plan: StickPlan = StickDesk.plan,
        lacking reach: StickReach = StickReach()
    ) -> [UInt8] {
        let device = somebody.seat.device
        return withReplica { desk.write(plan, lacking: reach, of: device, from: &$0) }
    }

    public func read(_ desk: StickDesk, _ file: [UInt8], by step: Int = 65_536)
        -> StickDesk.Outcome
    {
        let now = now.wall
        let outcome = withReplica { desk.read(file, by: step, at: now, into: &$0) }
        finish()
        return outcome
    }

    public var holdings: Set<Holding> { withReplica { $0.allHoldings() } }

    /// Gives away its own, as if somebody had answered.
    public func giveAway() { withReplica { $0.holdingBack = nil } }
}

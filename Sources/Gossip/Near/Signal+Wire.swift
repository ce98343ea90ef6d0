internal import Bundles
internal import Identity
internal import Lattice
public import Wire

extension Signal: Canonical {
    public static var part: WireError.Part { .message }

    private var number: UInt64 {
        switch content {
        case .beacon: 0
        case .news: 1
        case .ask: 2
        case .later(let number): number
        }
    }

    public func write(to writer: inout Writer) {
        if case .beacon = content { writer.put(array: 10) } else { writer.put(array: 5) }
        writer.put(number)
        writer.put(NearLimits.version)
        writer.put(run)
        writer.put(serial)
        switch content {
        case .beacon(let beacon):
            writer.put(UInt64(beacon.port))
            writer.put(beacon.root)
            writer.put(beacon.wall.milliseconds)
            writer.put(beacon.isAsking)
            writer.put(beacon.isBusy)
            writer.put(Value(beacon.aside))
        case .news(let bundles):
            writer.put(array: bundles.count)
            for bytes in bundles { writer.put(Value(bytes)) }
        case .ask(let asks):
            writer.put(array: asks.count)
            for ask in asks {
                writer.put(array: 3)
                writer.put(ask.feed)
                writer.put(ask.from)
                writer.put(ask.to)
            }
        case .later: preconditionFailure("nobody says what is not known here")
        }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        guard reader.remaining <= NearLimits.signal else {
            throw reader.fault(.tooLong, at: reader.offset)
        }
        let start = reader.offset
        let count = try reader.array()
        guard count >= 4 else { throw reader.fault(.wrongCount, at: start) }
        let number = try reader.unsigned()
        let version = try reader.unsigned()
        guard number <= 2, version == NearLimits.version else {
            // What a later version says is of no use here, and no fault.
            reader.rewind(to: start)
            _ = try reader.skip()
            return Self(.zero, 0, .later(number))
        }
        guard count == (number == 0 ? 10 : 5) else { throw reader.fault(.wrongCount, at: start) }
        let run: RunID = try reader.identifier()
        let serial = try reader.unsigned(upTo: NearLimits.serial)
        switch number {
        case 0: return Self(run, serial, .beacon(try beacon(&reader)))
        case 1:
            let all = try reader.list(in: 1...NearLimits.newsBundles) {
                (reader) throws(WireError) in
                try reader.bytes(in: 1...NearLimits.signal)
            }
            return Self(run, serial, .news(all))
        default:
            let all = try reader.list(in: 1...NearLimits.asks) { (reader) throws(WireError) in
                try reader.array(of: 3)
                let feed = try reader.feed()
                let from = try reader.number()
                let start = reader.offset
                let to = try reader.number()
                guard from <= to else { throw reader.fault(.unsorted, at: start) }
                return Ask(feed: feed, from: from, to: to)
            }
            return Self(run, serial, .ask(all))
        }
    }

    private static func beacon(_ reader: inout Reader) throws(WireError) -> Beacon {
        let port = UInt16(try reader.unsigned(upTo: UInt64(UInt16.max)))
        let root: HoldingsRoot = try reader.identifier()
        let wall = WallTime(milliseconds: Int64(try reader.unsigned(upTo: TalkLimits.wall)))
        let isAsking = try reader.bool()
        let isBusy = try reader.bool()
        let aside = try reader.bytes(in: 0...NearLimits.signal)
        return Beacon(
            port: port, root: root, wall: wall, isAsking: isAsking, isBusy: isBusy, aside: aside)
    }
}

extension Hints: Canonical {
    public static var part: WireError.Part { .message }

    public func write(to writer: inout Writer) {
        writer.put(array: all.count)
        for hint in all {
            writer.put(array: 3)
            writer.put(hint.feed)
            writer.put(hint.number)
            writer.put(hint.isForked)
        }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        let all = try reader.list(in: 0...NearLimits.hints) { (reader) throws(WireError) in
            try reader.array(of: 3)
            let feed = try reader.feed()
            let number = try reader.number()
            return Hint(feed: feed, number: number, isForked: try reader.bool())
        }
        return Self(all)
    }
}

internal import Lattice
internal import Replica
internal import Seal
public import Wire

extension Message: Canonical {
    public static var part: WireError.Part { .message }

    private var number: UInt64 {
        switch self {
        case .greeting: 0
        case .summary: 1
        case .tags: 2
        case .differences: 3
        case .wants: 4
        case .goods: 5
        case .part: 6
        case .credit: 7
        case .stored: 8
        case .over: 9
        case .root: 10
        case .inquiry: 11
        case .tips: 12
        case .room: 13
        case .versions: 14
        case .statements: 15
        case .fresh: 16
        case .later(let number): number
        }
    }

    /// How many items each has, with its number.
    private static let counts = [3, 5, 4, 5, 4, 3, 4, 2, 2, 2, 2, 2, 2, 4, 2, 2, 3]

    public func write(to writer: inout Writer) {
        guard number < UInt64(Self.counts.count) else {
            preconditionFailure("nobody says what is not known here")
        }
        writer.put(array: Self.counts[Int(number)])
        writer.put(number)
        switch self {
        case .greeting(let wall):
            writer.put(TalkLimits.version)
            writer.put(wall.milliseconds)
        case .summary(let salt, let sums):
            writer.put(salt)
            for tier in Tier.allCases { writer.put(short: sums[tier] ?? [0]) }
        case .tags(let tier, let buckets, let isLast):
            writer.put(tier.rawValue)
            writer.put(array: buckets.count)
            for (bucket, tags) in buckets.sorted(by: { $0.key < $1.key }) {
                writer.put(array: 2)
                writer.put(UInt64(bucket))
                writer.put(short: tags.map(\.value))
            }
            writer.put(isLast)
        case .differences(let tier, let things, let unknown, let isLast):
            writer.put(tier.rawValue)
            writer.put(array: things.count)
            for thing in things { thing.write(to: &writer) }
            writer.put(short: unknown.map(\.value))
            writer.put(isLast)
        case .wants(let tier, let wants, let isLast):
            writer.put(tier.rawValue)
            writer.put(array: wants.count)
            for want in wants { want.write(to: &writer) }
            writer.put(isLast)
        case .goods(let sort, let all):
            writer.put(sort.rawValue)
            writer.put(array: all.count)
            for bytes in all { writer.put(Value(bytes)) }
        case .part(let sort, let whole, let bytes):
            writer.put(sort.rawValue)
            writer.put(UInt64(whole))
            writer.put(Value(bytes))
        default: writeRest(to: &writer)
        }
    }

    /// Of those that do not compare.
    private func writeRest(to writer: inout Writer) {
        switch self {
        case .credit(let bytes): writer.put(bytes)
        case .stored(let all):
            writer.put(array: all.count)
            for one in all {
                writer.put(array: 2)
                writer.put(one.feed)
                writer.put(one.number)
            }
        case .over(let tier): writer.put(tier.rawValue)
        case .root(let root): writer.put(root)
        case .inquiry(let device): writer.put(device.bytes)
        case .tips(let all):
            writer.put(array: all.count)
            for one in all {
                writer.put(array: 3)
                writer.put(one.feed)
                writer.put(one.tip.number)
                writer.put(one.tip.hash)
            }
        case .room(let room):
            writer.put(room.carried)
            writer.put(room.quota)
            writer.put(room.isFull)
        case .versions(let all):
            writer.put(array: all.count)
            for one in all {
                writer.put(array: 2)
                writer.put(one.device.bytes)
                writer.put(one.time)
            }
        case .statements(let all):
            writer.put(array: all.count)
            for one in all { one.write(to: &writer) }
        case .fresh(let tier, let all):
            writer.put(tier.rawValue)
            writer.put(array: all.count)
            for one in all { one.write(to: &writer) }
        default: break
        }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        guard reader.remaining <= TalkLimits.message else {
            throw reader.fault(.tooLong, at: reader.offset)
        }
        let start = reader.offset
        let count = try reader.array()
        guard count > 0 else { throw reader.fault(.wrongCount, at: start) }
        let number = try reader.unsigned()
        guard number < UInt64(counts.count) else {
            reader.rewind(to: start)
            _ = try reader.skip()
            return .later(number)
        }
        guard count == counts[Int(number)] else { throw reader.fault(.wrongCount, at: start) }
        switch number {
        case 0: return try greeting(&reader)
        case 1: return try summary(&reader)
        case 2: return try tags(&reader)
        case 3: return try differences(&reader)
        case 4:
            let tier = try reader.tier()
            let wants = try reader.list(upTo: TalkLimits.entries, Want.read)
            return .wants(tier, wants, isLast: try reader.bool())
        case 5: return try goods(&reader)
        case 6: return try part(&reader)
        case 7: return .credit(try reader.unsigned(in: 1...1 << 32))
        case 8:
            let all = try reader.list(in: 1...TalkLimits.entries) { (reader) throws(WireError) in
                try reader.array(of: 2)
                let feed = try reader.feed()
                return Stored(feed: feed, number: try reader.number())
            }
            return .stored(all)
        case 9: return .over(try reader.tier())
        case 10: return .root(try reader.identifier())
        case 11: return .inquiry(DeviceKey(try reader.hash()))
        case 12:
            let all = try reader.list(upTo: TalkLimits.entries) { (reader) throws(WireError) in
                try reader.array(of: 3)
                let feed = try reader.feed()
                let number = try reader.number()
                return End(feed: feed, tip: Tip(number, try reader.hash()))
            }
            return .tips(all)
        case 13:
            let carried = try reader.unsigned(upTo: TalkLimits.room)
            let quota = try reader.unsigned(upTo: TalkLimits.room)
            return .room(Room(carried: carried, quota: quota, isFull: try reader.bool()))
        case 14:
            let all = try reader.list(upTo: Statement.mostDevices) {
                (reader) throws(WireError) in
                try reader.array(of: 2)
                let device = DeviceKey(try reader.hash())
                return Version(device: device, time: try reader.time())
            }
            return .versions(all)
        case 15:
            return .statements(
                try reader.list(in: 1...TalkLimits.entries, Statement.read(from:)))
        default:
            let tier = try reader.tier()
            return .fresh(tier, try reader.list(in: 1...TalkLimits.entries, Want.read))
        }
    }

    private static func greeting(_ reader: inout Reader) throws(WireError) -> Self {
        let start = reader.offset
        // Who speaks another version may have said more, which nobody here would understand.
        guard try reader.unsigned() == TalkLimits.version else {
            throw reader.fault(.outOfRange, at: start)
        }
        let wall = try reader.unsigned(upTo: TalkLimits.wall)
        return .greeting(wall: WallTime(milliseconds: Int64(wall)))
    }

    private static func summary(_ reader: inout Reader) throws(WireError) -> Self {
        let salt: HoldingSalt = try reader.identifier()
        var sums: [Tier: [UInt64]] = [:]
        for tier in Tier.allCases {
            sums[tier] = try reader.shorts(upTo: 1 << TalkLimits.bucketBits) { count in
                count > 0 && count & (count - 1) == 0
            }
        }
        return .summary(salt, sums)
    }

    private static func tags(_ reader: inout Reader) throws(WireError) -> Self {
        let tier = try reader.tier()
        var buckets: [Int: [HoldingTag]] = [:]
        var last = -1
        _ = try reader.list(upTo: TalkLimits.buckets) { (reader) throws(WireError) in
            try reader.array(of: 2)
            let start = reader.offset
            let bucket = Int(try reader.unsigned(upTo: (1 << UInt64(TalkLimits.bucketBits)) - 1))
            guard bucket > last else {
                throw reader.fault(bucket == last ? .repeated : .unsorted, at: start)
            }
            last = bucket
            buckets[bucket] = try reader.tags()
        }
        return .tags(tier, buckets, isLast: try reader.bool())
    }

    private static func differences(_ reader: inout Reader) throws(WireError) -> Self {
        let tier = try reader.tier()
        let things = try reader.list(upTo: TalkLimits.entries, Thing.read)
        let unknown = try reader.tags()
        return .differences(tier, things, unknown: unknown, isLast: try reader.bool())
    }

    private static func goods(_ reader: inout Reader) throws(WireError) -> Self {
        let sort = try reader.sort()
        let all = try reader.list(in: 1...TalkLimits.entries) { (reader) throws(WireError) in
            try reader.bytes(in: 1...TalkLimits.part)
        }
        return .goods(sort, all)
    }

    private static func part(_ reader: inout Reader) throws(WireError) -> Self {
        let sort = try reader.sort()
        let least = UInt64(TalkLimits.part) + 1
        let whole = Int(try reader.unsigned(in: least...UInt64(TalkLimits.whole)))
        return .part(sort, of: whole, try reader.bytes(in: 1...TalkLimits.part))
    }
}

extension Message.Thing {
    fileprivate func write(to writer: inout Writer) {
        writer.put(array: line == nil ? 2 : 5)
        writer.put(sort.rawValue)
        writer.put(name)
        guard let line else { return }
        writer.put(line.end)
        writer.put(short: [line.tag.value])
        writer.put(line.isForked)
    }

    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        let start = reader.offset
        let count = try reader.array()
        let sort = try reader.sort()
        guard count == (sort == .feed ? 5 : 2) else { throw reader.fault(.wrongCount, at: start) }
        let name: HoldingName = try reader.name()
        guard sort == .feed else { return Self(sort: sort, name: name, line: nil) }
        let end = try reader.number()
        let tag = HoldingTag(try reader.shorts(upTo: 1) { $0 == 1 }[0])
        let line = Line(end: end, tag: tag, isForked: try reader.bool())
        return Self(sort: sort, name: name, line: line)
    }
}

extension Message.Want {
    fileprivate func write(to writer: inout Writer) {
        writer.put(array: from == nil ? 2 : 3)
        writer.put(sort.rawValue)
        writer.put(name)
        if let from { writer.put(from) }
    }

    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        let start = reader.offset
        let count = try reader.array()
        let sort = try reader.sort()
        guard count == (sort == .feed ? 3 : 2) else { throw reader.fault(.wrongCount, at: start) }
        let name: HoldingName = try reader.name()
        return Self(sort: sort, name: name, from: sort == .feed ? try reader.number() : nil)
    }
}

extension Writer {
    /// Numbers below 2³², one after the other.
    fileprivate mutating func put(short numbers: [UInt64]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(numbers.count * HoldingTag.byteCount)
        for number in numbers {
            for place in stride(from: 24, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(place)))
            }
        }
        put(Value(bytes))
    }
}

extension Reader {
    fileprivate mutating func tier() throws(WireError) -> Tier {
        let number = try unsigned(upTo: UInt64(Tier.allCases.count) - 1)
        return Tier.allCases[Int(number)]
    }

    fileprivate mutating func sort() throws(WireError) -> Sort {
        let number = try unsigned(upTo: UInt64(Sort.allCases.count) - 1)
        return Sort.allCases[Int(number)]
    }

    mutating func bytes(in counts: ClosedRange<Int>) throws(WireError) -> [UInt8] {
        copy(try string(in: counts)).bytes
    }

    /// Numbers below 2³², at most so many, of a count that can be.
    fileprivate mutating func shorts(
        upTo most: Int, where canBe: (UInt64) -> Bool = { _ in true }
    ) throws(WireError) -> [UInt64] {
        let (most, each) = (most * HoldingTag.byteCount, UInt64(HoldingTag.byteCount))
        let range = try string(most: most) { $0.isMultiple(of: each) && canBe($0 / each) }
        let bytes = span(of: range)
        return stride(from: 0, to: range.count, by: HoldingTag.byteCount).map { place in
            (0..<HoldingTag.byteCount).reduce(0) { $0 << 8 | UInt64(bytes.byte(at: place + $1)) }
        }
    }

    /// Tags, ascending.
    fileprivate mutating func tags() throws(WireError) -> [HoldingTag] {
        let start = offset
        let found = try shorts(upTo: TalkLimits.tags).map { HoldingTag($0) }
        for (one, next) in zip(found, found.dropFirst()) where one >= next {
            throw fault(one == next ? .repeated : .unsorted, at: start)
        }
        return found
    }

    fileprivate mutating func list<Entry>(
        upTo most: Int, _ read: (inout Reader) throws(WireError) -> Entry
    ) throws(WireError) -> [Entry] { try list(in: 0...most, read) }

    mutating func list<Entry>(
        in counts: ClosedRange<Int>, _ read: (inout Reader) throws(WireError) -> Entry
    ) throws(WireError) -> [Entry] {
        let start = offset
        let claimed = try arrayHead()
        guard claimed >= UInt64(counts.lowerBound) else { throw fault(.empty, at: start) }
        guard claimed <= UInt64(counts.upperBound) else { throw fault(.tooLong, at: start) }
        rewind(to: start)
        var found: [Entry] = []
        for _ in 0..<(try array()) { found.append(try read(&self)) }
        return found
    }
}

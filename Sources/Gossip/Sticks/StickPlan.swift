public import Bundles
public import Identity
public import Lattice
public import Seal
internal import Wire

/// What a stick is for: the first thing in it (spec/15-files.md#stick-3).
public struct StickPlan: Hashable, Sendable {
    public enum Purpose: UInt64, CaseIterable, Sendable {
        /// Goods; or what somebody has, so that somebody else writes what they lack.
        case goods, wish
    }

    public let purpose: Purpose
    public let wall: WallTime
    /// The wish that it answers.
    public let wish: StickID?
    /// The device that it was made for, by what that had said last.
    public let device: DeviceKey?
    /// Ascending; nil if it is of all.
    public let scopes: [Address]?

    public init(
        _ purpose: Purpose, at wall: WallTime, answering wish: StickID? = nil,
        for device: DeviceKey? = nil, of scopes: Set<Address>? = nil
    ) {
        (self.purpose, self.wall, self.wish, self.device) = (purpose, wall, wish, device)
        self.scopes = scopes.map { Array($0.sorted().prefix(StickLimits.scopes)) }
    }

    /// Whether something that was begun for one goes on for the other.
    public func isSame(as other: Self) -> Bool {
        purpose == other.purpose && wish == other.wish && device == other.device
            && scopes == other.scopes
    }
}

/// How many things a stick holds, of each sort.
public struct StickCounts: Hashable, Sendable {
    public var roots = 0
    public var proofs = 0
    public var bundles = 0
    public var envelopes = 0
    public var schemas = 0
    public var statements = 0

    public init() {}

    public var things: Int { roots + proofs + bundles + envelopes + schemas }

    mutating func add(_ sort: Sort, _ count: Int = 1) {
        switch sort {
        case .root: roots += count
        case .proof: proofs += count
        case .feed: bundles += count
        case .envelope: envelopes += count
        case .schema: schemas += count
        }
    }

    var all: [Int] { [roots, proofs, bundles, envelopes, schemas, statements] }
}

/// One piece, before it is sealed.
struct StickPiece: Hashable {
    var plan: StickPlan?
    var messages: [[UInt8]] = []
    var end: StickCounts?
}

extension StickPiece: Canonical {
    static var part: WireError.Part { .stick }

    func write(to writer: inout Writer) {
        writer.put(array: 3)
        if let plan { plan.write(to: &writer) } else { writer.putNull() }
        writer.put(array: messages.count)
        for message in messages { writer.put(Value(message)) }
        if let end {
            writer.put(array: end.all.count)
            for count in end.all { writer.put(UInt64(count)) }
        } else {
            writer.putNull()
        }
    }

    static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 3)
        var piece = Self()
        if try !reader.takeNull() { piece.plan = try StickPlan.read(from: &reader) }
        piece.messages = try reader.list(in: 0...StickLimits.messages) {
            (reader) throws(WireError) in
            try reader.bytes(in: 1...TalkLimits.message)
        }
        if try !reader.takeNull() { piece.end = try StickCounts.read(from: &reader) }
        return piece
    }

    /// With what fills it up, which is zeros and nothing else.
    static func read(filled text: [UInt8]) throws(WireError) -> Self {
        // Unsafe only in name: bytes have no padding that could show.
        var reader = unsafe Reader(text.span.bytes, of: .stick)
        let piece = try read(from: &reader)
        guard text[reader.offset...].allSatisfy({ $0 == 0 }) else {
            throw reader.fault(.trailing, at: reader.offset)
        }
        return piece
    }
}

extension StickCounts {
    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        var counts = Self()
        try reader.array(of: counts.all.count)
        for place in [\Self.roots, \.proofs, \.bundles, \.envelopes, \.schemas, \.statements] {
            counts[keyPath: place] = Int(try reader.unsigned(upTo: TalkLimits.room))
        }
        return counts
    }
}

extension StickPlan {
    func write(to writer: inout Writer) {
        writer.put(array: 5)
        writer.put(purpose.rawValue)
        writer.put(min(wall.milliseconds, TalkLimits.wall))
        if let wish { writer.put(wish) } else { writer.putNull() }
        if let device { writer.put(device.bytes) } else { writer.putNull() }
        guard let scopes else { return writer.putNull() }
        writer.put(array: scopes.count)
        for scope in scopes { scope.write(to: &writer) }
    }

    static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 5)
        let isWish = try reader.unsigned(upTo: 1) == Purpose.wish.rawValue
        let milliseconds = try reader.unsigned(upTo: TalkLimits.wall)
        var wish: StickID?
        if try !reader.takeNull() { wish = try reader.name() }
        var device: DeviceKey?
        if try !reader.takeNull() { device = DeviceKey(try reader.hash()) }
        var scopes: [Address]?
        if try !reader.takeNull() { scopes = try Self.scopes(&reader) }
        return Self(
            isWish ? .wish : .goods, at: WallTime(milliseconds: Int64(milliseconds)),
            answering: wish, for: device, of: scopes.map { Set($0) })
    }

    private static func scopes(_ reader: inout Reader) throws(WireError) -> [Address] {
        var found: [Address] = []
        return try reader.list(in: 1...StickLimits.scopes) { (reader) throws(WireError) in
            let start = reader.offset
            let scope = try Address.read(from: &reader)
            if let last = found.last, last >= scope {
                throw reader.fault(last == scope ? .repeated : .unsorted, at: start)
            }
            found.append(scope)
            return scope
        }
    }
}

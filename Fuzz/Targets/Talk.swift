import Charter
import Gossip
import Lattice
import Wire

/// Messages come out of reading and writing as the same bytes; whatever somebody says to a device,
/// that device keeps to the rules; and two who keep to them come to hold the same.
enum Talk: FuzzTarget {
    static let name = "talk"

    static func check(_ input: [UInt8]) throws(Broken) {
        let rest = Array(input.dropFirst())
        switch Int(input.first ?? 0) % 3 {
        case 0: try check(message: rest)
        case 1: try OneSide.check(rest.pieces)
        default: try BothSides.check(rest.pieces)
        }
    }

    private static func check(message bytes: [UInt8]) throws(Broken) {
        let message: Gossip.Message
        do throws(WireError) { message = try Gossip.Message(encoding: bytes) } catch {
            return try demand(
                (0...bytes.count).contains(error.offset), "“\(error)” is not within it")
        }
        if case .later = message { return }
        try demand(message.encoding == bytes, "a message is written otherwise")
    }

    static let now = WallTime(milliseconds: 1)
    static let standings: [DeviceStanding] = [.welcome, .letGo, .new, .stranger]
}

/// What one side of a conversation says and hears, held to the rules of the page on sync.
struct Ledger {
    /// What it may send, and what may come.
    private var credit = TalkLimits.credit
    private(set) var room = TalkLimits.credit
    /// Came in goods, and is not stored; came in all; was given back.
    private(set) var unstored = 0
    private var came = 0
    private var given = 0

    /// What was said, judged.
    mutating func say(
        _ bytes: [UInt8], to standing: DeviceStanding
    ) throws(Broken) -> Gossip.Message {
        try demand(bytes.count <= TalkLimits.message, "\(bytes.count) bytes are said at once")
        let message: Gossip.Message
        do throws(WireError) { message = try Gossip.Message(encoding: bytes) } catch {
            throw Broken(sentence: "what is said is no message: \(error)")
        }
        try demand(message.encoding == bytes, "what is said is written otherwise")
        switch message {
        case .goods(let sort, let all):
            credit -= all.reduce(0) { $0 + $1.count }
            for piece in all { try judge(sort, piece, standing) }
        case .part(let sort, _, let piece):
            credit -= piece.count
            try judge(sort, piece, standing)
        case .differences(let tier, let things, _, _):
            let isAllowed = things.isEmpty || Self.tiers(standing).contains(tier)
            try demand(isAllowed, "\(standing) hears what there is of \(tier)")
        case .credit(let bytes):
            given += Int(bytes)
            room += Int(bytes)
            try demand(given <= came, "more credit is given back than came")
        default: break
        }
        try demand(credit >= 0, "\(-credit) bytes are sent beyond the credit")
        return message
    }

    private static func tiers(_ standing: DeviceStanding) -> [Tier] {
        switch standing {
        case .welcome: Tier.allCases
        case .letGo, .new: [.authority]
        case .stranger: []
        }
    }

    private func judge(
        _ sort: Sort, _ piece: [UInt8], _ standing: DeviceStanding
    ) throws(Broken) {
        // Of a piece that is too short to say whose it is nothing is known but its sort.
        guard let name = Pond.name(of: piece) ?? (sort == .feed ? nil : 1) else { return }
        let tier = Pond.tier(sort, name)
        try demand(Self.tiers(standing).contains(tier), "\(standing) is sent something of \(tier)")
    }

    /// What is about to be heard: whether it is more than may come.
    mutating func hear(_ message: Gossip.Message) -> Bool {
        let size: Int
        switch message {
        case .credit(let bytes):
            credit += Int(bytes)
            return false
        case .goods(_, let all): size = all.reduce(0) { $0 + $1.count }
        case .part(_, _, let piece): size = piece.count
        default: return false
        }
        guard size <= room else { return true }
        room -= size
        came += size
        return false
    }

    /// Goods that are to be taken in.
    mutating func take(_ byteCount: Int) { unstored += byteCount }

    mutating func store() -> Int {
        defer { unstored = 0 }
        return unstored
    }
}

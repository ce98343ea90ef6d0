public import Bundles
public import Identity
public import Lattice
public import Replica
public import Seal
internal import Wire

/// What stands in a stick, in its order.
public enum StickEvent: Hashable, Sendable {
    case plan(StickPlan, of: StickID)
    case goods(Sort, [[UInt8]])
    case statements([Statement])
    /// Where feeds end: in a wish, those of whoever wishes; else of the device that wished, as far
    /// as whoever wrote the stick has them.
    case tips([Message.End])
    /// What whoever wishes has besides feeds.
    case fresh(Tier, [Message.Want])
    /// Who wishes.
    case inquiry(DeviceKey)
    /// All of a piece was said; so many bytes of the file are up to its end.
    case piece(UInt64, to: UInt64)
    case end(StickCounts)
}

/// Reads a stick as its bytes come, and gives back what its pieces hold. It remembers one piece and
/// one thing at most, however long the file is (spec/15-files.md#stick-5).
public struct StickReader {
    private let realm: DomainID
    private let hello: HelloKey
    /// What has come of the header, of a length, or of a piece.
    private var pending: [UInt8] = []
    private var needed = StickLimits.header
    private var stage = Stage.header
    private var stick = StickID.zero
    private var number: UInt64 = 0
    private var byteCount: UInt64 = 0
    private var plan: StickPlan?
    private var counts = StickCounts()
    private var part: (sort: Sort, whole: Int, bytes: [UInt8])?

    private enum Stage { case header, length, piece, over }

    public init(in realm: DomainID, _ hello: HelloKey) {
        (self.realm, self.hello) = (realm, hello)
    }

    /// Takes the next bytes of the file.
    public mutating func read(
        _ bytes: ArraySlice<UInt8>, into events: inout [StickEvent]
    ) throws(StickFault) {
        var rest = bytes
        while !rest.isEmpty {
            guard stage != .over else { throw .trailing }
            let some = rest.prefix(needed - pending.count)
            pending += some
            rest = rest.dropFirst(some.count)
            if stage == .header { try judgeMagic() }
            guard pending.count == needed else { return }
            byteCount += UInt64(needed)
            try take(into: &events)
        }
    }

    /// There is no more.
    public func finish() throws(StickFault) {
        guard stage != .over else { return }
        throw byteCount == 0 && pending.isEmpty ? .empty : .cut(piece: number)
    }

    /// What is no stick is known by its first bytes.
    private func judgeMagic() throws(StickFault) {
        let magic = StickLimits.magic
        guard pending.prefix(magic.count).elementsEqual(magic.prefix(pending.count)) else {
            throw .notAStick
        }
        guard pending.count > magic.count else { return }
        let version = pending[magic.count]
        guard version == StickLimits.version else { throw .laterVersion(version) }
    }

    private mutating func take(into events: inout [StickEvent]) throws(StickFault) {
        let bytes = pending
        pending.removeAll(keepingCapacity: true)
        switch stage {
        case .header:
            let id = bytes.suffix(16)
            stick = StickID(high: id.prefix(8).number, low: id.suffix(8).number)
            (stage, needed) = (.length, StickLimits.length)
        case .length:
            let length = bytes[...].number
            // Judged before there is room made for it.
            guard length > UInt64(SealedPiece.overhead), length <= UInt64(StickLimits.piece) else {
                throw .damaged(piece: number)
            }
            (stage, needed) = (.piece, Int(length))
        case .piece:
            (stage, needed) = (.length, StickLimits.length)
            try open(bytes, into: &events)
        case .over: break
        }
    }

    private mutating func open(
        _ bytes: [UInt8], into events: inout [StickEvent]
    ) throws(StickFault) {
        let text = SealedPiece.open(
            bytes, as: number, of: stick, version: StickLimits.version, in: realm, hello)
        guard let text else { throw number == 0 ? .otherRealm : .damaged(piece: number) }
        let piece: StickPiece
        var messages: [Message] = []
        do throws(WireError) {
            piece = try StickPiece.read(filled: text)
            for message in piece.messages { messages.append(try Message(encoding: message)) }
        } catch { throw .malformed(piece: number, error) }
        guard (piece.plan != nil) == (number == 0) else { throw .misplaced(piece: number) }
        // A piece in which nothing is would cost more than it brings.
        guard piece.plan != nil || piece.end != nil || !messages.isEmpty else {
            throw .misplaced(piece: number)
        }
        if let plan = piece.plan {
            self.plan = plan
            events.append(.plan(plan, of: stick))
        }
        for message in messages { try take(message, into: &events) }
        events.append(.piece(number, to: byteCount))
        number += 1
        guard let end = piece.end else { return }
        stage = .over
        guard end == counts else { throw .miscounted }
        events.append(.end(end))
    }

    private mutating func take(
        _ message: Message, into events: inout [StickEvent]
    ) throws(StickFault) {
        let isWish = plan?.purpose == .wish
        // What was begun and is not gone on with is not there.
        if case .part = message {} else { part = nil }
        switch message {
        case .goods(let sort, let all) where !isWish:
            counts.add(sort, all.count)
            events.append(.goods(sort, all))
        case .part(let sort, let whole, let bytes) where !isWish:
            try take(sort, whole, bytes, into: &events)
        case .statements(let all) where !isWish:
            counts.statements += all.count
            events.append(.statements(all))
        case .tips(let all): events.append(.tips(all))
        case .fresh(let tier, let all) where isWish: events.append(.fresh(tier, all))
        case .inquiry(let device) where isWish: events.append(.inquiry(device))
        // What later versions say besides is passed over.
        case .later: break
        default: throw .misplaced(piece: number)
        }
    }

    /// A thing that is too long for a message comes bit by bit.
    private mutating func take(
        _ sort: Sort, _ whole: Int, _ bytes: [UInt8], into events: inout [StickEvent]
    ) throws(StickFault) {
        var one = part ?? (sort, whole, [])
        if one.sort != sort || one.whole != whole { one = (sort, whole, []) }
        guard one.bytes.count + bytes.count <= whole else { throw .misplaced(piece: number) }
        one.bytes += bytes
        guard one.bytes.count == whole else {
            part = one
            return
        }
        part = nil
        counts.add(sort)
        events.append(.goods(sort, [one.bytes]))
    }
}

extension ArraySlice<UInt8> {
    /// Big-endian.
    fileprivate var number: UInt64 { reduce(0) { $0 << 8 | UInt64($1) } }
}

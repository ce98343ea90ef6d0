public import Bundles
internal import Charter
public import Identity
public import Lattice
public import Replica
public import Seal
internal import Wire

/// A piece that was put together, and is to be sealed: that takes no replica.
public struct StickDraft: Sendable {
    public let number: UInt64
    public let isLast: Bool
    let text: [UInt8]

    /// As it stands in the file, its length before it.
    public func sealed(
        of stick: StickID, in realm: DomainID, _ hello: HelloKey, _ entropy: inout Entropy
    ) -> [UInt8] {
        let sealed = SealedPiece.seal(
            text, as: number, of: stick, version: StickLimits.version, in: realm, hello, &entropy)
        var buffer = ByteBuffer()
        buffer.store(UInt32(sealed.count))
        // Unsafe only in name: bytes have no padding that could show.
        buffer.put(raw: unsafe sealed.span.bytes)
        return buffer.bytes
    }
}

/// Writes a stick, piece by piece: asked again and again, it takes a bounded part of what a replica
/// holds each time (spec/15-files.md#stick-4).
public struct StickWriter: Sendable {
    /// What goes before all pieces.
    public static func header(of stick: StickID) -> [UInt8] {
        var buffer = ByteBuffer()
        for byte in StickLimits.magic + [StickLimits.version] { buffer.put(byte: byte) }
        buffer.put(stick)
        return buffer.bytes
    }

    public let plan: StickPlan
    public private(set) var counts: StickCounts
    /// How many things there are to be written, as far as that is known.
    public private(set) var expected = 0
    /// Bundles that this device wrote itself and does not give away yet.
    public private(set) var heldBack = 0
    public private(set) var isOver = false

    private var errands: [Errand] = []
    private var place = 0
    /// What was taken from the replica and stands in no piece yet.
    private var ready: [[UInt8]] = []
    private var readySort = Sort.root
    private var readyPlace = 0
    /// What is left of a thing that is too long for one message.
    private var rest: (sort: Sort, whole: Int, bytes: ArraySlice<UInt8>)?
    private var number: UInt64
    private var messages: [[UInt8]] = []
    private var used = 0
    /// Things that will be one message.
    private var batch: [[UInt8]] = []
    private var batchSort = Sort.root
    private var batchBytes = 0

    private enum Errand {
        case things(Sort, [HoldingName])
        case feed(FeedID, from: BundleNumber, to: BundleNumber)
        /// Messages that are there already, and how many statements are in each.
        case said([UInt8], statements: Int)
    }

    public enum Step: Sendable {
        case piece(StickDraft)
        /// It was asked for long enough; there is more.
        case busy
        case over
    }

    /// Decides what goes in. Of what is new in feeds from now on nothing does.
    public init<Store: Storage>(
        _ plan: StickPlan, lacking reach: StickReach, after written: StickWritten? = nil,
        of device: DeviceKey?, _ replica: inout Replica<Store>
    ) {
        self.plan = plan
        counts = written?.counts ?? StickCounts()
        number = written?.piece ?? 0
        switch plan.purpose {
        case .wish: wish(of: device, &replica)
        case .goods:
            // A thing of which only a part was written is begun anew.
            if written != nil { say([.tips([])]) }
            let had = reach.things.union(written?.things ?? [])
            lend(.root, had: written?.things ?? [], &replica)
            lend(.proof, had: written?.things ?? [], &replica)
            lendFeeds(of: true, reach, written, &replica)
            lend(.envelope, had: had, &replica)
            lend(.schema, had: had, &replica)
            say(latest(replica.statements, first: device), statements: true)
            lendFeeds(of: false, reach, written, &replica)
            // Whoever wished is told how far their own feeds are known here.
            if plan.wish != nil, let asker = plan.device {
                let ends = replica.ends(of: asker).map(\.end)
                say(ends.chunks(of: TalkLimits.entries).map { .tips($0) })
            }
        }
        expected += counts.things
    }

    // MARK: What goes in

    private mutating func wish<Store: Storage>(
        of device: DeviceKey?, _ replica: inout Replica<Store>
    ) {
        if let device { say([.inquiry(device)]) }
        let ends = replica.storedFeeds.flatMap { stored in
            stored.ends.map { Message.End(feed: stored.feed, tip: $0) }
        }
        say(ends.chunks(of: TalkLimits.entries).map { .tips($0) })
        let things = replica.otherHoldings(of: .keys).map {
            Message.Want(sort: $0.sort, name: $0.name, from: nil)
        }
        say(things.chunks(of: TalkLimits.entries).map { .fresh(.keys, $0) })
    }

    private mutating func say(_ all: [Message], statements: Bool = false) {
        for message in all {
            var count = 0
            if case .statements(let some) = message { count = some.count }
            errands.append(.said(message.encoding, statements: count))
        }
    }

    /// The own one first, then the latest, as many as fit (spec/11-sync.md#have-2).
    private func latest(_ all: [Statement], first device: DeviceKey?) -> [Message] {
        let sorted = all.sorted { one, other in
            (one.device == device ? 1 : 0, one.time, other.device.bytes)
                > (other.device == device ? 1 : 0, other.time, one.device.bytes)
        }
        var left = TalkLimits.statements
        var found: [Message] = []
        for statement in sorted {
            left -= statement.encoding.count
            guard left >= 0 else { break }
            found.append(.statements([statement]))
        }
        return found
    }

    private mutating func lend<Store: Storage>(
        _ sort: Sort, had: Set<HoldingName>, _ replica: inout Replica<Store>
    ) {
        let tier = sort.tier ?? .records
        let names = replica.otherHoldings(of: tier).filter { $0.sort == sort }.map(\.name)
            .filter { !had.contains($0) }
        expected += names.count
        for some in names.chunks(of: 200) { errands.append(.things(sort, some)) }
    }

    /// Of feeds of scopes that were not chosen nothing; the charter is everybody's.
    private mutating func lendFeeds<Store: Storage>(
        of isCharter: Bool, _ reach: StickReach, _ written: StickWritten?,
        _ replica: inout Replica<Store>
    ) {
        let scopes = plan.scopes.map { Set($0) }
        for stored in replica.storedFeeds where (stored.scope == .charter) == isCharter {
            guard isCharter || scopes?.contains(stored.scope) != false,
                var start = replica.start(of: stored, for: reach),
                let end = stored.ends.map(\.number).max()
            else { continue }
            if let last = written?.feeds[stored.feed], last >= start {
                // Of a forked feed there may be more of the same number.
                if stored.ends.count > 1 {
                    start = last
                } else {
                    guard last < end else { continue }
                    start = last.next
                }
            }
            // What is not to leave this device yet is not written (spec/11-sync.md#own-1).
            guard !replica.isHeldBack(stored.feed) else {
                heldBack += Int(end.value - start.value) + 1
                continue
            }
            expected += Int(end.value - start.value) + 1
            errands.append(.feed(stored.feed, from: start, to: end))
        }
    }

    // MARK: Pieces

    /// The next piece, or as much of it as can be done in one go.
    public mutating func next<Store: Storage>(_ replica: inout Replica<Store>) -> Step {
        guard !isOver else { return .over }
        var looks = StickLimits.looks
        while true {
            if let rest {
                guard putPart(rest) else { return .piece(finish(isLast: false)) }
                continue
            }
            if readyPlace < ready.count {
                guard put(readySort, ready[readyPlace]) else {
                    return .piece(finish(isLast: false))
                }
                readyPlace += 1
                continue
            }
            guard place < errands.count else {
                isOver = true
                return .piece(finish(isLast: true))
            }
            guard looks > 0 else { return .busy }
            looks -= 1
            guard look(&replica) else { return .piece(finish(isLast: false)) }
        }
    }

    private var capacity: Int {
        let plan = number == 0 ? plan.byteCount : 0
        return StickLimits.text - StickLimits.around - plan
    }

    /// Does some of an errand. False if a message does not fit this piece any more.
    private mutating func look<Store: Storage>(_ replica: inout Replica<Store>) -> Bool {
        (ready, readyPlace) = ([], 0)
        switch errands[place] {
        case .said(let message, let statements):
            close()
            guard used + message.count + 5 <= capacity, messages.count < StickLimits.messages
            else { return false }
            add(message)
            counts.statements += statements
            place += 1
        case .things(let sort, let names):
            (ready, readySort) = (replica.things(sort, names), sort)
            place += 1
        case .feed(let feed, let start, let end):
            let (found, next) = replica.page(of: feed, from: start, to: end)
            (ready, readySort) = (found, .feed)
            if let next {
                errands[place] = .feed(feed, from: next, to: end)
            } else {
                place += 1
            }
        }
        return true
    }

    /// Puts one thing into the piece. False if it does not fit any more.
    private mutating func put(_ sort: Sort, _ bytes: [UInt8]) -> Bool {
        if bytes.count > TalkLimits.part {
            close()
            rest = (sort, bytes.count, bytes[...])
            // It is counted when all of it is there.
            return true
        }
        let cost = bytes.count + 5
        if batchSort != sort || batchBytes + cost > StickLimits.batch
            || batch.count == TalkLimits.entries
        {
            close()
        }
        let around = batch.isEmpty ? 21 : 5
        guard used + batchBytes + cost + around <= capacity,
            messages.count < StickLimits.messages
        else { return false }
        if batch.isEmpty { (batchSort, batchBytes) = (sort, 16) }
        batch.append(bytes)
        batchBytes += cost
        counts.add(sort)
        return true
    }

    private mutating func putPart(
        _ part: (sort: Sort, whole: Int, bytes: ArraySlice<UInt8>)
    ) -> Bool {
        let room = capacity - used - 48
        guard room >= min(StickLimits.leastPart, part.bytes.count),
            messages.count < StickLimits.messages
        else { return false }
        let some = part.bytes.prefix(min(TalkLimits.part, room))
        add(Message.part(part.sort, of: part.whole, Array(some)).encoding)
        let left = part.bytes.dropFirst(some.count)
        rest = left.isEmpty ? nil : (part.sort, part.whole, left)
        if left.isEmpty { counts.add(part.sort) }
        return true
    }

    private mutating func add(_ message: [UInt8]) {
        messages.append(message)
        used += message.count + 5
    }

    private mutating func close() {
        guard !batch.isEmpty else { return }
        add(Message.goods(batchSort, batch).encoding)
        (batch, batchBytes) = ([], 0)
    }

    private mutating func finish(isLast: Bool) -> StickDraft {
        close()
        var piece = StickPiece(plan: number == 0 ? plan : nil, messages: messages)
        if isLast { piece.end = counts }
        var text = piece.encoding
        // A finder sees how long a stick is, and nothing of what it is made of.
        let sealed = text.count + SealedPiece.overhead
        let grains = (sealed + StickLimits.grain - 1) / StickLimits.grain
        let whole = isLast ? grains * StickLimits.grain : StickLimits.piece
        precondition(sealed <= whole, "a piece holds no more than it can")
        text += [UInt8](repeating: 0, count: whole - sealed)
        defer { (messages, used, number) = ([], 0, number + 1) }
        return StickDraft(number: number, isLast: isLast, text: text)
    }
}

extension StickPlan {
    fileprivate var byteCount: Int {
        var writer = Writer()
        write(to: &writer)
        return writer.count
    }
}

extension Replica {
    /// Some bundles of a feed, and the number that comes next; nil if that was all. Those of one
    /// number stay together: they are branches.
    fileprivate mutating func page(
        of feed: FeedID, from start: BundleNumber, to end: BundleNumber
    ) -> (bundles: [[UInt8]], next: BundleNumber?) {
        var most = 64
        typealias Found = [(number: BundleNumber, bytes: [UInt8])]
        var found: Found = bundles(of: feed, from: start, most: most)
        while found.count == most, found.first?.number == found.last?.number {
            most *= 2
            found = bundles(of: feed, from: start, most: most)
        }
        // Of the last number on a page there may be more.
        let next = found.count < most ? nil : found.last?.number
        if let next { found.removeAll { $0.number >= next } }
        return (
            found.filter { $0.number <= end }.map(\.bytes), next.flatMap { $0 <= end ? $0 : nil }
        )
    }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

public import Bundles
public import Lattice
internal import Schema
internal import Seal
internal import Wire

/// What an `IssueID` names.
public enum Issued {}
/// Everybody who knows the same has the same issues under the same names.
public typealias IssueID = Hash<Issued>

/// What an issue is about.
public enum Matter: Hashable, Sendable {
    case fact(LedgerKey)
    case record(RecordID)
    case goods(Goods)
    case hub(HubID)
    case feed(FeedID)
    /// One change of a bundle.
    case change(Dot)
}

/// Something that follows from what people wrote, and that a person should look at
/// (spec/10-relief.md#issue-1).
public struct Issue: Hashable, Sendable {
    public let id: IssueID
    /// What a resolution names, so that another cause is another issue.
    public let cause: IssueID
    public let sort: Sort
    /// What a person should look at first, and what has to do with it.
    public let matter: Matter
    public let others: [Matter]
    /// Where what it is about stands, and where it is resolved.
    public let scope: Address
    /// How much too much or too little, in thousandths, if that can be said.
    public let amount: Int128?
    /// Which part of a record, or which rule of its kind.
    public let part: UInt32?
    /// The resolution that counts; nil as long as there is none.
    public internal(set) var resolution: LedgerKey?

    public enum Sort: UInt8, CaseIterable, Comparable, Hashable, Sendable {
        /// More was given away than was there.
        case belowZero = 1
        /// Goods were sent that no approval allows.
        case beyondApproval
        /// More is promised than is there.
        case promisedBeyond
        /// What came is not what was sent.
        case differs
        /// Something happened before a count that whoever counted did not know.
        case countDoubt
        /// Counts were made apart, and come to different amounts.
        case countsApart
        /// Several corrections of one fact stand side by side.
        case correctionsApart
        /// An order or stock of an item that is deleted, retired, merged into another, or not here.
        case itemGone
        /// An order, goods on their way, or stock, of a hub that is closed.
        case hubClosed
        /// A field of a record was written differently by people who did not know of each other.
        case conflict
        /// A record was deleted by one and changed by another.
        case deletedAndChanged
        /// A record breaks a rule of its kind.
        case breaksRule
        /// Two records share what each must have for itself.
        case alike
        /// Two documents have the same code.
        case sameCode
        /// Somebody stated different things under one key.
        case equivocal
        /// Approved and rejected by people who did not know of each other.
        case held
        /// Somebody approved what is their own.
        case approvedOwn
        /// A change has no effect.
        case refused
        /// What somebody wrote after being let go of.
        case quarantined
        /// One device wrote two different things in one place.
        case forked
        /// Somebody approved it who had heard of nobody else in office for too long.
        case approvedLate

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    init(
        _ sort: Sort, _ matter: Matter, in scope: Address, because others: [Matter] = [],
        amount: Int128? = nil, part: UInt32? = nil, causes: [Int128] = [], values: [Value] = []
    ) {
        var name = ByteBuffer()
        name.put(byte: sort.rawValue)
        matter.write(into: &name)
        var cause = ByteBuffer()
        name.put(UInt64(part ?? 0))
        for other in others { other.write(into: &cause) }
        for number in causes {
            cause.put(UInt64(truncatingIfNeeded: number >> 64))
            cause.put(UInt64(truncatingIfNeeded: number))
        }
        for value in values { cause.put(value) }
        let why = Blake2b.hash(cause.span, .issue, of: Issued.self)
        name.put(why)
        id = Blake2b.hash(name.span, .issue, of: Issued.self)
        self.cause = why
        self.sort = sort
        self.matter = matter
        self.others = others
        self.scope = scope
        self.amount = amount
        self.part = part
    }
}

extension Matter {
    func write(into buffer: inout ByteBuffer) {
        switch self {
        case .fact(let name):
            buffer.put(byte: 0)
            buffer.put(UInt64(name.kind.value))
            buffer.put(name.key.person)
            buffer.put(name.key.id)
        case .record(let record):
            buffer.put(byte: 1)
            buffer.put(record)
        case .goods(let goods):
            buffer.put(byte: 2)
            buffer.put(goods.hub)
            buffer.put(goods.item)
            buffer.put(byte: UInt8(truncatingIfNeeded: goods.condition.rawValue))
        case .hub(let hub):
            buffer.put(byte: 3)
            buffer.put(hub)
        case .feed(let feed):
            buffer.put(byte: 4)
            buffer.put(feed)
        case .change(let dot):
            buffer.put(byte: 5)
            buffer.put(dot.feed)
            buffer.put(dot.position.word)
        }
    }
}

extension Hash {
    /// As records name it: in hexadecimal digits that a token may have.
    public var token: String { "\(self)".uppercased() }
}

extension IssueID {
    /// What a fact of exactly one content is called in an inbox.
    init(_ hash: FactHash) {
        let words = hash.words
        self.init(words.0, words.1, words.2, words.3)
    }

    /// From its hexadecimal digits; nil if they are none.
    init?(token: String) {
        let digits = Array(token.utf8)
        guard digits.count == 64 else { return nil }
        var words: [UInt64] = []
        for start in stride(from: 0, to: 64, by: 16) {
            guard
                let word = UInt64(
                    String(decoding: digits[start..<start + 16], as: UTF8.self), radix: 16)
            else { return nil }
            words.append(word)
        }
        self.init(words[0], words[1], words[2], words[3])
    }
}

internal import Lattice

/// Reads items one after the other from bytes that it does not own, and takes nothing but their
/// one canonical form (spec/03-encoding.md#cbor-1). Reading allocates nothing.
public struct Reader: ~Escapable {
    let bytes: RawSpan
    /// Where the next item begins.
    public private(set) var offset: Int
    /// What is being read: for errors.
    public var part: WireError.Part

    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, of part: WireError.Part) {
        self.bytes = bytes
        self.part = part
        offset = 0
    }

    public var remaining: Int { bytes.byteCount - offset }

    /// What is wrong with the item there.
    public func fault(_ reason: WireError.Reason, at offset: Int) -> WireError {
        WireError(reason, at: offset, in: part)
    }

    /// Goes back to an item, to read it as something else.
    public mutating func rewind(to item: Int) { offset = item }

    /// Throws if anything is left (spec/03-encoding.md#cbor-4).
    public func end() throws(WireError) {
        guard remaining == 0 else { throw fault(.trailing, at: offset) }
    }
}

/// The first bytes of an item: its type, and the number that goes with it.
struct Head {
    let kind: Kind
    let argument: UInt64
    let offset: Int

    init(_ kind: Kind, _ argument: UInt64, at offset: Int) {
        self.kind = kind
        self.argument = argument
        self.offset = offset
    }
}

extension Reader {
    mutating func head() throws(WireError) -> Head {
        let start = offset
        guard start < bytes.byteCount else { throw fault(.truncated, at: start) }
        let first = bytes.byte(at: start)
        guard first & 0x1F < 24, let kind = Kind(rawValue: first >> 5), kind != .simple else {
            return try longHead(first)
        }
        offset = start + 1
        return Head(kind, UInt64(first & 0x1F), at: start)
    }

    /// A head of more than one byte, one without a number, or one that is refused.
    mutating func longHead(_ first: UInt8) throws(WireError) -> Head {
        let start = offset
        let low = first & 0x1F
        guard let kind = Kind(rawValue: first >> 5) else { throw fault(.unsupported, at: start) }
        guard low < 31 else { throw fault(.indefinite, at: start) }
        if kind == .simple {
            guard (Simple.no...Simple.null).contains(UInt64(low)) else {
                throw fault(.unsupported, at: start)
            }
            offset = start + 1
            return Head(kind, UInt64(low), at: start)
        }
        guard low < 28 else { throw fault(.unsupported, at: start) }
        let size = 1 << Int(low - 24)
        guard remaining > size else { throw fault(.truncated, at: start) }
        var argument: UInt64 = 0
        for index in 1...size { argument = argument << 8 | UInt64(bytes.byte(at: start + index)) }
        // The least number that needs so many bytes.
        let least: UInt64 = size == 1 ? 24 : 1 << (UInt64(size) * 4)
        guard argument >= least else { throw fault(.notShortest, at: start) }
        offset = start + 1 + size
        return Head(kind, argument, at: start)
    }

    mutating func head(_ kind: Kind) throws(WireError) -> Head {
        let head = try head()
        guard head.kind == kind else { throw fault(.wrongType, at: head.offset) }
        return head
    }
}

extension Reader {
    /// An unsigned integer of at most so much.
    public mutating func unsigned(upTo most: UInt64 = .max) throws(WireError) -> UInt64 {
        let head = try head(.unsigned)
        guard head.argument <= most else { throw fault(.outOfRange, at: head.offset) }
        return head.argument
    }

    /// The same, and not below the range.
    public mutating func unsigned(in range: ClosedRange<UInt64>) throws(WireError) -> UInt64 {
        let start = offset
        let number = try unsigned(upTo: range.upperBound)
        guard number >= range.lowerBound else { throw fault(.outOfRange, at: start) }
        return number
    }

    /// An integer, unsigned or negative, that is in the range.
    public mutating func integer(in range: ClosedRange<Int64>) throws(WireError) -> Int64 {
        let head = try head()
        guard head.kind == .unsigned || head.kind == .negative else {
            throw fault(.wrongType, at: head.offset)
        }
        guard head.argument <= UInt64(Int64.max) else { throw fault(.outOfRange, at: head.offset) }
        let magnitude = Int64(head.argument)
        let integer = head.kind == .unsigned ? magnitude : -1 - magnitude
        guard range.contains(integer) else { throw fault(.outOfRange, at: head.offset) }
        return integer
    }

    public mutating func bool() throws(WireError) -> Bool {
        let head = try head(.simple)
        guard head.argument != Simple.null else { throw fault(.wrongType, at: head.offset) }
        return head.argument == Simple.yes
    }

    /// A text of at most so many bytes.
    public mutating func text(most: Int) throws(WireError) -> String {
        let head = try head(.text)
        guard head.argument <= UInt64(most) else { throw fault(.tooLong, at: head.offset) }
        let range = try take(head)
        let text = unsafe bytes.extracting(range).withUnsafeBytes {
            unsafe String(validating: $0, as: UTF8.self)
        }
        guard let text else { throw fault(.badText, at: head.offset) }
        return text
    }

    /// Takes a *null* if that is next.
    public mutating func takeNull() throws(WireError) -> Bool {
        let start = offset
        let head = try head()
        if head.kind == .simple, head.argument == Simple.null { return true }
        rewind(to: start)
        return false
    }

    /// Where the bytes of a byte string are, at most so many.
    public mutating func string(most: Int) throws(WireError) -> Range<Int> {
        try string(try head(), most: most)
    }

    /// The same of at least so many too: that is judged before it is asked whether they are there.
    public mutating func string(in counts: ClosedRange<Int>) throws(WireError) -> Range<Int> {
        let head = try head(.bytes)
        guard head.argument >= UInt64(counts.lowerBound) else {
            throw fault(.wrongCount, at: head.offset)
        }
        return try string(head, most: counts.upperBound)
    }

    /// The same of a length of which something else has to be true too: that is judged first.
    public mutating func string(
        most: Int, where fits: (UInt64) -> Bool
    ) throws(WireError) -> Range<Int> {
        let head = try head(.bytes)
        guard fits(head.argument) else { throw fault(.wrongCount, at: head.offset) }
        return try string(head, most: most)
    }

    /// How many items the array claims that is next.
    public mutating func arrayHead() throws(WireError) -> UInt64 { try head(.array).argument }

    /// How many entries the map claims that is next.
    public mutating func mapHead() throws(WireError) -> UInt64 { try head(.map).argument }

    mutating func string(_ head: Head, most: Int) throws(WireError) -> Range<Int> {
        guard head.kind == .bytes else { throw fault(.wrongType, at: head.offset) }
        guard head.argument <= UInt64(most) else { throw fault(.tooLong, at: head.offset) }
        return try take(head)
    }

    /// Where the bytes of a byte string of just so many are.
    public mutating func string(of count: Int) throws(WireError) -> Range<Int> {
        let head = try head(.bytes)
        guard head.argument == UInt64(count) else { throw fault(.wrongCount, at: head.offset) }
        return try take(head)
    }

    /// Where the bytes are that a head claims, once it is seen that they are there.
    mutating func take(_ head: Head) throws(WireError) -> Range<Int> {
        guard head.argument <= UInt64(remaining) else { throw fault(.truncated, at: head.offset) }
        let start = offset
        offset = start + Int(head.argument)
        return start..<offset
    }

    /// How many items an array has; never more than bytes are left.
    public mutating func array() throws(WireError) -> Int {
        let head = try head(.array)
        return try claimed(head)
    }

    /// An array of just so many items.
    public mutating func array(of count: Int) throws(WireError) {
        let head = try head(.array)
        guard head.argument == UInt64(count) else { throw fault(.wrongCount, at: head.offset) }
        _ = try claimed(head)
    }

    /// An array of one number of items or of another; whether it is the other.
    mutating func array(of count: Int, or other: Int) throws(WireError) -> Bool {
        let head = try head(.array)
        guard head.argument == UInt64(count) || head.argument == UInt64(other) else {
            throw fault(.wrongCount, at: head.offset)
        }
        _ = try claimed(head)
        return head.argument == UInt64(other)
    }

    /// What a head claims, once it is seen that it may be true (spec/03-encoding.md#cbor-4).
    func claimed(_ head: Head) throws(WireError) -> Int {
        let items = head.kind == .map ? remaining / 2 : remaining
        guard head.argument <= UInt64(items) else { throw fault(.truncated, at: head.offset) }
        return Int(head.argument)
    }
}

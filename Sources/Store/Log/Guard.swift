internal import Lattice
internal import Seal

/// What stands outside of the log and tells whether that is an older copy of itself: how much this
/// device had written, and which file that was in (spec/08-store.md#store-4).
struct Guard: Equatable {
    var own: LogFile.OwnCommits
    /// Which file of which machine the log is; a copy is another.
    var identity: [UInt64]

    /// What comes of comparing a guard with a log.
    enum Verdict: Equatable {
        /// The log is the one that was left, perhaps with more than the guard knew of.
        case fits
        /// The log, or the guard, is an older copy, or that of another device.
        case broken
    }

    private static let version: UInt64 = 1

    var bytes: [UInt8] {
        var writer = RowWriter()
        writer.put(Self.version)
        writer.put(own.count)
        for word in [own.hash.words.0, own.hash.words.1, own.hash.words.2, own.hash.words.3] {
            writer.put(word: word)
        }
        writer.put(identity.count)
        for word in identity { writer.put(word: word) }
        // Whoever reads half of it reads nothing.
        let hash = Value(writer.bytes).hash(by: Blake2b.self)
        writer.put(word: hash.words.0)
        return writer.bytes
    }

    init(_ own: LogFile.OwnCommits, _ identity: [UInt64]) {
        self.own = own
        self.identity = identity
    }

    /// Nil if the bytes are damaged.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 8 else { return nil }
        var reader = RowReader(bytes)
        do throws(RowFault) {
            guard try reader.number() == Self.version else { return nil }
            let count = try reader.number()
            let hash = Hash<LogFile.OwnCommits>(
                try reader.word(), try reader.word(), try reader.word(), try reader.word())
            own = LogFile.OwnCommits(count: count, hash: hash)
            identity = []
            for _ in 0..<(try reader.count()) { identity.append(try reader.word()) }
            let sum = Value(Array(bytes.dropLast(8))).hash(by: Blake2b.self)
            guard try reader.word() == sum.words.0, reader.isAtEnd else { return nil }
        } catch { return nil }
    }
}

/// Where the guard is kept: beside the log, and not in it.
public protocol GuardKeeper {
    /// Nil if there is none.
    func read() throws(StoreError) -> [UInt8]?
    /// Puts it there as a whole, and returns when it outlives a power cut.
    func write(_ bytes: [UInt8]) throws(StoreError)
    /// What a copy of the log would have otherwise: the machine, the file system, the file.
    func identity() -> [UInt64]
}

extension LogFile {
    /// Compares a guard with this log.
    func verdict(on known: Guard?, identity: [UInt64]) throws(StoreError) -> Guard.Verdict {
        guard let known else { return own.count == 0 ? .fits : .broken }
        guard known.identity == identity else { return .broken }
        return try holds(known.own) ? .fits : .broken
    }

    /// Whether the own commits were once these.
    private func holds(_ known: OwnCommits) throws(StoreError) -> Bool {
        if known.count == 0 { return true }
        guard let own = try own(after: known.count) else { return false }
        return known.hash == own.hash
    }
}

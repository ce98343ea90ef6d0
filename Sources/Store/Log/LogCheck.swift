public import Bundles
public import Lattice
public import Seal

/// Looks through a log, of which somebody else goes on making use: whether all bundles are what
/// they were when they were stored, and signed by whom they name.
public final class LogCheck {
    /// Something that is not as it should be.
    public struct Fault: Hashable, Sendable {
        public enum What: Hashable, Sendable {
            /// It is not the bundle that its name says.
            case damaged
            /// The one that it follows is not there.
            case missing
            /// It is not signed by the seat that its feed names.
            case unsigned
        }

        /// Nil where not even that can be read.
        public let feed: FeedID?
        public let number: BundleNumber
        public let what: What
    }

    /// So many faults are told one by one; more are only counted.
    public static let mostTold = 100

    public private(set) var feeds = 0
    public private(set) var bundles = 0
    public private(set) var bytes = 0
    public private(set) var faultCount = 0
    public private(set) var faults: [Fault] = []
    /// How many bundles there are in all.
    public let expected: Int

    private let database: Database
    private let rows: Statement
    private let realm: DomainID
    private let keys: [ActID: VerifyingKey]
    private var feed: KnownFeed?
    private var row: Int64?
    /// What is there under the number of the row before, and under that of this one.
    private var previous: [BundleHash] = []
    private var here: [BundleHash] = []
    private var number: UInt64 = 0

    /// `keys` are those of all seats that are known.
    public init(
        _ place: FileStorage.Place, realm: DomainID, keys: [ActID: VerifyingKey]
    ) throws(StoreError) {
        (self.realm, self.keys) = (realm, keys)
        database = try Database(place.log, .readWrite, vfs: place.vfs)
        try database.run("PRAGMA query_only = 1; BEGIN")
        expected = Int(try database.number("SELECT count(*) FROM bundles"))
        rows = try database.prepare(LogFile.soundnessRows)
    }

    /// What SQLite finds wrong with the file itself; empty if nothing is.
    public func fileFaults() throws(StoreError) -> [String] {
        try LogFile.faults(of: database)
    }

    /// The same of a file that nobody uses.
    public static func faults(in place: FileStorage.Place) throws(StoreError) -> [String] {
        try LogFile.faults(of: Database(place.log, .readWrite, vfs: place.vfs))
    }

    /// Looks at some more. False when all was looked at.
    public func step(most: Int) throws(StoreError) -> Bool {
        for _ in 0..<most {
            guard try rows.step() else { return false }
            try look()
        }
        return true
    }

    private func look() throws(StoreError) {
        let number = UInt64(bitPattern: rows.integer(2))
        bundles += 1
        bytes += rows.count(4)
        if row != rows.integer(5) {
            (row, feed, previous, here) = (rows.integer(5), nil, [], [])
            self.number = number
            feeds += 1
        } else if number != self.number {
            previous = number == self.number + 1 ? here : []
            (here, self.number) = ([], number)
        }
        guard try LogFile.isSound(rows), let bundle = try? Bundle(parsing: rows.bytes(4)) else {
            return note(.damaged)
        }
        here.append(bundle.hashed().hash)
        guard number == 0 || previous.contains(where: { $0 == bundle.header.previous }) else {
            return note(.missing)
        }
        guard
            let placed = try? bundle.placed(
                in: realm, feed: { _ in feed }, seat: { keys[$0] }),
            (try? placed.verified()) != nil
        else { return note(.unsigned) }
        feed = placed.feed
    }

    private func note(_ what: Fault.What) {
        faultCount += 1
        guard faults.count < Self.mostTold else { return }
        let name = rows.isNull(1) ? nil : FeedID(octets: rows.bytes(1))
        faults.append(Fault(feed: name, number: BundleNumber(number) ?? .first, what: what))
    }
}

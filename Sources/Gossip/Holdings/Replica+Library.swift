internal import Bundles
internal import Charter
internal import Keys
public import Lattice
public import Replica
internal import Schema
public import Seal
internal import Wire

/// A replica lends what it has stored (spec/11-sync.md#hold-1).
extension Replica: Library {
    public mutating func holdings(of tier: Tier) -> [Holding] {
        otherHoldings(of: tier) + storedFeeds.filter { $0.tier == tier }.map(\.holding)
    }

    public mutating func otherHoldings(of tier: Tier) -> [Holding] {
        switch tier {
        case .authority: signedRoots().values.map(\.holding) + proofs().values.map(\.holding)
        case .keys:
            envelopes.all.map(\.holding) + kept(.schemas).map { Holding(schema: $0) }
        case .records: []
        }
    }

    public mutating func holding(_ sort: Sort, _ name: HoldingName) -> Holding? {
        if sort == .feed {
            return storedEnds(of: FeedID(high: name.high, low: name.low))?.holding
        }
        if sort == .envelope {
            let isHere = envelopes[Identifier(high: name.high, low: name.low)] != nil
            return isHere ? Holding(.envelope, .keys, name) : nil
        }
        return sort.tier.flatMap { tier in
            otherHoldings(of: tier).first { $0.sort == sort && $0.name == name }
        }
    }

    public mutating func ends(of device: DeviceKey) -> [(tier: Tier, end: Message.End)] {
        storedFeeds.filter { isOf(device, $0.feed) }.flatMap { stored in
            stored.ends.map { (stored.tier, Message.End(feed: stored.feed, tip: $0)) }
        }
    }

    public var room: Message.Room? {
        carrying.quota.map { quota in
            Message.Room(
                carried: UInt64(max(0, carrying.byteCount)),
                quota: min(UInt64(max(0, quota)), TalkLimits.room),
                isFull: carrying.isFull)
        }
    }

    /// Another copy of this device is given its own: each would wait for the other for ever.
    public func holdsBack(from device: DeviceKey?) -> Bool {
        holdingBack != nil && holdingBack != device
    }

    public func isHeldBack(_ feed: FeedID) -> Bool {
        holdingBack.map { isOf($0, feed) } ?? false
    }

    public mutating func bundles(
        of feed: FeedID, from number: BundleNumber, most: Int
    ) -> [(number: BundleNumber, bytes: [UInt8])] {
        let entries: [LogEntry] = bundles(of: feed, from: number, most: most)
        return entries.compactMap { entry in
            (try? Bundle(parsing: entry.bytes)).map { ($0.header.number, entry.bytes) }
        }
    }

    public mutating func things(_ sort: Sort, _ names: [HoldingName]) -> [[UInt8]] {
        var found: [HoldingName: [UInt8]] = [:]
        switch sort {
        case .root: found = signedRoots().mapValues(\.encoding)
        case .proof: found = proofs().mapValues(\.encoding)
        case .envelope:
            for name in names {
                found[name] = envelopes[Identifier(high: name.high, low: name.low)]?.encoding
            }
        case .schema:
            for bytes in kept(.schemas) { found[Holding(schema: bytes).name] = bytes }
        case .feed: break
        }
        return names.compactMap { found[$0] }
    }

    /// What others call something that is kept beside bundles.
    func name(of kept: Kept, _ bytes: [UInt8]) -> (sort: Sort, name: HoldingName)? {
        let sort: Sort =
            switch kept {
            case .roots: .root
            case .proofs: .proof
            case .envelopes: .envelope
            case .schemas: .schema
            }
        return sort.name(of: bytes).map { (sort, $0) }
    }

    /// Copies of one record that were signed by different people are one thing.
    private mutating func signedRoots() -> [HoldingName: RootRecord] {
        var records: [HoldingName: RootRecord] = [:]
        for record in keptRoots() {
            let name = record.holding.name
            if records[name]?.merge(record) == nil { records[name] = record }
        }
        return records
    }

    /// Of several proofs of one feed the one of the lowest number counts.
    private mutating func proofs() -> [HoldingName: ForkProof] {
        var proofs: [HoldingName: ForkProof] = [:]
        for proof in keptProofs() {
            let name = proof.holding.name
            if let known = proofs[name], known.number <= proof.number { continue }
            proofs[name] = proof
        }
        return proofs
    }
}

extension Sort {
    /// What something of it is called that is no feed; nil if it is not as it should be.
    func name(of bytes: [UInt8]) -> HoldingName? {
        switch self {
        case .root: (try? RootRecord(encoding: bytes))?.holding.name
        case .proof: (try? ForkProof(encoding: bytes))?.holding.name
        case .envelope: (try? Envelope(encoding: bytes))?.holding.name
        case .schema: Holding(schema: bytes).name
        case .feed: nil
        }
    }
}

extension StoredEnds {
    fileprivate var tier: Tier { scope == .charter ? .authority : .records }
    fileprivate var holding: Holding { Holding(feed, tier, ends: ends, trunk: trunk) }
}

extension RootRecord {
    fileprivate var holding: Holding {
        var state = ByteBuffer()
        for entry in signatures.entries { state.put(entry.key.bytes) }
        return Holding(.root, .authority, hash.short(), state: state.bytes)
    }
}

extension ForkProof {
    fileprivate var holding: Holding {
        var state = ByteBuffer()
        state.put(number.value)
        let name = HoldingName(high: feed.high, low: feed.low)
        return Holding(.proof, .authority, name, state: state.bytes)
    }
}

extension Envelope {
    fileprivate var holding: Holding { Holding(.envelope, .keys, hash.short()) }
}

extension Holding {
    /// A schema, which was read when it came.
    fileprivate init(schema bytes: [UInt8]) {
        // Unsafe only in name: bytes have no padding that could show.
        let hash = Blake2b.hash(unsafe bytes.span.bytes, .schema, of: Held.self)
        self.init(.schema, .keys, hash.short())
    }
}

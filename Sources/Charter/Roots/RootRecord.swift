public import Bundles
public import Lattice
public import Seal
public import Wire

/// What a `RootHash` is the hash of.
public enum RootContent {}
public typealias RootHash = Hash<RootContent>

/// Whose signatures count, and how many are needed (spec/04-identity.md#root-1).
public struct Roots: Hashable, Sendable {
    public let k: Int
    /// Ascending.
    public let keys: [VerifyingKey]

    /// Nil if there can be no such roots.
    public init?(_ k: Int, of keys: [VerifyingKey]) {
        let sorted = Set(keys).sorted()
        guard (1...Bounds.roots).contains(sorted.count), (1...sorted.count).contains(k),
            sorted.count == keys.count
        else { return nil }
        self.k = k
        self.keys = sorted
    }

    fileprivate init(ascending keys: [VerifyingKey], _ k: Int) {
        self.k = k
        self.keys = keys
    }

    public func contains(_ key: VerifyingKey) -> Bool { keys.contains(key) }
}

/// A record of a chain of roots, with the signatures of one copy of it: nobody has looked at them.
public struct RootRecord: Hashable, Sendable {
    /// Nil in the chain of a realm; in that of an agency, the realm.
    public let realm: DomainID?
    public let number: UInt32
    public let previous: RootHash
    public let time: HybridTime
    /// Who signs from now on; nil if that does not change.
    public let roots: Roots?
    public let acts: [Act]
    /// Ascending by key.
    public internal(set) var signatures: SortedMap<VerifyingKey, Signature>
    /// The hash of the content, which no signature is part of.
    public let hash: RootHash

    /// Nil if there can be no such record.
    public init?(
        realm: DomainID? = nil, number: UInt32 = 0, previous: RootHash = .zero, time: HybridTime,
        roots: Roots? = nil, _ acts: [Act]
    ) {
        guard (number == 0) == (previous == .zero), number > 0 || roots != nil,
            acts.count <= Bounds.acts
        else { return nil }
        self.realm = realm
        self.number = number
        self.previous = previous
        self.time = time
        self.roots = roots
        self.acts = acts
        signatures = SortedMap()
        var writer = Writer()
        Self.write(realm, number, previous, time, roots, acts, to: &writer)
        hash = Blake2b.hash(writer.span, .root, of: RootContent.self)
    }

    /// Signs the record for a domain, or, if it is number 0, for the domain that it founds.
    public mutating func sign(by key: borrowing SigningKey, for domain: DomainID? = nil) {
        signatures[key.verifying] = key.sign(.signRoot, for: domain ?? founded, hash)
    }

    /// The same copy with another signature, whoever made it.
    public init(_ record: Self, signed key: VerifyingKey, _ signature: Signature) {
        self = record
        signatures[key] = signature
    }

    /// The domain that the record founds if it is number 0.
    public var founded: DomainID {
        DomainID(hash.words.0, hash.words.1, hash.words.2, hash.words.3)
    }
}

extension RootRecord: Canonical {
    public static var part: WireError.Part { .root }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        guard reader.remaining <= Bounds.rootBytes else {
            throw reader.fault(.tooLong, at: reader.offset)
        }
        try reader.array(of: 2)
        let start = reader.offset
        try reader.array(of: 6)
        let realm: DomainID? = try reader.takeNull() ? nil : try reader.hash()
        let number = UInt32(try reader.unsigned(upTo: UInt64(UInt32.max)))
        let place = reader.offset
        let previous: RootHash = try reader.hash()
        guard (number == 0) == (previous == .zero) else {
            throw reader.fault(.outOfRange, at: place)
        }
        let time = try reader.time()
        let rootsPlace = reader.offset
        let roots = try reader.takeNull() ? nil : try Roots.read(from: &reader)
        guard number > 0 || roots != nil else { throw reader.fault(.wrongType, at: rootsPlace) }
        let acts = try reader.acts(mayBeEmpty: true)
        let content = start..<reader.offset
        guard content.count <= Bounds.authorityBytes else {
            throw reader.fault(.tooLong, at: start)
        }
        let signatures = try signatures(from: &reader)
        return Self(
            realm, number, previous, time, roots, acts, signatures,
            Blake2b.hash(reader.span(of: content), .root, of: RootContent.self))
    }

    private init(
        _ realm: DomainID?, _ number: UInt32, _ previous: RootHash, _ time: HybridTime,
        _ roots: Roots?, _ acts: [Act], _ signatures: SortedMap<VerifyingKey, Signature>,
        _ hash: RootHash
    ) {
        self.realm = realm
        self.number = number
        self.previous = previous
        self.time = time
        self.roots = roots
        self.acts = acts
        self.signatures = signatures
        self.hash = hash
    }

    private static func signatures(
        from reader: inout Reader
    ) throws(WireError) -> SortedMap<VerifyingKey, Signature> {
        let start = reader.offset
        let claimed = try reader.mapHead()
        guard claimed > 0 else { throw reader.fault(.empty, at: start) }
        guard claimed <= UInt64(Bounds.rootSignatures) else {
            throw reader.fault(.tooLong, at: start)
        }
        reader.rewind(to: start)
        return try reader.sortedMap { (r) throws(WireError) in
            VerifyingKey(try r.hash())
        } _: { (r) throws(WireError) in
            Signature(try r.words())
        }
    }

    /// Takes over the signatures of another copy of the same record
    /// (spec/04-identity.md#root-4).
    public mutating func merge(_ copy: Self) {
        precondition(copy.hash == hash, "only copies of one record are merged")
        for entry in copy.signatures.entries where signatures[entry.key] == nil {
            signatures[entry.key] = entry.value
        }
    }

    public func write(to writer: inout Writer) {
        writer.put(array: 2)
        Self.write(realm, number, previous, time, roots, acts, to: &writer)
        writer.put(map: signatures.count)
        for entry in signatures.entries {
            writer.put(entry.key.bytes)
            writer.put(words: entry.value.words)
        }
    }

    private static func write(
        _ realm: DomainID?, _ number: UInt32, _ previous: RootHash, _ time: HybridTime,
        _ roots: Roots?, _ acts: [Act], to writer: inout Writer
    ) {
        writer.put(array: 6)
        if let realm { writer.put(realm) } else { writer.putNull() }
        writer.put(UInt64(number))
        writer.put(previous)
        writer.put(time)
        if let roots { roots.write(to: &writer) } else { writer.putNull() }
        writer.put(array: acts.count)
        for act in acts { act.write(to: &writer) }
    }
}

extension Roots {
    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 2)
        let place = reader.offset
        let k = try reader.unsigned()
        guard k > 0, k <= UInt64(Bounds.roots) else { throw reader.fault(.outOfRange, at: place) }
        let keys = try reader.hashTable(of: k...UInt64(Bounds.roots)) as [Hash<VerifyingKey>]
        return Self(ascending: keys.map { VerifyingKey($0) }, Int(k))
    }

    fileprivate func write(to writer: inout Writer) {
        writer.put(array: 2)
        writer.put(UInt64(k))
        writer.put(table: keys.map(\.bytes))
    }
}

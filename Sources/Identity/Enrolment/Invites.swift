public import Bundles
public import Charter
public import Lattice
public import Seal
public import Wire

/// An invite, as its issuer remembers it (spec/07-confidentiality.md#inv-4).
public struct IssuedInvite {
    public enum State: Hashable, Sendable {
        case open
        /// Shown with this claim, and for no other any more.
        case claimed(Hash<SeatKeys>)
        case withdrawn
    }

    public let seed: InviteSeed
    /// The person whose next seat it is for, by the first; nil for somebody new.
    public let first: ActID?
    public let end: HybridTime
    public internal(set) var state: State
    /// How often somebody made a claim by it.
    public internal(set) var claims: Int
    public internal(set) var admitted: ActID?

    public static let mostClaims = 5
    /// How long one is good for at most: two weeks.
    public static let longest: UInt64 = 14 * 24 * 3_600 * 1_000
}

/// What a seat has issued (spec/07-confidentiality.md#inv-4).
public struct Invites {
    public private(set) var all: [IssuedInvite] = []

    public static let most = 256

    public init() {}

    /// How far a clock may be behind the charter.
    private static let clockLag: UInt64 = 10 * 60 * 1_000

    /// Issues one. The latest time in the charter tells a clock that is behind.
    public mutating func issue(
        for first: ActID? = nil, at now: HybridTime, lasting milliseconds: UInt64,
        latest: HybridTime, _ entropy: inout Entropy
    ) throws(InviteError) -> InviteSeed {
        guard now.milliseconds + Self.clockLag >= latest.milliseconds else { throw .clock }
        all.removeAll { $0.end < now && $0.admitted == nil }
        makeRoom(at: now)
        guard all.count < Self.most else { throw .tooMany }
        let seed = InviteSeed(&entropy)
        let last = now.milliseconds + min(milliseconds, IssuedInvite.longest)
        all.append(
            IssuedInvite(
                seed: seed, first: first,
                end: HybridTime(WallTime(milliseconds: Int64(clamping: last))),
                state: .open, claims: 0, admitted: nil))
        return seed
    }

    /// What was withdrawn gives way first, then who was admitted long ago: who comes again after
    /// a broken line does so soon.
    private mutating func makeRoom(at now: HybridTime) {
        guard all.count >= Self.most else { return }
        let place =
            all.firstIndex { $0.state == .withdrawn }
            ?? all.firstIndex { $0.admitted != nil && $0.end < now }
        if let place { all.remove(at: place) }
    }

    public subscript(name: InviteName) -> IssuedInvite? { all.first { $0.seed.name == name } }

    public mutating func withdraw(_ name: InviteName) { change(name) { $0.state = .withdrawn } }

    /// Whether a claim may be made by it. What has changed is to be written down before anybody is
    /// answered.
    func claim(
        _ name: InviteName, _ claim: Hash<SeatKeys>, at now: HybridTime
    ) throws(InviteError) {
        guard let invite = self[name] else { throw .withdrawn }
        if case .claimed(let other) = invite.state, other != claim { throw .used }
        // Whom it has admitted may come again as often as the line breaks.
        if invite.admitted != nil { return }
        guard invite.state != .withdrawn, invite.claims < IssuedInvite.mostClaims else {
            throw .withdrawn
        }
        guard now <= invite.end else { throw .expired }
    }

    /// Notes that somebody showed the seed together with keys.
    mutating func note(_ name: InviteName, _ claim: Hash<SeatKeys>) {
        guard self[name]?.admitted == nil else { return }
        change(name) {
            $0.state = .claimed(claim)
            $0.claims += 1
        }
    }

    mutating func admit(_ name: InviteName, as seat: ActID) { change(name) { $0.admitted = seat } }

    private mutating func change(_ name: InviteName, _ body: (inout IssuedInvite) -> Void) {
        guard let index = all.firstIndex(where: { $0.seed.name == name }) else { return }
        body(&all[index])
    }
}

extension Invites {
    /// All of them, as they are sealed with the seat.
    func remembered() -> Secret {
        var writer = SecretWriter(most: SealedSeat.rememberedBytes)
        writer.put { $0.put(map: all.count) }
        let sorted = all.sorted { $0.seed.padded.precedes($1.seed.padded) }
        for invite in sorted {
            writer.put(item: invite.seed.padded.part(0..<InviteSeed.bytes))
            writer.put { writer in
                writer.put(array: 5)
                if let first = invite.first { writer.put(first) } else { writer.putNull() }
                writer.put(invite.end)
                switch invite.state {
                case .open: writer.putNull()
                case .claimed(let claim): writer.put(claim)
                case .withdrawn: writer.put(true)
                }
                writer.put(UInt64(invite.claims))
                if let seat = invite.admitted { writer.put(seat) } else { writer.putNull() }
            }
        }
        return writer.finish()
    }

    public init(remembered bytes: RawSpan) throws(WireError) {
        var reader = Reader(bytes, of: .invites)
        let start = reader.offset
        guard try reader.mapHead() <= UInt64(Self.most) else {
            throw reader.fault(.tooLong, at: start)
        }
        reader.rewind(to: start)
        var found: [IssuedInvite] = []
        try reader.readMap { (reader) throws(WireError) in
            let place = reader.offset
            let range = try reader.string(of: InviteSeed.bytes)
            guard let seed = InviteSeed(remembered: reader.span(of: range)) else {
                throw reader.fault(.outOfRange, at: place)
            }
            return seed
        } value: { (seed, reader) throws(WireError) in
            found.append(try IssuedInvite(seed, from: &reader))
        }
        try reader.end()
        all = found
    }
}

extension IssuedInvite {
    fileprivate init(_ seed: InviteSeed, from reader: inout Reader) throws(WireError) {
        self.seed = seed
        try reader.array(of: 5)
        first = try reader.takeNull() ? nil : try reader.hash()
        end = try reader.time()
        let place = reader.offset
        if try reader.takeNull() {
            state = .open
        } else if try reader.takeTrue() {
            state = .withdrawn
        } else {
            reader.rewind(to: place)
            state = .claimed(try reader.hash())
        }
        claims = Int(try reader.unsigned(upTo: UInt64(Self.mostClaims)))
        admitted = try reader.takeNull() ? nil : try reader.hash()
    }
}

extension Reader {
    /// Takes a *true* if that is next. *False* has no place where this is asked.
    fileprivate mutating func takeTrue() throws(WireError) -> Bool {
        let start = offset
        if let isTrue = try? bool() {
            guard isTrue else { throw fault(.wrongType, at: start) }
            return true
        }
        rewind(to: start)
        return false
    }

    /// A map whose keys ascend; it may have no entries.
    mutating func readMap<Key>(
        _ key: (inout Reader) throws(WireError) -> Key,
        value: (Key, inout Reader) throws(WireError) -> Void
    ) throws(WireError) {
        let start = offset
        if try mapHead() == 0 { return }
        rewind(to: start)
        try forEachEntry(key, value)
    }
}

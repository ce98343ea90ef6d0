public import Bundles
public import Charter
public import Lattice
public import Seal
internal import Wire

/// A laptop in a realm: a seat, a charter of its own, and signed bundles of one scope, of which it
/// believes nothing before it was through every gate. Bodies are not sealed in this world.
public struct Member: Sendable {
    public let index: Int
    public private(set) var scope = Scope<MemoryShelf, Blake2b>(shelf: MemoryShelf())
    public private(set) var log = Log()
    public private(set) var charter: Charter
    /// All of the charter that came in, and what of it waits.
    private(set) var items: [CharterItem] = []
    private var known: Set<CharterItem> = []
    private var waiting: [CharterItem] = []

    private let signer: SimulatedSigner
    private let seat: ActID
    private var opening: Opening?
    private var incarnation: UInt64 = 0
    private var clock = HybridClock()

    private var openings: SortedMap<FeedID, KnownFeed> = SortedMap()
    private var trees: [FeedID: FeedTree] = [:]
    /// Bundles as they travel, by their hashes.
    private var signed: [BundleHash: Bundle] = [:]
    /// Bundles of feeds or seats that are not known yet, or of which those before are missing.
    private var early: [Bundle] = []
    /// Bundles that were refused at some gate.
    public private(set) var refusals = 0

    static let epoch = EpochID(high: 1, low: 1)

    init(_ index: Int, of headquarters: Headquarters, _ signer: SimulatedSigner) {
        self.index = index
        self.signer = signer
        seat = headquarters.seats[index]
        charter = Charter(realm: headquarters.realm)
        learn(headquarters.items)
    }

    // MARK: The charter

    /// Takes in news of the charter, and looks at everything anew if it matters.
    mutating func learn(_ news: [CharterItem]) {
        let new = news.filter { known.insert($0).inserted }
        guard !new.isEmpty else { return }
        items += new
        waiting = charter.take(waiting + new)
        retry()
        review()
    }

    /// The feeds that are there, and their bundles.
    public var feeds: [(opening: Opening, tree: FeedTree)] {
        openings.entries.map { ($0.value.opening, trees[$0.key] ?? FeedTree()) }
    }

    /// Lets the charter say what counts.
    private mutating func review() {
        let view = charter.view(of: feeds)
        guard view != scope.view else { return }
        let held = log.waiting.entries.map(\.value)
        if let receptions = scope.adopt(view, from: log) {
            let old = log
            log = Log()
            for (entry, reception) in zip(old.taken, receptions) { note(entry.bundle, reception) }
            for bundle in held { log.wait(bundle) }
        }
        // Each bundle has its place, once the forks are in the view.
        var isProgress = true
        while isProgress {
            isProgress = false
            for entry in log.waiting.entries where take(entry.value) { isProgress = true }
        }
    }

    // MARK: Bundles

    /// Takes bundles in, in whatever order they come.
    mutating func receive(_ bundles: [Bundle], _ wall: WallTime) {
        for bundle in bundles where signed[bundle.hashed().hash] == nil {
            _ = clock.hear(bundle.header.time, wall)
            early.append(bundle)
        }
        retry()
        review()
    }

    private mutating func retry() {
        while true {
            let left = early.filter { !pass($0) }
            let isDone = left.count == early.count
            early = left
            if isDone { return }
        }
    }

    /// Lets a bundle through the gates. False if it waits at one.
    private mutating func pass(_ bundle: Bundle) -> Bool {
        let verified: VerifiedBundle
        let openings = openings
        do throws(IntakeError) {
            verified = try charter.verify(bundle.bytes) { openings[$0] }
        } catch {
            if !error.isWait { refusals += 1 }
            return !error.isWait
        }
        let feed = verified.header.feed
        switch trees[feed, default: FeedTree()].fit(verified.header, verified.hash) {
        case .waits: return false
        case .duplicate: return true
        case .fallsBack:
            refusals += 1
            return true
        case .forks(let other): prove(verified, contradicts: other)
        case .next: break
        }
        if verified.header.number == .first { self.openings[feed] = verified.feed }
        trees[feed, default: FeedTree()].insert(verified.header, verified.hash)
        signed[verified.hash] = bundle
        guard let open = try? verified.opened(by: { bundle, _ in .success(bundle.body.bytes) })
        else {
            preconditionFailure("every key is held in this world")
        }
        if !take(open.bundle) { log.wait(open.bundle) }
        return true
    }

    /// Makes a proof of a fork, which goes to everybody with the charter.
    private mutating func prove(_ bundle: VerifiedBundle, contradicts other: BundleHash) {
        guard let rival = signed[other]?.hashed(),
            let proof = ForkProof(bundle.feed.opening, rival.head, bundle.content.head)
        else { return }
        let item = CharterItem.proof(proof)
        guard known.insert(item).inserted else { return }
        items.append(item)
        waiting = charter.take(waiting + [item])
    }

    /// False if the scope has no place for it yet.
    private mutating func take(_ bundle: OpenBundle) -> Bool {
        let reception = scope.receive(bundle)
        note(bundle, reception)
        switch reception {
        case .joined, .void, .surplus, .refused: return true
        case .duplicate, .waits, .forked: return false
        }
    }

    private mutating func note(_ bundle: OpenBundle, _ reception: Reception) {
        switch reception {
        case .joined(let feed), .void(let feed): log.take(bundle, as: feed)
        case .surplus, .refused: log.drop(bundle)
        case .duplicate, .waits, .forked: log.wait(bundle)
        }
    }
}

// MARK: Writing

extension Member: Simulated {
    public func hasHeardTheSame(as other: Self) -> Bool { known == other.known }

    public mutating func act(_ errands: [Errand], at wall: WallTime) -> BundleHash? {
        guard let feed = writableFeed(wall), var draft = try? scope.open(feed, at: clock.tick(wall))
        else { return nil }
        for errand in errands {
            do throws(AuthorError) {
                try scope.change(errand.record, in: &draft) { rows, pen throws(AuthorError) in
                    try errand.intent.author(&rows, pen)
                }
            } catch { continue }
        }
        guard let body = try? Body(draft.changes).encoding(of: feed, draft.number) else {
            preconditionFailure("what a draft lets in can be written")
        }
        let bundle = sign(
            draft.number, draft.previous, draft.time, Value(body), feed, Self.epoch)
        let open = scope.close(draft, as: bundle.hashed().hash)
        keep(bundle)
        log.take(open, as: feed)
        return open.hash
    }

    private func sign(
        _ number: BundleNumber, _ previous: BundleHash, _ time: HybridTime, _ body: Value,
        _ feed: FeedID, _ epoch: EpochID?
    ) -> Bundle {
        let header = Header(
            feed: feed, number: number, previous: previous, time: time, policy: 1, epoch: epoch)
        guard let header else { preconditionFailure("a draft has a possible header") }
        return signer.bundle(header, body, in: charter.realm)
    }

    private mutating func keep(_ bundle: Bundle) {
        let hashed = bundle.hashed()
        trees[bundle.header.feed, default: FeedTree()].insert(hashed.header, hashed.hash)
        signed[hashed.hash] = bundle
    }

    /// The feed to go on with; a new one if that is cut or forked; nil if nothing may be written.
    private mutating func writableFeed(_ wall: WallTime) -> FeedID? {
        if let opening, scope.view.forks(of: opening.feed) == nil,
            scope.view.cut(of: opening.feed) == .everything
        {
            return opening.feed
        }
        for grant in grants {
            incarnation += 1
            let opening = Opening(
                realm: charter.realm, scope: .common, seat: seat, grant: grant,
                incarnation: Incarnation(high: UInt64(index), low: incarnation))
            guard charter.standing(of: opening) == nil, charter.cuts(of: opening).isEmpty,
                openings[opening.feed] == nil
            else { continue }
            open(opening, wall)
            return opening.feed
        }
        return nil
    }

    /// What was granted to this person, the latest first.
    private var grants: [ActID] {
        Array(charter.knownActs).reversed().filter { act in
            guard case .grant(let grant) = charter.content(of: act) else { return false }
            return grant.subject == .person(seat.short())
        }
    }

    private mutating func open(_ opening: Opening, _ wall: WallTime) {
        let time = clock.tick(wall)
        guard let draft = try? scope.open(opening.feed, at: time) else {
            preconditionFailure("a new feed can be opened")
        }
        let bundle = sign(.first, .zero, time, Value(opening.encoding), opening.feed, nil)
        let open = scope.close(draft, as: bundle.hashed().hash)
        openings[opening.feed] = KnownFeed(opening, key: signer.verifying)
        keep(bundle)
        log.take(open, as: opening.feed)
        self.opening = opening
    }

    /// Lives on as another incarnation: what a restored backup does once it knows.
    public mutating func reincarnate(as number: UInt64) {
        incarnation = number << 32
        opening = nil
    }

    /// A laptop that was switched off: state and charter are made again from what was stored.
    public mutating func restart() {
        let (items, bundles) = (items, signed.values.sorted { order($0) < order($1) })
        let (opening, last) = (opening, clock.last)
        charter = Charter(realm: charter.realm)
        (self.items, known, waiting) = ([], [], [])
        (scope, log) = (Scope(shelf: MemoryShelf()), Log())
        (openings, trees, signed, early) = (SortedMap(), [:], [:], [])
        learn(items)
        clock = HybridClock(last: last)
        early = bundles
        retry()
        review()
        self.opening = opening
    }

    private func order(_ bundle: Bundle) -> (FeedID, BundleNumber) {
        (bundle.header.feed, bundle.header.number)
    }
}

// MARK: Sync

extension Member {
    /// What one member tells another: all of the charter, and of its feeds what it has.
    public enum Message: Hashable, Sendable {
        case summary(items: [CharterItem], has: Set<BundleHash>)
        case bundles(items: [CharterItem], [Bundle])
    }

    public var summary: Message { .summary(items: items, has: Set(signed.keys)) }

    public mutating func handle(_ message: Message, wall: WallTime) -> Message? {
        switch message {
        case .summary(let items, let has):
            learn(items)
            let lacking = signed.filter { !has.contains($0.key) }.map(\.value)
                .sorted { order($0) < order($1) }
            let news = self.items.filter { !items.contains($0) }
            guard !lacking.isEmpty || !news.isEmpty else { return nil }
            return .bundles(items: news, Array(lacking.prefix(64)))
        case .bundles(let items, let bundles):
            learn(items)
            receive(bundles, wall)
            return nil
        }
    }
}

/// A bundle in the making. Each change sees those before it.
public struct Draft: Sendable {
    public let feed: FeedID
    public let number: BundleNumber
    public let previous: BundleHash
    public let time: HybridTime
    public fileprivate(set) var changes: [Change]
    private var size = BodySize()

    init(feed: FeedID, number: BundleNumber, previous: BundleHash, time: HybridTime) {
        self.feed = feed
        self.number = number
        self.previous = previous
        self.time = time
        changes = []
    }

    /// The dot of the next change, and so the id of the record that it creates.
    public func nextDot() throws(AuthorError) -> Dot {
        guard changes.count < Limits.changesPerBundle,
            let position = Position(number, index: changes.count)
        else { throw .full }
        return Dot(feed: feed, position: position)
    }

    /// Throws if a change names nobody, is too long, or may not fit
    /// (spec/03-encoding.md#body-10).
    @usableFromInline
    func check(_ change: Change) throws(AuthorError) {
        switch change.delta {
        case .field(_, .facts(let delta)) where delta.key.person == .zero: throw .nobody
        case .foreign: preconditionFailure("nobody writes what only later versions know")
        default: break
        }
        let longest = change.delta.text?.count ?? 0
        guard longest <= Limits.valueBytes else { throw .tooLong(longest) }
        guard size.adding(change, of: feed).bytes <= Limits.bodyBytes else { throw .full }
    }

    @usableFromInline
    mutating func append(_ change: Change) {
        changes.append(change)
        size = size.adding(change, of: feed)
    }
}

extension Scope {
    /// Begins a bundle. Until it is closed, nothing else is received.
    public mutating func open(_ feed: FeedID, at time: HybridTime) throws(AuthorError) -> Draft {
        precondition(drafting == nil, "a draft is open")
        precondition(feed != .zero, "no feed has the zero id")
        let tip = frontier[feed]
        if tip?.number == .last { throw .full }
        let number = tip?.number.next ?? .first
        guard view.admits(number, of: feed) else { throw .revoked(feed) }
        guard view.forks(of: feed) == nil else { throw .forked(feed) }
        drafting = feed
        // The bundle's own marks count as arrived; the hash is put right when it is known.
        advance(feed, to: Tip(number, .zero))
        return Draft(
            feed: feed, number: number, previous: tip?.hash ?? .zero, time: time)
    }

    /// Adds to a draft what `body` makes of the record's rows, which it only reads. If it throws,
    /// or makes nothing, the draft and the rows are as they were.
    @inlinable
    public mutating func change(
        _ record: RecordID, in draft: inout Draft,
        _ body: (inout Shelf.Record, Pen) throws(AuthorError) -> DocumentDelta?
    ) throws(AuthorError) {
        precondition(drafting == draft.feed, "the draft is not open")
        let dot = try draft.nextDot()
        let pen = Pen(dot: dot, seen: frontier, under: view)
        let delta = try shelf.record(record) { rows throws(AuthorError) in try body(&rows, pen) }
        guard let delta else { return }
        let change = Change(record, delta)
        guard record.creation.feed != .zero || record == .ledger else { throw .absent }
        guard change.isSound else { throw .factsOnly }
        try draft.check(change)
        join(change, at: Stamp(dot: dot, time: draft.time))
        upkeep.finish(in: &shelf)
        draft.append(change)
    }

    /// Gives a draft up: what it touched is joined again without it.
    public mutating func abandon(_ draft: Draft, from history: some History) {
        precondition(drafting == draft.feed, "the draft is not open")
        drafting = nil
        frontier.withdraw(draft.feed, to: draft.number.previous.map { Tip($0, draft.previous) })
        unsettled.removeAll()
        rejoin(Set(draft.changes.map(\.anchor)), from: history)
    }

    /// Closes a draft under the hash that its bundle has.
    public mutating func close(_ draft: Draft, as hash: BundleHash) -> OpenBundle {
        precondition(drafting == draft.feed, "the draft is not open")
        drafting = nil
        frontier.correct(draft.feed, to: Tip(draft.number, hash))
        // Others may have named positions in this bundle that nothing came to stand at.
        settle(arrived: BundleName(draft.feed, draft.number))
        upkeep.finish(in: &shelf)
        let bundle = OpenBundle(
            feed: draft.feed, number: draft.number, previous: draft.previous, hash: hash,
            time: draft.time, changes: draft.changes)
        guard let bundle else { preconditionFailure("a draft is a possible bundle") }
        return bundle
    }
}

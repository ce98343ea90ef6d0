public import Bundles
internal import Charter
public import Lattice
public import Queries
internal import Schema

/// All that somebody knows of an operation, and what follows from it: stock, orders, issues. It is
/// kept up piece by piece, and is a function of what is in it alone, in whatever order that came
/// (spec/10-relief.md).
public struct Operation: Sendable {
    public private(set) var book = Book()
    public private(set) var orders = Orders()
    /// The issues, resolved ones too.
    public private(set) var issues: [IssueID: Issue] = [:]

    private(set) var facts: [LedgerKey: ReliefFact] = [:]
    private(set) var records: [RecordID: (shown: Shown, scope: Address)] = [:]
    public private(set) var hubs: [HubID: HubState] = [:]
    /// The hubs whose ledgers are read: of others nobody here knows what is there.
    public private(set) var ledgers: Set<HubID> = []
    private(set) var troubles: [Address: Set<Trouble>] = [:]
    /// Where each item is asked for.
    private(set) var uses: [RecordID: Set<LedgerKey>] = [:]
    /// What may stand in an inbox: what is to be decided, and announcements.
    private(set) var addressed: Set<LedgerKey> = []
    private(set) var codes = CodeIndex()
    private(set) var alike = AlikeIndex()
    /// What each record of a batch says of when it expires.
    private(set) var lots: [Lot: [RecordID: Int64?]] = [:]
    /// Below what somebody is to be told of an item, where a hub says nothing else.
    private(set) var leasts: [RecordID: Int64] = [:]
    /// Below what hubs want to be told of an item.
    private(set) var levels: [Shelf: [RecordID: Int64]] = [:]
    private var marks: Set<RecordID> = []
    private var pulseRecords: Set<RecordID> = []
    private var resolutions: [String: Set<LedgerKey>] = [:]
    private var issuesAt: [Spot: [IssueID]] = [:]
    private var dirty: Set<Spot> = []

    public init() {}

    // MARK: What comes and goes

    /// Takes facts in, each in the place of what stood under its name, and nil out. Together they
    /// cost less than one by one.
    public mutating func set(_ changes: [(name: LedgerKey, fact: ReliefFact?)]) {
        for (name, fact) in changes where facts[name] != fact { replace(name, with: fact) }
        settle()
    }

    public mutating func put(_ fact: ReliefFact) { set([(fact.name, fact)]) }
    public mutating func remove(_ name: LedgerKey) { set([(name, nil)]) }

    private mutating func replace(_ name: LedgerKey, with fact: ReliefFact?) {
        for old in [facts[name], fact].compactMap({ $0 }) {
            let isThere = old == fact
            if isThere { facts[name] = fact } else { facts[name] = nil }
            for item in old.itemsAskedFor {
                if isThere {
                    uses[item, default: []].insert(name)
                } else {
                    uses[item]?.remove(name)
                }
            }
            if let code = old.code {
                codes.set(isThere, name, code)
                dirty.insert(.code(code))
            }
            if name.kind == .resolution, let one = Resolution(old.content) {
                if isThere {
                    resolutions[one.issue, default: []].insert(name)
                } else {
                    resolutions[one.issue]?.remove(name)
                }
                dirty.insert(.resolution(one.issue))
            }
            dirty.insert(.fact(name))
            for other in old.named { dirty.insert(.fact(other)) }
        }
        facts[name] = fact
        if [.order, .correction, .announcement].contains(name.kind) {
            if fact == nil { addressed.remove(name) } else { addressed.insert(name) }
        }
        book.set(fact, of: name)
        orders.set(fact, of: name, book)
    }

    /// Takes a record in, in the place of what it was; nil takes it out.
    public mutating func set(_ shown: Shown?, of id: RecordID, in scope: Address) {
        let old = records[id]
        guard old?.shown != shown || old?.scope != scope else { return }
        if let old { index(false, old.shown, id, in: old.scope) }
        records[id] = shown.map { ($0, scope) }
        if let shown { index(true, shown, id, in: scope) }
        if id.kind == .readMark { if shown == nil { marks.remove(id) } else { marks.insert(id) } }
        if id.kind == .pulse {
            if shown == nil { pulseRecords.remove(id) } else { pulseRecords.insert(id) }
        }
        dirty.insert(.record(id))
        if id.kind == .item { touch(item: id) }
        settle()
    }

    /// Enters a record where it is looked for, or strikes it there.
    private mutating func index(
        _ isThere: Bool, _ shown: Shown, _ id: RecordID, in scope: Address
    ) {
        for spot in alike.set(isThere, shown, id) { dirty.insert(spot) }
        guard shown.isAlive else { return }
        if let lot = Lot(shown, in: scope) {
            lots[lot, default: [:]][id] =
                isThere ? .some(shown.value(of: LotField.expiry)?.number) : nil
            if lots[lot]?.isEmpty == true { lots[lot] = nil }
        }
        if shown.kind == .item {
            leasts[id] = isThere ? shown.value(of: ItemField.least)?.number : nil
        }
        if shown.kind == .level, case .hub(let hub) = scope,
            let item = shown.value(of: LevelField.item)?.record
        {
            let shelf = Shelf(hub: hub, item: item)
            levels[shelf, default: [:]][id] =
                isThere ? shown.value(of: LevelField.least)?.number : nil
            if levels[shelf]?.isEmpty == true { levels[shelf] = nil }
        }
    }

    /// When each seat that has an office was last heard of, in milliseconds since 1970, as it says
    /// itself (spec/06-authority.md#dec-4).
    public var pulses: [ActID: Int64] {
        var pulses: [ActID: Int64] = [:]
        for id in pulseRecords {
            guard let shown = records[id]?.shown, shown.isAlive,
                let seat = shown.value(of: PulseField.seat)?.seat,
                let at = shown.value(of: PulseField.at)?.number
            else { continue }
            pulses[seat] = max(pulses[seat] ?? .min, at)
        }
        return pulses
    }

    /// What this person has read.
    var readMarks: Set<IssueID> {
        Set(
            marks.compactMap { id in
                guard let shown = records[id]?.shown, shown.isAlive,
                    shown.value(of: ReadMarkField.read)?.truth == true
                else { return nil }
                return shown.value(of: ReadMarkField.notice)?.text.flatMap { IssueID(token: $0) }
            })
    }

    public mutating func set(_ state: HubState?, of hub: HubID) {
        guard hubs[hub] != state else { return }
        hubs[hub] = state
        touch(hub)
        settle()
    }

    /// Says whose ledgers are read.
    public mutating func set(ledgers read: Set<HubID>) {
        let changed = ledgers.symmetricDifference(read)
        ledgers = read
        for hub in changed { touch(hub) }
        settle()
    }

    public mutating func set(troubles now: Set<Trouble>, in scope: Address) {
        guard troubles[scope] ?? [] != now else { return }
        troubles[scope] = now.isEmpty ? nil : now
        dirty.insert(.troubles(scope))
        settle()
    }

    private mutating func touch(_ hub: HubID) {
        dirty.insert(.hub(hub))
        for item in book.items(at: hub) {
            for bucket in book.buckets(of: item, at: hub) { touch(bucket) }
        }
        for (name, standing) in orders.all
        where standing.order.source == hub || standing.order.destination == hub {
            dirty.insert(.order(name))
            for goods in standing.order.goods { dirty.insert(.goods(goods)) }
        }
        for (name, standing) in orders.allDemands where standing.demand.hub == hub {
            dirty.insert(.order(name))
        }
        for (name, _) in book.inTransit { dirty.insert(.dispatch(name)) }
    }

    private mutating func touch(item: RecordID) {
        for hub in ledgers { dirty.insert(.shelf(hub, item)) }
        for name in uses[item] ?? [] { dirty.insert(.order(name)) }
    }

    private mutating func touch(_ bucket: Bucket) {
        dirty.insert(.bucket(bucket))
        dirty.insert(.goods(Goods(bucket)))
        dirty.insert(.shelf(bucket.hub, bucket.item))
        if hubs[bucket.hub]?.isClosed == true { dirty.insert(.hub(bucket.hub)) }
    }

    // MARK: What follows

    /// Looks anew at all that changed, and at nothing else.
    private mutating func settle() {
        let moved = book.takeTouched()
        for name in moved.dispatches {
            orders.settle(shipment: name, book)
            dirty.insert(.dispatch(name))
        }
        for bucket in moved.buckets { touch(bucket) }
        let changed = orders.takeTouched()
        for name in changed.orders {
            dirty.insert(.order(name))
            for sent in orders.dispatches(under: name) { dirty.insert(.dispatch(sent)) }
        }
        for name in changed.demands { dirty.insert(.order(name)) }
        for goods in changed.goods { dirty.insert(.goods(goods)) }
        for spot in dirty { look(at: spot) }
        dirty = []
    }

    private mutating func look(at spot: Spot) {
        if case .resolution(let token) = spot {
            if let id = IssueID(token: token), issues[id] != nil { resolve(id) }
            return
        }
        for id in issuesAt[spot] ?? [] { issues[id] = nil }
        let found = issues(at: spot)
        issuesAt[spot] = found.isEmpty ? nil : found.map(\.id)
        for issue in found {
            issues[issue.id] = issue
            resolve(issue.id)
        }
    }

    /// The resolution that counts: in the scope of the issue, and of the same cause; of several the
    /// one whose name comes first.
    private mutating func resolve(_ id: IssueID) {
        guard let issue = issues[id] else { return }
        let found = (resolutions[id.token] ?? []).filter { name in
            guard let fact = facts[name], fact.scope == issue.scope,
                let one = Resolution(fact.content)
            else { return false }
            return one.cause == issue.cause.token
        }
        issues[id]?.resolution = found.min()
    }
}

/// Where an issue can come up: what has changed there is looked at again.
enum Spot: Hashable, Sendable {
    case bucket(Bucket)
    case goods(Goods)
    case shelf(HubID, RecordID)
    case hub(HubID)
    case dispatch(LedgerKey)
    /// An order, or what a hub asks for.
    case order(LedgerKey)
    case fact(LedgerKey)
    case record(RecordID)
    case code(DocumentCode)
    case alike(AlikeIndex.Place)
    case troubles(Address)
    case resolution(String)
}

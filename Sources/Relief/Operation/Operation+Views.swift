public import Bundles
internal import Charter
public import Lattice
internal import Queries
internal import Schema

/// What people ask of an operation.
extension Operation {
    /// What is there of some goods, over all batches.
    public func onHand(of goods: Goods) -> Int128 {
        buckets(of: goods).reduce(0) { $0 + book.stock(of: $1).onHand }
    }

    /// What is there and not promised; below zero if more is promised than is there.
    public func free(of goods: Goods) -> Int128 {
        onHand(of: goods) - orders.promised(of: goods)
    }

    func buckets(of goods: Goods) -> [Bucket] {
        book.buckets(of: goods.item, at: goods.hub).filter { $0.condition == goods.condition }
    }

    /// The hubs of the realm's own whose ledgers are read here, closed ones too: what there is of
    /// something in all is added up over these, and never over an agency's
    /// (spec/10-relief.md#stock-3).
    public var governmentHubs: [HubID] {
        ledgers.filter { hubs[$0].map { !$0.isAgency } ?? false }.sorted()
    }

    /// What the realm's own hubs have of an item, by condition.
    public func governmentTotal(of item: RecordID) -> [Condition: Int128] {
        book.total(of: item, at: governmentHubs)
    }

    /// What people call the document by that a fact is, or is a line of; nil if it has no code.
    public func code(of name: LedgerKey) -> String? { facts[name]?.code?.text }

    /// All facts of a kind, in order.
    public func facts(of kind: KindNumber) -> [ReliefFact] {
        facts.values.filter { $0.name.kind == kind }.sorted { $0.name < $1.name }
    }

    /// The corrections of a fact whose place no later one took, in order.
    public func corrections(of fact: ReliefFact) -> [ReliefFact] {
        let about = fact.reference
        let all = facts(of: .correction).compactMap { one in
            Correction(one.content).flatMap { $0.about == about ? (one, $0.instead) : nil }
        }
        let replaced = Set(all.compactMap(\.1))
        return all.map(\.0).filter { !replaced.contains($0.reference) }
    }

    /// The needs lists that a draft became, in order.
    public func submissions(of list: RecordID) -> [LedgerKey] {
        orders.allDemands.filter { $0.standing.demand.list == list }.map(\.name)
    }

    /// The day after which goods of a batch are not good any more, as their hub has it; nil if
    /// nobody said. Of several records of one batch the earliest.
    public func expiry(of bucket: Bucket) -> Int64? {
        guard let batch = bucket.batch else { return nil }
        return lots[Lot(.hub(bucket.hub), bucket.item, batch)]?.values.compactMap { $0 }.min()
    }

    /// From which buckets an amount is best taken: what expires first goes first, what is expired
    /// does not go, and what never does goes last. It may be less than was asked for
    /// (spec/10-relief.md#plan-1).
    public func picks(_ amount: Int128, of goods: Goods, on day: Int64) -> [Pick] {
        let choices = buckets(of: goods).map { (bucket: $0, expiry: expiry(of: $0) ?? .max) }
            .filter { $0.expiry >= day }
            .sorted { ($0.expiry, $0.bucket) < ($1.expiry, $1.bucket) }
        var left = min(amount, max(0, free(of: goods)))
        var picks: [Pick] = []
        for choice in choices where left > 0 {
            let share = min(left, book.stock(of: choice.bucket).onHand)
            guard share > 0 else { continue }
            picks.append(Pick(bucket: choice.bucket, amount: share))
            left -= share
        }
        return picks
    }

    /// The issues that nobody has resolved, the gravest first.
    public var openIssues: [Issue] {
        issues.values.filter { $0.resolution == nil }.sorted { ($0.sort, $0.id) < ($1.sort, $1.id) }
    }
}

/// So much of a bucket.
public struct Pick: Hashable, Sendable {
    public let bucket: Bucket
    public let amount: Int128
}

/// A batch, as a hub has it.
struct Lot: Hashable, Sendable {
    let scope: Address
    let item: RecordID
    let batch: String

    init(_ scope: Address, _ item: RecordID, _ batch: String) {
        (self.scope, self.item, self.batch) = (scope, item, batch)
    }

    init?(_ shown: Shown, in scope: Address) {
        guard shown.kind == .lot, shown.isAlive,
            let item = shown.value(of: LotField.item)?.record,
            let batch = shown.value(of: LotField.batch)?.text
        else { return nil }
        self.init(scope, item, batch)
    }
}

public import Bundles
internal import Charter
public import Lattice
internal import Schema

/// The stock of all hubs whose facts somebody reads, kept up as facts come and go: what did not
/// change is not looked at again. It is a function of the facts alone, in whatever order they came
/// (spec/10-relief.md#stock-1).
public struct Book: Sendable {
    private var facts: [LedgerKey: ReliefFact] = [:]
    /// The facts that name a fact, by it.
    private var naming: [LedgerKey: Set<LedgerKey>] = [:]
    /// Where each fact stands now.
    private var postings: [LedgerKey: [Posting]] = [:]
    private var tallies: [HubID: [RecordID: [Bucket: Tally]]] = [:]
    private var shipments: [LedgerKey: Shipment] = [:]

    public init() {}

    // MARK: What comes and goes

    /// Takes a fact in, in the place of what stood under its name.
    public mutating func put(_ fact: ReliefFact) {
        guard facts[fact.name] != fact else { return }
        remove(fact.name)
        facts[fact.name] = fact
        for other in Self.named(by: fact) { naming[other, default: []].insert(fact.name) }
        settle(fact.name)
    }

    /// Takes a fact out: it does not count any more.
    public mutating func remove(_ name: LedgerKey) {
        guard let fact = facts.removeValue(forKey: name) else { return }
        for other in Self.named(by: fact) {
            naming[other]?.remove(name)
            if naming[other]?.isEmpty == true { naming[other] = nil }
        }
        settle(name, and: fact)
    }

    /// The facts on which this one has an influence.
    private static func named(by fact: ReliefFact) -> [LedgerKey] {
        switch fact.name.kind {
        case .receipt: GoodsReceipt(fact.content)?.dispatch.map { [LedgerKey($0)] } ?? []
        case .transitLoss: TransitLoss(fact.content).map { [LedgerKey($0.dispatch)] } ?? []
        case .countLine: CountLine(fact.content).map { [LedgerKey($0.count)] } ?? []
        case .correction:
            Correction(fact.content).map { one in
                [LedgerKey(one.about)] + (one.instead.map { [LedgerKey($0)] } ?? [])
            } ?? []
        default: []
        }
    }

    /// Looks anew at a fact and all that hangs on it.
    private mutating func settle(_ name: LedgerKey, and gone: ReliefFact? = nil) {
        post(name)
        guard let fact = facts[name] ?? gone else { return }
        let named = Self.named(by: fact)
        for other in named {
            post(other)
            // A receipt that was corrected changes what is still on its way.
            if let further = facts[other] {
                for last in Self.named(by: further) { post(last) }
            }
        }
        if fact.name.kind == .count {
            for line in naming[name] ?? [] { post(line) }
        }
        for other in naming[name] ?? [] where fact.name.kind == .dispatch { post(other) }
    }

    /// Has a fact stand where it belongs now.
    private mutating func post(_ name: LedgerKey) {
        switch name.kind {
        case .countLine: return see(name)
        case .dispatch: shipments[name] = shipment(name)
        case .movement, .receipt, .transitLoss: break
        default: return
        }
        let now = facts[name].map { wanted(of: $0) } ?? []
        let before = postings[name] ?? []
        for bucket in Set((before + now).map(\.bucket)) {
            let amount = now.filter { $0.bucket == bucket }.reduce(0) { $0 + $1.amount }
            let share = facts[name].flatMap { fact in
                now.contains { $0.bucket == bucket }
                    ? Tally.Share(
                        amount: amount, carriers: fact.carriers, on: Self.time(of: fact))
                    : nil
            }
            change(bucket) { $0.set(share, of: name) }
        }
        postings[name] = now.isEmpty ? nil : now
    }

    private mutating func change(_ bucket: Bucket, _ body: (inout Tally) -> Void) {
        body(
            &tallies[bucket.hub, default: [:]][bucket.item, default: [:]][bucket, default: Tally()])
        guard tallies[bucket.hub]?[bucket.item]?[bucket]?.isEmpty == true else { return }
        tallies[bucket.hub]?[bucket.item]?[bucket] = nil
        if tallies[bucket.hub]?[bucket.item]?.isEmpty == true {
            tallies[bucket.hub]?[bucket.item] = nil
        }
        if tallies[bucket.hub]?.isEmpty == true { tallies[bucket.hub] = nil }
    }

    // MARK: What facts come to

    private func wanted(of fact: ReliefFact) -> [Posting] {
        let edit = correction(of: fact)
        switch fact.name.kind {
        case .movement:
            guard case .hub(let hub) = fact.scope, let one = Movement(fact.content) else {
                return []
            }
            return one.postings(of: edit?.amount ?? one.amount, at: hub)
        case .dispatch:
            guard let one = Dispatch(fact.content) else { return [] }
            return one.postings(of: edit?.amount ?? one.amount)
        case .receipt:
            guard let one = GoodsReceipt(fact.content) else { return [] }
            return one.postings(
                good: edit?.amount ?? one.good, damaged: edit?.damaged ?? one.damaged)
        default: return []
        }
    }

    private static func time(of fact: ReliefFact) -> Int64 {
        switch fact.name.kind {
        case .movement: Movement(fact.content)?.on ?? 0
        case .dispatch: Dispatch(fact.content)?.on ?? 0
        case .receipt: GoodsReceipt(fact.content)?.on ?? 0
        default: 0
        }
    }

    /// The correction that counts: approved, about exactly this, and none is in its place. Of
    /// several the one whose name comes first; a person should look (spec/10-relief.md#edit-1).
    private func correction(of fact: ReliefFact) -> Correction? {
        guard let all = naming[fact.name], !all.isEmpty else { return nil }
        let reference = fact.reference
        var found: [(name: LedgerKey, one: Correction)] = []
        var replaced: Set<FactReference> = []
        for name in all where name.kind == .correction {
            guard let edit = facts[name], edit.isEffective, let one = Correction(edit.content),
                one.about == reference
            else { continue }
            found.append((name, one))
            if let instead = one.instead { replaced.insert(instead) }
        }
        return found.filter { one in
            facts[one.name].map { !replaced.contains($0.reference) } ?? false
        }
        .min { $0.name < $1.name }?.one
    }

    private func shipment(_ name: LedgerKey) -> Shipment? {
        guard let fact = facts[name], let one = Dispatch(fact.content) else { return nil }
        let reference = fact.reference
        var shipment = Shipment(one, sent: Int128(correction(of: fact)?.amount ?? one.amount))
        for other in naming[name] ?? [] {
            guard let said = facts[other] else { continue }
            if other.kind == .receipt, let receipt = GoodsReceipt(said.content),
                receipt.dispatch == reference
            {
                let edit = correction(of: said)
                shipment.good += Int128(edit?.amount ?? receipt.good)
                shipment.damaged += Int128(edit?.damaged ?? receipt.damaged)
                if receipt.isLast { shipment.isClosed = true }
            } else if other.kind == .transitLoss, let loss = TransitLoss(said.content),
                loss.dispatch == reference
            {
                shipment.lost += Int128(correction(of: said)?.amount ?? loss.amount)
            }
        }
        return shipment
    }

    /// Has a count say anew what it saw where this line is of.
    private mutating func see(_ name: LedgerKey) {
        let line = facts[name].flatMap { CountLine($0.content) }
        let place = line.flatMap { line -> (Bucket, LedgerKey)? in
            let header = LedgerKey(line.count)
            guard let count = facts[header], count.reference == line.count,
                case .hub(let hub) = count.scope, facts[name]?.scope == count.scope
            else { return nil }
            return (Bucket(hub, line.item, line.batch, line.condition), header)
        }
        if let (bucket, header) = seenAt[name], place?.0 != bucket || place?.1 != header {
            sees(nil, name, header, bucket)
            seenAt[name] = nil
        }
        guard let place, let line else { return }
        sees(line.seen, name, place.1, place.0)
        seenAt[name] = place
    }

    /// Where each line of a count stands, and of which count it is.
    private var seenAt: [LedgerKey: (bucket: Bucket, count: LedgerKey)] = [:]

    private mutating func sees(
        _ amount: Int64?, _ line: LedgerKey, _ header: LedgerKey, _ bucket: Bucket
    ) {
        let old = tallies[bucket.hub]?[bucket.item]?[bucket]?.counts[header]
        var lines = old?.lines ?? [:]
        lines[line] = amount
        var seen: Tally.Seen?
        if !lines.isEmpty {
            if let fact = facts[header], let count = Count(fact.content) {
                seen = Tally.Seen(lines: lines, count: count, carriers: fact.carriers)
            } else if let old {
                // Its header is gone, and so are its other lines in a moment.
                seen = Tally.Seen(lines: lines, count: old.count, carriers: old.carriers)
            }
        }
        change(bucket) { $0.set(seen, of: header) }
    }

    // MARK: What is asked

    public func stock(of bucket: Bucket) -> Stock {
        Stock(tallies[bucket.hub]?[bucket.item]?[bucket] ?? Tally())
    }

    /// All buckets of an item at a hub, in order.
    public func buckets(of item: RecordID, at hub: HubID) -> [Bucket] {
        (tallies[hub]?[item] ?? [:]).keys.sorted()
    }

    /// The items of which a hub ever had anything, in order.
    public func items(at hub: HubID) -> [RecordID] { (tallies[hub] ?? [:]).keys.sorted() }

    public var hubs: [HubID] { tallies.keys.sorted() }

    /// What some hubs have of an item together, by condition. Whose stock is left out, like an
    /// agency's, is simply not among them.
    public func total(of item: RecordID, at hubs: some Sequence<HubID>) -> [Condition: Int128] {
        var total: [Condition: Int128] = [:]
        for hub in hubs {
            for (bucket, tally) in tallies[hub]?[item] ?? [:] {
                total[bucket.condition, default: 0] += tally.onHand
            }
        }
        return total
    }

    /// What became of a dispatch; nil if it is not here.
    public func shipment(of dispatch: LedgerKey) -> Shipment? { shipments[dispatch] }

    /// All that has left some hub and is nobody's yet, by the names of the dispatches.
    public var inTransit: [(dispatch: LedgerKey, shipment: Shipment)] {
        shipments.filter { $0.value.onItsWay > 0 }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}

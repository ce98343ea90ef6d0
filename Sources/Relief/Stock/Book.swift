public import Bundles
internal import Charter
public import Lattice
internal import Schema

/// The stock of all hubs whose facts somebody reads, kept up as facts come and go: what did not
/// change is not looked at again. It is a function of the facts alone, in whatever order they came
/// (spec/10-relief.md#stock-1).
public struct Book: Sendable {
    private var index = FactIndex()
    /// Where each fact stands now.
    private var postings: [LedgerKey: [Posting]] = [:]
    private var tallies: [HubID: [RecordID: [Bucket: Tally]]] = [:]
    private var shipments: [LedgerKey: Shipment] = [:]
    private var touched = Touched()

    /// What is not as it was when somebody last looked.
    struct Touched {
        var buckets: Set<Bucket> = []
        var dispatches: Set<LedgerKey> = []
    }

    public init() {}

    // MARK: What comes and goes

    /// Takes a fact in, in the place of what stood under its name; nil takes it out: it does not
    /// count any more.
    public mutating func set(_ fact: ReliefFact?, of name: LedgerKey) {
        guard index[name] != fact else { return }
        for part in [nil, fact] {
            guard let old = index.set(part, of: name) ?? part else { continue }
            settle(name, old)
        }
    }

    public mutating func put(_ fact: ReliefFact) { set(fact, of: fact.name) }
    public mutating func remove(_ name: LedgerKey) { set(nil, of: name) }

    mutating func takeTouched() -> Touched {
        defer { touched = Touched() }
        return touched
    }

    /// Looks anew at a fact that is there or was, and at all that hangs on it.
    private mutating func settle(_ name: LedgerKey, _ fact: ReliefFact) {
        post(name)
        for other in fact.named {
            post(other)
            // A receipt that was corrected changes what is still on its way.
            for last in index[other]?.named ?? [] { post(last) }
        }
        if name.kind == .count || name.kind == .dispatch {
            for other in index.naming(name) { post(other) }
        }
    }

    /// Has a fact stand where it belongs now.
    private mutating func post(_ name: LedgerKey) {
        switch name.kind {
        case .countLine: return see(name)
        case .dispatch:
            shipments[name] = shipment(name)
            touched.dispatches.insert(name)
        case .movement, .receipt, .transitLoss: break
        default: return
        }
        let now = index[name].map { wanted(of: $0) } ?? []
        let before = postings[name] ?? []
        for bucket in Set((before + now).map(\.bucket)) {
            let amount = now.filter { $0.bucket == bucket }.reduce(0) { $0 + $1.amount }
            let share = index[name].flatMap { fact in
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
        touched.buckets.insert(bucket)
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

    /// The correction that counts: of several the one whose name comes first; a person should look
    /// (spec/10-relief.md#edit-1).
    private func correction(of fact: ReliefFact) -> Correction? {
        standingCorrections(of: fact).min { $0.name < $1.name }?.one
    }

    /// Those that are approved, about exactly this, and without another in their place.
    private func standingCorrections(
        of fact: ReliefFact
    ) -> [(name: LedgerKey, one: Correction)] {
        let all = index.naming(fact.name)
        guard !all.isEmpty else { return [] }
        let reference = fact.reference
        var found: [(name: LedgerKey, one: Correction)] = []
        var replaced: Set<FactReference> = []
        for name in all where name.kind == .correction {
            guard let edit = index[name], edit.isEffective, let one = Correction(edit.content),
                one.about == reference
            else { continue }
            found.append((name, one))
            if let instead = one.instead { replaced.insert(instead) }
        }
        return found.filter { one in
            index[one.name].map { !replaced.contains($0.reference) } ?? false
        }
    }

    private func shipment(_ name: LedgerKey) -> Shipment? {
        guard let fact = index[name], let one = Dispatch(fact.content) else { return nil }
        let reference = fact.reference
        var shipment = Shipment(one, sent: Int128(correction(of: fact)?.amount ?? one.amount))
        for other in index.naming(name) {
            guard let said = index[other] else { continue }
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
        let line = index[name].flatMap { CountLine($0.content) }
        let place = line.flatMap { line -> (Bucket, LedgerKey)? in
            let header = LedgerKey(line.count)
            guard let count = index[header], count.reference == line.count,
                case .hub(let hub) = count.scope, index[name]?.scope == count.scope
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
            if let fact = index[header], let count = Count(fact.content) {
                seen = Tally.Seen(lines: lines, count: count, carriers: fact.carriers)
            } else if let old {
                // Its header is gone, and so are its other lines in a moment.
                seen = Tally.Seen(lines: lines, count: old.count, carriers: old.carriers)
            }
        }
        change(bucket) { $0.set(seen, of: header) }
    }

    // MARK: What is asked

    /// All that moved, as it counts: books are the sums of it. In the order of its times.
    public var moves: [Move] {
        postings.keys.compactMap { index[$0] }.flatMap { fact in
            let isCorrected = correction(of: fact) != nil
            let sort = fact.name.kind == .movement ? Movement(fact.content)?.sort : nil
            return (postings[fact.name] ?? []).map {
                Move(
                    fact: fact.name, sort: sort, on: Self.time(of: fact), bucket: $0.bucket,
                    amount: $0.amount, isCorrected: isCorrected)
            }
        }.sorted { ($0.on, $0.fact, $0.bucket) < ($1.on, $1.fact, $1.bucket) }
    }

    public func stock(of bucket: Bucket) -> Stock {
        Stock(tallies[bucket.hub]?[bucket.item]?[bucket] ?? Tally())
    }

    /// All buckets of an item at a hub, in order.
    public func buckets(of item: RecordID, at hub: HubID) -> [Bucket] {
        (tallies[hub]?[item] ?? [:]).keys.sorted()
    }

    /// Whether a hub ever had anything of an item.
    func has(_ item: RecordID, at hub: HubID) -> Bool { tallies[hub]?[item] != nil }

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

    /// The fact with which what is there fell below an amount for the last time, in the order in
    /// which things happened; nil if it is not below, or was from the beginning.
    public func fall(of buckets: [Bucket], below least: Int128) -> LedgerKey? {
        let courses = buckets.compactMap { tallies[$0.hub]?[$0.item]?[$0]?.course }
        var left = courses.reduce(0) { $0 + $1.start }
        var fall: LedgerKey?
        for step in courses.flatMap(\.steps).sorted(by: { ($0.on, $0.name) < ($1.on, $1.name) }) {
            let before = left
            left += Int128(step.amount)
            if left < least, before >= least { fall = step.name }
        }
        return left < least ? fall : nil
    }

    /// Counts that were made apart from the one that counts, and come to something else.
    func rivals(of bucket: Bucket) -> [LedgerKey] {
        tallies[bucket.hub]?[bucket.item]?[bucket]?.rivals ?? []
    }

    /// Corrections that have effect and stand side by side, if there are several.
    func rivalEdits(of fact: ReliefFact) -> [LedgerKey] {
        let edits = standingCorrections(of: fact)
        return edits.count > 1 ? edits.map(\.name).sorted() : []
    }

    /// What became of a dispatch; nil if it is not here.
    public func shipment(of dispatch: LedgerKey) -> Shipment? { shipments[dispatch] }

    /// All that has left some hub and is nobody's yet, by the names of the dispatches.
    public var inTransit: [(dispatch: LedgerKey, shipment: Shipment)] {
        shipments.filter { $0.value.onItsWay > 0 }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}

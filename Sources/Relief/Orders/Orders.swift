public import Bundles
internal import Charter
public import Lattice
internal import Schema

/// What is kept back or promised somewhere: in which batch it will be is not said.
public struct Goods: Hashable, Comparable, Sendable {
    public let hub: HubID
    public let item: RecordID
    public let condition: Condition

    public init(_ hub: HubID, _ item: RecordID, _ condition: Condition) {
        (self.hub, self.item, self.condition) = (hub, item, condition)
    }

    init(_ bucket: Bucket) { self.init(bucket.hub, bucket.item, bucket.condition) }

    public static func < (a: Self, b: Self) -> Bool {
        (a.hub, a.item, a.condition) < (b.hub, b.item, b.condition)
    }
}

/// Orders, what they answer, and what is promised by them, kept up as facts come and go. Like a
/// book it is a function of the facts alone (spec/10-relief.md#order-1).
public struct Orders: Sendable {
    private var index = FactIndex()
    private var standings: [LedgerKey: OrderStanding] = [:]
    private var demands: [LedgerKey: DemandStanding] = [:]
    /// By whom how much is promised.
    private var promises: [Goods: [LedgerKey: Int128]] = [:]
    /// Where the promises of each are.
    private var promised: [LedgerKey: Set<Goods>] = [:]
    private(set) var touched = Touched()

    /// What is not as it was when somebody last looked.
    struct Touched {
        var orders: Set<LedgerKey> = []
        var demands: Set<LedgerKey> = []
        var goods: Set<Goods> = []
    }

    public init() {}

    // MARK: What comes and goes

    /// Takes a fact in, in the place of what stood under its name; nil takes it out. The book has
    /// it already.
    mutating func set(_ fact: ReliefFact?, of name: LedgerKey, _ book: Book) {
        guard index[name] != fact else { return }
        for part in [nil, fact] {
            guard let one = index.set(part, of: name) ?? part else { continue }
            settle([name] + one.named, book)
        }
    }

    /// Looks anew at what hangs on a shipment that changed.
    mutating func settle(shipment: LedgerKey, _ book: Book) {
        settle(index[shipment]?.named ?? [], book)
    }

    mutating func takeTouched() -> Touched {
        defer { touched = Touched() }
        return touched
    }

    private mutating func settle(_ names: [LedgerKey], _ book: Book) {
        var demands: Set<LedgerKey> = []
        var reservations: Set<LedgerKey> = []
        for name in names {
            reservations.formUnion(index.naming(name).filter { $0.kind == .reservation })
            switch name.kind {
            case .order:
                let before = standings[name]
                let standing = standing(of: name, book)
                guard standing != before else { continue }
                standings[name] = standing
                touched.orders.insert(name)
                let promises = standing?.promises ?? []
                promise(
                    promises.map {
                        (
                            Goods(standing?.order.source ?? .zero, $0.line.item, $0.line.condition),
                            $0.open
                        )
                    }, by: name)
                for answered in [before, standing].compactMap(\.?.order.answers) {
                    let demand = LedgerKey(answered)
                    demands.insert(demand)
                    reservations.formUnion(index.naming(demand).filter { $0.kind == .reservation })
                }
            case .submission, .transferRequest: demands.insert(name)
            case .reservation: reservations.insert(name)
            default: break
            }
        }
        for name in demands { settle(demand: name) }
        for name in reservations { settle(reservation: name) }
    }

    private mutating func settle(demand name: LedgerKey) {
        let demand = demandStanding(of: name)
        guard demands[name] != demand else { return }
        demands[name] = demand
        touched.demands.insert(name)
    }

    private mutating func settle(reservation name: LedgerKey) {
        guard let fact = index[name], let one = Reservation(fact.content),
            !isOver(one, fact)
        else { return promise([], by: name) }
        promise([(Goods(one.hub, one.item, one.condition), Int128(one.amount))], by: name)
    }

    /// Has somebody promise this, and nothing else.
    private mutating func promise(_ amounts: [(Goods, Int128)], by name: LedgerKey) {
        for goods in promised[name] ?? [] {
            promises[goods]?[name] = nil
            if promises[goods]?.isEmpty == true { promises[goods] = nil }
            touched.goods.insert(goods)
        }
        promised[name] = amounts.isEmpty ? nil : Set(amounts.map(\.0))
        for (goods, amount) in amounts {
            promises[goods, default: [:]][name, default: 0] += amount
            touched.goods.insert(goods)
        }
    }

    // MARK: What facts come to

    /// The facts that name exactly this, and not something else under its name.
    private func naming(_ fact: ReliefFact, _ kinds: KindNumber...) -> [ReliefFact] {
        let all = index.naming(fact.name)
        guard !all.isEmpty else { return [] }
        let reference = fact.reference
        return all.filter { kinds.contains($0.kind) }.compactMap { index[$0] }
            .filter { $0.references.contains(reference) }
    }

    private func standing(of name: LedgerKey, _ book: Book) -> OrderStanding? {
        guard let fact = index[name], let order = Order(fact.content) else { return nil }
        let reference = fact.reference
        let isEnded = naming(fact, .closing, .order).contains { other in
            other.name.kind == .closing
                || (other.isEffective && Order(other.content)?.instead == reference)
        }
        let shipments = naming(fact, .dispatch).compactMap { sent in
            book.shipment(of: sent.name).map { (sent.name, $0) }
        }
        return OrderStanding(order, of: fact, isEnded: isEnded, shipments)
    }

    private func demandStanding(of name: LedgerKey) -> DemandStanding? {
        guard let fact = index[name], let demand = Demand(fact.content, name.kind) else {
            return nil
        }
        var replies = DemandStanding.Replies()
        let about = naming(
            fact, .withdrawal, .changeRequest, .refusal, .submission, .order)
        for other in about {
            switch other.name.kind {
            case .withdrawal: replies.isWithdrawn = true
            case .submission where Demand(other.content, .submission)?.hub == demand.hub:
                replies.isWithdrawn = true
            case .changeRequest: replies.isAskedToChange = true
            case .refusal: replies.isRefused = true
            default: break
            }
        }
        let orders = about.compactMap { other in
            standings[other.name].map { (name: other.name, standing: $0) }
        }
        return DemandStanding(demand, replies, orders)
    }

    /// Whether goods are not kept back any more: they were released, or an order that was approved
    /// promises them since (spec/10-relief.md#promise-1).
    private func isOver(_ one: Reservation, _ fact: ReliefFact) -> Bool {
        if !naming(fact, .release).isEmpty { return true }
        guard let purpose = one.purpose, let reason = index[LedgerKey(purpose)],
            reason.reference == purpose
        else { return false }
        return ([reason] + naming(reason, .order)).contains { other in
            standings[other.name].map { $0.allows && $0.order.source == one.hub } ?? false
        }
    }

    // MARK: What is asked

    public func standing(of order: LedgerKey) -> OrderStanding? { standings[order] }
    public func demand(_ name: LedgerKey) -> DemandStanding? { demands[name] }

    /// All orders, by their names, in order.
    public var all: [(name: LedgerKey, standing: OrderStanding)] {
        standings.sorted { $0.key < $1.key }.map { (name: $0.key, standing: $0.value) }
    }

    /// All that hubs asked for, in order.
    public var allDemands: [(name: LedgerKey, standing: DemandStanding)] {
        demands.sorted { $0.key < $1.key }.map { (name: $0.key, standing: $0.value) }
    }

    /// The dispatches that name an order, in order.
    public func dispatches(under order: LedgerKey) -> [LedgerKey] {
        index.naming(order).filter { $0.kind == .dispatch }.sorted()
    }

    /// How much of some goods is promised.
    public func promised(of goods: Goods) -> Int128 {
        (promises[goods] ?? [:]).values.reduce(0, +)
    }

    /// By which orders and reservations, in order.
    public func promisers(of goods: Goods) -> [LedgerKey] {
        (promises[goods] ?? [:]).keys.sorted()
    }

    /// Whether a dispatch is allowed by an order: one that is approved, of exactly the content that
    /// it names, of which a line says these goods and is not used up (spec/10-relief.md#order-3).
    public func isAllowed(_ dispatch: ReliefFact) -> Bool {
        guard let order = Dispatch(dispatch.content)?.order,
            let fact = index[LedgerKey(order)], fact.reference == order,
            let standing = standings[fact.name]
        else { return false }
        return standing.allows && !standing.beyond.contains(dispatch.name)
    }
}

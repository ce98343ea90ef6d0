internal import Bundles
internal import Charter
public import Lattice

/// What an order has come to (spec/10-relief.md#order-2).
public struct OrderStanding: Hashable, Sendable {
    public let order: Order
    public let state: State
    /// In the order of their numbers.
    public let lines: [Line]
    /// What was sent under it that it does not allow (spec/10-relief.md#order-3).
    public let beyond: [LedgerKey]
    /// Whether nothing more is to be sent under it.
    public let isEnded: Bool

    public struct Line: Hashable, Sendable {
        public let line: Order.Line
        public var sent: Int128 = 0
        public var good: Int128 = 0
        public var damaged: Int128 = 0
        public var lost: Int128 = 0
        public var onItsWay: Int128 = 0

        /// What may still be sent.
        public var open: Int128 { max(0, Int128(line.amount) - sent) }

        mutating func add(_ shipment: Shipment) {
            sent += shipment.sent
            good += shipment.good
            damaged += shipment.damaged
            lost += shipment.lost
            onItsWay += shipment.onItsWay
        }
    }

    /// What its source has promised by it, line by line.
    var promises: [(line: Order.Line, open: Int128)] {
        guard allows, !isEnded else { return [] }
        return lines.map { ($0.line, $0.open) }.filter { $0.1 > 0 }
    }

    /// Whether goods may be sent under it.
    public let allows: Bool

    /// Shipments are those of the dispatches that name exactly this order.
    init(
        _ order: Order, of fact: ReliefFact, isEnded: Bool,
        _ shipments: [(name: LedgerKey, shipment: Shipment)]
    ) {
        self.order = order
        self.isEnded = isEnded
        var lines: [UInt32: Line] = [:]
        for line in order.lines { lines[line.number] = Line(line: line) }
        var uses: [Permit.Use] = []
        var uncovered: [LedgerKey] = []
        for (name, shipment) in shipments {
            let dispatch = shipment.dispatch
            let number = dispatch.line.flatMap(UInt32.init(exactly:))
            guard let number, let line = lines[number]?.line, line.covers(dispatch),
                dispatch.source == order.source, dispatch.destination == order.destination
            else {
                uncovered.append(name)
                continue
            }
            lines[number]?.add(shipment)
            uses.append(Permit.Use(name.key, line: number, UInt64(clamping: shipment.sent)))
        }
        self.lines = lines.values.sorted { $0.line.number < $1.line.number }
        var isPlan = false
        if case .group = fact.scope { isPlan = true }
        allows = !isPlan && fact.isEffective
        let permit = Permit(
            SortedMap(
                ascending: allows
                    ? self.lines.map {
                        .init(key: $0.line.number, value: UInt64(clamping: $0.line.amount))
                    } : []))
        beyond = (uncovered + permit.excess(of: uses).map { LedgerKey(.dispatch, $0.key) })
            .sorted()
        state = Self.state(
            of: fact, isPlan: isPlan, isEnded: isEnded, self.lines, shipments.map(\.shipment))
    }

    private static func state(
        of fact: ReliefFact, isPlan: Bool, isEnded: Bool, _ lines: [Line], _ shipments: [Shipment]
    ) -> State {
        switch fact.outcome {
        case .rejected: return .rejected
        case .held: return .held
        case .waits: return isEnded ? .cancelled : isPlan ? .planned : .awaitingApproval
        case .approved, nil:
            if isPlan { return isEnded ? .cancelled : .planned }
        }
        guard lines.contains(where: { $0.sent > 0 }) else {
            return isEnded ? .cancelled : .approved
        }
        let hasCome = shipments.contains { $0.isClosed || $0.good + $0.damaged + $0.lost > 0 }
        guard isEnded || lines.allSatisfy({ $0.open == 0 }) else {
            return hasCome ? .partReceived : .partDispatched
        }
        if lines.contains(where: { $0.onItsWay > 0 }) {
            return hasCome ? .partReceived : .dispatched
        }
        return isEnded || !shipments.contains(where: \.differs) ? .completed : .received
    }
}

/// What became of what a hub asked for (spec/10-relief.md#demand-1).
public struct DemandStanding: Hashable, Sendable {
    public let demand: Demand
    public let state: State
    /// The orders that answer it, in order.
    public let orders: [LedgerKey]
    /// In the order of the items.
    public let needs: [Need]
    /// Somebody who plans wants it otherwise, or refuses it.
    public let isAskedToChange: Bool
    public let isRefused: Bool
    /// The hub took it back, or put another in its place.
    public let isWithdrawn: Bool

    /// How much of an item was asked for, and what came of that.
    public struct Need: Hashable, Sendable {
        public let item: RecordID
        public internal(set) var wanted: Int128 = 0
        /// In orders that are not over without anything.
        public internal(set) var ordered: Int128 = 0
        public internal(set) var sent: Int128 = 0
        /// What came good.
        public internal(set) var received: Int128 = 0
    }

    struct Replies {
        var isAskedToChange = false
        var isRefused = false
        var isWithdrawn = false
    }

    init(
        _ demand: Demand, _ replies: Replies,
        _ orders: [(name: LedgerKey, standing: OrderStanding)]
    ) {
        self.demand = demand
        isAskedToChange = replies.isAskedToChange
        isRefused = replies.isRefused
        isWithdrawn = replies.isWithdrawn
        self.orders = orders.map(\.name).sorted()
        let living = orders.map(\.standing).filter {
            $0.state != .rejected && $0.state != .cancelled
        }
        var needs: [RecordID: Need] = [:]
        for line in demand.lines {
            needs[line.item, default: Need(item: line.item)].wanted += Int128(line.amount)
        }
        for line in living.flatMap(\.lines) {
            guard var need = needs[line.line.item] else { continue }
            need.ordered += Int128(line.line.amount)
            need.sent += line.sent
            need.received += line.good
            needs[line.line.item] = need
        }
        self.needs = needs.values.sorted { $0.item < $1.item }
        let isCovered = replies.isWithdrawn || self.needs.allSatisfy { $0.ordered >= $0.wanted }
        state = Self.state(replies, living.map(\.state), isCovered: isCovered)
    }

    private static func state(
        _ replies: Replies, _ orders: [State], isCovered: Bool
    ) -> State {
        guard !orders.isEmpty else {
            if replies.isWithdrawn { return .cancelled }
            if replies.isRefused { return .rejected }
            return replies.isAskedToChange ? .changeRequested : .submitted
        }
        if orders.contains(.held) { return .held }
        let steps = orders.compactMap(\.progress)
        guard let first = steps.min(), let last = steps.max() else { return .submitted }
        if first == last, isCovered { return orders[0] }
        func has(_ state: State) -> Bool { last >= (state.progress ?? .max) }
        if has(.partReceived) { return .partReceived }
        if has(.partDispatched) { return .partDispatched }
        return orders.first { $0.progress == first } ?? .submitted
    }
}

public import Bundles
public import Lattice
public import Schema

/// Goods of one hub for another, as somebody planned it (spec/10-relief.md#order-1).
public struct Order: Hashable, Sendable {
    public struct Line: Hashable, Sendable {
        public let number: UInt32
        public let item: RecordID
        public let amount: Int64
        public let condition: Condition
        /// Only where the plan names one: else a warehouse takes what is in front.
        public let batch: String?

        init?(_ parts: Parts) {
            guard let number = parts.integer(0).flatMap(UInt32.init(exactly:)),
                let item = parts.record(1), let amount = parts.integer(2),
                let condition: Condition = parts.choice(3)
            else { return nil }
            self.number = number
            self.item = item
            self.amount = amount
            self.condition = condition
            batch = parts.text(4)
        }

        /// Whether somebody who sends these goods sends what the line says.
        func covers(_ dispatch: Dispatch) -> Bool {
            dispatch.item == item && dispatch.condition == condition
                && (batch == nil || dispatch.batch == batch)
        }
    }

    public let code: String
    public let source: HubID
    public let destination: HubID
    /// One for each number, the first of several.
    public let lines: [Line]
    /// What it answers; nil if nobody asked.
    public let answers: FactReference?
    /// The order that it takes the place of.
    public let instead: FactReference?

    init?(_ content: Value) {
        let parts = Parts(content)
        guard let code = parts.text(0), let source = parts.hub(1), let destination = parts.hub(2)
        else { return nil }
        self.code = code
        self.source = source
        self.destination = destination
        var numbers: Set<UInt32> = []
        lines = parts.groups(3).compactMap(Line.init).filter { numbers.insert($0.number).inserted }
        answers = parts.fact(4) ?? parts.fact(5)
        instead = parts.fact(6)
    }
}

extension Order {
    /// What its source sends.
    var goods: Set<Goods> { Set(lines.map { Goods(source, $0.item, $0.condition) }) }
}

/// Nothing more is sent under an order.
public struct Closing: Hashable, Sendable {
    public let order: FactReference

    init?(_ content: Value) {
        guard let order = Parts(content).fact(0) else { return nil }
        self.order = order
    }
}

/// Goods that somebody who plans keeps back (spec/10-relief.md#promise-1).
public struct Reservation: Hashable, Sendable {
    public let hub: HubID
    public let item: RecordID
    public let condition: Condition
    public let amount: Int64
    /// What they are kept for.
    public let purpose: FactReference?
    /// The last day on which they should be.
    public let until: Int64?

    init?(_ content: Value) {
        let parts = Parts(content)
        guard let hub = parts.hub(0), let item = parts.record(1),
            let condition: Condition = parts.choice(2), let amount = parts.integer(3)
        else { return nil }
        self.hub = hub
        self.item = item
        self.condition = condition
        self.amount = amount
        purpose = parts.fact(4)
        until = parts.integer(5)
    }
}

/// Goods that are not kept back any more.
public struct Release: Hashable, Sendable {
    public let reservation: FactReference

    init?(_ content: Value) {
        guard let reservation = Parts(content).fact(0) else { return nil }
        self.reservation = reservation
    }
}

public import Bundles
internal import Charter
public import Lattice
public import Schema

/// What a hub asks for: a needs list that was submitted, or a request for a transfer
/// (spec/10-relief.md#demand-1).
public struct Demand: Hashable, Sendable {
    public struct Line: Hashable, Sendable {
        public let number: UInt32
        public let item: RecordID
        public let amount: Int64

        init?(_ parts: Parts) {
            guard let number = parts.integer(0).flatMap(UInt32.init(exactly:)),
                let item = parts.record(1), let amount = parts.integer(2)
            else { return nil }
            self.number = number
            self.item = item
            self.amount = amount
        }
    }

    public let hub: HubID
    public let code: String
    public let lines: [Line]
    /// The draft that was submitted.
    public let list: RecordID?
    /// The last day on which it is of use.
    public let neededBy: Int64?
    /// The needs list that this one takes the place of.
    public let instead: FactReference?

    init?(_ content: Value, _ kind: KindNumber) {
        let parts = Parts(content)
        guard let hub = parts.hub(0), let code = parts.text(1) else { return nil }
        self.hub = hub
        self.code = code
        lines = parts.groups(3).compactMap(Line.init)
        let isList = kind == .submission
        list = isList ? parts.record(2) : nil
        neededBy = isList ? parts.integer(4) : nil
        instead = isList ? parts.fact(6) : nil
    }
}

/// What somebody says to a needs list: the hub takes it back, or whoever plans wants it otherwise,
/// or refuses it.
struct Reply: Hashable, Sendable {
    let demand: FactReference

    init?(_ content: Value, _ kind: KindNumber) {
        let number: UInt32 = kind == .withdrawal ? 1 : 0
        guard let demand = Parts(content).fact(number) else { return nil }
        self.demand = demand
    }
}

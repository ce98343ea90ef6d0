internal import Charter
internal import Lattice
internal import Schema

/// Facts, by their names and by the names of the facts that they are about.
struct FactIndex: Sendable {
    private(set) var facts: [LedgerKey: ReliefFact] = [:]
    private var naming: [LedgerKey: Set<LedgerKey>] = [:]

    subscript(name: LedgerKey) -> ReliefFact? { facts[name] }

    /// The facts that are about a fact, in no order.
    func naming(_ name: LedgerKey) -> Set<LedgerKey> { naming[name] ?? [] }

    /// Takes a fact in, in the place of what stood under its name; nil takes it out. What stood
    /// there.
    @discardableResult
    mutating func set(_ fact: ReliefFact?, of name: LedgerKey) -> ReliefFact? {
        let old = facts[name]
        for other in old?.named ?? [] {
            naming[other]?.remove(name)
            if naming[other]?.isEmpty == true { naming[other] = nil }
        }
        facts[name] = fact
        for other in fact?.named ?? [] { naming[other, default: []].insert(name) }
        return old
    }
}

extension ReliefFact {
    /// The facts that this one is about,
    var named: [LedgerKey] { references.map { LedgerKey($0) } }

    /// each with exactly one content.
    var references: [FactReference] {
        let references: [FactReference?]
        switch name.kind {
        case .dispatch: references = [Dispatch(content)?.order]
        case .receipt: references = [GoodsReceipt(content)?.dispatch]
        case .transitLoss: references = [TransitLoss(content)?.dispatch]
        case .countLine: references = [CountLine(content)?.count]
        case .correction:
            let one = Correction(content)
            references = [one?.about, one?.instead]
        case .order:
            let one = Order(content)
            references = [one?.answers, one?.instead]
        case .closing: references = [Closing(content)?.order]
        case .submission: references = [Demand(content, name.kind)?.instead]
        case .withdrawal, .changeRequest, .refusal:
            references = [Reply(content, name.kind)?.demand]
        case .reservation: references = [Reservation(content)?.purpose]
        case .release: references = [Release(content)?.reservation]
        default: references = []
        }
        return references.compactMap { $0 }
    }
}

internal import Bundles
internal import Lattice
public import Replica
public import Schema
internal import Wire

// Plans, and what is decided about them.

extension Laptop {
    /// Proposes something. Returns its name.
    @discardableResult
    public func propose(_ what: String, _ id: UInt64 = 1) throws -> FactReference {
        let content = group((0, text(what)))
        let key = FactID(high: 8, low: id)
        let kind = KindNumber(Harbour.plan)
        _ = try enter([.state(kind, key, content)]).get()
        return FactReference(
            FactKey(person: person.seat.person, id: key), of: kind, stating: content)
    }

    /// Approves or rejects something.
    @discardableResult
    public func decide(
        _ plan: FactReference, _ approves: Bool, seeing seen: [FactReference] = [],
        _ id: UInt64 = 1
    ) throws -> FactReference {
        var parts: [(UInt32, Value)] = [(0, plan.value), (1, item { $0.put(approves) })]
        if !seen.isEmpty {
            let list = item { writer in
                writer.put(array: seen.count)
                for one in seen { writer.put(item: one.value.span) }
            }
            parts.append((2, list))
        }
        let content = item { writer in
            writer.put(map: parts.count)
            for (number, value) in parts {
                writer.put(UInt64(number))
                writer.put(item: value.span)
            }
        }
        let key = FactID(high: 9, low: id)
        let kind = KindNumber(Harbour.ruling)
        _ = try enter([.state(kind, key, content)]).get()
        return FactReference(
            FactKey(person: person.seat.person, id: key), of: kind, stating: content)
    }

    /// What the laptop has of the charter: keys that were begun are in there.
    public var charterBundles: [[UInt8]] {
        bundles.filter { (try? Bundle(parsing: $0))?.header.schema == 0 }
    }

    /// What stands behind a plan here.
    public func causes(of plan: FactReference) -> [Reasons.Cause] {
        inquire(about: .fact(plan.key)).reasons(for: nil).causes
            .filter { $0.happening.reference == plan }
    }
}

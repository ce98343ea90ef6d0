internal import Bundles
internal import Charter
internal import Lattice
internal import Relief
internal import Schema
internal import Wire

/// What is stated, and what it does to the books if it counts: that is written down where it is
/// made, and asked of nobody who reads it.
struct Paper {
    let kind: KindNumber
    let id: FactID
    let content: Value
    let effect: Effect

    enum Effect {
        case none
        /// So much of some buckets, in thousandths.
        case moves([Bucket: Int64])
        /// Goods that came, some damaged: of these buckets.
        case receipt(good: Bucket, Int64, damaged: Bucket, Int64)
        /// What a fact should have said; which correction it takes the place of.
        case correction(of: FactReference, amount: Int64, damaged: Int64, instead: FactKey?)
    }

    func key(by person: PersonID) -> FactKey { FactKey(person: person, id: id) }

    func reference(by person: PersonID) -> FactReference {
        FactReference(key(by: person), of: kind, stating: content)
    }
}

/// Who writes, when by their own clock, and a name that nobody else gives.
struct Quill {
    let id: FactID
    let on: Int64
    /// What may not be read anywhere else.
    let secret: String

    private var code: Value { text("C-\(id.low)") }

    // MARK: At a hub

    func movement(
        _ sort: Movement.Sort, _ amount: Int64, of item: RecordID, at hub: HubID
    ) -> Paper {
        let bucket = Bucket(hub, item, nil, .usable)
        let isIn = sort == .intake || sort == .found
        return Paper(
            kind: .movement, id: id,
            content: group(
                (0, integer(sort.rawValue)), (1, record(item)), (2, integer(amount)),
                (3, integer(0)), (6, integer(on)), (7, text(secret))),
            effect: .moves([bucket: isIn ? amount : -amount]))
    }

    /// The head of a count.
    func count(knowing extent: Extent) -> Paper {
        var parts: [(UInt32, Value)] = [(0, code)]
        if let known = extent.value { parts.append((1, known)) }
        parts += [(2, integer(on)), (3, text(secret))]
        return Paper(kind: .count, id: id, content: group(of: parts), effect: .none)
    }

    func line(of count: FactReference, _ seen: Int64, of item: RecordID) -> Paper {
        Paper(
            kind: .countLine, id: id,
            content: group(
                (0, count.value), (1, record(item)), (3, integer(0)), (4, integer(seen))),
            effect: .none)
    }

    func submission(_ amount: Int64, of item: RecordID, at hub: HubID) -> Paper {
        Paper(
            kind: .submission, id: id,
            content: group(
                (0, place(hub)), (1, code), (3, lines(item, amount, isOrder: false)),
                (5, text(secret))),
            effect: .none)
    }

    func dispatch(
        _ amount: Int64, of item: RecordID, from source: HubID, to hub: HubID,
        under order: (FactReference, line: UInt32)?
    ) -> Paper {
        var parts: [(UInt32, Value)] = [(0, place(source)), (1, place(hub))]
        if let order { parts += [(2, order.0.value), (3, integer(Int64(order.line)))] }
        parts += [
            (4, record(item)), (5, integer(amount)), (6, integer(0)), (9, code),
            (10, integer(on)), (13, text(secret)),
        ]
        return Paper(
            kind: .dispatch, id: id, content: group(of: parts),
            effect: .moves([Bucket(source, item, nil, .usable): -amount]))
    }

    func receipt(
        good: Int64, damaged: Int64, of dispatch: FactReference, _ item: RecordID,
        at hub: HubID, isLast: Bool
    ) -> Paper {
        Paper(
            kind: .receipt, id: id,
            content: group(
                (0, place(hub)), (1, dispatch.value), (2, record(item)), (4, integer(0)),
                (5, integer(good)), (6, integer(damaged)), (7, code), (8, integer(on)),
                (9, truth(isLast)), (10, text(secret))),
            effect: .receipt(
                good: Bucket(hub, item, nil, .usable), good,
                damaged: Bucket(hub, item, nil, .damaged), damaged))
    }

    // MARK: Where somebody plans

    func order(
        _ amount: Int64, of item: RecordID, from source: HubID, to hub: HubID,
        for demand: FactReference?, instead: FactReference?
    ) -> Paper {
        var parts: [(UInt32, Value)] = [
            (0, code), (1, place(source)), (2, place(hub)),
            (3, lines(item, amount, isOrder: true)),
        ]
        if let demand { parts.append((4, demand.value)) }
        if let instead { parts.append((6, instead.value)) }
        parts.append((7, text(secret)))
        return Paper(kind: .order, id: id, content: group(of: parts), effect: .none)
    }

    func decision(
        about: FactReference, approves: Bool, knowing seen: [FactReference], after pulse: Int64?
    ) -> Paper {
        var parts: [(UInt32, Value)] = [(0, about.value), (1, truth(approves))]
        if !seen.isEmpty {
            let list = Simulation.item { writer in
                writer.put(array: seen.count)
                for one in seen { writer.put(item: one.value.span) }
            }
            parts.append((2, list))
        }
        parts.append((3, text(secret)))
        if let pulse { parts.append((4, integer(pulse))) }
        return Paper(kind: .decision, id: id, content: group(of: parts), effect: .none)
    }

    func closing(of order: FactReference) -> Paper {
        Paper(
            kind: .closing, id: id, content: group((0, order.value), (1, text(secret))),
            effect: .none)
    }

    // MARK: Anywhere

    func correction(
        of fact: FactReference, at hub: HubID, to amount: Int64, damaged: Int64?,
        instead: FactReference?
    ) -> Paper {
        var parts: [(UInt32, Value)] = [
            (0, fact.value), (1, place(hub)), (2, integer(amount)),
        ]
        if let damaged { parts.append((3, integer(damaged))) }
        parts.append((4, text(secret)))
        if let instead { parts.append((5, instead.value)) }
        return Paper(
            kind: .correction, id: id, content: group(of: parts),
            effect: .correction(
                of: fact, amount: amount, damaged: damaged ?? 0, instead: instead?.key))
    }

    func resolution(of issue: String, because cause: String, _ verdict: Int64) -> Paper {
        Paper(
            kind: .resolution, id: id,
            content: group(
                (0, text(issue)), (1, text(cause)), (2, integer(verdict)), (3, text(secret))),
            effect: .none)
    }

    // MARK: Parts

    private func lines(_ item: RecordID, _ amount: Int64, isOrder: Bool) -> Value {
        var parts: [(UInt32, Value)] = [
            (0, integer(1)), (1, record(item)), (2, integer(amount)),
        ]
        if isOrder { parts.append((3, integer(0))) }
        let line = group(of: parts)
        return Simulation.item { writer in
            writer.put(array: 1)
            writer.put(item: line.span)
        }
    }

    private func record(_ record: RecordID) -> Value { Simulation.item { $0.put(record) } }
    private func place(_ hub: HubID) -> Value { Self.place(hub) }
    static func place(_ hub: HubID) -> Value { Simulation.item { $0.put(hub) } }
    private func truth(_ truth: Bool) -> Value { Simulation.item { $0.put(truth) } }
}

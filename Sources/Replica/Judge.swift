internal import Bundles
internal import Charter
internal import Lattice
internal import Schema

/// Says of each change of a bundle whether it has effect (spec/09-schema.md#judge-4).
struct Judge {
    let charter: Charter
    let schemas: Schemas

    struct Judgement {
        /// What is to be joined: what is refused is nothing, and keeps its place.
        var changes: [Change]
        var faults: [(index: Int, fault: Misjudgement)]
        /// Whether something joined that may still be refused when more is known.
        var isProvisional: Bool
    }

    func judge(_ header: Header, _ opening: Opening, _ changes: [Change]) -> Judgement {
        var judgement = Judgement(changes: changes, faults: [], isProvisional: false)
        guard !changes.isEmpty else { return judgement }
        let misfits = schemas.misfits(
            in: changes, of: header.feed, header.number, citing: header.schema)
        if misfits == nil { judgement.isProvisional = true }
        var bySchema: [Int: SchemaFault] = [:]
        for misfit in misfits ?? [] { bySchema[misfit.index] = misfit.fault }
        let person = charter.person(of: opening.seat)
        // Few kinds come in one bundle.
        var last: (kind: KindNumber, verdict: RecordVerdict)?
        for (index, change) in changes.enumerated() {
            let kind = change.kind
            if last?.kind != kind {
                let verdict = charter.verdict(
                    on: kind, in: opening, at: header.time, citing: header.policy)
                last = (kind, verdict)
            }
            var fault = fault(last?.verdict.verdict, bySchema[index], change, person)
            if fault == nil, let homes = last?.verdict.homes,
                !schemas.isAt(homes, change, citing: header.schema)
            {
                fault = .charter(.refused(.otherHub))
            }
            if case .waits? = last?.verdict.verdict { judgement.isProvisional = true }
            guard let fault else { continue }
            judgement.changes[index] = .nothing
            judgement.faults.append((index, fault))
        }
        return judgement
    }

    /// The verdict of the charter comes first (spec/09-schema.md#judge-4).
    private func fault(
        _ verdict: Verdict?, _ misfit: SchemaFault?, _ change: Change, _ person: PersonID?
    ) -> Misjudgement? {
        if case .refused? = verdict { return verdict.map { .charter($0) } }
        if let misfit { return .schema(misfit) }
        if case .field(_, .facts(let fact)) = change.delta, fact.key.person != person {
            return .otherPerson
        }
        return nil
    }
}

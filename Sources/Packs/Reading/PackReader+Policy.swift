internal import Bundles
internal import Charter
internal import Lattice
internal import Schema

extension PackReader {
    /// Where records can be written. The charter holds acts alone.
    private static let scopes: [String: Address.Kind] = [
        "common": .common, "hub": .hub, "group": .group, "agency": .agency, "person": .person,
        "audience": .audience,
    ]

    /// What can be permitted. To begin an epoch is for acts alone.
    private static let permissions: [String: Permission] = [
        "own": .own, "any": .any, "proposes-own": .proposesOwn, "proposes-any": .proposesAny,
    ]

    mutating func readPolicy(_ node: PackNode) -> [KindNumber: PolicyRow] {
        var rows: [KindNumber: PolicyRow] = [:]
        for (name, node) in node.entries(upTo: SchemaLimits.kinds, &faults) ?? [] {
            let kind = known[name]
            if kind == nil, !isAtFault(kind: name) {
                let advice = Nearest.advice(for: name, among: Array(known.keys))
                faults.add(node, "there is no kind “\(name)” in this pack\(advice)")
            }
            guard let row = readRow(node), let kind else { continue }
            rows[kind.number] = row
        }
        return rows
    }

    /// Whether a kind is there, though something is wrong with it.
    private func isAtFault(kind name: String) -> Bool {
        faults.list.contains { $0.path == "kinds.\(name)" || $0.path.hasPrefix("kinds.\(name).") }
    }

    private mutating func readRow(_ node: PackNode) -> PolicyRow? {
        guard var members = Members(node, &faults) else { return nil }
        let place = members.need("where", &faults).map { readScopes($0) }
        let who = members.need("who", &faults).map { readWho($0) }
        let gateNode = members.take("gate")
        let gate = gateNode.map { readGate($0) }
        members.end(&faults)
        let proposers = who?.values.filter { $0 == .proposesOwn || $0 == .proposesAny } ?? []
        if !proposers.isEmpty, gateNode == nil {
            faults.add(node, "has proposals, and no “gate” that says who decides them")
        }
        if let gateNode, let who, !who.isEmpty, proposers.isEmpty {
            faults.add(gateNode, "has nothing to decide: nobody under “who” proposes")
        }
        guard let place, let who else { return nil }
        return PolicyRow(in: place, who, gate: gate ?? nil)
    }

    private mutating func readScopes(_ node: PackNode) -> Set<Address.Kind> {
        var scopes: Set<Address.Kind> = []
        for item in node.items(upTo: Self.scopes.count, &faults) ?? [] {
            guard let scope = item.option(of: Self.scopes, &faults) else { continue }
            if !scopes.insert(scope).inserted { faults.add(item, "is named twice") }
        }
        return scopes
    }

    private mutating func readWho(_ node: PackNode) -> [String: Permission] {
        var who: [String: Permission] = [:]
        for (role, node) in node.entries(upTo: Int(UInt16.max), &faults) ?? [] {
            _ = isRole(role, node)
            who[role] = node.option(of: Self.permissions, &faults)
        }
        return who
    }

    private mutating func readGate(_ node: PackNode) -> PolicyGate? {
        guard var members = Members(node, &faults) else { return nil }
        let persons =
            members.take("persons").map { $0.integer(in: 1...Int64(Bounds.quorum), &faults) } ?? 1
        var roles: Set<String> = []
        let list = members.need("roles", &faults)
        for item in list?.items(upTo: Int(UInt16.max), &faults) ?? [] {
            guard let role = item.text(&faults), isRole(role, item) else { continue }
            if !roles.insert(role).inserted { faults.add(item, "is named twice") }
        }
        let allowsOwn = members.take("own")?.truth(&faults) ?? false
        let countersign = members.take("countersign").flatMap { node in
            node.text(&faults).flatMap { isRole($0, node) ? $0 : nil }
        }
        members.end(&faults)
        return persons.map {
            PolicyGate(Int($0), by: roles, allowsOwn: allowsOwn, countersign: countersign)
        }
    }

    /// Whether it can be the name of a role; which there are, the policy knows.
    private mutating func isRole(_ name: String, _ node: PackNode) -> Bool {
        if (1...Bounds.nameBytes).contains(name.utf8.count) { return true }
        faults.add(node, "“\(name)” is no role: their names have 1 to \(Bounds.nameBytes) bytes")
        return false
    }
}

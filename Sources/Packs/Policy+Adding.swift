public import Charter
internal import Lattice
internal import Schema

extension Policy {
    /// This policy with the rows of packs besides, for a version to come. Rows that it has already
    /// for kinds of the same number and name are replaced.
    public func adding(_ packs: [Pack]) throws(PackFaults) -> Policy {
        var addition = Addition(to: self)
        for pack in packs { addition.add(pack) }
        guard addition.faults.isEmpty else { throw PackFaults(addition.faults) }
        return addition.policy
    }
}

private struct Addition {
    private(set) var policy: Policy
    private(set) var faults: [PackFault] = []
    private var takers: [KindNumber: String] = [:]
    private var pack = ""
    /// Roles by name. Where several have one name, nobody can tell which is meant.
    private let roles: [String: [RoleNumber]]

    init(to policy: Policy) {
        self.policy = policy
        roles = Dictionary(grouping: policy.roles.keys) { policy.roles[$0]?.name ?? "" }
    }

    private mutating func fault(_ path: String, _ sentence: String) {
        faults.append(PackFault(pack: pack, path: path, sentence))
    }

    mutating func add(_ pack: Pack) {
        self.pack = pack.name
        for (number, kind) in pack.kinds.sorted(by: { $0.key < $1.key }) {
            let path = "policy.\(kind.name)"
            if let other = takers[number] {
                fault(path, "kind \(number.value) is of pack “\(other)” and “\(pack.name)” both")
                continue
            }
            takers[number] = pack.name
            if let row = policy.kinds[number], row.name != kind.name {
                fault(path, "kind \(number.value) is “\(row.name)” in the policy already")
            } else if let row = pack.policy[number] {
                policy.kinds[number] = resolve(row, kind.name, path)
            } else if policy.kinds[number] == nil, !kind.isRetired {
                fault(path, "is missing, and the policy has no row for it: nobody could write it")
            }
        }
    }

    private mutating func resolve(_ row: PolicyRow, _ name: String, _ path: String) -> Kind {
        var kind = Kind(name, in: row.scopes, [:])
        for (role, permission) in row.who.sorted(by: { $0.key < $1.key }) {
            guard let number = number(of: role, "\(path).who.\(role)") else { continue }
            kind.who[number] = permission
        }
        guard let gate = row.gate else { return kind }
        let numbers = gate.roles.sorted().compactMap { number(of: $0, "\(path).gate.roles") }
        let countersign = gate.countersign.flatMap { number(of: $0, "\(path).gate.countersign") }
        kind.gate = Gate(
            gate.persons, by: Set(numbers), allowsOwn: gate.allowsOwn, countersign: countersign)
        return kind
    }

    private mutating func number(of role: String, _ path: String) -> RoleNumber? {
        let numbers = roles[role] ?? []
        if numbers.isEmpty {
            let advice = Nearest.advice(for: role, among: Array(roles.keys))
            fault(path, "the policy has no role “\(role)”\(advice)")
        } else if numbers.count > 1 {
            fault(path, "the policy has \(numbers.count) roles of the name “\(role)”")
        }
        return numbers.count == 1 ? numbers.first : nil
    }
}

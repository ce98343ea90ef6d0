internal import Bundles
internal import Lattice

/// Who stands behind an act (spec/06-authority.md#rank-4).
extension Charter {
    /// Whether an act has what backing it needs; of a seat, for itself.
    func isBacked(_ place: Int) -> Bool {
        switch acts[place].act {
        case .grant(let grant):
            guard let author = author(of: place) else { return false }
            let subject = subject(of: grant)
            return isBacked(place, need(of: place), except: subject) {
                $0.reaches(grant, in: author.domain)
            }
        case .seat, .endorse, .later: return true
        default:
            guard let author = author(of: place) else { return false }
            return isBacked(place, gate(of: place), except: nil) { $0.level <= author.level }
        }
    }

    /// Whether a seat has the backing that its use with a grant needs.
    func isBacked(seat: Int, for grantPlace: Int) -> Bool {
        guard case .grant(let grant) = acts[grantPlace].act, let author = author(of: grantPlace)
        else { return false }
        return isBacked(seat, need(of: grantPlace), except: person(of: acts[seat].id)) {
            $0.reaches(grant, in: author.domain)
        }
    }

    private func isBacked(
        _ place: Int, _ need: Int, except subject: PersonID?, _ may: (Author) -> Bool
    ) -> Bool {
        guard let author = author(of: place), !author.isRoot else { return true }
        var persons: Set<PersonID> = []
        if let person = author.person, may(author) { persons.insert(person) }
        if let subject { persons.remove(subject) }
        guard persons.count < need else { return true }
        for endorsement in index.endorsements[acts[place].id] ?? [] {
            guard acts[endorsement].verdict.isAdmitted,
                let endorser = self.author(of: endorsement), endorser.domain == author.domain
            else { continue }
            if endorser.isRoot { return true }
            guard let person = endorser.person, person != subject, may(endorser),
                mayWrite(acts[place].act.kind, endorser, at: endorsement)
            else { continue }
            persons.insert(person)
            if persons.count >= need { return true }
        }
        return false
    }

    private func subject(of grant: Grant) -> PersonID? {
        switch grant.subject {
        case .person(let person): person
        case .seat(let seat): person(of: seat)
        }
    }

    /// Whether the policies that an act cites let its author write a kind of act.
    private func mayWrite(_ kind: KindNumber, _ author: Author, at place: Int) -> Bool {
        guard let role = author.role else { return author.isRoot }
        return cited(by: place).contains {
            let permission = $0.policy.kinds[kind]?.who[role]
            return permission == .any || permission == .own
        }
    }

    /// The policies by which an act is judged.
    func cited(by place: Int) -> [PolicyInForce] {
        switch acts[place].holder {
        case .root: allPolicies
        case .feed(let feed, let node):
            policies[feeds[feed].tree.nodes[node].header.policy] ?? []
        }
    }

    /// How many must stand behind a grant, and behind the seat that uses it.
    private func need(of place: Int) -> Int {
        guard case .grant(let grant) = acts[place].act else { return 1 }
        return cited(by: place).compactMap { $0.policy.role(of: grant)?.need }.min() ?? 1
    }

    private func gate(of place: Int) -> Int {
        guard let author = author(of: place), !author.isRoot else { return 1 }
        return cited(by: place).compactMap { entry in
            guard permits(place, by: author, entry.policy) else { return nil }
            return entry.policy.kinds[acts[place].act.kind]?.gate?.k ?? 1
        }.min() ?? 1
    }
}

extension Policy {
    /// The role of a grant, if it has the level that the grant says.
    func role(of grant: Grant) -> Role? {
        guard let role = roles[grant.role], role.level == grant.level else { return nil }
        return role
    }
}

public import Bundles
public import Lattice

extension Charter {
    /// What became of an act and why, in a sentence; nil if it is not known.
    public func explanation(of act: ActID) -> String? {
        guard let verdict = verdict(on: act), let place = actPlaces[act] else { return nil }
        let state = acts[place]
        let what = "act \(act) of \(say(state.time)) (\(name(of: state.act.kind)))"
        switch verdict {
        case .admitted: return "\(what) is in force"
        case .waits(.unbacked): return "\(what) waits: \(backing(of: place))"
        case .waits(let reason): return "\(what) waits: \(reason)"
        case .refused(.notPermitted): return "\(what) is refused: \(permission(of: place))"
        case .refused(let reason): return "\(what) is refused: \(reason)"
        case .quarantined: return "\(what) does not count: \(cut(of: place))"
        }
    }

    /// What would become of a record in a bundle that is there and why, in a sentence.
    public func explanation(
        of kind: KindNumber, in opening: Opening, _ tree: FeedTree, at place: Int
    ) -> String {
        let header = tree.nodes[place].header
        let found = verdict(on: kind, in: opening, tree, at: place)
        let what = "\(name(of: kind)) in bundle \(header.number) of feed \(header.feed)"
        switch found.verdict {
        case .admitted where found.isProposal:
            return "\(what) is proposed, and waits for \(say(found.gate))"
        case .admitted: return "\(what) counts"
        case .waits(let reason): return "\(what) waits: \(reason)"
        case .refused(.notPermitted):
            return "\(what) is refused: \(Reason.notPermitted); \(may(found.who))"
        case .refused(let reason): return "\(what) is refused: \(reason)"
        case .quarantined: return "\(what) does not count: \(say(cuts(of: opening)))"
        }
    }

    /// What is known of a feed that is forked, in a sentence; nil if it is not.
    public func explanation(ofFork feed: FeedID) -> String? {
        guard let record = proofs[feed] else { return nil }
        let keeps = kept(of: record.opening)
        let advice =
            keeps.isEmpty
            ? "records from there on wait for somebody above the writer to keep one branch"
            : "a branch is kept"
        return "the writer of feed \(feed) has signed two bundles \(record.lowest), or two below; "
            + "no fact is lost, and \(advice) (PROOF-2, VIEW-5)"
    }

    private func cut(of place: Int) -> String {
        guard case .feed(let feed, _) = acts[place].holder else {
            return "its root record was dropped by stays (ROOT-5)"
        }
        return say(cuts(of: feeds[feed].opening))
    }

    private func say(_ cuts: [(revocation: ActID, tips: [Tip])]) -> String {
        guard !cuts.isEmpty else { return "its grant or seat is cut off (RANK-6)" }
        let parts = cuts.map { cut in
            let highest = cut.tips.map(\.number).max()
            let tips =
                highest.map { "lets the feed count to \($0)" } ?? "lets none of the feed count"
            return "revocation \(cut.revocation) \(tips)"
        }
        return parts.joined(separator: ", ")
            + "; an equal or superior of who revoked can ratify more (CUT-3)"
    }

    private func backing(of place: Int) -> String {
        let kind = acts[place].act.kind
        return "\(Reason.unbacked); \(may(who(for: kind, at: place))) endorse it"
    }

    private func permission(of place: Int) -> String {
        let role = author(of: place)?.role.flatMap { role in
            cited(by: place).lazy.compactMap { $0.policy.roles[role]?.name }.first
        }
        let who = who(for: acts[place].act.kind, at: place)
        return "\(Reason.notPermitted) (it is \(role ?? "unknown")); \(may(who))"
    }

    private func who(for kind: KindNumber, at place: Int) -> [String] {
        who(for: kind, by: cited(by: place).first?.policy)
    }

    private func who(for kind: KindNumber, by policy: Policy?) -> [String] {
        guard let policy else { return [] }
        return (policy.kinds[kind]?.who ?? [:]).keys.sorted()
            .compactMap { policy.roles[$0]?.name }
    }

    /// Who may write a kind by the policy in force, in words that follow a comma.
    public func explanation(ofWho kind: KindNumber) -> String {
        may(who(for: kind, by: policyVersion.flatMap { policies[$0]?.first?.policy }))
    }

    private func may(_ who: [String]) -> String {
        who.isEmpty ? "only the roots may" : "\(who.joined(separator: ", ")) may"
    }

    private func say(_ gate: Gate?) -> String {
        guard let gate else { return "a policy that says who decides it" }
        let names = gate.roles.sorted().map { name(of: $0) }.joined(separator: " or ")
        let countersign = gate.countersign.map { ", one of them \(name(of: $0))" } ?? ""
        return "\(gate.k) of \(names)\(countersign) (DEC-2)"
    }

    private func say(_ time: HybridTime) -> String { "time \(time.milliseconds)" }

    /// By the latest policy that has one.
    public func name(of kind: KindNumber) -> String {
        latest { $0.kinds[kind]?.name } ?? "kind \(kind.value)"
    }

    private func name(of role: RoleNumber) -> String {
        latest { $0.roles[role]?.name } ?? "role \(role.value)"
    }

    private func latest(_ name: (Policy) -> String?) -> String? {
        for version in policies.keys.sorted(by: >) {
            for entry in policies[version] ?? [] {
                if let found = name(entry.policy) { return found }
            }
        }
        return nil
    }
}

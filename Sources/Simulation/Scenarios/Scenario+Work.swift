internal import Charter
internal import Packs
internal import Relief

import struct Relief.Issue

/// What people do for a living, as scenarios have it (spec/16-scenarios.md#scen-10).
extension ScenarioReader {
    private static let roles: [TradeSort: Set<RoleNumber>] = [
        .boats: [.manager, .admin, .mainHubUser, .clerk],
        .relief: [.manager, .admin, .mainHubUser, .officer, .subHubUser, .agencyUser],
    ]

    mutating func readTrade(_ members: inout Members) {
        trade = members.take("trade").flatMap { option($0, of: TradeSort.self) } ?? .boats
        let node = members.take("hubs")
        guard trade == .relief else {
            if let node { faults.add(node, "only those of the trade “relief” have hubs of a name") }
            return
        }
        guard let node else {
            hubs = [.init("north", .main), .init("camp", .sub), .init("school", .sub)]
            return
        }
        for (name, node) in node.entries(upTo: 20, &faults) ?? [] {
            _ = PackNode.isName(name, node.path, node.json.line, &faults)
            hubs.append(.init(name, option(node, of: HubSort.self) ?? .main))
        }
        if hubs.first?.sort != .main {
            faults.add(node, "the first of them has to be “main”")
        }
    }

    /// Where somebody works; if nobody says, where one would with that role.
    mutating func readHubs(
        of role: RoleNumber, _ node: PackNode, _ members: inout Members
    ) -> [Int] {
        guard Self.roles[trade]?.contains(role) == true else {
            faults.add(node, "there is no such role in the trade “\(trade.rawValue)”")
            return []
        }
        guard trade == .relief else { return [] }
        if let list = members.take("hubs") {
            return (list.items(upTo: 20, &faults) ?? []).compactMap { hub($0) }
        }
        let fitting = hubs.indices.filter { index in
            switch role {
            case .mainHubUser: hubs[index].sort == .main
            case .subHubUser: hubs[index].sort == .sub
            case .agencyUser: hubs[index].sort == .agency
            case .admin: false
            default: hubs[index].sort != .agency
            }
        }
        let isHand = [.mainHubUser, .subHubUser, .agencyUser].contains(role)
        if isHand, fitting.isEmpty { faults.add(node, "there is no hub for this role") }
        return isHand ? Array(fitting.prefix(1)) : fitting
    }

    private mutating func hub(_ node: PackNode?) -> Int? {
        guard let node, let text = node.text(&faults) else { return nil }
        if let index = hubs.firstIndex(where: { $0.name == text }) { return index }
        faults.add(
            node,
            "there is no hub “\(text)”" + Nearest.advice(for: text, among: hubs.map(\.name)))
        return nil
    }

    /// Says so where nobody does such a thing.
    private mutating func isRelief(_ node: PackNode) -> Bool {
        if trade == .relief { return true }
        faults.add(node, "only those of the trade “relief” do that; say “trade”")
        return false
    }

    mutating func readWork(node: PackNode, _ members: inout Members) -> Work? {
        let deed = members.need("deed", &faults).flatMap { option($0, of: Deed.self) }
        var work = Work(deed ?? .intake)
        work.item = members.take("item")?.text(&faults)
        work.amount = members.take("amount")?.integer(in: 0...1_000_000, &faults).map { Int($0) }
        work.damaged = members.take("damaged")?.integer(in: 0...1_000_000, &faults)
            .map { Int($0) }
        work.hub = hub(members.take("hub"))
        work.to = hub(members.take("to"))
        work.isLast = members.take("last")?.truth(&faults)
        return isRelief(node) && deed != nil ? work : nil
    }

    mutating func readWorkCheck(
        _ name: String, _ node: PackNode, _ members: inout Members
    ) -> WorkCheck? {
        guard isRelief(node) else { return nil }
        switch name {
        case "stock":
            let range: ClosedRange<Int64> = -1_000_000_000...1_000_000_000
            guard let hub = hub(members.need("hub", &faults)),
                let item = members.need("item", &faults)?.text(&faults),
                let units = members.need("is", &faults)?.integer(in: range, &faults)
            else { return nil }
            return .stock(hub: hub, item: item, units: Int(units))
        case "issue":
            let sorts = Issue.Sort.allCases.map(\.name)
            guard let sort = members.need("sort", &faults).flatMap({ one($0, of: sorts) }) else {
                return nil
            }
            let count = members.take("count")?.integer(in: 0...10_000, &faults)
            return .issue(sort: sort, count: count.map { Int($0) })
        default:
            let states = State.allCases.map(\.rawValue)
            guard let state = members.need("is", &faults).flatMap({ one($0, of: states) }) else {
                return nil
            }
            return name == "order" ? .order(state: state) : .demand(state: state)
        }
    }

    private mutating func one(_ node: PackNode, of words: [String]) -> String? {
        guard let text = node.text(&faults) else { return nil }
        if words.contains(text) { return text }
        faults.add(
            node, "there is no “\(text)”" + Nearest.advice(for: text, among: words))
        return nil
    }
}

extension Scenario {
    func parts(of work: Work, _ who: String) -> [(String, String)] {
        var parts = [
            ("fate", Self.quoted("work")), ("who", who), ("deed", Self.quoted(work.deed.rawValue)),
        ]
        if let item = work.item { parts.append(("item", Self.quoted(item))) }
        if let amount = work.amount { parts.append(("amount", "\(amount)")) }
        if let damaged = work.damaged { parts.append(("damaged", "\(damaged)")) }
        if let hub = work.hub { parts.append(("hub", Self.quoted(hubs[hub].name))) }
        if let to = work.to { parts.append(("to", Self.quoted(hubs[to].name))) }
        if let isLast = work.isLast { parts.append(("last", "\(isLast)")) }
        return parts
    }

    func parts(of check: WorkCheck, _ who: String) -> [(String, String)] {
        func parts(_ what: String, _ more: (String, String)...) -> [(String, String)] {
            [("check", Self.quoted(what)), ("who", who)] + more
        }
        switch check {
        case .stock(let hub, let item, let units):
            return parts(
                "stock", ("hub", Self.quoted(hubs[hub].name)), ("item", Self.quoted(item)),
                ("is", "\(units)"))
        case .order(let state): return parts("order", ("is", Self.quoted(state)))
        case .demand(let state): return parts("demand", ("is", Self.quoted(state)))
        case .issue(let sort, let count):
            guard let count else { return parts("issue", ("sort", Self.quoted(sort))) }
            return parts("issue", ("sort", Self.quoted(sort)), ("count", "\(count)"))
        }
    }
}

internal import Packs

/// What happens and what has to be so, by the names that scenarios have for it
/// (spec/16-scenarios.md#scen-4).
extension ScenarioReader {
    static let fates = [
        "start", "cut", "sleep", "wake", "sleep-all", "wake-all", "lose", "upgrade", "fill-disk",
        "make-space", "slow-disk", "back-up", "restore", "clone", "set-clock", "stop-clock",
        "drift", "move", "weather", "deafen", "hear-again", "introduce", "replay", "carry",
        "write", "revoke", "enrol", "flood", "lie", "equivocate", "defy", "misuse", "intrude",
        "connect", "disconnect", "allot", "withhold", "work",
    ]
    /// What only relays do, and what they never do.
    private static let ofRelays: Set = ["allot", "withhold"]
    private static let ofPeople: Set = [
        "sleep", "wake", "clone", "move", "introduce", "write", "revoke", "enrol", "flood", "lie",
        "equivocate", "defy", "misuse", "intrude", "connect", "disconnect", "work",
    ]
    static let checks = [
        "same", "different", "knows", "lacks", "can-write", "cannot-write", "has-let-go", "epochs",
        "hears-of", "is-advised", "is-full", "stock", "order", "demand", "issue",
    ]

    /// One for each whom it befalls.
    mutating func readFate(_ node: PackNode, _ members: inout Members) -> [Fate] {
        guard let name = node.text(&faults) else { return [] }
        guard Self.fates.contains(name) else {
            faults.add(
                node, "“\(name)” befalls nobody" + Nearest.advice(for: name, among: Self.fates))
            return []
        }
        switch name {
        case "sleep-all": return [.sleepAll]
        case "wake-all": return [.wakeAll]
        case "hear-again": return [.hearAgain]
        case "replay": return [.replay]
        case "weather":
            guard let weather = members.need("to", &faults) else { return [] }
            return [.weather(readWeather(weather))]
        default: break
        }
        let who = members.need("who", &faults)
        let all = hosts(who)
        for host in all
        where relays.contains(hosts[host])
            ? Self.ofPeople.contains(name)
            : Self.ofRelays.contains(name)
        {
            guard let who else { break }
            let sort = relays.contains(hosts[host]) ? "a relay" : "no relay"
            faults.add(who, "“\(hosts[host])” is \(sort), which “\(name)” does not befall")
        }
        let others = readOthers(name, all, &members)
        return others ?? all.compactMap { simple(name, $0) }
    }

    /// Of those that say no more than whom it befalls.
    private func simple(_ name: String, _ host: Int) -> Fate? {
        switch name {
        case "start": .start(host)
        case "cut": .cut(host)
        case "sleep": .sleep(host)
        case "wake": .wake(host)
        case "lose": .lose(host)
        case "fill-disk": .fill(host)
        case "make-space": .makeSpace(host)
        case "back-up": .backUp(host)
        case "stop-clock": .stopClock(host)
        case "write": .write(host)
        case "lie": .lie(host)
        case "defy": .defy(host)
        case "misuse": .misuse(host)
        case "intrude": .intrude(on: host)
        case "upgrade": .upgrade(host)
        case "connect": .connect(host)
        case "disconnect": .disconnect(host)
        default: nil
        }
    }

    /// Of those that say more; nil if it is none of them.
    private mutating func readOthers(
        _ name: String, _ all: [Int], _ members: inout Members
    ) -> [Fate]? {
        switch name {
        case "slow-disk":
            let most = members.need("most", &faults).flatMap { time($0) } ?? 0
            return all.map { .slow($0, milliseconds: Int(min(most, 60_000))) }
        case "restore", "clone", "enrol": return readCopy(name, all, &members)
        case "set-clock", "drift": return readClock(name, all, &members)
        case "move":
            guard let to = members.need("to", &faults) else { return [] }
            if case .text("nowhere") = to.json.content { return all.map { .move($0, to: nil) } }
            return place(to).map { place in all.map { .move($0, to: place) } } ?? []
        case "deafen":
            return host(members.need("to", &faults)).map { to in
                others(all, than: to).map { .deafen($0, to: to) }
            } ?? []
        case "introduce":
            return host(members.need("to", &faults)).map { to in
                others(all, than: to).map { .introduce($0, to: to) }
            } ?? []
        case "carry":
            let later = members.take("late").flatMap { time($0) } ?? 0
            return host(members.need("to", &faults)).map { to in
                all.map { .carry(from: $0, to: to, after: later) }
            } ?? []
        case "revoke":
            return host(members.need("by", &faults)).map { by in
                all.map { .revoke($0, by: by) }
            } ?? []
        case "work":
            return readWork(node: members.node, &members).map { work in
                all.map { .work($0, work) }
            } ?? []
        case "allot":
            let bytes = members.take("bytes")?.integer(in: 0...1 << 53, &faults)
            return all.map { .allot($0, bytes: bytes.map { Int($0) }) }
        case "withhold":
            let share = members.need("thousandths", &faults)?.integer(in: 0...900, &faults) ?? 0
            return all.map { .withhold($0, thousandths: Int(share)) }
        case "flood":
            let count = members.need("count", &faults)?.integer(in: 1...100_000, &faults) ?? 1
            return all.map { .flood($0, count: Int(count)) }
        case "equivocate":
            guard let to = host(members.need("to", &faults)),
                let and = host(members.need("and", &faults))
            else { return [] }
            return all.map { .equivocate($0, to: to, and: and) }
        default: return nil
        }
    }

    /// Copies, and whoever is new because of them.
    private mutating func readCopy(
        _ name: String, _ all: [Int], _ members: inout Members
    ) -> [Fate] {
        let hasGuard =
            name == "enrol" ? false : members.take("with-guard")?.truth(&faults) ?? false
        if name == "restore" { return all.map { .restore($0, withGuard: hasGuard) } }
        guard let node = members.need("as", &faults), let newcomer = node.text(&faults) else {
            return []
        }
        guard all.count == 1, PackNode.isName(newcomer, node.path, node.json.line, &faults) else {
            if all.count > 1 { faults.add(node, "one at a time; write a step for each") }
            return []
        }
        if hosts.contains(newcomer) { faults.add(node, "“\(newcomer)” is there already") }
        hosts.append(newcomer)
        return [name == "clone" ? .clone(all[0], withGuard: hasGuard) : .enrol(by: all[0])]
    }

    private mutating func readClock(
        _ name: String, _ all: [Int], _ members: inout Members
    ) -> [Fate] {
        if name == "drift" {
            let range: ClosedRange<Int64> = -500_000...500_000
            let millionths = members.need("millionths", &faults)?.integer(in: range, &faults) ?? 0
            return all.map { .drift($0, millionths: millionths) }
        }
        let ahead = members.take("ahead").flatMap { time($0) }
        let behind = members.take("behind").flatMap { time($0) }
        let lead = ahead.map { Int64($0) } ?? behind.map { -Int64($0) }
        guard let lead, ahead == nil || behind == nil else {
            faults.add(members.node, "a clock is set “ahead” or “behind”, by a time")
            return []
        }
        return all.map { .setClock($0, lead: lead) }
    }

    /// Of several all but this one; who is named alone is meant.
    private func others(_ all: [Int], than one: Int) -> [Int] {
        all.count == 1 ? all : all.filter { $0 != one }
    }

    // MARK: Checks

    mutating func readCheck(_ node: PackNode, _ members: inout Members) -> [Scenario.Check] {
        guard let name = node.text(&faults) else { return [] }
        guard Self.checks.contains(name) else {
            faults.add(
                node, "“\(name)” cannot be checked" + Nearest.advice(for: name, among: Self.checks))
            return []
        }
        let all = hosts(members.need("who", &faults))
        switch name {
        case "same": return [.same(all)]
        case "different": return [.different(all)]
        case "can-write": return all.map { .canWrite($0) }
        case "cannot-write": return all.map { .cannotWrite($0) }
        case "is-advised": return all.map { .isAdvised($0) }
        case "is-full": return all.map { .isFull($0) }
        case "stock", "order", "demand", "issue":
            return readWorkCheck(name, members.node, &members).map { check in
                all.map { .work($0, check) }
            } ?? []
        case "epochs":
            let least = members.need("least", &faults)?.integer(in: 1...1_000, &faults) ?? 1
            return all.map { .epochs($0, atLeast: Int(least)) }
        default:
            guard let other = host(members.need("of", &faults)) else { return [] }
            return others(all, than: other).map { one in
                switch name {
                case "knows": .knows(one, of: other)
                case "lacks": .lacks(one, of: other)
                case "hears-of": .hearsOf(one, other)
                default: .hasLetGo(one, of: other)
                }
            }
        }
    }
}

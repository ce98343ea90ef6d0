internal import Charter
internal import Packs

/// All that is wrong with a scenario, in the order of its file.
public struct ScenarioFaults: Error, Hashable, Sendable, CustomStringConvertible {
    public let sentences: [String]

    public var description: String { sentences.joined(separator: "\n") }
}

extension Scenario {
    /// Reads a scenario, or says all that is wrong with it, where, and what to do
    /// (spec/16-scenarios.md#scen-1).
    public init(json bytes: [UInt8]) throws(ScenarioFaults) {
        var reader = ScenarioReader()
        let scenario = reader.read(bytes)
        guard let scenario, reader.faults.list.isEmpty else {
            throw ScenarioFaults(
                sentences: reader.faults.list.map { fault in
                    let place = fault.path.isEmpty ? "the scenario" : fault.path
                    return "\(place): \(fault.sentence)"
                        + (fault.line.map { " (line \($0))" } ?? "")
                })
        }
        self = scenario
    }

    static let roles: KeyValuePairs<String, RoleNumber> = [
        "manager": .manager, "admin": .admin, "main-hub-user": .mainHubUser, "clerk": .clerk,
        "officer": .officer, "sub-hub-user": .subHubUser, "agency-user": .agencyUser,
    ]
}

/// Reads scenarios from their outermost members inwards.
struct ScenarioReader {
    static let mostBytes = 1 << 20
    static let mostSteps = 20_000

    var faults = Faults()
    var places: [String] = []
    /// All laptops and relays there are at the step that is read, by name; and which are relays.
    var hosts: [String] = []
    var relays: Set<String> = []
    var trade = TradeSort.boats
    var hubs: [Scenario.Site] = []
    private var steps: [Scenario.Step] = []

    mutating func read(_ bytes: [UInt8]) -> Scenario? {
        guard bytes.count <= Self.mostBytes else {
            faults.add("", nil, "has \(bytes.count) bytes; there can be \(Self.mostBytes)")
            return nil
        }
        let json: JSON
        do throws(JSONFault) { json = try JSONReader.read(bytes) } catch {
            faults.add("", error.line, "is no JSON: \(error.sentence)")
            return nil
        }
        guard var members = Members(PackNode(json, at: ""), &faults) else { return nil }
        let name = members.need("scenario", &faults)?.name(&faults)
        let story = members.take("story")?.text(&faults) ?? ""
        let seed = members.take("seed")?.integer(in: 0...1 << 60, &faults) ?? 1
        readTrade(&members)
        for node in members.need("places", &faults)?.items(upTo: 20, &faults) ?? [] {
            guard let place = node.name(&faults) else { continue }
            if places.contains(place) { faults.add(node, "“\(place)” is there twice") }
            places.append(place)
        }
        let people = members.need("people", &faults).map { readPeople($0) }
        let relays = members.take("relays").map { readRelays($0) } ?? []
        hosts = (people?.map(\.name) ?? []) + relays.map(\.name)
        self.relays = Set(relays.map(\.name))
        for person in people ?? [] where self.relays.contains(person.name) {
            faults.add("relays", nil, "“\(person.name)” is there twice")
        }
        let weather = members.take("weather").map { readWeather($0) } ?? Weather()
        let disks = members.take("disks").flatMap { option($0, of: DiskSort.self) }
        let lines = members.take("lines").flatMap { option($0, of: LineSort.self) }
        let hazards = members.take("hazards").map { readHazards($0) } ?? 0
        for node in members.take("steps")?.items(upTo: Self.mostSteps, &faults) ?? [] {
            readStep(node)
        }
        let expected = members.take("expected").map { readExpected($0) }
        members.end(&faults)
        guard let name, let people, faults.list.isEmpty else { return nil }
        var scenario = Scenario(name, seed: UInt64(seed), places: places, people: people)
        (scenario.story, scenario.weather, scenario.powerCuts) = (story, weather, hazards)
        (scenario.disks, scenario.lines) = (disks ?? .memory, lines ?? .plain)
        scenario.relays = relays
        (scenario.trade, scenario.hubs) = (trade, hubs)
        scenario.steps = steps
        scenario.expected = expected ?? .init()
        scenario.newcomers = Array(hosts.dropFirst(people.count + relays.count))
        return scenario
    }

    private mutating func readPeople(_ node: PackNode) -> [Scenario.Person] {
        var people: [Scenario.Person] = []
        for (name, node) in node.entries(upTo: 50, &faults) ?? [] {
            _ = PackNode.isName(name, node.path, node.json.line, &faults)
            guard var members = Members(node, &faults) else { continue }
            let role = members.need("role", &faults).flatMap { option($0, of: Scenario.roles) }
            let place = members.need("at", &faults).flatMap { self.place($0) }
            let hubs = readHubs(of: role ?? .mainHubUser, node, &members)
            members.end(&faults)
            people.append(.init(name, role ?? .mainHubUser, at: place ?? 0, hubs: hubs))
        }
        if let first = people.first, first.role != .manager {
            faults.add(node, "the first of them has to be a manager, who signs for the hub")
        }
        return people
    }

    private mutating func readRelays(_ node: PackNode) -> [Scenario.Relay] {
        var relays: [Scenario.Relay] = []
        for (name, node) in node.entries(upTo: 10, &faults) ?? [] {
            _ = PackNode.isName(name, node.path, node.json.line, &faults)
            guard var members = Members(node, &faults) else { continue }
            let quota = members.take("quota")?.integer(in: 0...1 << 53, &faults)
            members.end(&faults)
            relays.append(.init(name, quota: quota.map { Int($0) }))
        }
        return relays
    }

    mutating func readWeather(_ node: PackNode) -> Weather {
        var weather = Weather()
        guard var members = Members(node, &faults) else { return weather }
        func thousandths(_ name: String) -> Int {
            Int(members.take(name)?.integer(in: 0...900, &faults) ?? 0)
        }
        weather.loss = thousandths("lost")
        weather.bursts = thousandths("deaf")
        weather.duplicates = thousandths("twice")
        weather.corruption = thousandths("broken")
        weather.replays = thousandths("recorded")
        let least = Int(members.take("delay")?.integer(in: 1...60_000, &faults) ?? 1)
        let most = Int(members.take("delay-most")?.integer(in: 1...60_000, &faults) ?? 2)
        weather.delay = least...max(least, most)
        let rate = members.take("rate")?.integer(in: 1...1_000_000, &faults)
        weather.rate = rate.map { Int($0) } ?? weather.rate
        weather.passesShouts = members.take("shouts")?.truth(&faults) ?? true
        members.end(&faults)
        return weather
    }

    private mutating func readHazards(_ node: PackNode) -> Int {
        guard var members = Members(node, &faults) else { return 0 }
        let cuts = members.take("power-cuts")?.integer(in: 0...10_000, &faults) ?? 0
        members.end(&faults)
        return Int(cuts)
    }

    private mutating func readExpected(_ node: PackNode) -> Scenario.Expected {
        var expected = Scenario.Expected()
        guard var members = Members(node, &faults) else { return expected }
        if let time = members.take("converged-within").flatMap({ time($0) }) {
            expected.convergedWithin = time
        }
        for node in members.take("marks")?.items(upTo: 100, &faults) ?? [] {
            guard let text = node.text(&faults) else { continue }
            guard let mark = Ledger.Mark(rawValue: text) else {
                let all = Ledger.Mark.allCases.map(\.rawValue)
                faults.add(node, "“\(text)” is no mark" + Nearest.advice(for: text, among: all))
                continue
            }
            expected.marks.insert(mark)
        }
        let entries = members.take("entries")?.integer(in: 0...1_000_000, &faults) ?? 0
        expected.entries = Int(entries)
        members.end(&faults)
        return expected
    }

    // MARK: Steps

    /// A step may stand for several: one for each of everybody, and all of it several times.
    private mutating func readStep(_ node: PackNode) {
        guard var members = Members(node, &faults) else { return }
        let after = members.take("after").flatMap { time($0) } ?? 0
        let times = members.take("times")?.integer(in: 1...10_000, &faults) ?? 1
        let every = members.take("every").flatMap { time($0) } ?? 0
        let actions: [Scenario.Action]
        if let fate = members.take("fate") {
            actions = readFate(fate, &members).map { .fate($0) }
        } else if let check = members.take("check") {
            actions = readCheck(check, &members).map { .check($0) }
        } else {
            faults.add(node, "“fate” or “check” is missing: what happens, or what has to be so")
            actions = []
        }
        members.end(&faults)
        guard !actions.isEmpty else {
            if faults.list.isEmpty { faults.add(node, "is about nobody; say who else") }
            return
        }
        if steps.count + actions.count * Int(times) > Self.mostSteps {
            return faults.add(node, "makes more than \(Self.mostSteps) steps of the scenario")
        }
        for turn in 0..<times {
            for (index, action) in actions.enumerated() {
                let pause = index > 0 ? 0 : turn == 0 ? after : every
                steps.append(.init(after: pause, action))
            }
        }
    }

    // MARK: Parts

    mutating func time(_ node: PackNode) -> UInt64? {
        guard let text = node.text(&faults) else { return nil }
        if let time = TimeText.read(text) { return time }
        let units = TimeText.units.map(\.key).joined(separator: ", ")
        faults.add(node, "“\(text)” is no time; write a whole number, a space, and one of \(units)")
        return nil
    }

    mutating func place(_ node: PackNode) -> Int? {
        guard let text = node.text(&faults) else { return nil }
        if let index = places.firstIndex(of: text) { return index }
        faults.add(
            node, "there is no place “\(text)”" + Nearest.advice(for: text, among: places))
        return nil
    }

    mutating func host(_ node: PackNode?) -> Int? {
        guard let node, let text = node.text(&faults) else { return nil }
        if let index = hosts.firstIndex(of: text) { return index }
        faults.add(node, "there is nobody “\(text)”" + Nearest.advice(for: text, among: hosts))
        return nil
    }

    /// One of them, several, or everybody who is there by then.
    mutating func hosts(_ node: PackNode?) -> [Int] {
        guard let node else { return [] }
        if case .text("everybody") = node.json.content {
            return hosts.indices.filter { !relays.contains(hosts[$0]) }
        }
        guard case .array = node.json.content else { return host(node).map { [$0] } ?? [] }
        return (node.items(upTo: 100, &faults) ?? []).compactMap { host($0) }
    }

    mutating func option<Value>(
        _ node: PackNode, of table: KeyValuePairs<String, Value>
    ) -> Value? {
        guard let text = node.text(&faults) else { return nil }
        if let found = table.first(where: { $0.key == text }) { return found.value }
        faults.add(
            node, "there is no “\(text)”" + Nearest.advice(for: text, among: table.map(\.key)))
        return nil
    }

    mutating func option<Value: RawRepresentable<String> & CaseIterable>(
        _ node: PackNode, of: Value.Type
    ) -> Value? {
        guard let text = node.text(&faults) else { return nil }
        if let found = Value(rawValue: text) { return found }
        let all = Value.allCases.map(\.rawValue)
        faults.add(node, "there is no “\(text)”" + Nearest.advice(for: text, among: all))
        return nil
    }
}

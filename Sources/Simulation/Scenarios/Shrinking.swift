/// Looks for less that is broken in the same way: fewer things that happen, fewer people, milder
/// weather. It goes on for as long as it may, and says the least that it found.
public struct Shrinking {
    public private(set) var scenario: Scenario
    /// How many were tried.
    public private(set) var tried = 0
    private let rules: Set<String>
    private let mayGoOn: () -> Bool
    private let violations: (Scenario) -> [String]

    /// What of a scenario is broken is found by running it, unless something else says so.
    public init(
        _ scenario: Scenario, broken found: [String], while mayGoOn: @escaping () -> Bool,
        violations: @escaping (Scenario) -> [String] = { $0.run().ledger.violations }
    ) {
        self.scenario = scenario
        self.mayGoOn = mayGoOn
        self.violations = violations
        rules = Set(found.map { Self.rule(of: $0) })
    }

    private static func rule(of violation: String) -> String {
        String(violation.prefix { $0 != ":" })
    }

    /// Shrinks until nothing more can be left out, or the time is over.
    public mutating func shrink() {
        var before: Scenario?
        while before != scenario, mayGoOn() {
            before = scenario
            dropSteps()
            dropPeople()
            calm()
        }
    }

    /// Keeps what is broken still, by the same rule.
    private mutating func keep(_ smaller: Scenario) -> Bool {
        guard smaller != scenario, mayGoOn() else { return false }
        tried += 1
        guard violations(smaller).contains(where: { rules.contains(Self.rule(of: $0)) }) else {
            return false
        }
        scenario = smaller
        return true
    }

    /// By halves first, then by ever less, singly at last.
    private mutating func dropSteps() {
        var size = max(scenario.steps.count / 2, 1)
        while size >= 1, mayGoOn() {
            var start = 0
            while start < scenario.steps.count, mayGoOn() {
                var smaller = scenario
                let end = min(start + size, scenario.steps.count)
                smaller.steps.removeSubrange(start..<end)
                if !keep(smaller) { start = end }
            }
            size /= 2
        }
    }

    /// The last one first, with all that is about them; whoever signs for the hub stays.
    private mutating func dropPeople() {
        let people = scenario.people.count
        for number in (1..<people + scenario.relays.count).reversed() {
            var smaller = scenario
            if number < people {
                smaller.people.remove(at: number)
            } else {
                smaller.relays.remove(at: number - people)
            }
            smaller.steps = scenario.steps.compactMap { $0.without(number) }
            _ = keep(smaller)
        }
    }

    private mutating func calm() {
        let calm = Weather()
        func change(_ body: (inout Scenario) -> Void) {
            var smaller = scenario
            body(&smaller)
            _ = keep(smaller)
        }
        change { $0.weather = calm }
        change { $0.powerCuts = 0 }
        change { $0.disks = .memory }
        change { $0.lines = .plain }
        for part in 0..<7 {
            var smaller = scenario
            switch part {
            case 0: smaller.weather.loss = 0
            case 1: smaller.weather.bursts = 0
            case 2: smaller.weather.duplicates = 0
            case 3: smaller.weather.corruption = 0
            case 4: smaller.weather.replays = 0
            case 5: smaller.weather.delay = calm.delay
            default: smaller.weather.rate = calm.rate
            }
            _ = keep(smaller)
        }
        for index in scenario.steps.indices where scenario.steps[index].after > 0 {
            var smaller = scenario
            smaller.steps[index].after = 0
            if !keep(smaller) {
                smaller.steps[index].after = scenario.steps[index].after / 2
                _ = keep(smaller)
            }
        }
    }
}

extension Scenario.Step {
    /// The same when somebody is not there; nil if it is about them.
    fileprivate func without(_ number: Int) -> Self? {
        guard !action.subjects.contains(number) else { return nil }
        func moved(_ host: Int) -> Int { host > number ? host - 1 : host }
        switch action {
        case .fate(let fate): return Self(after: after, .fate(fate.moving(moved)))
        case .check(let check): return Self(after: after, .check(check.moving(moved)))
        }
    }
}

extension Fate {
    /// The same of laptops with other numbers.
    fileprivate func moving(_ at: (Int) -> Int) -> Self {
        switch self {
        case .start(let host): .start(at(host))
        case .cut(let host): .cut(at(host))
        case .sleep(let host): .sleep(at(host))
        case .wake(let host): .wake(at(host))
        case .lose(let host): .lose(at(host))
        case .fill(let host): .fill(at(host))
        case .makeSpace(let host): .makeSpace(at(host))
        case .slow(let host, let most): .slow(at(host), milliseconds: most)
        case .backUp(let host): .backUp(at(host))
        case .restore(let host, let hasGuard): .restore(at(host), withGuard: hasGuard)
        case .clone(let host, let hasGuard): .clone(at(host), withGuard: hasGuard)
        case .setClock(let host, let lead): .setClock(at(host), lead: lead)
        case .stopClock(let host): .stopClock(at(host))
        case .drift(let host, let millionths): .drift(at(host), millionths: millionths)
        case .move(let host, let place): .move(at(host), to: place)
        case .deafen(let host, let other): .deafen(at(host), to: at(other))
        case .introduce(let host, let other): .introduce(at(host), to: at(other))
        case .carry(let host, let other, let later):
            .carry(from: at(host), to: at(other), after: later)
        case .write(let host): .write(at(host))
        case .work(let host, let work): .work(at(host), work)
        case .revoke(let host, let witness): .revoke(at(host), by: at(witness))
        case .enrol(let witness): .enrol(by: at(witness))
        case .flood(let host, let count): .flood(at(host), count: count)
        case .lie(let host): .lie(at(host))
        case .equivocate(let host, let one, let other):
            .equivocate(at(host), to: at(one), and: at(other))
        case .defy(let host): .defy(at(host))
        case .intrude(let host): .intrude(on: at(host))
        case .misuse(let host): .misuse(at(host))
        case .upgrade(let host): .upgrade(at(host))
        case .connect(let host): .connect(at(host))
        case .disconnect(let host): .disconnect(at(host))
        case .allot(let host, let bytes): .allot(at(host), bytes: bytes)
        case .withhold(let host, let thousandths): .withhold(at(host), thousandths: thousandths)
        case .sleepAll, .wakeAll, .weather, .hearAgain, .replay: self
        }
    }
}

extension Scenario.Check {
    fileprivate func moving(_ at: (Int) -> Int) -> Self {
        switch self {
        case .same(let hosts): .same(hosts.map(at))
        case .different(let hosts): .different(hosts.map(at))
        case .knows(let host, let other): .knows(at(host), of: at(other))
        case .lacks(let host, let other): .lacks(at(host), of: at(other))
        case .canWrite(let host): .canWrite(at(host))
        case .cannotWrite(let host): .cannotWrite(at(host))
        case .hasLetGo(let host, let other): .hasLetGo(at(host), of: at(other))
        case .epochs(let host, let least): .epochs(at(host), atLeast: least)
        case .hearsOf(let host, let other): .hearsOf(at(host), at(other))
        case .isAdvised(let host): .isAdvised(at(host))
        case .isFull(let host): .isFull(at(host))
        case .work(let host, let check): .work(at(host), check)
        }
    }
}

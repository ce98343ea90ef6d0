internal import Charter
internal import Lattice

/// A run of which everything is drawn from a seed: how many there are, the network, and what
/// befalls them.
public struct Swarm: Sendable {
    public let seed: UInt64
    public let scenario: Scenario

    /// Of these kinds of trouble only; over these disks and lines, if they are not to be drawn; of
    /// people with this trade.
    public init(
        seed: UInt64, only wanted: Set<Trouble> = Set(Trouble.allCases), disks: DiskSort? = nil,
        lines: LineSort? = nil, trade: TradeSort = .boats
    ) {
        self.seed = seed
        var draw = Draw(seed: seed, wanted, trade)
        var scenario = draw.scenario(seed)
        // Drawn by itself: what befalls whom is the same with and without.
        var random = SeededRandom(seed: seed ^ 0xF11E_5EA1)
        let mayHaveFiles = random.below(4) == 0
        let isSmall = scenario.names.count <= Self.mostWithFiles
        scenario.disks = disks ?? (mayHaveFiles && isSmall ? .files : .memory)
        let isSealed = random.below(8) == 0
        scenario.lines = lines ?? (isSealed ? .sealed : .plain)
        // What is sealed is to be altered now and then.
        if scenario.lines == .sealed {
            scenario.weather.corruption = max(scenario.weather.corruption, 20)
        }
        self.scenario = scenario
    }

    /// Files cost time with each laptop more.
    private static let mostWithFiles = 8

    public func run() -> Country { scenario.run() }
}

/// Draws what befalls whom.
private struct Draw {
    var random: SeededRandom
    /// Some kinds of trouble do not happen in some runs, so that others are not drowned.
    let kinds: [Trouble]
    var hosts = 0
    var places = 0
    var letGo: [Int] = []
    /// The relays, who come after the people.
    var relays: Range<Int> = 0..<0
    let trade: TradeSort

    init(seed: UInt64, _ wanted: Set<Trouble>, _ trade: TradeSort) {
        self.trade = trade
        random = SeededRandom(seed: seed)
        var kinds: [Trouble] = []
        for kind in Trouble.allCases {
            let isIn = random.chance(25)
            if isIn, wanted.contains(kind) { kinds.append(kind) }
        }
        self.kinds = kinds
    }

    mutating func scenario(_ seed: UInt64) -> Scenario {
        hosts = (trade == .relief ? 4 : 2) + random.below(6)
        places = 1 + random.below(3)
        let people = (0..<hosts).map { number in
            Scenario.Person(
                "laptop-\(number + 1)", number == 0 ? .manager : .mainHubUser, at: number % places)
        }
        var scenario = Scenario(
            "seed-\(seed)", seed: seed, places: (0..<places).map { "place-\($0 + 1)" },
            people: people)
        if trade == .relief { scenario.workForRelief() }
        if kinds.contains(.relays) {
            let count = 1 + random.below(2)
            relays = hosts..<hosts + count
            hosts += count
            scenario.relays = (0..<count).map { number in
                .init("relay-\(number + 1)", quota: random.chance(50) ? random.below(8_000) : nil)
            }
            // A relay that was out of reach for long is tried again within five minutes.
            scenario.expected.convergedWithin = 600_000
        }
        if kinds.contains(.weather) { scenario.weather = .any(&random) }
        if kinds.contains(.replays) { scenario.weather.replays = 50 + random.below(500) }
        if kinds.contains(.power), random.chance(80) {
            scenario.powerCuts = 1 << random.below(13)
        }
        for _ in 0..<(10 + random.below(50)) {
            let fate = any()
            if fate.bringsSomebody { hosts += 1 }
            let pause = random.chance(70) ? random.below(2_000) : random.below(60_000)
            scenario.steps.append(.init(after: UInt64(pause), .fate(fate)))
        }
        return scenario
    }

    /// Somebody with a laptop.
    private mutating func anybody() -> Int {
        let number = random.below(hosts - relays.count)
        return number < relays.lowerBound ? number : number + relays.count
    }

    private mutating func any() -> Fate {
        let host = anybody()
        if kinds.isEmpty || random.chance(45) { return .write(host) }
        switch random.below(10) {
        case 0: return .move(host, to: random.chance(20) ? nil : random.below(places))
        case 1: return random.chance(50) ? .start(host) : .wake(host)
        default: return trouble(random.pick(kinds), host)
        }
    }

    private mutating func trouble(_ kind: Trouble, _ host: Int) -> Fate {
        let other = anybody()
        let isEither = random.chance(50)
        switch kind {
        case .power: return .cut(host)
        case .sleep: return .sleep(host)
        case .wakeups: return isEither ? .sleepAll : .wakeAll
        // Whoever leads the realm stays, or nobody could be let go of.
        case .losses: return host > 1 && isEither ? .lose(host) : .write(host)
        case .disks:
            switch random.below(4) {
            case 0: return .fill(host)
            case 1: return .makeSpace(host)
            default: return .slow(host, milliseconds: isEither ? 0 : 1 + random.below(2_000))
            }
        case .copies:
            switch random.below(4) {
            case 0: return .clone(host, withGuard: isEither)
            case 1: return .backUp(host)
            default: return .restore(host, withGuard: isEither)
            }
        case .clocks: return clock(host)
        case .weather: return .weather(.any(&random))
        case .links:
            if random.chance(30) { return .introduce(host, to: other) }
            return random.chance(70) ? .deafen(host, to: other) : .hearAgain
        case .replays: return .replay
        case .sticks:
            return .carry(from: host, to: other, after: UInt64(random.below(100_000)))
        case .people:
            guard isEither, host != 0 else { return .enrol(by: host) }
            letGo.append(host)
            return .revoke(host, by: other)
        case .floods: return .flood(host, count: random.below(200))
        case .lies: return .lie(host)
        case .forks: return .equivocate(host, to: other, and: anybody())
        case .defiance:
            if !letGo.isEmpty, isEither { return .defy(random.pick(letGo)) }
            guard host != 0 else { return .write(host) }
            letGo.append(host)
            return .revoke(host, by: other)
        case .misuse: return .misuse(host)
        case .intruders: return .intrude(on: host)
        case .relays: return relay(host)
        case .versions: return .upgrade(host)
        }
    }

    private mutating func relay(_ host: Int) -> Fate {
        let relay = relays.lowerBound + random.below(relays.count)
        let isEither = random.chance(50)
        switch random.below(9) {
        case 0: return .connect(host)
        case 1, 2: return .disconnect(host)
        case 3: return .allot(relay, bytes: random.chance(30) ? nil : random.below(8_000))
        case 4: return .withhold(relay, thousandths: random.below(3) * 200)
        case 5: return isEither ? .backUp(relay) : .restore(relay, withGuard: false)
        case 6: return isEither ? .fill(relay) : .makeSpace(relay)
        case 7: return .slow(relay, milliseconds: isEither ? 0 : 1 + random.below(2_000))
        default: return isEither ? .cut(relay) : .start(relay)
        }
    }

    private mutating func clock(_ host: Int) -> Fate {
        switch random.below(3) {
        case 0: return .stopClock(host)
        case 1: return .drift(host, millionths: Int64(random.below(400_001)) - 200_000)
        default:
            let year: Int64 = 31_557_600_000
            return .setClock(host, lead: (Int64(random.below(21)) - 10) * year)
        }
    }
}

extension Weather {
    /// Any network that there is.
    static func any(_ random: inout SeededRandom) -> Self {
        var weather = Self()
        weather.loss = random.chance(50) ? 0 : random.below(400)
        weather.bursts = random.chance(70) ? 0 : random.below(30)
        weather.duplicates = random.chance(60) ? 0 : random.below(300)
        weather.corruption = random.chance(60) ? 0 : random.below(100)
        weather.replays = random.chance(60) ? 0 : random.below(200)
        let most = random.chance(50) ? 3 : 3 + random.below(400)
        weather.delay = 1...most
        weather.rate = random.chance(70) ? 10_000 : 10 + random.below(1_000)
        weather.passesShouts = !random.chance(15)
        return weather
    }
}

extension Scenario {
    /// Who does what where, in the order in which they are there.
    private static let offices: [(role: RoleNumber, hubs: [Int])] = [
        (.manager, [0, 1, 2]), (.mainHubUser, [0]), (.subHubUser, [1]), (.officer, [0, 1, 2]),
        (.agencyUser, [3]), (.manager, [0, 1, 2]), (.subHubUser, [2]), (.admin, []),
        (.mainHubUser, [0]),
    ]

    /// Gives everybody something to do for relief.
    fileprivate mutating func workForRelief() {
        trade = .relief
        hubs = [
            Site("north", .main), Site("camp", .sub), Site("school", .sub),
            Site("clinic", .agency),
        ]
        for number in people.indices {
            let office = Self.offices[number % Self.offices.count]
            (people[number].role, people[number].hubs) = (office.role, office.hubs)
        }
    }
}

internal import Lattice

/// A run of which everything is drawn from a seed: how many there are, the network, and what
/// befalls them.
public struct Swarm: Sendable {
    public let seed: UInt64
    public let people: Int
    public let places: Int
    public let weather: Weather
    public let hazards: Hazards
    /// What befalls whom, and how long after what came before.
    public let fates: [Step]

    public struct Step: Hashable, Sendable {
        public let after: UInt64
        public let fate: Fate
    }

    public init(seed: UInt64) {
        self.seed = seed
        var random = SeededRandom(seed: seed)
        people = 2 + random.below(6)
        places = 1 + random.below(3)
        weather = .any(&random)
        var hazards = Hazards()
        if random.chance(40) { hazards.powerCuts = 1 << random.below(13) }
        self.hazards = hazards
        var fates: [Step] = []
        var hosts = people
        // Some kinds of trouble do not happen in some runs, so that others are not drowned.
        let kinds = (0..<20).filter { $0 < 10 || random.chance(40) }
        for _ in 0..<(10 + random.below(50)) {
            let fate = Self.fate(random.pick(kinds), hosts, places, &random)
            switch fate {
            case .clone, .enrol: hosts += 1
            default: break
            }
            let pause = random.chance(70) ? random.below(2_000) : random.below(60_000)
            fates.append(Step(after: UInt64(pause), fate: fate))
        }
        self.fates = fates
    }

    private static func fate(
        _ kind: Int, _ hosts: Int, _ places: Int, _ random: inout SeededRandom
    ) -> Fate {
        let host = random.below(hosts)
        let isWithGuard = random.chance(50)
        switch kind {
        case 0..<8: return .write(host)
        case 8: return .move(host, to: random.chance(20) ? nil : random.below(places))
        case 9: return random.chance(50) ? .start(host) : .wake(host)
        case 10: return .cut(host)
        case 11: return .sleep(host)
        case 12: return .replay
        case 13: return .backUp(host)
        case 14: return .restore(host, withGuard: isWithGuard)
        case 15: return .clone(host, withGuard: isWithGuard)
        case 16:
            let year: Int64 = 31_557_600_000
            let lead = Int64(random.below(21)) - 10
            return random.chance(30) ? .stopClock(host) : .setClock(host, lead: lead * year)
        case 17: return .revoke(host, by: random.below(hosts))
        case 18: return .enrol(by: host)
        default: return .weather(.any(&random))
        }
    }

    /// Runs it, lets all trouble end, and looks at what became of it.
    public func run(without left: Set<Int> = []) -> Country {
        let country = Country(seed: seed, people: people, places: places, weather: weather)
        country.begin()
        country.hazards = hazards
        for (index, step) in fates.enumerated() {
            country.run(milliseconds: step.after)
            if !left.contains(index), step.fate.isPossible(with: country.hosts.count) {
                country.befall(step.fate)
            }
        }
        country.heal()
        if country.converge() == nil {
            country.ledger.violate("converged", "it took more than two minutes")
        }
        country.inspect()
        country.listen()
        return country
    }
}

extension Fate {
    /// Whether everybody whom it is about is there.
    func isPossible(with hosts: Int) -> Bool {
        switch self {
        case .start(let host), .cut(let host), .sleep(let host), .wake(let host),
            .move(let host, _),
            .write(let host), .backUp(let host), .restore(let host, _), .clone(let host, _),
            .setClock(let host, _), .stopClock(let host), .drift(let host, _), .enrol(let host),
            .lose(let host):
            host < hosts
        case .revoke(let host, let witness): host < hosts && witness < hosts
        case .replay, .weather: true
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
        return weather
    }
}

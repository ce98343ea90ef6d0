public import Charter

/// Who is where, how the network is, what befalls whom, and what has to come of it: a run, all of
/// which follows from this (spec/16-scenarios.md#scen-1).
public struct Scenario: Hashable, Sendable {
    public var name: String
    /// What it is about, in a sentence or two.
    public var story = ""
    public var seed: UInt64
    /// What people do for a living; and the hubs that are there then, if it is relief.
    public var trade = TradeSort.boats
    public var hubs: [Site] = []
    public var places: [String]
    public var people: [Person]
    /// Relays, which all of them know; they are counted after the people.
    public var relays: [Relay] = []
    public var weather = Weather()
    /// What laptops and relays keep things on.
    public var disks = DiskSort.memory
    /// How lines hide what is said.
    public var lines = LineSort.plain
    /// How often in a million steps the power of whoever takes it is cut.
    public var powerCuts = 0
    public var steps: [Step] = []
    public var expected = Expected()
    /// What those are called who come later.
    var newcomers: [String] = []

    /// Somebody with a laptop, who is there from the beginning.
    public struct Person: Hashable, Sendable {
        public var name: String
        public var role: RoleNumber
        public var place: Int
        /// Where they work, if it is relief, by the places of the hubs.
        public var hubs: [Int] = []

        public init(_ name: String, _ role: RoleNumber, at place: Int, hubs: [Int] = []) {
            (self.name, self.role, self.place, self.hubs) = (name, role, place, hubs)
        }
    }

    /// A hub of a relief operation.
    public struct Site: Hashable, Sendable {
        public var name: String
        public var sort: HubSort

        public init(_ name: String, _ sort: HubSort) { (self.name, self.sort) = (name, sort) }
    }

    /// Carries everything for everybody, and can read nothing.
    public struct Relay: Hashable, Sendable {
        public var name: String
        /// So many bytes at most; nil: whatever comes.
        public var quota: Int?

        public init(_ name: String, quota: Int? = nil) { (self.name, self.quota) = (name, quota) }
    }

    /// Something that happens, and how long after what came before.
    public struct Step: Hashable, Sendable {
        public var after: UInt64
        public var action: Action

        public init(after: UInt64, _ action: Action) {
            (self.after, self.action) = (after, action)
        }
    }

    public enum Action: Hashable, Sendable {
        case fate(Fate)
        case check(Check)
    }

    /// What has to be so at that moment of the story.
    public enum Check: Hashable, Sendable {
        /// These hold the same; or no two of them do.
        case same([Int])
        case different([Int])
        /// One has all that was entered at another up to now; or lacks some of it.
        case knows(Int, of: Int)
        case lacks(Int, of: Int)
        /// Whoever enters something now gets it into the log; or is told why not.
        case canWrite(Int)
        case cannotWrite(Int)
        /// One counts another as let go of.
        case hasLetGo(Int, of: Int)
        /// One knows of so many epochs of what the hub reads.
        case epochs(Int, atLeast: Int)
        /// One was told that its clock is wrong.
        case isAdvised(Int)
        /// One was told what another holds, whom it need not have met.
        case hearsOf(Int, Int)
        /// One has said that its disk is full, or that it can carry no more.
        case isFull(Int)
        /// What one knows of goods, orders and issues.
        case work(Int, WorkCheck)
    }

    /// What has to be so at the end, besides what always has to be.
    public struct Expected: Hashable, Sendable {
        /// When all trouble is over.
        public var convergedWithin: UInt64 = 120_000
        public var marks: Set<Ledger.Mark> = []
        /// So many entries at least.
        public var entries = 0

        public init() {}
    }

    public init(_ name: String, seed: UInt64, places: [String], people: [Person]) {
        (self.name, self.seed, self.places, self.people) = (name, seed, places, people)
    }

    /// The names of all laptops and relays, of those too that come later, in their order. Those
    /// whom nobody has named are numbered.
    public var names: [String] {
        let count = steps.count { step in
            if case .fate(let fate) = step.action { fate.bringsSomebody } else { false }
        }
        let numbered = (0..<count).map { "newcomer-\($0 + 1)" }
        return people.map(\.name) + relays.map(\.name)
            + (newcomers.count == count ? newcomers : numbered)
    }
}

extension Fate {
    /// Whether there is one laptop more after it.
    var bringsSomebody: Bool {
        switch self {
        case .clone, .enrol: true
        default: false
        }
    }

    /// The laptops that it is about.
    var subjects: [Int] {
        switch self {
        case .start(let host), .cut(let host), .sleep(let host), .wake(let host), .lose(let host),
            .fill(let host), .makeSpace(let host), .slow(let host, _), .backUp(let host),
            .restore(let host, _), .clone(let host, _), .setClock(let host, _),
            .stopClock(let host), .drift(let host, _), .move(let host, _), .write(let host),
            .enrol(let host), .flood(let host, _), .lie(let host), .defy(let host),
            .intrude(let host), .misuse(let host), .upgrade(let host), .connect(let host),
            .disconnect(let host),
            .allot(let host, _), .withhold(let host, _), .work(let host, _):
            [host]
        case .deafen(let host, let other), .introduce(let host, let other),
            .carry(let host, let other, _), .revoke(let host, let other):
            [host, other]
        case .equivocate(let host, let one, let other): [host, one, other]
        case .sleepAll, .wakeAll, .weather, .hearAgain, .replay: []
        }
    }
}

extension Scenario.Check {
    /// The laptops that it is about.
    var subjects: [Int] {
        switch self {
        case .same(let hosts), .different(let hosts): hosts
        case .knows(let host, let other), .lacks(let host, let other),
            .hasLetGo(let host, let other), .hearsOf(let host, let other):
            [host, other]
        case .canWrite(let host), .cannotWrite(let host), .epochs(let host, _),
            .isAdvised(let host), .isFull(let host), .work(let host, _):
            [host]
        }
    }
}

extension Scenario.Action {
    var subjects: [Int] {
        switch self {
        case .fate(let fate): fate.subjects
        case .check(let check): check.subjects
        }
    }
}

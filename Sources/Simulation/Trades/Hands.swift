internal import Bundles
internal import Charter
internal import Gossip
internal import Lattice
internal import Relief
internal import Replica
internal import Schema
internal import Wire

/// Somebody with a laptop, and what it tells them of the operation just now: whatever they do, they
/// do it because of that.
struct Hands {
    /// What they enter.
    struct Done {
        let deed: Deed
        let entry: Entry
        let papers: [Paper]
    }

    let host: Host
    let trade: ReliefTrade
    let country: Country
    /// Whether what nobody says is left to chance; else it is the latest thing there is.
    let isByChance: Bool
    let operation: Operation
    /// The items that are known here, in order.
    let items: [(id: RecordID, code: String)]

    init(_ host: Host, _ trade: ReliefTrade, _ country: Country, isByChance: Bool) {
        (self.host, self.trade, self.country) = (host, trade, country)
        self.isByChance = isByChance
        operation = host.isOn ? trade.operation(of: host, in: country) : Operation()
        items = Self.items(at: host)
    }

    static func items(at host: Host) -> [(id: RecordID, code: String)] {
        guard let seat = host.somebody?.id else { return [] }
        let shelf = host.withReplica { $0.state(of: .common, for: seat)?.shelf } ?? nil
        return (shelf?.names ?? []).filter { $0.kind == .item }.compactMap { id in
            guard let document = shelf?.document(id), document.life.reading == .alive,
                let code = document.registers[FieldNumber(0)]?.siblings.first?.write.value.asText
            else { return nil }
            return (id, code)
        }
    }

    var quill: Quill {
        let wall = host.clock.now(at: country.time).wall.milliseconds
        return Quill(
            id: trade.nextNumber(), on: Int64(clamping: wall), secret: country.nextCanary())
    }

    // MARK: Chance

    func chance(_ percent: Int) -> Bool { country.random.chance(percent) }

    /// One of them: any, or else the last.
    func one<Thing>(of things: [Thing]) -> Thing? {
        guard isByChance, !things.isEmpty else { return things.last }
        return country.random.pick(things)
    }

    /// Facts by when they were made, as their names have it.
    func latest<Thing>(
        _ things: [Thing], by name: (Thing) -> LedgerKey
    ) -> [Thing] {
        things.sorted { (name($0).key.id, name($0)) < (name($1).key.id, name($1)) }
    }

    /// So many units, in thousandths; if nobody says, any.
    func units(_ said: Int?, most: Int = 90) -> Int64 {
        Int64(said ?? (isByChance ? 1 + country.random.below(most) : 10)) * 1_000
    }

    // MARK: What there is to do

    /// What their role may, each as often as it is likely.
    private var deeds: [Deed] {
        switch host.role {
        case .mainHubUser:
            [
                .intake, .intake, .intake, .distribute, .distribute, .lose, .count, .count,
                .dispatch, .dispatch, .dispatch, .receive, .receive, .correct, .correct, .resolve,
            ]
        case .subHubUser, .agencyUser:
            [
                .intake, .intake, .distribute, .distribute, .lose, .count, .count, .ask, .ask,
                .dispatch, .receive, .receive, .receive, .correct, .correct, .resolve,
            ]
        case .officer:
            [
                .order, .order, .order, .reorder, .reorder, .correct, .count, .intake, .resolve,
                .pulse,
            ]
        case .manager:
            [
                .approve, .approve, .approve, .approve, .approve, .reject, .reject, .order, .order,
                .close, .correct, .resolve, .distribute, .pulse,
            ]
        case .admin: [.catalogue, .rename, .strike, .resolve, .pulse, .pulse]
        default: []
        }
    }

    /// What others wait for.
    private var duties: [Deed] {
        switch host.role {
        case .mainHubUser, .subHubUser, .agencyUser: [.receive, .dispatch]
        case .officer: [.order]
        case .manager: [.approve]
        default: []
        }
    }

    /// Something that there is to do; if not that, then something that always is.
    mutating func anything() -> Done? {
        let deeds = deeds
        guard !deeds.isEmpty else { return nil }
        // Now and then somebody tries what is not theirs to do.
        if chance(4) { return does(Work(country.random.pick(Deed.allCases))) }
        if chance(50) {
            for duty in duties {
                if let done = does(Work(duty)) { return done }
            }
        }
        return does(Work(country.random.pick(deeds)))
            ?? does(Work(host.role == .admin ? .catalogue : .intake))
    }

    /// Does this, if there is something that it can be done to.
    mutating func does(_ work: Work) -> Done? {
        switch work.deed {
        case .intake: return move(.intake, work)
        case .distribute: return move(.distribution, work)
        case .lose: return move(.loss, work)
        case .count: return count(work)
        case .ask: return ask(work)
        case .dispatch: return dispatch(work)
        case .receive: return receive(work)
        case .order: return order(work)
        case .reorder: return reorder(work)
        case .approve, .reject: return decide(work)
        case .close: return close(work)
        case .correct: return correct(work)
        case .resolve: return resolve(work)
        case .pulse: return pulse(work)
        case .catalogue, .rename, .strike: return list(work)
        }
    }

    // MARK: What they know

    /// The hub that is meant, or one of their own.
    func hub(_ work: Work) -> HubID? {
        work.hub.map { country.world.hubs[$0] }
            ?? (isByChance ? one(of: host.hubs) : host.hubs.first)
    }

    func item(_ work: Work) -> RecordID? {
        if let code = work.item { return items.first { $0.code == code }?.id }
        return isByChance ? one(of: items)?.id : items.first?.id
    }

    func fact(_ name: LedgerKey) -> ReliefFact? {
        operation.facts(of: name.kind).first { $0.name == name }
    }

    func done(_ work: Work, in scope: Address?, _ papers: Paper...) -> Done? {
        guard let scope else { return nil }
        return Done(
            deed: work.deed,
            entry: Entry(in: scope, papers.map { .state($0.kind, $0.id, $0.content) }),
            papers: papers)
    }

    var person: PersonID { host.somebody?.seat.person ?? .zero }
}

extension Value {
    /// The text in it; nil if it is of another form.
    fileprivate var asText: String? {
        var reader = Reader(span, of: .value)
        return try? reader.text(most: .max)
    }
}

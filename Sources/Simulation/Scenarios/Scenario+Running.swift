internal import Charter
internal import Gossip
internal import Lattice
internal import Replica

extension Scenario {
    /// Runs it, lets all trouble end, and looks at what became of it. Whoever watches is called
    /// once in a second of it, or a thousand times if it is long.
    public func run(watching watch: ((Country) -> Void)? = nil) -> Country {
        let people = people.map { person in
            Country.Inhabitant(
                role: person.role, place: person.place,
                hubs: trade == .boats ? [0] : person.hubs)
        }
        let country = Country(
            seed: seed, people, relays: relays.map(\.quota), weather: weather, disks: disks,
            lines: lines, trade: trade.trade(hubs.map(\.sort)))
        country.begin()
        country.hazards.powerCuts = powerCuts
        for step in steps {
            pass(step.after, country, watch)
            guard step.action.subjects.allSatisfy({ $0 < country.hosts.count }) else { continue }
            switch step.action {
            case .fate(let fate): country.befall(fate)
            case .check(let check):
                if let wrong = country.fault(of: check, names) {
                    country.ledger.violate("story", "at \(country.time) ms \(wrong)")
                }
            }
        }
        end(country, watch)
        return country
    }

    private func pass(_ time: UInt64, _ country: Country, _ watch: ((Country) -> Void)?) {
        guard let watch else { return country.run(milliseconds: time) }
        var left = time
        let most = max(1_000, steps.reduce(0) { $0 + $1.after } / 1_000)
        while left > 0 {
            let slice = min(left, most)
            country.run(milliseconds: slice)
            watch(country)
            left -= slice
        }
    }

    private func end(_ country: Country, _ watch: ((Country) -> Void)?) {
        country.heal()
        country.keepBusy(within: expected.convergedWithin)
        watch?(country)
        if country.converge(within: expected.convergedWithin) == nil {
            country.ledger.violate(
                "converged", "it took more than \(expected.convergedWithin) ms")
        }
        watch?(country)
        country.inspect(within: expected.convergedWithin)
        country.listen()
        let missing = expected.marks.subtracting(country.ledger.marks).map(\.rawValue).sorted()
        if !missing.isEmpty {
            country.ledger.violate("story", "never reached: \(missing.joined(separator: ", "))")
        }
        let entries = country.ledger.acknowledged.count
        if entries < expected.entries {
            country.ledger.violate(
                "story", "only \(entries) entries of \(expected.entries) were made")
        }
    }
}

extension Country {
    /// What is wrong with what a story says of this moment; nil if it is so.
    func fault(of check: Scenario.Check, _ names: [String]) -> String? {
        func name(_ number: Int) -> String { names.indices.contains(number) ? names[number] : "?" }
        switch check {
        case .same(let all):
            let roots = Set(all.map { hosts[$0].root })
            let list = all.map(name).joined(separator: ", ")
            return roots.count == 1 ? nil : "\(list) do not hold the same"
        case .different(let all):
            let roots = Set(all.map { hosts[$0].root })
            let list = all.map(name).joined(separator: ", ")
            return roots.count == all.count ? nil : "some of \(list) hold the same"
        case .knows(let one, let other):
            let lack = lack(one, of: other)
            return lack == 0 ? nil : "\(name(one)) lacks \(lack) entries of \(name(other))"
        case .lacks(let one, let other):
            return lack(one, of: other) > 0 ? nil : "\(name(one)) has all that \(name(other)) made"
        case .canWrite(let one):
            return enterOne(one) ? nil : "\(name(one)) cannot write"
        case .cannotWrite(let one):
            return enterOne(one) ? "\(name(one)) can write" : nil
        case .hasLetGo(let one, let other):
            let standing = hosts[other].device.flatMap { device in
                hosts[one].withReplica { $0.readership.roster.standing(of: device) }
            }
            return standing == .letGo ? nil : "\(name(one)) has not let go of \(name(other))"
        case .epochs(let one, let least):
            let place = trade.place(of: hosts[one], in: self)
            let count = hosts[one].withReplica { $0.readership.scopes[place]?.all.count ?? 0 } ?? 0
            return count >= least
                ? nil : "\(name(one)) knows of \(count) epochs, not \(least)"
        case .hearsOf(let one, let other):
            let all = hosts[one].withReplica { $0.statements.map(\.device) } ?? []
            return hosts[other].device.map { all.contains($0) } == true
                ? nil : "\(name(one)) was not told what \(name(other)) holds"
        case .isAdvised(let one):
            return ledger.advised.contains(one) ? nil : "\(name(one)) was not told of its clock"
        case .work(let one, let check):
            return trade.fault(of: check, at: one, in: self).map { "\(name(one)) \($0)" }
        case .isFull(let one):
            return ledger.full.contains(one) ? nil : "\(name(one)) has not said that it is full"
        }
    }

    /// How many entries of one another does not have.
    private func lack(_ number: Int, of other: Int) -> Int {
        ledger.acknowledged.count {
            $0.host == other && !hosts[number].hasCommitted($0.feed, $0.tip)
        }
    }

    /// Whether somebody can enter something new now.
    private func enterOne(_ number: Int) -> Bool {
        let before = ledger.acknowledged.count
        make(number)
        return ledger.acknowledged.count > before
    }

    /// How many of a hundred laptops that are on hold all that any of them holds.
    public var completePercent: Int {
        let here = present
        guard !here.isEmpty else { return 0 }
        let owed = owed()
        return 100 * here.count { isComplete($0, owed) } / here.count
    }
}

internal import Bundles
internal import Charter
internal import Gossip
internal import Keys
internal import Lattice
internal import Replica
internal import Wire

/// How a run ends: all trouble is over, they talk, and then it is looked whether all hold the same.
extension Country {
    /// All faults stop: everybody is on and awake, at one place, and the network works.
    public func heal(keeping kept: Weather? = nil) {
        trade.look(at: self)
        hazards = Hazards()
        var calm = kept ?? Weather()
        calm.reachesAll = weather.reachesAll
        weather = calm
        deaf = [:]
        recorded = []
        for host in hosts where !host.isGone {
            befall(.move(host.number, to: 0))
            host.withholding = 0
            (host.isFull, host.slowness) = (false, 0)
            flush(host.number)
            if host.isOn {
                befall(.wake(host.number))
            } else {
                start(host.number)
            }
            befall(.connect(host.number))
            if host.quota != nil { befall(.allot(host.number, bytes: nil)) }
        }
        // Whoever signs for the realm says again what may have gone down with its first hearer.
        if let first = hosts.first(where: { $0.isOn }) {
            let (roots, _, bundles) = world.realm.said
            tell(.replica(.roots(roots)), first.number)
            tell(.replica(.bundles(bundles)), first.number)
        }
    }

    /// Whether everybody holds the same.
    public var isSame: Bool {
        let roots = Set(present.map { $0.root })
        return roots.count <= 1
    }

    /// Those who are on, and whom nobody let go of.
    var present: [Host] {
        let roster = world.roster
        return hosts.filter { host in
            host.isOn && host.device.map { roster.standing(of: $0) == .welcome } ?? true
        }
    }

    /// Lets them talk until all hold the same. Returns how long that took; nil if it did not
    /// happen in time.
    public func converge(within limit: UInt64 = 120_000) -> UInt64? {
        let start = time
        while !isSame {
            guard time - start < limit else { return nil }
            run(milliseconds: 100)
        }
        return time - start
    }

    /// Looks at everything once more, when nothing is going on.
    public func inspect(within limit: UInt64 = 120_000) {
        // Whoever lacks a key has it by then (spec/07-confidentiality.md#env-6).
        run(milliseconds: Self.keysWithin)
        // What was put off may still be new to others.
        for host in present { finish(host.number) }
        _ = converge(within: limit)
        if !isSame {
            let first = present[0]
            for other in present where other.root != first.root {
                ledger.violate(
                    "converged",
                    "host \(other.number) differs from \(first.number): "
                        + difference(first, other))
            }
        }
        if Set(present.map(\.view)).count > 1 {
            ledger.violate("view", "hosts see different charters")
        }
        compareStates()
        checkAcknowledged()
        checkRemoved()
        checkForbidden()
        trade.check(self)
        checkTimes()
        checkStatements()
        checkDisks()
        if let somebody = present.first(where: { !$0.isRelay }) { knock(on: somebody.number) }
        for host in hosts { checkCharter(host) }
    }

    /// While people go on writing, nothing that was there before waits for ever, of whatever tier.
    public func keepBusy(within limit: UInt64 = 120_000) {
        let owed = owed()
        let start = time
        var lacking: [Tier] = []
        repeat {
            if time - start < 10_000 { write(random.below(hosts.count)) }
            run(milliseconds: 1_000)
            lacking = tiersLacking(owed)
        } while !lacking.isEmpty && time - start < limit
        for tier in lacking {
            ledger.violate(
                "starved",
                "not all have what there was of tier \(tier.rawValue): " + missing(tier, owed))
        }
    }

    /// When nothing happens, next to nothing is said.
    public func listen() {
        run(milliseconds: 150_000)
        let before = ledger
        run(milliseconds: 600_000)
        let bytes =
            ledger.datagramBytes + ledger.lineBytes
            - before.datagramBytes - before.lineBytes
        if bytes / 600 > Self.idleBytes {
            ledger.violate("quiet", "\(bytes / 600) bytes a second are said about nothing")
        }
    }

    /// Keys that somebody lacks are delivered within half a minute, and then they travel.
    static let keysWithin: UInt64 = 40_000
    /// In a second, by all together.
    static let idleBytes = 400

    /// What one of two holds and the other does not.
    private func difference(_ one: Host, _ other: Host) -> String {
        let (a, b) = (one.holdings, other.holdings)
        let parts = [(a.subtracting(b), one), (b.subtracting(a), other)].map { only, host in
            let names = only.map {
                "\($0.tier.rawValue) \($0.sort) \($0.name.description.prefix(6)) "
                    + "\($0.end?.value ?? 0)\($0.isForked ? " forked" : "")"
            }
            return "only \(host.number) has \(names.sorted().prefix(6))"
        }
        return parts.joined(separator: ", ")
    }

    /// Lets a host do what it put off.
    private func finish(_ number: Int) {
        var effects: [StationEffect] = []
        var left = 10_000
        repeat {
            effects = []
            hosts[number].tell(.replica(.time), at: time, into: &effects)
            hosts[number].commit()
            tell(.time, number)
            left -= 1
            precondition(left > 0, "a replica is never done")
        } while effects.contains(.replica(.busy))
    }

    /// Equal frontier and view make equal digests; and all is what follows from the log alone.
    private func compareStates() {
        var twins: [Int: Host] = [:]
        for scope in trade.scopes(in: self) {
            var first: (host: Int, state: Reading)?
            for host in present {
                guard let state = reading(host, scope) else { continue }
                guard let known = first else {
                    first = (host.number, state)
                    continue
                }
                if known.state != state {
                    ledger.violate(
                        "digest",
                        "\(scope) at \(known.host) and \(host.number): "
                            + known.state.difference(state))
                }
            }
            guard let first else { continue }
            let twin = twins[first.host] ?? refold(hosts[first.host])
            twins[first.host] = twin
            if let again = reading(twin, scope), again != first.state {
                ledger.violate(
                    "fold",
                    "\(scope) of \(first.host) is not what its log says: "
                        + first.state.difference(again))
            }
        }
    }

    /// The same log, read by somebody who begins with it anew, in another order.
    private func refold(_ host: Host) -> Host {
        let twin = Host(host.number, host.somebody, host.realm, hello, seed: seed ^ 0xF01D)
        var effects: [StationEffect] = []
        twin.clock = host.clock
        twin.start(at: time, into: &effects)
        let disk = host.copy
        twin.tell(
            .replica(.roots(disk.all(.roots).compactMap { try? RootRecord(encoding: $0) })),
            at: time, into: &effects)
        var bundles = disk.bundles
        var chance = SeededRandom(seed: seed)
        chance.permute(&bundles)
        twin.tell(.replica(.bundles(bundles)), at: time, into: &effects)
        twin.tell(.replica(.bundles(disk.bundles)), at: time, into: &effects)
        twin.tell(
            .replica(.proofs(disk.all(.proofs).compactMap { try? ForkProof(encoding: $0) })),
            at: time, into: &effects)
        twin.tell(.replica(.schemas(disk.all(.schemas))), at: time, into: &effects)
        twin.tell(
            .replica(.envelopes(disk.all(.envelopes).compactMap { try? Envelope(encoding: $0) })),
            at: time, into: &effects)
        repeat {
            effects = []
            twin.tell(.replica(.time), at: time, into: &effects)
            twin.commit()
        } while effects.contains(.replica(.busy))
        return twin
    }

    private func reading(_ host: Host, _ scope: Address) -> Reading? {
        guard let somebody = host.somebody else { return nil }
        return host.withReplica { replica in
            replica.state(of: scope, for: somebody.id).map { state in
                Reading(
                    frontier: state.frontier, view: state.view, digest: state.digest.total,
                    rows: state.digest.total.rows)
            }
        } ?? nil
    }
}

/// What a host has of a scope.
private struct Reading: Equatable {
    let frontier: Frontier
    let view: View
    let digest: HashSum
    let rows: Int

    func difference(_ other: Self) -> String {
        var parts: [String] = []
        for feed in Set(frontier.tips.keys).union(other.frontier.tips.keys).sorted() {
            let (mine, theirs) = (frontier[feed]?.number, other.frontier[feed]?.number)
            guard mine != theirs else { continue }
            parts.append("\(feed) up to \(mine?.value ?? 0) and \(theirs?.value ?? 0)")
        }
        for feed in Set(view.cuts.keys).union(other.view.cuts.keys).sorted()
        where view.cut(of: feed) != other.view.cut(of: feed) {
            parts.append("\(feed) cut to \(view.cut(of: feed)) and \(other.view.cut(of: feed))")
        }
        if view.forks != other.view.forks { parts.append("forks") }
        if digest != other.digest { parts.append("digests (\(rows) and \(other.rows) rows)") }
        return parts.joined(separator: ", ") + " differ"
    }
}

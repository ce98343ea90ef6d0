internal import Bundles
internal import Charter
internal import Lattice
internal import Relief
internal import Replica
internal import Schema
internal import Wire

/// What somebody does at a hub.
extension Hands {
    func move(_ sort: Movement.Sort, _ work: Work) -> Done? {
        guard let hub = hub(work), let item = item(work) else { return nil }
        return done(
            work, in: .hub(hub), quill.movement(sort, units(work.amount), of: item, at: hub))
    }

    /// Somebody looks what is there of an item, and says how much of all this they knew.
    func count(_ work: Work) -> Done? {
        guard let hub = hub(work), let item = item(work), let seat = host.somebody?.id else {
            return nil
        }
        var frontier = Frontier()
        for scope in ReliefTrade.scopes(of: host) where scope.members.contains(.hub(hub)) {
            let known = host.withReplica { $0.state(of: scope, for: seat)?.frontier } ?? nil
            if let known { _ = frontier.join(known) }
        }
        let there = operation.onHand(of: Goods(hub, item, .usable)) / 1_000
        let seen = work.amount ?? Int(max(0, there)) + country.random.below(7)
        let head = quill.count(knowing: Extent(frontier))
        let line = quill.line(of: head.reference(by: person), Int64(seen) * 1_000, of: item)
        return done(work, in: .hub(hub), head, line)
    }

    func ask(_ work: Work) -> Done? {
        guard let hub = hub(work), let item = item(work) else { return nil }
        return done(
            work, in: ReliefTrade.audience(hub),
            quill.submission(units(work.amount), of: item, at: hub))
    }

    /// Sends what an order asks for: all that is left of it, a part, or more. A story may have
    /// goods leave without one.
    func dispatch(_ work: Work) -> Done? {
        let mine = work.hub.map { [country.world.hubs[$0]] } ?? host.hubs
        let to = work.to.map { country.world.hubs[$0] }
        let item = work.item == nil ? nil : self.item(work)
        let open = operation.orders.all.filter { _, one in
            mine.contains(one.order.source) && (to == nil || one.order.destination == to)
                && one.lines.contains { item == nil || $0.line.item == item }
                && (one.allows && !one.isEnded && one.lines.contains { $0.open > 0 }
                    || isByChance && chance(5))
        }
        guard let (name, standing) = one(of: latest(open) { $0.name }), let fact = fact(name),
            let line = standing.lines.first(where: { item == nil || $0.line.item == item })
        else { return unordered(work) }
        let most = Int(line.open / 1_000)
        let amount =
            work.amount
            ?? (!isByChance || chance(40)
                ? most : chance(80) ? most / 2 : most + country.random.below(20))
        return done(
            work, in: fact.scope,
            quill.dispatch(
                Int64(max(1, amount)) * 1_000, of: line.line.item, from: standing.order.source,
                to: standing.order.destination, under: (fact.reference, line.line.number)))
    }

    /// Nobody has ordered it.
    private func unordered(_ work: Work) -> Done? {
        let others = country.world.hubs.filter { !host.hubs.contains($0) }
        let named = work.to.map { country.world.hubs[$0] }
        guard let hub = hub(work), let item = item(work), isByChance ? chance(20) : named != nil,
            let to = named ?? one(of: others), to != hub
        else { return nil }
        return done(
            work, in: ReliefTrade.audience(hub, to),
            quill.dispatch(units(work.amount, most: 20), of: item, from: hub, to: to, under: nil))
    }

    /// Takes in what is on its way: all, or less; whole, or not.
    func receive(_ work: Work) -> Done? {
        let mine = work.hub.map { [country.world.hubs[$0]] } ?? host.hubs
        let item = work.item == nil ? nil : self.item(work)
        let coming = operation.book.inTransit.filter { _, one in
            mine.contains(one.dispatch.destination)
                && (item == nil || one.dispatch.item == item)
        }
        guard let (name, shipment) = one(of: latest(coming) { $0.dispatch }), let fact = fact(name)
        else { return nil }
        let left = Int(shipment.onItsWay / 1_000)
        let isWhole = !isByChance || chance(60)
        let damaged = work.damaged ?? (isWhole ? 0 : country.random.below(5))
        let good = work.amount ?? max(0, isWhole ? left : left - country.random.below(12))
        return done(
            work, in: fact.scope,
            quill.receipt(
                good: Int64(good) * 1_000, damaged: Int64(damaged) * 1_000, of: fact.reference,
                shipment.dispatch.item, at: shipment.dispatch.destination,
                isLast: work.isLast ?? (isByChance ? chance(50) : true)))
    }
}

/// What somebody plans, decides and sets right.
extension Hands {
    /// Plans what is to go where: what a hub asked for, or what nobody has.
    func order(_ work: Work) -> Done? {
        let to = work.to.map { country.world.hubs[$0] }
        let asked = operation.orders.allDemands.filter { _, one in
            one.state == .submitted && (to == nil || one.demand.hub == to)
        }
        let answered = isByChance && chance(25) ? nil : one(of: latest(asked) { $0.name })
        let demand = answered?.standing.demand
        let reference = answered.flatMap { fact($0.name)?.reference }
        guard let item = work.item == nil ? demand?.lines.first?.item ?? item(work) : item(work),
            let destination = demand?.hub ?? to ?? (isByChance ? one(of: country.world.hubs) : nil)
        else { return nil }
        let sources = country.world.hubs.filter { $0 != destination }
        let named = work.hub.map { country.world.hubs[$0] }
        guard let source = named ?? (isByChance ? one(of: sources) : sources.first) else {
            return nil
        }
        let wanted = demand?.lines.first { $0.item == item }?.amount
        let amount = work.amount.map { Int64($0) * 1_000 } ?? wanted ?? units(nil)
        return done(
            work, in: ReliefTrade.audience(source, destination),
            quill.order(
                amount, of: item, from: source, to: destination, for: reference, instead: nil))
    }

    /// Plans otherwise what somebody has planned.
    func reorder(_ work: Work) -> Done? {
        let open = orders(work).filter { !$0.standing.state.isOver }
        guard let (name, standing) = one(of: latest(open) { $0.name }), let fact = fact(name),
            let line = standing.order.lines.first
        else { return nil }
        return done(
            work, in: fact.scope,
            quill.order(
                units(work.amount), of: line.item, from: standing.order.source,
                to: standing.order.destination, for: standing.order.answers,
                instead: fact.reference))
    }

    /// The orders that are meant.
    private func orders(_ work: Work) -> [(name: LedgerKey, standing: OrderStanding)] {
        let hub = work.hub.map { country.world.hubs[$0] }
        let to = work.to.map { country.world.hubs[$0] }
        let item = work.item == nil ? nil : self.item(work)
        return operation.orders.all.filter { _, one in
            (hub == nil || one.order.source == hub) && (to == nil || one.order.destination == to)
                && (item == nil || one.order.lines.contains { $0.item == item })
        }
    }

    /// Decides what waits: orders, and corrections where no order is meant. By chance somebody
    /// decides again what was decided.
    func decide(_ work: Work) -> Done? {
        let isAgain = isByChance && chance(20)
        var waiting = orders(work).filter { isAgain || $0.standing.state == .awaitingApproval }
            .map(\.name)
        if work.to == nil {
            waiting += operation.facts(of: .correction).filter { fact in
                guard case .waits = fact.outcome else { return false }
                return work.hub == nil || fact.scope.members.contains(.hub(hub(work) ?? .zero))
            }.map(\.name)
        }
        guard let name = one(of: latest(waiting) { $0 }), let fact = fact(name) else { return nil }
        let seen = operation.facts(of: .decision).filter {
            $0.scope == fact.scope && Self.is($0, about: fact.reference)
        }
        return done(
            work, in: fact.scope,
            quill.decision(
                about: fact.reference, approves: work.deed == .approve,
                knowing: seen.map(\.reference), after: trade.pulse(knownTo: host, in: country)))
    }

    /// Says that they are there, in their own record of that.
    func pulse(_ work: Work) -> Done? {
        guard let seat = host.somebody?.id else { return nil }
        let shelf = host.withReplica { $0.state(of: .common, for: seat)?.shelf } ?? nil
        let own = (shelf?.names ?? []).first { id in
            id.kind == .pulse
                && shelf?.document(id)?.registers[FieldNumber(0)]?.siblings.first?.write.value
                    == Simulation.item { $0.put(seat) }
        }
        let now = integer(quill.on)
        let edits: [Edit] =
            own.map { [.write(.record($0), FieldNumber(1), now)] } ?? [
                .create(.pulse, FieldNumber(0), Simulation.item { $0.put(seat) }),
                .write(.new(0), FieldNumber(1), now),
            ]
        return Done(deed: work.deed, entry: Entry(in: .common, edits), papers: [])
    }

    private static func `is`(_ fact: ReliefFact, about reference: FactReference) -> Bool {
        RecordKind.parts(of: fact.content)[FieldNumber(0)] == reference.value
    }

    func close(_ work: Work) -> Done? {
        let open = orders(work).filter { !$0.standing.isEnded && !$0.standing.state.isOver }
        guard let (name, _) = one(of: latest(open) { $0.name }), let fact = fact(name) else {
            return nil
        }
        return done(work, in: fact.scope, quill.closing(of: fact.reference))
    }

    /// Says what something ought to have said that was entered at a hub of their own.
    func correct(_ work: Work) -> Done? {
        let mine = work.hub.map { [country.world.hubs[$0]] } ?? host.hubs
        let wrong =
            (operation.facts(of: .movement) + operation.facts(of: .receipt)
            + operation.facts(of: .dispatch)).compactMap { fact in
                mine.first { Self.is(fact, at: $0) }.map { (fact: fact, hub: $0) }
            }
        guard let (fact, hub) = one(of: latest(wrong) { $0.fact.name }) else { return nil }
        let before = operation.facts(of: .correction).last { Self.is($0, about: fact.reference) }
        let isReceipt = fact.name.kind == .receipt
        let damaged = work.damaged ?? (isReceipt ? country.random.below(4) : 0)
        return done(
            work, in: fact.scope,
            quill.correction(
                of: fact.reference, at: hub, to: units(work.amount),
                damaged: isReceipt ? Int64(damaged) * 1_000 : nil,
                instead: isByChance && chance(30) ? nil : before?.reference))
    }

    /// At which hub somebody entered it.
    private static func `is`(_ fact: ReliefFact, at hub: HubID) -> Bool {
        if case .hub(let place) = fact.scope { return place == hub }
        return RecordKind.parts(of: fact.content)[FieldNumber(0)] == Quill.place(hub)
    }

    func resolve(_ work: Work) -> Done? {
        let open = operation.openIssues.filter { issue in
            switch issue.scope {
            case .common, .group: host.role != .mainHubUser && host.role != .subHubUser
            case .hub(let hub): host.hubs.contains(hub)
            case .audience: host.role != .admin
            default: false
            }
        }
        guard let issue = isByChance ? one(of: open) : open.first else { return nil }
        return done(
            work, in: issue.scope,
            quill.resolution(
                of: issue.id.token, because: issue.cause.token,
                Int64(isByChance ? country.random.below(3) : 0)))
    }

    /// Looks after the catalogue.
    func list(_ work: Work) -> Done? {
        let quill = quill
        let name = ReliefTrade.words(quill.secret)
        if work.deed != .catalogue {
            // What everybody works with stays, unless a story says otherwise.
            let some =
                isByChance && work.deed == .strike
                ? one(of: items.filter { !ReliefTrade.codes.contains($0.code) })?.id : item(work)
            guard let item = some else { return nil }
            let edit: Edit =
                work.deed == .strike
                ? .delete(.record(item)) : .write(.record(item), FieldNumber(1), name)
            return Done(deed: work.deed, entry: Entry(in: .common, [edit]), papers: [])
        }
        let code = work.item ?? "ITEM-\(quill.id.low)"
        let edits = ReliefTrade.item(code, named: quill.secret, unit: 0)
        return Done(deed: work.deed, entry: Entry(in: .common, edits), papers: [])
    }
}

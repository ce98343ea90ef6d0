internal import Bundles
internal import Gossip
internal import Lattice
internal import Replica

/// What has to be true at every moment, or of whatever there is at the end. Each of these knows of
/// replicas only what is on their disks and what people read; none asks one how it judged.
extension Country {
    // MARK: Clocks

    /// A time that somebody gives is never further ahead than an honest clock lets it be: what is
    /// heard moves a clock only as far as ten minutes beyond the own wall clock
    /// (spec/01-causality.md#clock-2), and each reading adds one to a word of which a millisecond
    /// is 65536. So it is at most those ten minutes beyond the furthest that the wall clock of the
    /// machine ever was, and a millisecond for what was counted.
    func checkClock(of host: Host, _ feed: FeedID, _ tip: Tip) {
        let found: [LogEntry] =
            host.withReplica { $0.bundles(of: feed, from: tip.number, most: 1) } ?? []
        guard let header = found.first.flatMap({ try? Bundle(parsing: $0.bytes).header }) else {
            return
        }
        let bound = host.furthestWall + Limits.clockLeadMilliseconds + 1
        if header.time.milliseconds > bound {
            let lead = header.time.milliseconds - host.furthestWall
            ledger.violate(
                "clock", "host \(host.number) wrote \(lead) ms ahead of its own wall clock")
        }
    }

    /// Along a feed times rise strictly, on whatever disk it is. Where it forked, each branch does
    /// by itself; which follows which is told by the hashes.
    func checkTimes() {
        for host in hosts {
            var times: [BundleHash: HybridTime] = [:]
            for bytes in host.copy.bundles {
                guard let bundle = try? Bundle(parsing: bytes) else { continue }
                let header = bundle.header
                if let before = times[header.previous], before >= header.time {
                    ledger.violate(
                        "clock", "\(header.feed) falls back at \(header.number) on \(host.number)")
                }
                times[bundle.hashed().hash] = header.time
            }
        }
    }

    // MARK: Secrecy

    /// Nothing that people wrote leaves a machine so that it could be read.
    func checkSecrecy(of bytes: [UInt8], _ place: @autoclosure () -> String) {
        guard isWatched, Self.isReadable(bytes) else { return }
        ledger.violate("secrecy", "what somebody wrote can be read in \(place())")
    }

    /// What is on disks is as SQLite left it, and sealed as well: rows are in memory alone, and not
    /// looked at.
    func checkDisks() {
        for host in hosts {
            for fault in host.checkFiles() {
                ledger.violate("files", "host \(host.number): \(fault)")
            }
        }
        guard isWatched else { return }
        for host in hosts {
            for bytes in host.bytes { checkSecrecy(of: bytes, "a file of host \(host.number)") }
            let disk = host.copy
            let all = disk.bundles + Kept.allCases.flatMap { disk.all($0) }
            for bytes in all { checkSecrecy(of: bytes, "the log of host \(host.number)") }
        }
    }

    /// Whether a canary is in it.
    static func isReadable(_ bytes: [UInt8]) -> Bool {
        let wanted = Array(canary.utf8)
        guard bytes.count >= wanted.count else { return false }
        for start in 0...(bytes.count - wanted.count) where bytes[start] == wanted[0] {
            if wanted.indices.allSatisfy({ bytes[start + $0] == wanted[$0] }) { return true }
        }
        return false
    }

    // MARK: The charter

    /// What a disk holds of the charter only grows, unless another disk is put in.
    func checkCharter(_ host: Host) {
        let disk = host.copy
        var held = CharterHeld()
        for entry in disk.bundles(of: .charter, after: .start, most: .max) {
            held.bundles.insert(entry.hash)
        }
        held.others = Set(disk.all(.roots) + disk.all(.proofs))
        if !held.bundles.isSuperset(of: host.charterHeld.bundles)
            || !held.others.isSuperset(of: host.charterHeld.others)
        {
            ledger.violate("charter", "host \(host.number) has let go of some of the charter")
        }
        host.charterHeld = held
    }

    // MARK: Records

    /// What an entry does to records, and what was known where it was made.
    func touches(
        _ input: StationInput, _ effects: [StationEffect], _ host: Host
    ) -> [Ledger.Touch] {
        guard case .replica(.entry(let entry, _)) = input else { return [] }
        for case .replica(.entered(let receipt)) in effects {
            let seen: Frontier =
                host.withReplica { $0.state(of: receipt.scope, for: receipt.seat)?.frontier }?
                .flatMap { $0 } ?? Frontier()
            return entry.edits.indices.compactMap { index in
                let record = receipt.records[index]
                guard record != .ledger else { return nil }
                let sort: Ledger.Touch.Sort =
                    switch entry.edits[index] {
                    case .delete: .removal
                    case .restore: .restoration
                    default: .life
                    }
                if sort == .removal { ledger.marks.insert(.removed) }
                return Ledger.Touch(
                    host: host.number, scope: receipt.scope, record: record, sort: sort,
                    feed: receipt.feed, number: receipt.tip.number, index: index, seen: seen)
            }
        }
        return []
    }

    /// What was removed does not come back.
    ///
    /// Whatever somebody does to a record is a sign of its life, and a removal ends those that were
    /// known where it was made; one that stands beside it wins (spec/02-data-types.md#doc-4). So a
    /// record is gone for everybody if each sign of its life, and each restoration, was known where
    /// somebody removed it. Only records are judged that nobody touched whose feeds may have forked
    /// or been cut: of those a part does not count, or is there twice.
    func checkRemoved() {
        let places = Dictionary(grouping: ledger.touches) { RecordPlace($0.scope, $0.record) }
        for (place, touches) in places {
            guard touches.allSatisfy({ !ledger.tainted.contains($0.host) }) else { continue }
            // What went down with a laptop that never comes back removed nothing for the others.
            let removals = touches.filter { $0.sort == .removal && isThere($0) }
            let isGone =
                !removals.isEmpty
                && touches.allSatisfy { touch in
                    touch.sort == .removal || removals.contains { touch.isSeen(by: $0) }
                }
            guard isGone else { continue }
            for host in present where isAlive(place.record, in: place.scope, at: host) {
                ledger.violate(
                    "removed", "\(place.record) in \(place.scope) came back at \(host.number)")
            }
        }
    }

    /// Whether somebody who is here has it.
    private func isThere(_ touch: Ledger.Touch) -> Bool {
        present.contains { !$0.hashes(of: touch.feed, at: touch.number).isEmpty }
    }

    private struct RecordPlace: Hashable {
        let scope: Address
        let record: RecordID

        init(_ scope: Address, _ record: RecordID) { (self.scope, self.record) = (scope, record) }
    }

    private func isAlive(_ record: RecordID, in scope: Address, at host: Host) -> Bool {
        let life = document(record, in: scope, at: host)?.life.reading
        return life == .alive || life == .contested
    }

    private func document(_ record: RecordID, in scope: Address, at host: Host) -> Document? {
        guard let somebody = host.somebody else { return nil }
        return host.withReplica { replica in
            replica.state(of: scope, for: somebody.id)?.shelf.document(record)
        } ?? nil
    }

    /// What nobody was allowed to write is in nobody's rows, and what strangers wrote on no disk.
    /// Whoever was let go of wrote it after that, so that no revocation names it.
    func checkForbidden() {
        for host in present {
            for one in ledger.forbidden {
                guard let found = document(one.record, in: one.scope, at: host),
                    found.shows(one.trait)
                else { continue }
                ledger.violate(
                    "forbidden",
                    "host \(host.number) shows what \(one.host) had no right to write")
            }
            for feed in host.copy.feeds() where ledger.strangers.contains(feed.feed) {
                ledger.violate("forbidden", "host \(host.number) stores what a stranger wrote")
            }
        }
    }

    /// The facts that an entry states.
    func stated(
        _ input: StationInput, _ effects: [StationEffect], _ host: Host
    ) -> [Ledger.Stated] {
        guard case .replica(.entry(let entry, _)) = input, let somebody = host.somebody else {
            return []
        }
        for case .replica(.entered(let receipt)) in effects {
            return entry.edits.compactMap { edit in
                guard case .state(let kind, let id, let content) = edit else { return nil }
                return Ledger.Stated(
                    host: host.number, scope: receipt.scope, kind: kind,
                    key: FactKey(person: somebody.seat.person, id: id), content: content,
                    feed: receipt.feed, number: receipt.tip.number)
            }
        }
        return []
    }

    // MARK: Promises

    /// What people were told is in the log for good is there.
    func checkAcknowledged() {
        for one in ledger.acknowledged where !hosts[one.host].isGone {
            guard hosts[one.host].isOn, !hosts[one.host].hasForgotten else { continue }
            if !hosts[one.host].hasCommitted(one.feed, one.tip) {
                ledger.violate(
                    "acknowledged", "host \(one.host) lost \(one.tip.number) of \(one.feed)")
            }
        }
    }

    /// What a device is said to hold it holds, for all that its own disk was never changed.
    func checkStatements() {
        for host in present {
            for statement in host.withReplica({ $0.statements }) ?? [] {
                let sayers = hosts.filter { $0.device == statement.device }
                guard sayers.count == 1, let sayer = sayers.first, !sayer.hasForgotten else {
                    continue
                }
                for reach in statement.feeds
                where sayer.hashes(of: reach.feed, at: reach.number).isEmpty {
                    ledger.violate(
                        "statements",
                        "host \(host.number) is told that \(sayer.number) has \(reach.number) of "
                            + "\(reach.feed), which it has not")
                }
            }
        }
    }

    // MARK: Tiers

    /// What somebody holds at some moment, that all should have soon.
    struct Owed {
        fileprivate let things: [Tier: [Thing: BundleNumber?]]
    }

    /// A proof of a fork bears the name of its feed.
    fileprivate struct Thing: Hashable {
        let sort: Sort
        let name: HoldingName

        init(_ holding: Holding) { (sort, name) = (holding.sort, holding.name) }
    }

    private func things(of host: Host) -> [Thing: Holding] {
        Dictionary(host.holdings.map { (Thing($0), $0) }) { first, _ in first }
    }

    /// What is held now by anybody who is here.
    func owed() -> Owed {
        var things: [Tier: [Thing: BundleNumber?]] = [:]
        for host in present {
            for one in host.holdings {
                let known = things[one.tier]?[Thing(one)].flatMap { $0 }
                things[one.tier, default: [:]][Thing(one)] = max(known, one.end)
            }
        }
        return Owed(things: things)
    }

    /// Whether somebody has all of it.
    func isComplete(_ host: Host, _ owed: Owed) -> Bool {
        let mine = things(of: host)
        return owed.things.values.allSatisfy { things in
            things.allSatisfy { thing, end in
                guard let held = mine[thing] else { return false }
                return held.isForked || (held.end ?? .first) >= (end ?? .first)
            }
        }
    }

    /// The tiers of which somebody still lacks something that somebody else has.
    func tiersLacking(_ owed: Owed) -> [Tier] {
        owed.things.keys.sorted().filter { !missing($0, owed).isEmpty }
    }

    /// What somebody still lacks of a tier that somebody else has.
    func missing(_ tier: Tier, _ owed: Owed) -> String {
        let here = present.map { (number: $0.number, holdings: things(of: $0)) }
        var missing: [String] = []
        for (thing, end) in owed.things[tier] ?? [:] {
            // What nobody has any more is of no use any more.
            guard here.contains(where: { $0.holdings[thing] != nil }) else { continue }
            for one in here {
                let held = one.holdings[thing]
                // A feed that forked ends in several places: the roots tell whether all have them.
                let isThere =
                    held.map { $0.isForked || ($0.end ?? .first) >= (end ?? .first) } ?? false
                guard !isThere else { continue }
                let has = held?.end.map { "up to \($0.value)" } ?? "nothing"
                let name = thing.name.description.prefix(6)
                missing.append(
                    "\(one.number) has \(has) of \(thing.sort) \(name) \(end?.value ?? 0)")
            }
        }
        return missing.sorted().prefix(6).joined(separator: ", ")
    }
}

extension Document {
    fileprivate func shows(_ trait: Trait) -> Bool {
        switch trait {
        case .name(let name):
            let names = registers[FieldNumber(0)]?.siblings ?? []
            return names.contains { $0.write.value == name }
        case .fact(let kind, let key): return facts[FieldNumber(kind.value)]?[key] != nil
        }
    }
}

private func max(_ one: BundleNumber?, _ other: BundleNumber?) -> BundleNumber? {
    guard let one, let other else { return one ?? other }
    return Swift.max(one, other)
}

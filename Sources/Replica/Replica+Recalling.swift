internal import Bundles
internal import Charter
internal import Keys
internal import Lattice
internal import Schema
internal import Wire

/// Making a replica again from what is stored.
extension Replica {
    mutating func recall(at now: WallTime, into effects: inout [Effect]) {
        for bytes in storage.all(.roots) {
            guard let record = try? RootRecord(encoding: bytes) else {
                damage += 1
                continue
            }
            early.roots.append(record)
        }
        recallRoots()
        for bytes in storage.all(.schemas) {
            guard let schema = try? Schema(encoding: bytes) else {
                damage += 1
                continue
            }
            schemaTexts[schema.hash] = schema
        }
        recallCharter()
        for bytes in storage.all(.proofs) {
            guard let proof = try? ForkProof(encoding: bytes),
                (try? charter.insert(proof)) != nil
            else {
                damage += 1
                continue
            }
        }
        charter.settle()
        readership = charter.readership()
        for bytes in storage.all(.envelopes) {
            guard let envelope = try? Envelope(encoding: bytes) else {
                damage += 1
                continue
            }
            // Whoever lost a right since delivers no more; a broken signature is damage.
            do throws(EnvelopeError) { _ = try envelopes.insert(envelope, readership) } catch {
                if error.isWait { early.envelopes.append(envelope) } else { damage += 1 }
            }
        }
        for record in storage.feeds() where record.scope != .charter { recall(record) }
        recallClock(now)
        recallStatements()
        for change in charter.schemaChanges {
            guard let schema = schemaTexts[change.hash] else {
                effects.append(.lacksSchema(change.hash))
                continue
            }
            schemas.add(schema, as: change.version)
        }
    }

    /// The chain of an agency follows what spoke of it: perhaps a bundle, which is still to come.
    private mutating func recallRoots() {
        var isProgress = true
        while isProgress {
            isProgress = false
            let waiting = early.roots
            early.roots = []
            for record in waiting {
                do throws(RootError) {
                    if case .waits = try charter.insert(record) {
                        early.roots.append(record)
                    } else {
                        isProgress = true
                    }
                } catch { damage += 1 }
            }
        }
    }

    /// The charter's bundles in the order in which they came: each was placed when it was stored.
    private mutating func recallCharter() {
        var place = LogPlace.start
        var agencies = charter.agencyCount
        while true {
            let entries = storage.bundles(of: .charter, after: place, most: 1_000)
            for entry in entries {
                place = entry.place
                guard let bundle = try? Bundle(parsing: entry.bytes),
                    let placed = try? bundle.placed(
                        in: realm, feed: { charter.feed($0) }, seat: { charter.key(of: $0) }),
                    let verified = placed.remembered(as: entry.hash), remember(verified)
                else {
                    damage += 1
                    storage.forget(entry.place)
                    continue
                }
                guard agencies < charter.agencyCount else { continue }
                agencies = charter.agencyCount
                recallRoots()
            }
            if entries.count < 1_000 { return }
        }
    }

    /// False if something that it follows is not there any more.
    private mutating func remember(_ bundle: VerifiedBundle) -> Bool {
        if case .waits = charter.insert(bundle) { return false }
        let feed = bundle.header.feed
        guard feeds[feed] != nil else {
            feeds[feed] = StoredFeed(bundle.feed, bundle)
            order.append(feed)
            return true
        }
        if case .forks = feeds[feed]?.fit(
            bundle.header, bundle.hash,
            at: { number in
                storage.hashes(of: feed, at: number).first
            })
        {
            let tree = tree(of: feed)
            feeds[feed]?.become(tree)
        } else if feeds[feed]?.isForked == false {
            _ = feeds[feed]?.append(bundle.header, bundle.hash)
        }
        return true
    }

    /// A feed of another scope: its first bundle, its end, and where its policy rises.
    private mutating func recall(_ record: FeedRecord) {
        guard let first = header(of: record.feed, at: .first), let opening = first.opening,
            opening.feed == record.feed, opening.scope == record.scope,
            let key = charter.key(of: opening.seat)
        else {
            damage += 1
            storage.forget(record.feed)
            return
        }
        order.append(record.feed)
        let known = KnownFeed(opening, key: key)
        guard UInt64(record.count) == record.highest.value + 1 else {
            feeds[record.feed] = StoredFeed(known, .tree(tree(of: record.feed)))
            feeds[record.feed]?.byteCount = record.byteCount
            return
        }
        var steps: [StoredFeed.Line.End] = []
        for number in record.steps {
            guard let step = header(of: record.feed, at: number) else {
                damage += 1
                continue
            }
            steps.append((step.bundle.header, step.hash))
        }
        guard let last = header(of: record.feed, at: record.highest) else {
            damage += 1
            return
        }
        feeds[record.feed] = StoredFeed(
            known, .line(.init(steps: steps, end: (last.bundle.header, last.hash))))
        feeds[record.feed]?.byteCount = record.byteCount
    }

    private mutating func header(
        of feed: FeedID, at number: BundleNumber
    ) -> (bundle: Bundle, hash: BundleHash, opening: Opening?)? {
        guard let entry = storage.bundles(of: feed, from: number, most: 1).first,
            let bundle = try? Bundle(parsing: entry.bytes), bundle.header.number == number,
            bundle.header.feed == feed, bundle.hashed().hash == entry.hash
        else { return nil }
        return (bundle, entry.hash, number == .first ? try? bundle.opening() : nil)
    }

    /// The clock goes on after the last of the own bundles, whatever the wall clock says.
    private mutating func recallClock(_ now: WallTime) {
        for feed in order {
            guard let stored = feeds[feed], case .line(let line) = stored.shape else { continue }
            _ = clock.hear(line.end.header.time, now)
        }
        if let own = storage.lastOwnTime() { clock = HybridClock(last: max(clock.last, own)) }
    }
}

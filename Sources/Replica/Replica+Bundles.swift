internal import Bundles
internal import Charter
internal import Lattice
internal import Seal
internal import Wire

/// Bundles, gate by gate (spec/05-bundles.md#bun-6).
extension Replica {
    mutating func take(
        _ bundles: [[UInt8]], at now: WallTime, into effects: inout [Effect]
    ) {
        lookAhead(at: bundles)
        // What came too early is tried again as soon as something new is there.
        var waiting = bundles
        var isCharterNew = false
        var touched: Set<Address> = []
        var isProgress = true
        var agencies = charter.agencyCount
        while isProgress, !waiting.isEmpty {
            isProgress = false
            var left: [[UInt8]] = []
            for bytes in waiting {
                switch pass(bytes, at: now, into: &effects) {
                case .stored(let scope):
                    isProgress = true
                    touched.insert(scope)
                    isCharterNew = isCharterNew || scope == .charter
                case .waits: left.append(bytes)
                case .done: break
                }
            }
            // An agency that somebody spoke of just now may wait for that, and its people's bundles
            // for it.
            if agencies < charter.agencyCount {
                agencies = charter.agencyCount
                _ = insertRoots(into: &effects)
            }
            if left.count < waiting.count || isProgress {
                // A seat that was enrolled just now may have written what waits.
                waiting = left + (isProgress ? early.bundles : [])
                if isProgress { early.bundles = [] }
            } else {
                waiting = left
            }
        }
        early.bundles += waiting
        early.trim()
        if isCharterNew || news.isForkProven {
            settle(into: &effects)
        } else if news.isTreeGrown {
            review(anew: false, into: &effects)
        }
        news = TreeNews()
        for desk in desks.keys {
            for scope in touched.sorted() where scope != .charter {
                // Whoever waits for an answer is not to wait for all rows as well.
                catchUp(scope, for: desk, most: Pace.atOnce, into: &effects)
            }
        }
    }

    /// Has all help with the signatures of what can be placed, where this thread has helpers. It is
    /// only looked at: each bundle passes its gates afterwards, as ever.
    private func lookAhead(at bundles: [[UInt8]]) {
        guard bundles.count >= Ahead.several,
            var batch = Verifying.Batch(roomFor: bundles.count)
        else { return }
        var opened: [FeedID: KnownFeed] = [:]
        for bytes in bundles where bytes.count <= Ahead.small {
            guard let bundle = try? Bundle(parsing: bytes) else { continue }
            let (feed, number) = (bundle.header.feed, bundle.header.number)
            let isNew = feeds[feed]?.highest.map { $0 < number } ?? true
            guard isNew,
                let placed = try? bundle.placed(
                    in: realm,
                    feed: { charter.feed($0) ?? feeds[$0]?.known ?? opened[$0] },
                    seat: { charter.key(of: $0) })
            else { continue }
            if number == .first { opened[feed] = placed.feed }
            placed.verify(in: &batch)
        }
        batch.look()
    }

    private enum Passage {
        case stored(Address)
        case waits
        case done
    }

    private mutating func pass(
        _ bytes: [UInt8], at now: WallTime, into effects: inout [Effect]
    ) -> Passage {
        let bundle: Bundle
        do throws(WireError) { bundle = try Bundle(parsing: bytes) } catch {
            effects.append(.refused(nil, .malformed(error)))
            return .done
        }
        if isStored(bundle) { return .done }
        let placed: PlacedBundle
        do throws(PlaceError) {
            placed = try bundle.placed(
                in: realm, feed: { charter.feed($0) ?? feeds[$0]?.known },
                seat: { charter.key(of: $0) })
        } catch {
            effects.append(
                error.isWait ? .early(error) : .refused(bundle.header.feed, .misplaced(error)))
            return error.isWait ? .waits : .done
        }
        // What nobody has signed yet makes nobody full.
        guard !carrying.isFull || !carries(placed.feed.opening.scope) else { return .done }
        let verified: VerifiedBundle
        do throws(SignatureError) { verified = try placed.verified() } catch {
            effects.append(.refused(bundle.header.feed, .unsigned(error)))
            return .done
        }
        return chain(verified, bytes, at: now, into: &effects)
    }

    /// Whether these very bytes passed before: then nothing is looked at again.
    private mutating func isStored(_ bundle: Bundle) -> Bool {
        let header = bundle.header
        guard let highest = feeds[header.feed]?.highest, header.number <= highest else {
            return false
        }
        let hash = bundle.hashed().hash
        return storage.hashes(of: header.feed, at: header.number).contains(hash)
    }

    private mutating func chain(
        _ bundle: VerifiedBundle, _ bytes: [UInt8], at now: WallTime,
        into effects: inout [Effect]
    ) -> Passage {
        let feed = bundle.header.feed
        let fit = fit(of: bundle)
        switch fit {
        case .duplicate: return .done
        case .waits(let number):
            effects.append(.waits(feed, from: number))
            return .waits
        case .fallsBack:
            effects.append(.refused(feed, .fallsBack))
            return .done
        case .forks, .next: break
        }
        guard hasRoom(for: bytes.count, of: bundle.feed.opening.scope, into: &effects) else {
            return .done
        }
        if case .forks(let other) = fit { fork(bundle, from: other, into: &effects) }
        _ = clock.hear(bundle.header.time, now)
        store(bundle, bytes, isOwn: false, into: &effects)
        // Which side counts may show only now, whoever proved the fork, and when.
        if feeds[feed]?.isForked == true { news.isTreeGrown = true }
        noteReturn(of: bundle, into: &effects)
        return .stored(bundle.feed.opening.scope)
    }

    /// What this very device wrote and had forgotten: it is an older copy of itself, and goes on in
    /// another incarnation (spec/11-sync.md#own-1).
    private mutating func noteReturn(of bundle: VerifiedBundle, into effects: inout [Effect]) {
        guard bundle.feed.opening.incarnation == incarnation else { return }
        incarnation = entropy.drawID()
        storage.keep(incarnation)
        effects.append(.returned(bundle.header.feed, bundle.content.tip))
    }

    private mutating func fit(of bundle: VerifiedBundle) -> FeedTree.Fit {
        guard let feed = feeds[bundle.header.feed] else {
            return bundle.header.number == .first ? .next : .waits(for: .first)
        }
        return feed.fit(bundle.header, bundle.hash) { number in
            storage.hashes(of: bundle.header.feed, at: number).first
        }
    }

    /// Stores what fits next, and has the charter take it in if it is the charter's.
    @discardableResult
    mutating func store(
        _ bundle: VerifiedBundle, _ bytes: [UInt8], isOwn: Bool, into effects: inout [Effect]
    ) -> LogPlace {
        let (header, opening) = (bundle.header, bundle.feed.opening)
        let place = storage.append(
            StoredBundle(
                scope: opening.scope, feed: header.feed, number: header.number, hash: bundle.hash,
                time: header.time, bytes: bytes, isOwn: isOwn))
        if feeds[header.feed] == nil {
            feeds[header.feed] = StoredFeed(bundle.feed, bundle)
            order.append(header.feed)
            storage.note(step: header.number, of: header.feed)
        } else if feeds[header.feed]?.append(header, bundle.hash) == true {
            storage.note(step: header.number, of: header.feed)
        }
        feeds[header.feed]?.byteCount += bytes.count
        if carries(opening.scope) { carrying.byteCount += bytes.count }
        if opening.scope == .charter { _ = charter.insert(bundle) }
        effects.append(.stored(header.feed, bundle.content.tip, opening.scope))
        return place
    }

    /// A feed that forks is held as a tree from now on, and the proof goes to everybody.
    private mutating func fork(
        _ bundle: VerifiedBundle, from other: BundleHash, into effects: inout [Effect]
    ) {
        let feed = bundle.header.feed
        if feeds[feed]?.isForked == false {
            let tree = tree(of: feed)
            feeds[feed]?.become(tree)
        }
        guard let rival = head(of: other, in: feed, near: bundle.header.number),
            let proof = ForkProof(bundle.feed.opening, rival, bundle.content.head)
        else { return }
        guard (try? charter.insert(proof)) == true else { return }
        keep(.proofs, proof.encoding, into: &effects)
        effects.append(.forked(proof))
        news.isForkProven = true
    }

    private mutating func head(
        of hash: BundleHash, in feed: FeedID, near number: BundleNumber
    ) -> Head? {
        storage.bundles(of: feed, from: number, most: Limits.branchesPerFork + 1)
            .first { $0.hash == hash }
            .flatMap { try? Bundle(parsing: $0.bytes).hashed().head }
    }

    /// All that is stored of a feed.
    mutating func tree(of feed: FeedID) -> FeedTree {
        var tree = FeedTree()
        var next = BundleNumber.first
        while true {
            let entries = storage.bundles(of: feed, from: next, most: 1_000)
            for entry in entries {
                guard let header = try? Bundle(parsing: entry.bytes).header,
                    case .next = tree.fit(header, entry.hash).asLine
                else { continue }
                tree.insert(header, entry.hash)
            }
            guard let last = entries.last, entries.count == 1_000,
                let header = try? Bundle(parsing: last.bytes).header, header.number < .last
            else { return tree }
            // All of one number may not fit on a page; what is there twice is passed over.
            next = header.number == next ? header.number.next : header.number
        }
    }

    /// A feed as the charter has to see it: only what may matter, if it is a line.
    mutating func outline(of feed: FeedID) -> FeedTree {
        guard let stored = feeds[feed] else { return FeedTree() }
        switch stored.shape {
        case .tree(let tree): return tree
        case .line(let line):
            var entries: [BundleNumber: StoredFeed.Line.End] = [:]
            for end in line.steps + [line.end] { entries[end.header.number] = end }
            let opening = stored.known.opening
            var named = charter.cuts(of: opening).flatMap { $0.tips.map(\.number) }
            named += charter.kept(of: opening).keys
            if let fork = charter.forkedFeeds[feed] {
                // Somebody else has the other branch: all of it may matter.
                if fork <= line.end.header.number { return tree(of: feed) }
            }
            for number in named where entries[number] == nil && number < line.end.header.number {
                guard let entry = storage.bundles(of: feed, from: number, most: 1).first,
                    let header = try? Bundle(parsing: entry.bytes).header, header.number == number
                else { continue }
                entries[number] = (header, entry.hash)
            }
            return FeedTree(line: entries.sorted { $0.key < $1.key }.map(\.value))
        }
    }
}

extension FeedTree.Fit {
    /// Whether it goes into a tree, on a line that is there or on a new one.
    fileprivate var asLine: Self {
        if case .forks = self { .next } else { self }
    }
}

/// What is worth looking at before it is its turn.
private enum Ahead {
    /// Fewer are looked at in less time than helpers take to wake up.
    static let several = 8
    /// The hash of a bigger one, which would be made twice, takes as long as its signature.
    static let small = 8_192
}

internal import Lattice
internal import Simulation
internal import Wire

/// The laws. Each is checked on a story and says what is wrong, or nothing.
public enum Law: String, CaseIterable, Sendable {
    /// What a replica reads is what the definition says about what it holds.
    case model
    /// What is read is what the authors meant: each replaced what it knew.
    case meaning
    /// Any order of delivery, with duplicates, gives the same state.
    case order
    case commutative
    case associative
    case idempotent
    /// A join loses nothing: joining either side again changes nothing.
    case monotone
    /// A join holds what a fold over the bundles of both would.
    case joinIsFold
    /// Joining a delta is joining the state that holds it.
    case deltaIsState
    /// Voiding a suffix is never having had it, whenever the view came.
    case void
    /// With the lies voided, all is as if nobody had ever believed them.
    case mending
    /// What was void and counts again is as if it had always counted.
    case revival
    /// The digest that is kept up is the digest of the rows, and equal where frontiers are.
    case digest
    /// What is written is what is read again; equal states have equal bytes, and no others have.
    case encoding
}

/// A law that does not hold, and of what.
public struct Breach: Hashable, Sendable {
    public let law: Law
    public let details: String
}

extension Story {
    /// All laws in turn; the first that is broken.
    public func breach(_ seed: UInt64) -> Breach? {
        let checks: [(Self) -> (inout SeededRandom) -> Breach?] = [
            Self.checkReading, Self.checkOrder, Self.checkJoins, Self.checkDeltas, Self.checkVoid,
            Self.checkMending, Self.checkStates, Self.checkBodies,
        ]
        for check in checks {
            // Each begins with the seed, so that leaving out a step changes as little as can be.
            var random = SeededRandom(seed: seed)
            if let breach = check(self)(&random) { return breach }
        }
        return nil
    }

    static func claims(_ parcels: [Parcel<M.Delta>]) -> [Claim<M.Delta>] {
        parcels.flatMap(\.claims)
    }

    static func fold(_ parcels: [Parcel<M.Delta>], under view: View? = nil) -> M {
        var machine = M()
        if let view { machine.adopt(view, from: []) }
        for parcel in parcels { machine.receive(parcel) }
        return machine
    }

    // MARK: One replica

    func checkReading(_: inout SeededRandom) -> Breach? {
        for index in replicas.indices {
            let claims = Self.claims(held(by: index))
            let read = replicas[index].reading
            let model = M.model(claims, byKnowledge: false)
            if read != model { return differ(.model, "replica \(index)", read, model) }
            if isHonest, M.keepsCoverWhenVoid || isClosed(index) {
                let meant = M.model(claims, byKnowledge: true)
                if read != meant { return differ(.meaning, "replica \(index)", read, meant) }
            }
            if replicas[index].digest != replicas[index].recomputedDigest {
                return Breach(law: .digest, details: "replica \(index) has not kept it up")
            }
        }
        return nil
    }

    /// Whether a replica holds everything that the authors of what it holds had seen. Until then
    /// a set may show what somebody removed whom it has not heard of.
    private func isClosed(_ replica: Int) -> Bool {
        let frontier = replicas[replica].frontier
        return held(by: replica).allSatisfy { parcel in
            (parcel.knew?.tips.entries ?? []).allSatisfy { tip in
                frontier[tip.key].map { tip.value.number <= $0.number } ?? false
            }
        }
    }

    func checkOrder(_ random: inout SeededRandom) -> Breach? {
        let first = Self.fold(all)
        for _ in 0..<3 {
            let other = Self.fold(all.delivered(&random))
            if first != other { return differ(.order, "all bundles", first, other) }
            if first.digest != other.digest {
                return Breach(law: .digest, details: "equal frontiers, unequal digests")
            }
        }
        let model = M.model(Self.claims(all), byKnowledge: false)
        return first.reading == model ? nil : differ(.model, "all bundles", first.reading, model)
    }

    // MARK: Joins

    func checkJoins(_ random: inout SeededRandom) -> Breach? {
        let (i, j, k) = (
            random.below(replicas.count), random.below(replicas.count), random.below(replicas.count)
        )
        let (a, b, c) = (replicas[i], replicas[j], replicas[k])
        let (ab, ba) = (joined(a, b), joined(b, a))
        if ab != ba { return differ(.commutative, "\(i), \(j)", ab, ba) }
        let (left, right) = (joined(ab, c), joined(a, joined(b, c)))
        if left != right { return differ(.associative, "\(i), \(j), \(k)", left, right) }
        if joined(a, a) != a { return differ(.idempotent, "\(i)", joined(a, a), a) }
        if joined(ab, a) != ab { return differ(.monotone, "\(i), \(j)", joined(ab, a), ab) }
        if joined(a, ab) != ab { return differ(.monotone, "\(i), \(j)", joined(a, ab), ab) }
        let union = zip(parcels, zip(received[i], received[j])).flatMap { feed, counts in
            feed.prefix(max(counts.0, counts.1))
        }
        let folded = Self.fold(union)
        if ab != folded { return differ(.joinIsFold, "\(i), \(j)", ab, folded) }
        if ab.digest != folded.digest {
            return Breach(law: .digest, details: "a join has not kept it up")
        }
        return nil
    }

    func checkDeltas(_: inout SeededRandom) -> Breach? {
        for index in replicas.indices {
            for writer in replicas.indices where received[index][writer] < parcels[writer].count {
                let have = received[index][writer]
                var byDelta = replicas[index]
                byDelta.receive(parcels[writer][have])
                let byState = joined(
                    replicas[index], Self.fold(Array(parcels[writer].prefix(have + 1))))
                if byDelta != byState {
                    return differ(.deltaIsState, "\(index) takes of \(writer)", byDelta, byState)
                }
            }
        }
        return nil
    }

    private func joined(_ a: M, _ b: M) -> M {
        var result = a
        result.join(b)
        return result
    }

    // MARK: Voiding

    func checkVoid(_ random: inout SeededRandom) -> Breach? {
        var view = View()
        for writer in replicas.indices where random.chance(50) {
            let count = random.below(parcels[writer].count + 1)
            let cut = count == 0 ? .nothing : View.Cut.upTo(parcels[writer][count - 1].number)
            view.cut(Universe.feed(writer), to: cut)
        }
        let order = all.delivered(&random)
        let before = Self.fold(order, under: view)
        var after = Self.fold(order)
        after.adopt(view, from: all)
        if before != after { return differ(.void, "view before and after", before, after) }
        var half = Self.fold(Array(order.prefix(order.count / 2)))
        let held = all.filter {
            half.frontier[$0.feed].map { [p = $0] in p.number <= $0.number } ?? false
        }
        half.adopt(view, from: held)
        for parcel in order { half.receive(parcel) }
        if before != half { return differ(.void, "view in between", before, half) }

        let admitted = Self.claims(all.filter { view.admits($0.number, of: $0.feed) })
        let model = M.model(admitted, byKnowledge: false)
        if after.reading != model { return differ(.void, "model", after.reading, model) }
        if isHonest, M.keepsCoverWhenVoid {
            let meant = M.model(admitted, byKnowledge: true)
            if after.reading != meant { return differ(.meaning, "void", after.reading, meant) }
        }
        if after.digest != after.recomputedDigest {
            return Breach(law: .digest, details: "voiding has not kept it up")
        }
        after.adopt(View(), from: all)
        let whole = Self.fold(all)
        return after == whole ? nil : differ(.revival, "all cuts lifted", after, whole)
    }

    /// The lie of one must not live on in the writes of the honest who saw it.
    func checkMending(_: inout SeededRandom) -> Breach? {
        guard !isHonest, M.keepsCoverWhenVoid else { return nil }
        var view = View()
        for writer in replicas.indices {
            guard let lie = parcels[writer].first(where: { $0.knew == nil }) else { continue }
            view.cut(lie.feed, to: lie.number.previous.map { .upTo($0) } ?? .nothing)
        }
        let read = Self.fold(all, under: view).reading
        let admitted = Self.claims(all.filter { view.admits($0.number, of: $0.feed) })
        let meant = M.model(admitted, byKnowledge: true)
        return read == meant ? nil : differ(.mending, "lies voided", read, meant)
    }

    func differ(_ law: Law, _ of: String, _ a: M, _ b: M) -> Breach {
        Breach(law: law, details: "\(of):\n  \(a.reading)\n  \(b.reading)\n  \(a)\n  \(b)")
    }

    private func differ(_ law: Law, _ of: String, _ a: String, _ b: String) -> Breach {
        Breach(law: law, details: "\(of):\n  read     \(a)\n  expected \(b)")
    }
}

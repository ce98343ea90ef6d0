import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Wire

/// Whole charters, and what follows from them.
extension VectorFile {
    static func charters() throws -> VectorFile {
        VectorFile(
            name: "charters",
            accepted: try CharterStories.all.map { name, tell in
                let realm = ScriptedRealm(roots: 3, k: 2, seed: 77)
                tell(realm)
                return Vector(
                    name, try members(of: realm.id, realm.arrivals, at: realm.now(), name))
            }, refused: [])
    }

    /// A charter in which everything happens, for the second reader to say what follows; and what
    /// we say.
    static func charter(seed: UInt64) throws -> (question: JSON, answer: JSON) {
        let realm = RandomRealm(seed: seed, steps: 60).realm
        // Of some it is asked how they were half-way, by the clock.
        let now = HybridTime(
            word: seed.isMultiple(of: 3) ? (seed << 32 + 90) << 8 : realm.now().word)
        let summary = Summary(realm: realm.id, of: realm.arrivals)
        let all = try members(of: realm.id, realm.arrivals, at: now, "seed \(seed)")
        let follows = all.drop { $0.0 != "now" }
        let records = summary.records.map {
            JSON.array([JSON($0.bundle), JSON($0.kind.value)])
        }
        return (
            .object(
                [("kind", "charter")] + all.prefix(4)
                    + [("records", .array(records)), ("now", JSON(now.word))]),
            .object([("realm", JSON(realm.id))] + summary.members + follows.dropFirst())
        )
    }

    static func members(
        of realm: DomainID, _ arrivals: [Arrival], at now: HybridTime, _ name: String
    ) throws -> [(String, JSON)] {
        let summary = Summary(realm: realm, of: arrivals)
        let again = Summary(realm: realm, of: arrivals.reversed(), settlingEach: true)
        try expect(
            summary == again, name,
            "depends on the order: \(summary.differences(from: again))")
        let reading = Charter(realm: realm, of: arrivals).reading(at: now)
        let other = Charter(realm: realm, of: arrivals.reversed(), settlingEach: true)
        try expect(
            JSON.object(reading).line == JSON.object(other.reading(at: now)).line, name,
            "who reads depends on the order")
        var roots: [JSON] = []
        var bundles: [JSON] = []
        var proofs: [JSON] = []
        for arrival in arrivals {
            switch arrival {
            case .root(let record): roots.append(JSON(hex: record.encoding))
            case .bundle(let bytes): bundles.append(JSON(hex: bytes))
            case .proof(let proof): proofs.append(JSON(hex: proof.encoding))
            }
        }
        return [
            ("realm", JSON(realm)), ("roots", .array(roots)), ("bundles", .array(bundles)),
            ("proofs", .array(proofs)),
        ] + summary.members + [("now", JSON(now.word))] + reading
    }
}

extension Charter {
    /// Who reads what at a time, as spec/vectors/README.md says.
    fileprivate func reading(at now: HybridTime) -> [(String, JSON)] {
        let readership = readership()
        let scopes = scopesWithEpochs.map { ($0.id(in: realm), $0) }.sorted { $0.0 < $1.0 }
        let readers = scopes.map { id, scope in
            let seats = Set(readership.roster.readings(of: scope, at: now).map(\.seat))
            return JSON.array([JSON(id), .array(seats.sorted().map { JSON($0) })])
        }
        let inForce = readership.scopes.values.flatMap { scope in
            scope.all.filter(\.isInForce).map { ($0.act, scope) }
        }.sorted { $0.0 < $1.0 }
        let stale = inForce.filter { $1.isStale($0, readership.roster, at: now) }
        let without = inForce.filter { !$1.without($0).isEmpty }.map { act, scope in
            let pairs = scope.without(act).map { JSON.array([JSON($0.seat), JSON($0.grant)]) }
            return JSON.array([JSON(act), .array(pairs)])
        }
        return [
            ("readers", .array(readers)), ("stale", .array(stale.map { JSON($0.0) })),
            ("without", .array(without)),
        ]
    }
}

extension Summary {
    /// As spec/vectors/README.md says.
    var members: [(String, JSON)] {
        [
            (
                "acts",
                .array(
                    acts.sorted { $0.key < $1.key }.map {
                        .array([JSON($0.key)] + Self.words($0.value, isRoot: isRoot($0.key)))
                    })
            ),
            ("dropped", .array(dropped.map { JSON($0) })),
            ("feeds", .array(feeds.map(\.json))),
            (
                "forked",
                .array(forked.entries.map { .array([JSON($0.key), JSON($0.value.value)]) })
            ),
            ("view", JSON(view)), ("kept", .array(keptLines)),
            (
                "current",
                .array(
                    current.sorted { $0.key < $1.key }.map { .array([JSON($0), JSON($1)]) })
            ),
            ("hubs", .array(hubs.map { JSON($0) })),
            ("closed", .array(closed.map { JSON($0) })),
            ("records", .array(records.map(\.json))),
        ]
    }

    /// The keep that decides at each fork: the first of those that stand.
    private var keptLines: [JSON] {
        kept.sorted { $0.key < $1.key }.flatMap { feed, numbers in
            numbers.entries.map { entry in
                .array([JSON(feed), JSON(entry.key.value), JSON(entry.value)])
            }
        }
    }

    static func words(_ verdict: Verdict, isRoot: Bool = false) -> [JSON] {
        switch verdict {
        case .admitted: ["admitted", .null]
        case .waits(let reason): ["waits", .text(reason.rawValue)]
        case .refused(let reason): ["refused", .text(reason.rawValue)]
        case .quarantined: ["quarantined", isRoot ? "dropped" : "cut"]
        }
    }
}

extension Summary.FeedLine {
    fileprivate var json: JSON {
        let word: JSON
        switch standing {
        case nil: word = "standing"
        case .quarantined?: word = "cut"
        case .waits(let reason)?, .refused(let reason)?: word = .text(reason.rawValue)
        case .admitted?: word = "admitted"
        }
        return .array([JSON(feed), word, .array(counting.map { JSON($0) })])
    }
}

extension Summary.Record {
    fileprivate var json: JSON {
        let words =
            verdict.isProposal ? ["admitted", "gate"] : Summary.words(verdict.verdict)
        return .array([JSON(bundle), JSON(kind.value)] + words)
    }
}

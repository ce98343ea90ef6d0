import Lattice
import Simulation
import TestSupport

/// Counters as they are often got wrong.
enum CounterMutants {
    /// Tallies are kept by seat and joined by maximum: a new incarnation's are swallowed.
    enum MaxAcrossIncarnations: CounterRules {
        static func join(_ delta: Counter.Delta, at stamp: Stamp, into state: inout Counter) {
            let dot = stamp.dot
            var own = Counter()
            own.join(delta, at: stamp)
            let seat = FeedID(high: dot.feed.high & 1, low: 1)
            guard let tally = own.tallies[dot.feed] else { return }
            state.tallies.merge(seat, tally) { mine, theirs in
                let position = max(mine.position ?? dot.position, dot.position)
                mine = Tally(
                    position: position, up: max(mine.up, theirs.up),
                    down: max(mine.down, theirs.down))
            }
        }
    }

    /// Where states meet, tallies are added up.
    enum AddTallies: CounterRules {
        static func join(_ other: Counter, into state: inout Counter, _ frontiers: Frontiers) {
            for entry in other.tallies.entries {
                state.tallies.merge(entry.key, entry.value) { mine, theirs in
                    mine.up += theirs.up
                    mine.down += theirs.down
                }
            }
        }
    }

    /// The larger sum wins, not the later one: additions come back that were cut off.
    enum OneNumberForBoth: CounterRules {
        static func join(_ delta: Counter.Delta, at stamp: Stamp, into state: inout Counter) {
            state.join(delta, at: stamp)
            state.tallies.forEachValue { _, tally in
                let net = Int64(tally.up) - Int64(tally.down)
                tally.up = UInt64(max(net, 0))
                tally.down = 0
            }
        }
    }
}

/// Facts as they are often got wrong.
enum FactsMutants {
    /// The first content to come is kept, a second one under its key dropped.
    enum FirstComeFirstServed: FactsRules {
        static func join(_ delta: Facts.Delta, at stamp: Stamp, into state: inout Facts) {
            if let fact = state[delta.key], fact.contents[delta.content] == nil { return }
            state.join(delta, at: stamp)
        }
    }

    /// Only the last carrier is remembered.
    enum LastCarrierOnly: FactsRules {
        static func join(_ delta: Facts.Delta, at stamp: Stamp, into state: inout Facts) {
            state.modify(delta.key) { fact in
                fact.contents[delta.content] = SortedMap([(stamp.dot.feed, stamp.dot.position)])
            }
        }
    }

    /// Where states meet, a fact that is there is left as it is.
    enum JoinByKeyAlone: FactsRules {
        static func join(_ other: Facts, into state: inout Facts, _ frontiers: Frontiers) {
            for key in other.keys where state[key] == nil {
                guard let theirs = other[key] else { continue }
                state.modify(key) { $0 = theirs }
            }
        }
    }
}

/// Documents as they are often got wrong.
enum DocumentMutants {
    /// Deleting takes the fields away too.
    enum DeleteClearsFields: DocumentRules {
        static func join(_ delta: DocumentDelta, at stamp: Stamp, into state: inout Document) {
            state.join(delta, at: stamp)
            if case .life(let life) = delta, life.sign == .dead {
                let kept = state.life
                state = Document()
                state.life = kept
            }
        }
    }

    /// A change of a field is no sign of life.
    enum EditsAreNoSignOfLife: DocumentRules {
        static func join(_ delta: DocumentDelta, at stamp: Stamp, into state: inout Document) {
            let life = state.life
            state.join(delta, at: stamp)
            if case .field = delta, !life.isEmpty { state.life = life }
        }
    }

    /// Dead wins: what is deleted cannot be edited back to life.
    enum DeadWins: DocumentRules {
        static func join(_ delta: DocumentDelta, at stamp: Stamp, into state: inout Document) {
            let life = state.life
            state.join(delta, at: stamp)
            if case .field = delta, life.reading == .deleted { state.life = life }
        }
    }

    /// Fields that only the other side has are not taken over.
    enum JoinKnownFieldsOnly: DocumentRules {
        static func join(_ other: Document, into state: inout Document, _ frontiers: Frontiers) {
            let known = state
            state.join(other, frontiers)
            state.registers.removeAll { known.registers[$0.key] == nil }
        }
    }
}

/// Scopes as they are often got wrong.
enum ScopeMutants {
    /// What is voided is taken away, and what it had replaced is not joined again.
    enum VoidWithoutRejoining: ScopeRules {
        static func adopt(
            _ view: View, from history: Parcels, into scope: inout Peer.State
        ) {
            scope.adopt(view, from: Forgetful(history: history))
        }

        /// Knows which bundles a feed has, and none that touch anything.
        private struct Forgetful: History {
            let history: Parcels

            func forEachBundle(_ body: (OpenBundle, FeedID) -> Void) {
                history.forEachBundle(body)
            }

            func forEachBundle(of feed: FeedID, _ body: (OpenBundle, FeedID) -> Void) {
                history.forEachBundle(of: feed, body)
            }

            func forEachBundle(
                touching anchors: Set<Anchor>, _ body: (OpenBundle, FeedID) -> Void
            ) {}
        }
    }

    /// The view is heeded when it changes, and forgotten when a bundle comes later.
    enum JoinWhatIsVoid: ScopeRules {
        static func receive(_ bundle: OpenBundle, into scope: inout Peer.State) {
            let view = scope.view
            scope.adopt(View(), from: Parcels([]))
            _ = scope.receive(bundle)
            scope.adopt(view, from: Parcels([]))
        }
    }

    /// Rows are changed behind the digest's back.
    enum SettleBehindTheDigest: ScopeRules {
        static func receive(_ bundle: OpenBundle, into scope: inout Peer.State) {
            _ = scope.receive(bundle)
            for record in scope.shelf.documents.keys.sorted() {
                scope.shelf.record(record) { $0.settle(within: Frontier()) }
                guard scope.shelf[record]?.sets.isEmpty == false else { continue }
                scope.shelf.record(record) { $0.sets = SortedMap() }
            }
        }
    }

    /// Bundles of a feed are taken as they come, with gaps.
    enum AcceptGaps: ScopeRules {
        static func receive(_ bundle: OpenBundle, into scope: inout Peer.State) {
            guard case .waits = scope.receive(bundle) else { return }
            for (index, change) in bundle.changes.enumerated() where change.isSound {
                guard let position = Position(bundle.number, index: index) else { return }
                let dot = Dot(feed: bundle.feed, position: position)
                scope.shelf.record(change.record) { rows in
                    if case .field = change.delta, change.record != .ledger {
                        rows.join(change.delta, at: Stamp(dot: dot, time: bundle.time))
                    }
                }
            }
        }
    }

    /// Where states meet, the other's frontier is believed but its rows are not taken.
    enum JoinFrontierOnly: ScopeRules {
        static func join(_ other: Peer.State, into scope: inout Peer.State) {
            let rows = scope.shelf
            _ = scope.join(other)
            scope.shelf = rows
        }
    }
}

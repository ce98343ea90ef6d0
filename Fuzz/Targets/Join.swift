import Lattice
import Simulation
import TestSupport
import Wire

/// Joining is commutative, associative and idempotent: for states of a type as they come, and for
/// scopes as far as bundles can lead there.
enum Join: FuzzTarget {
    static let name = "join"

    static func check(_ input: [UInt8]) throws(Broken) {
        let rest = Array(input.dropFirst())
        // None of these types asks anything of frontiers.
        let nowhere = Frontiers(mine: Frontier(), theirs: Frontier())
        switch (input.first ?? 0) % 5 {
        case 0: try checkScopes(rest)
        case 1: try checkStates(rest, of: Register.self) { $0.join($1, nowhere) }
        case 2: try checkStates(rest, of: Counter.self) { $0.join($1, nowhere) }
        case 3: try checkStates(rest, of: Facts.self) { $0.join($1, nowhere) }
        default: try checkStates(rest, of: Life.self) { $0.marks.join($1.marks) }
        }
    }

    // MARK: States

    private static func checkStates<State: Canonical & Equatable>(
        _ input: [UInt8], of _: State.Type, join: (inout State, State) -> Void
    ) throws(Broken) {
        let pieces = input.pieces
        guard pieces.count >= 3, let a = try? State(encoding: pieces[0]),
            let b = try? State(encoding: pieces[1]), let c = try? State(encoding: pieces[2])
        else { return }
        try checkLaws(a, b, c, "a \(State.part)") { mine, theirs in
            var joined = mine
            join(&joined, theirs)
            return joined
        }
    }

    private static func checkLaws<State: Canonical & Equatable>(
        _ a: State, _ b: State, _ c: State, _ name: String, join: (State, State) -> State
    ) throws(Broken) {
        let ab = join(a, b)
        try compare(ab, join(b, a), "\(name) joins otherwise the other way round")
        try compare(join(ab, c), join(a, join(b, c)), "\(name) joins otherwise in another order")
        try compare(join(a, a), a, "\(name) is changed by itself")
        try compare(join(ab, a), ab, "\(name) is changed by what it contains")
        try compare(join(b, ab), ab, "\(name) is not contained in what it was joined into")
    }

    /// Equal, and written as equal bytes.
    private static func compare<State: Canonical & Equatable>(
        _ a: State, _ b: State, _ sentence: @autoclosure () -> String
    ) throws(Broken) {
        try demand(a == b && a.encoding == b.encoding, sentence())
    }

    // MARK: Scopes

    private static func checkScopes(_ input: [UInt8]) throws(Broken) {
        var history = FuzzedHistory(input)
        let view = history.view()
        let counts = (0..<3).map { _ in history.counts() }
        let orders = counts.map { history.delivered($0) }
        let scopes = orders.map { Peer.State($0, under: view) }

        for scope in scopes {
            for other in scopes {
                let isSame = scope.encoding == other.encoding
                try demand(isSame == (scope == other), "equality of scopes is not that of bytes")
            }
        }
        try checkLaws(scopes[0], scopes[1], scopes[2], "a scope", join: joined)
        let union = history.delivered(zip(counts[0], counts[1]).map { max($0, $1) })
        let fold = Peer.State(union, under: view)
        try compare(joined(scopes[0], scopes[1]), fold, "a join is not what all bundles make")
        try demand(
            joined(scopes[0], scopes[1]).digest == fold.digest, "a join has another digest")
        for scope in scopes { try checkRestored(scope, history.all) }
    }

    /// What is written and read again goes on as if it had never stopped: what was early still
    /// settles.
    private static func checkRestored(_ scope: Peer.State, _ parcels: [Parcel<Change>])
        throws(Broken)
    {
        guard var restored = try? Peer.State(encoding: scope.encoding) else {
            throw Broken(sentence: "a scope cannot be read again")
        }
        try compare(restored, scope, "a scope is not what it is read again as")
        var scope = scope
        scope.receive(parcels)
        restored.receive(parcels)
        try compare(restored, scope, "a scope that was read again goes on otherwise")
    }

    private static func joined(_ mine: Peer.State, _ theirs: Peer.State) -> Peer.State {
        var joined = mine
        let disputed = joined.join(theirs)
        precondition(disputed.isEmpty, "nothing forks in fuzzed histories")
        return joined
    }
}

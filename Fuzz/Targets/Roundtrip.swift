import Lattice
import Seal
import Simulation
import TestSupport
import Wire

/// Whatever can be said is read as it was written; values are equal just where their bytes are; and
/// what must not be said is refused, with the right reason.
enum Roundtrip: FuzzTarget {
    static let name = "roundtrip"

    static func check(_ input: [UInt8]) throws(Broken) {
        var entropy = Entropy(input)
        let number = Ground.number(entropy.byte())
        var parcels: [Parcel<Change>] = []
        for feed in Ground.feeds {
            var inventor = Inventor(entropy, for: feed)
            let body = inventor.body()
            try checkBodies(body, &inventor, number)
            parcels.append(
                Parcel(
                    feed: feed, number: .first, time: HybridTime(word: inventor.entropy.word()),
                    deltas: body.changes, knew: nil))
            entropy = inventor.entropy
        }
        try checkStates(parcels)

        var inventor = Inventor(entropy, for: Ground.feeds[0])
        let (view, other) = (inventor.view(), inventor.view())
        try check(view)
        try compare(view, other)
        let reading = min(inventor.entropy.word(), .max - 1)
        try check(HybridClock(last: HybridTime(word: reading)))
    }

    // MARK: Bodies

    private static func checkBodies(
        _ body: Body, _ inventor: inout Inventor, _ number: BundleNumber
    ) throws(Broken) {
        let bytes = try encoding(of: body, inventor.feed, number)
        let again = try? Body(reading: bytes, of: inventor.feed, number)
        try demand(again == body, "a body is read otherwise than it was written")

        let other = altered(body, &inventor)
        let isSame = try encoding(of: other, inventor.feed, number) == bytes
        try demand(isSame == (other == body), "equality of bodies is not that of their bytes")

        let spoiling = inventor.entropy.pick(Spoiling.allCases)
        let spoilt = spoiling.spoil(body, by: &inventor)
        do {
            _ = try spoilt.encoding(of: inventor.feed, number)
            throw Broken(sentence: "a body was written though \(spoiling) spoils it")
        } catch let error as WireError {
            try demand(error.reason == spoiling.reason, "\(spoiling) is refused as \(error)")
        } catch { throw error as? Broken ?? Broken(sentence: "\(error)") }
    }

    private static func encoding(of body: Body, _ feed: FeedID, _ number: BundleNumber)
        throws(Broken) -> [UInt8]
    {
        do { return try body.encoding(of: feed, number) } catch {
            throw Broken(sentence: "a sound body is not written: \(error)")
        }
    }

    /// Another body that differs little, or not at all.
    private static func altered(_ body: Body, _ inventor: inout Inventor) -> Body {
        guard !body.changes.isEmpty else { return inventor.body() }
        var altered = body
        let index = inventor.entropy.below(body.changes.count)
        switch inventor.entropy.below(4) {
        case 0: altered.changes[index] = inventor.change()
        case 1: altered.changes.remove(at: index)
        case 2: altered.changes.swapAt(0, index)
        default: altered.later = Later()
        }
        return altered
    }

    // MARK: States

    /// All types of states, as bundles make them.
    private static func checkStates(_ parcels: [Parcel<Change>]) throws(Broken) {
        var scope = Peer.State(parcels)
        try check(scope)
        try check(scope.frontier)
        try compare(scope, Peer.State(parcels.dropLast()))
        try compare(scope, Peer.State(parcels.reversed()))
        for document in scope.shelf.documents.values {
            try check(document)
            try check(document.life)
            for register in document.registers.entries { try check(register.value) }
            for set in document.sets.entries { try check(set.value) }
            for counter in document.counters.entries { try check(counter.value) }
            for facts in document.facts.entries { try check(facts.value) }
        }
        try check(scope.digest.total)
        try check(scope.digest.shown)
        let tree = scope.hashTree()
        for leaf in tree.leaves {
            guard let proof = tree.proof(of: leaf) else {
                throw Broken(sentence: "a tree has no proof of its leaf")
            }
            try check(proof)
        }
    }

    private static func check<State: Canonical & Equatable>(_ state: State) throws(Broken) {
        let again = try? State(encoding: state.encoding)
        try demand(again == state, "a \(State.part) is read otherwise than it was written")
    }

    private static func compare<State: Canonical & Equatable>(_ a: State, _ b: State)
        throws(Broken)
    {
        let isSame = a.encoding == b.encoding
        try demand(isSame == (a == b), "equality of a \(State.part) is not that of its bytes")
    }
}

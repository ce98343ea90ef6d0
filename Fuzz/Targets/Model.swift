import Lattice
import Simulation
import TestSupport

/// What is read of a scope is what the naive model says, whatever its bundles claim, with and
/// without a view that cuts.
enum Model: FuzzTarget {
    static let name = "model"

    static func check(_ input: [UInt8]) throws(Broken) {
        var history = FuzzedHistory(input)
        let view = history.view()
        let order = history.delivered(history.parcels.map(\.count))

        var scope = Peer.State(order)
        try compare(scope, with: order, "a scope")
        scope.adopt(view, from: Parcels(history.all))
        let admitted = order.filter { view.admits($0.number, of: $0.feed) }
        try compare(scope, with: admitted, "a scope that adopts a view")
        try demand(
            scope == Peer.State(order, under: view), "it matters when a view was adopted")
        scope.adopt(View(), from: Parcels(history.all))
        try demand(scope == Peer.State(order), "a view that was lifted has left something")
    }

    private static func compare(
        _ scope: Peer.State, with parcels: [Parcel<Change>], _ name: String
    ) throws(Broken) {
        let read = ScopeModel.read(scope.shelf)
        let expected = ScopeModel.reading(parcels.flatMap(\.claims), byKnowledge: false)
        try demand(read == expected, "\(name) reads\n\(read)\nand should read\n\(expected)")
        var copy = scope
        try demand(copy.recomputedDigest() == scope.digest, "\(name) has not kept up its digest")
    }
}

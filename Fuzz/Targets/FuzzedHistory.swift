import Lattice
import Simulation
import TestSupport
import Wire

/// Bundles of three feeds, cut out of an input. The first piece says what to do with them; each
/// other one begins with a byte for feed and time, and the rest is the body.
struct FuzzedHistory {
    /// What the first piece says.
    var plan: Entropy
    /// By feed, in order.
    private(set) var parcels: [[Parcel<Change>]] = [[], [], []]

    /// More would only make the naive model slow.
    private static let mostParcels = 24

    init(_ input: [UInt8]) {
        let pieces = input.pieces
        plan = Entropy(pieces[0])
        for piece in pieces.dropFirst().prefix(Self.mostParcels) { add(piece) }
    }

    private mutating func add(_ piece: [UInt8]) {
        guard let first = piece.first else { return }
        let which = Int(first) % parcels.count
        let feed = Ground.feeds[which]
        let number = parcels[which].last?.number.next ?? .first
        let body = try? Body(reading: Array(piece.dropFirst()), of: feed, number)
        parcels[which].append(
            Parcel(
                feed: feed, number: number, time: HybridTime(word: UInt64(first >> 4)),
                // A bundle whose body cannot be read keeps its place (spec/03-encoding.md#body-9).
                deltas: body?.changes ?? [], knew: nil))
    }

    var all: [Parcel<Change>] { parcels.flatMap { $0 } }

    /// So many bundles of each feed, in an order that the plan says.
    mutating func delivered(_ counts: [Int]) -> [Parcel<Change>] {
        var next = [0, 0, 0]
        var order: [Parcel<Change>] = []
        while true {
            let open = next.indices.filter { next[$0] < counts[$0] }
            if open.isEmpty { return order }
            let which = plan.pick(open)
            order.append(parcels[which][next[which]])
            next[which] += 1
        }
    }

    /// How many bundles of each feed somebody has: all, if the plan says nothing.
    mutating func counts() -> [Int] {
        parcels.map { $0.count - plan.below($0.count + 1) }
    }

    /// A view that cuts some feeds.
    mutating func view() -> View {
        var view = View()
        for feed in Ground.feeds {
            switch plan.below(4) {
            case 0: break
            case 1: view.cut(feed, to: .nothing)
            case let number: view.cut(feed, to: .upTo(Ground.number(UInt8(number - 2))))
            }
        }
        return view
    }
}

extension Peer.State {
    /// A scope that looks through a view from the beginning, and has received these.
    init(_ parcels: [Parcel<Change>], under view: View = View()) {
        self.init(shelf: MemoryShelf())
        adopt(view, from: Parcels([]))
        receive(parcels)
    }

    mutating func receive(_ parcels: [Parcel<Change>]) {
        for parcel in parcels { _ = receive(parcel.bundle) }
    }
}

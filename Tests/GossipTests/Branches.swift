import Gossip
import Lattice

/// A library of one feed that divides where a reader would like to pause.
struct Branches: Library {
    /// Numbers 0 to 62 once, 63 three times, 64 a hundred times, 65 once.
    let all: [(number: BundleNumber, bytes: [UInt8])] = (0...65).flatMap { number in
        (0..<(number == 63 ? 3 : number == 64 ? 100 : 1)).map { branch in
            (Pile.number(number), [UInt8(number), UInt8(branch)])
        }
    }

    private var holding: Holding {
        let ends = (0..<2).map { Tip(Pile.number(65), BundleHash(0, 0, 0, UInt64($0))) }
        return Holding(FeedID(high: 0, low: 1), .records, ends: ends, trunk: Pile.number(62))
    }

    func holdings(of tier: Tier) -> [Holding] { tier == .records ? [holding] : [] }
    func holding(_ sort: Sort, _ name: HoldingName) -> Holding? { holding }
    func hash(of feed: FeedID, at number: BundleNumber) -> BundleHash? { nil }
    func things(_ sort: Sort, _ names: [HoldingName]) -> [[UInt8]] { [] }

    func bundles(
        of feed: FeedID, from number: BundleNumber, most: Int
    ) -> [(number: BundleNumber, bytes: [UInt8])] {
        Array(all.drop { $0.number < number }.prefix(most))
    }
}

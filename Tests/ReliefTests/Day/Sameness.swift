import Lattice
import Relief

extension Operation {
    /// Whether stock, orders, demands and issues are all the same.
    func isSame(as other: Operation) -> Bool {
        guard issues == other.issues, standings == other.standings, demands == other.demands,
            book.hubs == other.book.hubs
        else { return false }
        return book.hubs.allSatisfy { hub in
            book.items(at: hub) == other.book.items(at: hub)
                && book.items(at: hub).allSatisfy { item in
                    book.buckets(of: item, at: hub).allSatisfy {
                        book.stock(of: $0) == other.book.stock(of: $0)
                    }
                }
        }
    }

    private var standings: [LedgerKey: OrderStanding] {
        Dictionary(uniqueKeysWithValues: orders.all.map { ($0.name, $0.standing) })
    }

    private var demands: [LedgerKey: DemandStanding] {
        Dictionary(uniqueKeysWithValues: orders.allDemands.map { ($0.name, $0.standing) })
    }
}

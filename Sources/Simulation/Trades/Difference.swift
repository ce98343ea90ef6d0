internal import Charter
internal import Lattice
internal import Relief
internal import Schema

/// How two have an operation, who should have the same.
struct Difference {
    private var parts: [String] = []

    /// Nil if they are the same.
    var text: String? { parts.isEmpty ? nil : parts.prefix(4).joined(separator: "; ") }

    init(_ one: Operation, _ other: Operation) {
        compare("fact", Self.facts(one), Self.facts(other))
        compare("order", Self.orders(one), Self.orders(other))
        compare("demand", Self.demands(one), Self.demands(other))
        compare("stock", Self.stocks(one), Self.stocks(other))
        compare("shipment", Self.shipments(one), Self.shipments(other))
        compare("issue", one.issues, other.issues)
    }

    private mutating func compare<Key: Hashable & Comparable, Thing: Equatable>(
        _ what: String, _ mine: [Key: Thing], _ theirs: [Key: Thing]
    ) {
        for key in Set(mine.keys).union(theirs.keys).sorted() where mine[key] != theirs[key] {
            let texts = [mine[key], theirs[key]].map { one in
                one.map { String("\($0)".prefix(400)) } ?? "nothing"
            }
            parts.append("\(what) \(key): \(texts[0]) and \(texts[1])")
        }
    }

    private static func facts(_ operation: Operation) -> [LedgerKey: ReliefFact] {
        let all = ReliefTrade.facts.flatMap { operation.facts(of: $0) }
        return Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
    }

    private static func orders(_ operation: Operation) -> [LedgerKey: OrderStanding] {
        Dictionary(operation.orders.all.map { ($0.name, $0.standing) }) { first, _ in first }
    }

    private static func demands(_ operation: Operation) -> [LedgerKey: DemandStanding] {
        Dictionary(operation.orders.allDemands.map { ($0.name, $0.standing) }) { first, _ in
            first
        }
    }

    private static func stocks(_ operation: Operation) -> [Bucket: Stock] {
        let book = operation.book
        var all: [Bucket: Stock] = [:]
        for hub in book.hubs {
            for item in book.items(at: hub) {
                for bucket in book.buckets(of: item, at: hub) {
                    all[bucket] = book.stock(of: bucket)
                }
            }
        }
        return all
    }

    private static func shipments(_ operation: Operation) -> [LedgerKey: Shipment] {
        let all = operation.facts(of: .dispatch).compactMap { fact in
            operation.book.shipment(of: fact.name).map { (fact.name, $0) }
        }
        return Dictionary(all) { first, _ in first }
    }
}

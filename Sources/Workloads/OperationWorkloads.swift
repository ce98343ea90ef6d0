import Bundles
import Charter
import Lattice
import Queries
import Relief
import Schema
import Seal
import Simulation

extension Workload {
    /// What follows from the facts of a relief operation: kept up, and asked.
    static var operations: [Workload] {
        [
            Workload(
                name: "operation.load", unit: "fact",
                about: "all facts of a demonstration and of a hurricane, one after the other",
                sizes: sizes
            ) { size in
                let facts = OperationSamples.facts(size)
                return Trial(
                    setUp: { Operation() },
                    work: { operation in
                        operation.set(facts.map { ($0.name, $0) })
                        return facts.count
                    })
            },
            Workload(
                name: "operation.one", unit: "movement",
                about: "one movement more, with all that follows from it", sizes: sizes,
                showsGrowth: true
            ) { size in
                let (operation, more) = OperationSamples.operation(size)
                return Trial(
                    setUp: {
                        // What is shared with other runs is copied here, and not while it counts.
                        var operation = operation
                        operation.put(more[0])
                        return operation
                    },
                    work: { operation in
                        for fact in more.dropFirst() { operation.put(fact) }
                        return more.count - 1
                    })
            },
        ] + views
    }

    private static let sizes = [Season.Size.small, .medium].map(OperationSamples.number)

    private static var views: [Workload] {
        [
            view("operation.stock", "all stock of one hub, bucket by bucket") { operation, season in
                let hub = season.hubs[0]
                return operation.book.items(at: hub).reduce(0) { sum, item in
                    sum
                        + operation.book.buckets(of: item, at: hub).count {
                            operation.book.stock(of: $0).onHand > 0
                        }
                }
            },
            view("operation.totals", "what all hubs have of each item") { operation, season in
                season.items.count { operation.governmentTotal(of: $0)[.usable] ?? 0 > 0 }
            },
            view("operation.orders", "all orders and needs lists with their states") {
                operation, _ in
                operation.orders.all.count { !$0.standing.state.isOver }
                    + operation.orders.allDemands.count { !$0.standing.state.isOver }
            },
            view("operation.transit", "all that is on its way") { operation, _ in
                operation.book.inTransit.count
            },
            view("operation.inbox", "the inbox of a manager, with issues and notices") {
                operation, _ in
                Inbox(
                    operation, for: PersonID(high: 1, low: 1), at: nil, decides: true, on: 30,
                    operation.notices(on: 30)
                ).unread
            },
        ]
    }

    private static func view(
        _ name: String, _ about: String, _ look: @escaping (Operation, Season) -> Int
    ) -> Workload {
        Workload(
            name: name, unit: "view", about: about + "; goal at 105,000 movements: 50 ms",
            sizes: sizes, showsGrowth: true
        ) { size in
            let (operation, _) = OperationSamples.operation(size)
            let season = OperationSamples.season(size)
            return Trial(
                setUp: { 0 },
                work: { seen in
                    for _ in 0..<5 { seen += look(operation, season) }
                    return 5
                })
        }
    }
}

/// Operations as big as they are meant to be.
enum OperationSamples {
    static func number(_ size: Season.Size) -> Int { size.hubs * size.days * size.movements }

    static func season(_ number: Int) -> Season {
        let sizes = [Season.Size.small, .medium, .large]
        return Season(sizes.first { Self.number($0) == number } ?? .small, seed: 1)
    }

    static func facts(_ number: Int) -> [ReliefFact] {
        var facts: [ReliefFact] = []
        season(number).forEachFact { facts.append($0) }
        return facts
    }

    /// All but the last of its facts, of which some are movements.
    static func operation(_ number: Int) -> (Operation, more: [ReliefFact]) {
        let facts = facts(number)
        let more = facts.filter { $0.name.kind == .movement }.suffix(200)
        let names = Set(more.map(\.name))
        var operation = Operation()
        let season = season(number)
        operation.set(ledgers: Set(season.hubs))
        for hub in season.hubs { operation.set(HubState(), of: hub) }
        season.forEachItem { id, document in
            guard let kind = Relief.schema.kinds[.item] else { return }
            operation.set(
                Shown(id, document, of: kind, by: Blake2b.self), of: id, in: .common)
        }
        operation.set(facts.filter { !names.contains($0.name) }.map { ($0.name, $0) })
        return (operation, Array(more))
    }
}

internal import Bundles
internal import Lattice
internal import Relief
internal import Schema

extension Sheets {
    /// What each hub has of each item, batch and condition.
    public func stock() -> Table {
        var rows: [[String]] = []
        let book = operation.book
        // Of other hubs nobody here knows what is there, only what they sent here.
        for hub in book.hubs where operation.ledgers.contains(hub) {
            for id in book.items(at: hub) {
                for bucket in book.buckets(of: id, at: hub) {
                    let stock = book.stock(of: bucket)
                    let expiry = operation.expiry(of: bucket).map { cells.times.writeDay($0) }
                    rows.append(
                        [known.text(of: hub)] + item(id) + [
                            bucket.batch ?? "", "\(bucket.condition)", expiry ?? "",
                            amount(stock.onHand), amount(stock.book),
                            stock.count.map { text(of: $0) } ?? "", "\(stock.doubts.count)",
                        ])
                }
            }
        }
        return table(
            ["hub"] + Self.itemHeader + [
                "batch", "condition", "expiry", "on-hand", "book", "count", "doubts",
            ], rows)
    }

    /// All that moved, as it counts: what the books are the sums of.
    public func movements() -> Table {
        let rows = operation.book.moves.map { move in
            [
                time(move.on), known.text(of: move.bucket.hub), sort(of: move),
            ] + item(move.bucket.item) + [
                move.bucket.batch ?? "", "\(move.bucket.condition)", amount(Int128(move.amount)),
                move.isCorrected ? "true" : "false", known.text(of: move.fact.key.person),
                text(of: move.fact),
            ]
        }
        return table(
            ["time", "hub", "sort"] + Self.itemHeader + [
                "batch", "condition", "amount", "corrected", "person", "document",
            ], rows)
    }

    private func sort(of move: Move) -> String {
        move.sort.map { "\($0)" } ?? known.schema.kinds[move.fact.kind]?.name ?? ""
    }
}

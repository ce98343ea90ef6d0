internal import Bundles
internal import Node
internal import Packs
internal import Relief

/// Stock as it was kept up with every change, beside what follows from all records anew.
struct ComparedBook: Sendable {
    let who: String
    let buckets: Int
    /// The first that is not the same.
    let difference: String?

    var holds: Bool { difference == nil }

    var json: JSON {
        .object([
            ("of", .text(who)), ("figures", .number(buckets)), ("holds", .truth(holds)),
            ("difference", .text(difference)),
        ])
    }
}

/// What people call those seats and scopes that are unlocked here.
struct Labels: Sendable {
    var seats: [ActID: String] = [:]
    var directory = Directory()

    func scope(_ scope: Address) -> String { directory.name(of: scope) }
}

extension Handlers {
    static func labels(_ call: Call) async throws(CommandError) -> Labels {
        var labels = Labels()
        for seat in try await call.place.status().seats where seat.isUnlocked {
            guard let id = seat.seat else { continue }
            labels.seats[id] = seat.label
            labels.directory = await (try call.place.operation(for: id)).names
        }
        return labels
    }

    /// For each who is unlocked.
    static func compareBooks(_ call: Call) async throws(CommandError) -> [ComparedBook] {
        var all: [ComparedBook] = []
        for seat in try await call.place.status().seats where seat.isUnlocked {
            guard let id = seat.seat else { continue }
            let anew = OperationDesk(call.place.node, id)
            do throws(NodeError) { try await anew.refresh() } catch { throw CommandError(error) }
            // What came in between is in both: the kept one is looked at last.
            let kept = try await call.place.operation(for: id)
            do throws(NodeError) { try await anew.refresh() } catch { throw CommandError(error) }
            let (names, books) = await (kept.names, (kept.operation.book, anew.operation.book))
            all.append(compare(books.0, books.1, names, seat.label))
        }
        return all
    }

    private static func compare(
        _ kept: Book, _ anew: Book, _ names: Directory, _ who: String
    ) -> ComparedBook {
        func buckets(_ book: Book) -> Set<Bucket> {
            Set(
                book.hubs.flatMap { hub in
                    book.items(at: hub).flatMap { book.buckets(of: $0, at: hub) }
                })
        }
        let all = buckets(kept).union(buckets(anew)).sorted()
        let other = all.first { kept.stock(of: $0) != anew.stock(of: $0) }
        return ComparedBook(
            who: who, buckets: all.count,
            difference: other.map { bucket in
                "\(names.name(of: bucket.item)) at \(names.name(of: bucket.hub)): "
                    + "\(amount(kept.stock(of: bucket).onHand)) is shown, "
                    + "\(amount(anew.stock(of: bucket).onHand)) follows from the records"
            })
    }
}

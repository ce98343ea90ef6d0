internal import Bundles
internal import Foundation
internal import Lattice
package import Node
package import Packs
internal import Store

/// Looking after a laptop: whether all is what it was, and copies of it.
extension Handlers {
    static let care: [String: Handler] = [
        "verify": { call async throws(CommandError) in try await verify(call) },
        "backup": { call async throws(CommandError) in try await backup(call) },
        "doctor": { call async throws(CommandError) in
            let status = try await call.place.status()
            return .array(await Doctor.examine(call.place.node.settings, status))
        },
    ]

    private static func verify(_ call: Call) async throws(CommandError) -> JSON {
        let names = try await labels(call)
        let progress = Progress(call.dialogue)
        let found: Verification
        do throws(NodeError) {
            found = try await call.place.node.verify { progress.tell("things", $0, of: $1) }
        } catch { throw CommandError(error) }
        let books = try await compareBooks(call)
        let answer: JSON = .object([
            ("holds", .truth(found.holds && books.allSatisfy(\.holds))),
            ("feeds", .number(found.feeds)), ("bundles", .number(found.bundles)),
            ("bytes", .number(found.bytes)),
            ("file", .text(found.fileFaults.isEmpty ? nil : found.fileFaults[0])),
            ("faults", .number(found.faultCount)),
            ("faulty", .array(found.faults.map(fault))),
            (
                "scopes",
                .array(
                    found.rows.map { rows in
                        .object([
                            ("name", .text(names.scope(rows.scope))),
                            ("rows", .number(rows.checked.found.rows)),
                            ("holds", .truth(rows.holds)),
                            ("digest", .text("\(rows.checked.found.sum)")),
                            ("scope", .text("\(rows.scope.id(in: call.place.node.realm))")),
                            ("of", .text(names.seats[rows.seat])),
                        ])
                    })
            ), ("stock", .array(books.map(\.json))),
        ])
        guard found.holds, books.allSatisfy(\.holds) else {
            call.dialogue.tell(answer)
            throw CommandError(.unavailable, remedy(found))
        }
        return answer
    }

    private static func remedy(_ found: Verification) -> String {
        if !found.fileFaults.isEmpty || found.faultCount > 0 {
            return "What is stored is not what it was: \(found.faultCount) bundles are damaged or "
                + "missing. Make no backup over a good one. Stop the node and start it again: what "
                + "is damaged is taken out, and comes again from other laptops. Then check the "
                + "disk: it may be failing."
        }
        return "What is shown does not follow from what is stored. Lock and unlock: then it is "
            + "made anew. Keep the answer above for whoever looks after the program."
    }

    private static func fault(_ fault: LogCheck.Fault) -> JSON {
        .object([
            ("feed", .text(fault.feed.map { "\($0)" })), ("number", .number(fault.number.value)),
            ("what", .text("\(fault.what)")),
        ])
    }

    // MARK: Backups

    private static func backup(_ call: Call) async throws(CommandError) -> JSON {
        let path = try call.request.need("file")
        let progress = Progress(call.dialogue)
        do throws(BackupError) {
            let made = try await call.place.node.backUp(to: path) {
                progress.tell("pages", $0, of: $1)
            }
            return made.json(at: path)
        } catch { throw CommandError(error) }
    }
}

extension BackedUp {
    package func json(at path: String) -> JSON {
        .object([
            ("folder", .text(path)), ("realm", .text("\(realm)")), ("bytes", .number(bytes)),
            ("seats", .array(seats.map { .text($0) })),
        ])
    }
}

extension CommandError {
    package init(_ error: BackupError) {
        let code: Code =
            switch error {
            case .isThere: .refused
            case .noBackup: .missing
            default: .unavailable
            }
        self.init(code, "\(error)")
    }
}

/// Says how far something is, no more than once a second.
final class Progress: Sendable {
    private let dialogue: any Dialogue
    private let last = LastTold()

    init(_ dialogue: any Dialogue) { self.dialogue = dialogue }

    func tell(_ what: String, _ done: Int, of all: Int) {
        guard last.isDue else { return }
        dialogue.tell(
            .object([
                ("event", .text("progress")), (what, .number(done)), ("of-\(what)", .number(all)),
            ]))
    }
}

/// When something was said last.
final class LastTold: @unchecked Sendable {
    private let lock = NSLock()
    private var last = Date()

    var isDue: Bool {
        lock.withLock {
            guard Date().timeIntervalSince(last) >= 1 else { return false }
            last = Date()
            return true
        }
    }
}

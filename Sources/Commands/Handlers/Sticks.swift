internal import Foundation
internal import Gossip
internal import Node
internal import Packs

/// What somebody carries: files that bring what a network would.
extension Handlers {
    static let sticks: [String: Handler] = [
        "export": { call async throws(CommandError) in try await export(call) },
        "import": { call async throws(CommandError) in try await importFile(call) },
        "wish": { call async throws(CommandError) in try await wish(call) },
    ]

    /// How it goes is said no more than once a second.
    private static func progress(_ call: Call) -> @Sendable (StickStep) -> Void {
        let last = LastTold()
        return { step in
            guard last.isDue else { return }
            call.dialogue.tell(
                .object([
                    ("event", .text("progress")), ("bytes", .number(step.bytes)),
                    ("of-bytes", .number(step.byteCount)), ("things", .number(step.things)),
                    ("of-things", .number(step.expected)),
                ]))
        }
    }

    private static func export(_ call: Call) async throws(CommandError) -> JSON {
        let path = try call.request.need("file")
        var selection = StickSelection.everything
        if let wish = call.request.text("wish") { selection = StickSelection(.wish(wish)) }
        do throws(StickError) {
            let made = try await call.place.node.export(
                selection, to: path, progress: progress(call))
            return .object([
                ("file", .text(path)), ("bytes", .number(made.bytes)),
                ("bundles", .number(made.counts.bundles)),
                ("held-back", .number(made.heldBack)), ("gone-on-with", .truth(made.wasResumed)),
                (
                    "note",
                    made.heldBack == 0
                        ? .null
                        : .text(
                            "Entries of this laptop's own wait until somebody has said what they "
                                + "have of them.")
                ),
            ])
        } catch { throw CommandError(.unavailable, "\(error)") }
    }

    private static func wish(_ call: Call) async throws(CommandError) -> JSON {
        let path = try call.request.need("file")
        do throws(StickError) {
            let made = try await call.place.node.wish(to: path)
            return .object([("file", .text(path)), ("bytes", .number(made.bytes))])
        } catch { throw CommandError(.unavailable, "\(error)") }
    }

    private static func importFile(_ call: Call) async throws(CommandError) -> JSON {
        let path = try call.request.need("file")
        do throws(StickError) {
            let read = try await call.place.node.importStick(from: path, progress: progress(call))
            let tally = read.tally
            return .object([
                ("file", .text(path)), ("new", .number(tally.new)),
                ("known", .number(tally.known)), ("refused", .number(tally.refusedCount)),
                ("waiting", .number(tally.waiting)),
                ("fault", .text(read.fault.map { "\($0)" })),
            ])
        } catch { throw CommandError(.unavailable, "\(error)") }
    }
}

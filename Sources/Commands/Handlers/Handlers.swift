package import Packs
package import Seal

/// One command as it is carried out: what was asked, where, by whom.
package struct Call: Sendable {
    package let request: Request
    package let place: Workplace
    package let dialogue: any Dialogue
    package let secret: SecretBox

    package init(
        _ request: Request, at place: Workplace, _ dialogue: any Dialogue,
        _ secret: SecretBox = SecretBox()
    ) {
        (self.request, self.place, self.dialogue, self.secret) = (request, place, dialogue, secret)
    }
}

/// A secret on its way to where it is needed, in locked memory all the time. It is taken once.
package final class SecretBox: @unchecked Sendable {
    private var secret: Secret?

    package init(_ secret: consuming Secret? = nil) { self.secret = secret }

    package func take() -> Secret? { secret.take() }
}

/// All commands that a node understands.
package enum Handlers {
    package typealias Handler = @Sendable (Call) async throws(CommandError) -> JSON

    package static let all: [String: Handler] = {
        var all: [String: Handler] = [:]
        for table in [
            session, people, grants, agencies, hubs, goods, orders, issues, past, tables, sticks,
            care,
        ] {
            all.merge(table) { _, _ in preconditionFailure("two commands have one name") }
        }
        return all
    }()

    package static func run(_ call: Call) async throws(CommandError) -> JSON {
        guard let handler = all[call.request.name] else {
            throw CommandError(.usage, "There is no command “\(call.request.name)”.")
        }
        return try await handler(call)
    }
}

internal import Foundation
package import Packs

/// A command line that talks to a running node.
package final class ControlClient {
    private let line: FramedLine

    /// Nil if none runs in that folder.
    package init?(to data: String) {
        let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return nil }
        let isThere = unsafe ControlPlace.withAddress(ControlPlace.path(in: data)) {
            unsafe connect(file, $0, $1) == 0
        }
        guard isThere == true else {
            close(file)
            return nil
        }
        line = FramedLine(file: file)
    }

    deinit { close(line.file) }

    /// Has something done, and waits for what comes of it.
    package func run(
        _ request: Request, _ secret: SecretBox, _ dialogue: any Dialogue
    ) async throws(CommandError) -> JSON {
        guard line.send(request.json, secret.take()) else { throw Self.gone }
        while let message = await next() {
            if let event = message.json["event"] {
                dialogue.tell(event)
            } else if let question = message.json["question"] {
                let answer = await dialogue.ask(question)
                guard line.send(.object([("answer", answer ?? .null)])) else { throw Self.gone }
            } else if let error = message.json["error"] {
                throw Self.read(error)
            } else if let result = message.json["ok"] {
                return result
            }
        }
        throw Self.gone
    }

    /// Waits on a thread of its own: others go on meanwhile.
    private func next() async -> FramedLine.Message? {
        let line = line
        return await withCheckedContinuation { answer in
            Thread { answer.resume(returning: line.receive()) }.start()
        }
    }

    private static var gone: CommandError {
        CommandError(.unavailable, "The node has stopped, or does not understand this command.")
    }

    private static func read(_ error: JSON) -> CommandError {
        var code = CommandError.Code.unavailable
        if case .number(let digits)? = error["code"]?.content, let number = Int32(digits) {
            code = CommandError.Code(rawValue: number) ?? code
        }
        return CommandError(code, error["text"]?.text ?? "It failed.")
    }
}

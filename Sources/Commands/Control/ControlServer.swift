internal import CLinux
internal import Foundation
package import Packs
internal import Synchronization

/// What carries out what it is asked.
package protocol Attendant: Sendable {
    func attend(
        _ request: Request, _ dialogue: any Dialogue, _ secret: SecretBox
    ) async throws(CommandError) -> JSON
}

extension Workplace: Attendant {
    package func attend(
        _ request: Request, _ dialogue: any Dialogue, _ secret: SecretBox
    ) async throws(CommandError) -> JSON {
        try await Handlers.run(Call(request, at: self, dialogue, secret))
    }
}

/// Takes commands for a running node or relay from its owner's other programs.
package final class ControlServer: Sendable {
    private let file: Int32
    private let path: String
    private let attendant: any Attendant
    private let open = Mutex<Open>(Open())
    /// Called when somebody asks the node to stop.
    private let stop: @Sendable () -> Void

    private struct Open {
        var clients: Set<Int32> = []
        var isOver = false
    }

    /// So many at once.
    private static let most = 64
    /// In seconds: where the system has no room for another line, it may have soon.
    private static let pause: TimeInterval = 0.1

    package init(
        _ attendant: any Attendant, in data: String, stop: @escaping @Sendable () -> Void
    ) throws(CommandError) {
        (self.attendant, self.stop) = (attendant, stop)
        path = ControlPlace.path(in: data)
        file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        // Only whoever holds the folder's lock gets here: what is there is left over.
        _ = unsafe unlink(path)
        let file = file
        let isBound = unsafe ControlPlace.withAddress(path) { unsafe bind(file, $0, $1) == 0 }
        guard file >= 0, isBound == true, unsafe chmod(path, 0o600) == 0, listen(file, 16) == 0
        else {
            _ = Foundation.close(file)
            throw CommandError(
                .unavailable,
                "The socket \(path) cannot be made. Is the folder's name longer than 90 letters, "
                    + "or the disk full?")
        }
        let thread = Thread { [weak self] in
            while let server = self, server.accept() {}
            self?.open.withLock { $0.isOver = true }
            _ = Foundation.close(file)
        }
        thread.name = "control"
        thread.start()
    }

    package func close() {
        // Under the lock: what is closed has a number that is soon another's.
        open.withLock { open in
            guard !open.isOver else { return }
            open.isOver = true
            _ = unsafe unlink(path)
            shutdown(file, Int32(SHUT_RDWR))
            for one in open.clients { shutdown(one, Int32(SHUT_RDWR)) }
        }
    }

    private func accept() -> Bool {
        let client = Foundation.accept(file, nil, nil)
        guard client >= 0 else {
            guard !open.withLock({ $0.isOver }) else { return false }
            if errno != EINTR, errno != ECONNABORTED { Thread.sleep(forTimeInterval: Self.pause) }
            return true
        }
        let isLet = open.withLock { open in
            guard open.clients.count < Self.most, !open.isOver else { return false }
            open.clients.insert(client)
            return true
        }
        guard isLet else {
            _ = Foundation.close(client)
            return true
        }
        let thread = Thread { [weak self] in
            if Self.isOwner(client) { self?.serve(client) }
            guard let self else {
                _ = Foundation.close(client)
                return
            }
            open.withLock { open in
                open.clients.remove(client)
                _ = Foundation.close(client)
            }
        }
        thread.name = "command"
        thread.start()
        return true
    }

    /// Nobody but the owner of this process, and the system's, is at the other end.
    private static func isOwner(_ file: Int32) -> Bool {
        let user = causeway_peer_user(file)
        return user == Int(getuid()) || user == 0
    }

    private func serve(_ client: Int32) {
        let line = FramedLine(file: client)
        let talk = Talk(line)
        while let message = line.receive() {
            if talk.answer(message.json) { continue }
            let request: Request
            do throws(CommandError) { request = try Request(message.json) } catch {
                guard line.send(Talk.written(error)) else { return }
                continue
            }
            talk.begin()
            let stop = request.name == "stop" ? stop : nil
            Task { [attendant] in
                let result: JSON
                do throws(CommandError) {
                    let made = try await attendant.attend(request, talk, message.secret)
                    result = .object([("ok", made)])
                } catch { result = Talk.written(error) }
                talk.end(result)
                stop?()
            }
        }
        talk.hangUp()
    }
}

/// One conversation over the socket: a command at a time, with what it asks in between.
private final class Talk: Dialogue, Sendable {
    private struct State {
        var isRunning = false
        var waiting: CheckedContinuation<JSON?, Never>?
        var isOver = false
    }

    private let line: FramedLine
    private let state = Mutex(State())
    /// Whether nothing is said any more.
    private let writing = Mutex(false)

    init(_ line: FramedLine) { self.line = line }

    static func written(_ error: CommandError) -> JSON {
        .object([
            (
                "error",
                .object([("code", .number(error.code.rawValue)), ("text", .text(error.text))])
            )
        ])
    }

    func begin() { state.withLock { $0.isRunning = true } }

    func end(_ result: JSON) {
        state.withLock { $0.isRunning = false }
        say(result)
    }

    private func say(_ json: JSON) { writing.withLock { if !$0 { _ = line.send(json) } } }

    func tell(_ event: JSON) { say(.object([("event", event)])) }

    func ask(_ question: JSON) async -> JSON? {
        await withCheckedContinuation { continuation in
            // It waits before it asks: a program answers at once, and nobody would hear it.
            let isOver = state.withLock { state in
                if !state.isOver { state.waiting = continuation }
                return state.isOver
            }
            guard !isOver else { return continuation.resume(returning: nil) }
            say(.object([("question", question)]))
        }
    }

    /// Whether this was the answer to what was asked, or comes while something is being done.
    func answer(_ json: JSON) -> Bool {
        let (isRunning, waiting) = state.withLock { state in
            defer { state.waiting = nil }
            return (state.isRunning, state.waiting)
        }
        waiting?.resume(returning: json["answer"])
        return isRunning
    }

    /// From now on nothing is said, whatever is still being done: the line is somebody else's soon.
    func hangUp() {
        writing.withLock { $0 = true }
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: nil)
    }
}

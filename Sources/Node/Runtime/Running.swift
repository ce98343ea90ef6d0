internal import Foundation
internal import Gossip
internal import Identity
internal import Network
internal import Seal
internal import Synchronization

/// A loop that runs on a thread of its own, and how others ask it.
final class Running: Sendable {
    private let inbox: Inbox
    private let ended = Ending()
    /// By the clock that goes on in sleep.
    let begun: UInt64

    private static let helpers = 7
    /// Signatures: more than come at once.
    private static let remembered = 4_096

    init(_ network: Network) {
        inbox = Inbox { [bell = network.bell] in bell.ring() }
        begun = Network.now().boot
    }

    func engine(
        _ network: Network, as device: Device, isRelay: Bool, _ log: Log
    ) -> Engine {
        Engine(network, as: device, isRelay: isRelay, inbox, log)
    }

    func start(_ engine: Engine) {
        let (box, ended) = (Handed(engine), ended)
        let thread = Thread {
            // Signatures are what takes longest of what comes, and can be looked at apart.
            Verifying.remember(Self.remembered)
            Verifying.employ(min(ProcessInfo.processInfo.activeProcessorCount - 1, Self.helpers))
            box.value.run()
            Verifying.employ(0)
            Verifying.remember(0)
            ended.end()
        }
        thread.name = "causeway"
        thread.stackSize = 16 << 20
        thread.start()
    }

    func put(_ job: @escaping Inbox.Job) { try? inbox.put(job) }

    /// Has the loop do something, and waits for what it says. It says something once.
    func ask<Answer: Sendable>(
        _ question:
            @escaping @Sendable (
                Engine, @escaping @Sendable (Result<Answer, NodeError>) -> Void
            ) -> Void
    ) async throws(NodeError) -> Answer {
        let result = await withCheckedContinuation {
            (answer: CheckedContinuation<Result<Answer, NodeError>, Never>) in
            do throws(Inbox.Refusal) {
                try inbox.put { engine in question(engine) { answer.resume(returning: $0) } }
            } catch {
                answer.resume(returning: .failure(error == .full ? .busy : .closed))
            }
        }
        return try result.get()
    }

    func close() async {
        put { $0.stop() }
        await ended.wait()
    }
}

extension String {
    /// As much of an id as people compare.
    var short: String { String(prefix(12)) }
}

/// Something that one thread hands to another and does not keep.
struct Handed<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}

/// When the loop has ended.
private final class Ending: Sendable {
    private struct State {
        var isOver = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func end() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func wait() async {
        await withCheckedContinuation { one in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiting.append(one) }
                return state.isOver
            }
            if isOver { one.resume() }
        }
    }
}

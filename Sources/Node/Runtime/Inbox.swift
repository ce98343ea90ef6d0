internal import Synchronization

/// What other threads want of the one that runs a node: so much at once, and no more.
final class Inbox: Sendable {
    typealias Job = @Sendable (Engine) -> Void

    private struct State {
        var jobs: [Job] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let ring: @Sendable () -> Void

    static let most = 10_000

    init(ring: @escaping @Sendable () -> Void) { self.ring = ring }

    enum Refusal: Error { case full, closed }

    func put(_ job: @escaping Job) throws(Refusal) {
        let isFirst = try state.withLock { (state) throws(Refusal) in
            guard !state.isClosed else { throw .closed }
            guard state.jobs.count < Self.most else { throw .full }
            state.jobs.append(job)
            return state.jobs.count == 1
        }
        if isFirst { ring() }
    }

    func take() -> [Job] {
        state.withLock { state in
            defer { state.jobs = [] }
            return state.jobs
        }
    }

    /// Nothing is taken any more; what was not done yet is.
    func close() -> [Job] {
        state.withLock { state in
            state.isClosed = true
            defer { state.jobs = [] }
            return state.jobs
        }
    }
}

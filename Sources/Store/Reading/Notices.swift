internal import Bundles
internal import Lattice
internal import Schema
internal import Synchronization

/// What those who read rows say to the one who writes them, and are told by it.
final class Notices: Sendable {
    /// An index that somebody would have had use for.
    struct Wish: Hashable, Sendable {
        let scope: Address
        let kind: KindNumber
        /// Nil for an index of all words.
        let field: FieldNumber?
        let schema: Schema
    }

    private struct State {
        var wishes: Set<Wish> = []
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
        var readers: [@Sendable () -> Void] = []
        var isEnded = false
    }

    private let state = Mutex(State())

    func wish(_ wish: Wish) { _ = state.withLock { $0.wishes.insert(wish) } }

    func takeWishes() -> [Wish] {
        state.withLock { state in
            defer { state.wishes = [] }
            return Array(state.wishes)
        }
    }

    /// Rows were committed.
    func tell() {
        state.withLock { for listener in $0.listeners.values { listener.yield() } }
    }

    /// Says each time that rows were committed; several times at once are one.
    func listen() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { listener in
            let number: Int? = state.withLock { state in
                guard !state.isEnded else { return nil }
                state.next += 1
                state.listeners[state.next] = listener
                return state.next
            }
            guard let number else { return listener.finish() }
            listener.onTermination = { [weak self] _ in
                _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
            }
        }
    }

    /// Has a reader closed when the rows are let go of. False if they are already.
    func add(_ close: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard !state.isEnded else { return false }
            state.readers.append(close)
            return true
        }
    }

    /// There are no rows any more.
    func end() {
        let (listeners, readers) = state.withLock { state in
            defer { state = State(isEnded: true) }
            return (Array(state.listeners.values), state.readers)
        }
        for listener in listeners { listener.finish() }
        for close in readers { close() }
    }
}

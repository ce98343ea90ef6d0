import Foundation
import Synchronization

/// A place on this machine behind which another one is: whoever comes is passed on while it is
/// open, waits while it is shut, and is thrown out when it shuts. It counts what it passes on.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        /// Who came while it was shut.
        var waiting: [Passage] = []
        var passing: [Passage] = []
        var bytes = 0
    }

    /// Whoever came, and the other end once they are let through; closed when nobody holds it.
    private final class Passage: Sendable {
        let near: Int32
        private let other = Mutex<Int32>(-1)

        init(_ near: Int32) { self.near = near }

        deinit {
            close(near)
            let far = far
            if far >= 0 { close(far) }
        }

        var far: Int32 {
            get { other.withLock { $0 } }
            set { other.withLock { $0 = newValue } }
        }

        var isGone: Bool {
            // POLLRDHUP: the other side says no more, whatever of it is still to be read.
            var waiting = pollfd(fd: near, events: 0x2000, revents: 0)
            return unsafe poll(&waiting, 1, 0) != 0
        }

        func end() {
            for end in [near, far] where end >= 0 { shutdown(end, Int32(SHUT_RDWR)) }
        }
    }

    private let state = Mutex(State())
    private let listener: Int32
    private let target: UInt16
    let port: UInt16

    init(to target: UInt16) throws(PartError) {
        self.target = target
        listener = Loopback.stream()
        guard let port = Loopback.bound(listener), listen(listener, 8) == 0 else {
            throw PartError("there is no loopback")
        }
        self.port = port
        let file = listener
        let thread = Thread { [weak self] in
            while true {
                let end = accept(file, nil, nil)
                guard end >= 0 else { return }
                self?.take(Passage(end))
            }
        }
        thread.start()
    }

    deinit {
        shut()
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    var bytes: Int { state.withLock { $0.bytes } }

    /// Waits until somebody waits that it opens, who has not gone away again meanwhile.
    func waitForSomebody() throws(PartError) {
        let late = MonotonicTime.now + 100_000_000_000
        while state.withLock({ state in
            state.waiting.removeAll { $0.isGone }
            return state.waiting.isEmpty
        }) {
            guard MonotonicTime.now < late else { throw PartError("nobody comes again") }
            usleep(1_000)
        }
    }

    /// Lets those through who wait, and counts from now on.
    func open() {
        let waiting = state.withLock { state in
            defer { (state.isOpen, state.bytes, state.waiting) = (true, 0, []) }
            return state.waiting
        }
        for passage in waiting { pass(passage) }
    }

    func shut() {
        let passing = state.withLock { state in
            defer { (state.isOpen, state.waiting, state.passing) = (false, [], []) }
            return state.passing
        }
        for passage in passing { passage.end() }
    }

    private func take(_ passage: Passage) {
        let isOpen = state.withLock { state in
            if !state.isOpen { state.waiting.append(passage) }
            return state.isOpen
        }
        if isOpen { pass(passage) }
    }

    private func pass(_ passage: Passage) {
        let far = Loopback.stream()
        passage.far = far
        guard Loopback.dial(target, from: far) else { return }
        let isOpen = state.withLock { state in
            if state.isOpen { state.passing.append(passage) }
            return state.isOpen
        }
        guard isOpen else { return }
        for (from, to) in [(passage.near, far), (far, passage.near)] {
            let thread = Thread { [weak self] in
                var bytes = [UInt8](repeating: 0, count: 1 << 18)
                while true {
                    let count = unsafe read(from, &bytes, bytes.count)
                    guard count > 0, Loopback.send(bytes[..<count], to: to) else { break }
                    self?.state.withLock { $0.bytes += count }
                }
                passage.end()
            }
            thread.start()
        }
    }
}

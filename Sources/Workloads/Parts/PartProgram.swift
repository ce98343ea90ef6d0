import Foundation

/// How a process is begun that plays a part: this very program, with these words first.
package struct PartProgram: Sendable {
    private let path: String
    private let words: [String]

    package init(_ path: String, _ words: [String]) { (self.path, self.words) = (path, words) }

    func start(_ part: String, _ words: String...) throws -> PartProcess {
        try PartProcess(path, self.words + [part] + words)
    }
}

/// Why a part could not be played.
struct PartError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A process that plays a part, which is told lines and says lines. It ends when nobody can tell it
/// anything any more: whoever began it may be killed.
final class PartProcess {
    private let process: pid_t
    private var input: Int32
    private let output: Int32
    private var rest: [UInt8] = []

    init(_ program: String, _ words: [String]) throws(PartError) {
        guard let toPart = Spawning.pipe(), let fromPart = Spawning.pipe() else {
            throw PartError("no pipe can be made")
        }
        let started = Spawning.start(program, words, from: toPart[0], to: fromPart[1])
        for end in [toPart[0], fromPart[1]] { close(end) }
        guard let started else {
            for end in [toPart[1], fromPart[0]] { close(end) }
            throw PartError("\(program) does not start")
        }
        (process, input, output) = (started, toPart[1], fromPart[0])
    }

    deinit { end() }

    /// Tells it that nothing more comes, and waits for its end, but not for ever.
    func end() {
        guard input >= 0 else { return }
        close(input)
        input = -1
        var status: Int32 = 0
        let late = MonotonicTime.now + 15_000_000_000
        while unsafe waitpid(process, &status, WNOHANG) == 0 {
            if MonotonicTime.now > late { kill(process, SIGKILL) }
            usleep(2_000)
        }
        close(output)
    }

    func tell(_ line: String) throws(PartError) {
        let bytes = Array((line + "\n").utf8)
        guard unsafe write(input, bytes, bytes.count) == bytes.count else {
            throw PartError("a process has ended that has a part in it")
        }
    }

    /// What it says next, in words.
    func hear(within seconds: Int32 = 120) throws(PartError) -> [String] {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                defer { rest.removeFirst(end + 1) }
                return String(decoding: rest[..<end], as: UTF8.self)
                    .split(separator: " ").map(String.init)
            }
            var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let isReady = unsafe poll(&waiting, 1, seconds * 1_000) == 1
            guard isReady else { throw PartError("it did not come to it in \(seconds) s") }
            var some = [UInt8](repeating: 0, count: 4_096)
            let count = unsafe read(output, &some, some.count)
            guard count > 0 else {
                throw PartError("a process has ended that has a part in it")
            }
            rest += some[..<count]
        }
    }

    /// The numbers of the next line that begins with this word.
    func hear(_ word: String, within seconds: Int32 = 120) throws(PartError) -> [Int] {
        while true {
            let line = try hear(within: seconds)
            if line.first == word { return line.dropFirst().compactMap { Int($0) } }
        }
    }

    func ask(_ line: String, for word: String) throws(PartError) -> [Int] {
        try tell(line)
        return try hear(word)
    }
}

/// The clock of the whole machine, in nanoseconds.
enum MonotonicTime {
    static var now: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// How long this process has worked, in nanoseconds, in all of its threads.
enum Work {
    static var done: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

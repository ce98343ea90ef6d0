import CLinux
import Foundation
import Testing

/// A program that a test talks with, line by line. Whoever waits for a line waits so long and no
/// longer: a program that hangs fails its test, and holds up nothing else.
final class RunningProgram {
    let process: pid_t
    private let (input, output): (Int32, Int32)
    private var isStopped = false
    private var rest: [UInt8] = []
    /// All that it said, on both streams.
    private(set) var said: [UInt8] = []

    init(_ program: URL, _ words: [String]) throws {
        var (toProgram, toTest): ([Int32], [Int32]) = ([0, 0], [0, 0])
        try #require(pipe(&toProgram) == 0 && pipe(&toTest) == 0)
        var streams = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&streams)
        defer { posix_spawn_file_actions_destroy(&streams) }
        posix_spawn_file_actions_adddup2(&streams, toProgram[0], 0)
        posix_spawn_file_actions_adddup2(&streams, toTest[1], 1)
        posix_spawn_file_actions_adddup2(&streams, toTest[1], 2)
        // Tests run side by side: who holds the end of another's pipe has its reader wait for them.
        causeway_leave_from(&streams, 3)
        var arguments = ([program.path] + words).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let failure = posix_spawn(&process, program.path, &streams, nil, &arguments, environ)
        close(toProgram[0])
        close(toTest[1])
        (self.process, input, output) = (process, toProgram[1], toTest[0])
        try #require(failure == 0, "\(program.path) does not start")
    }

    func say(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        try #require(write(input, bytes, bytes.count) == bytes.count)
    }

    /// The next line that it says, without the line feed.
    func line(within seconds: Int32 = 60) throws -> String {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                defer { rest.removeFirst(end + 1) }
                return String(decoding: rest[..<end], as: UTF8.self)
            }
            var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            try #require(poll(&waiting, 1, seconds * 1_000) == 1, "it says nothing")
            var some = [UInt8](repeating: 0, count: 4_096)
            let count = read(output, &some, some.count)
            try #require(count > 0, "it has ended")
            rest += some[..<count]
            said += some[..<count]
        }
    }

    /// All whole lines that it says from now on, until it has said so many or has ended, or the
    /// time is over.
    func lines(_ most: Int = .max, within milliseconds: Int = .max) throws -> [String] {
        let end = ContinuousClock.now + .milliseconds(min(milliseconds, 120_000))
        var found: [String] = []
        while found.count < most {
            if rest.contains(UInt8(ascii: "\n")) {
                found.append(try line())
                continue
            }
            let left = (end - .now) / .milliseconds(1)
            var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard left > 0, poll(&waiting, 1, Int32(left.rounded(.up))) == 1 else { break }
            var some = [UInt8](repeating: 0, count: 4_096)
            let count = read(output, &some, some.count)
            guard count > 0 else { break }
            rest += some[..<count]
            said += some[..<count]
        }
        return found
    }

    func kill() {
        if process > 0 { Foundation.kill(process, SIGKILL) }
    }

    /// Once: the numbers of what is closed are others' from then on.
    func stop() {
        guard !isStopped else { return }
        isStopped = true
        kill()
        waitpid(process, nil, 0)
        close(input)
        close(output)
    }

    deinit { stop() }
}

extension Program {
    func start(_ words: String...) throws -> RunningProgram {
        try RunningProgram(try Self.folder.appending(path: name), words)
    }
}

import Foundation

/// A process with all that it begins, which can be ended together. It hears nothing, and ends when
/// this process does, however that ends.
package final class ProcessGroup: Sendable {
    private let leader: pid_t
    private let lifeline: Int32

    /// Nil if it does not start.
    package init?(_ program: String, _ words: [String]) {
        guard let ends = Spawning.pipe() else { return nil }
        let started = Spawning.start(program, words, from: ends[0], to: nil, isLeader: true)
        close(ends[0])
        guard let started else {
            close(ends[1])
            return nil
        }
        (leader, lifeline) = (started, ends[1])
    }

    deinit { close(lifeline) }

    /// The code with which it ends; nil if something ended it. All that it began is gone then.
    package func wait() async -> Int32? {
        let leader = leader
        let status = await withCheckedContinuation { done in
            Thread {
                var status: Int32 = 0
                while unsafe waitpid(leader, &status, 0) < 0, errno == EINTR {}
                done.resume(returning: status)
            }.start()
        }
        end()
        // What was begun by it is somebody else's child by now.
        while Foundation.kill(-leader, 0) == 0 { try? await Task.sleep(for: .milliseconds(5)) }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : nil
    }

    package func end() { _ = Foundation.kill(-leader, SIGKILL) }

    /// Called by the process that leads: it ends with whoever began it.
    package static func endWithParent() {
        let thread = Thread {
            var byte: UInt8 = 0
            while unsafe read(0, &byte, 1) != 0 || errno == EINTR {}
            _ = Foundation.kill(0, SIGKILL)
        }
        thread.start()
    }
}

/// The beginning of processes.
enum Spawning {
    /// Both ends of a pipe, which no process gets that is begun; nil if there can be none.
    static func pipe() -> [Int32]? {
        var ends: [Int32] = [0, 0]
        guard unsafe Foundation.pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }

    /// With these ends of pipes as what it reads and says; nil if it cannot be.
    static func start(
        _ program: String, _ words: [String], from input: Int32, to output: Int32?,
        isLeader: Bool = false
    ) -> pid_t? {
        var streams = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&streams)
        defer { unsafe posix_spawn_file_actions_destroy(&streams) }
        unsafe posix_spawn_file_actions_adddup2(&streams, input, 0)
        if let output { unsafe posix_spawn_file_actions_adddup2(&streams, output, 1) }
        var traits = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&traits)
        defer { unsafe posix_spawnattr_destroy(&traits) }
        if isLeader { unsafe posix_spawnattr_setflags(&traits, Int16(POSIX_SPAWN_SETPGROUP)) }
        var arguments = unsafe ([program] + words).map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
        var process: pid_t = 0
        let failure = unsafe posix_spawn(
            &process, program, &streams, &traits, &arguments, environ)
        return failure == 0 ? process : nil
    }
}

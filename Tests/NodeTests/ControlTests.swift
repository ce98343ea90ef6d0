import Commands
import Foundation
import Node
import Packs
import Testing

@Suite("Commands by a local socket", .serialized) struct ControlTests {
    private static func raw(_ data: String) -> Int32 {
        let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array((data + "/control").utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isThere = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, size) == 0
            }
        }
        return isThere ? file : -1
    }

    @Test("A command is answered; what is no command is refused with the reason, and harms nobody")
    func commands() async throws {
        let village = try Village(seed: 41)
        let home = try village.settle()
        let node = try await home.begin()
        let server = try ControlServer(Workplace(node), in: home.data) {}
        let path = home.data + "/control"
        let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(rights as? Int == 0o600)
        let client = try #require(ControlClient(to: home.data))
        let status = try await client.run(Request("status"), SecretBox(), Silent())
        #expect(status["realm"]?.text == "\(node.realm)")
        for name in ["frobnicate", "", "intake"] {
            await #expect(throws: CommandError.self) {
                try await client.run(Request(name), SecretBox(), Silent())
            }
        }
        // The same line goes on after an error.
        _ = try await client.run(Request("peers"), SecretBox(), Silent())
        let metrics = try await client.run(Request("metrics"), SecretBox(), Silent())
        #expect(metrics.text?.contains("causeway_bundles ") == true)
        server.close()
        #expect(ControlClient(to: home.data) == nil)
        await home.stop()
    }

    @Test("Bytes that are no message, and lines that end in the middle, cost only themselves")
    func garbage() async throws {
        let village = try Village(seed: 42)
        let home = try village.settle()
        let node = try await home.begin()
        let server = try ControlServer(Workplace(node), in: home.data) {}
        let heads: [[UInt8]] = [
            [], [0], [0, 0, 0, 5, 0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
            [0, 0, 0, 2, 0xFF, 0xFF, 0xFF, 0xFF] + Array("{}".utf8),
            [0, 0, 0, 2, 0, 0, 0, 0] + Array("{]".utf8),
            [0, 0, 0, 2, 0, 0, 0, 0] + Array("[]".utf8),
            [0, 0, 0, 9, 0, 0, 0, 0] + Array("{\"do\":12}".utf8),
            Array("GET / HTTP/1.1\r\n\r\n".utf8),
        ]
        for _ in 0..<20 {
            for head in heads {
                let file = Self.raw(home.data)
                try #require(file >= 0)
                if !head.isEmpty { #expect(write(file, head, head.count) == head.count) }
                close(file)
            }
        }
        // While too many of those are not looked at yet, others are sent away.
        var isHeard = false
        for _ in 0..<200 where !isHeard {
            let client = try #require(ControlClient(to: home.data))
            let answer = try? await client.run(Request("status"), SecretBox(), Silent())
            isHeard = answer != nil
            if !isHeard { try await Task.sleep(for: .milliseconds(20)) }
        }
        #expect(isHeard)
        server.close()
        await home.stop()
    }

    @Test("What somebody asked who hung up meanwhile is told to nobody else")
    func hungUp() async throws {
        let village = try Village(seed: 44)
        let home = try village.settle()
        let node = try await home.begin()
        let server = try ControlServer(Workplace(node), in: home.data) {}
        let question = Array(Request("sync", ["within": .number(1)]).json.written.utf8)
        let head = [0, 0, 0, UInt8(question.count), 0, 0, 0, 0]
        for _ in 0..<8 {
            let file = Self.raw(home.data)
            try #require(file >= 0)
            #expect(write(file, head + question, 8 + question.count) == 8 + question.count)
            close(file)
        }
        try await Task.sleep(for: .milliseconds(300))
        // What was closed has numbers that the system gives to the next who ask for some.
        var pairs: [[Int32]] = []
        for _ in 0..<32 {
            var pair: [Int32] = [0, 0]
            try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
            pairs.append(pair)
        }
        defer { for file in pairs.joined() { close(file) } }
        try await Task.sleep(for: .milliseconds(1_500))
        for file in pairs.joined() {
            var ready = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            #expect(poll(&ready, 1, 0) == 0, "somebody was told what others had asked")
        }
        server.close()
        server.close()
        await home.stop()
    }

    @Test("Many who ask at once are all answered")
    func many() async throws {
        let village = try Village(seed: 43)
        let home = try village.settle()
        let node = try await home.begin()
        let server = try ControlServer(Workplace(node), in: home.data) {}
        let data = home.data
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<24 {
                group.addTask {
                    guard let client = ControlClient(to: data) else { return false }
                    for _ in 0..<20 {
                        _ = try await client.run(Request("status"), SecretBox(), Silent())
                    }
                    return true
                }
            }
            for try await isDone in group { #expect(isDone) }
        }
        server.close()
        await home.stop()
    }
}

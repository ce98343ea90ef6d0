import Bundles
import Foundation
import Identity
import Lattice
import Network
import Node
import Seal
import Simulation
import Synchronization

/// A relay as a process. Words: its folder, and how many laptops there are. It says
/// `ready PORT KEY`. It looks at itself all the time; lines:
///
///     met           how many are in a session: met COUNT
///     begin         forgets how long anything took: begun BUNDLES
///     span          so many bundles came since, the first then and the last then, and the relay
///                   worked so long meanwhile: span COUNT FIRST LAST WORK
final class RelayPart: Sendable {
    private struct Span {
        var start = 0
        var last = 0
        var begun = 0
        var done = 0
        var work = 0
        var worked = 0
    }

    private let relay: Relay
    private let span = Mutex(Span())
    private let isOver = Mutex(false)

    init(_ words: [String]) throws {
        guard words.count == 3, let count = Int(words[2]) else {
            throw PartError("a relay has a folder and a count")
        }
        var settings = Settings(data: words[1])
        settings.network = NetworkSettings(datagrams: nil, streams: 0)
        settings.network.interfaces = ["lo"]
        settings.log.level = .error
        relay = try Relay.open(settings, carrying: [PartRealm(count).world.realm.id])
    }

    func play() async throws {
        Part.say("ready \(try await relay.status().first?.port ?? 0) \(relay.key)")
        let looking = Task { [self] in
            while !isOver.withLock({ $0 }) {
                try await look()
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        while let line = readLine() {
            switch line {
            case "met":
                Part.say("met \(try await relay.status().first?.peers.count ?? 0)")
            case "begin":
                let bundles = try await relay.status().first?.bundles ?? 0
                span.withLock { $0 = Span(start: bundles, last: bundles) }
                Part.say("begun \(bundles)")
            case "span":
                let span = span.withLock { $0 }
                let numbers = [
                    span.last - span.start, span.begun, span.done, span.worked - span.work,
                ]
                Part.say("span " + numbers.map { "\($0)" }.joined(separator: " "))
            default: throw PartError("there is no “\(line)”")
            }
        }
        isOver.withLock { $0 = true }
        _ = try? await looking.value
        await relay.close()
    }

    private func look() async throws {
        let bundles = try await relay.status().first?.bundles ?? 0
        let (time, work) = (MonotonicTime.now, Work.done)
        span.withLock { span in
            if bundles > span.last, span.done > 0 || span.begun > 0 {
                (span.last, span.done, span.worked) = (bundles, time, work)
            } else if bundles == span.last, span.done == 0 {
                // Nothing has come yet: it begins no sooner than now.
                (span.begun, span.work) = (time, work)
            }
        }
    }
}

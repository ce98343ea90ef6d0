import Bundles
import Identity
import Lattice
import Seal
import TestSupport
import Testing

/// Two ends of a stream; what one says the other hears, in pieces of any size.
private struct Ends: ~Copyable {
    var channels: [ChannelBox]
    let hosts: [Channel.Host]
    /// What each was told, besides what to say.
    var told: [[Channel.Event]] = [[], []]
    private var said: [[UInt8]] = [[], []]
    private var chance: [EntropyBox]

    final class ChannelBox {
        var channel: Channel
        init(_ channel: consuming Channel) { self.channel = channel }
    }

    final class EntropyBox {
        var entropy: Entropy
        init(_ number: UInt8) { entropy = Entropy(secret(Array(repeating: number, count: 32))) }
    }

    init(_ a: Laptop, _ b: Laptop, toRelay: Bool = false, hello: HelloKey? = nil) {
        chance = [EntropyBox(1), EntropyBox(2)]
        hosts = [a, b].map { laptop in
            Channel.Host(laptop.device, relaying: toRelay ? [Laptop.realm] : []) { _ in
                laptop.run
            } isOfRealm: { key, _ in
                key == a.key || key == b.key
            }
        }
        var events: [Channel.Event] = []
        let first = ChannelBox(
            Channel.dialling(
                Laptop.realm, hello: hello ?? Laptop.hello, as: a.device,
                relay: toRelay ? b.key : nil, run: a.run, &chance[0].entropy, into: &events))
        channels = [first, ChannelBox(.answering())]
        take(events, 0)
    }

    private mutating func take(_ events: [Channel.Event], _ end: Int) {
        for event in events {
            if case .say(let bytes) = event {
                said[1 - end] += bytes
            } else {
                told[end].append(event)
            }
        }
    }

    /// Lets pieces of so many bytes arrive until nothing is on its way.
    mutating func run(pieces: Int = 1_000) {
        while said.contains(where: { !$0.isEmpty }) {
            for end in 0...1 where !said[end].isEmpty {
                let piece = Array(said[end].prefix(pieces))
                said[end].removeFirst(piece.count)
                hear(piece, end)
            }
        }
    }

    mutating func hear(_ bytes: [UInt8], _ end: Int) {
        var events: [Channel.Event] = []
        channels[end].channel.hear(
            bytes, as: hosts[end], &chance[end].entropy, into: &events)
        take(events, end)
    }

    mutating func say(_ text: [UInt8], _ end: Int) {
        var events: [Channel.Event] = []
        channels[end].channel.say(text, into: &events)
        take(events, end)
    }

    mutating func close(_ end: Int) {
        var events: [Channel.Event] = []
        channels[end].channel.close(into: &events)
        take(events, end)
    }

    mutating func cut(_ end: Int) {
        said[end] = []
        var events: [Channel.Event] = []
        channels[end].channel.end(into: &events)
        take(events, end)
    }

    /// Alters what is on its way to an end.
    mutating func alter(_ end: Int, _ body: (inout [UInt8]) -> Void) { body(&said[end]) }
}

@Suite("Channels") struct ChannelTests {
    private let ada = Laptop(1)
    private let ben = Laptop(2)

    @Test(
        "SHAKE-5: two devices are sure of each other, however the bytes come",
        arguments: [1, 7, 99_999])
    func shake(pieces: Int) {
        var ends = Ends(ada, ben)
        ends.run(pieces: pieces)
        let realm = Laptop.realm
        #expect(ends.told[0] == [.opened(.init(realm: realm, device: ben.key, run: ben.run))])
        #expect(ends.told[1] == [.opened(.init(realm: realm, device: ada.key, run: ada.run))])
    }

    @Test("SHAKE-1: with a relay neither says whose device it is")
    func relay() {
        var ends = Ends(ada, ben, toRelay: true)
        ends.run()
        let nobody = Channel.Event.opened(.init(realm: Laptop.realm, device: nil, run: nil))
        #expect(ends.told[0] == [nobody] && ends.told[1] == [nobody])
    }

    @Test(
        "SESS-1: what is said comes in its order, and both may speak at once",
        arguments: [1, 1_460])
    func say(pieces: Int) {
        var ends = Ends(ada, ben)
        ends.run()
        let texts: [[UInt8]] = [[], [1], Array(repeating: 7, count: Session.mostBytes), [2, 3]]
        for text in texts {
            ends.say(text, 0)
            ends.say(text + [9].prefix(text.count < 10 ? 1 : 0), 1)
        }
        ends.run(pieces: pieces)
        #expect(ends.told[1].dropFirst() == ArraySlice(texts.map { .heard($0) }))
        #expect(ends.told[0].count == 5)
    }

    @Test("SESS-2: a goodbye ends a line in good order, and a line without one was cut")
    func goodbye() {
        for isCut in [false, true] {
            var ends = Ends(ada, ben)
            ends.run()
            ends.say([1], 0)
            if isCut { ends.cut(1) } else { ends.close(0) }
            ends.run()
            ends.say([2], 0)
            ends.say([2], 1)
            ends.cut(1)
            ends.run()
            let after = ends.told[1].dropFirst()
            #expect(after == (isCut ? [.over(.cut)] : [.heard([1]), .over(nil)]))
        }
    }

    @Test("SESS-1: one bit that is altered ends the line, at whatever place it is")
    func altered() {
        for place in stride(from: 0, to: 60, by: 3) {
            var ends = Ends(ada, ben)
            ends.run()
            ends.say(Array(repeating: 1, count: 40), 0)
            ends.say([2], 0)
            ends.alter(1) { $0[place] ^= 4 }
            ends.run()
            ends.cut(1)
            let after = Array(ends.told[1].dropFirst())
            #expect(after.last == .over(.doesNotOpen) || after.last == .over(.cut))
            #expect(!after.contains(.heard([2])))
        }
    }

    @Test("SHAKE-3: who has another hello key, or says anything else, hears nothing at all")
    func strangers() {
        var chance = Entropy(secret(Array(repeating: 8, count: 32)))
        var ends = Ends(ada, ben, hello: HelloKey(&chance))
        ends.run()
        #expect(ends.told[1] == [.over(.unknownGreeting)] && ends.told[0].isEmpty)
        for (bytes, error) in [
            ([0xFF, 0xFF], LinkError.tooLong), ([0, 0], .wrongPattern),
            ([0, 1, 9], .unknownVersion),
            ([0, 18] + Array(repeating: 1, count: 18), .wrongPattern),
        ] as [([UInt8], LinkError)] {
            var ends = Ends(ada, ben)
            ends.alter(1) { $0 = [] }
            ends.hear(bytes, 1)
            ends.run()
            #expect(ends.told[1] == [.over(error)] && ends.told[0].isEmpty)
            // And nothing is heard after it.
            ends.hear([0, 1, 1], 1)
            #expect(ends.told[1].count == 1)
        }
    }

    @Test("SHAKE-5: who is nobody in the realm does not get to see who dialled")
    func stranger() {
        let eve = Laptop(3)
        // Ada knows Ben, and not Eve, who has the hello key all the same.
        let known = ben.key
        let host = Channel.Host(ada.device) { _ in
            ada.run
        } isOfRealm: { key, _ in
            key == known
        }
        var chance = Entropy(secret(Array(repeating: 3, count: 32)))
        var events: [Channel.Event] = []
        guard let hello = ada.device.helloKey(of: Laptop.realm) else { return }
        var dialler = Channel.dialling(
            Laptop.realm, hello: hello, as: ada.device, run: ada.run, &chance, into: &events)
        var answerer = Channel.answering()
        let evil = Channel.Host(eve.device) { _ in
            eve.run
        } isOfRealm: { _, _ in
            true
        }
        var answers: [Channel.Event] = []
        for case .say(let bytes) in events {
            answerer.hear(bytes, as: evil, &chance, into: &answers)
        }
        events = []
        for case .say(let bytes) in answers {
            dialler.hear(bytes, as: host, &chance, into: &events)
        }
        #expect(events == [.over(.stranger)])
    }
}

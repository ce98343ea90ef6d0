import Bundles
import Identity
import Lattice
import Seal
import TestSupport

/// Whoever gets something else than was sent answers nothing, and does not go on: an input is a
/// byte that says which message, and what of it is changed.
enum Handshakes: FuzzTarget {
    static let name = "handshake"

    static func check(_ input: [UInt8]) throws(Broken) {
        let rest = input.dropFirst()
        switch Int(input.first ?? 0) % 9 {
        case 0: try check(first: .xx, rest)
        case 1: try check(first: .nk, rest)
        case 2: try check(second: .xx, rest)
        case 3: try check(second: .nk, rest)
        case 4: try checkThird(rest)
        case 5: try checkSession(rest)
        case 6: try check(datagram: rest)
        case 7: try check(stream: Array(rest))
        default: try Joiners.check(rest)
        }
    }

    static let realm = DomainID(5, 6, 7, 8)
    private static let runs = [RunID(high: 1, low: 1), RunID(high: 2, low: 2)]

    static func secret(_ number: UInt64) -> Secret {
        let words: InlineArray<4, UInt64> = [number, 2, 3, 4]
        return Secret(copying: words.span.bytes)
    }

    static func entropy(_ number: UInt64) -> Seal.Entropy { Seal.Entropy(secret(number)) }

    private static func device(_ number: UInt64) -> Device {
        var entropy = entropy(number)
        let device = Device(&entropy, on: MachineID(high: number, low: 1))
        device.join(realm, HelloKey(secret(3)))
        return device
    }

    private static func initiating(_ pattern: NoisePattern) -> DeviceHandshake {
        var entropy = entropy(11)
        if pattern == .nk {
            return .initiating(
                realm, toRelay: device(2).key, as: device(1), run: runs[0], &entropy)
        }
        return .initiating(
            realm, hello: HelloKey(secret(3)), as: device(1), run: runs[0], &entropy)
    }

    private static func responding(to message: [UInt8]) throws(LinkError) -> DeviceHandshake {
        var entropy = entropy(12)
        return try .responding(
            to: message, as: device(2), relaying: [realm], run: runs[1], &entropy)
    }

    /// The first byte says how much is cut off; the others change what is left, and go on after it.
    static func altered(_ real: [UInt8], _ input: ArraySlice<UInt8>) -> [UInt8] {
        var message = Array(real.dropLast(Int(input.first ?? 0)))
        for (place, byte) in input.dropFirst().enumerated() {
            if place < message.count { message[place] ^= byte } else { message.append(byte) }
        }
        return message
    }

    /// What a step would send, bounded.
    private static func demand(
        _ step: DeviceHandshake.Step, to message: [UInt8], _ real: [UInt8]
    ) throws(Broken) {
        try FuzzTargets.demand(message == real, "a message that nobody sent goes on")
        switch step {
        case .send(let answer), .sendAndDone(let answer):
            try FuzzTargets.demand(
                answer.count <= Frame.handshakeBytes, "an answer of \(answer.count) bytes")
        case .done: break
        }
    }

    private static func check(
        first pattern: NoisePattern, _ input: ArraySlice<UInt8>
    ) throws(Broken) {
        var first = initiating(pattern)
        guard let real = try? first.start() else { throw Broken(sentence: "nothing is sent") }
        let message = altered(real, input)
        do {
            var second = try responding(to: message)
            let step = try second.take(message) { _ in true }
            try demand(step, to: message, real)
        } catch let error as Broken {
            throw error
        } catch {
            try FuzzTargets.demand(message != real, "what was sent is refused: \(error)")
        }
    }

    private static func check(
        second pattern: NoisePattern, _ input: ArraySlice<UInt8>
    ) throws(Broken) {
        var first = initiating(pattern)
        guard let opening = try? first.start(), var second = try? responding(to: opening),
            let step = try? second.take(opening, isOfRealm: { _ in true }),
            let real = step.message
        else { throw Broken(sentence: "nothing is answered") }
        let message = altered(real, input)
        guard let next = try? first.take(message, isOfRealm: { _ in true }) else {
            return try FuzzTargets.demand(message != real, "what was sent is refused")
        }
        try demand(next, to: message, real)
    }

    private static func checkThird(_ input: ArraySlice<UInt8>) throws(Broken) {
        var first = initiating(.xx)
        guard let opening = try? first.start(), var second = try? responding(to: opening),
            let answer = try? second.take(opening, isOfRealm: { _ in true }).message,
            let real = try? first.take(answer, isOfRealm: { _ in true }).message
        else { throw Broken(sentence: "nothing is answered") }
        let message = altered(real, input)
        guard let next = try? second.take(message, isOfRealm: { _ in true }) else {
            return try FuzzTargets.demand(message != real, "what was sent is refused")
        }
        try demand(next, to: message, real)
    }

    private static func checkSession(_ input: ArraySlice<UInt8>) throws(Broken) {
        var first = initiating(.nk)
        guard let opening = try? first.start(), var second = try? responding(to: opening),
            let answer = try? second.take(opening, isOfRealm: { _ in true }).message,
            (try? first.take(answer, isOfRealm: { _ in true })) != nil
        else { throw Broken(sentence: "nothing is answered") }
        var one = first.finish()
        var other = second.finish()
        let real = one.seal(Array("some words".utf8))
        let message = altered(real, input)
        let isOpen = opens(&other, message)
        try FuzzTargets.demand(isOpen == (message == real), "a message of nobody opens")
        // Whatever was refused ends it: what comes after does not open either.
        guard !isOpen else { return }
        let next = one.seal(Array("more words".utf8))
        try FuzzTargets.demand(!opens(&other, next), "a session goes on after what did not open")
    }

    private static func opens(_ session: inout Session, _ message: [UInt8]) -> Bool {
        guard let text = try? session.open(message) else { return false }
        return text.count > 0
    }

    private static func check(datagram input: ArraySlice<UInt8>) throws(Broken) {
        var entropy = entropy(13)
        let content: [UInt8] = Array("who is there".utf8)
        let key = HelloKey(secret(3))
        guard let real = Datagram.seal(content.span.bytes, in: realm, key, &entropy) else {
            throw Broken(sentence: "nothing is sealed")
        }
        let message = altered(real, input)
        let opened = Datagram.open(message, in: realm, key)
        try FuzzTargets.demand((opened == content) == (message == real), "a datagram of nobody")
        try FuzzTargets.demand(opened == nil || message == real, "a datagram of nobody opens")
    }

    /// A stream comes apart into messages that are its very bytes.
    private static func check(stream input: [UInt8]) throws(Broken) {
        var stream = input
        var again: [UInt8] = []
        while let next = try? Frame.next(from: &stream, most: Frame.handshakeBytes) {
            try FuzzTargets.demand(next.count <= Frame.handshakeBytes, "a message too long")
            again += Frame.of(next)
        }
        try FuzzTargets.demand(again + stream == input, "a stream is not its messages")
    }
}

extension DeviceHandshake.Step {
    fileprivate var message: [UInt8]? {
        switch self {
        case .send(let message), .sendAndDone(let message): message
        case .done: nil
        }
    }
}

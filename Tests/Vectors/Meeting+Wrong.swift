import Bundles
import Identity
import Lattice
import Seal
import TestSupport

/// Messages that nobody takes.
extension Meeting {
    func wrong() throws -> [(String, Replay, String)] {
        try wrongFirst() + wrongLater() + wrongRelayed()
    }

    /// The first messages of a talk, and then another one.
    private func changed(_ talk: Replay, _ count: Int, _ last: [UInt8]) -> Replay {
        var changed = talk
        changed.messages = Array(talk.messages.prefix(count)) + [last]
        changed.sent = []
        return changed
    }

    private func wrongFirst() throws -> [(String, Replay, String)] {
        let talk = try devices(saying: false)
        let good = talk.messages[0]
        func put(_ place: Int, _ byte: UInt8) -> [UInt8] {
            var bytes = good
            bytes[place] = byte
            return bytes
        }
        func framed(_ message: [UInt8]) -> [UInt8] { Frame.of(message) }
        let bare = Array(good.dropFirst(2))
        let weak = [UInt8](repeating: 0, count: 32)
        let greeting: Hash<Preface> = Secrets.secret(talk.hello ?? []).digest(
            .helloKey, weak.span.bytes)
        let weakened = bare.prefix(2) + Secrets.octets(greeting).prefix(16) + weak
        let all: [(String, [UInt8], String)] = [
            ("of version 0", put(2, 0), "unknown-version"),
            ("of version 2", put(2, 2), "unknown-version"),
            ("of version 2, and short", framed([2]), "unknown-version"),
            ("of a fourth pattern", put(3, 3), "wrong-pattern"),
            ("of the pattern of invites", put(3, 2), "wrong-pattern"),
            ("an empty message", framed([]), "wrong-pattern"),
            ("a preface that is cut off", framed(bare.prefix(17) + []), "wrong-pattern"),
            ("a preface alone", framed(bare.prefix(18) + []), "wrong-pattern"),
            ("a key that is cut off", framed(bare.dropLast()), "wrong-pattern"),
            ("a first message with a payload", framed(bare + [0]), "wrong-pattern"),
            ("another greeting", put(4, good[4] ^ 1), "unknown-greeting"),
            ("another key than was greeted with", put(20, good[20] ^ 1), "unknown-greeting"),
            (
                "longer than 1,024 bytes",
                framed(bare + Array(repeating: 0, count: 1_025 - bare.count)), "too-long"
            ),
            ("a key of small order", framed(Array(weakened)), "does-not-open"),
        ]
        return all.map { ($0, changed(talk, 0, $1), $2) }
    }

    private func wrongLater() throws -> [(String, Replay, String)] {
        let talk = try devices(saying: false)
        let (answer, last) = (talk.messages[1], talk.messages[2])
        func answering(_ payload: [UInt8]) -> [UInt8] {
            var second = talk.responding()
            _ = second.read(talk.messages[0].dropFirst(20).copied.span.bytes)
            return Frame.of(made(second.write(payload.span.bytes)))
        }
        func ending(_ payload: [UInt8]) -> [UInt8] {
            var first = talk.initiating()
            let none: [UInt8] = []
            _ = first.write(none.span.bytes)
            _ = first.read(talk.messages[1].dropFirst(2).copied.span.bytes)
            return Frame.of(made(first.write(payload.span.bytes)))
        }
        let run = [UInt8](repeating: 7, count: 16)
        let second: [(String, [UInt8], String)] = [
            ("an answer with another key", Secrets.flipped(answer, 8 * 5), "does-not-open"),
            ("an answer that was altered", Secrets.flipped(answer, 8 * 60), "does-not-open"),
            (
                "an answer with its last bit changed",
                Secrets.flipped(answer, 8 * answer.count - 1), "does-not-open"
            ), ("an answer without a run", answering([]), "wrong-type"),
            ("an answer with half a run", answering(run.dropLast()), "wrong-type"),
            ("an answer with more than a run", answering(run + [0]), "wrong-type"),
            (
                "an answer that is too long", Frame.of(Array(repeating: 1, count: 1_025)),
                "too-long"
            ),
        ]
        let third: [(String, [UInt8], String)] = [
            ("a last message that was altered", Secrets.flipped(last, 8 * 9), "does-not-open"),
            (
                "a last message with its last bit changed",
                Secrets.flipped(last, 8 * last.count - 1), "does-not-open"
            ), ("a last message without a run", ending([]), "wrong-type"),
            ("a last message with more than a run", ending(run + [0]), "wrong-type"),
        ]
        return second.map { ($0, changed(talk, 1, $1), $2) }
            + third.map { ($0, changed(talk, 2, $1), $2) }
    }

    private func wrongRelayed() throws -> [(String, Replay, String)] {
        let talk = try relay()
        let (good, answer) = (talk.messages[0], talk.messages[1])
        func answering(_ payload: [UInt8]) -> [UInt8] {
            var second = talk.responding()
            _ = second.read(good.dropFirst(20).copied.span.bytes)
            return Frame.of(made(second.write(payload.span.bytes)))
        }
        var talking = talk.initiating()
        let opened = Frame.of(good[2..<20] + made(talking.write(Secrets.one.span.bytes)))
        let weak = good.prefix(20) + Array(repeating: 0, count: 32) + good.dropFirst(52)
        return [
            (
                "to a relay, of another realm",
                changed(talk, 0, Secrets.flipped(good, 8 * 4)), "unknown-greeting"
            ),
            (
                "to a relay, altered", changed(talk, 0, Secrets.flipped(good, 8 * 60)),
                "does-not-open"
            ),
            (
                "to a relay, with a key of small order", changed(talk, 0, Array(weak)),
                "does-not-open"
            ),
            (
                "a relay's answer that was altered",
                changed(talk, 1, Secrets.flipped(answer, 8 * 40)), "does-not-open"
            ),
            ("to a relay, with a payload", changed(talk, 0, opened), "wrong-pattern"),
            ("a relay's answer with a run", changed(talk, 1, answering([7])), "wrong-type"),
        ]
    }

    /// A session up to a message that does not open.
    func wrongSent() throws -> [(String, Replay, (from: Int, bytes: [UInt8]))] {
        var talk = try devices(saying: true)
        let rows = talk.sent
        talk.sent = Array(rows.prefix(2))
        return [
            ("a message that comes twice", talk, rows[0]),
            ("a message with one missing before it", talk, (0, rows[5].bytes)),
            ("a message sent back", talk, (1, rows[0].bytes)),
            ("a message that was altered", talk, (1, Secrets.flipped(rows[2].bytes, 20))),
            ("a message without a tag", talk, (1, Frame.of([1, 2, 3]))),
        ]
    }
}

extension ArraySlice<UInt8> {
    fileprivate var copied: [UInt8] { Array(self) }
}

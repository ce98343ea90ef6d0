import Lattice
import Seal
import Simulation
import Wire

/// An encoding, and what it is to be read as: the first byte says that. For a body two more say
/// whose it is.
struct Sample {
    enum Kind {
        case item
        case body(FeedID, BundleNumber)
        case state(any (Canonical & Equatable).Type)
    }

    let kind: Kind
    let bytes: [UInt8]

    /// Seeds are made in this order too: new types go to the end.
    static var states: [any (Canonical & Equatable).Type] {
        [
            Register.self, AddWinsSet.self, Counter.self, Facts.self, Life.self, Document.self,
            Frontier.self, View.self, HybridClock.self, Peer.State.self, HashSum.self,
            [HashSum].self, HashTree<Blake2b>.Proof.self,
        ]
    }

    init(_ input: [UInt8]) {
        var rest = input[...]
        let choice = Int(rest.popFirst() ?? 0) % (2 + Self.states.count)
        switch choice {
        case 0: kind = .item
        case 1:
            let feed: FeedID = Ground.id(max(1, rest.popFirst() ?? 1))
            kind = .body(feed, Ground.number(rest.popFirst() ?? 0))
        default: kind = .state(Self.states[choice - 2])
        }
        bytes = Array(rest)
    }
}

/// What fuzzed histories stand on.
enum Ground {
    /// An id that is one byte over and over: within a fuzzer's reach.
    static func id<Named>(_ byte: UInt8) -> Identifier<Named> {
        let word = UInt64(byte) * 0x0101_0101_0101_0101
        return Identifier(high: word, low: word)
    }

    static let feeds: [FeedID] = [id(1), id(2), id(3)]

    /// A small number, or for the highest bytes one of the last that there are.
    static func number(_ byte: UInt8) -> BundleNumber {
        let value = byte < 0xF0 ? UInt64(byte) : BundleNumber.last.value - UInt64(0xFF - byte)
        return BundleNumber(value) ?? .first
    }
}

/// Why bytes are refused, where, and in what: nothing of them has been used.
public struct WireError: Error, Hashable, Sendable {
    public let reason: Reason
    /// Of the item at fault, from the beginning of the encoding.
    public let offset: Int
    public let part: Part

    public init(_ reason: Reason, at offset: Int, in part: Part) {
        self.reason = reason
        self.offset = offset
        self.part = part
    }

    /// What is wrong, by the names that spec/03-encoding.md#cbor-6 gives.
    public enum Reason: String, CaseIterable, Sendable {
        case truncated
        case trailing
        case unsupported
        case indefinite
        case notShortest = "not-shortest"
        case badText = "bad-text"
        case tooDeep = "too-deep"
        case wrongType = "wrong-type"
        case wrongCount = "wrong-count"
        case outOfRange = "out-of-range"
        case tooLong = "too-long"
        case empty
        case unsorted
        case repeated
        case unknownKey = "unknown-key"
        case noSuchEntry = "no-such-entry"
        case unused
        case idle
        case ownFeed = "own-feed"
        case zeroID = "zero-id"
        case noContradiction = "no-contradiction"
    }

    /// What was being read or written.
    public enum Part: String, Sendable {
        case item, body, feeds, persons, changes, vector, register, set, counter, facts, life
        case document, frontier, view, clock, scope, digest, proof
        case bundle, opening, act, acts, policy
        case address = "scope name"
        case forkProof = "fork proof"
        case root = "root record"
        case envelope, keyring, invites
        case schema, value
        case entry = "waiting entry"
        case deviceFile = "device file"
        case rootFile = "root file"
        case foundingFile = "founding file"
        case enrolment = "enrolment message"
        case message, statement
        case stick = "piece of a stick"
    }
}

extension WireError: CustomStringConvertible {
    public var description: String {
        "\(part.rawValue) refused at byte \(offset): \(reason.explanation) (\(reason.rawValue))"
    }
}

extension WireError.Reason {
    /// For a person who has to find out whose program is wrong.
    public var explanation: String {
        switch self {
        case .truncated: "it ends too early"
        case .trailing: "something follows it"
        case .unsupported: "an item of a type that is not used here"
        case .indefinite: "a length that is left open"
        case .notShortest: "a number written longer than need be"
        case .badText: "a text that is not UTF-8"
        case .tooDeep: "too many arrays and maps within each other"
        case .wrongType: "another type of item than belongs here"
        case .wrongCount: "more or fewer bytes or items than belong here"
        case .outOfRange: "a number that does not exist here"
        case .tooLong: "it is above its limit"
        case .empty: "something without content that has to be left out"
        case .unsorted: "something out of order"
        case .repeated: "something that is there twice"
        case .unknownKey: "a key that does not belong here"
        case .noSuchEntry: "a reference to an entry that its table does not have"
        case .unused: "a table with an entry that nothing refers to"
        case .idle: "a turn to a record that changes nothing"
        case .ownFeed: "the bundle's own feed where only others can stand"
        case .zeroID: "the id of all zeros, which names nothing"
        case .noContradiction: "two heads that do not contradict each other"
        }
    }
}

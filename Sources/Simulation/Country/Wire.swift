internal import Gossip

/// What lines between simulated laptops are.
public enum LineSort: String, CaseIterable, Hashable, Sendable {
    /// What is said comes as it was said, and everybody knows with whom they talk.
    case plain
    /// Handshakes and sessions as they ship: all is proven, sealed and opened.
    case sealed
}

/// A line between two hosts: what is said comes in its order, unless the line is cut.
struct Wire: Sendable {
    /// The two ends: who dialled, and who answered; with the life that each was in.
    let ends: [End]
    let link: LinkID
    /// When what was said last arrives, by the end that it is for.
    var arrivals: [UInt64] = [0, 0]
    /// What was said and not heard yet, in its order, by the end that it is for.
    var said: [[Parcel]] = [[], []]
    /// How long what of it is that could not be delivered, and waits.
    var held: [[Int]] = [[], []]
    var stalledSince: UInt64?
    /// For how long nothing may get through before the line is given up.
    var patience: UInt64 = 15_000
    /// Whether both have shaken hands: before that nobody can say anything, whoever they are.
    var isOpen = false
    /// Which ends have said that both hold the same.
    var hasMet = [false, false]

    struct End: Hashable, Sendable {
        let host: Int
        let life: UInt64
    }

    func index(of host: Int) -> Int? { ends.firstIndex { $0.host == host } }
}

/// Something that is on its way over a line.
struct Parcel: Sendable {
    /// As they travel, but for their length.
    var bytes: [UInt8]
    /// Whether they are what was sealed no more.
    var isAltered = false

    /// What a session adds: the length, whether more follows, and the tag.
    static let overhead = 19
}

public import Bundles
public import Charter
public import Lattice
public import Wire

/// What became of acts that somebody wrote.
public struct Enacted: Hashable, Sendable {
    public let seat: ActID
    /// Under which they stand.
    public let grant: ActID
    public let feed: FeedID
    public let tip: Tip
    /// Their names, in their order.
    public let acts: [ActID]
    /// What becomes of each: it is admitted, or waits for others to stand behind it (`unbacked`).
    public let verdicts: [Verdict]
    /// The grants that a revocation among them speaks of and does not reach, ascending: whoever
    /// stands above these can revoke them.
    public let beyond: [ActID]

    /// The acts that have no effect before others endorse them.
    public var waiting: [ActID] {
        zip(acts, verdicts).filter { !$0.1.isAdmitted }.map(\.0)
    }
}

/// Why acts were not written.
public enum ActError: Error, Hashable, Sendable {
    case locked(ActID)
    case empty
    case tooMany(Int)
    /// So many bytes.
    case tooLong(Int)
    /// Nobody could read them.
    case form(WireError)
    /// A key epoch is begun by whoever keeps its key (`Input.begin`).
    case key(act: Int)
    /// There is no policy yet.
    case noCharter
    /// The seat was granted nothing.
    case notGranted(ActID)
    /// What the seat would write has no standing.
    case noStanding(Verdict)
    /// What the seat writes under its grants does not count any more.
    case cut
    /// No grant of the seat lets it do this: the act by its place, what it is, why not, and who
    /// may.
    case notPermitted(act: Int, String, Verdict, who: String)
    /// The act is permitted, but would concern nothing, for what it is about is not below the seat.
    case outOfReach(act: Int, String)
}

extension ActError {
    /// The reason, by the names of the specification.
    public var name: String {
        switch self {
        case .locked: "locked"
        case .empty: "empty"
        case .tooMany, .tooLong: "too-long"
        case .form(let error): error.reason.rawValue
        case .key: "key"
        case .noCharter: "unknown-policy"
        case .notGranted: "not-granted"
        case .cut: "cut"
        case .noStanding(let verdict), .notPermitted(_, _, let verdict, _):
            switch verdict {
            case .waits(let reason), .refused(let reason): reason.rawValue
            case .admitted, .quarantined: "cut"
            }
        case .outOfReach: "not-below"
        }
    }
}

extension ActError: CustomStringConvertible {
    public var description: String { "Nothing was written: \(why) (\(name))" }

    private var why: String {
        switch self {
        case .locked: "the seat is locked; unlock it with its passphrase, then do this again"
        case .empty: "there is nothing to do"
        case .tooMany(let count): "\(count) acts are too many at once; do some of them first"
        case .tooLong(let bytes): "the acts come to \(bytes) bytes; do some of them first"
        case .form(let error): "nobody could read it: \(error)"
        case .key(let place):
            "act \(place) begins a key, which only the device can do that keeps it"
        case .noCharter: "the realm's policy is not here yet; it comes with the next peer"
        case .notGranted: "this seat was not granted anything that is in force"
        case .noStanding(.waits(let reason)), .noStanding(.refused(let reason)):
            "what this seat would write does not count yet: \(reason.explanation)"
        case .noStanding, .cut: "what this seat writes does not count any more; it was let go of"
        case .notPermitted(let place, let what, .waits(let reason), _):
            "act \(place) (\(what)): \(reason.explanation); try again when it has"
        case .notPermitted(let place, let what, .refused(.notPermitted), let who):
            "act \(place) (\(what)): \(Reason.notPermitted.explanation); \(who)"
        case .notPermitted(let place, let what, .refused(let reason), _):
            "act \(place) (\(what)): \(reason.explanation)"
        case .notPermitted(let place, let what, _, _):
            "act \(place) (\(what)) would not count: the seat was let go of"
        case .outOfReach(let place, let what):
            "act \(place) (\(what)) would change nothing: whom it is about is not below this seat; "
                + "ask somebody who stands above both"
        }
    }
}

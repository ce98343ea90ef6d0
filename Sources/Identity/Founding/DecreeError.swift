public import Bundles
public import Charter
public import Lattice
public import Wire

/// Why the roots of a domain did not do something. Nothing of it is there.
public enum DecreeError: Error, Hashable, Sendable {
    case locked(label: String)
    /// The key is that of a root of another realm or agency.
    case otherDomain(label: String)
    case notARoot(label: String)
    /// No key was given to sign with.
    case unsigned
    case empty
    case tooMany(Int)
    case form(WireError)
    /// What it would go on from is not here.
    case noChain(DomainID)
    case badRecord(RootError)
    case versionTaken(UInt16)
    case noSuchRole(RoleNumber)
    /// An office at a hub that the plan does not open.
    case noSuchHub(RoleNumber)
    case agencyHubs
    /// An act that would not be in force, by its place, what it is, and why.
    case refused(act: Int, String, Verdict)

    public var name: String {
        switch self {
        case .locked: "locked"
        case .otherDomain: "other-domain"
        case .notARoot: "stranger"
        case .unsigned: "too-few"
        case .empty: "empty"
        case .tooMany: "too-long"
        case .form(let error): error.reason.rawValue
        case .noChain: "no-chain"
        case .badRecord(let error): error.rawValue
        case .versionTaken: "repeated"
        case .noSuchRole: "no-such-role"
        case .noSuchHub, .agencyHubs: "foreign-hub"
        case .refused(_, _, .waits(let reason)), .refused(_, _, .refused(let reason)):
            reason.rawValue
        case .refused: "dropped"
        }
    }
}

extension DecreeError: CustomStringConvertible {
    public var description: String { "nothing was decreed: \(why) (\(name))" }

    private var why: String {
        switch self {
        case .locked(let label):
            "the root key of \(label) is locked; unlock it with its passphrase, then try again"
        case .otherDomain(let label):
            "the root key of \(label) is that of another realm or agency; take the file that "
                + "belongs to this one, or make a new key"
        case .notARoot(let label):
            "\(label) is no root here; ask the roots to name this key as one of theirs"
        case .unsigned: "no root is at hand to sign it; unlock the key of one"
        case .empty: "there is nothing to decree"
        case .tooMany(let count):
            "\(count) acts do not fit into one record; decree some of them later"
        case .form(let error): "nobody could read the record: \(error)"
        case .noChain: "the record that it goes on from has not arrived; meet a peer that has it"
        case .badRecord(let error): "\(error)"
        case .versionTaken(let version):
            "there is a version \(version) already; give this the next number"
        case .noSuchRole(let role): "the policy has no role \(role.value) for the founder"
        case .noSuchHub(let role):
            "role \(role.value) is granted at a hub that is not among those opened"
        case .agencyHubs: "the hubs of an agency are opened by its realm"
        case .refused(let place, let what, .waits(let reason)),
            .refused(let place, let what, .refused(let reason)):
            "act \(place) (\(what)): \(reason.explanation)"
        case .refused(let place, let what, _):
            "act \(place) (\(what)) would stand in a line that stays have dropped"
        }
    }
}

extension RootDecree: CustomStringConvertible {
    public var description: String {
        let what = "root record \(record.number)"
        if lacking == 0 { return "\(what) has all signatures that it needs" }
        let more = lacking == 1 ? "one more root" : "\(lacking) more roots"
        return "\(what) waits for the signature of \(more) (too-few, ROOT-3)"
    }
}

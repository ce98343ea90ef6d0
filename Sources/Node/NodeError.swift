public import Identity
public import KeyFiles
public import Network
public import Replica
public import Store

/// Why a node could not do something; said for people.
public enum NodeError: Error, Sendable {
    case store(StoreError)
    case keys(KeyFolderError)
    case keyFile(KeyFileError)
    case unlock(UnlockError)
    case network(NetworkError)
    case entry(EntryError)
    case act(ActError)
    case decree(DecreeError)
    case invite(InviteError)
    case enrolment(EnrolmentError)
    case fullKeyring
    /// Rows could not be read as they were asked for.
    case asking(String)
    case alreadyFounded(String)
    /// An agency of this name was founded on this laptop before.
    case agencyFounded(String)
    /// Nobody answers at any of these places.
    case unreachable([String])
    /// The realm that was joined has not told yet that it knows of it.
    case unconfirmed
    /// There is nobody on this device, or not whom somebody named.
    case neverEnrolled
    case noSeat(String)
    case locked
    /// There is no key of a root in this file.
    case noRoot(String)
    /// So many roots more would have to sign.
    case lacksRoots(Int)
    /// Nothing keeps what is in the clear in memory only.
    case noMemoryFolder
    /// Too much is wanted of it at once.
    case busy
    case closed
    /// Its storage failed, and it tries to go on.
    case failing(StoreError)
}

extension NodeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .store(let error): "\(error)"
        case .keys(let error): "\(error)"
        case .keyFile(let error): "\(error)"
        case .unlock(let error): "\(error)"
        case .network(let error): "\(error)"
        case .entry(let error): "\(error)"
        case .act(let error): "\(error)"
        case .decree(let error): "\(error)"
        case .invite(let error): "\(error)"
        case .enrolment(let error): "\(error)"
        case .asking(let why): why
        case .fullKeyring: "There is no room in the keyring of this laptop for another person."
        case .alreadyFounded(let folder):
            "\(folder) belongs to a realm already. Name another folder with --data."
        case .agencyFounded(let name):
            "An agency “\(name)” was founded on this laptop already. “causeway agency list” says "
                + "how it stands; found another by another name."
        case .unreachable(let places):
            "Nobody answers at \(places.joined(separator: ", ")). Is the other laptop on, its "
                + "node running, and on the same network?"
        case .unconfirmed:
            "The realm's records have not come yet. Stay near the laptop that invited this one, "
                + "and join again with the same invite."
        case .neverEnrolled:
            "Offline access not available. Please connect at least once. This laptop belongs to "
                + "nobody yet: ask somebody who may admit people for an invite, then say "
                + "“causeway join”."
        case .noSeat(let name):
            "Nobody called “\(name)” has a seat on this laptop. “causeway status” says who has."
        case .noRoot(let path):
            "There is no root key in \(path). Plug in the stick that it lies on, and name its file."
        case .lacksRoots(let count):
            "This realm wants \(count) roots more to sign that. Somebody who is high up already "
                + "can invite instead, if the role is below theirs."
        case .locked: "It is locked. Unlock it with “causeway unlock”, then enter this again."
        case .noMemoryFolder:
            "There is no folder in memory for what is in the clear while somebody works. Name one "
                + "on a tmpfs with “run = …” in the configuration, or --run."
        case .busy: "Too much is asked of this node at once. Try again in a moment."
        case .closed: "The node has been stopped."
        case .failing(let error): "The node cannot store anything now. \(error)"
        }
    }
}

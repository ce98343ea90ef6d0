internal import Glibc
public import Gossip

/// Why a stick could not be written or read; said for people.
public struct StickError: Error, Sendable {
    public enum Reason: Sendable {
        case missing
        /// A folder, a device, a pipe, a link.
        case notAFile
        /// Something else is there already.
        case taken
        /// Somebody else writes it now.
        case inUse
        case noRoom
        case tooLong
        case readOnly
        case failed(String)
        /// What is in it is wrong.
        case fault(StickFault)
        case node(NodeError)
        case cancelled
        /// A wish where goods belong, or the other way round.
        case isWish, isNoWish
        /// Who is to have it is not of this realm any more, or not yet.
        case notWelcome
        /// The device has never said here what it holds.
        case unheard
    }

    public let path: String
    public let reason: Reason

    public init(_ path: String, _ reason: Reason) { (self.path, self.reason) = (path, reason) }

    /// What the system has just said.
    static func last(_ path: String) -> Self {
        switch errno {
        case ENOENT, ENOTDIR: Self(path, .missing)
        case ELOOP, EISDIR, ENXIO: Self(path, .notAFile)
        case ENOSPC, EDQUOT: Self(path, .noRoom)
        case EFBIG: Self(path, .tooLong)
        case EROFS, EACCES, EPERM: Self(path, .readOnly)
        default: Self(path, .failed(unsafe String(cString: strerror(errno))))
        }
    }
}

extension StickError: CustomStringConvertible {
    public var description: String { "\(path): \(sentence)" }

    private var sentence: String {
        switch reason {
        case .missing: "there is no such file or folder. Is the stick in, and mounted?"
        case .notAFile: "that is no file. Name a file on the stick, not a folder or a device."
        case .taken:
            "another file is there that is no export, and was not touched. Name another one."
        case .inUse: "somebody is writing this file now. Wait until that is done."
        case .noRoom:
            "there is no room left on the stick. What was written is kept beside, in “.part”, "
                + "and is gone on with when there is room; a smaller export may do."
        case .tooLong:
            "the stick takes no file that long. Export fewer scopes, or format it anew."
        case .readOnly: "it cannot be read or written here; look at the rights, and at its lock."
        case .failed(let what): "it cannot be read or written: \(what)."
        case .fault(let fault): "\(fault)"
        case .node(let error): "\(error)"
        case .cancelled: "stopped. Say it again to go on."
        case .isWish:
            "this is a wish, which says what a laptop has. Export for it, and bring what that "
                + "writes."
        case .isNoWish: "this is no wish. Have the other laptop write one."
        case .notWelcome: "that laptop does not belong to this realm (any more), and gets nothing."
        case .unheard:
            "nothing is known here of what that laptop holds. Have it write a wish, or export "
                + "everything."
        }
    }
}

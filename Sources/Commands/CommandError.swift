internal import Identity
package import Node
internal import Packs
internal import Replica

/// Why a command did not do what was asked: for people, with the code that a script sees.
package struct CommandError: Error, Sendable {
    /// What the program's end says of it.
    package enum Code: Int32, Sendable {
        /// The words of the command cannot be understood.
        case usage = 2
        /// It may not be done, or makes no sense as things are.
        case refused = 3
        /// Somebody has to be unlocked first.
        case locked = 4
        /// What was named is not there.
        case missing = 5
        /// Storage, network or another program does not do its part.
        case unavailable = 6
        /// It was not confirmed.
        case unconfirmed = 7
    }

    package let code: Code
    package let text: String

    package init(_ code: Code, _ text: String) { (self.code, self.text) = (code, text) }
}

extension CommandError {
    package init(_ error: NodeError) {
        let code: Code =
            switch error {
            case NodeError.locked, .neverEnrolled, .unlock, .entry(.locked), .act(.locked):
                .locked
            case .entry, .act, .decree, .invite, .enrolment, .alreadyFounded, .agencyFounded,
                .lacksRoots:
                .refused
            case .noSeat, .noRoot: .missing
            default: .unavailable
            }
        self.init(code, "\(error)")
    }
}

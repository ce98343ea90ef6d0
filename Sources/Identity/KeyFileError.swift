public import Wire

/// Why a device file or a keyring is not taken (spec/07-confidentiality.md#ring-3).
public enum KeyFileError: Error, Hashable, Sendable {
    case form(WireError)
    case damaged
    /// There is no seat on this device.
    case neverEnrolled

    public var name: String {
        switch self {
        case .form(let error): error.reason.rawValue
        case .damaged: "damaged"
        case .neverEnrolled: "never-enrolled"
        }
    }
}

extension KeyFileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .form(let error): "this is no file of keys, or one of a later version: \(error)"
        case .damaged:
            "the file of keys was cut short or altered (damaged); put back a copy of it, or have "
                + "this device enrolled again"
        case .neverEnrolled:
            "Offline access not available. Please connect at least once. Ask somebody who may "
                + "enrol people for an invite, and join with it near their laptop"
        }
    }
}

/// Why a seat is not unlocked.
public enum UnlockError: Error, Hashable, Sendable {
    case wrongPassphrase(label: String)
    /// What the passphrase opens is not what the seat says.
    case wrongKey(label: String)
    case tooShort
    case tooLong
    case noMemory(kibibytes: Int)

    public var name: String {
        switch self {
        case .wrongPassphrase: "wrong-passphrase"
        case .wrongKey: "wrong-key"
        case .tooShort: "too-short"
        case .tooLong: "too-long"
        case .noMemory: "no-memory"
        }
    }
}

extension UnlockError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrongPassphrase(let label):
            "this is not the passphrase of \(label), or the file was altered (\(name)); nothing "
                + "was changed, try again"
        case .wrongKey(let label):
            "the keys of \(label) are not those that their file names (\(name)); put back a copy "
                + "of it, or have this person enrolled again"
        case .tooShort: "a passphrase has at least 8 bytes; choose a longer one (\(name))"
        case .tooLong: "a passphrase has at most 1,024 bytes; choose a shorter one (\(name))"
        case .noMemory(let size):
            "to try a passphrase takes \(size / 1_024) MiB of memory, which are not free; close "
                + "other programs and try again (\(name))"
        }
    }
}

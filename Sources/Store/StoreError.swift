/// Why something could not be stored, or read again; said for people.
public struct StoreError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case diskFull
        case readOnly
        case inUse
        case missing
        case noFolder
        case damaged(String)
        /// Made by a later version of the program.
        case newer(Int)
        /// A file of something else.
        case foreign
        case otherRealm
        case failed(String)
    }

    public let file: String
    public let reason: Reason

    public init(_ file: String, _ reason: Reason) {
        self.file = file
        self.reason = reason
    }

    /// Whether it is what is in the file that is wrong.
    var isOfContent: Bool {
        switch reason {
        case .damaged, .newer, .foreign: true
        default: false
        }
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String { "\(file): \(sentence)" }

    private var sentence: String {
        switch reason {
        case .diskFull:
            "there is no room left. Nothing that was confirmed is lost; free some space, then "
                + "enter the last thing again."
        case .readOnly: "it cannot be written; look at the rights of the file and its folder."
        case .inUse: "another process has it open. One at a time: stop that one first."
        case .missing: "it is not there, though other files of the store are. Restore it."
        case .noFolder: "the folder is not there, or cannot be entered."
        case .damaged(let what):
            "it is damaged (\(what)). What can be read is saved by a repair; the rest comes back "
                + "from peers."
        case .newer(let version):
            "it was made by a later version of the program (\(version)). Update this one; the "
                + "file was not touched."
        case .foreign: "it is no file of this program, and was not touched."
        case .otherRealm: "it belongs to another realm, and was not touched."
        case .failed(let what): "it cannot be read or written: \(what)."
        }
    }
}

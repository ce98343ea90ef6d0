public import Bundles
public import Charter
public import Lattice
public import Schema

/// What somebody enters: all of it becomes one bundle, or nothing does.
public struct Entry: Hashable, Sendable {
    public var scope: Address
    public var edits: [Edit]

    public init(in scope: Address, _ edits: [Edit]) {
        self.scope = scope
        self.edits = edits
    }
}

/// One thing that is done to a record.
public enum Edit: Hashable, Sendable {
    /// A record, as it is named from outside: one that is there, or one that an earlier edit of the
    /// same entry creates, by its place.
    public enum Subject: Hashable, Sendable {
        case record(RecordID)
        case new(Int)
    }

    /// A new record of a kind, by the first of its values; the others follow as edits of it.
    case create(KindNumber, FieldNumber, Value)
    case write(Subject, FieldNumber, Value)
    case add(Subject, FieldNumber, Value)
    case remove(Subject, FieldNumber, Value)
    case count(Subject, FieldNumber, Int64)
    /// A fact of a record.
    case note(Subject, FieldNumber, FactID, Value)
    /// A fact of the ledger.
    case state(KindNumber, FactID, Value)
    case delete(Subject)
    case restore(Subject)

    var subject: Subject? {
        switch self {
        case .create, .state: nil
        case .write(let subject, _, _), .add(let subject, _, _), .remove(let subject, _, _),
            .count(let subject, _, _), .note(let subject, _, _, _), .delete(let subject),
            .restore(let subject):
            subject
        }
    }
}

/// Why an entry was not made.
public enum EntryError: Error, Hashable, Sendable {
    case locked(ActID)
    case empty
    /// An edit of an entry, by its place, names no record that there is.
    case noSuchEdit(Int)
    /// The seat does not read the scope, or its key has not come.
    case notReadable(Address)
    case noKey(Address)
    /// The rows of the scope are being made anew; the entry can be made a moment later.
    case busy(Address)
    /// No grant of the seat lets it write this.
    case notPermitted(KindNumber, Verdict)
    case misfit(edit: Int, SchemaFault)
    case author(edit: Int, AuthorError)
    /// There is no policy yet, or no schema.
    case noCharter
}

extension EntryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .locked: "The seat is locked. Unlock it with its passphrase, then enter this again."
        case .empty: "There is nothing to enter."
        case .noSuchEdit(let place): "Edit \(place) is about no record that the entry creates."
        case .notReadable(let scope):
            "This seat does not read \(scope), so it cannot write there either."
        case .noKey(let scope):
            "The key of \(scope) is not here yet. It comes with the next peer that has it."
        case .busy(let scope):
            "The records of \(scope) are being brought up to date. Try again in a moment."
        case .notPermitted(let kind, let verdict):
            "No grant of this seat lets it write kind \(kind.value) here: \(verdict)."
        case .misfit(let edit, let fault): "Edit \(edit) does not fit the schema: \(fault)."
        case .author(let edit, let error): "Edit \(edit) cannot be made. \(error)"
        case .noCharter: "The realm's policy or schema is not here yet."
        }
    }
}

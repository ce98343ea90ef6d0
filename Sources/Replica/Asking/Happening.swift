public import Bundles
public import Charter
public import Lattice
public import Seal

/// One change of a record: who made it, when, where it stands in the log, and what became of it.
public struct Happening: Hashable, Sendable {
    public let dot: Dot
    public let time: HybridTime
    /// Where this device has it in its log, and under which hash everybody has it.
    public let place: LogPlace
    public let bundle: BundleHash
    public let signature: Signature
    /// Who signed, on which device, under which grant; nil for a person that is not known any more.
    public let seat: ActID
    public let person: PersonID?
    public let incarnation: Incarnation
    public let grant: ActID
    /// The versions by which it was judged.
    public let policy: UInt16
    public let schema: UInt16
    public let change: Change
    public let standing: Standing
    /// What the charter says of it, and by which decisions a proposal has effect.
    public let verdict: RecordVerdict

    /// Whether it waits for decisions before anybody acts on it.
    public var isProposal: Bool { verdict.isProposal }

    /// Whether a change counts.
    public enum Standing: Hashable, Sendable {
        case counts
        /// Cut off by these revocations, or by a fork if there are none.
        case void([ActID])
        case refused(Misjudgement)
    }
}

/// What a change did to what people read.
public struct TimelineEntry: Hashable, Sendable {
    public let happening: Happening
    /// Whether the record was there before, and after.
    public let before: Lattice.Life.Reading
    public let after: Lattice.Life.Reading
    public let step: Step

    public enum Step: Hashable, Sendable {
        /// It was deleted or restored, or was meant to be.
        case existence
        /// What was read before, what was written, and what is read since: something else, where a
        /// later write stands beside it.
        case value(FieldNumber, old: Value?, written: Value, new: Value?)
        case member(FieldNumber, Value, was: Bool, isIn: Bool)
        case count(FieldNumber, by: Int64, old: Int128, new: Int128)
        case fact(FieldNumber, FactKey, Value, isNew: Bool)
        /// Of a later version of the program.
        case later(FieldNumber)
    }

    public var field: FieldNumber? {
        switch step {
        case .existence: nil
        case .value(let field, _, _, _), .member(let field, _, _, _), .count(let field, _, _, _),
            .fact(let field, _, _, _), .later(let field):
            field
        }
    }
}

/// Everything that stands behind a field of a record.
public struct Reasons: Hashable, Sendable {
    public struct Cause: Hashable, Sendable {
        public let happening: Happening
        public let role: Role
        /// What was decided about exactly this; of facts alone.
        public let decisions: [Citation]
        /// What the decisions come to; nil of what is not proposed, or if nobody can decide it.
        public let outcome: Outcome?
    }

    public enum Role: Hashable, Sendable {
        /// What people read comes from it, with others or alone.
        case shown
        /// It stands beside what is shown, and would be if that were not.
        case beside
        /// These took its place.
        case replaced(by: [Dot])
        /// It does not count.
        case without
    }

    /// In the order of their times.
    public let causes: [Cause]
}

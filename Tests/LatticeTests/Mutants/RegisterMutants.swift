import Lattice
import Simulation
import TestSupport

/// Registers as they are often got wrong.
enum RegisterMutants {
    /// The latest clock reading wins, whatever saw what.
    enum ClockBeforeCausality: RegisterRules {
        static func join(_ delta: Register.Delta, at stamp: Stamp, into state: inout Register) {
            if let old = state.siblings.first, old.write.time > stamp.time { return }
            state.join(delta, at: stamp)
        }
    }

    /// A write names the writes it replaces and not what those had replaced.
    enum NameReplacedDotsOnly: RegisterRules {
        static func author(_ want: Value, _ state: inout Register, _ pen: Pen)
            throws(AuthorError) -> Register.Delta?
        {
            let delta = try state.writing(want, pen)
            let standing = delta.vector.entries.filter { state.marks[$0.key]?.payload != nil }
            return Register.Delta(want, seen: FieldVector(standing.map { ($0.key, $0.value) }))
        }
    }

    /// Writes are only ever added.
    enum IgnoreVectors: RegisterRules {
        static func join(_ delta: Register.Delta, at stamp: Stamp, into state: inout Register) {
            state.join(Register.Delta(delta.value), at: stamp)
        }
    }

    /// Covered marks are forgotten once their target is there, as in a set.
    enum ForgetCovered: RegisterRules {
        static func settle(_ state: inout Register, within frontier: Frontier) {
            state.marks.settle(within: frontier)
        }
    }

    /// Of all writes only the one with the highest dot is kept.
    enum KeepHighestDot: RegisterRules {
        static func join(_ delta: Register.Delta, at stamp: Stamp, into state: inout Register) {
            state.join(delta, at: stamp)
            state = RegisterMutants.highest(of: state)
        }

        static func join(
            _ other: Register, into state: inout Register, _ frontiers: Frontiers
        ) {
            state.join(other, frontiers)
            state = RegisterMutants.highest(of: state)
        }
    }

    /// Vectors are passed on unread, with whatever a liar put there.
    enum PassOnLies: RegisterRules {
        static func author(_ want: Value, _ state: inout Register, _ pen: Pen)
            throws(AuthorError) -> Register.Delta?
        {
            _ = try state.writing(want, pen)
            let others = state.marks.entries.filter { $0.key != pen.dot.feed }
            return Register.Delta(
                want, seen: FieldVector(others.map { ($0.key, $0.value.position) }))
        }
    }

    /// Where two states meet, this side's siblings are kept and the other's dropped.
    enum KeepOwnSiblings: RegisterRules {
        static func join(
            _ other: Register, into state: inout Register, _ frontiers: Frontiers
        ) {
            if state.marks.isEmpty { state = other }
        }
    }

    private static func highest(of state: Register) -> Register {
        guard let top = state.siblings.max(by: { $0.dot < $1.dot }) else { return state }
        var one = Register()
        one.join(
            Register.Delta(top.write.value), at: Stamp(dot: top.dot, time: top.write.time))
        return one
    }
}

import CAllocations

/// What one run came to.
struct Reading {
    var operations: Int
    var nanoseconds: Double
    var allocations: Int
    var bytes: Int
    /// How much more of the heap was in use after the run than before it.
    var heapGrowth: Int
    /// How many bytes of an encoding were written or read, if that is what was measured.
    var encoded = 0
}

/// Something that can be measured again and again. A run sets up a state of its own, works on it,
/// and drops it; only the work is measured.
struct Trial {
    let run: () throws -> Reading

    /// `work` returns how many operations it did.
    init<State>(
        setUp: @escaping () throws -> State, work: @escaping (inout State) throws -> Int
    ) {
        run = {
            var state = try setUp()
            let clock = ContinuousClock()
            let heap = causeway_read_allocations()
            let start = clock.now
            let operations = try work(&state)
            let time = start.duration(to: clock.now)
            let after = causeway_read_allocations()
            withExtendedLifetime(state) {}
            return Reading(
                operations: operations, nanoseconds: time / .nanoseconds(1),
                allocations: Int(after.allocations - heap.allocations),
                bytes: Int(after.bytes - heap.bytes), heapGrowth: Int(after.live - heap.live))
        }
    }

    /// Work that writes or reads so many bytes of encodings.
    init<State>(
        encoded: Int, setUp: @escaping () throws -> State,
        work: @escaping (inout State) throws -> Int
    ) {
        let trial = Trial(setUp: setUp, work: work)
        run = {
            var reading = try trial.run()
            reading.encoded = encoded
            return reading
        }
    }

    /// Another trial, of which it is known how many bytes of encodings it makes.
    init(encoded: Int, _ trial: Trial) {
        run = {
            var reading = try trial.run()
            reading.encoded = encoded
            return reading
        }
    }

    /// What this costs more than another trial of the same operations.
    init(_ trial: Trial, less other: Trial) {
        run = {
            let (all, rest) = (try trial.run(), try other.run())
            precondition(all.operations == rest.operations, "these cannot be compared")
            return Reading(
                operations: all.operations, nanoseconds: all.nanoseconds - rest.nanoseconds,
                allocations: all.allocations - rest.allocations, bytes: all.bytes - rest.bytes,
                heapGrowth: all.heapGrowth - rest.heapGrowth)
        }
    }
}

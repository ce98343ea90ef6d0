/// What a thread has asked of the heap since it began: blocks, their bytes, and how many of those
/// are still there.
package struct Heap {
    let allocations: Int
    let bytes: Int
    let live: Int

    package init(allocations: Int = 0, bytes: Int = 0, live: Int = 0) {
        (self.allocations, self.bytes, self.live) = (allocations, bytes, live)
    }

    /// Where nobody counts: a program that ships has the allocator of its system.
    package static func uncounted() -> Heap { Heap() }
}

/// What one run came to.
package struct Reading {
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
package struct Trial {
    private let body: (_ heap: () -> Heap) throws -> Reading

    init(_ body: @escaping (_ heap: () -> Heap) throws -> Reading) { self.body = body }

    /// With who knows what this thread has asked of the heap.
    package func run(counting heap: () -> Heap = Heap.uncounted) throws -> Reading {
        try body(heap)
    }

    /// `work` returns how many operations it did.
    init<State>(
        setUp: @escaping () throws -> State, work: @escaping (inout State) throws -> Int
    ) {
        body = { heap in
            var state = try setUp()
            let clock = ContinuousClock()
            let before = heap()
            let start = clock.now
            let operations = try work(&state)
            let time = start.duration(to: clock.now)
            let after = heap()
            withExtendedLifetime(state) {}
            return Reading(
                operations: operations, nanoseconds: time / .nanoseconds(1),
                allocations: after.allocations - before.allocations,
                bytes: after.bytes - before.bytes, heapGrowth: after.live - before.live)
        }
    }

    /// Work that writes or reads so many bytes of encodings.
    init<State>(
        encoded: Int, setUp: @escaping () throws -> State,
        work: @escaping (inout State) throws -> Int
    ) {
        let trial = Trial(setUp: setUp, work: work)
        body = { heap in
            var reading = try trial.run(counting: heap)
            reading.encoded = encoded
            return reading
        }
    }

    /// Another trial, of which it is known how many bytes of encodings it makes.
    init(encoded: Int, _ trial: Trial) {
        body = { heap in
            var reading = try trial.run(counting: heap)
            reading.encoded = encoded
            return reading
        }
    }

    /// What this costs more than another trial of the same operations.
    init(_ trial: Trial, less other: Trial) {
        body = { heap in
            let (all, rest) = (
                try trial.run(counting: heap), try other.run(counting: heap)
            )
            precondition(all.operations == rest.operations, "these cannot be compared")
            return Reading(
                operations: all.operations, nanoseconds: all.nanoseconds - rest.nanoseconds,
                allocations: all.allocations - rest.allocations, bytes: all.bytes - rest.bytes,
                heapGrowth: all.heapGrowth - rest.heapGrowth)
        }
    }
}

import Lattice
import Seal
import Simulation
import TestSupport
import Testing
import Wire

/// Whatever is written is read again, and what is equal has equal bytes.
@Suite("Encodings of anything") struct RandomTests {
    @Test("BODY-1: what is written is read again: any changes, and what is kept beside them")
    func bodies() throws {
        for seed in Effort.seeds(3_000) {
            var draw = Draw(seed: seed, isWide: true)
            let bundle = draw.number()
            let body = Body(draw.changes(), later: draw.later())
            let bytes = try body.encoding(of: .ann, bundle)
            let read = try Body(reading: bytes, of: .ann, bundle)
            #expect(read == body, "seed \(seed)")
            #expect(try read.encoding(of: .ann, bundle) == bytes, "seed \(seed)")
            // The open map of a body is one allowed item like any other.
            #expect(NaiveItem.fault(bytes) == nil, "seed \(seed)")
        }
    }

    @Test("STATE-5: bodies are equal if and only if their bytes are")
    func equalBodies() throws {
        var same = 0
        for seed in Effort.seeds(200) {
            var draw = Draw(seed: seed, isWide: false)
            let bodies = (0..<12).map { _ in Body(draw.changes(), later: draw.later()) }
            let encodings = try bodies.map { body in
                try Body(body.changes, later: body.later).encoding(of: .ann, number(1))
            }
            same += count(of: bodies, encodings)
        }
        #expect(same > 100)
    }

    @Test("STATE-5: what is written of a state is read again, and equal states have equal bytes")
    func states() throws {
        try check { $0.register() }
        try check { $0.life() }
        try check { $0.set() }
        try check { $0.counter() }
        try check { $0.facts() }
        try check { $0.document() }
        try check { $0.frontier() }
        try check { $0.view() }
        try check { $0.scope() }
        try check { $0.sum() }
        try check { $0.proof() }
        try check { HybridClock(last: min($0.time(), HybridTime(word: .max - 1))) }
        try check { draw in (0..<(1 << draw.random.below(4))).map { _ in draw.sum() } }
    }

    private func check<State: Canonical & Equatable>(_ make: (inout Draw) -> State) throws {
        var same = 0
        for seed in Effort.seeds(150) {
            var wide = Draw(seed: seed, isWide: true)
            let state = make(&wide)
            let bytes = state.encoding
            let read = try State(encoding: bytes)
            #expect(read == state, "\(State.self), seed \(seed)")
            #expect(read.encoding == bytes, "\(State.self), seed \(seed)")
            #expect(NaiveItem.fault(bytes) == nil, "\(State.self), seed \(seed)")
            var small = Draw(seed: seed, isWide: false)
            let states = (0..<12).map { _ in make(&small) }
            same += count(of: states, states.map(\.encoding))
        }
        #expect(same > 10, "\(State.self)")
    }

    /// How many pairs are equal; fails if two are that have other bytes, or the other way round.
    private func count<Thing: Equatable>(of values: [Thing], _ encodings: [[UInt8]]) -> Int {
        var same = 0
        for one in values.indices {
            for other in values.indices where other < one {
                let isSame = values[one] == values[other]
                #expect(isSame == (encodings[one] == encodings[other]), "\(Thing.self)")
                if isSame { same += 1 }
            }
        }
        return same
    }

    @Test("STATE-5: a scope that is read goes on like the one that was written")
    func worlds() throws {
        for seed in Effort.seeds(6) {
            var world = World(seed: seed, replicas: 3)
            world.run(milliseconds: 5_000)
            let before = world.replicas.map(\.scope)
            world.run(milliseconds: 5_000)
            for (scope, replica) in zip(before, world.replicas) {
                var read = try State(encoding: scope.encoding)
                #expect(read == scope, "seed \(seed)")
                for entry in replica.log.taken { _ = read.receive(entry.bundle) }
                #expect(read == replica.scope, "seed \(seed)")
                #expect(read.encoding == replica.scope.encoding, "seed \(seed)")
            }
        }
    }
}

import Lattice
import Schema
import Simulation
import TestSupport
import Testing
import Wire

/// Schemas and values by chance.
@Suite("Schemas of anything") struct AnythingTests {
    @Test("SCHEMA-1: any schema is read back from its bytes", .timeLimit(.minutes(1)))
    func roundTrip() throws {
        for seed in Effort.seeds(300) {
            var random = SeededRandom(seed: seed)
            let schema = AnySchema.schema(&random)
            let again = try Schema(encoding: schema.encoding)
            #expect(again == schema, "seed \(seed)")
            #expect(Schema(packs: again.packs, kinds: again.kinds) == schema, "seed \(seed)")
        }
    }

    @Test("SCHEMA-1: what is not refused is read for what it is", .timeLimit(.minutes(1)))
    func mutations() {
        var accepted = 0
        for seed in Effort.seeds(2_000) {
            var random = SeededRandom(seed: seed)
            var bytes = AnySchema.schema(&random).encoding
            for _ in 0...random.below(3) {
                bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
            }
            guard let schema = try? Schema(encoding: bytes) else { continue }
            accepted += 1
            // What no version knows is kept unread: what is known is the same either way.
            let plain = Schema(packs: schema.packs, kinds: schema.kinds)
            #expect((try? Schema(encoding: plain.encoding))?.kinds == schema.kinds, "seed \(seed)")
        }
        #expect(accepted > 100)
    }

    @Test("TYPE-1: values of a type fit it, and judging any bytes ends", .timeLimit(.minutes(1)))
    func values() {
        var misfits = 0
        for seed in Effort.seeds(1_000) {
            var random = SeededRandom(seed: seed)
            let field = AnySchema.field("f", isPlain: false, &random)
            let value = AnySchema.value(of: field.type, &random)
            #expect(throws: Never.self, "seed \(seed)") { try field.check(value) }
            for _ in 0..<4 {
                var bytes = value.bytes
                bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
                if (try? field.check(Value(bytes))) == nil { misfits += 1 }
                if (try? field.check(Value(Array(bytes.dropLast())))) == nil { misfits += 1 }
            }
        }
        #expect(misfits > 1_000)
    }
}

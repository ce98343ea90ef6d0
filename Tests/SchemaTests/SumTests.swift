import Lattice
import Schema
import TestSupport
import Testing
import Wire

/// What facts add up to, and which rules the fields of a document break.
@Suite("Rules and sums") struct SumTests {
    private let boat = item { $0.put(record(Harbour.boat)) }
    private let sums = Harbour.trips.sums

    private func load(_ amount: Int64, in unit: UInt64) -> Value {
        item {
            $0.put(array: 2)
            $0.put(integer: amount)
            $0.put(unit)
        }
    }

    private func part(_ sum: Int, _ parts: (UInt32, Value)...) -> SumPart {
        let content = item { writer in
            writer.put(map: parts.count)
            for (number, value) in parts {
                writer.put(UInt64(number))
                writer.put(item: value.span)
            }
        }
        return Harbour.trips.part(of: sums[sum], content)
    }

    @Test("SUM-1: amounts are added in unit 0, under their keys")
    func amounts() {
        #expect(part(0, (0, boat), (4, load(15, in: 0))) == .adds(15, to: [boat]))
        #expect(part(0, (0, boat), (4, load(15, in: 1))) == .adds(15_000, to: [boat]))
        #expect(part(0, (4, load(15, in: 0))) == .adds(15, to: [nil]))
        #expect(part(0, (0, boat)) == .nothing)
    }

    @Test("SUM-1: an amount that is no whole number in unit 0, or too large, is left out")
    func leftOut() {
        #expect(part(0, (0, boat), (4, load(500, in: 2))) == .adds(227, to: [boat]))
        #expect(part(0, (0, boat), (4, load(5, in: 2))) == .leftOut)
        #expect(part(0, (0, boat), (4, load(1 << 50, in: 1))) == .leftOut)
        #expect(part(0, (0, boat), (4, load(1, in: 9))) == .leftOut)
    }

    @Test("SUM-1: signs turn, and leave out what they do not name")
    func signs() {
        func signed(_ direction: Int64?) -> SumPart {
            guard let direction else { return part(1, (0, boat), (4, load(15, in: 0))) }
            return part(1, (0, boat), (3, integer(direction)), (4, load(15, in: 0)))
        }
        #expect(signed(0) == .adds(15, to: [boat]))
        #expect(signed(1) == .adds(-15, to: [boat]))
        #expect(signed(2) == .nothing)
        #expect(signed(nil) == .nothing)
    }

    @Test("RULE-1: the rules that a document's values break")
    func rules() {
        func broken(_ values: (UInt32, Value)...) -> [Int] {
            Harbour.boats.broken(
                by: Dictionary(uniqueKeysWithValues: values.map { (FieldNumber($0.0), $0.1) }))
        }
        #expect(broken() == [])
        #expect(broken((1, integer(5)), (2, integer(5))) == [])
        #expect(broken((1, integer(6)), (2, integer(5))) == [0])
        #expect(broken((1, integer(6))) == [] && broken((1, integer(6)), (2, null)) == [])
        #expect(broken((3, integer(0))) == [])
        #expect(broken((3, integer(1))) == [1])
        #expect(broken((3, integer(1)), (2, null)) == [1])
        #expect(broken((3, integer(1)), (2, integer(7))) == [])
        #expect(broken((1, integer(9)), (2, integer(7)), (3, integer(1))) == [0])
    }
}

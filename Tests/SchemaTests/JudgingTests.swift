import Lattice
import Schema
import TestSupport
import Testing
import Wire

@Suite("Judging changes") struct JudgingTests {
    private let schema = Harbour.schema

    private func faults(_ changes: [Change], in bundle: UInt64 = 9) -> [Int: String] {
        let number = BundleNumber(bundle) ?? .first
        return Dictionary(
            uniqueKeysWithValues: schema.misfits(in: changes, of: .ann, number)
                .map { ($0.index, $0.fault.name) })
    }

    private func fault(_ change: Change) -> String? { faults([change])[0] }

    /// What a field of boats makes of a value.
    private func fault(_ value: Value, in field: UInt32) -> String? {
        fault(write(value, to: field, of: record(Harbour.boat)))
    }

    @Test("JUDGE-2: the kind, then the form, then the field, then the value")
    func order() {
        let id = record(Harbour.boat)
        #expect(fault(write(text("x"), to: 0, of: record(99))) == "no-such-kind")
        #expect(fault(write(text("x"), to: 0, of: record(0))) == "no-such-kind")
        #expect(fault(state(text("x"), as: 99)) == "no-such-kind")
        #expect(fault(write(text("x"), to: 0, of: record(Harbour.trip))) == "wrong-form")
        #expect(fault(state(text("x"), as: Harbour.boat)) == "wrong-form")
        #expect(fault(write(text("x"), to: 8, of: id)) == "no-such-field")
        #expect(fault(write(text("x"), to: 4, of: id)) == "wrong-merging")
        #expect(fault(Change(id, .field(FieldNumber(0), .set(.add(text("x")))))) == "wrong-merging")
        #expect(fault(write(Value([]), to: 0, of: id)) == "malformed")
        #expect(fault(write(Value(hex("6161 00")), to: 0, of: id)) == "malformed")
        #expect(fault(write(Value(hex("1801")), to: 0, of: id)) == "malformed")
        #expect(fault(write(integer(1), to: 0, of: id)) == "wrong-type")
        #expect(fault(write(text(""), to: 0, of: id)) == "out-of-bounds")
        #expect(fault(write(text("Ida"), to: 0, of: id)) == nil)
    }

    @Test("JUDGE-2: documents are deleted and restored, and later verbs pass")
    func life() {
        let id = record(Harbour.boat)
        #expect(fault(Change(id, .life(Life.Delta(.dead, seen: FieldVector())))) == nil)
        #expect(fault(Change(id, .life(Life.Delta(.alive, seen: FieldVector())))) == nil)
        let later = ForeignDelta(verb: 9, field: FieldNumber(1), payload: integer(1))
        #expect(fault(Change(id, .foreign(later))) == nil)
        #expect(fault(Change(record(99), .foreign(later))) == "no-such-kind")
        let ofTrips = ForeignDelta(
            verb: 9, field: FieldNumber(Harbour.trip), payload: integer(1))
        #expect(fault(Change(.ledger, .foreign(ofTrips))) == nil)
        let deleted = Change(
            record(Harbour.trip), .life(Life.Delta(.dead, seen: FieldVector())))
        #expect(fault(deleted) == "wrong-form")
    }

    @Test("JUDGE-2: null clears what is not required, and nothing else")
    func clearing() {
        #expect(fault(null, in: 1) == nil)
        #expect(fault(null, in: 0) == "required")
        let id = record(Harbour.boat)
        #expect(fault(Change(id, .field(FieldNumber(4), .set(.add(null))))) == "wrong-type")
        #expect(fault(state(null, as: Harbour.trip)) == "wrong-type")
    }

    @Test("JUDGE-2: whatever can be counted can be counted where there is a counter")
    func counters() throws {
        let id = record(Harbour.boat)
        for amount in [1, -(1 << 53)] as [Int64] {
            let delta = try #require(Counter.Delta(amount))
            #expect(fault(Change(id, .field(FieldNumber(5), .counter(delta)))) == nil)
            #expect(fault(Change(id, .field(FieldNumber(0), .counter(delta)))) == "wrong-merging")
        }
    }

    @Test("JUDGE-2: elements of sets and facts of documents are held against the type")
    func parts() {
        let id = record(Harbour.boat)
        let person = item { $0.put(PersonID(high: 1, low: 2)) }
        #expect(fault(Change(id, .field(FieldNumber(4), .set(.add(person))))) == nil)
        let removal = AddWinsSet.Delta.remove(text("x"), seen: FieldVector())
        #expect(fault(Change(id, .field(FieldNumber(4), .set(removal)))) == "wrong-type")
        let key = FactKey(person: PersonID(high: 1, low: 1), id: FactID(high: 1, low: 1))
        func line(_ content: Value) -> String? {
            fault(Change(id, .field(FieldNumber(6), .facts(Facts.Delta(key, content)))))
        }
        #expect(line(group((0, text("hull")))) == nil)
        #expect(line(group((1, text("hull")))) == "no-such-field")
        #expect(line(Value(hex("a0"))) == "wrong-type")
        #expect(line(Value(hex("a1 1b0000000100000000 00"))) == "no-such-field")
    }

    @Test("JUDGE-2: a fact says all that is required, nothing that is unknown, and keeps the rules")
    func facts() {
        let boat = item { $0.put(record(Harbour.boat)) }
        func trip(_ parts: (UInt32, Value)...) -> String? {
            let content = item { writer in
                writer.put(map: parts.count)
                for part in parts {
                    writer.put(UInt64(part.0))
                    writer.put(item: part.1.span)
                }
            }
            return fault(state(content, as: Harbour.trip))
        }
        #expect(trip((0, boat)) == nil)
        #expect(trip((1, integer(5))) == "incomplete")
        #expect(trip((0, boat), (6, integer(5))) == "no-such-field")
        #expect(trip((0, item { $0.put(record(Harbour.trip)) })) == "wrong-kind")
        #expect(trip((0, item { $0.put(RecordID.ledger) })) == "wrong-type")
        #expect(trip((0, boat), (1, integer(5)), (2, integer(5))) == nil)
        #expect(trip((0, boat), (1, integer(6)), (2, integer(5))) == "rule")
        let aboard = Value(hex("82 a1 00 6161 a1 00 6162"))
        #expect(trip((0, boat), (5, aboard)) == nil)
        #expect(trip((0, boat), (5, Value(hex("80")))) == "out-of-bounds")
        let crowd = Value(hex("84 a1006161 a1006161 a1006161 a1006161"))
        #expect(trip((0, boat), (5, crowd)) == "out-of-bounds")
    }

    @Test("JUDGE-3: a record is created with all that is required, or not at all")
    func creation() {
        let (whole, half, old) = (
            record(Harbour.boat, 0, in: 9), record(Harbour.boat, 2, in: 9),
            record(Harbour.boat, 5, in: 8)
        )
        let changes = [
            write(integer(5), to: 1, of: whole), write(text("Ida"), to: 0, of: whole),
            write(integer(5), to: 1, of: half), write(integer(6), to: 2, of: half),
            write(integer(7), to: 1, of: old),
        ]
        #expect(faults(changes) == [2: "incomplete", 3: "incomplete"])
        // In a bundle of another number, or of another feed, nothing is created.
        #expect(faults(changes, in: 7).isEmpty)
        #expect(schema.misfits(in: changes, of: .ben, BundleNumber(9) ?? .first).isEmpty)
        // What is refused by itself writes nothing.
        let wrong = [
            write(integer(5), to: 1, of: whole), write(integer(1), to: 0, of: whole),
        ]
        #expect(faults(wrong) == [0: "incomplete", 1: "wrong-type"])
    }

    @Test("JUDGE-3: who is spoken of before the change that names it is not created by that")
    func early() {
        let later = record(Harbour.boat, 1, in: 9)
        let changes = [
            write(integer(5), to: 1, of: later), write(integer(6), to: 1, of: later),
        ]
        #expect(faults(changes).isEmpty)
    }

    @Test("JUDGE-1: what cites a schema that is not there waits; version 0 has no kinds")
    func versions() {
        var schemas = Schemas()
        let changes = [write(text("Ida"), to: 0, of: record(Harbour.boat))]
        func misfits(_ version: UInt16) -> [Misfit]? {
            schemas.misfits(in: changes, of: .ann, .first, citing: version)
        }
        #expect(misfits(1) == nil && schemas.latest == nil)
        #expect(misfits(0)?.map(\.fault) == [.noSuchKind(KindNumber(Harbour.boat))])
        let other = Schema(
            packs: ["other": 1],
            kinds: [KindNumber(70): RecordKind("thing", .document, Harbour.boats.fields)])
        schemas.add(other, as: 1)
        #expect(misfits(1)?.count == 1)
        // Where there are several of one version, it is enough to fit one.
        schemas.add(schema, as: 1)
        #expect(misfits(1) == [])
        #expect(schemas.latest == 1 && schemas[1].count == 2 && misfits(2) == nil)
    }
}

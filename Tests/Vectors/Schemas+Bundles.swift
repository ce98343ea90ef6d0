import Lattice
import Schema
import TestSupport
import Wire

/// Changes as they come in bundles.
extension SchemaVectors {
    mutating func bundles() throws {
        try judgeOrder()
        try judgeLedger()
        try judgeFields()
        try judgeFacts()
        try judgeCreation()
        try judgeEarly()
        try judgeFixed()
    }

    /// All under one schema.
    private mutating func yard(_ name: String, _ rows: [(Change, String?)]) throws {
        let misfits = rows.enumerated().compactMap { place, row in row.1.map { (place, $0) } }
        try judge(name, Yard.schema, rows.map(\.0), misfits)
    }

    private mutating func judgeOrder() throws {
        let bad = value("ff")
        try yard(
            "kind, then form, then field, then value",
            [
                (write(bad, to: 99, of: Yard.older(66)), "no-such-kind"),
                (write(bad, to: 99, of: Yard.older(0)), "no-such-kind"),
                (life(.dead, of: Yard.older(66)), "no-such-kind"),
                (later(of: Yard.older(66), field: 0), "no-such-kind"),
                (write(bad, to: 99, of: Yard.older(Yard.haul)), "wrong-form"),
                (life(.dead, of: Yard.older(Yard.haul)), "wrong-form"),
                (later(of: Yard.older(Yard.haul), field: 0), "wrong-form"),
                (write(bad, to: 99, of: Yard.older()), "no-such-field"),
                (write(bad, to: 4, of: Yard.older()), "wrong-merging"),
                (write(bad, to: 0, of: Yard.older()), "malformed"),
                (write(integer(0), to: 0, of: Yard.older()), "wrong-type"),
                (write(text(""), to: 0, of: Yard.older()), "out-of-bounds"),
                (write(text("a"), to: 0, of: Yard.older()), nil),
            ])
        try yard(
            "deletion, restoration and later verbs",
            [
                (life(.dead, of: Yard.older()), nil), (life(.alive, of: Yard.older()), nil),
                (later(of: Yard.older(), field: 99), nil),
            ])
        try yard("nothing", [])
    }

    private mutating func judgeLedger() throws {
        let content = group((3, integer(2)))
        let number = FieldNumber(Yard.haul)
        let count = counted(1)
        try yard(
            "on the ledger",
            [
                (state(content, as: Yard.haul), nil), (state(content, as: 66), "no-such-kind"),
                (state(content, as: 0), "no-such-kind"),
                (state(content, as: Yard.cart), "wrong-form"),
                (write(content, to: Yard.cart, of: .ledger), "wrong-form"),
                (write(content, to: Yard.haul, of: .ledger), "wrong-merging"),
                (write(value("ff"), to: Yard.haul, of: .ledger), "wrong-merging"),
                (Change(.ledger, .field(number, .set(.add(content)))), "wrong-merging"),
                (Change(.ledger, .field(number, count)), "wrong-merging"),
                (later(of: .ledger, field: Yard.haul), nil),
                (later(of: .ledger, field: Yard.cart), "wrong-form"),
                (later(of: .ledger, field: 66), "no-such-kind"),
                (life(.dead, of: .ledger), "no-such-kind"),
                (life(.alive, of: .ledger), "no-such-kind"),
            ])
    }

    private mutating func judgeFields() throws {
        let cart = Yard.older()
        func field(_ number: UInt32, _ delta: FieldDelta) -> Change {
            Change(cart, .field(FieldNumber(number), delta))
        }
        func line(_ content: Value) -> Change {
            field(6, .facts(Facts.Delta(Cast.fact(0x11, 0x77), content)))
        }
        let person = value("50" + VectorFile.run("11", 16))
        try yard(
            "what merges as what",
            [
                (field(4, .set(.add(person))), nil),
                (field(4, .set(.remove(person, seen: FieldVector()))), nil),
                (field(4, .set(.add(text("a")))), "wrong-type"),
                (field(4, .set(.remove(value(""), seen: FieldVector()))), "malformed"),
                (field(4, .set(.add(null))), "wrong-type"), (field(5, counted(-(1 << 53))), nil),
                (field(5, .set(.add(integer(1)))), "wrong-merging"),
                (field(0, counted(1)), "wrong-merging"),
                (field(0, .set(.add(text("a")))), "wrong-merging"),
                (write(integer(1), to: 5, of: cart), "wrong-merging"),
                (write(group((0, text("a"))), to: 6, of: cart), "wrong-merging"),
                (line(group((0, text("a")))), nil), (line(group((1, person))), "incomplete"),
                (line(group((2, text("a")))), "no-such-field"), (line(value("a0")), "wrong-type"),
                (line(null), "wrong-type"), (line(value("ff")), "malformed"),
            ])
        try yard(
            "null",
            [
                (write(null, to: 1, of: cart), nil), (write(null, to: 0, of: cart), "required"),
                (write(null, to: 9, of: cart), nil), (write(null, to: 3, of: cart), nil),
                (write(null, to: 4, of: cart), "wrong-merging"),
            ])
        try yard(
            "a record of another kind",
            [
                (write(Yard.name(Yard.cart), to: 8, of: cart), nil),
                (write(Yard.name(Yard.haul), to: 8, of: cart), "wrong-kind"),
                (write(Yard.name(0), to: 8, of: cart), "wrong-kind"),
                (write(item { $0.put(RecordID.ledger) }, to: 8, of: cart), "wrong-type"),
            ])
    }

    private mutating func judgeFacts() throws {
        func haul(_ parts: (UInt32, Value)...) -> Change {
            let content = item { writer in
                writer.put(map: parts.count)
                for (number, value) in parts {
                    writer.put(UInt64(number))
                    writer.put(item: value.span)
                }
            }
            return state(content, as: Yard.haul)
        }
        let (empty, out) = ((UInt32(3), integer(2)), (UInt32(3), integer(0)))
        let place = (UInt32(6), text("A1"))
        try yard(
            "facts and their rules",
            [
                (haul(empty), nil), (haul(place), "incomplete"), (haul(out, place), nil),
                (haul(out), "rule"), (haul((1, integer(5)), (2, integer(5)), empty), nil),
                (haul((1, integer(6)), (2, integer(5)), empty), "rule"),
                (haul((1, integer(6)), empty), nil),
                (haul((1, integer(6)), (2, integer(5))), "incomplete"),
                (haul((1, integer(6)), (2, integer(5)), empty, (7, null)), "no-such-field"),
                (haul((1, null), empty), "wrong-type"),
                (haul((0, Yard.name(Yard.haul)), empty), "wrong-kind"),
                (haul((0, Yard.name(Yard.cart)), out, (6, text("a"))), "out-of-bounds"),
                (haul(), "wrong-type"), (state(null, as: Yard.haul), "wrong-type"),
                (state(value("a1 03 02 00"), as: Yard.haul), "malformed"),
            ])
    }

    private mutating func judgeCreation() throws {
        func name(_ index: Int, _ value: Value = text("a")) -> Change {
            write(value, to: 0, of: Yard.own(index))
        }
        func plate(_ index: Int, _ value: Value = text("A")) -> Change {
            write(value, to: 7, of: Yard.own(index))
        }
        try yard(
            "two new records, whole",
            [
                (name(0), nil), (plate(0), nil), (plate(2), nil),
                (write(integer(5), to: 1, of: Yard.own(2)), nil), (name(2), nil),
            ])
        try yard(
            "new records that lack something",
            [
                (name(0), "incomplete"), (write(text("x"), to: 0, of: Yard.older()), nil),
                (plate(2), "incomplete"), (life(.dead, of: Yard.own(2)), "incomplete"),
                (state(group((3, integer(2))), as: Yard.haul), nil),
                (later(of: Yard.own(0), field: 7), "incomplete"),
            ])
        try yard(
            "what is refused by itself writes nothing",
            [
                (name(0), "incomplete"), (plate(0, text("a")), "out-of-bounds"),
                (plate(0, null), "required"),
                (Change(Yard.own(0), .field(FieldNumber(5), counted(1))), "incomplete"),
            ])
        try yard(
            "what does not fit creates all the same",
            [
                (name(0, null), "required"), (plate(0), "incomplete"),
                (write(integer(0), to: 99, of: Yard.own(2)), "no-such-field"),
                (plate(2), nil), (name(2), nil),
            ])
        try yard(
            "deletions and later verbs create too",
            [
                (life(.dead, of: Yard.own(0)), "incomplete"),
                (later(of: Yard.own(1), field: 0), nil),
                (name(1), nil), (plate(1), nil),
            ])
        try yard(
            "two kinds under one dot",
            [
                (name(0), nil), (plate(0), nil),
                (
                    write(text("a"), to: 0, of: Yard.own(0, 66)),
                    "no-such-kind"
                ),
                (write(text("a"), to: 0, of: Yard.own(0, Yard.haul)), "wrong-form"),
            ])
    }

    /// What is fixed is written where its record is created.
    private mutating func judgeFixed() throws {
        var carts = Yard.carts
        for number in carts.fields.keys { carts.fields[number]?.isFixed = false }
        carts.fields[FieldNumber(0)]?.isFixed = true
        let kinds: [KindNumber: RecordKind] = [KindNumber(Yard.cart): carts]
        let schema = Schema(packs: ["a": 1], kinds: kinds)
        func name(_ record: RecordID, _ value: Value = text("a")) -> Change {
            write(value, to: 0, of: record)
        }
        let other = Cast.record(Cast.lower, 9, 0, KindNumber(Yard.cart))
        let before = Cast.record(Yard.feed, 8, 1, KindNumber(Yard.cart))
        let changes = [
            name(Yard.own(0)), write(text("A"), to: 7, of: Yard.own(0)), name(Yard.own(0)),
            name(Yard.older()), write(text("B"), to: 7, of: Yard.older()), name(other),
            name(before), name(before, integer(1)), name(Yard.older(), null), name(Yard.own(9)),
        ]
        let misfits = [
            (3, "fixed"), (5, "fixed"), (6, "fixed"), (7, "wrong-type"), (8, "required"),
            (9, "incomplete"),
        ]
        try judge("what is fixed", schema, changes, misfits)
    }

    private mutating func judgeEarly() throws {
        let (other, before) = (
            Cast.record(Cast.lower, 9, 0, KindNumber(Yard.cart)),
            Cast.record(Yard.feed, 8, 1, KindNumber(Yard.cart))
        )
        try yard(
            "records of other bundles and feeds are not new",
            [
                (write(text("a"), to: 0, of: other), nil),
                (write(text("a"), to: 0, of: before), nil),
                (write(text("a"), to: 0, of: Cast.record(Yard.feed, 10, 2, KindNumber(64))), nil),
            ])
        try yard(
            "what is spoken of before the change that names it is not created by that",
            [
                (write(text("a"), to: 0, of: Yard.own(1)), nil),
                (write(text("b"), to: 0, of: Yard.own(1)), nil),
                (write(text(""), to: 0, of: Yard.own(3)), "out-of-bounds"),
                (write(text("b"), to: 0, of: Yard.own(3)), nil),
                (write(text("b"), to: 0, of: Yard.own(2)), nil),
            ])
    }

    private func life(_ sign: LifeSign, of record: RecordID) -> Change {
        Change(record, .life(Life.Delta(sign, seen: FieldVector())))
    }

    private func later(of record: RecordID, field: UInt32) -> Change {
        Change(
            record,
            .foreign(ForeignDelta(verb: 9, field: FieldNumber(field), payload: value("00"))))
    }

    private func counted(_ amount: Int64) -> FieldDelta {
        guard let delta = Counter.Delta(amount) else { preconditionFailure("no such amount") }
        return .counter(delta)
    }
}

import Foundation
import Lattice
import Packs
import Schema
import TestSupport
import Wire

/// A schema as people use them, and what is held against it.
extension SchemaVectors {
    private static let pack: Result<[UInt8], any Error> = Result {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return Array(try Data(contentsOf: root.appending(path: "packs/contacts.json")))
    }

    /// The kinds of contacts, by the numbers that they have for ever.
    private enum Contacts {
        static let person: UInt32 = 256
        static let tag: UInt32 = 258
        static let note: UInt32 = 259
        static let call: UInt32 = 260
    }

    mutating func contacts() throws {
        let pack = try Pack(json: Self.pack.get())
        let schema = try Schema(combining: [pack])
        // A later version of the pack makes another schema, which then stands beside this one.
        try self.schema("of contacts \(pack.version)", schema.encoding)
        try judgePersons(schema)
        try judgeNotes(schema)
        try judgeCalls(schema)
    }

    private mutating func judgePersons(_ schema: Schema) throws {
        let ada = Yard.own(0, Contacts.person)
        let tag = FieldNumber(8)
        func name(_ kind: UInt32) -> Value { item { $0.put(Yard.older(kind)) } }
        let rows: [(Change, String?)] = [
            (write(text("Ada"), to: 0, of: ada), nil),
            (write(integer(2), to: 1, of: ada), nil),
            (write(integer(3), to: 1, of: ada), "out-of-bounds"),
            (write(value("82 191388 63555344"), to: 15, of: ada), nil),
            (write(value("82 191388 63474250"), to: 15, of: ada), "out-of-bounds"),
            (write(value("82 1a000f4240 02"), to: 14, of: ada), nil),
            (write(value("82 1a000f4241 00"), to: 14, of: ada), "out-of-bounds"),
            (Change(ada, .field(tag, .set(.add(name(Contacts.tag))))), nil),
            (Change(ada, .field(tag, .set(.add(name(Contacts.note))))), "wrong-kind"),
            (write(name(Contacts.tag), to: 8, of: ada), "wrong-merging"),
            (write(null, to: 0, of: Yard.older(Contacts.person)), "required"),
            (write(text("x"), to: 18, of: Yard.older(Contacts.person)), "no-such-field"),
        ]
        try judge(
            "a person of the contacts", schema, rows.map(\.0),
            rows.enumerated().compactMap { place, row in row.1.map { (place, $0) } })
    }

    private mutating func judgeNotes(_ schema: Schema) throws {
        let (half, whole) = (Yard.own(0, Contacts.note), Yard.own(1, Contacts.note))
        let about = item { $0.put(Yard.older(Contacts.person)) }
        try judge(
            "notes of the contacts", schema,
            [
                write(about, to: 0, of: half), write(about, to: 0, of: whole),
                write(text("came by"), to: 1, of: whole), write(integer(20_000), to: 2, of: half),
            ], [(0, "incomplete"), (3, "incomplete")])
    }

    private mutating func judgeCalls(_ schema: Schema) throws {
        let contact = (UInt32(0), item { $0.put(Yard.older(Contacts.person)) })
        func call(_ direction: Int64, _ outcome: Int64, _ minutes: Int64?) -> Value {
            let began = (UInt32(2), integer(1_800_000_000_000))
            let (way, end) = ((UInt32(1), integer(direction)), (UInt32(5), integer(outcome)))
            let once = (UInt32(7), integer(1))
            guard let minutes else { return group(contact, way, began, end, once) }
            let length = (UInt32(4), value("82" + hexadecimal(integer(minutes).bytes) + "01"))
            return group(contact, way, began, length, end, once)
        }
        let calls = [
            call(0, 0, 12), call(1, 0, 3), call(0, 1, nil), call(0, 0, nil), call(1, 4, nil),
            group(contact),
        ]
        try judge(
            "calls of the contacts", schema, calls.map { state($0, as: Contacts.call) },
            [(3, "rule"), (4, "out-of-bounds"), (5, "incomplete")])
        let key = "\"" + hexadecimal(contact.1.bytes) + "\""
        try adds(
            "calls of the contacts", schema, Contacts.call, calls,
            """
            [[[[[\(key)], 3]], 0], [[[[\(key), "00"], 2], [[\(key), "01"], 1]], 0], \
            [[[[\(key)], 900]], 0], [[[["00"], 900]], 0], [[[[\(key)], 1]], 0]]
            """)
    }
}

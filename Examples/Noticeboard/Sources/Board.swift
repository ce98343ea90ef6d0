import Bundles
import Charter
import Foundation
import Lattice
import Node
import Packs
import Queries
import Replica
import Schema
import Store

/// What this app has records of, and who may write them: declared in notices.json.
struct Board {
    static let notice = KindNumber(1_000)
    static let text = FieldNumber(0)
    static let posted = FieldNumber(1)

    let schema: Schema
    /// Who may do what in a realm that is founded by this app.
    let policy: Policy

    init() throws {
        let pack = try Pack(json: PackageResources.notices_json)
        schema = try Schema(combining: [pack])
        policy = try Policy.offices.adding([pack])
    }

    /// A new notice, to be entered where everybody reads it.
    func entry(_ text: String) throws -> Entry {
        let fields = schema.kinds[Self.notice]?.fields ?? [:]
        let now = Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(.now)
        let values = try [(Self.text, text), (Self.posted, now)].compactMap { number, text in
            try fields[number].map { (number, try $0.type.value(from: text)) }
        }
        // The first value makes the record, the others follow: all of it is one bundle.
        let edits = values.enumerated().map { place, field in
            place == 0
                ? Edit.create(Self.notice, field.0, field.1)
                : Edit.write(.new(0), field.0, field.1)
        }
        return Entry(in: .common, edits)
    }

    /// One page of the notices, the latest first.
    func page(_ reader: StateReader, after cursor: Cursor? = nil) throws -> Page {
        let query = Query(Self.notice, by: [Order(Self.posted, .descending)], limit: 20)
        return try reader.page(query, in: [.common], of: schema, after: cursor).content
    }

    /// A notice as a line.
    func line(_ shown: Shown) -> String {
        shown.value(of: Self.text).flatMap {
            schema.kinds[Self.notice]?.fields[Self.text]?.type.text(of: $0)
        } ?? "?"
    }
}

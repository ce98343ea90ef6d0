internal import Bundles
internal import Foundation
internal import Lattice
internal import Node
internal import Packs
internal import Relief
internal import Replica
internal import Schema
internal import Seal
internal import Tables

/// Spreadsheets: what goes out for those who reckon elsewhere, and what comes in from them.
extension Handlers {
    static let tables: [String: Handler] = [
        "sheet": { call async throws(CommandError) in try await sheet(call) },
        "fill": { call async throws(CommandError) in try await fill(call) },
    ]

    private static func separator(_ call: Call) throws(CommandError) -> Table.Separator? {
        switch call.request.text("separator") {
        case nil: nil
        case "comma": .comma
        case "semicolon": .semicolon
        case "tab": .tab
        case let other?:
            throw CommandError(.usage, "A separator is comma, semicolon or tab, not “\(other)”.")
        }
    }

    private static func kind(
        _ name: String, _ schema: Schema
    ) throws(CommandError) -> (KindNumber, RecordKind) {
        let wanted = name.lowercased()
        guard let found = schema.kinds.first(where: { $0.value.name.lowercased() == wanted }) else {
            let all = schema.kinds.values.map(\.name).sorted().joined(separator: ", ")
            throw CommandError(.missing, "There are no records called “\(name)”; there are \(all).")
        }
        return (found.key, found.value)
    }

    // MARK: Out

    private static func sheet(_ call: Call) async throws(CommandError) -> JSON {
        let reading = try await Reading(call)
        let name = try call.request.need("sheet")
        var table = try await sheet(name, reading, call)
        if let separator = try separator(call) { table.separator = separator }
        guard let path = call.request.text("file") else { return rows(of: table) }
        try write(table, to: path)
        return .object([("file", .text(path)), ("rows", .number(table.lines.count))])
    }

    private static func sheet(
        _ name: String, _ reading: Reading, _ call: Call
    ) async throws(CommandError) -> Table {
        switch name {
        case "stock": return reading.sheets.stock()
        case "movements": return reading.sheets.movements()
        case "orders": return reading.sheets.orders()
        case "needs": return reading.sheets.demands()
        case "timeline": return try await timelineTable(reading, call, .max)
        default:
            let schema = await reading.desk.schema
            let (number, kind) = try kind(name, schema)
            let shown = try await reading.desk.shown([number], in: reading.scopes)[number] ?? []
            let known = try await reading.desk.known([number], in: reading.scopes)
            guard
                let export = Export(
                    number, of: schema, beside: known,
                    words: Export.languages(of: shown, kind))
            else { throw CommandError(.missing, "There are no records called “\(name)”.") }
            return export.table(of: shown)
        }
    }

    /// As a whole or not at all.
    private static func write(_ table: Table, to path: String) throws(CommandError) {
        do {
            // With the mark that spreadsheets know the letters by.
            try Data(table.written(withMark: true)).write(
                to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandError(
                .unavailable, "\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    // MARK: In

    private static func fill(_ call: Call) async throws(CommandError) -> JSON {
        let reading = try await Reading(call)
        let schema = await reading.desk.schema
        let (number, kind) = try kind(try call.request.need("kind"), schema)
        let path = try call.request.need("file")
        let bytes = try read(path)
        let table = Table(reading: bytes, separator: try separator(call))
        let mapping = Mapping.proposed(for: table.header, number, in: schema)
        let known = try await reading.desk.known([number], in: reading.scopes)
        let scope = try await scope(of: kind, reading, call)
        let made = Import(
            table, by: mapping, in: schema, beside: known, salt: salt(of: bytes, number),
            hashing: Blake2b.self)
        var entered = 0
        if !call.request.truth("dry-run") {
            let entries = made.entries(in: scope)
            let progress = Progress(call.dialogue)
            for entry in entries {
                _ = try await call.place.commit(entry, by: reading.seat)
                entered += 1
                progress.tell("entries", entered, of: entries.count)
            }
        }
        return try answer(made, mapping, kind, path, isDry: call.request.truth("dry-run"))
    }

    /// The same file is the same import, so that saying it twice enters nothing twice.
    private static func salt(of bytes: [UInt8], _ kind: KindNumber) -> ImportSalt {
        let hash = Value(bytes).hash(by: Blake2b.self)
        return ImportSalt(high: hash.words.0, low: hash.words.1 ^ UInt64(kind.value))
    }

    private static func read(_ path: String) throws(CommandError) -> [UInt8] {
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            guard data.count <= 256 << 20 else {
                throw CommandError(.usage, "\(path) has more than 256 MB: cut it into parts.")
            }
            return Array(data)
        } catch let error as CommandError { throw error } catch {
            throw CommandError(
                .missing, "\(path) cannot be read: \(error.localizedDescription)")
        }
    }

    /// Facts of a hub belong there; what all share is common.
    private static func scope(
        of kind: RecordKind, _ reading: Reading, _ call: Call
    ) async throws(CommandError) -> Address {
        if call.request.text("at") != nil || kind.form == .fact {
            return .hub(try await hub(call, reading.seat, await reading.desk.names))
        }
        return .common
    }

    private static func answer(
        _ made: Import, _ mapping: Mapping, _ kind: RecordKind, _ path: String, isDry: Bool
    ) throws(CommandError) -> JSON {
        var (new, changed, same, refused) = (0, 0, 0, 0)
        for outcome in made.outcomes {
            switch outcome.deed {
            case .create, .state: new += 1
            case .change: changed += 1
            case .same: same += 1
            case .refused: refused += 1
            case .blank: break
            }
        }
        var errors: String?
        if let table = made.errorTable {
            let file = path + ".errors.csv"
            try write(table, to: file)
            errors = file
        }
        return .object([
            ("file", .text(path)), ("tried-only", .truth(isDry)), ("new", .number(new)),
            ("changed", .number(changed)), ("same", .number(same)), ("refused", .number(refused)),
            ("errors", .text(errors)),
            (
                "columns",
                .array(
                    mapping.columns.map { .text("\($0.header) → \(kind.name(of: $0.target))") })
            ), ("not-read", .array(made.unread.map { .text($0) })),
            (
                "problems",
                .array(made.problems.prefix(20).map { .text("\($0)") })
            ),
        ])
    }
}

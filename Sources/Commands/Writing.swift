internal import Bundles
internal import Charter
internal import Foundation
internal import Lattice
internal import Packs
internal import Relief
internal import Replica
internal import Schema

/// What people say, as records have it.
struct Writing {
    let schema: Schema

    private func kind(_ number: KindNumber) throws(CommandError) -> RecordKind {
        guard let kind = schema.kinds[number] else {
            throw CommandError(.refused, "This realm has no records of kind \(number.value).")
        }
        return kind
    }

    /// A fact of the ledger, by what its fields are called.
    func fact(
        _ number: KindNumber, _ parts: [(String, JSON?)], id: FactID = .drawn
    ) throws(CommandError) -> Edit {
        .state(number, id, try content(number, parts))
    }

    func content(
        _ number: KindNumber, _ parts: [(String, JSON?)]
    ) throws(CommandError) -> Value {
        let kind = try kind(number)
        let members = parts.compactMap { name, json in
            json.map { JSON.Member(name: name, value: $0) }
        }
        do throws(ValueFault) {
            return try FieldType.group(kind.fields).value(json: JSON(.object(members)))
        } catch { throw CommandError(.usage, "\(kind.name): \(error).") }
    }

    /// A new document, and the edits that write its fields.
    func document(
        _ number: KindNumber, _ parts: [(String, String?)], after count: Int = 0
    ) throws(CommandError) -> [Edit] {
        var edits: [Edit] = []
        for (name, text) in parts {
            guard let text else { continue }
            let (field, value) = try self.value(text, of: name, in: number)
            edits.append(
                edits.isEmpty ? .create(number, field, value) : .write(.new(count), field, value))
        }
        return edits
    }

    func value(
        _ text: String, of name: String, in number: KindNumber
    ) throws(CommandError) -> (FieldNumber, Value) {
        let kind = try kind(number)
        guard let (field, known) = kind.fields.first(where: { $0.value.name == name }) else {
            let names = kind.fields.values.map(\.name).sorted().joined(separator: ", ")
            throw CommandError(.usage, "A \(kind.name) has no “\(name)”; it has \(names).")
        }
        do throws(ValueFault) { return (field, try known.type.value(from: text)) } catch {
            throw CommandError(.usage, "\(name): \(error).")
        }
    }
}

extension FactID {
    /// Nobody else draws the same.
    static var drawn: FactID {
        var system = SystemRandomNumberGenerator()
        return FactID(high: system.next(), low: system.next() | 1)
    }
}

/// What the clock says, as records have it.
enum Today {
    static var milliseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
    static var day: Int64 { milliseconds / 86_400_000 }

    static var time: JSON { .text(text(of: milliseconds)) }

    static func text(of milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
            .ISO8601Format(.iso8601(timeZone: .gmt, includingFractionalSeconds: true)) + "Z"
    }
}

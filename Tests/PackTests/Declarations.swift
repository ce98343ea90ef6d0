import Foundation
import Lattice
import Schema

// Schemas written as packs: the other way round from what is tested.

/// Anything as JSON.
func quoted(_ text: String) -> String {
    let data = try? JSONEncoder().encode([text])
    return String(decoding: data ?? Data(), as: UTF8.self).dropFirst().dropLast().description
}

private func table(_ entries: [String]) -> String { "{\(entries.joined(separator: ", "))}" }

private func declaration(of labels: Labels) -> String {
    table(labels.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(quoted($0.value))" })
}

/// A number of so many digits after the point, as text.
private func decimal(_ units: Int64, _ digits: Int) -> String {
    var text = String(units.magnitude)
    while text.count <= digits { text = "0" + text }
    let point = digits == 0 ? "" : "." + text.suffix(digits)
    return "\"\(units < 0 ? "-" : "")\(text.dropLast(digits))\(point)\""
}

func declaration(of fields: [FieldNumber: Field]) -> String {
    table(fields.map { "\(quoted($0.value.name)): \(declaration(of: $0.value, $0.key))" })
}

/// The member of a kind that says by which of its fields it decides.
func declaration(of deciding: Deciding, _ fields: [FieldNumber: Field]) -> String {
    func name(_ number: FieldNumber) -> String { quoted(fields[number]?.name ?? "") }
    let members =
        [
            #""about": \#(name(deciding.about))"#, #""approves": \#(name(deciding.approves))"#,
            #""seen": \#(name(deciding.seen))"#,
        ] + (deciding.pulse.map { [#""pulse": \#(name($0))"#] } ?? [])
    return #""decides": \#(table(members))"#
}

private func declaration(of field: Field, _ number: FieldNumber) -> String {
    var members = [#""number": \#(number.value)"#, declaration(of: field.type)]
    if field.merging != .register { members.append(#""merging": "\#(field.merging)""#) }
    if field.isRequired { members.append(#""required": true"#) }
    if field.isFixed { members.append(#""fixed": true"#) }
    if field.isRetired { members.append(#""retired": true"#) }
    if let weight = field.weight { members.append(#""weight": \#(weight)"#) }
    if !field.labels.isEmpty { members.append(#""labels": \#(declaration(of: field.labels))"#) }
    return table(members)
}

/// The members of a field that say its type.
func declaration(of type: FieldType) -> String {
    func named(_ name: String, _ members: [String] = []) -> String {
        ([#""type": "\#(name)""#] + members).joined(separator: ", ")
    }
    func bounds(_ range: ClosedRange<Int64>, _ digits: Int) -> [String] {
        [
            #""least": \#(decimal(range.lowerBound, digits))"#,
            #""most": \#(decimal(range.upperBound, digits))"#,
        ]
    }
    switch type {
    case .text(let most): return named("text", [#""most": \#(most)"#])
    case .integer(let range): return named("integer", bounds(range, 0))
    case .decimal(let digits, let range):
        return named("decimal", [#""digits": \#(digits)"#] + bounds(range, digits))
    case .quantity(let digits, let range, let units):
        let table = table(
            units.map { number, unit in
                let factor =
                    number == 0 ? "" : #", "is": "\#(unit.numerator)/\#(unit.denominator)""#
                return #"\#(quoted(unit.symbol)): {"number": \#(number)\#(factor)}"#
            })
        let members = [#""digits": \#(digits)"#] + bounds(range, digits)
        return named("quantity", members + [#""units": \#(table)"#])
    case .money(let currencies):
        guard let currencies else { return named("money") }
        return named(
            "money", [#""currencies": \#(table(currencies.map { "\"\($0.key)\": \($0.value)" }))"#])
    case .truth: return named("truth")
    case .date: return named("date")
    case .time: return named("time")
    case .choice(let options):
        let table = table(
            options.map { number, option in
                guard !option.labels.isEmpty else { return #""\#(option.name)": \#(number)"# }
                let labels = declaration(of: option.labels)
                return #""\#(option.name)": {"number": \#(number), "labels": \#(labels)}"#
            })
        return named("choice", [#""options": \#(table)"#])
    case .record(let kinds):
        return named("record", kinds.map { [#""kinds": \#($0.map(\.value))"#] } ?? [])
    case .fact(let kinds):
        return named("fact", kinds.map { [#""kinds": \#($0.map(\.value))"#] } ?? [])
    case .person: return named("person")
    case .hub: return named("hub")
    case .seat: return named("seat")
    case .frontier: return named("frontier")
    case .words(let most): return named("words", [#""most": \#(most)"#])
    case .file(let most): return named("file", [#""most": \#(most)"#])
    case .token(let most): return named("token", [#""most": \#(most)"#])
    case .list(let most, let type):
        return named("list", [#""most": \#(most)"#, #""of": {\#(declaration(of: type))}"#])
    case .group(let fields): return named("group", [#""fields": \#(declaration(of: fields))"#])
    case .later: return named("later")
    }
}

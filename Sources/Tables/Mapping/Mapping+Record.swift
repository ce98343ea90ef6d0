public import Lattice
public import Schema
internal import Wire

/// Why a mapping cannot be kept as a record, or a record is no mapping that is understood here.
public struct MappingFault: Error, Hashable, Sendable, CustomStringConvertible {
    public let sentence: String

    init(_ sentence: String) { self.sentence = sentence }

    public var description: String { sentence }
}

/// The fields of a kind that keeps mappings, by their names (spec/17-tables.md#table-4).
private enum Part: String {
    case name, kind, columns, dates, decimals, zone, constants, keys
    case leftOut = "left-out"
}

/// The parts of one column or constant, by their numbers.
private enum Piece {
    static let text = FieldNumber(0)
    static let field = FieldNumber(1)
    static let language = FieldNumber(2)
}

extension Mapping {
    /// What a record of such a kind holds that keeps it under a name. Null is where it says nothing
    /// now and may have said something before.
    public func values(
        called name: String, as kind: RecordKind
    ) throws(MappingFault) -> [FieldNumber: Value] {
        var parts: [Part: Value] = [
            .name: .of { $0.put(text: name) },
            .kind: .of { $0.put(self.kind) },
            .columns: list(columns.map { ($0.header, $0.target) }),
        ]
        parts[.dates] = .of { $0.put(integer: Int64(dates.rawValue)) }
        parts[.decimals] = .of { $0.put(integer: Int64(decimals.rawValue)) }
        parts[.zone] = zone.map { zone in .of { $0.put(integer: Int64(zone)) } } ?? .null
        parts[.constants] = list(
            constants.sorted { $0.key < $1.key }.map { ($0.value, $0.key) })
        parts[.leftOut] = .list(leftOut.map { text in .of { $0.put(text: text) } })
        parts[.keys] = .list(keys.map { key in .of { $0.put(key) } })
        var values: [FieldNumber: Value] = [:]
        for (part, value) in parts {
            guard let (number, field) = kind.fields.first(where: { $0.value.name == part.rawValue })
            else { throw MappingFault("A \(kind.name) has no field “\(part.rawValue)”.") }
            if value != .null {
                do throws(SchemaFault) { try field.check(value) } catch {
                    throw MappingFault("This mapping cannot be kept: \(error).")
                }
            } else if field.isRequired {
                throw MappingFault("This mapping cannot be kept: it has no “\(field.name)”.")
            }
            values[number] = value
        }
        return values
    }

    /// The mapping that such a record keeps.
    public init(
        reading values: [FieldNumber: Value], of kind: RecordKind
    ) throws(MappingFault) {
        func value(_ part: Part) -> Value? {
            kind.fields.first { $0.value.name == part.rawValue }.flatMap { values[$0.key] }
        }
        guard let number = value(.kind)?.integer, let kindValue = UInt32(exactly: number),
            let columns = value(.columns)?.targets
        else { throw MappingFault("This record keeps no mapping.") }
        let constants = value(.constants)?.targets ?? []
        self.init(
            KindNumber(kindValue), columns.map { Column($0.text, to: $0.target) },
            constants: Dictionary(constants.map { ($0.target, $0.text) }) { first, _ in first },
            leftOut: value(.leftOut)?.items.compactMap(\.text) ?? [],
            keys: (value(.keys)?.items ?? []).compactMap(\.field),
            dates: value(.dates)?.integer.flatMap { DateOrder(rawValue: Int($0)) } ?? .yearFirst,
            decimals: value(.decimals)?.integer.flatMap { DecimalMark(rawValue: Int($0)) }
                ?? .point,
            zone: value(.zone)?.integer.map { Int($0) })
    }

    /// Columns or constants.
    private func list(_ targets: [(text: String, target: Target)]) -> Value {
        .list(
            targets.map { text, target in
                .of { writer in
                    writer.put(map: target.language == nil ? 2 : 3)
                    writer.put(Piece.text)
                    writer.put(text: text)
                    writer.put(Piece.field)
                    writer.put(target.field)
                    if let language = target.language {
                        writer.put(Piece.language)
                        writer.put(text: language)
                    }
                }
            })
    }
}

extension Value {
    fileprivate var field: FieldNumber? {
        integer.flatMap { UInt32(exactly: $0) }.map { FieldNumber($0) }
    }

    /// Nil if something in it is neither column nor constant.
    fileprivate var targets: [(text: String, target: Mapping.Target)]? {
        var found: [(text: String, target: Mapping.Target)] = []
        for item in items {
            let parts = RecordKind.parts(of: item)
            guard let text = parts[Piece.text]?.text, let field = parts[Piece.field]?.field else {
                return nil
            }
            found.append((text, Mapping.Target(field, in: parts[Piece.language]?.text)))
        }
        return found
    }
}

public import Lattice
public import Schema

/// Which column of a table goes where, and how it is written there (spec/17-tables.md#table-4).
public struct Mapping: Hashable, Sendable {
    /// A field, and of words the language.
    public struct Target: Hashable, Comparable, Sendable {
        public var field: FieldNumber
        public var language: String?

        public init(_ field: FieldNumber, in language: String? = nil) {
            (self.field, self.language) = (field, language)
        }

        public static func < (a: Self, b: Self) -> Bool {
            a.field == b.field ? (a.language ?? "") < (b.language ?? "") : a.field < b.field
        }
    }

    /// A column, by its header.
    public struct Column: Hashable, Sendable {
        public var header: String
        public var target: Target

        public init(_ header: String, to target: Target) {
            (self.header, self.target) = (header, target)
        }
    }

    /// In which order a date is written. As ISO 8601 has it, it is always understood.
    public enum DateOrder: Int, CaseIterable, Sendable {
        case yearFirst
        case dayFirst
        case monthFirst
    }

    /// What stands before the digits after the whole.
    public enum DecimalMark: Int, CaseIterable, Sendable {
        case point
        case comma
    }

    public var kind: KindNumber
    public var columns: [Column]
    /// What is written where a cell is empty or no column is.
    public var constants: [Target: String]
    /// Columns that nothing is to be read from.
    public var leftOut: [String]
    /// By which fields a record is recognised that is there already.
    public var keys: [FieldNumber]
    public var dates: DateOrder
    public var decimals: DecimalMark
    /// Minutes to the east of Greenwich, of times that do not say their zone; nil if all have to.
    public var zone: Int?

    public init(
        _ kind: KindNumber, _ columns: [Column], constants: [Target: String] = [:],
        leftOut: [String] = [], keys: [FieldNumber] = [], dates: DateOrder = .yearFirst,
        decimals: DecimalMark = .point, zone: Int? = nil
    ) {
        self.kind = kind
        self.columns = columns
        self.constants = constants
        self.leftOut = leftOut
        self.keys = keys
        self.dates = dates
        self.decimals = decimals
        self.zone = zone
    }

    /// The zones that there are.
    static let zones = -14 * 60...14 * 60

    /// What cannot be done as the mapping says, whatever is in the table; in plain words.
    public func faults(in schema: Schema) -> [String] {
        guard let kind = schema.kinds[kind] else {
            return ["The mapping is for kind \(kind.value), which is not there. Make another one."]
        }
        let targets = columns.map(\.target) + constants.keys.sorted()
        var faults = targets.compactMap { fault(of: $0, kind) }
        let mapped = columns.map(\.target)
        for (index, target) in mapped.enumerated() where mapped[..<index].contains(target) {
            faults.append(
                "Two columns go to “\(kind.name(of: target))”. Leave one of them out.")
        }
        for key in keys {
            let isPlain = kind.fields[key].map { $0.merging == .register && $0.type.isOfCell }
            if isPlain != true {
                faults.append("By field \(key.value) no \(kind.name) can be recognised.")
            } else if !targets.contains(where: { $0.field == key }) {
                faults.append(
                    "A \(kind.name) is recognised by “\(kind.name(of: Target(key)))”, and no "
                        + "column goes there.")
            }
        }
        if kind.form == .document, keys.isEmpty {
            faults.append(
                "The mapping does not say by which fields a \(kind.name) is recognised that is "
                    + "there already. Choose them.")
        }
        if let zone, !Self.zones.contains(zone) {
            faults.append("There is no zone of \(zone) minutes.")
        }
        return faults
    }

    private func fault(of target: Target, _ kind: RecordKind) -> String? {
        guard let field = kind.fields[target.field] else {
            return "A \(kind.name) has no field \(target.field.value)."
        }
        guard field.merging != .facts, field.type.isOfCell else {
            return "“\(field.name)” is nothing that a cell can hold. Leave the column out."
        }
        if case .words = field.type {
            guard target.language?.isLanguage == true else {
                return "Say in which language “\(field.name)” is, like en, or pt-br."
            }
        } else if target.language != nil {
            return "“\(field.name)” is in no language."
        }
        return nil
    }
}

extension RecordKind {
    /// As columns are called where nobody calls them otherwise.
    public func name(of target: Mapping.Target) -> String {
        let name = fields[target.field]?.name ?? "\(target.field.value)"
        return target.language.map { "\(name):\($0)" } ?? name
    }

    /// Everything that columns can go to, in the order of the fields.
    func targets(in languages: [String]) -> [Mapping.Target] {
        fields.sorted { $0.key < $1.key }.flatMap { number, field -> [Mapping.Target] in
            guard field.merging != .facts, field.type.isOfCell else { return [] }
            if case .words = field.type { return languages.map { .init(number, in: $0) } }
            return [.init(number)]
        }
    }
}

extension FieldType {
    /// Whether a cell can hold it: what has no parts of its own, and lists of that.
    var isOfCell: Bool {
        switch self {
        case .file, .group, .frontier, .later: false
        case .list(_, let type): type.isOfList
        default: true
        }
    }

    private var isOfList: Bool {
        switch self {
        case .list, .words: false
        default: isOfCell
        }
    }
}

internal import Bundles
internal import Lattice
internal import Queries
internal import Replica
internal import Schema

/// Rows that create or change records.
extension Importer {
    typealias Made = (deed: Import.Deed, edits: [Edit])

    mutating func document(
        _ content: RowContent, _ line: Int, _ problems: inout [TableProblem]
    ) -> Made? {
        let recognised = recognise(content, line, &problems)
        let subject = recognised.subject
        var old: Shown?
        if case .record(let id)? = subject { old = known.records[mapping.kind]?[id] }
        var values = content.values
        for (field, words) in content.words {
            let before = old?.value(of: field)?.normal(.words(most: .max))?.words ?? [:]
            values[field] = .words(before.merging(words) { $1 })
        }
        if case .new = recognised { require(&values, content, line, &problems) }
        check(words: values, content, line, &problems)
        differ(values, old, subject, line, &problems)
        let edits =
            old.map { changes(of: $0, values, content, line, &problems) }
            ?? creation(values, content)
        guard problems.isEmpty, !edits.isEmpty else {
            return problems.isEmpty && old != nil ? (.same, []) : nil
        }
        obey(values, old, line, &problems)
        fit(edits, line, &problems)
        guard case .record(let id)? = old?.subject else { return (.create, edits) }
        return (.change(id), edits)
    }

    /// What a row is about, by its key.
    mutating func recognise(
        _ content: RowContent, _ line: Int, _ problems: inout [TableProblem]
    ) -> Recognised {
        guard let fields = memory.key?.fields, let first = fields.first else { return .new }
        let missing = fields.filter { content.values[$0] == nil }
        for field in missing where !content.unread.contains(field) {
            problems.append(
                TableProblem(
                    line, in: header(of: field),
                    "there is nothing here; fill it, it says which \(kind.name) this is"))
        }
        guard missing.isEmpty, let values = memory.values(fields, { content.values[$0] }) else {
            return .unsure
        }
        if let other = memory.key?.meet(values, on: line) {
            problems.append(
                TableProblem(
                    line, in: header(of: first),
                    "line \(other) is about the same \(kind.name); take one of the two out"))
            return .unsure
        }
        let found = memory.key?.known[values] ?? []
        guard found.count <= 1 else {
            problems.append(
                TableProblem(
                    line, in: header(of: first),
                    "\(found.count) of what is there already are called so; make them one first"))
            return .unsure
        }
        return found.first.map { .known($0) } ?? .new
    }

    /// What has to be there and is not.
    func require(
        _ values: inout [FieldNumber: Value], _ content: RowContent, _ line: Int,
        _ problems: inout [TableProblem]
    ) {
        for (number, field) in kind.fields.sorted(by: { $0.key < $1.key })
        where field.isRequired && values[number] == nil && !content.unread.contains(number) {
            if let initial = field.initial {
                values[number] = initial
            } else if memory.key?.fields.contains(number) != true {
                problems.append(
                    TableProblem(
                        line, in: header(of: number),
                        "there is nothing here; every \(kind.name) has this, fill it"))
            }
        }
    }

    /// Words are whole only now.
    func check(
        words values: [FieldNumber: Value], _ content: RowContent, _ line: Int,
        _ problems: inout [TableProblem]
    ) {
        for number in content.words.keys.sorted() {
            guard let field = kind.fields[number], let value = values[number] else { continue }
            do throws(SchemaFault) { try field.check(value) } catch {
                problems.append(
                    TableProblem(line, in: header(of: number), "\(error); mend the cell"))
            }
        }
    }

    /// Holds a row against the rules by which no two records have the same.
    mutating func differ(
        _ values: [FieldNumber: Value], _ old: Shown?, _ subject: Subject?, _ line: Int,
        _ problems: inout [TableProblem]
    ) {
        for index in memory.others.indices {
            let fields = memory.others[index].fields
            let found = memory.values(fields) { values[$0] ?? old?.value(of: $0) }
            guard let found, let first = fields.first else { continue }
            if let before = memory.others[index].meet(found, on: line) {
                problems.append(
                    TableProblem(
                        line, in: header(of: first),
                        "line \(before) says the same, and no two may; change one of them"))
            }
            if memory.others[index].known[found]?.contains(where: { $0 != subject }) == true {
                problems.append(
                    TableProblem(
                        line, in: header(of: first),
                        "another \(kind.name) that is there already says the same, and no two may; "
                            + "change it"))
            }
        }
    }

    private func creation(_ values: [FieldNumber: Value], _ content: RowContent) -> [Edit] {
        var edits: [Edit] = []
        for (field, value) in values.sorted(by: { $0.key < $1.key }) {
            edits.append(
                edits.isEmpty
                    ? .create(mapping.kind, field, value) : .write(.new(0), field, value))
        }
        for (field, members) in content.sets.sorted(by: { $0.key < $1.key }) {
            edits += members.sorted().map { .add(.new(0), field, $0) }
        }
        for (field, amount) in content.counters.sorted(by: { $0.key < $1.key }) where amount != 0 {
            edits.append(.count(.new(0), field, amount))
        }
        return edits
    }

    private func changes(
        of old: Shown, _ values: [FieldNumber: Value], _ content: RowContent, _ line: Int,
        _ problems: inout [TableProblem]
    ) -> [Edit] {
        guard case .record(let id) = old.subject else { return [] }
        var edits: [Edit] = []
        for (number, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let field = kind.fields[number] else { continue }
            let before = old.value(of: number)
            guard before?.normal(field.type) != value.normal(field.type) else { continue }
            if field.isFixed {
                problems.append(
                    TableProblem(
                        line, in: header(of: number),
                        "this stays what it was when the \(kind.name) was made; take it out, or "
                            + "make another \(kind.name)"))
            }
            edits.append(.write(.record(id), number, value))
        }
        for (number, members) in content.sets.sorted(by: { $0.key < $1.key }) {
            guard case .set(let before)? = old.fields[number], let type = kind.fields[number]?.type
            else { continue }
            let normal = Set(before.compactMap { $0.normal(type) })
            edits += members.subtracting(normal).sorted().map { .add(.record(id), number, $0) }
            edits += before.filter { member in
                member.normal(type).map { !members.contains($0) } ?? false
            }.map { .remove(.record(id), number, $0) }
        }
        for (number, amount) in content.counters.sorted(by: { $0.key < $1.key }) {
            guard case .counter(let before)? = old.fields[number] else { continue }
            let difference = Int128(amount) - before
            guard difference != 0 else { continue }
            guard let step = Int64(exactly: difference), step.magnitude <= Limits.counterStep
            else {
                problems.append(
                    TableProblem(
                        line, in: header(of: number),
                        "this is too far from what was counted; change it in the record"))
                continue
            }
            edits.append(.count(.record(id), number, step))
        }
        return edits
    }

    /// The rules that the row breaks, and that were not broken before.
    func obey(
        _ values: [FieldNumber: Value], _ old: Shown?, _ line: Int,
        _ problems: inout [TableProblem]
    ) {
        var before: [FieldNumber: Value] = [:]
        for number in kind.fields.keys { before[number] = old?.value(of: number) }
        let broken = kind.broken(by: before.merging(values) { $1 })
        let wasBroken = old == nil ? [] : kind.broken(by: before)
        for index in broken where !wasBroken.contains(index) {
            switch kind.rules[index] {
            case .notAfter(let first, let second):
                problems.append(
                    TableProblem(
                        line, in: header(of: first),
                        "this is more, or later, than “\(header(of: second))”; mend one of them"))
            case .needed(let choice, _, let fields):
                for field in fields where values[field] == nil && before[field] == nil {
                    problems.append(
                        TableProblem(
                            line, in: header(of: field),
                            "there is nothing here, and what “\(header(of: choice))” says asks for "
                                + "it; fill it"))
                }
            case .unique, .later: break
            }
        }
    }

    /// All of a row is in one bundle.
    func fit(_ edits: [Edit], _ line: Int, _ problems: inout [TableProblem]) {
        let bytes = edits.reduce(0) { $0 + $1.weight }
        if bytes > TableLimits.entryBytes || edits.count > TableLimits.edits {
            problems.append(
                TableProblem(line, "This is more than one entry holds. Shorten the texts."))
        }
    }
}

/// What a row is about.
enum Recognised {
    case new
    case known(Subject)
    /// Something is wrong with its key.
    case unsure

    var subject: Subject? { if case .known(let subject) = self { subject } else { nil } }
}

extension Edit {
    /// How much it takes of a bundle, by a cautious estimate.
    var weight: Int {
        switch self {
        case .create(_, _, let value), .write(_, _, let value), .add(_, _, let value),
            .remove(_, _, let value), .note(_, _, _, let value), .state(_, _, let value):
            TableLimits.editBytes + value.count
        case .count, .delete, .restore: TableLimits.editBytes
        }
    }
}

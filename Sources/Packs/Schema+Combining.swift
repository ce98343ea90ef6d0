internal import Lattice
public import Schema
internal import Wire

extension Schema {
    /// Puts packs together, or says all that keeps them apart.
    public init(combining packs: [Pack]) throws(PackFaults) {
        try self.init(packs, isWhole: true)
    }

    /// The schema of one pack by itself, which may name kinds of others.
    init(of pack: Pack) throws(PackFaults) { try self.init([pack], isWhole: false) }

    private init(_ packs: [Pack], isWhole: Bool) throws(PackFaults) {
        let faults = Combination(packs, isWhole).faults
        guard faults.isEmpty else { throw PackFaults(faults) }
        let schema = Schema(
            packs: Dictionary(packs.map { ($0.name, $0.version) }) { a, _ in a },
            kinds: packs.reduce(into: [:]) { kinds, pack in
                kinds.merge(pack.kinds) { a, _ in a }
            })
        let single = packs.count == 1 ? packs.first?.name : nil
        guard schema.encoding.count <= SchemaLimits.bytes else {
            throw PackFaults([
                PackFault(
                    pack: single, path: "",
                    "comes to a schema of \(schema.encoding.count) bytes; there can be at most "
                        + "\(SchemaLimits.bytes)")
            ])
        }
        do throws(WireError) {
            self = try Schema(encoding: schema.encoding)
        } catch {
            throw PackFaults([
                PackFault(
                    pack: single, path: "",
                    "comes to a schema that is none, which is a fault of this program: \(error)")
            ])
        }
    }
}

/// What several packs have to agree upon.
private struct Combination {
    private(set) var faults: [PackFault] = []

    init(_ packs: [Pack], _ isWhole: Bool) {
        guard !packs.isEmpty else {
            add(nil, "", "is missing: a schema is put together from at least one")
            return
        }
        judgeNames(packs)
        judgeKinds(packs)
        if isWhole { judgeReferences(packs) }
    }

    private mutating func add(_ pack: String?, _ path: String, _ sentence: String) {
        faults.append(PackFault(pack: pack, path: path, sentence))
    }

    private mutating func judgeNames(_ packs: [Pack]) {
        var names: Set<String> = []
        for pack in packs where !names.insert(pack.name).inserted {
            add(pack.name, "", "is there twice; take one version of it")
        }
    }

    private mutating func judgeKinds(_ packs: [Pack]) {
        var numbers: [KindNumber: String] = [:]
        var names: [String: String] = [:]
        for pack in packs {
            for (number, kind) in pack.kinds.sorted(by: { $0.key < $1.key }) {
                let path = "kinds.\(kind.name)"
                if let other = numbers[number] {
                    add(
                        pack.name, "\(path).number",
                        "pack “\(pack.name)” has \(number.value) for it, which is a kind of pack "
                            + "“\(other)”; one of them needs another number")
                }
                if let other = names[kind.name] {
                    add(
                        pack.name, path,
                        "pack “\(pack.name)” has a kind of this name, and so has pack “\(other)”; "
                            + "one of them needs another name")
                }
                numbers[number] = pack.name
                names[kind.name] = pack.name
            }
        }
        guard numbers.count > SchemaLimits.kinds else { return }
        add(
            nil, "kinds",
            "are \(numbers.count) of all packs; a schema has at most \(SchemaLimits.kinds)")
    }

    private mutating func judgeReferences(_ packs: [Pack]) {
        var forms: [KindNumber: RecordKind.Form] = [:]
        for pack in packs { forms.merge(pack.kinds.mapValues(\.form)) { a, _ in a } }
        for pack in packs {
            for (_, kind) in pack.kinds.sorted(by: { $0.key < $1.key }) {
                for (path, number, form) in kind.fields.references(at: "kinds.\(kind.name)")
                where forms[number] != form {
                    let other = form == .document ? "is of facts" : "is of documents"
                    let what = forms[number] == nil ? "no pack has" : other
                    add(
                        pack.name, path,
                        "pack “\(pack.name)” names kind \(number.value) here, which \(what)")
                }
            }
        }
    }
}

/// Where a kind is named, and of which form it has to be.
private typealias KindName = (path: String, kind: KindNumber, form: RecordKind.Form)

extension [FieldNumber: Field] {
    /// The kinds that fields name, and where.
    fileprivate func references(at path: String) -> [KindName] {
        sorted { $0.key < $1.key }.flatMap { _, field in
            field.type.references(at: "\(path).fields.\(field.name)")
        }
    }
}

extension FieldType {
    fileprivate func references(at path: String) -> [KindName] {
        switch self {
        case .record(let kinds): (kinds ?? []).map { ("\(path).kinds", $0, .document) }
        case .fact(let kinds): (kinds ?? []).map { ("\(path).kinds", $0, .fact) }
        case .list(_, let type): type.references(at: "\(path).of")
        case .group(let fields): fields.references(at: path)
        default: []
        }
    }
}

internal import Lattice
internal import Schema

/// Reads a pack from its outermost members inwards. What the parts have to know of each other, the
/// numbers and forms of the kinds, is read first.
struct PackReader {
    /// Bytes of a file. What a schema has room for is much less.
    private static let bytes = 1 << 22

    var faults = Faults()
    /// The pack's name, as soon as it is known.
    private(set) var name: String?
    /// The kinds of the pack, by name.
    private(set) var known: [String: KnownKind] = [:]

    /// What other parts of a pack may refer to.
    struct KnownKind {
        let number: KindNumber
        let form: RecordKind.Form
        let isRetired: Bool
    }

    mutating func read(_ bytes: [UInt8]) -> Pack? {
        guard bytes.count <= Self.bytes else {
            faults.add(
                "", nil, "has \(bytes.count) bytes; a pack has at most \(Self.bytes)")
            return nil
        }
        let json: JSON
        do throws(JSONFault) {
            json = try JSONReader.read(bytes)
        } catch {
            faults.add("", error.line, "is no JSON: \(error.sentence)")
            return nil
        }
        guard var members = Members(PackNode(json, at: ""), &faults) else { return nil }
        name = members.need("pack", &faults)?.name(&faults)
        let version = members.need("version", &faults)?
            .integer(in: 1...Int64(UInt16.max), &faults)
        let kinds = members.need("kinds", &faults).map { readKinds($0) }
        let policy = members.take("policy").map { readPolicy($0) }
        members.end(&faults)
        guard let name, let version, let kinds else { return nil }
        return Pack(
            name: name, version: UInt16(version), kinds: kinds, policy: policy ?? [:])
    }

    private mutating func readKinds(_ node: PackNode) -> [KindNumber: RecordKind] {
        guard let entries = node.entries(upTo: SchemaLimits.kinds, &faults) else { return [:] }
        var takers: [KindNumber: String] = [:]
        var heads: [(kind: KnownKind?, name: String, members: Members)] = []
        for (name, node) in entries {
            _ = PackNode.isName(name, node.path, node.json.line, &faults)
            guard var members = Members(node, &faults) else { continue }
            let kind = head(name, &members, &takers)
            if let kind { known[name] = kind }
            heads.append((kind, name, members))
        }
        var kinds: [KindNumber: RecordKind] = [:]
        for head in heads {
            var members = head.members
            let kind = readKind(head.name, head.kind, &members)
            if let number = head.kind?.number, let kind { kinds[number] = kind }
        }
        return kinds
    }

    /// What identifies a kind; nil if its number or form is at fault.
    private mutating func head(
        _ name: String, _ members: inout Members, _ takers: inout [KindNumber: String]
    ) -> KnownKind? {
        let least = Int64(KindNumber.firstOfRecords.value)
        let node = members.need("number", &faults)
        let number = node?.integer(in: least...Int64(UInt32.max), &faults)
            .map { KindNumber(UInt32($0)) }
        let form = members.need("form", &faults)?.option(
            of: ["document": RecordKind.Form.document, "fact": .fact], &faults)
        let isRetired = members.take("retired")?.truth(&faults) ?? false
        guard let node, let number else { return nil }
        if let taker = takers[number] {
            faults.add(node, "is \(number.value), which is the number of “\(taker)” already")
            return nil
        }
        takers[number] = name
        return form.map { KnownKind(number: number, form: $0, isRetired: isRetired) }
    }

    /// A kind whose number or form is at fault is read for its other faults.
    private mutating func readKind(
        _ name: String, _ head: KnownKind?, _ members: inout Members
    ) -> RecordKind? {
        let form = head?.form ?? .document
        let labels = readLabels(members.take("labels"))
        let place: FieldPlace = head == nil ? .unknown : form == .fact ? .fact : .document
        let fields = members.need("fields", &faults).map { readFields($0, place, depth: 0) }
        let (title, rules) = (members.take("title"), members.take("rules"))
        let (sums, decides) = (members.take("sums"), members.take("decides"))
        let at = members.take("at")
        members.end(&faults)
        guard let fields else { return nil }
        var kind = RecordKind(
            name, form, fields.byNumber, labels: labels, isRetired: head?.isRetired ?? false)
        kind.title = title.map { readTitle($0, fields) } ?? []
        kind.rules = rules.map { readRules($0, fields) } ?? []
        if let sums, head != nil, form == .document {
            faults.add(sums, "are of facts alone; this kind is of documents")
        } else if let sums {
            kind.sums = readSums(sums, fields)
        }
        if let decides, head != nil, form == .document {
            faults.add(decides, "is of facts alone; this kind is of documents")
        } else if let decides {
            kind.deciding = readDeciding(decides, fields)
        }
        kind.place = at.flatMap { readPlace($0, fields) }
        return kind
    }

    private mutating func readTitle(_ node: PackNode, _ fields: Fields) -> [FieldNumber] {
        let title = readFieldList(node, fields, upTo: SchemaLimits.title)
        for (node, number) in title {
            guard let field = fields.byNumber[number], field.merging != .register else { continue }
            faults.add(node, "names a \(field.merging); a title is made of registers")
        }
        return title.map(\.number)
    }

    mutating func readLabels(_ node: PackNode?) -> Labels {
        guard let node, let entries = node.entries(upTo: SchemaLimits.languages, &faults) else {
            return [:]
        }
        var labels: Labels = [:]
        for (language, node) in entries {
            if !language.isLanguage {
                faults.add(
                    node, "“\(language)” is no language; write it like en, or pt-br")
            }
            labels[language] = node.text(most: SchemaLimits.labels, &faults)
        }
        return labels
    }
}

extension PackNode {
    /// One of a few words, for what it means.
    func option<Meaning>(of options: [String: Meaning], _ faults: inout Faults) -> Meaning? {
        guard let word = text(&faults) else { return nil }
        guard let meaning = options[word] else {
            let advice = Nearest.advice(for: word, among: Array(options.keys))
            faults.add(self, "“\(word)” is not known here\(advice)")
            return nil
        }
        return meaning
    }
}

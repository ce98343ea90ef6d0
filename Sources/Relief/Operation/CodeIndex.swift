internal import Bundles
internal import Charter
public import Lattice
internal import Schema

/// What people call a document by.
public struct DocumentCode: Hashable, Comparable, Sendable {
    public let kind: KindNumber
    public let text: String

    public init(_ kind: KindNumber, _ text: String) { (self.kind, self.text) = (kind, text) }

    public static func < (a: Self, b: Self) -> Bool {
        a.kind == b.kind
            ? a.text.utf8.lexicographicallyPrecedes(b.text.utf8) : a.kind < b.kind
    }
}

/// The facts of each code.
struct CodeIndex: Sendable {
    private var names: [DocumentCode: Set<LedgerKey>] = [:]
    /// The highest number that came after each beginning: a number is not used again.
    private var last: [DocumentCode: UInt64] = [:]

    mutating func set(_ isThere: Bool, _ name: LedgerKey, _ code: DocumentCode) {
        if isThere {
            names[code, default: []].insert(name)
            if let (beginning, number) = code.parts {
                last[beginning] = max(last[beginning] ?? 0, number)
            }
        } else {
            names[code]?.remove(name)
            if names[code]?.isEmpty == true { names[code] = nil }
        }
    }

    /// The highest number that came after a beginning, as long as this was kept up.
    func last(_ kind: KindNumber, from beginning: String) -> UInt64 {
        last[DocumentCode(kind, beginning)] ?? 0
    }

    func names(of code: DocumentCode) -> [LedgerKey] { (names[code] ?? []).sorted() }
}

extension DocumentCode {
    /// What comes before its number, and that; nil if it does not end in one.
    fileprivate var parts: (DocumentCode, UInt64)? {
        guard let dash = text.lastIndex(of: "-"),
            let number = UInt64(text[text.index(after: dash)...])
        else { return nil }
        return (DocumentCode(kind, String(text[...dash])), number)
    }
}

extension ReliefFact {
    /// The code of the document that it is, or is a line of.
    var code: DocumentCode? {
        let field: UInt32
        switch name.kind {
        case .order, .count: field = 0
        case .submission, .transferRequest: field = 1
        case .receipt: field = 7
        case .movement: field = 8
        case .dispatch: field = 9
        default: return nil
        }
        return Parts(content).text(field).map { DocumentCode(name.kind, $0) }
    }

    /// What all lines of one document have in common; two with the same code that do not are two
    /// documents.
    var document: [Matter] {
        switch name.kind {
        case .dispatch:
            let hubs = Dispatch(content).map { [Matter.hub($0.source), .hub($0.destination)] }
            return [.fact(LedgerKey(name.kind, FactKey(person: name.key.person, id: .zero)))]
                + (hubs ?? [])
        case .receipt, .movement:
            return [.fact(LedgerKey(name.kind, FactKey(person: name.key.person, id: .zero)))]
        default: return [.fact(name)]
        }
    }

    /// The items that it asks for or allots.
    var itemsAskedFor: Set<RecordID> {
        switch name.kind {
        case .order: Set(Order(content)?.lines.map(\.item) ?? [])
        case .submission, .transferRequest:
            Set(Demand(content, name.kind)?.lines.map(\.item) ?? [])
        default: []
        }
    }
}

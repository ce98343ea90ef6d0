public import Lattice
public import Schema
internal import Wire

/// What records have in common that a rule wants to be different (spec/09-schema.md#rule-1):
/// records with the same one are alike, if there are several.
public struct Alike: Hashable, Comparable, Sendable {
    /// The values, one after the other.
    public let bytes: [UInt8]

    /// Nil for what is no longer alive, and if something is missing: that is like no other.
    public init?(_ shown: Shown, in fields: [FieldNumber]) {
        guard shown.isAlive else { return nil }
        var writer = Writer()
        for field in fields {
            guard let value = shown.value(of: field) else { return nil }
            writer.put(value)
        }
        bytes = writer.bytes
    }

    public static func < (a: Self, b: Self) -> Bool { a.bytes.precede(b.bytes) }
}

extension Shown {
    /// What it may have in common with others, for each rule of its kind that forbids that.
    public func alike(_ kind: RecordKind) -> [(rule: Int, alike: Alike)] {
        kind.rules.enumerated().compactMap { place, rule in
            guard case .unique(let fields) = rule else { return nil }
            return Alike(self, in: fields).map { (place, $0) }
        }
    }
}

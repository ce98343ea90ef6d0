public import Bundles
internal import Charter
public import Lattice
internal import Seal

/// Makes codes for documents that nobody else makes, without asking anybody
/// (spec/10-relief.md#code-1).
public struct CodeMaker: Hashable, Sendable {
    private let digits: String

    /// For what a seat writes in one incarnation of its device: a copy of the device has another.
    public init(for seat: ActID, in incarnation: Incarnation) {
        var name = ByteBuffer()
        name.put(seat)
        name.put(incarnation)
        let hash = Blake2b.hash(name.span, .code, of: CodeMaker.self)
        digits = String((0..<6).map { Self.alphabet[Int(hash.words.0 >> (59 - 5 * $0)) & 31] })
    }

    /// Without those that are read for one another.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private func beginning(_ kind: KindNumber, _ place: String) -> String {
        let letters: [KindNumber: String] = [
            .submission: "NL", .transferRequest: "TR", .order: "OR", .dispatch: "WB",
            .receipt: "GR", .count: "SC", .movement: "ST",
        ]
        let name = String(
            place.uppercased().unicodeScalars.filter {
                ("A"..."Z").contains($0) || ("0"..."9").contains($0)
            }.prefix(8).map(Character.init))
        return [letters[kind] ?? "DC", name.isEmpty ? "HUB" : name, digits].joined(separator: "-")
            + "-"
    }

    /// A code that comes after all that this maker made, as far as they are known.
    public func next(_ kind: KindNumber, at place: String, after operation: Operation) -> String {
        let start = beginning(kind, place)
        let last = operation.codes.last(kind, from: start)
        let number = "\(last + 1)"
        return start + String(repeating: "0", count: max(0, 4 - number.utf8.count)) + number
    }
}

/// One thing that is wrong with a pack, where, and what to do about it.
public struct PackFault: Hashable, Sendable {
    /// The pack's name; nil if even that could not be read.
    public let pack: String?
    /// The member at fault, from the outermost inwards: `kinds.person.fields.name`; empty if it is
    /// the pack as a whole.
    public let path: String
    /// In the file; nil if no line is to blame.
    public let line: Int?
    public let sentence: String

    init(pack: String? = nil, path: String, line: Int? = nil, _ sentence: String) {
        self.pack = pack
        self.path = path
        self.line = line
        self.sentence = sentence
    }
}

extension PackFault: CustomStringConvertible {
    public var description: String {
        let place = path.isEmpty ? pack.map { "pack “\($0)”" } ?? "the pack" : path
        return "\(place): \(sentence)" + (line.map { " (line \($0))" } ?? "")
    }
}

/// All that is wrong with a pack, or with packs that are put together, in the order of the file.
public struct PackFaults: Error, Hashable, Sendable, CustomStringConvertible {
    public let faults: [PackFault]

    init(_ faults: [PackFault]) { self.faults = faults }

    public var description: String { faults.map(\.description).joined(separator: "\n") }
}

/// Why something that a person wrote is no value of a field, and how to write one.
public struct ValueFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Within lists and groups: `[0].name`; empty for the value as a whole.
    public let path: String
    public let sentence: String

    init(_ sentence: String, at path: String = "") {
        self.path = path
        self.sentence = sentence
    }

    /// The same, of a part of something.
    func within(_ part: String) -> Self {
        let isIndex = path.isEmpty || path.hasPrefix("[")
        return Self(sentence, at: isIndex ? part + path : "\(part).\(path)")
    }

    public var description: String { path.isEmpty ? sentence : "\(path): \(sentence)" }
}

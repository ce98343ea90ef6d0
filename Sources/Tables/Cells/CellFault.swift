/// What is wrong with what a cell says, and what to do, in plain words.
public struct CellFault: Error, Hashable, Sendable, CustomStringConvertible {
    public let sentence: String

    init(_ sentence: String) { self.sentence = sentence }

    public var description: String { sentence }
}

/// The only source of chance in a simulation or a test: the same seed, the same run, anywhere.
///
/// SplitMix64 (Steele, Lea, Flood 2014): small, quick, and good enough to choose test cases by.
public struct SeededRandom: Hashable, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from zero up to, not including, the bound.
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "there is nothing below \(bound)")
        // The bias of a remainder is far below what any test here could notice.
        return Int(next() % UInt64(bound))
    }

    /// True so many times in a hundred.
    public mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    /// One of the elements, none of which is likelier than another.
    public mutating func pick<Element>(_ elements: some RandomAccessCollection<Element>)
        -> Element
    {
        elements[elements.index(elements.startIndex, offsetBy: below(elements.count))]
    }

    /// Puts the elements in any order (Fisher and Yates).
    public mutating func permute<Element>(_ elements: inout [Element]) {
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, below(last + 1))
        }
    }

    /// A generator of its own for a part of the run, so that parts do not disturb one another.
    public mutating func split() -> Self { Self(seed: next()) }
}

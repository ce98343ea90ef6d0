/// Input bytes as choices, one after the other. Where they end, every choice is the first.
struct Entropy {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { self.bytes = ArraySlice(bytes) }

    mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }

    /// A number below a bound of at most 256.
    mutating func below(_ bound: Int) -> Int { Int(byte()) % bound }

    mutating func chance() -> Bool { byte() & 1 == 1 }

    /// Any number, of every length in bytes as likely.
    mutating func word() -> UInt64 {
        var word: UInt64 = 0
        for _ in 0..<below(9) { word = word << 8 | UInt64(byte()) }
        return word
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// A few bytes.
    mutating func string() -> [UInt8] { (0..<below(5)).map { _ in byte() } }
}

extension [UInt8] {
    /// What is between marks of two bytes that encodings rarely have. There are no lengths to keep
    /// right: bytes that a fuzzer adds to one piece leave the others as they are.
    var pieces: [[UInt8]] {
        var pieces: [[UInt8]] = [[]]
        var rest = self[...]
        while let first = rest.popFirst() {
            if first == 0xFF, rest.first == 0xFF {
                rest.removeFirst()
                pieces.append([])
            } else {
                pieces[pieces.count - 1].append(first)
            }
        }
        return pieces
    }
}

extension Hash {
    /// What 64 hexadecimal digits say; nil if it is something else.
    public init?(text: some StringProtocol) {
        guard let words = hexadecimalWords(text, count: 4) else { return nil }
        self.init(words[0], words[1], words[2], words[3])
    }
}

extension Identifier {
    /// What 32 hexadecimal digits say; nil if it is something else.
    public init?(text: some StringProtocol) {
        guard let words = hexadecimalWords(text, count: 2) else { return nil }
        self.init(high: words[0], low: words[1])
    }
}

extension RecordID {
    /// What its description says, feed:number.index/kind, the kind or not; nil if it is something
    /// else.
    public init?(text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let dot = parts[0].split(separator: ":", omittingEmptySubsequences: false)
        let position = dot.last?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        guard (1...2).contains(parts.count), dot.count == 2, position.count == 2,
            let feed = FeedID(text: dot[0]),
            let kind = parts.count == 2 ? UInt32(parts[1]) : 0,
            let number = UInt64(position[0]).flatMap({ BundleNumber($0) }),
            let place = Int(position[1]).flatMap({ Position(number, index: $0) })
        else { return nil }
        self.init(Dot(feed: feed, position: place), KindNumber(kind))
    }
}

private func hexadecimalWords(_ text: some StringProtocol, count: Int) -> [UInt64]? {
    var words = [UInt64](repeating: 0, count: count)
    var place = 0
    for character in text.utf8 {
        let digit: UInt8
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = character - UInt8(ascii: "A") + 10
        default: return nil
        }
        guard place < count * 16 else { return nil }
        words[place / 16] = words[place / 16] << 4 | UInt64(digit)
        place += 1
    }
    return place == count * 16 ? words : nil
}

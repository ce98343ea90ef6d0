/// A word of a text, as it is looked for.
package struct Token: Hashable, Sendable {
    /// Folded.
    package let letters: [UInt8]
    /// Where it stands in the text, in bytes.
    package let range: Range<Int>
    /// For each letter, where what it comes from ends: of one that became several, at its end.
    let ends: [Int]

    /// Where its first letters stand, so many bytes of them.
    func range(ofFirst count: Int) -> Range<Int> {
        guard count < letters.count else { return range }
        let begun = letters[..<count].count { !$0.continuesLetter }
        return range.lowerBound..<(begun > 0 ? ends[begun - 1] : range.lowerBound)
    }

    /// Letters of one word; what is longer is found by these.
    package static let most = 32
}

extension UInt8 {
    /// Whether it is inside a letter of several bytes.
    fileprivate var continuesLetter: Bool { self & 0xC0 == 0x80 }
}

extension String {
    /// Its words: runs of letters and digits; each letter by itself in scripts that leave no room
    /// between words.
    package var tokens: [Token] {
        var cutter = TokenCutter()
        for scalar in unicodeScalars { cutter.take(scalar) }
        cutter.end()
        return cutter.tokens
    }
}

private struct TokenCutter {
    private(set) var tokens: [Token] = []
    private var letters: [UInt8] = []
    private var ends: [Int] = []
    private var start = 0
    private var place = 0
    /// Whether the word is a letter that stands for itself.
    private var isAlone = false

    mutating func take(_ scalar: Unicode.Scalar) {
        let width = UTF8.width(scalar)
        defer { place += width }
        switch Folding.fold(scalar) {
        case nil: end()
        case .nothing?:
            // A mark belongs to the letter before it.
            if !ends.isEmpty { ends[ends.count - 1] = place + width }
        case .one(let letter)?: put(letter, place + width)
        case .several(let several)?: for letter in several { put(letter, place + width) }
        }
    }

    private mutating func put(_ letter: Unicode.Scalar, _ end: Int) {
        let isMark = letter.value >= 0x80 && letter.isMark
        let standsAlone = letter.standsAlone
        if !isMark, isAlone || standsAlone { self.end() }
        if letters.isEmpty {
            (start, isAlone) = (place, standsAlone)
        }
        if ends.count < Token.most {
            letters.append(contentsOf: UTF8.encode(letter) ?? UTF8.encodedReplacementCharacter)
            ends.append(end)
        } else {
            ends[ends.count - 1] = end
        }
    }

    mutating func end() {
        guard let last = ends.last else { return }
        tokens.append(Token(letters: letters, range: start..<last, ends: ends))
        (letters, ends, isAlone) = ([], [], false)
    }
}

extension Unicode.Scalar {
    fileprivate var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Letters of Thai, Lao, Myanmar, Khmer, Kana and Han.
    fileprivate var standsAlone: Bool {
        switch value {
        case 0xE00...0xE4F, 0xE80...0xECF, 0x1000...0x103F, 0x1780...0x17DF, 0x3041...0x30FF,
            0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
            0x20000...0x3FFFF:
            true
        default: false
        }
    }
}

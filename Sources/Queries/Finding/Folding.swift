/// What is the same for whoever looks for a word (spec/08-store.md#find-1): letters in small and
/// large, with and without marks, in one form of Arabic or another; digits of any script.
package enum Folding {
    /// What a letter, digit or mark comes to; nil of what ends a word.
    package static func fold(_ scalar: Unicode.Scalar) -> Folded? {
        if scalar.value < 0x80 { return ascii(scalar) }
        if isDropped(scalar) { return .nothing }
        if let known = forms[scalar.value] { return known }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .decimalNumber:
            guard let digit = properties.numericValue.flatMap({ UInt8(exactly: $0) }) else {
                return .one(scalar)
            }
            return .one(Unicode.Scalar(UInt8(ascii: "0") + digit))
        case .uppercaseLetter, .titlecaseLetter, .letterNumber: return small(scalar)
        case .lowercaseLetter, .modifierLetter, .otherNumber, .nonspacingMark,
            .spacingMark, .enclosingMark:
            return .one(scalar)
        case .otherLetter: return syllable(scalar) ?? .one(scalar)
        default: return nil
        }
    }

    package enum Folded: Hashable, Sendable {
        case nothing
        case one(Unicode.Scalar)
        case several([Unicode.Scalar])
    }

    /// Most text is of these.
    private static func ascii(_ scalar: Unicode.Scalar) -> Folded? {
        switch UInt8(truncatingIfNeeded: scalar.value) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            .one(scalar)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            .one(Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value) | 0x20))
        default: nil
        }
    }

    /// Accents, vowel signs of Arabic and Hebrew, what only stretches or steers.
    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value == 0x640 { return true }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .format: return true
        case .nonspacingMark, .enclosingMark, .spacingMark:
            let rank = properties.canonicalCombiningClass.rawValue
            return rank == 1 || (10...36).contains(rank) || rank >= 200
        default: return false
        }
    }

    private static func small(_ scalar: Unicode.Scalar) -> Folded {
        var found: [Unicode.Scalar] = []
        for small in scalar.properties.lowercaseMapping.unicodeScalars where !isDropped(small) {
            switch forms[small.value] {
            case nil: found.append(small)
            case .nothing?: break
            case .one(let form)?: found.append(form)
            case .several(let forms)?: found += forms
            }
        }
        return Folded(found)
    }

    /// A syllable of Hangul is its two or three letters, so that a word is found as it is typed.
    private static func syllable(_ scalar: Unicode.Scalar) -> Folded? {
        let (first, count): (UInt32, UInt32) = (0xAC00, 11_172)
        guard (first..<first + count).contains(scalar.value) else { return nil }
        let index = scalar.value - first
        let letters = [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28]
        let isOpen = index % 28 == 0
        return Folded(letters.prefix(isOpen ? 2 : 3).compactMap { Unicode.Scalar($0) })
    }

    /// What is written otherwise than it is looked for. (The table follows from the rule; a test
    /// derives it.)
    private static let forms: [UInt32: Folded] = {
        var forms: [UInt32: Folded] = [:]
        var next: UInt32 = 0
        for part in table.split(whereSeparator: \.isWhitespace) {
            var rest = part
            if let colon = rest.firstIndex(of: ":") {
                next = UInt32(rest[..<colon], radix: 16) ?? 0
                rest = rest[rest.index(after: colon)...]
            }
            let pieces = rest.split(separator: "*")
            let count = pieces.count > 1 ? UInt32(pieces[1]) ?? 1 : 1
            let letters = (pieces.first ?? "").split(separator: "+").compactMap { digits in
                UInt32(digits, radix: 16).flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }
            }
            let isKnown = pieces.first != "-"
            for _ in 0..<count {
                if isKnown { forms[next] = Folded(letters) }
                next += 1
            }
        }
        return forms
    }()
}

extension Folding.Folded {
    init(_ scalars: [Unicode.Scalar]) {
        switch scalars.count {
        case 0: self = .nothing
        case 1: self = .one(scalars[0])
        default: self = .several(scalars)
        }
    }

    package var scalars: [Unicode.Scalar] {
        switch self {
        case .nothing: []
        case .one(let scalar): [scalar]
        case .several(let scalars): scalars
        }
    }
}

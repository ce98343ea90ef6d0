import Foundation
import Queries
import Testing

/// What is the same for whoever looks for a word.
@Suite("Folding") struct FoldingTests {
    private func fold(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            folded.append(contentsOf: Folding.fold(scalar)?.scalars ?? [" "])
        }
        return String(folded)
    }

    @Test(
        "FIND-1, C13: case, accents, forms of Arabic, digits and ligatures do not matter",
        arguments: [
            ("Melón", "melon"), ("Me\u{301}lon", "melon"), ("AÑIL", "anil"), ("Straße", "strasse"),
            ("STRAẞE", "strasse"), ("Œuvre", "oeuvre"), ("Łódź", "lodz"), ("Đặng", "dang"),
            ("İstanbul", "istanbul"), ("ırmak", "irmak"), ("ΣΊΣΥΦΟΣ", "σισυφοσ"), ("ﬁle", "file"),
            ("Ёлка", "елка"), ("Ｗａｔｅｒ１２", "water12"), ("٣٤٥", "345"), ("۳۴۵", "345"),
            ("५", "5"), ("x²", "x2"), ("أحمد", "احمد"), ("إيمان", "ايمان"), ("آدم", "ادم"),
            ("ٱلله", "الله"), ("مصطفى", "مصطفي"), ("مدرسة", "مدرسه"), ("مـــاء", "ماء"),
            ("مَاءٌ", "ماء"), ("ﻣﺎﺀ", "ماء"), ("ﷲ", "الله"), ("کتاب", "كتاب"), ("شَדָ", "شד"),
            ("が", "か\u{3099}"), ("ｶﾞ", "カ\u{3099}"), ("한", "\u{1112}\u{1161}\u{11AB}"),
            ("ไม้", "ไม้"), ("a-b", "a b"), ("½", "½"),
        ])
    func examples(text: String, folded: String) {
        #expect(Array(fold(text).unicodeScalars) == Array(folded.unicodeScalars))
    }

    /// The rule as the page has it, by the tables of another library.
    private func expected(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard scalar.isOfWords else { return nil }
        if scalar.isDropped { return [] }
        if scalar.properties.generalCategory == .decimalNumber {
            return scalar.properties.numericValue.flatMap { Unicode.Scalar(UInt8($0) + 48) }
                .map { [$0] }
        }
        var found: [Unicode.Scalar] = []
        for small in scalar.properties.lowercaseMapping.unicodeScalars {
            let parts =
                small.staysWhole
                ? [small]
                : Array(String(small).decomposedStringWithCompatibilityMapping.unicodeScalars)
            var forms: [Unicode.Scalar] = []
            for part in parts where !part.isDropped {
                for letter in part.properties.lowercaseMapping.unicodeScalars {
                    forms += Self.others[letter].map { Array($0.unicodeScalars) } ?? [letter]
                }
            }
            if forms.contains(where: { !$0.isOfWords }) { forms = [small] }
            found += forms.map(\.asDigit)
        }
        return found
    }

    private static let others: [Unicode.Scalar: String] = [
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l",
        "ŧ": "t", "þ": "th", "ŋ": "n", "ς": "σ", "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك",
    ]

    @Test("FIND-1: every letter there is comes to what the rule says")
    func table() {
        var wrong: [String] = []
        for value in 0x80..<0x110000 as Range<UInt32> {
            guard let scalar = Unicode.Scalar(value), let age = scalar.properties.age,
                // Later letters are in nobody's table yet.
                age.major < 14
            else { continue }
            let (found, expected) = (Folding.fold(scalar)?.scalars, expected(scalar))
            if found != expected {
                wrong.append(String(value, radix: 16))
            }
        }
        #expect(wrong == [])
    }

    @Test("FIND-1: folding twice is folding once")
    func twice() {
        for value in 0..<0x30000 as Range<UInt32> {
            guard let scalar = Unicode.Scalar(value), let once = Folding.fold(scalar) else {
                continue
            }
            let twice = once.scalars.flatMap { Folding.fold($0)?.scalars ?? [] }
            #expect(twice == once.scalars, "\(String(value, radix: 16))")
        }
    }

    @Test(
        "FIND-1: words are runs of letters and digits, or single letters where nobody spaces words",
        arguments: [
            ("", []), (" -- ", []), ("Rope, 12-mm", ["rope", "12", "mm"]), ("l'eau", ["l", "eau"]),
            ("B12/x", ["b12", "x"]), ("水泵station", ["水", "泵", "station"]),
            ("がく", ["か\u{3099}", "く"]), ("\u{301}a", ["a"]), ("😀tent😀", ["tent"]),
            ("मेला", ["मेला"]),
            (String(repeating: "x", count: 99), [String(repeating: "x", count: 32)]),
        ] as [(String, [String])])
    func words(text: String, words: [String]) {
        #expect(text.tokens.map { Array($0.letters) } == words.map { Array($0.utf8) })
    }
}

extension Unicode.Scalar {
    fileprivate var isOfWords: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber,
            .otherNumber, .format:
            true
        default: false
        }
    }

    fileprivate var isDropped: Bool {
        if value == 0x640 || properties.generalCategory == .format { return true }
        let rank = properties.canonicalCombiningClass.rawValue
        return rank == 1 || (10...36).contains(rank) || rank >= 200
    }

    /// Han in forms of other standards, and letters of formulas; other Han has one form.
    fileprivate var staysWhole: Bool {
        (0xF900...0xFAFF).contains(value) || (0x2F800...0x2FA1F).contains(value)
            || (0x1D400...0x1D7FF).contains(value) || (0x3400...0x9FFF).contains(value)
            || (0x20000...0x3FFFF).contains(value)
    }

    fileprivate var asDigit: Unicode.Scalar {
        guard properties.generalCategory == .decimalNumber, let digit = properties.numericValue
        else { return self }
        return Unicode.Scalar(UInt8(digit) + 48)
    }
}

import Relief
import Testing

import struct Relief.Issue

/// Nobody is left alone with a flag.
@Suite("Words of issues") struct WordsTests {
    @Test(
        "ISSUE-3: each issue and notice says why it is there and what to do, in every language",
        arguments: Language.allCases)
    func all(language: Language) throws {
        var said: Set<String> = []
        for sort in Issue.Sort.allCases {
            let words = try #require(sort.words(in: language), "\(sort)")
            said.formUnion([words.reason, words.remedy])
        }
        for sort in Notice.Sort.allCases {
            let words = try #require(sort.words(in: language), "\(sort)")
            said.formUnion([words.reason, words.remedy])
        }
        // No two say the same, each is a sentence, and it is written as the language is.
        #expect(said.count == 2 * (Issue.Sort.allCases.count + Notice.Sort.allCases.count))
        for sentence in said {
            #expect(sentence.hasSuffix(".") && (10...120).contains(sentence.count), "\(sentence)")
            let isArabic = sentence.unicodeScalars.contains { (0x600...0x6FF).contains($0.value) }
            #expect(isArabic == (language == .arabic), "\(sentence)")
        }
    }
}

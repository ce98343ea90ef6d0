import Testing

/// What `scripts/mutants` breaks has to be there to be broken.
@Suite("List of mutants") struct MutantListTests {
    @Test("Each mutant names a text that stands once in its file, and another in its place")
    func list() throws {
        let repository = try Repository.checkout()
        let files = repository.files.map { ($0.path, $0.lines.joined(separator: "\n")) }
        let texts = Dictionary(uniqueKeysWithValues: files)
        let list = try #require(texts["Tests/mutants.txt"])
        let mutants = list.split(separator: "\n").filter { $0.hasPrefix("Sources/") }
        #expect(mutants.count > 10)
        for mutant in mutants {
            let parts = mutant.split(separator: "|", omittingEmptySubsequences: false)
            try #require(parts.count == 4, "\(mutant)")
            let text = try #require(texts[String(parts[0])], "there is no \(parts[0])")
            #expect(text.ranges(of: parts[1]).count == 1, "\(parts[1])")
            #expect(parts[1] != parts[2])
        }
    }
}

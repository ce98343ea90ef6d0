import Testing

/// A check that reads no files finds nothing wrong; so the reading is tested first.
@Suite("Repository") struct RepositoryTests {
    @Test("The checkout is found and read")
    func checkout() throws {
        let repository = try Repository.checkout()
        let manifest = try #require(repository["Package.swift"])
        #expect(manifest.text.contains("Tidy"))
        #expect(repository["Tests/Tidy/RepositoryTests.swift"] != nil)
        #expect(repository.has("Tests/Tidy"))
        #expect(!repository.files.contains { $0.isUnder(".build") || $0.isUnder(".git") })
    }

    @Test("Kinds of files are told by ending or first line")
    func kinds() {
        #expect(TextFile(path: "a/b.swift", text: "").kind == .swift)
        #expect(TextFile(path: "a/b.h", text: "").kind == .c)
        #expect(TextFile(path: "run", text: "#!/usr/bin/env bash\n").kind == .shell)
        #expect(TextFile(path: "read", text: "#!/usr/bin/env python3\n").kind == .python)
        #expect(TextFile(path: "a.swift/LICENSE", text: "text").kind == .other)
        #expect(TextFile(path: ".swift-format", text: "{}").kind == .other)
    }

    @Test("Lines are split at line feeds only")
    func lines() {
        #expect("a\nb\n".linesByLineFeed == ["a", "b"])
        #expect("a\r\n\nb".linesByLineFeed == ["a\r", "", "b"])
        #expect("".linesByLineFeed.isEmpty)
    }

    @Test("Folders are those directly under a folder that hold a file")
    func folders() {
        let repository = Repository([
            "Sources/B/x.swift": "", "Sources/A/Deep/y.swift": "", "Sources/z.swift": "",
        ])
        #expect(repository.folders(under: "Sources") == ["A", "B"])
        #expect(repository.has("Sources/A/Deep"))
        #expect(!repository.has("Sources/C"))
    }
}

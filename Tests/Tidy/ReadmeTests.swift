import Testing

@Suite("Read me") struct ReadmeTests {
    @Test("The commands it names are there and can be run")
    func commands() throws {
        report(commandViolations(in: try .checkout()))
    }

    @Test("Its map has every folder of code")
    func map() throws {
        report(mapViolations(in: try .checkout()))
    }

    @Test("A command that is missing, not executable or not named is found")
    func findsCommand() {
        let script = "#!/usr/bin/env bash\n"
        let sample = Repository(
            [
                "README.md": "Do `scripts/test`.\n", "scripts/run": script, "scripts/lint": script,
            ], executable: ["scripts/run"])
        let found = commandViolations(in: sample).map(\.path)
        #expect(found == ["README.md", "scripts/test", "scripts/lint"])
        #expect(commandViolations(in: Repository([:])).count == 4)

        let sound = Repository(
            [
                "README.md": "`scripts/run`\n`scripts/test`\n", "scripts/run": script,
                "scripts/test": script,
            ], executable: ["scripts/run", "scripts/test"])
        #expect(commandViolations(in: sound).isEmpty)
    }

    @Test("A folder that is not in the map is found")
    func findsFolder() {
        let readme = """
            Lattices are in here.

                Sources/
                  Seal/     keys
                Tests/LatticeTests

            """
        let sample = Repository([
            "README.md": readme, "Sources/Lattice/A.swift": "", "Sources/Seal/A.swift": "",
            "Tests/LatticeTests/A.swift": "", "Tests/SealTests/A.swift": "", "scripts/Extra/a": "",
        ])
        let expected = ["Sources/Lattice", "Tests/SealTests"]
        let found = mapViolations(in: sample)
        #expect(found.map(\.path) == ["README.md", "README.md"])
        #expect(zip(found, expected).allSatisfy { $0.advice.contains($1 + "/") })
    }
}

private func commandViolations(in repository: Repository) -> [Violation] {
    let readme = repository["README.md"]?.text ?? ""
    let promised = ["scripts/run", "scripts/test"]
    let unnamed = promised.filter { !readme.contains($0) }.map {
        Violation(path: "README.md", line: 1, advice: "say what \($0) does")
    }
    let missing = promised.filter { !repository.has($0) }.map {
        Violation(path: $0, line: 1, advice: "is not there; write it")
    }
    let idle = repository.files.filter { file in
        !file.isExecutable && (file.isUnder("scripts") || file.isUnder(".ci"))
            && file.lines.first?.hasPrefix("#!") == true
    }
    return unnamed + missing + idle.map { $0.violation(1, "cannot be run; chmod +x \($0.path)") }
}

private func mapViolations(in repository: Repository) -> [Violation] {
    let readme = repository["README.md"]?.text ?? ""
    // In a map a folder ends with a slash, or comes after the one that holds it.
    let words = Set(readme.split { $0.isWhitespace || "`()[]|,├└─│".contains($0) })
    return ["Sources", "Tests"].flatMap { parent in
        repository.folders(under: parent).compactMap { folder in
            let path = "\(parent)/\(folder)"
            let forms = ["\(folder)/", path, path + "/"]
            guard !forms.contains(where: { words.contains(Substring($0)) }) else { return nil }
            return Violation(
                path: "README.md", line: 1, advice: "say in the map what \(path)/ is for")
        }
    }
}

import Testing

/// A target under `Sources`, how far out it stands, and what it may import.
struct Target {
    let name: String
    let ring: Int
    let imports: Set<String>

    /// Whether its code is held to be a function of its arguments: no clock, no chance, no threads.
    let isPure: Bool

    init(_ name: String, ring: Int, imports: Set<String>, isPure: Bool = true) {
        self.name = name
        self.ring = ring
        self.imports = imports
        self.isPure = isPure
    }

    /// The house. Imports point inwards only, and what is not listed is not allowed.
    static let all = [
        // Ring 0: C. It holds no Swift.
        Target("CSodium", ring: 0, imports: [], isPure: false),
        Target("CZstd", ring: 0, imports: [], isPure: false),
        Target("CSQLite", ring: 0, imports: [], isPure: false),
        Target("CLinux", ring: 0, imports: [], isPure: false),
        Target("CAllocations", ring: 0, imports: [], isPure: false),
        Target("CVerify", ring: 0, imports: [], isPure: false),
        Target("CFaults", ring: 0, imports: [], isPure: false),

        // Ring 1: values.
        Target("Lattice", ring: 1, imports: []),
        Target("Wire", ring: 1, imports: ["Lattice"]),
        Target("Seal", ring: 1, imports: ["CSodium", "CVerify", "Lattice"]),
        Target("Bundles", ring: 1, imports: ["Lattice", "Seal", "Wire"]),
        Target("Charter", ring: 1, imports: ["Bundles", "Lattice", "Seal", "Wire"]),
        Target("Queries", ring: 1, imports: ["Bundles", "Lattice", "Schema", "Wire"]),
        Target("Schema", ring: 1, imports: ["Bundles", "Lattice", "Seal", "Wire"]),
        Target(
            "Packs", ring: 1, imports: ["Bundles", "Charter", "Lattice", "Schema", "Wire"]),
        Target(
            "Relief", ring: 1,
            imports: [
                "Bundles", "Charter", "Lattice", "Packs", "Queries", "Schema", "Seal", "Wire",
            ]),
        Target("Compression", ring: 1, imports: ["CZstd", "Lattice"]),
        Target(
            "Keys", ring: 1,
            imports: ["Bundles", "Charter", "Compression", "Lattice", "Seal", "Wire"]),
        Target(
            "Identity", ring: 1,
            imports: ["Bundles", "Charter", "Keys", "Lattice", "Seal", "Wire"]),

        // Ring 2: what composes them.
        Target(
            "Replica", ring: 2,
            imports: ["Bundles", "Charter", "Keys", "Lattice", "Schema", "Seal", "Wire"]),

        Target(
            "Operations", ring: 2,
            imports: [
                "Bundles", "Charter", "Lattice", "Queries", "Relief", "Replica", "Schema",
            ]),

        Target(
            "Gossip", ring: 2,
            imports: [
                "Bundles", "Charter", "Identity", "Keys", "Lattice", "Replica", "Schema", "Seal",
                "Wire",
            ]),

        Target(
            "Tables", ring: 2,
            imports: [
                "Bundles", "Charter", "Lattice", "Queries", "Relief", "Replica", "Schema", "Seal",
                "Wire",
            ]),

        // Ring 3: effects.
        Target(
            "KeyFiles", ring: 3, imports: ["CLinux", "Glibc", "Identity", "Seal"],
            isPure: false),

        Target(
            "Network", ring: 3, imports: ["CLinux", "Glibc", "Gossip", "Lattice"],
            isPure: false),

        Target(
            "Store", ring: 3,
            imports: [
                "Bundles", "CSQLite", "Compression", "Glibc", "Keys", "Lattice", "Queries",
                "Replica", "Schema", "Seal", "Synchronization", "Wire",
            ],
            isPure: false),

        // Ring 4: shells. The simulation is one that must give the same world for the same seed.
        Target(
            "Simulation", ring: 4,
            imports: [
                "Bundles", "CFaults", "CSQLite", "Charter", "Gossip", "Identity", "Keys",
                "Lattice", "Operations", "Packs", "Queries", "Relief", "Replica", "Schema", "Seal",
                "Store", "Wire",
            ]),
        Target(
            "Node", ring: 4,
            imports: [
                "Bundles", "CLinux", "Charter", "Foundation", "Glibc", "Gossip", "Identity",
                "KeyFiles", "Keys", "Lattice", "Network", "Queries", "Replica", "Schema", "Seal",
                "Store", "Synchronization",
            ],
            isPure: false),
        Target(
            "Commands", ring: 4,
            imports: [
                "Bundles", "CLinux", "Charter", "Foundation", "Gossip", "Identity", "KeyFiles",
                "Lattice", "Network", "Node", "Operations", "Packs", "Queries", "Relief",
                "Replica", "Schema", "Seal", "Store", "Synchronization", "Tables",
            ],
            isPure: false),
        Target(
            "Workloads", ring: 4,
            imports: [
                "Bundles", "CSQLite", "CSodium", "Charter", "Foundation", "Glibc", "Gossip",
                "Identity", "Keys", "Lattice", "Network", "Node", "Queries", "Relief", "Replica",
                "Schema", "Seal", "Simulation", "Store", "Synchronization", "Tables", "Wire",
            ],
            isPure: false),
        Target(
            "causeway", ring: 4,
            imports: [
                "Bundles", "Charter", "Commands", "Foundation", "Glibc", "Identity", "KeyFiles",
                "Lattice", "Network", "Node", "Packs", "Relief", "Schema", "Seal", "Simulation",
                "Workloads",
            ],
            isPure: false),
        Target(
            "Bench", ring: 4, imports: ["CAllocations", "Foundation", "Glibc", "Workloads"],
            isPure: false),
    ]

    /// The target whose source a file is.
    static func of(_ file: TextFile) -> Target? {
        all.first { $0.name == file.folder(under: "Sources") }
    }
}

@Suite("Rings") struct RingTests {
    @Test("Every target imports only what the table allows it")
    func imports() throws {
        report(importViolations(in: try .checkout()))
    }

    @Test("Every folder of Sources is in the table, and nothing else is")
    func folders() throws {
        report(folderViolations(in: try .checkout()))
    }

    @Test("The table itself points inwards")
    func table() {
        let rings = Dictionary(uniqueKeysWithValues: Target.all.map { ($0.name, $0.ring) })
        for target in Target.all {
            for name in target.imports {
                // What is not ours (Foundation, Glibc) is only for the outer rings.
                #expect(rings[name] ?? 3 <= target.ring, "\(target.name) imports \(name)")
            }
        }
    }

    @Test(
        "A forbidden import is found",
        arguments: [
            "import Foundation", "public import Foundation", "@preconcurrency import Glibc",
            "package import struct Foundation.Date", "    import Seal", "let a = 1; import Seal",
            "@_exported import Simulation", "@_spi(Tests) @testable internal import Seal",
            "import var Glibc.errno", "import `Seal`",
        ])
    func findsImport(source: String) {
        let sample = Repository(["Sources/Lattice/Dot.swift": "// Dots.\n\(source)\n"])
        let found = importViolations(in: sample)
        #expect(found.contains { $0.description.hasPrefix("Sources/Lattice/Dot.swift:2: ") })
    }

    @Test("A re-export is found though the import is allowed")
    func findsReexport() {
        let sample = Repository(["Sources/Seal/Key.swift": "@_exported\nimport Lattice\n"])
        #expect(importViolations(in: sample).map(\.line) == [1])
    }

    @Test("What is allowed, or no import at all, is left alone")
    func allowsImport() {
        let source =
            "// import Foundation\nimport CSodium\npublic import Lattice\nlet imported = 1\n"
        let sample = Repository([
            "Sources/Seal/Key.swift": source, "Tests/SealTests/A.swift": "import Foundation\n",
        ])
        #expect(importViolations(in: sample).isEmpty)
    }

    @Test("A folder without a row and a row without a folder are found")
    func findsFolder() {
        var texts = ["Sources/Extra/A.swift": ""]
        for target in Target.all.dropLast() {
            texts["Sources/\(target.name)/a.h"] = ""
        }
        let found = folderViolations(in: Repository(texts)).map(\.path)
        #expect(found == ["Sources/Extra", "Sources/Bench"])
    }
}

private func importViolations(in repository: Repository) -> [Violation] {
    var violations: [Violation] = []
    for file in repository.files where file.kind == .swift {
        guard let target = Target.of(file) else { continue }
        for (number, line) in zip(1..., file.codeLines) {
            if line.contains("@_exported") {
                violations.append(file.violation(number, "nothing is re-exported; drop @_exported"))
            }
            guard let module = importedModule(line), !target.imports.contains(module) else {
                continue
            }
            let advice =
                "\(target.name) may not import \(module): move this code to a target that may, or "
                + "hand in what it needs; the table is in Tests/Tidy/RingTests.swift"
            violations.append(file.violation(number, advice))
        }
    }
    return violations
}

/// The module that a line of code imports.
private func importedModule(_ line: String) -> String? {
    // Most lines import nothing, and a regex is slow to say so.
    guard line.contains("import") else { return nil }
    let statement =
        #/(?:^|;)\s*(?:@\w+(?:\([^)]*\))?\s+|(?:public|package|internal|fileprivate|private)\s+)*/#
    let imported =
        #/^import\s+(?:(?:typealias|struct|class|enum|protocol|actor|let|var|func)\s+)?`?(\w+)/#
    for prefix in line.matches(of: statement) {
        let rest = line[prefix.range.upperBound...]
        if let match = rest.firstMatch(of: imported) { return String(match.1) }
    }
    return nil
}

private func folderViolations(in repository: Repository) -> [Violation] {
    let folders = repository.folders(under: "Sources")
    let targets = Target.all.map(\.name)
    let strangers = folders.filter { !targets.contains($0) }.map {
        Violation(
            path: "Sources/\($0)", line: 1,
            advice: "give it a row in the table of Tests/Tidy/RingTests.swift")
    }
    let ghosts = targets.filter { !folders.contains($0) }.map {
        Violation(
            path: "Sources/\($0)", line: 1,
            advice: "is not there; take its row out of the table of Tests/Tidy/RingTests.swift")
    }
    return strangers + ghosts
}

// swift-tools-version: 6.2

import PackageDescription

/// Every target is built with these. Warnings are errors: what nobody reads nobody mends.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Code that ships is also held to strict memory safety: what is unsafe says so.
let shipped: [SwiftSetting] = strict + [.strictMemorySafety()]

/// Tests that do not compute much themselves take longer to compile well than to run.
let light: [SwiftSetting] = strict + [.unsafeFlags(["-Onone", "-gnone"])]

/// Where something hands out, or is, a view of memory that it does not own.
let borrowing: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")]

let package = Package(
    name: "causeway",
    products: [
        .library(name: "Lattice", targets: ["Lattice"]),
        .library(name: "Wire", targets: ["Wire"]),
        .library(name: "Charter", targets: ["Bundles", "Charter"]),
        // What an app is built upon: a node, and what is said to it.
        .library(
            name: "Node",
            targets: [
                "Bundles", "Charter", "Identity", "KeyFiles", "Lattice", "Network", "Node",
                "Packs", "Queries", "Replica", "Schema", "Seal", "Store",
            ]),
        .executable(name: "causeway", targets: ["causeway"]),
        .executable(name: "causeway-noticeboard", targets: ["NoticeboardExample"]),
        .executable(name: "causeway-bench", targets: ["Bench"]),
        .executable(name: "causeway-vectors", targets: ["Vectors"]),
        .executable(name: "causeway-key-holder", targets: ["KeyHolder"]),
        .executable(name: "causeway-store-holder", targets: ["StoreHolder"]),
        .executable(name: "causeway-lan-holder", targets: ["LanHolder"]),
    ],
    targets: [
        // System libraries and C.
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(
            name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CLinux"),
        .target(name: "CVerify", dependencies: ["CSodium"]),
        .target(name: "CAllocations"),
        .target(name: "CFaults", dependencies: ["CSQLite"]),

        // Ring 1: values.
        .target(name: "Lattice", swiftSettings: shipped + borrowing),
        .target(name: "Wire", dependencies: ["Lattice"], swiftSettings: shipped + borrowing),
        .target(
            name: "Seal", dependencies: ["CSodium", "CVerify", "Lattice"],
            swiftSettings: shipped + borrowing),
        .target(
            name: "Bundles", dependencies: ["Lattice", "Seal", "Wire"],
            swiftSettings: shipped + borrowing),
        .target(
            name: "Charter", dependencies: ["Bundles", "Lattice", "Seal", "Wire"],
            swiftSettings: shipped + borrowing),
        .target(
            name: "Schema", dependencies: ["Bundles", "Lattice", "Seal", "Wire"],
            swiftSettings: shipped + borrowing),
        .target(
            name: "Packs", dependencies: ["Bundles", "Charter", "Lattice", "Schema", "Wire"],
            swiftSettings: shipped + borrowing),
        .target(
            name: "Queries", dependencies: ["Bundles", "Lattice", "Schema", "Wire"],
            swiftSettings: shipped + borrowing),
        .target(
            name: "Relief",
            dependencies: [
                "Bundles", "Charter", "Lattice", "Packs", "Queries", "Schema", "Seal", "Wire",
            ],
            resources: [.embedInCode("relief.json")], swiftSettings: shipped + borrowing),
        .target(
            name: "Compression", dependencies: ["CZstd", "Lattice"],
            swiftSettings: shipped + borrowing),
        .target(
            name: "Keys",
            dependencies: ["Bundles", "Charter", "Compression", "Lattice", "Seal", "Wire"],
            swiftSettings: shipped + borrowing),
        .target(
            name: "Identity",
            dependencies: ["Bundles", "Charter", "Keys", "Lattice", "Seal", "Wire"],
            swiftSettings: shipped + borrowing),

        // Ring 2: what composes them.
        .target(
            name: "Replica",
            dependencies: ["Bundles", "Charter", "Keys", "Lattice", "Schema", "Seal", "Wire"],
            swiftSettings: shipped + borrowing),

        .target(
            name: "Operations",
            dependencies: [
                "Bundles", "Charter", "Lattice", "Queries", "Relief", "Replica", "Schema",
            ],
            swiftSettings: shipped + borrowing),
        .target(
            name: "Gossip",
            dependencies: [
                "Bundles", "Charter", "Identity", "Keys", "Lattice", "Replica", "Schema", "Seal",
                "Wire",
            ],
            swiftSettings: shipped + borrowing),

        .target(
            name: "Tables",
            dependencies: [
                "Bundles", "Charter", "Lattice", "Queries", "Relief", "Replica", "Schema", "Seal",
                "Wire",
            ],
            swiftSettings: shipped + borrowing),

        // Ring 3: effects.
        .target(
            name: "KeyFiles", dependencies: ["CLinux", "Identity", "Seal"], swiftSettings: shipped),

        .target(
            name: "Network", dependencies: ["CLinux", "Gossip", "Lattice"],
            swiftSettings: shipped),

        .target(
            name: "Store",
            dependencies: [
                "Bundles", "CSQLite", "Compression", "Keys", "Lattice", "Queries", "Replica",
                "Schema", "Seal", "Wire",
            ],
            swiftSettings: shipped + borrowing),

        // Ring 4: shells.
        .target(
            name: "Simulation",
            dependencies: [
                "Bundles", "CFaults", "CSQLite", "Charter", "Gossip", "Identity", "Keys", "Lattice",
                "Operations", "Packs", "Queries", "Relief", "Replica", "Schema", "Seal", "Store",
                "Wire",
            ],
            swiftSettings: shipped),
        .target(
            name: "Node",
            dependencies: [
                "Bundles", "CLinux", "Charter", "Gossip", "Identity", "KeyFiles", "Keys", "Lattice",
                "Network", "Queries", "Replica", "Schema", "Seal", "Store",
            ],
            swiftSettings: shipped),
        .target(
            name: "Commands",
            dependencies: [
                "Bundles", "CLinux", "Charter", "Gossip", "Identity", "KeyFiles", "Lattice",
                "Network", "Node", "Operations", "Packs", "Queries", "Relief", "Replica", "Schema",
                "Seal", "Store", "Tables",
            ],
            swiftSettings: shipped),
        .target(
            name: "Workloads",
            dependencies: [
                "Bundles", "CSQLite", "CSodium", "Charter", "Gossip", "Identity", "Keys",
                "Lattice", "Network", "Node", "Queries", "Relief", "Replica", "Schema", "Seal",
                "Simulation", "Store", "Tables", "Wire",
            ],
            swiftSettings: shipped),
        .executableTarget(
            name: "causeway",
            dependencies: [
                "Bundles", "Charter", "Commands", "Identity", "KeyFiles", "Lattice", "Network",
                "Node", "Packs", "Relief", "Schema", "Seal", "Simulation", "Workloads",
            ],
            swiftSettings: shipped),
        .executableTarget(
            name: "Bench", dependencies: ["CAllocations", "Workloads"], swiftSettings: shipped),
        // The example that apps begin with, a package of its own, is built here too; it sees what
        // others see.
        .executableTarget(
            name: "NoticeboardExample",
            dependencies: [
                "Bundles", "Charter", "Identity", "KeyFiles", "Lattice", "Network", "Node", "Packs",
                "Queries", "Replica", "Schema", "Seal", "Store",
            ],
            path: "Examples/Noticeboard/Sources", resources: [.embedInCode("notices.json")],
            packageAccess: false, swiftSettings: [.treatAllWarnings(as: .error)]),

        // Tests.
        .target(
            name: "TestSupport",
            dependencies: [
                "Bundles", "Charter", "Gossip", "Identity", "Keys", "Lattice", "Replica", "Schema",
                "Seal", "Simulation", "Wire",
            ],
            path: "Tests/TestSupport",
            swiftSettings: strict),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Bundles", "Charter", "Gossip", "Identity", "Keys", "Lattice", "Replica", "Seal",
                "Simulation", "TestSupport", "Wire",
            ],
            path: "Fuzz/Targets",
            swiftSettings: strict),
        .testTarget(name: "FuzzReplay", dependencies: ["FuzzTargets"], swiftSettings: strict),
        .executableTarget(
            name: "Vectors",
            dependencies: [
                "Bundles", "Charter", "Compression", "Gossip", "Identity", "Keys", "Lattice",
                "Packs", "Replica", "Schema", "Seal", "Simulation", "TestSupport", "Wire",
            ],
            path: "Tests/Vectors",
            swiftSettings: strict),
        .testTarget(
            name: "LatticeTests",
            dependencies: ["Lattice", "Seal", "Simulation", "TestSupport", "Wire"],
            swiftSettings: strict),
        .testTarget(name: "SealTests", dependencies: ["Lattice", "Seal"], swiftSettings: light),
        .testTarget(
            name: "PackTests",
            dependencies: [
                "Bundles", "Charter", "Lattice", "Packs", "Schema", "Simulation", "TestSupport",
                "Wire",
            ],
            swiftSettings: light),
        .testTarget(
            name: "ReliefTests",
            dependencies: [
                "Bundles", "Charter", "Keys", "Lattice", "Operations", "Packs", "Queries", "Relief",
                "Replica", "Schema", "Seal", "Simulation", "Store", "StoreSupport", "TestSupport",
                "Wire",
            ],
            swiftSettings: light),
        .testTarget(
            name: "QueryTests",
            dependencies: ["Lattice", "Queries", "Schema", "Simulation", "Wire"],
            swiftSettings: strict),
        .testTarget(
            name: "TablesTests",
            dependencies: [
                "Bundles", "Charter", "Lattice", "Queries", "Relief", "Replica", "Schema", "Seal",
                "Simulation", "Tables", "TestSupport", "Wire",
            ],
            swiftSettings: light),
        .testTarget(
            name: "ReplicaTests",
            dependencies: [
                "Bundles", "Charter", "Gossip", "Identity", "Keys", "Lattice", "Replica", "Schema",
                "Seal", "Simulation", "TestSupport", "Wire",
            ],
            swiftSettings: light),
        .testTarget(
            name: "GossipTests",
            dependencies: [
                "Bundles", "Charter", "Gossip", "Identity", "Keys", "Lattice", "Replica", "Schema",
                "Seal", "Simulation", "TestSupport", "Wire",
            ],
            swiftSettings: light),
        .target(
            name: "StoreSupport",
            dependencies: [
                "Bundles", "Charter", "Keys", "Lattice", "Replica", "Schema", "Seal", "Simulation",
                "Store", "TestSupport", "Wire",
            ],
            path: "Tests/StoreSupport",
            swiftSettings: strict),
        .executableTarget(
            name: "StoreHolder",
            dependencies: [
                "Bundles", "Lattice", "Replica", "Simulation", "Store", "StoreSupport",
                "TestSupport",
            ],
            path: "Tests/StoreHolder", swiftSettings: strict),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Bundles", "CFaults", "CSQLite", "Charter", "Keys", "Lattice", "Queries", "Replica",
                "Schema", "Seal", "Simulation", "Store", "StoreSupport", "TestSupport", "Wire",
            ],
            swiftSettings: light),
        .testTarget(
            name: "NodeTests",
            dependencies: [
                "Bundles", "Charter", "Commands", "Gossip", "Identity", "Keys", "Lattice",
                "Network", "Node",
                "Packs", "Queries", "Replica", "Schema", "Seal", "Simulation", "Store",
                "TestSupport", "Wire",
            ],
            swiftSettings: light),
        .testTarget(
            name: "SchemaTests",
            dependencies: ["Bundles", "Lattice", "Schema", "Seal", "TestSupport", "Wire"],
            swiftSettings: light),
        .testTarget(
            name: "KeyTests",
            dependencies: [
                "Bundles", "Charter", "Compression", "Keys", "Lattice", "Seal", "TestSupport",
                "Wire",
            ],
            swiftSettings: light),
        .testTarget(
            name: "IdentityTests",
            dependencies: [
                "Bundles", "Charter", "Identity", "KeyFiles", "Keys", "Lattice", "Seal",
                "TestSupport", "Wire",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "BundleTests",
            dependencies: ["Bundles", "Charter", "Lattice", "Seal", "TestSupport", "Wire"],
            swiftSettings: strict),
        .testTarget(
            name: "CharterTests",
            dependencies: ["Bundles", "Charter", "Lattice", "Seal", "TestSupport", "Wire"],
            swiftSettings: strict),
        .testTarget(
            name: "Attacks",
            dependencies: [
                "Bundles", "CFaults", "Charter", "Gossip", "Identity", "Keys", "Lattice", "Replica",
                "Schema", "Seal", "Simulation", "Store", "StoreSupport", "TestSupport", "Wire",
            ],
            swiftSettings: light),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Bundles", "Charter", "Lattice", "Seal", "Simulation", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "WireTests",
            dependencies: ["CAllocations", "Lattice", "Seal", "Simulation", "TestSupport", "Wire"],
            swiftSettings: strict),
        .executableTarget(
            name: "KeyHolder",
            dependencies: [
                "Bundles", "Charter", "Identity", "KeyFiles", "Keys", "Lattice", "Seal",
            ],
            path: "Tests/KeyHolder", swiftSettings: strict),
        .executableTarget(
            name: "LanHolder",
            dependencies: [
                "Bundles", "Charter", "Identity", "Keys", "Lattice", "Node", "Replica", "Schema",
                "Seal", "Simulation", "Store", "Wire",
            ],
            path: "Tests/LanHolder", swiftSettings: strict),
        .testTarget(
            name: "EndToEnd",
            dependencies: [
                "Bundles", "CLinux", "Lattice", "Simulation", "Store", "StoreSupport",
                "TestSupport", "causeway", "Bench", "KeyHolder", "LanHolder", "NoticeboardExample",
                "StoreHolder", "Vectors",
            ],
            swiftSettings: light),
        .testTarget(name: "Tidy", swiftSettings: strict),
    ]
)

// The fuzzer has an entry of its own in place of a main program, and links only with the
// instrumentation that scripts/fuzz asks for.
if Context.environment["FUZZ"] != nil {
    package.products.append(.executable(name: "causeway-fuzz", targets: ["causeway-fuzz"]))
    package.targets.append(
        .executableTarget(
            name: "causeway-fuzz", dependencies: ["FuzzTargets"], path: "Fuzz/Main",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}

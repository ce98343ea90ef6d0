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

let package = Package(
    name: "causeway",
    products: [
        .library(name: "Lattice", targets: ["Lattice"]),
        .executable(name: "causeway", targets: ["causeway"]),
        .executable(name: "causeway-bench", targets: ["Bench"]),
    ],
    targets: [
        // System libraries and C.
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .target(name: "CAllocations"),

        // Ring 1: values.
        .target(name: "Lattice", swiftSettings: shipped),
        .target(name: "Seal", dependencies: ["CSodium", "Lattice"], swiftSettings: shipped),

        // Ring 4: shells.
        .target(name: "Simulation", dependencies: ["Lattice", "Seal"], swiftSettings: shipped),
        .executableTarget(
            name: "causeway",
            dependencies: ["Lattice", "Seal", "Simulation"],
            swiftSettings: shipped),
        .executableTarget(
            name: "Bench",
            dependencies: ["CAllocations", "Lattice", "Seal", "Simulation"],
            swiftSettings: shipped),

        // Tests.
        .target(
            name: "TestSupport",
            dependencies: ["Lattice", "Seal", "Simulation"],
            path: "Tests/TestSupport",
            swiftSettings: strict),
        .testTarget(
            name: "LatticeTests", dependencies: ["Lattice", "Seal", "Simulation", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "SealTests", dependencies: ["Lattice", "Seal"], swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Lattice", "Seal", "Simulation", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEnd",
            dependencies: ["causeway", "Bench"],
            swiftSettings: strict),
        .testTarget(name: "Tidy", swiftSettings: strict),
    ]
)

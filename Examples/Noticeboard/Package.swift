// swift-tools-version: 6.2

import PackageDescription

/// An app of its own, which depends on Causeway as yours would: by a path here, by its address and
/// a version elsewhere.
let package = Package(
    name: "noticeboard",
    dependencies: [.package(name: "causeway", path: "../..")],
    targets: [
        .executableTarget(
            name: "Noticeboard",
            dependencies: [.product(name: "Node", package: "causeway")],
            path: "Sources",
            resources: [.embedInCode("notices.json")])
    ]
)

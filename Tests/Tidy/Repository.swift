import Foundation

/// The files the rules are about: everything in the checkout but what tools leave there.
struct Repository {
    /// Folders that are never committed.
    private static let skipped: Set<String> = [".build", ".git", ".swiftpm", "__pycache__"]

    /// All text files, by path.
    private(set) var files: [TextFile] = []

    /// The paths of all files and folders, binary files among them.
    private var paths: Set<String> = []

    /// Reads the checkout this file was compiled from.
    static func checkout() throws -> Repository {
        // A checkout may be reached through a link; the root is that of the file itself.
        let thisFile = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        let root = thisFile.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try Repository(root: root)
    }

    private init(root: URL) throws {
        let manager = FileManager.default
        guard let walk = manager.enumerator(atPath: root.path) else {
            throw CocoaError(.fileReadNoSuchFile)
        }
        while let path = walk.nextObject() as? String {
            let url = root.appendingPathComponent(path)
            let values = try url.resourceValues(forKeys: [.isDirectoryKey, .isRegularFileKey])
            if Self.skipped.contains(url.lastPathComponent) {
                walk.skipDescendants()
                continue
            }
            paths.insert(path)
            guard values.isRegularFile == true else { continue }
            let data = try Data(contentsOf: url)
            guard let text = String(data: data, encoding: .utf8), !data.contains(0) else {
                continue
            }
            let isExecutable = manager.isExecutableFile(atPath: url.path)
            files.append(TextFile(path: path, text: text, isExecutable: isExecutable))
        }
        files.sort { $0.path < $1.path }
    }

    /// A repository made up for a test of the checks.
    init(_ texts: [String: String], executable: Set<String> = []) {
        for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
            files.append(
                TextFile(path: path, text: text, isExecutable: executable.contains(path)))
            var folders = path.split(separator: "/")
            while !folders.isEmpty {
                paths.insert(folders.joined(separator: "/"))
                folders.removeLast()
            }
        }
    }

    /// The text file at a path from the root.
    subscript(path: String) -> TextFile? { files.first { $0.path == path } }

    /// Whether there is a file or folder at a path from the root.
    func has(_ path: String) -> Bool { paths.contains(path) }

    /// The names of the folders directly under a folder, sorted.
    func folders(under parent: String) -> [String] {
        Set(files.compactMap { $0.folder(under: parent) }).sorted()
    }
}

import Foundation
import Testing

@Suite("Package") struct PackageTests {
    @Test("P11: the Debian package has units, settings, manual, and a program that needs no Swift")
    func package() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/dpkg-deb") else {
            // Where there is no Debian nobody wants one.
            return
        }
        let out = FileManager.default.temporaryDirectory.path + "/package-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: out) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let made = try Program(name: root + "/scripts/package").run(
            "--fast", "--out", out, "--built", try Program.folder.path)
        let deb = try #require(made.output.split(separator: "\n").last.map(String.init))
        #expect(made.code == 0 && deb.hasSuffix(".deb"), "\(made.errors)")
        let checked = try Program(name: root + "/packaging/check").run(deb, "--quick")
        #expect(checked.code == 0, "\(checked.output)\(checked.errors)")
        #expect(checked.output.contains("took an intake and stopped without Swift"))
        // What is missing is found.
        let none = try Program(name: root + "/packaging/check").run(root + "/README.md", "--quick")
        #expect(none.code != 0)
    }
}

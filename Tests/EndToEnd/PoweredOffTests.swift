import Foundation
import Testing

/// What a disk holds of a laptop that is off, and what memory holds after a node was killed.
@Suite("Powered off", .serialized) struct PoweredOffTests {
    /// Words that nothing else says, each in another sort of record.
    private static let words = [
        "Zitronenpresse-4711", "Überdachung-0815", "QUITTUNG-5150", "Fährmann-1234",
    ]

    /// A realm whose records say all of the words.
    private func realm(_ fleet: Fleet) throws {
        try fleet.found("Ada")
        let words = Self.words
        #expect(try fleet.say("Ada", "hub", "add", "North", "--sort", "main").code == 0)
        #expect(try fleet.say("Ada", "item", "add", "TARP", words[0]).code == 0)
        let told = try fleet.say("Ada", "announce", "Roofs", "--body", words[1])
        #expect(told.code == 0, "\(told.output)")
        #expect(try fleet.say("Ada", "item", "add", words[2], "Receipt").code == 0)
        #expect(try fleet.say("Ada", "intake", "TARP", "8", "--at", "North").code == 0)
        let lost = try fleet.say("Ada", "loss", "TARP", "1", "--at", "North", "--reason", words[3])
        #expect(lost.code == 0, "\(lost.output)\(lost.errors)")
    }

    /// The words that are in some file of a folder, as UTF-8.
    private func found(in folder: String) throws -> Set<String> {
        let walk = try #require(FileManager.default.enumerator(atPath: folder), "\(folder)")
        var found: Set<String> = []
        while let name = walk.nextObject() as? String {
            guard walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular else {
                continue
            }
            let path = folder + "/" + name
            // A node that runs takes files of its own away.
            guard let bytes = FileManager.default.contents(atPath: path) else {
                #expect(!FileManager.default.fileExists(atPath: path), "\(path) is not readable")
                continue
            }
            found.formUnion(Self.words.filter { bytes.range(of: Data($0.utf8)) != nil })
        }
        return found
    }

    @Test("D32: a powered-off disk holds no readable record, stopped or killed, nor has its backup")
    func disk() throws {
        let fleet = try Fleet()
        let memory = "/dev/shm/powered-off-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: memory) }
        try realm(fleet)
        try fleet.stop("Ada")
        #expect(try found(in: fleet.folder) == [])
        // While somebody is unlocked all of it is in memory, and there alone: so whoever looks as
        // above finds what there is.
        try fleet.start("Ada", "--run", memory)
        #expect(try found(in: memory) == Set(Self.words))
        #expect(try found(in: fleet.folder) == [])
        #expect(try fleet.say("Ada", "backup", fleet.folder + "/backup").code == 0)
        #expect(try fleet.say("Ada", "export", fleet.folder + "/relief.stick").code == 0)
        for number in 1...20 {
            let name = Self.words[number % 4] + " \(number)"
            #expect(try fleet.say("Ada", "item", "add", "MORE-\(number)", name).code == 0)
        }
        fleet.kill("Ada")
        #expect(try found(in: memory) == Set(Self.words))
        #expect(try found(in: fleet.folder) == [])
        // Nor does what is tried on what is left write any of it.
        try fleet.start("Ada", "--run", memory)
        try fleet.say("Ada", "verify")
        #expect(try fleet.say("Ada", "lock").code == 0)
        #expect(try found(in: memory) == [])
        try fleet.stop("Ada")
        #expect(try found(in: fleet.folder) == [])
    }

    @Test(
        "STORE-1: what a node that was killed left in memory is taken away by tidy, and only then")
    func tidied() throws {
        let fleet = try Fleet()
        let memory = "/dev/shm/powered-off-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: memory) }
        try realm(fleet)
        try fleet.stop("Ada")
        try fleet.start("Ada", "--run", memory)
        let early = try fleet.say("Ada", "tidy", "--run", memory)
        #expect(early.code == 6 && early.output.contains("another process has it open"))
        #expect(try found(in: memory) == Set(Self.words))
        #expect(try fleet.stock("Ada", "TARP", at: "North") == "7")
        fleet.kill("Ada")
        #expect(try found(in: memory) == Set(Self.words))
        let tidied = try fleet.say("Ada", "tidy", "--run", memory)
        #expect(tidied.code == 0 && removed(tidied) ?? 0 > 0, "\(tidied.output)")
        #expect(try found(in: memory) == [])
        #expect(removed(try fleet.say("Ada", "tidy", "--run", memory)) == 0)
        // Nothing that was confirmed is gone.
        try fleet.start("Ada")
        #expect(try fleet.stock("Ada", "TARP", at: "North") == "7")
        // The folder that a node finds for itself is found again; or the settings name it.
        fleet.kill("Ada")
        #expect(removed(try fleet.say("Ada", "tidy")) ?? 0 > 0)
        #expect(removed(try fleet.say("Ada", "tidy")) == 0)
        try Data("run = \(memory)\n".utf8).write(
            to: URL(filePath: fleet.data("Ada") + "/causeway.conf"))
        try fleet.start("Ada")
        fleet.kill("Ada")
        #expect(try found(in: memory) == Set(Self.words))
        #expect(try fleet.say("Ada", "tidy").code == 0)
        #expect(try found(in: memory) == [])
    }

    @Test("STORE-1: who starts in other surroundings leaves nothing of the one that was killed")
    func elsewhere() throws {
        let fleet = try Fleet()
        let runtime = "/dev/shm/powered-off-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: runtime, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: runtime) }
        try realm(fleet)
        fleet.kill("Ada")
        let env = Program(name: "/usr/bin/env")
        let causeway = try Program.folder.appending(path: "causeway").path
        // The next one is told of another folder in memory.
        let stock = try env.run(
            [
                "XDG_RUNTIME_DIR=\(runtime)", causeway, "stock", "--data", fleet.data("Ada"),
                "--json",
            ], input: Fleet.passphrase + "\n")
        #expect(stock.code == 0 && stock.output.contains("\"7\""), "\(stock.errors)")
        #expect(removed(try fleet.say("Ada", "tidy")) == 0)
    }

    @Test("Tidy of what is no folder of a node says so, and makes nothing")
    func nothing() throws {
        let fleet = try Fleet()
        let none = try fleet.say("nobody", "tidy")
        #expect(none.code == 6 && none.output.contains("nobody"), "\(none.output)")
        #expect(!FileManager.default.fileExists(atPath: fleet.data("nobody")))
        try FileManager.default.createDirectory(
            atPath: fleet.data("empty"), withIntermediateDirectories: true)
        #expect(removed(try fleet.say("empty", "tidy")) == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: fleet.data("empty")) == [])
        #expect(try fleet.say("empty", "tidy", "--frobnicate").code == 2)
    }

    private func removed(_ answer: Fleet.Answer) -> Int? {
        (answer.json as? [String: Any])?["removed"] as? Int
    }
}

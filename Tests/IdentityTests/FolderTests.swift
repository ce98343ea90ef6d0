import Foundation
import Identity
import KeyFiles
import Lattice
import Seal
import TestSupport
import Testing

@Suite("Folders of keys") struct FolderTests {
    /// A folder that is gone after the test.
    private final class Place {
        let path: String
        let folder: KeyFolder

        init() throws {
            path = FileManager.default.temporaryDirectory
                .appending(path: "keys-\(UUID().uuidString)").path()
            folder = KeyFolder(path)
            try folder.create()
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        var names: [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
        }

        func mode(_ name: String) throws -> Int {
            let all = try FileManager.default.attributesOfItem(atPath: path + name)
            return try #require(all[.posixPermissions] as? Int)
        }

        func bytes(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: URL(filePath: path + name)))
        }

        func write(_ bytes: [UInt8], _ name: String, mode: Int = 0o600) throws {
            try Data(bytes).write(to: URL(filePath: path + name))
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: path + name)
        }
    }

    private func device(_ seed: UInt8 = 1) -> Device {
        var chance = Entropy.of(seed)
        return Device(&chance, on: .all(0x77))
    }

    private func reason(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return "\(error)" }
    }

    @Test("RING-1: the folder and its files are for their owner alone")
    func modes() throws {
        let place = try Place()
        #expect(try place.mode("") == 0o700)
        try place.folder.save(device())
        try place.folder.save(Keyring())
        #expect(place.names == ["device.key", "keyring"])
        for name in place.names { #expect(try place.mode("/" + name) == 0o600) }
        try place.folder.create()
        #expect(place.names.count == 2, "making the folder again changes nothing")
    }

    @Test("RING-1: what was saved is read back")
    func roundTrip() throws {
        let place = try Place()
        #expect(try place.folder.device() == nil)
        #expect(try place.folder.keyring() == Keyring())
        let device = device()
        try place.folder.save(device)
        #expect(try place.folder.device()?.key == device.key)
        #expect(try place.bytes("/device.key") == device.file().array)
        var ring = Keyring()
        try ring.add(try makeSeat(1).sealed)
        try place.folder.save(ring)
        #expect(try place.folder.keyring() == ring)
        try place.folder.save(Keyring())
        #expect(try place.folder.keyring().seats.isEmpty)
    }

    @Test("RING-5: the key of a root lies beside a device's own, for its owner alone")
    func rootFile() throws {
        let place = try Place()
        #expect(try place.folder.root() == nil)
        let root = try makeRoot(1)
        try place.folder.save(root.sealed)
        #expect(place.names == ["root.key"])
        #expect(try place.mode("/root.key") == 0o600)
        #expect(try place.folder.root() == root.sealed)
        #expect(try place.bytes("/root.key") == root.sealed.file)
        // The same key, once it is known whom it signs for.
        var chance = Entropy.of(2)
        #expect(root.belong(to: .all(0x11), &chance))
        try place.folder.save(root.sealed)
        #expect(try place.folder.root()?.plate.domain == .all(0x11))
        let other = try makeRoot(2).sealed
        #expect(reason { try place.folder.save(other) }?.contains("another root") == true)
        #expect(try place.folder.root() == root.sealed, "no key is lost")
        try place.write(try place.bytes("/root.key"), "/root.key", mode: 0o644)
        #expect(reason { _ = try place.folder.root() }?.contains("chmod 600") == true)
    }

    @Test("RING-5: a root file can be kept where nobody owns files, and is as good there")
    func elsewhere() throws {
        let place = try Place()
        let stick = RootFile(place.path + "/a stick.key")
        #expect(try stick.read() == nil)
        let root = try makeRoot(1).sealed
        try stick.save(root)
        try place.write(try place.bytes("/a stick.key"), "/a stick.key", mode: 0o777)
        #expect(try stick.read() == root)
        let bytes = root.file
        for (content, expected) in [
            (Array(bytes.dropLast()), "truncated"), (bytes.flipped(bytes.count * 8 - 1), "damaged"),
            ([], "truncated"),
        ] {
            try place.write(content, "/a stick.key")
            var error: KeyFileError?
            do { _ = try stick.read() } catch let found as KeyFileError { error = found }
            #expect(error?.name == expected)
            // What cannot be read may be somebody's key all the same.
            #expect(reason { try stick.save(root) }?.contains("move it away") == true)
        }
        try place.write([UInt8](repeating: 0, count: 513), "/a stick.key")
        #expect(reason { _ = try stick.read() }?.contains("too long") == true)
    }

    @Test("RING-1: what is no file is refused, and nobody waits for what would come out of it")
    func noFile() throws {
        let place = try Place()
        try #require(mkfifo(place.path + "/device.key", 0o600) == 0)
        #expect(reason { _ = try place.folder.device() }?.contains("no file") == true)
        try FileManager.default.createDirectory(
            atPath: place.path + "/keyring", withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        #expect(reason { _ = try place.folder.keyring() }?.contains("no file") == true)
    }

    @Test("RING-4: a file is replaced as a whole: who has it open still reads the old one")
    func replaced() throws {
        let place = try Place()
        try place.folder.save(device(1))
        let old = try place.bytes("/device.key")
        let handle = try #require(FileHandle(forReadingAtPath: place.path + "/device.key"))
        // What an attempt before has left behind is no hindrance.
        try place.write([1, 2, 3], "/device.key.new", mode: 0o644)
        try place.folder.save(device(2))
        #expect(Array(try handle.readToEnd() ?? Data()) == old)
        #expect(try place.bytes("/device.key") != old)
        #expect(place.names == ["device.key"])
        #expect(try place.mode("/device.key") == 0o600)
    }

    @Test("RING-4: a file that cannot be replaced stays as it was")
    func failed() throws {
        let place = try Place()
        try place.folder.save(device(1))
        // Where the new file would be written there is a folder, which nothing can take away.
        let folder = place.path + "/device.key.new/inner"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let error = reason { try place.folder.save(device(2)) }
        #expect(error?.contains("device.key.new") == true)
        #expect(try place.folder.device()?.key == device(1).key)
    }

    @Test(
        "RING-1: a file that others may read or change is refused, and says what to do",
        arguments: [
            0o640, 0o604, 0o620, 0o602, 0o644, 0o666, 0o610, 0o777,
        ])
    func open(mode: Int) throws {
        let place = try Place()
        try place.folder.save(device())
        try place.folder.save(Keyring())
        for name in ["/device.key", "/keyring"] {
            let bytes = try place.bytes(name)
            try place.write(bytes, name, mode: mode)
        }
        for error in [
            reason { _ = try place.folder.device() }, reason { _ = try place.folder.keyring() },
        ] { #expect(error?.contains("chmod 600") == true) }
        // Saving anew puts it right.
        try place.folder.save(device())
        #expect(try place.folder.device() != nil)
    }

    @Test("RING-1: a link is not followed, nor is what it leads to changed")
    func links() throws {
        let (place, other) = (try Place(), try Place())
        try other.folder.save(device(1))
        let theirs = try other.bytes("/device.key")
        for name in ["/device.key", "/device.key.new"] {
            try FileManager.default.createSymbolicLink(
                atPath: place.path + name, withDestinationPath: other.path + "/device.key")
        }
        #expect(reason { _ = try place.folder.device() }?.contains("device.key") == true)
        try place.folder.save(device(2))
        #expect(try other.bytes("/device.key") == theirs)
        #expect(try place.folder.device()?.key == device(2).key)
    }

    @Test("RING-3: a file that was damaged is told as such, by the way to it")
    func damaged() throws {
        let place = try Place()
        try place.folder.save(device())
        var ring = Keyring()
        try ring.add(try makeSeat(1).sealed)
        try place.folder.save(ring)
        for name in ["/device.key", "/keyring"] {
            let bytes = try place.bytes(name)
            try place.write(bytes.flipped(8 * bytes.count - 1), name)
        }
        #expect(throws: KeyFileError.damaged) { try place.folder.device() }
        #expect(throws: KeyFileError.damaged) { try place.folder.keyring() }
        for name in ["/device.key", "/keyring"] {
            try place.write(Array(try place.bytes(name).prefix(40)), name)
        }
        for error in [
            reason { _ = try place.folder.device() }, reason { _ = try place.folder.keyring() },
        ] { #expect(error?.contains("(truncated)") == true) }
        for name in ["/device.key", "/keyring"] { try place.write([], name) }
        for error in [
            reason { _ = try place.folder.device() }, reason { _ = try place.folder.keyring() },
        ] { #expect(error?.contains("(truncated)") == true) }
    }

    @Test("RING-3: a file that is too long is not read at all")
    func tooLong() throws {
        let place = try Place()
        try place.write(Array(repeating: 0, count: 4_097), "/device.key")
        let error = reason { _ = try place.folder.device() }
        #expect(error?.contains("too long") == true)
    }

    @Test("RING-3: a folder that is missing has no keys, and none are put there")
    func missing() throws {
        let folder = KeyFolder(try Place().path + "/missing")
        #expect(try folder.device() == nil)
        #expect(try folder.keyring().seats.isEmpty)
        for error in [
            reason { try folder.save(device()) }, reason { try folder.save(Keyring()) },
        ] { #expect(error?.contains("No such file") == true) }
        let inner = KeyFolder(folder.path + "/inner")
        #expect(reason { try inner.create() }?.contains("inner") == true)
    }

    @Test("RING-3: a device without a seat says so, in words that anybody understands")
    func neverEnrolled() throws {
        let place = try Place()
        var waiting = Keyring()
        try waiting.add(try makeSeat(1, seat: nil).sealed)
        for ring in [nil, Keyring(), waiting] {
            if let ring { try place.folder.save(ring) }
            let error = fault { () throws(KeyFileError) in
                _ = try made(try? place.folder.keyring()).enrolled()
            }
            #expect(error == .neverEnrolled)
            let text = "Offline access not available. Please connect at least once."
            #expect(error?.description.hasPrefix(text) == true)
        }
    }
}

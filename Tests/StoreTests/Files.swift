import Bundles
import Foundation
import Lattice
import Replica
import Seal
import Store
import TestSupport

/// Storage in files of a folder that goes away with the test.
struct TestFiles: TestStorage {
    private var storage: FileStorage
    private let realm: DomainID
    private let folder: Folder

    /// A folder for one store.
    final class Folder {
        let path: String

        init() {
            path = FileManager.default.temporaryDirectory.path + "/store-\(UUID().uuidString)"
            for part in ["/data", "/run"] {
                try? FileManager.default.createDirectory(
                    atPath: path + part, withIntermediateDirectories: true)
            }
        }

        var place: FileStorage.Place { .init(data: path + "/data", run: path + "/run") }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    init(_ realm: DomainID, in folder: Folder = Folder()) {
        self.realm = realm
        self.folder = folder
        storage = Self.open(folder, realm)
    }

    private static func open(_ folder: Folder, _ realm: DomainID) -> FileStorage {
        do { return try FileStorage(folder.place, realm: realm) } catch {
            preconditionFailure("\(error)")
        }
    }

    mutating func commit() {
        do {
            try storage.commit()
            try storage.guardCommits()
        } catch { preconditionFailure("\(error)") }
    }

    mutating func prepare(_ owner: any Unlocked) {
        do { try storage.prepare(owner) } catch { preconditionFailure("\(error)") }
    }

    /// The process ends; what it had not committed is gone, and so are the rows in the clear.
    mutating func afterPowerCut() -> Self {
        storage.close()
        let run = folder.path + "/run"
        for file in (try? FileManager.default.contentsOfDirectory(atPath: run)) ?? [] {
            try? FileManager.default.removeItem(atPath: run + "/" + file)
        }
        return Self(realm, in: folder)
    }

    func append(_ bundle: StoredBundle) -> LogPlace { storage.append(bundle) }
    func forget(_ place: LogPlace) { storage.forget(place) }
    func forget(_ feed: FeedID) { storage.forget(feed) }
    func keep(_ thing: Kept, _ bytes: [UInt8]) { storage.keep(thing, bytes) }
    func all(_ sort: Kept) -> [[UInt8]] { storage.all(sort) }
    func feeds() -> [FeedRecord] { storage.feeds() }
    func note(step number: BundleNumber, of feed: FeedID) { storage.note(step: number, of: feed) }
    func bundles(of scope: Address, after place: LogPlace, most: Int) -> [LogEntry] {
        storage.bundles(of: scope, after: place, most: most)
    }
    func bundles(of feed: FeedID, from number: BundleNumber, most: Int) -> [LogEntry] {
        storage.bundles(of: feed, from: number, most: most)
    }
    func entry(at place: LogPlace) -> LogEntry? { storage.entry(at: place) }
    func hashes(of feed: FeedID, at number: BundleNumber) -> [BundleHash] {
        storage.hashes(of: feed, at: number)
    }
    mutating func rows(
        of scope: Address, for seat: ActID
    ) -> (shelf: CachedShelf, bookmark: [UInt8]?) {
        storage.rows(of: scope, for: seat)
    }
    func save(
        _ shelf: inout CachedShelf, _ bookmark: [UInt8], of scope: Address, for seat: ActID
    ) {
        storage.save(&shelf, bookmark, of: scope, for: seat)
    }
    mutating func seal(_ owner: any Unlocked, _ entropy: inout Entropy) -> Bool {
        storage.seal(owner, &entropy)
    }
    mutating func work() -> Bool { storage.work() }
    mutating func letGo(of seat: ActID) { storage.letGo(of: seat) }
    mutating func drop(_ scope: Address, for seat: ActID) { storage.drop(scope, for: seat) }
    func incarnation() -> Incarnation? { storage.incarnation() }
    func keep(_ incarnation: Incarnation) { storage.keep(incarnation) }
    func statements() -> [[UInt8]] { storage.statements() }
    func keep(statement: [UInt8], of device: DeviceKey) {
        storage.keep(statement: statement, of: device)
    }
    func lastOwnTime() -> HybridTime? { storage.lastOwnTime() }
}

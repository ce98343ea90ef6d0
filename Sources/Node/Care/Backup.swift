public import Bundles
internal import Foundation
internal import Identity
internal import KeyFiles
public import Store

/// Why a backup could not be made, or put back; said for people.
public enum BackupError: Error, Sendable, CustomStringConvertible {
    case isThere(String)
    case cannotMake(String, String)
    case noBackup(String)
    /// The copy is not whole.
    case damaged(String, [String])
    case store(StoreError)
    case node(NodeError)

    public var description: String {
        switch self {
        case .isThere(let path):
            "\(path) is there already. Name a folder that is not, so that nothing is overwritten."
        case .cannotMake(let path, let why): "\(path) cannot be written: \(why)"
        case .noBackup(let path):
            "\(path) is no backup of a laptop: it has no log.db, device.key and keyring."
        case .damaged(let path, let faults):
            "\(path) is damaged (\(faults.first ?? "")), and nothing was put back. Use another "
                + "backup; or join anew, and what others have comes from them."
        case .store(let error): "\(error)"
        case .node(let error): "\(error)"
        }
    }
}

/// What was copied.
public struct BackedUp: Sendable {
    public let realm: DomainID
    public let bytes: Int
    public let seats: [String]
}

/// Copies of a device's folder: its log, its own key, and the sealed seats of its people. The key
/// of a root is not in them: it belongs into a drawer.
public enum Backup {
    /// What a copy is made of.
    private static let parts = ["log.db", "device.key", "keyring"]

    /// Copies what is in a device's folder, which may be in use, into a folder that is not there.
    static func make(
        of data: String, in path: String, _ progress: @Sendable (Int, Int) -> Void
    ) throws(BackupError) -> BackedUp {
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else { throw .isThere(path) }
        let part = path + ".part"
        try? files.removeItem(atPath: part)
        let copied = try copy(data, to: part, progress)
        // Under its name it is whole.
        do { try files.moveItem(atPath: part, toPath: path) } catch {
            throw .cannotMake(path, error.localizedDescription)
        }
        return copied
    }

    /// Puts a backup into a folder where no device is. It goes on as another incarnation
    /// (spec/08-store.md#store-4), so that it uses no number twice, whatever was written since.
    public static func restore(
        _ backup: String, to data: String,
        progress: @Sendable (_ pages: Int, _ of: Int) -> Void = { _, _ in }
    ) throws(BackupError) -> BackedUp {
        let files = FileManager.default
        for name in parts + ["guard"] where files.fileExists(atPath: data + "/" + name) {
            throw .isThere(data + "/" + name)
        }
        guard parts.allSatisfy({ files.fileExists(atPath: backup + "/" + $0) }) else {
            throw .noBackup(backup)
        }
        let faults = try storing { () throws(StoreError) in
            try LogCheck.faults(in: .init(data: backup, run: nil))
        }
        guard faults.isEmpty else { throw .damaged(backup, faults) }
        return try copy(backup, to: data, progress)
    }

    /// The device comes last: without it there is none, and all can be said again.
    private static func copy(
        _ from: String, to: String, _ progress: (Int, Int) -> Void
    ) throws(BackupError) -> BackedUp {
        do {
            try FileManager.default.createDirectory(
                atPath: to, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch { throw .cannotMake(to, error.localizedDescription) }
        let log = to + "/log.db"
        // What a copy left that did not come to its end.
        try? FileManager.default.removeItem(atPath: log)
        try storing { () throws(StoreError) in
            try FileStorage.backUp(.init(data: from, run: nil), to: log, progress: progress)
        }
        let size = (try? FileManager.default.attributesOfItem(atPath: log))?[.size] as? Int
        do throws(NodeError) {
            guard let device = try KeyFolder(from).knownDevice(), let realm = device.realms.first
            else { throw .neverEnrolled }
            let ring = try KeyFolder(from).ring()
            try KeyFolder(to).keep(ring)
            // Until the realm speaks of it, an agency is nowhere else.
            for founding in try KeyFolder(from).knownFoundings() {
                try KeyFolder(to).keep(founding)
            }
            try KeyFolder(to).keep(device)
            return BackedUp(
                realm: realm, bytes: size ?? 0, seats: ring.seats.map { $0.plate.label })
        } catch { throw .node(error) }
    }

    private static func storing<Made>(
        _ body: () throws(StoreError) -> Made
    ) throws(BackupError) -> Made {
        do throws(StoreError) { return try body() } catch { throw .store(error) }
    }
}

extension Node {
    /// Copies all that this device has into a folder, while the node goes on.
    public func backUp(
        to path: String,
        progress: @escaping @Sendable (_ pages: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws(BackupError) -> BackedUp {
        let data = settings.data
        return try await apart { () throws(BackupError) in
            try Backup.make(of: data, in: path, progress)
        }
    }
}

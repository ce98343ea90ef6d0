public import Bundles
internal import Gossip
internal import Identity
internal import KeyFiles
public import Lattice
internal import Network
public import Seal
internal import Store
internal import Synchronization

/// A node without people and keys: it stores what it cannot read, for realms that it was told of,
/// and gives it to whoever comes (spec/13-relay.md#relay-1).
public final class Relay: Sendable {
    public let settings: Settings
    public let realms: [DomainID]
    public let key: DeviceKey
    private let running: Running
    /// What says that the folder is this relay's, until it is closed.
    private let lock: Mutex<FolderLock?>

    /// Opens a relay's folder, and makes what is not there yet.
    public static func open(
        _ settings: Settings, carrying realms: [DomainID]
    ) throws(NodeError) -> Relay {
        let lock: FolderLock
        do { lock = try Self.lock(settings.data) } catch let error as KeyFolderError {
            throw .keys(error)
        } catch let error as StoreError {
            throw .store(error)
        } catch {
            throw .closed
        }
        let device: Device
        do { device = try Self.device(in: settings.data) } catch let error as KeyFolderError {
            throw .keys(error)
        } catch let error as KeyFileError {
            throw .keyFile(error)
        } catch {
            throw .closed
        }
        let log = Log(settings.log)
        let network: Network
        var wanted = settings.network
        wanted.datagrams = nil
        wanted.mostStreams = max(wanted.mostStreams, Self.streams)
        do throws(NetworkError) { network = try Network(wanted) } catch { throw .network(error) }
        let running = Running(network)
        let engine = running.engine(network, as: device, isRelay: true, log)
        var entropy = Chance.entropy()
        for realm in Set(realms).sorted() {
            let folder = "\(settings.data)/\(realm)"
            do throws(KeyFolderError) { try KeyFolder(folder).create() } catch {
                throw .keys(error)
            }
            do throws(StoreError) {
                // It hears no datagrams, so that any hello key will do.
                engine.add(
                    try Residence(
                        realm, at: .init(data: folder, run: nil), as: nil, HelloKey(&entropy),
                        port: network.port, quota: settings.quota, log))
            } catch { throw .store(error) }
        }
        running.start(engine)
        log.note(
            .notice, "the relay runs",
            ["key": "\(device.key)", "port": "\(network.port)", "realms": "\(realms.count)"])
        return Relay(settings, Set(realms).sorted(), device.key, running, lock)
    }

    /// So many lines at once, those included that have not shaken hands.
    private static let streams = 1_100

    /// Realms have locks of their own; but two that carry different ones are two relays as well.
    private static func lock(_ data: String) throws -> FolderLock {
        try KeyFolder(data).create()
        return try FolderLock(data)
    }

    /// A relay is known by its key, which is made when it is started first.
    private static func device(in data: String) throws -> Device {
        let folder = KeyFolder(data)
        if let device = try folder.device() { return device }
        var entropy = Chance.entropy()
        let device = Device(&entropy, on: .zero)
        try folder.save(device)
        return device
    }

    private init(
        _ settings: Settings, _ realms: [DomainID], _ key: DeviceKey, _ running: Running,
        _ lock: FolderLock
    ) {
        (self.settings, self.realms, self.key, self.running) = (settings, realms, key, running)
        self.lock = Mutex(lock)
    }

    /// How it stands with each of its realms.
    public func status() async throws(NodeError) -> [Status] {
        let begun = running.begun
        return try await running.ask { engine, done in
            done(.success(engine.all.map { Status(engine, $0, [], since: begun) }))
        }
    }

    public func close() async {
        await running.close()
        lock.withLock { $0 = nil }
    }
}

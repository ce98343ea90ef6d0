public import Bundles
internal import Gossip
package import Identity
internal import KeyFiles
internal import Keys
public import Lattice
internal import Network
public import Replica
public import Seal
public import Store

/// A device of a realm that runs: it stores what people enter, meets others by itself, and tells
/// what changes. It may be used from any thread.
///
/// ```swift
/// let node = try Node.open(Settings(data: "/home/me/relief"))
/// let seat = try await node.unlock(with: passphrase)
/// let receipt = try await node.commit(entry, by: seat)
/// for try await changed in try await node.reader(of: seat).subscribe(after: nil) { … }
/// await node.close()
/// ```
public final class Node: Sendable {
    public let settings: Settings
    public let realm: DomainID
    public let device: DeviceKey
    private let running: Running
    private let log: Log
    let wishes = Wishes()

    /// Opens a device's folder and goes about meeting others, with everybody locked.
    public static func open(_ settings: Settings) throws(NodeError) -> Node {
        let folder = KeyFolder(settings.data)
        let device: Device?
        do { device = try folder.device() } catch let error as KeyFolderError {
            throw .keys(error)
        } catch let error as KeyFileError {
            throw .keyFile(error)
        } catch {
            throw .neverEnrolled
        }
        guard let device, let realm = device.realms.first else { throw .neverEnrolled }
        return try open(settings, as: device, in: realm)
    }

    package static func open(
        _ settings: Settings, as device: Device, in realm: DomainID
    ) throws(NodeError) -> Node {
        guard let hello = device.helloKey(of: realm) else { throw .neverEnrolled }
        let folder = KeyFolder(settings.data)
        // What was killed may have had another folder in memory than this will have. Where another
        // node has the data, that is found out below.
        _ = try? tidy(settings)
        guard let run = MemoryFolder.find(settings.run, for: settings.data) else {
            throw .noMemoryFolder
        }
        let log = Log(settings.log)
        let network: Network
        do throws(NetworkError) { network = try Network(settings.network) } catch {
            throw .network(error)
        }
        let running = Running(network)
        let engine = running.engine(network, as: device, isRelay: false, log)
        do throws(StoreError) {
            engine.add(
                try Residence(
                    realm, at: .init(data: settings.data, run: run), as: device.key, hello,
                    port: network.port, quota: settings.quota, keys: folder, log))
        } catch { throw .store(error) }
        running.start(engine)
        let node = Node(settings, realm, device.key, running, log)
        log.note(
            .notice, "the node runs",
            ["realm": "\(realm)".short, "device": "\(device.key)".short, "port": "\(network.port)"])
        Names.resolve(settings.peers, log) { [weak node] in node?.acquaint($0, relay: $1) != nil }
        return node
    }

    private init(
        _ settings: Settings, _ realm: DomainID, _ device: DeviceKey, _ running: Running, _ log: Log
    ) {
        (self.settings, self.realm, self.device) = (settings, realm, device)
        (self.running, self.log) = (running, log)
    }

    // MARK: Asking the loop

    func ask<Answer: Sendable>(
        _ question:
            @escaping @Sendable (
                Engine, Residence, @escaping @Sendable (Result<Answer, NodeError>) -> Void
            ) -> Void
    ) async throws(NodeError) -> Answer {
        let realm = realm
        return try await running.ask { engine, done in
            guard let residence = engine.residences[realm] else { return done(.failure(.closed)) }
            question(engine, residence, done)
        }
    }

    // MARK: People

    /// Lets somebody read and write who has a seat here. Slow on purpose: a stolen laptop is to be
    /// of no use.
    public func unlock(
        _ wanted: ActID? = nil, with passphrase: borrowing Passphrase
    ) async throws(NodeError) -> ActID {
        let sealed = try sealedSeat(wanted)
        let unlocked: UnlockedSeat
        do throws(UnlockError) {
            unlocked = try UnlockedSeat(unlocking: sealed, with: passphrase)
        } catch { throw .unlock(error) }
        guard let seat = sealed.plate.seat else { throw .neverEnrolled }
        try await unlock(SeatOwner(unlocked, as: seat))
        return seat
    }

    package func unlock(_ owner: any Unlocked) async throws(NodeError) {
        let owner = Handed(owner)
        try await ask { _, residence, done in
            residence.unlock(owner.value, at: Network.now()) { done($0) }
        }
    }

    /// Has somebody's rows kept, sealed, and lets go of their keys. What they entered goes on its
    /// way all the same.
    public func lock(_ seat: ActID) async throws(NodeError) {
        try await ask { _, residence, done in residence.lock(seat) { done(.success(())) } }
    }

    private func sealedSeat(_ wanted: ActID?) throws(NodeError) -> SealedSeat {
        let keyring: Keyring
        do { keyring = try KeyFolder(settings.data).keyring() } catch let error as KeyFolderError {
            throw .keys(error)
        } catch let error as KeyFileError {
            throw .keyFile(error)
        } catch {
            throw .neverEnrolled
        }
        let here = keyring.seats.filter { $0.plate.realm == realm && $0.plate.seat != nil }
        guard let first = here.first else { throw .neverEnrolled }
        guard let wanted else { return first }
        guard let found = here.first(where: { $0.plate.seat == wanted }) else {
            throw .noSeat("\(wanted)".short)
        }
        return found
    }

    // MARK: Records

    /// Enters something for somebody who is unlocked. It is on the disk for good when this returns;
    /// whoever is near hears of it then.
    public func commit(_ entry: Entry, by seat: ActID) async throws(NodeError) -> Receipt {
        try await ask { _, residence, done in
            residence.enter(entry, by: seat, at: Network.now()) { done($0) }
        }
    }

    /// Reads what somebody reads who is unlocked: questions, and changes as they come. Each has a
    /// connection of its own, and holds up nobody.
    public func reader(of seat: ActID) async throws(NodeError) -> StateReader {
        try await ask { _, residence, done in
            let made = residence.withReplica { replica in
                replica.withStorage { (storage) -> Result<StateReader, NodeError> in
                    do throws(StoreError) { return .success(try storage.reader(of: seat)) } catch {
                        return .failure(error.reason == .missing ? .locked : .store(error))
                    }
                }
            }
            done(made ?? .failure(residence.failure.map { .failing($0) } ?? .closed))
        }
    }

    /// Does something with the replica, between two turns of the loop: briefly.
    package func withReplica<Answer: Sendable>(
        _ body: @escaping @Sendable (inout Replica<FileStorage>) -> Answer
    ) async throws(NodeError) -> Answer {
        try await ask { _, residence, done in
            let made = residence.withReplica { body(&$0) }
            done(
                made.map { .success($0) }
                    ?? .failure(residence.failure.map { .failing($0) } ?? .closed))
        }
    }

    /// Tells the replica what came in another way than over the network: a file, an enrolment.
    package func tell(_ inputs: [Input]) async throws(NodeError) {
        try await ask { _, residence, done in
            for input in inputs { residence.tell(.replica(input), at: Network.now()) }
            residence.promise { done($0) }
        }
    }

    // MARK: Others

    public func status() async throws(NodeError) -> Status {
        let begun = running.begun
        let labels = (try? KeyFolder(settings.data).keyring())?.seats.map(\.plate) ?? []
        let realm = realm
        return try await ask { engine, residence, done in
            let plates = labels.filter { $0.realm == realm }
            done(.success(Status(engine, residence, plates, since: begun)))
        }
    }

    /// Asks at once who is there, and dials whoever is known by an address: what otherwise happens
    /// by itself, at the latest after a while.
    public func look() async throws(NodeError) {
        try await ask { _, residence, done in
            residence.tell(.look, at: Network.now())
            done(.success(()))
        }
    }

    /// The machines with which there is a session now.
    public func peers() async throws(NodeError) -> [PeerStatus] { try await status().peers }

    private func acquaint(_ endpoint: Endpoint, relay: DeviceKey?) {
        let realm = realm
        running.put { engine in
            if let relay { engine.relays[endpoint] = relay }
            engine.residences[realm]?.tell(.acquaintance(endpoint), at: Network.now())
        }
    }

    // MARK: Stopping

    /// Lets go of everybody, says goodbye, and closes all files.
    public func close() async { await running.close() }
}

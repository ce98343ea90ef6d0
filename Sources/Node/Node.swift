public import Bundles
internal import Foundation
internal import Gossip
package import Identity
internal import KeyFiles
internal import Keys
public import Lattice
internal import Network
public import Replica
public import Seal
public import Store
internal import Synchronization

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
    private let inbox: Inbox
    private let log: Log
    private let ended: Ending
    private let begun: UInt64

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
        guard let run = MemoryFolder.find(settings.run, for: settings.data) else {
            throw .noMemoryFolder
        }
        let log = Log(settings.log)
        let network: Network
        do throws(NetworkError) { network = try Network(settings.network) } catch {
            throw .network(error)
        }
        let inbox = Inbox { [bell = network.bell] in bell.ring() }
        let engine = Engine(network, as: device, isRelay: settings.isRelay, inbox, log)
        do throws(StoreError) {
            engine.add(
                try Residence(
                    realm, at: .init(data: settings.data, run: run),
                    as: settings.isRelay ? nil : device.key, hello, port: network.port,
                    quota: settings.quota, log))
        } catch { throw .store(error) }
        let node = Node(settings, realm, device.key, inbox, log)
        let ended = node.ended
        let box = Handed(engine)
        let thread = Thread {
            box.value.run()
            ended.end()
        }
        thread.name = "causeway"
        thread.stackSize = 16 << 20
        thread.start()
        log.note(
            .notice, "the node runs",
            ["realm": "\(realm)".short, "device": "\(device.key)".short, "port": "\(network.port)"])
        Names.resolve(settings.peers, for: node, log)
        return node
    }

    private init(
        _ settings: Settings, _ realm: DomainID, _ device: DeviceKey, _ inbox: Inbox, _ log: Log
    ) {
        (self.settings, self.realm, self.device) = (settings, realm, device)
        (self.inbox, self.log, ended) = (inbox, log, Ending())
        begun = Network.now().boot
    }

    // MARK: Asking the loop

    /// Has the loop do something, and waits for what it says. It says something once.
    func ask<Answer: Sendable>(
        _ question:
            @escaping @Sendable (
                Engine, Residence, @escaping @Sendable (Result<Answer, NodeError>) -> Void
            ) -> Void
    ) async throws(NodeError) -> Answer {
        let realm = realm
        let result = await withCheckedContinuation {
            (answer: CheckedContinuation<Result<Answer, NodeError>, Never>) in
            do throws(Inbox.Refusal) {
                try inbox.put { engine in
                    guard let residence = engine.residences[realm] else {
                        return answer.resume(returning: .failure(.closed))
                    }
                    question(engine, residence) { answer.resume(returning: $0) }
                }
            } catch {
                answer.resume(returning: .failure(error == .full ? .busy : .closed))
            }
        }
        return try result.get()
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
        guard !settings.isRelay else { throw .isRelay }
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
        let begun = begun
        let labels = (try? KeyFolder(settings.data).keyring())?.seats.map(\.plate) ?? []
        let (realm, settings) = (realm, settings)
        return try await ask { engine, residence, done in
            let plates = labels.filter { $0.realm == realm }
            done(.success(Status(engine, residence, plates, settings, since: begun)))
        }
    }

    /// The machines with which there is a session now.
    public func peers() async throws(NodeError) -> [PeerStatus] { try await status().peers }

    func acquaint(_ endpoint: Endpoint, relay: DeviceKey?) {
        let realm = realm
        try? inbox.put { engine in
            if let relay { engine.relays[endpoint] = relay }
            engine.residences[realm]?.tell(.acquaintance(endpoint), at: Network.now())
        }
    }

    // MARK: Stopping

    /// Lets go of everybody, says goodbye, and closes all files.
    public func close() async {
        try? inbox.put { $0.stop() }
        await ended.wait()
    }
}

extension String {
    /// As much of an id as people compare.
    var short: String { String(prefix(12)) }
}

/// Something that one thread hands to another and does not keep.
struct Handed<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}

/// When the loop has ended.
private final class Ending: Sendable {
    private struct State {
        var isOver = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func end() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func wait() async {
        await withCheckedContinuation { one in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiting.append(one) }
                return state.isOver
            }
            if isOver { one.resume() }
        }
    }
}

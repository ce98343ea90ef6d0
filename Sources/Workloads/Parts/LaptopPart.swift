import Bundles
import Charter
import Foundation
import Identity
import Keys
import Lattice
import Network
import Node
import Queries
import Replica
import Schema
import Seal
import Simulation
import Store
import Synchronization
import Wire

/// The realm of all who play laptops: each works it out by itself.
struct PartRealm {
    let world: KeyWorld
    let people: [Somebody]
    let place: Address

    init(_ count: Int) {
        let world = KeyWorld(seed: 1, policy: Harbour.policy)
        world.realm.decree(.schema(SchemaChange(1, Harbour.schema.hash)))
        let hub = world.hubs[0]
        people = (0..<count).map { _ in world.person(.mainHubUser, at: [hub]) }
        place = .hub(hub)
        for scope in [place, .common] { world.begin(scope) }
        self.world = world
    }
}

/// A laptop as a process: a node as it ships, with somebody who may write at the one hub.
///
/// Words: its folder, one in memory, its number, how many there are, and who is met: `near PORT`
/// (datagrams), `peer PLACE`, `taking` (streams), or `alone`. It says `ready PORT`. Lines:
///
///     watch             from now on: seen RECORDS TIME, records being all so far
///     enter             one record: entered BEGUN DONE
///     fill COUNT EACH   records, so many an entry, some entries at once: filled BEGUN DONE
///     write STEP FROM COUNT    a field of every so many-th record, 1,000 an entry: written …
///     root              what is held: root NUMBER WORK
final class LaptopPart: Sendable {
    private let node: Node
    private let seat: ActID
    private let place: Address
    private let number: Int
    private let known = Mutex<[RecordID]>([])

    private static let boat = KindNumber(Harbour.boat)
    private static let berth = FieldNumber(7)
    /// So many entries wait for the disk together.
    private static let atOnce = 64

    init(_ words: [String]) async throws {
        guard words.count >= 6, let number = Int(words[3]), let count = Int(words[4]),
            (0..<count).contains(number)
        else { throw PartError("a laptop has a folder, one in memory, a number and a count") }
        let realm = PartRealm(count)
        let somebody = realm.people[number]
        (self.number, place, seat) = (number, realm.place, somebody.id)
        let seed: InlineArray<4, UInt64> = [7, 7, 7, 9]
        var entropy = Entropy(Secret(copying: unsafe seed.span.bytes))
        let device = Device(
            somebody.seat.signer.device, on: MachineID(high: 9, low: UInt64(number)))
        device.join(realm.world.realm.id, HelloKey(&entropy))
        for folder in words[1...2] {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        var settings = Settings(data: words[1])
        settings.run = words[2]
        settings.log.level = .error
        settings.network = NetworkSettings(datagrams: nil, streams: nil)
        settings.network.interfaces = ["lo"]
        switch (words[5], words.last) {
        case ("near", .some(let port)):
            settings.network.datagrams = UInt16(port)
            settings.network.streams = 0
        case ("peer", .some(let peer)): settings.peers = [Peering(peer)].compactMap(\.self)
        case ("taking", _): settings.network.streams = 0
        default: break
        }
        node = try Node.open(settings, as: device, in: realm.world.realm.id)
        let (roots, proofs, bundles) = realm.world.realm.said
        try await node.tell([
            .roots(roots), .bundles(bundles), .proofs(proofs),
            .schemas([Harbour.schema.encoding]), .envelopes(somebody.holder.envelopes.all),
        ])
        try await node.unlock(Owner(somebody.seat))
    }

    func play() async throws {
        Part.say("ready \(try await node.status().port)")
        var watching: Task<Void, Never>?
        while let line = readLine() {
            let words = line.split(separator: " ")
            let numbers = words.compactMap { Int($0) }
            switch (words.first, numbers.count) {
            case ("watch", 0):
                watching = try await watch()
                Part.say("watching")
            case ("enter", 0): try await enter()
            case ("fill", 2): try await fill(numbers[0], each: numbers[1])
            case ("write", 3): try await write(every: numbers[0], from: numbers[1], numbers[2])
            case ("root", 0):
                let root = try await node.status().root
                Part.say("root \(Int(truncatingIfNeeded: root.high)) \(Work.done)")
            default: throw PartError("there is no “\(line)”")
            }
        }
        await node.close()
        await watching?.value
    }

    /// Says of all records that change from now on when they can be read here.
    private func watch() async throws -> Task<Void, Never> {
        let rows = try await node.reader(of: seat)
        return Task.detached { [self] in
            var all = 0
            do {
                for try await changed in rows.subscribe(after: nil) {
                    let time = MonotonicTime.now
                    all += changed.subjects.count
                    Part.say("seen \(all) \(time)")
                    known.withLock { known in
                        for named in changed.subjects {
                            if case .record(let record) = named.subject { known.append(record) }
                        }
                    }
                }
            } catch { Part.say("failed \(error)") }
        }
    }

    private func boat(_ name: Int) -> Edit {
        .create(Self.boat, FieldNumber(0), text("boat \(name) of \(number)"))
    }

    private func enter() async throws {
        let begun = MonotonicTime.now
        _ = try await node.commit(Entry(in: place, [boat(begun)]), by: seat)
        Part.say("entered \(begun) \(MonotonicTime.now)")
    }

    private func fill(_ count: Int, each: Int) async throws {
        let begun = MonotonicTime.now
        let entries = stride(from: 0, to: count, by: each).map { first in
            Entry(in: place, (first..<min(first + each, count)).map { boat($0) })
        }
        try await enter(entries, atOnce: each > 1 ? 1 : Self.atOnce)
        Part.say("filled \(begun) \(MonotonicTime.now)")
    }

    private func enter(_ entries: [Entry], atOnce: Int) async throws {
        let (node, seat) = (node, seat)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, entry) in entries.enumerated() {
                if index >= atOnce { try await group.next() }
                group.addTask { _ = try await node.commit(entry, by: seat) }
            }
            try await group.waitForAll()
        }
    }

    /// Of all records that were seen here, which others know in the same order, every so many-th
    /// from one on, by chance; what is written is no easier to make smaller than other numbers.
    private func write(every step: Int, from first: Int, _ count: Int) async throws {
        let records = Set(known.withLock { $0 }).sorted()
        var random = SeededRandom(seed: UInt64(number) + 1)
        var left = Array(stride(from: first, to: records.count, by: step))
        var edits: [Edit] = []
        while edits.count < count, !left.isEmpty {
            left.swapAt(random.below(left.count), left.count - 1)
            let value = String(random.below(36 * 36 * 36 * 36 * 36), radix: 36).uppercased()
            edits.append(.write(.record(records[left.removeLast()]), Self.berth, text(value)))
        }
        let begun = MonotonicTime.now
        let entries = stride(from: 0, to: edits.count, by: 1_000).map {
            Entry(in: place, Array(edits[$0..<min($0 + 1_000, edits.count)]))
        }
        try await enter(entries, atOnce: 1)
        Part.say("written \(begun) \(MonotonicTime.now) \(edits.count)")
    }
}

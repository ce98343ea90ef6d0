import Bundles
import Charter
import Foundation
import Identity
import Keys
import Lattice
import Node
import Replica
import Schema
import Seal
import Simulation
import Store
import Wire

/// A laptop whose person may write at the one hub that there is.
struct Laptop {
    let node: Node
    private let seat: ActID
    private let place: Address
    private let number: Int

    /// Of one entry, where many are entered: its bundle still fits a datagram.
    private static let records = 6

    init(_ number: Int, of count: Int, in folder: String) async throws {
        self.number = number
        let world = KeyWorld(seed: 1, policy: Harbour.policy)
        world.realm.decree(.schema(SchemaChange(1, Harbour.schema.hash)))
        let hub = world.hubs[0]
        let people = (0..<count).map { _ in world.person(.mainHubUser, at: [hub]) }
        place = .hub(hub)
        for scope in [place, .common] { world.begin(scope) }
        let somebody = people[number]
        seat = somebody.id
        let words: InlineArray<4, UInt64> = [7, 7, 7, 9]
        var entropy = Entropy(Secret(copying: words.span.bytes))
        let device = Device(
            somebody.seat.signer.device, on: MachineID(high: 9, low: UInt64(number)))
        device.join(world.realm.id, HelloKey(&entropy))
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        var settings = Settings(data: folder)
        settings.log.level = .warning
        node = try Node.open(settings, as: device, in: world.realm.id)
        let (roots, proofs, bundles) = world.realm.said
        try await node.tell([
            .roots(roots), .bundles(bundles), .proofs(proofs),
            .schemas([Harbour.schema.encoding]), .envelopes(somebody.holder.envelopes.all),
        ])
        try await node.unlock(Owner(somebody.seat))
    }

    /// Says of all records when they can be read here.
    func watch() async throws -> Task<Void, Never> {
        let rows = try await node.reader(of: seat)
        return Task.detached {
            var all = 0
            do {
                for try await changed in rows.subscribe(after: nil) {
                    let time = now()
                    all += changed.subjects.count
                    say("seen \(all) \(time)")
                }
            } catch { say("reading failed: \(error)") }
        }
    }

    func boat() -> Edit {
        .create(
            KindNumber(Harbour.boat), FieldNumber(0),
            text("boat of \(number), \(UInt32.random(in: 0 ... .max))"))
    }

    func enter(_ edits: [Edit]) async throws {
        let begun = now()
        _ = try await node.commit(Entry(in: place, edits), by: seat)
        say("entered \(begun) \(now()) \(edits.count)")
    }

    /// Enters records, a few at a time, until so many bytes of bundles are there; what is in them
    /// no compression makes much smaller.
    func enter(bytes: Int) async throws {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
        let begun = now()
        var (size, records) = (0, 0)
        while size < bytes {
            let edits = (0..<Self.records).map { _ in
                let name = String((0..<40).compactMap { _ in letters.randomElement() })
                return Edit.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))
            }
            records += edits.count
            let receipt = try await node.commit(Entry(in: place, edits), by: seat)
            size += try await node.withReplica { replica in
                let (feed, number) = (receipt.feed, receipt.tip.number)
                return replica.bundles(of: feed, from: number, most: 1).first?.bytes.count ?? 0
            }
        }
        say("entered \(begun) \(now()) \(records)")
    }
}

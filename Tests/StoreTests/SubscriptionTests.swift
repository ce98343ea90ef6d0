import Bundles
import Lattice
import Queries
import Replica
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing

/// Being told what changes, from wherever one stopped.
@Suite("Subscriptions")
struct SubscriptionTests {
    private let port = TestSupport.Port(seed: 92) { _ in MemoryStorage() }
    private let folder = TestFiles.Folder()
    private let device: Survivor
    private let kind = KindNumber(Harbour.boat)

    init() {
        device = Survivor(port, in: folder.place)
        _ = port.join()
        port.open(.hub(port.hub))
        port.spread()
        #expect(device.start() && device.learn())
    }

    private func reader() throws -> StateReader {
        let found = device.storage { storage in
            Result { try storage.reader(of: device.owner.seat) }
        }
        return try #require(found).get()
    }

    private func enter(_ count: Int = 1) {
        let boats = (0..<count).map { Edit.create(kind, FieldNumber(0), text("boat \($0)")) }
        #expect(device.enter(boats))
        device.show()
    }

    private var records: Set<Queries.Subject> {
        Set(device.documents(of: .hub(port.hub)).keys.map { .record($0) })
    }

    @Test("ASK-3: everything is told once, in pieces, and then what changes")
    func pieces() throws {
        enter(25)
        let reader = try reader()
        var mark: ChangeMark?
        var told: [Queries.Subject] = []
        while let changed = try reader.changes(after: mark, most: 4) {
            #expect(changed.subjects.count <= 4)
            #expect(changed.isAnew == (mark == nil))
            told += changed.subjects.map(\.subject)
            mark = changed.mark
        }
        #expect(Set(told) == records && told.count == 25)
        let one = try #require(records.sorted().first)
        guard case .record(let id) = one else { return }
        #expect(device.enter([.write(.record(id), FieldNumber(7), text("Z9"))]))
        device.show()
        #expect(try reader.changes(after: mark)?.subjects.map(\.subject) == [one])
        // A page says from where on.
        let page = try reader.page(Query(kind), in: [.hub(port.hub)], of: Harbour.schema)
        #expect(try reader.changes(after: page.mark) == nil)
        #expect(device.enter([.delete(.record(id))]))
        device.show()
        #expect(try reader.changes(after: page.mark)?.subjects.map(\.subject) == [one])
        #expect(try reader.changes(after: page.mark, in: [.common]) == nil)
    }

    /// Time would say so only of a large store, and not reliably.
    @Test("ASK-3: to find what has changed no record is looked at that has not")
    func plan() throws {
        enter(3)
        let question = ChangeQuestion.text(in: "1,2,3")
        let steps = StoreTests.plan(of: question, in: folder.place.run ?? "")
        #expect(!steps.isEmpty && !steps.contains { $0.contains("TEMP B-TREE") }, "\(steps)")
        let searches = steps.filter { $0.contains("records") }
        #expect(searches.count == 2, "\(steps)")
        let index = "SEARCH records USING INDEX records_by_version"
        #expect(searches.allSatisfy { $0.contains(index) }, "\(steps)")
        #expect(searches.contains { $0.contains("version=? AND rowid>?") }, "\(steps)")
    }

    @Test("ASK-3: a mark that was kept goes on after a restart, and misses nothing after a crash")
    func restarts() throws {
        enter(5)
        var reader = try reader()
        let first = try #require(try reader.changes(after: nil))
        let kept = try #require(ChangeMark(encoding: first.mark.encoding))
        #expect(kept == first.mark)
        device.save()
        device.lock()
        device.stop()
        #expect(device.start())
        reader = try self.reader()
        #expect(try reader.changes(after: kept) == nil)
        enter(2)
        let second = try #require(try reader.changes(after: kept))
        #expect(!second.isAnew && second.subjects.count == 2)
        // These were told, and are lost with the process: they come again.
        device.stop()
        #expect(device.start())
        device.show()
        reader = try self.reader()
        let third = try #require(try reader.changes(after: second.mark))
        #expect(Set(third.subjects.map(\.subject)).isSuperset(of: second.subjects.map(\.subject)))
        #expect(try reader.changes(after: third.mark) == nil)
        for length in 0..<kept.encoding.count {
            _ = ChangeMark(encoding: Array(kept.encoding.prefix(length)))
        }
        // Of another file nobody can tell: all comes anew.
        var foreign = kept.encoding
        foreign[3] ^= 1
        let anew = try #require(try reader.changes(after: ChangeMark(encoding: foreign)))
        #expect(anew.isAnew && Set(anew.subjects.map(\.subject)) == records)
    }

    @Test("ASK-3: what is made anew is told anew, once")
    func anew() throws {
        enter(5)
        let reader = try reader()
        let mark = try #require(try reader.changes(after: nil)).mark
        // Somebody's feed forks: nothing is where it was.
        let other = port.laptops[0]
        let twin = Laptop(other.person, in: port, 1)
        twin.learn()
        for (laptop, name) in [(other, "one"), (twin, "another")] {
            _ = try laptop.enter([.create(kind, FieldNumber(0), text(name))]).get()
            device.tell(.bundles(laptop.bundles))
        }
        device.finish()
        device.show()
        var changed = try #require(try reader.changes(after: mark, most: 2))
        #expect(changed.isAnew)
        var told = changed.subjects
        while let next = try reader.changes(after: changed.mark, most: 2) {
            #expect(!next.isAnew)
            told += next.subjects
            changed = next
        }
        #expect(Set(told.map(\.subject)).isSuperset(of: records) && records.count >= 5)
        #expect(Set(told).count == told.count)
    }

    @Test("ASK-3: whoever waits is woken by a commit, and told the end when the seat is locked")
    func waiting() async throws {
        enter(1)
        let reader = try reader()
        let changes = reader.subscribe(after: nil)
        var iterator = changes.makeAsyncIterator()
        #expect(try await iterator.next()?.subjects.count == 1)
        let box = Told()
        let waiter = Task {
            for try await changed in reader.subscribe(after: nil) { await box.add(changed) }
            return await box.count
        }
        for _ in 0..<20 {
            enter(1)
            await Task.yield()
        }
        while await box.count < 21 { try await Task.sleep(for: .milliseconds(1)) }
        device.lock()
        #expect(try await waiter.value == 21)
        #expect(try await iterator.next() == nil)
    }

    private actor Told {
        private var subjects: Set<Queries.Subject> = []
        var count: Int { subjects.count }
        func add(_ changed: Changed) { subjects.formUnion(changed.subjects.map(\.subject)) }
    }
}

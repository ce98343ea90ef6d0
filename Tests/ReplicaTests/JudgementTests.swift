import Bundles
import Charter
import Keys
import Lattice
import Replica
import Schema
import Simulation
import TestSupport
import Testing
import Wire

/// What dishonest programs write, and what honest ones make of it.
@Suite("Judgement") struct JudgementTests {
    private let port: Port<MemoryStorage>
    private let ann: Laptop<MemoryStorage>
    private let mallory: Somebody
    private let feed: Scribe

    init() {
        port = Port(seed: 2) { _ in MemoryStorage() }
        ann = port.join()
        mallory = port.world.person(.mainHubUser, at: [port.hub])
        feed = mallory.feed(.hub(port.hub))
        feed.schema = 1
        port.open(.hub(port.hub))
        port.spread()
    }

    /// A bundle as a program makes it that checks nothing.
    private func bundle(_ changes: (FeedID, BundleNumber) -> [Change]) throws -> [UInt8] {
        feed.open()
        let number = feed.bundles.last?.header.number.next ?? .first
        let body = try Body(changes(feed.feed, number)).encoding(of: feed.feed, number)
        return mallory.holder.bundle(body, in: feed, under: key(of: mallory)).bytes
    }

    /// A key that somebody holds.
    private func key(of somebody: Somebody) -> ActID { made(somebody.holder.book.held.first) }

    private func misfits(_ effects: [Effect]) -> [Int: Misjudgement] {
        var found: [Int: Misjudgement] = [:]
        for case .misfit(_, _, let index, let fault) in effects { found[index] = fault }
        return found
    }

    @Test("JUDGE-4: what does not fit has its dot and no effect; the rest of its bundle counts")
    func refused() throws {
        let bytes = try bundle { feed, number in
            let id = RecordID(
                Dot(feed: feed, position: position(number.value, 0)), KindNumber(Harbour.boat))
            return [
                write(text("Ida"), to: 0, of: id), write(text("no date"), to: 1, of: id),
                write(integer(5), to: 2, of: id), write(integer(7), to: 77, of: id),
            ]
        }
        let effects = ann.tell(.bundles([feed.open().bytes, bytes]))
        #expect(Set(misfits(effects).keys) == [1, 3])
        #expect(misfits(effects)[1] == .schema(.wrongType(field: "built")))
        let state = try #require(ann.state())
        let id = record(Harbour.boat, of: feed.feed)
        let document = try #require(ann.document(id))
        #expect(state.rows.count == 3 && document.registers.count == 2)
        // The changes that count keep the dots that their author gave them.
        let mark = try #require(document.registers[FieldNumber(2)]?.marks[feed.feed])
        #expect(mark.position.index == 2)
        #expect(state == ann.refolded())
        #expect(effects.contains(.stored(feed.feed, made(feed.tip), .hub(port.hub))))
    }

    @Test("JUDGE-4: the verdict of the charter comes first")
    func verdict() throws {
        let auditor = port.world.person(.auditor)
        port.world.deliver(from: port.world.adminHolder)
        port.spread()
        let feed = auditor.feed(.hub(port.hub))
        feed.schema = 1
        let first = feed.open()
        let id = record(Harbour.boat, of: feed.feed)
        let body = try Body([write(integer(5), to: 0, of: id)])
            .encoding(of: feed.feed, .first.next)
        let bundle = auditor.holder.bundle(body, in: feed, under: key(of: auditor))
        let effects = ann.tell(.bundles([first.bytes, bundle.bytes]))
        #expect(misfits(effects) == [0: .charter(.refused(.notPermitted))])
        #expect(ann.state()?.rows.isEmpty == true)
    }

    @Test("JUDGE-5: nobody states facts for another person")
    func otherPerson() throws {
        let boat = record(Harbour.boat, of: feed.feed)
        let content = group((0, item { $0.put(boat) }))
        let own = FactKey(person: mallory.seat.person, id: FactID(high: 1, low: 1))
        let stolen = FactKey(person: ann.person.seat.person, id: FactID(high: 1, low: 2))
        let bytes = try bundle { _, _ in
            [own, stolen].map { key in
                Change(
                    .ledger,
                    .field(FieldNumber(Harbour.trip), .facts(Facts.Delta(key, content))))
            }
        }
        let effects = ann.tell(.bundles([feed.open().bytes, bytes]))
        #expect(misfits(effects) == [1: .otherPerson])
        let facts = ann.document(.ledger)?.facts[FieldNumber(Harbour.trip)]
        #expect(facts?.keys == [own])
    }

    @Test("JUDGE-1: what cites a schema that is not here counts, until that says otherwise")
    func laterSchema() throws {
        let late = Port(seed: 3, hasSchema: false) { _ in MemoryStorage() }
        let reader = late.join()
        let writer = late.world.person(.mainHubUser, at: [late.hub])
        late.open(.hub(late.hub))
        late.spread()
        let feed = writer.feed(.hub(late.hub))
        feed.schema = 1
        let first = feed.open()
        let id = record(Harbour.boat, of: feed.feed)
        let body = try Body([
            write(text("Ida"), to: 0, of: id), write(text("no date"), to: 1, of: id),
        ]).encoding(of: feed.feed, .first.next)
        let bundle = writer.holder.bundle(body, in: feed, under: key(of: writer))
        reader.tell(.bundles([first.bytes, bundle.bytes]))
        #expect(reader.document(id)?.registers.count == 2)
        late.decreeSchema()
        reader.learn()
        #expect(reader.document(id)?.registers.count == 1)
        #expect(reader.state() == reader.refolded())
    }
}

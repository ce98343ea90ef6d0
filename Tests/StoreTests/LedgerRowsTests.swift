import Bundles
import Charter
import Lattice
import Replica
import Simulation
import TestSupport
import Testing
import Wire

/// Facts of the ledger that lie in the state file while nothing of the ledger is in memory.
@Suite("Rows of the ledger") struct LedgerRowsTests {
    private let port: TestSupport.Port<TestFiles>
    private let writer: Laptop<TestFiles>
    private let reader: Laptop<TestFiles>
    private let fact: Receipt

    init() throws {
        port = Port(seed: 950) { TestFiles($0) }
        (writer, reader) = (port.join(), port.join())
        port.open(.hub(port.hub))
        port.spread()
        let boat = try writer.enter(
            [.create(KindNumber(Harbour.boat), FieldNumber(0), text("boat"))]
        ).get()
        let trip = group((0, item { $0.put(boat.records[0]) }))
        let key = FactID(high: 6, low: 1)
        fact = try writer.enter([.state(KindNumber(Harbour.trip), key, trip)]).get()
        reader.hear(from: writer)
    }

    private func isAsFolded() -> Bool { reader.state() == reader.refolded() }

    @Test("STORE-8: rows that were kept have the facts of the ledger")
    func restored() {
        let before = reader.state()
        reader.restart()
        let isKept = reader.state() == before
        #expect(isKept && reader.isDigestKept)
    }

    @Test("STORE-3: after a restart a fact comes and goes with what lets it count")
    func comesBack() {
        reader.restart()
        let boat = Tips([Tips.Entry(fact.feed, Tip(made(number(1)), hash(at: 1)))])
        let act = port.world.realm.decree(
            .revoke(Revocation(.grant(writer.person.grant), boat)))[0]
        reader.learn()
        #expect(isAsFolded())
        reader.restart()
        let all = Tips([Tips.Entry(fact.feed, fact.tip)])
        port.world.realm.decree(.ratify(Ratification(of: act, all)))
        reader.learn()
        #expect(isAsFolded())
        #expect(reader.isDigestKept)
    }

    private func number(_ value: UInt64) -> BundleNumber? { BundleNumber(value) }

    private func hash(at number: UInt64) -> BundleHash {
        let bundles = writer.bundles.compactMap { try? Bundle(parsing: $0) }
        let found = bundles.first {
            $0.header.feed == fact.feed && $0.header.number.value == number
        }
        return found?.hashed().hash ?? .zero
    }
}

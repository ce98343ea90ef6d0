import Bundles
import Charter
import Lattice
import Queries
import Replica
import Schema
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing

/// What was decided about a fact is found in files as it is in memory.
@Suite("Decisions in files") struct DecidedTests {
    @Test("PAST-2: after a restart decisions are found from what they decide, whichever came first")
    func restarted() throws {
        let port = TestSupport.Port(seed: 951) { TestFiles($0) }
        let (officer, ann, ben) = (port.join(), port.join(.manager), port.join(.manager))
        port.open(.hub(port.hub))
        port.spread()
        let plan = try officer.propose("dredge the basin")
        ann.hear(from: officer)
        try ann.decide(plan, false)
        let early = ann.bundles.filter { !officer.bundles.contains($0) }
        ben.tell(.bundles(officer.charterBundles))
        ben.tell(.envelopes(officer.envelopes))
        ben.tell(.bundles(early))
        ben.finish()
        ben.restart()
        #expect(ben.inquire(about: .fact(plan.key)).citations.count == 1)
        #expect(ben.inquire(about: .fact(plan.key)).timeline.isEmpty)
        ben.restart(saving: false)
        ben.hear(from: officer)
        ben.restart()
        let cause = try #require(ben.causes(of: plan).first)
        #expect(cause.outcome == .rejected && cause.decisions.map(\.approves) == [false])
        let isAsFolded = ben.state() == ben.refolded()
        #expect(isAsFolded && ben.isDigestKept)
    }

    @Test("ASK-1: a fact of which only a decision is here is not there for those who ask")
    func unstated() throws {
        let port = TestSupport.Port(seed: 952) { _ in MemoryStorage() }
        let folder = TestFiles.Folder()
        let device = Survivor(port, in: folder.place)
        let (officer, ann) = (port.join(), port.join(.manager))
        port.open(.hub(port.hub))
        port.spread()
        #expect(device.start() && device.learn())
        let plan = try officer.propose("dredge the basin")
        ann.hear(from: officer)
        try ann.decide(plan, true)
        let early = ann.bundles.filter { !officer.bundles.contains($0) }
        #expect(device.tell(.bundles(officer.charterBundles)))
        #expect(device.tell(.envelopes(officer.envelopes)))
        #expect(device.tell(.bundles(early)) && device.finish())
        device.save()
        let found = device.storage { storage in
            Result { try storage.reader(of: device.owner.seat) }
        }
        let reader = try #require(found).get()
        let hub = port.hub
        func count(of kind: UInt32) throws -> Int {
            let query = Query(KindNumber(kind))
            return try reader.page(query, in: [.hub(hub)], of: port.schema).content.items.count
        }
        #expect(try count(of: Harbour.plan) == 0 && count(of: Harbour.ruling) == 1)
        let shown = try reader.record(.fact(plan.key), plan.kind, in: .hub(hub), of: port.schema)
        #expect(shown.content == nil)
        #expect(device.tell(.bundles(officer.bundles)) && device.finish())
        device.save()
        #expect(try count(of: Harbour.plan) == 1)
    }
}

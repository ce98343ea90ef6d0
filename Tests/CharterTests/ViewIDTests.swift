import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing

/// What a charter comes to in one hash (spec/06-authority.md#view-4).
@Suite("View ids") struct ViewIDTests {
    private let realm = ScriptedRealm(policy: .alone)

    /// Whether something changes the id.
    private func changes(_ act: () -> Void) -> Bool {
        let before = realm.charter.viewID
        act()
        return before != realm.charter.viewID
    }

    /// The id of these parts, as the rule puts them together.
    private func id(
        _ records: [RootHash], _ bundles: [BundleHash],
        _ forks: [(FeedID, UInt64, BundleHash)] = [],
        _ acts: [ActID] = []
    ) -> ViewID {
        var bytes = ByteBuffer()
        bytes.put(UInt64(records.count))
        for record in records.sorted() { bytes.put(record) }
        bytes.put(UInt64(bundles.count))
        for bundle in bundles.sorted() { bytes.put(bundle) }
        bytes.put(UInt64(forks.count))
        for fork in forks {
            bytes.put(fork.0)
            bytes.put(fork.1)
            bytes.put(fork.2)
        }
        bytes.put(UInt64(acts.count))
        for act in acts.sorted() { bytes.put(act) }
        return Blake2b.hash(bytes.span, .view, of: ViewContent.self)
    }

    private func hashes(_ writers: Scribe...) -> [BundleHash] {
        writers.flatMap { $0.bundles.map { $0.hashed().hash } }
    }

    private var records: [RootHash] {
        realm.arrivals.compactMap { if case .root(let record) = $0 { record.hash } else { nil } }
    }

    @Test("VIEW-4: the id is the hash of what counts, in this order")
    func written() {
        #expect(realm.charter.viewID == id([realm.founding.hash], []))
        let admin = realm.officer(.admin)
        _ = realm.enrol(by: admin)
        #expect(realm.charter.viewID == id(records, hashes(admin)))
        let worker = realm.worker(.clerk)
        worker.work()
        #expect(realm.charter.viewID == id(records, hashes(admin)))
        let twin = worker.twin(after: 1)
        let rival = twin.bundle(Value("other"), epoch: EpochID(high: 5, low: 5))
        realm.take(.proof(realm.proof(worker, worker.bundles[1], rival)))
        let before = worker.entry(after: 1).tip.hash
        #expect(realm.charter.viewID == id(records, hashes(admin), [(worker.feed, 1, before)]))
    }

    @Test("VIEW-4: the forks are in the order of feed, number and hash")
    func forks() {
        var expected: [(FeedID, UInt64, BundleHash)] = []
        for _ in 0..<3 {
            let worker = realm.worker(.clerk)
            for _ in 0..<3 { worker.work() }
            for count in [3, 1] {
                let rival = worker.twin(after: count)
                    .bundle(Value("other"), epoch: EpochID(high: 5, low: 5))
                realm.take(.proof(realm.proof(worker, worker.bundles[count], rival)))
                expected.append((worker.feed, UInt64(count), worker.entry(after: count).tip.hash))
            }
        }
        expected.sort { ($0.0, $0.1) < ($1.0, $1.1) }
        #expect(realm.charter.viewID == id(records, [], expected))
    }

    @Test("VIEW-4: what does not count is not in it")
    func without() {
        let seat = realm.enrol()
        let stray = realm.writer(seat, under: .all(0x99))
        #expect(!changes { stray.write(.hub(Hub(.main))) })
        let clerk = realm.officer(.clerk)
        // Refused, but it counts.
        #expect(changes { clerk.write(.hub(Hub(.main))) })
        #expect(changes { realm.decree(.revoke(Revocation(.seat(clerk.seat.id)))) })
        #expect(!changes { clerk.write(.hub(Hub(.main))) })
        let bundles = realm.charter.viewID
        #expect(bundles == id(records, []))
    }

    @Test("VIEW-4: an agency is in it from the moment when it is let in")
    func agencies() {
        let agency = TestAgency(of: realm)
        let clerk = realm.officer(.clerk)
        clerk.write(.agency(Admission(of: agency.id)))
        #expect(!changes { realm.take(.root(agency.founding)) })
        #expect(!changes { agency.decree(.keep(Keep(.all(1), .first, .all(1)))) })
        realm.decree(.agency(Admission(of: agency.id)))
        #expect(realm.charter.viewID == id(records, hashes(clerk)))
        #expect(changes { agency.decree(.keep(Keep(.all(1), .first, .all(2)))) })
    }

    @Test("VIEW-4: a root record that is dropped is not in it")
    func dropped() {
        let realm = ScriptedRealm(policy: .alone, roots: 3, k: 1)
        let (mine, theirs) = (
            realm.rootRecord([.hub(Hub(.main))]), realm.rootRecord([.hub(Hub(.sub))])
        )
        let stay = realm.rootRecord(
            [.stay(Stay(mine.number, mine.hash))], after: mine, by: Array(realm.roots.prefix(2)))
        for record in [mine, theirs, stay] { realm.take(.root(record)) }
        #expect(realm.charter.viewID == id([realm.founding.hash, mine.hash, stay.hash], []))
    }

    @Test("VIEW-4: a fork is in it if the feed has standing, also beyond its cut")
    func whichForks() {
        let (worker, cut, stray) = (
            realm.worker(.clerk), realm.worker(.clerk),
            realm.writer(realm.enrol(), under: .all(0x99), in: .common)
        )
        stray.open()
        for writer in [worker, cut, stray] {
            for _ in 0..<3 { writer.work() }
        }
        realm.decree(.revoke(Revocation(.seat(cut.seat.id), Tips([cut.entry(after: 3)]))))
        func proof(_ writer: Scribe, at count: Int) -> ForkProof {
            let rival = writer.twin(after: count)
                .bundle(Value("other \(count)"), epoch: EpochID(high: 5, low: 5))
            return realm.proof(writer, writer.bundles[count], rival)
        }
        #expect(changes { realm.take(.proof(proof(worker, at: 2))) })
        // Another pair proves the same.
        let other = worker.twin(after: 2).bundle(Value("third"), epoch: EpochID(high: 5, low: 5))
        #expect(!changes { realm.take(.proof(realm.proof(worker, worker.bundles[2], other))) })
        // Where the heads follow different bundles it is not told where the fork is.
        let deep = worker.twin(after: 2)
        _ = deep.bundle(Value("deep"), epoch: EpochID(high: 5, low: 5))
        let deeper = deep.bundle(Value("deeper"), epoch: EpochID(high: 5, low: 5))
        #expect(!changes { realm.take(.proof(realm.proof(worker, worker.bundles[3], deeper))) })
        #expect(changes { realm.take(.proof(proof(cut, at: 2))) })
        #expect(changes { realm.take(.proof(proof(cut, at: 3))) })
        #expect(!changes { realm.take(.proof(proof(stray, at: 2))) })
    }

    @Test("VIEW-4: a policy that narrows takes no fork out of it")
    func narrowed() {
        let worker = realm.worker(.clerk)
        worker.work()
        realm.decree(.policy(PolicyChange(2, .alone, narrowing: Narrowing([.clerk]))))
        let rival = worker.twin(after: 1).bundle(Value("other"), epoch: EpochID(high: 5, low: 5))
        #expect(changes { realm.take(.proof(realm.proof(worker, worker.bundles[1], rival))) })
    }

    @Test("VIEW-4: first seats and hubs that do not count are in it once they are cited")
    func cited() {
        let stray = realm.writer(realm.enrol(), under: .all(0x99))
        let ids = stray.write(realm.seatAct().act, .hub(Hub(.main)))
        let before = realm.charter.viewID
        #expect(before == id(records, []))
        realm.decree(realm.seatAct(first: ids[0]).act)
        #expect(realm.charter.viewID == id(records, [], [], [ids[0]]))
        realm.decree(.close(ids[1].short()))
        #expect(realm.charter.viewID == id(records, [], [], ids))
    }

    @Test("VIEW-4: grants and epochs cite hubs too")
    func citedHubs() {
        let stray = realm.writer(realm.enrol(), under: .all(0x99))
        let ids = stray.write(.hub(Hub(.main)), .hub(Hub(.sub)))
        realm.decree(realm.grantAct(.clerk, 4, to: realm.enrol(), at: [ids[0].short()]))
        #expect(realm.charter.viewID == id(records, [], [], [ids[0]]))
        realm.decree(.epoch(Epoch(.hub(ids[1].short()), .all(1), madeUp(1))))
        #expect(realm.charter.viewID == id(records, [], [], ids))
    }

    @Test(
        "VIEW-4: so does a hub, of its parent")
    func citedParent() {
        let stray = realm.writer(realm.enrol(), under: .all(0x99))
        let parent = stray.write(.hub(Hub(.main)))[0]
        realm.decree(.hub(Hub(.sub, parent: parent.short())))
        #expect(realm.charter.viewID == id(records, [], [], [parent]))
    }

    @Test(
        "VIEW-4: charters that judge a feed differently have different ids")
    func sameIDSameVerdicts() {
        // The grant of whoever made the first seat stands in a feed that never counts, of a seat
        // that is not the one of its own grant.
        let lost = realm.writer(realm.enrol(), under: realm.grant(.admin, to: realm.enrol()))
        let maker = realm.enrol()
        lost.open()
        let bundle = lost.draft([realm.grantAct(.manager, 2, to: maker)])
        let writer = realm.writer(maker, under: lost.ids(of: bundle, 1)[0])
        let first = realm.enrol(by: writer)
        let second = realm.enrol(first: first)
        let feed = realm.writer(second, under: realm.grant(.clerk, to: second), in: .common)
        let before = (realm.charter.viewID, realm.charter.standing(of: feed.opening))
        realm.take(.bundle(bundle.bytes))
        let after = (realm.charter.viewID, realm.charter.standing(of: feed.opening))
        #expect(before.1 == .waits(.notGranted))
        #expect(after.1 == nil)
        #expect(before.0 != after.0)
    }

    @Test("VIEW-4: equal sets give equal ids, whatever came first")
    func equal() {
        let admin = realm.officer(.admin)
        _ = realm.enrol(by: admin)
        let worker = realm.worker(.clerk, by: admin)
        worker.work()
        let rival = worker.twin(after: 1).bundle(Value("other"), epoch: EpochID(high: 5, low: 5))
        realm.take(.proof(realm.proof(worker, worker.bundles[1], rival)))
        let turned = Charter(realm: realm.id, of: realm.arrivals.reversed(), settlingEach: true)
        #expect(turned.viewID == realm.charter.viewID)
    }
}

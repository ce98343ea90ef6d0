import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing

/// Which branch of a forked feed goes on.
@Suite("Keeping") struct KeepTests {
    private let realm = ScriptedRealm(policy: .alone)

    /// A feed of numbers 0 to 3, and a twin of it that is forked at number 2.
    private func forked(_ proven: Bool = true) -> (worker: Scribe, twin: Scribe) {
        let worker = realm.worker(.clerk)
        for _ in 0..<3 { worker.work() }
        let twin = worker.twin(after: 2)
        twin.work("other")
        twin.work("more")
        if proven {
            realm.take(.proof(realm.proof(worker, worker.bundles[2], twin.bundles[2])))
        }
        return (worker, twin)
    }

    private func hash(_ writer: Scribe, _ number: Int) -> BundleHash {
        writer.bundles[number].hashed().hash
    }

    private func keep(_ writer: Scribe, _ bundle: Int, instead: [ActID] = []) -> Act {
        .keep(
            Keep(
                writer.feed, number(UInt64(bundle)), hash(writer, bundle),
                instead: instead.sorted()))
    }

    private func view(under charter: Charter? = nil) -> View {
        let charter = charter ?? realm.charter
        return charter.view(of: Archive(of: realm.arrivals, under: charter).feeds(of: .common))
    }

    private func fork(_ writer: Scribe, _ count: UInt64 = 2) -> View.Fork? {
        view().forks(of: writer.feed)?[number(count)]
    }

    @Test("VIEW-5: nothing is kept until somebody who reaches the grant keeps it")
    func keeps() {
        let (worker, twin) = forked()
        #expect(fork(worker) == .undecided)
        let (clerk, hub) = (realm.officer(.clerk), realm.hub())
        let narrow = realm.officer(.admin, at: [hub])
        clerk.write(keep(worker, 2))
        narrow.write(keep(worker, 2))
        #expect(fork(worker) == .undecided)
        realm.officer(.admin).write(keep(twin, 2))
        #expect(fork(worker) == .keep(hash(twin, 2)))
    }

    @Test("VIEW-5: a keep lacks effect while it lacks backing")
    func unbacked() {
        var policy = Policy.alone
        policy.kinds[.keep]?.gate = Gate(2, by: [.admin])
        realm.decree(.policy(PolicyChange(2, policy)))
        let (worker, twin) = forked()
        let admin = realm.officer(.admin)
        admin.policy = 2
        let act = admin.write(keep(twin, 2))[0]
        #expect(fork(worker) == .undecided)
        realm.decree(.endorse(act))
        #expect(fork(worker) == .keep(hash(twin, 2)))
    }

    @Test("VIEW-5: of several the lowest in level and act decides")
    func several() {
        let (worker, twin) = forked()
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let acts = [
            (admin.write(keep(worker, 2))[0], worker), (peer.write(keep(twin, 2))[0], twin),
        ]
        let lowest = made(acts.min { $0.0 < $1.0 })
        #expect(fork(worker) == .keep(hash(lowest.1, 2)))
        let other = lowest.1 === worker ? twin : worker
        realm.decree(keep(other, 2))
        #expect(fork(worker) == .keep(hash(other, 2)))
    }

    @Test("VIEW-5: who is as high up keeps something else instead")
    func instead() {
        let (worker, twin) = forked()
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let act = admin.write(keep(worker, 2))[0]
        peer.write(keep(twin, 2, instead: [act]))
        #expect(fork(worker) == .keep(hash(twin, 2)))
        let top = realm.decree(keep(worker, 2))[0]
        #expect(fork(worker) == .keep(hash(worker, 2)))
        peer.write(keep(twin, 2, instead: [act, top]))
        #expect(fork(worker) == .keep(hash(worker, 2)))
        // Another number is another matter.
        realm.decree(keep(twin, 3, instead: [top]))
        #expect(fork(worker) == .keep(hash(worker, 2)))
    }

    @Test("VIEW-5: what replaces may itself have been replaced")
    func replaced() {
        let (worker, twin) = forked()
        let admin = realm.officer(.admin)
        let first = admin.write(keep(worker, 2))[0]
        let second = admin.write(keep(twin, 2, instead: [first]))[0]
        admin.write(keep(twin, 2, instead: [second]))
        #expect(fork(worker) == .keep(hash(twin, 2)))
    }

    @Test(
        "VIEW-5: a branch that is kept is kept, whether or not it is there")
    func absent() {
        let (worker, _) = forked()
        let absent = BundleHash.all(0x77)
        realm.decree(.keep(Keep(worker.feed, number(2), absent)))
        #expect(fork(worker) == .keep(absent))
        realm.officer(.admin).write(keep(worker, 2))
        #expect(fork(worker) == .keep(absent))
    }

    @Test("VIEW-5: where none decides, the only branch that the cut leaves is kept")
    func byCut() {
        let (worker, twin) = forked()
        realm.decree(.revoke(Revocation(.seat(worker.seat.id), Tips([worker.entry(after: 3)]))))
        #expect(fork(worker) == .keep(hash(worker, 2)))
        #expect(worker.counted == [0, 1, 2])
        // Both, or none.
        let (both, other) = forked()
        realm.decree(
            .revoke(
                Revocation(
                    .seat(both.seat.id), Tips([both.entry(after: 3), other.entry(after: 3)]))))
        #expect(fork(both) == .undecided)
        let (low, _) = forked()
        realm.decree(.revoke(Revocation(.seat(low.seat.id), Tips([low.entry(after: 2)]))))
        #expect(fork(low) == .undecided)
        // A keep goes before.
        realm.decree(keep(twin, 2))
        #expect(fork(worker) == .keep(hash(twin, 2)))
    }

    @Test("VIEW-6: the feeds that nothing cuts are not spoken of")
    func whole() {
        let worker = realm.worker(.clerk)
        worker.work()
        #expect(view() == View())
    }

    @Test("VIEW-6: an honest feed is cut at the last number that counts")
    func cut() {
        let worker = realm.worker(.clerk)
        for _ in 0..<3 { worker.work() }
        let stray = realm.writer(realm.enrol(), under: .all(0x99), in: .common)
        realm.take(.bundle(stray.open().bytes))
        stray.work()
        realm.decree(.revoke(Revocation(.seat(worker.seat.id), Tips([worker.entry(after: 2)]))))
        var expected = View()
        expected.cut(worker.feed, to: .upTo(number(1)))
        expected.cut(stray.feed, to: .nothing)
        #expect(view() == expected)
    }

    @Test("VIEW-6: what is not there yet and could not count is cut off")
    func open() {
        let worker = realm.worker(.clerk)
        worker.work()
        let entry = Tips.Entry(worker.feed, Tip(number(9), .all(0x77)))
        realm.decree(.revoke(Revocation(.seat(worker.seat.id), Tips([entry]))))
        #expect(view().cut(of: worker.feed) == .upTo(number(9)))
    }

    @Test("VIEW-6: a branch whose line counts to another number has a cut of its own")
    func branches() {
        let (worker, twin) = forked()
        realm.decree(keep(worker, 2))
        realm.decree(
            .revoke(
                Revocation(
                    .seat(worker.seat.id), Tips([worker.entry(after: 4), twin.entry(after: 3)]))))
        let branch = FeedID.branch(
            of: ForkPoint(feed: worker.feed, number: number(2)),
            startingWith: hash(twin, 2), by: Blake2b.self)
        var expected = View()
        expected.fork(worker.feed, at: number(2), .keep(hash(worker, 2)))
        expected.cut(worker.feed, to: .upTo(number(3)))
        expected.cut(branch: branch, to: .upTo(number(2)))
        #expect(view() == expected)
    }

    @Test("VIEW-6: the line of a forked feed ends at an undecided fork")
    func undecided() {
        let (worker, twin) = forked()
        realm.decree(
            .revoke(
                Revocation(
                    .seat(worker.seat.id), Tips([worker.entry(after: 4), twin.entry(after: 3)]))))
        func branch(_ writer: Scribe) -> FeedID {
            FeedID.branch(
                of: ForkPoint(feed: worker.feed, number: number(2)),
                startingWith: hash(writer, 2), by: Blake2b.self)
        }
        var expected = View()
        expected.fork(worker.feed, at: number(2))
        expected.cut(worker.feed, to: .upTo(number(1)))
        expected.cut(branch: branch(worker), to: .upTo(number(3)))
        expected.cut(branch: branch(twin), to: .upTo(number(2)))
        #expect(view() == expected)
    }

    @Test(
        "VIEW-6: a fork of which both branches are there is in the view without a proof")
    func unproven() {
        let (worker, _) = forked(false)
        #expect(view().forks(of: worker.feed)?.keys.map { $0 } == [number(2)])
    }

    @Test("VIEW-6: a fork above what is there is not in the view")
    func ahead() {
        let worker = realm.worker(.clerk)
        for _ in 0..<2 { worker.work() }
        let rival = worker.twin(after: 3)
        let (one, two) = (
            rival.bundle(Value("one"), epoch: EpochID(high: 5, low: 5)),
            worker.twin(after: 3).bundle(Value("two"), epoch: EpochID(high: 5, low: 5))
        )
        realm.take(.proof(realm.proof(worker, one, two)))
        #expect(fork(worker, 3) == .undecided)
        let (four, five) = (
            rival.bundle(Value("four"), epoch: EpochID(high: 5, low: 5)),
            rival.twin(after: 4).bundle(Value("five"), epoch: EpochID(high: 5, low: 5))
        )
        realm.take(.proof(realm.proof(worker, four, five)))
        #expect(fork(worker, 4) == nil)
    }
}

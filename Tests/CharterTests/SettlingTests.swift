import Bundles
import Charter
import Lattice
import Simulation
import TestSupport
import Testing

/// Settling step by step against evaluation from scratch.
@Suite("Settling") struct SettlingTests {
    /// What differs after some arrival, if anything. What waits is offered again after each.
    private func breach(_ realm: DomainID, _ arrivals: [Arrival]) -> String? {
        var charter = Charter(realm: realm)
        var waiting: [Arrival] = []
        for count in arrivals.indices {
            waiting.append(arrivals[count])
            while true {
                let left = waiting.filter { arrival in
                    let waits = charter.makesWait(arrival)
                    charter.settle()
                    return waits
                }
                let isDone = left.count == waiting.count
                waiting = left
                if isDone { break }
            }
            let set = Array(arrivals[...count])
            let grown = Summary(
                of: charter, Archive(of: set, under: charter), kinds: [.movement, .transfer])
            let scratch = Summary(realm: realm, of: set)
            let found = grown.differences(from: scratch)
            if !found.isEmpty { return "after arrival \(count): \(found)" }
        }
        return nil
    }

    @Test(
        "VER-1: after each single arrival all is as if evaluated from scratch",
        arguments: Effort.seeds(12))
    func each(seed: UInt64) {
        let realm = RandomRealm(seed: seed, steps: 25).realm
        #expect(breach(realm.id, realm.arrivals) == nil)
    }

    @Test(
        "VER-1: so it is in any other order of arrival", arguments: Effort.seeds(12))
    func shuffledEach(seed: UInt64) {
        let realm = RandomRealm(seed: seed &+ 500, steps: 25).realm
        var random = SeededRandom(seed: seed)
        var arrivals = realm.arrivals
        random.permute(&arrivals)
        #expect(breach(realm.id, arrivals) == nil)
    }

    @Test("VER-1: a charter that is made anew after a restart is the same", arguments: 1...6)
    func restart(seed: UInt64) {
        let realm = RandomRealm(seed: seed, steps: 60).realm
        var random = SeededRandom(seed: seed)
        let expected = realm.charter.viewID
        var arrivals = realm.arrivals
        for _ in 0..<3 {
            random.permute(&arrivals)
            let again = Charter(realm: realm.id, of: arrivals)
            #expect(again.viewID == expected)
            #expect(Set(again.knownActs) == Set(realm.charter.knownActs))
            for act in again.knownActs {
                #expect(again.verdict(on: act) == realm.charter.verdict(on: act))
            }
        }
        // Duplicates change nothing.
        var charter = realm.charter
        for arrival in arrivals { charter.take(arrival) }
        charter.settle()
        #expect(charter.viewID == expected)
    }

    @Test(
        "RANK-4: whose first seat becomes known late stands behind acts like anybody")
    func lateFirstSeat() {
        let realm = ScriptedRealm(policy: .alone)
        let admin = realm.officer(.admin)
        admin.open()
        let (act, signer, device) = realm.seatAct()
        let late = admin.draft([act])
        let id = admin.ids(of: late, 1)[0]
        let first = ScriptedSeat(id: id, person: id.short(), signer: signer, device: device)
        // The second seat, what it may do and does are there before the first seat is.
        let second = realm.enrol(first: first)
        let writer = realm.writer(second, under: realm.grant(.manager, to: second))
        let other = realm.officer(.clerk)
        other.open()
        writer.open()
        var policy = Policy.alone
        policy.kinds[.revoke]?.who[.manager] = .any
        realm.decree(.policy(PolicyChange(2, policy)))
        writer.policy = 2
        let act2 = writer.write(.revoke(Revocation(.person(other.person))))[0]
        #expect(realm.verdict(act2) == .waits(.unknownSeat))
        realm.take(.bundle(late.bytes))
        #expect(realm.verdict(act2) == .admitted)
        #expect(other.counted == [])
        #expect(breach(realm.id, realm.arrivals) == nil)
        realm.decree(.revoke(Revocation(.person(first.person))))
        #expect(other.counted == [0])
    }
}

extension Charter {
    /// Takes an arrival in. True if it waits for another.
    fileprivate mutating func makesWait(_ arrival: Arrival) -> Bool {
        switch arrival {
        case .root(let record):
            if case .waits? = try? insert(record) { return true }
        case .bundle(let bytes):
            do throws(IntakeError) {
                if case .waits = try receive(bytes) { return true }
            } catch { return error.isWait }
        case .proof(let proof):
            do throws(ProofError) { _ = try insert(proof) } catch {
                if case .unknownSeat = error { return true }
            }
        }
        return false
    }
}

import Bundles
import Charter
import Gossip
import Lattice
import Replica
import Schema
import Simulation
import TestSupport
import Testing
import Wire

extension Mate {
    /// Whether all that it calls stored in these messages is on its disk for good.
    func hasStored(_ messages: [Gossip.Message]) -> Bool {
        let disk = copy
        return messages.allSatisfy { message in
            guard case .stored(let all) = message else { return true }
            return all.allSatisfy { !disk.hashes(of: $0.feed, at: $0.number).isEmpty }
        }
    }

    /// One entry of so many boats with names at random: by itself too long for a message.
    func enterMuch(_ seed: UInt64 = 5, boats: Int = 3_000) -> [StationEffect] {
        var random = SeededRandom(seed: seed)
        let kind = KindNumber(Harbour.boat)
        let edits = (0..<boats).map { _ in
            let name = (0..<3).map { _ in String(random.next(), radix: 36) }.joined()
            return Edit.create(kind, FieldNumber(0), text(name))
        }
        return tell(.replica(.entry(Entry(in: .common, edits), by: somebody.id)))
    }
}

extension [UInt8] {
    /// The message that this is.
    fileprivate var message: Gossip.Message? { try? Gossip.Message(encoding: self) }
}

/// Two who have each written some, and one of them as often as is said more than fits a message.
struct Apart {
    let mates: Mates
    let disks: [MemoryStorage]

    init(seed: UInt64, often: UInt64) {
        mates = Mates(seed: seed)
        for number in 0..<3 {
            _ = mates.ann.enter("ann \(number)")
            _ = mates.ben.enter("ben \(number)")
        }
        for number in 0..<often { _ = mates.ann.enterMuch(number + 1) }
        disks = [mates.ann.copy, mates.ben.copy]
    }

    /// As they were, before they said anything.
    func begin() {
        mates.ann.restart(with: disks[0])
        mates.ben.restart(with: disks[1])
    }

    var areSame: Bool {
        let (ann, ben) = (mates.ann, mates.ben)
        return ann.root == ben.root && Set(ann.bundles) == Set(ben.bundles)
            && ann.documents == ben.documents && !ann.documents.isEmpty
    }
}

extension Attacks {
    // Attacker: somebody who recorded all that was said in a session, and has a session of their
    // own with one of the two, or with somebody who was not there. Means: one side of it, again: in
    // order, each twice, in reverse, mixed. Expected: the session ends, or nothing comes of it;
    // what joins is what was signed, once; who listened is acknowledged for nothing that is not
    // stored, and meets others as before.
    @Test(
        "Attack 27: a session that is played again adds nothing", arguments: 0..<4, [true, false])
    func attack27_replayedSession(order: Int, isCaller: Bool) throws {
        let apart = Apart(seed: 27, often: 1)
        let mates = apart.mates
        let recording = Call(mates.ann, mates.ben)
        recording.run()
        #expect(recording.meetings == 2 && apart.areSame)
        recording.cut()
        var said = recording.said.filter { $0.byCaller == isCaller }.map(\.bytes)
        switch order {
        case 1: said = said.flatMap { [$0, $0] }
        case 2: said.reverse()
        case 3:
            var random = SeededRandom(seed: 27)
            random.permute(&said)
            // Whoever begins with anything else is not heard at all.
            said.insert(recording.said[0].bytes, at: 0)
        default: break
        }
        let somebody = mates.world.person(.mainHubUser, at: [mates.world.hubs[0]])
        mates.world.deliver(from: mates.world.adminHolder)
        for mate in [mates.ann, mates.ben] { mate.learn(from: mates.world) }
        let cas = Mate(somebody, in: mates.world, 3)
        let (speaker, old) = isCaller ? (mates.ann, mates.ben) : (mates.ben, mates.ann)
        let all = Set(speaker.bundles).union(cas.bundles)
        for listener in [old, cas] {
            let before = listener.bundles
            let session = SessionID(9)
            var effects = listener.tell(
                .opened(session, speaker.opened(Mate.place(9), isInitiator: !isCaller)))
            for bytes in said { effects += listener.tell(.heard(bytes, session)) }
            #expect(listener.hasStored(effects.messages))
            let after = listener.bundles
            #expect(Set(after).count == after.count)
            #expect(listener === cas || after == before)
            #expect(Set(after).isSubset(of: all.union(before)))
            listener.tell(.closed(session))
        }
        for (number, other) in [(31, mates.ann), (32, mates.ben), (33, mates.ann)] {
            let call = Call(cas, other, UInt64(number))
            call.run()
            #expect(call.faults == [] && call.meetings == 2)
            call.cut()
        }
        #expect(apart.areSame && Set(cas.bundles) == Set(mates.ann.bundles))
        #expect(cas.documents == mates.ann.documents)
    }

    /// How a session ends before its time.
    enum Cut: CaseIterable {
        /// The line breaks; or the power of who hears, after it has committed, or before.
        case line, power, powerBeforeCommit
    }

    // Attacker: chance, or somebody who cuts lines. Means: a session is cut after each message, in
    // the middle of parts too, or the power of who hears it. Expected: what was called stored is on
    // the disk; one more session, and both hold the same.
    @Test("Attack 27: a session that is cut anywhere loses nothing", arguments: Cut.allCases)
    func attack27_cutSession(cut: Cut) throws {
        let apart = Apart(seed: 27, often: 1)
        let mates = apart.mates
        apart.begin()
        let whole = Call(mates.ann, mates.ben)
        whole.run()
        let parts = whole.said.count { if case .part? = $0.bytes.message { true } else { false } }
        #expect(whole.meetings == 2 && parts >= 2)
        // To start anew takes longest.
        let step = Effort.isLong || cut == .line ? 1 : 3
        for count in stride(from: 0, through: whole.said.count, by: step) {
            apart.begin()
            let call = Call(mates.ann, mates.ben)
            for _ in 0..<count { call.step() }
            if cut == .powerBeforeCommit, let (toCaller, bytes) = call.queue.first {
                let hearer = toCaller ? mates.ann : mates.ben
                _ = hearer.tellAndCut(.heard(bytes, call.session))
            }
            check(call, mates, count)
            call.cut()
            if cut == .power { for mate in [mates.ann, mates.ben] { mate.restart() } }
            check(call, mates, count)
            let again = Call(mates.ben, mates.ann, 2)
            again.run()
            check(again, mates, count)
            #expect(again.meetings == 2 && again.faults == [] && apart.areSame, "\(count)")
        }
    }

    private func check(_ call: Call, _ mates: Mates, _ count: Int) {
        for (mate, isCaller) in [(call.caller, true), (call.answerer, false)] {
            let messages = call.said.filter { $0.byCaller == isCaller }.compactMap(\.bytes.message)
            #expect(mate.hasStored(messages), "after \(count) messages")
        }
    }
}

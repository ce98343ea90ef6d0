import Bundles
import Charter
import Gossip
import Identity
import Lattice
import Replica
import Seal
import Simulation
import TestSupport
import Testing
import Wire

/// A stick of few bytes, piece by piece, and somebody who lacks what is in it.
private struct SmallStick {
    let mates = Mates(seed: 209)
    let desk: StickDesk
    let stick: StickID
    /// The header, then pieces of one thing each.
    let pieces: [[UInt8]]
    let goods: [[UInt8]]
    private let disk: MemoryStorage

    init(boats: Int = 3, seed: UInt64 = 1) {
        desk = StickDesk(mates.world.realm.id, seed: seed)
        mates.ann.giveAway()
        disk = mates.ben.copy
        for number in 0..<boats { _ = mates.ann.enter("boat \(number)") }
        let had = Set(mates.ben.bundles)
        goods = mates.ann.bundles.filter { !had.contains($0) }
        stick = desk.id()
        var texts = [StickDesk.text(StickDesk.plan, [])]
        for (number, bytes) in goods.enumerated() {
            let end: [UInt64]? =
                number == goods.count - 1 ? [0, 0, UInt64(goods.count), 0, 0, 0] : nil
            texts.append(StickDesk.text(nil, [.goods(.feed, [bytes])], end: end))
        }
        var pieces = [StickWriter.header(of: stick)]
        for (number, text) in texts.enumerated() {
            pieces.append(desk.piece(text, UInt64(number), of: stick))
        }
        self.pieces = pieces
    }

    var file: [UInt8] { Array(pieces.joined()) }

    /// Has Ben read it who has none of it. What he has then, and what he was told.
    func read(_ file: [UInt8]) -> (new: Set<[UInt8]>, outcome: StickDesk.Outcome) {
        mates.ben.restart(with: disk)
        let before = Set(mates.ben.bundles)
        let outcome = mates.ben.read(desk, file)
        return (Set(mates.ben.bundles).subtracting(before), outcome)
    }

    /// In which piece a byte of the file is; nil in the header.
    func piece(of place: Int) -> Int? {
        var end = 0
        for (number, bytes) in pieces.enumerated() {
            end += bytes.count
            if place < end { return number == 0 ? nil : number - 1 }
        }
        return pieces.count - 1
    }
}

extension Attacks {
    // Attacker: somebody who has the stick for a while, and no key. Means: one bit of it is
    // another. Expected: it is told that something is wrong, and in which piece; what is before
    // is taken, and nothing else.
    @Test("Attack 209: every single-bit flip of a stick")
    func attack209_flippedStick() {
        let small = SmallStick()
        let file = small.file
        #expect(small.read(file).new == Set(small.goods))
        for bit in 0..<8 * file.count {
            var flipped = file
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let (events, fault) = small.desk.events(flipped)
            let piece = small.piece(of: bit / 8)
            let taken = events.reduce(into: 0) {
                if case .goods(_, let all) = $1 { $0 += all.count }
            }
            // Piece 0 has none; the last one that is whole is the one before.
            let whole = piece.map { max(0, $0 - 1) } ?? 0
            guard fault != nil, taken == whole else {
                Issue.record("bit \(bit): \(taken) of \(whole), \(String(describing: fault))")
                return
            }
            guard bit % 97 == 0 else { continue }
            #expect(small.read(flipped).new == Set(small.goods.prefix(whole)))
        }
    }

    // Attacker: a stick that is pulled out. Means: the file ends after any of its bytes. Expected:
    // it is told to be cut short; all whole pieces are taken.
    @Test("Attack 210: a stick that is cut short after any byte")
    func attack210_cutStick() {
        let small = SmallStick()
        let file = small.file
        for count in 0..<file.count {
            let (events, fault) = small.desk.events(Array(file.prefix(count)))
            let whole = events.count { if case .goods = $0 { true } else { false } }
            let expected = max(0, (small.piece(of: count) ?? 0) - 1)
            let isTold: Bool
            if case .cut = fault { isTold = true } else { isTold = count == 0 && fault == .empty }
            guard isTold, whole == expected else {
                Issue.record(
                    "\(count) bytes: \(whole) of \(expected), \(String(describing: fault))")
                return
            }
            guard count % 61 == 0 else { continue }
            #expect(small.read(Array(file.prefix(count))).new == Set(small.goods.prefix(whole)))
        }
    }

    // Attacker: somebody who has several sticks for a while. Means: their pieces in another order,
    // twice, left out, or from another stick. Expected: it is seen at the first that is not in its
    // place.
    @Test("Attack 211: pieces that are swapped, repeated, left out, or of another stick")
    func attack211_mixedSticks() {
        let (small, other) = (SmallStick(), SmallStick(seed: 2))
        let pieces = small.pieces
        func result(_ pieces: [[UInt8]]) -> (StickFault?, Int) {
            let (new, outcome) = small.read(Array(pieces.joined()))
            return (outcome.fault, new.count)
        }
        var swapped = pieces
        swapped.swapAt(3, 4)
        #expect(result(swapped) == (.damaged(piece: 2), 1))
        var repeated = pieces
        repeated.insert(pieces[3], at: 4)
        #expect(result(repeated) == (.damaged(piece: 3), 2))
        var less = pieces
        less.remove(at: 3)
        #expect(result(less) == (.damaged(piece: 2), 1))
        // The last one alone says that it is the last one.
        #expect(result(pieces.dropLast()) == (.cut(piece: 4), 3))
        // Another stick of the same realm, of the same things.
        for place in 1..<pieces.count {
            var mixed = pieces
            mixed[place] = other.pieces[place]
            let fault: StickFault = place == 1 ? .otherRealm : .damaged(piece: UInt64(place) - 1)
            #expect(result(mixed) == (fault, max(0, place - 2)))
        }
        #expect(result([pieces[0]] + other.pieces.dropFirst()).1 == 0)
        // One of another realm, whose people have other keys.
        let stranger = StickDesk(small.desk.realm, hello: Mate.hello(77))
        let foreign = stranger.stick(of: [StickDesk.text(StickDesk.plan, [])], as: small.stick)
        #expect(result([foreign]) == (.otherRealm, 0))
        // The same key, and another realm.
        let neighbour = StickDesk(KeyWorld(seed: 7, policy: Harbour.policy).realm.id)
        let next = neighbour.stick(of: [StickDesk.text(StickDesk.plan, [])], as: small.stick)
        #expect(result([next]) == (.otherRealm, 0))
    }

    // Attacker: whoever has the stick. Means: lengths that are not those of what follows, up to
    // 4 GiB, and none. Expected: no room is made for them, and it is told that the piece is
    // damaged.
    @Test("Attack 212: pieces that claim to be 4 GiB long, or nothing")
    func attack212_longPieces() {
        let small = SmallStick()
        let start = Array(small.pieces[0...1].joined())
        let lengths: [UInt32] = [0, 1, 39, 40, 262_145, 1 << 20, 1 << 31, .max]
        for length in lengths {
            let claim = (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32($0))) }
            let (events, fault) = small.desk.events(
                start + claim + [UInt8](repeating: 0, count: 99))
            #expect(fault == .damaged(piece: 1), "\(length)")
            #expect(events.count == 2)
        }
    }

    // Attacker: an insider with the hello key. Means: an end that claims more than there is, or
    // less. Expected: what there is is taken, and it is told that something is wrong.
    @Test("Attack 213: an end that claims other counts")
    func attack213_otherCounts() {
        let small = SmallStick(boats: 1)
        let goods = small.goods.map { Gossip.Message.goods(.feed, [$0]) }
        let count = UInt64(goods.count)
        for end in [
            [0, 0, count + 1, 0, 0, 0], [0, 0, count - 1, 0, 0, 0], [1, 0, count, 0, 0, 0],
            [0, 0, count, 0, 0, 1], [0, 0, 1 << 53, 0, 0, 0],
        ] {
            let file = small.desk.stick(of: [StickDesk.text(StickDesk.plan, goods, end: end)])
            let (new, outcome) = small.read(file)
            #expect(outcome.fault == .miscounted)
            #expect(new == Set(small.goods))
        }
    }

    // Attacker: an insider with the hello key. Means: a million pieces of next to nothing, or with
    // nothing at all. Expected: it takes no more memory than one, and a time that is in proportion.
    @Test("Attack 214: a million pieces of next to nothing")
    func attack214_tinyPieces() throws {
        let small = SmallStick(boats: 1)
        let desk = small.desk
        let stick = desk.id()
        var reader = StickReader(in: desk.realm, desk.hello)
        var events: [StickEvent] = []
        let start =
            StickWriter.header(of: stick)
            + desk.piece(StickDesk.text(StickDesk.plan, []), 0, of: stick)
        try reader.read(start[...], into: &events)
        let tiny = StickDesk.text(nil, [.tips([])])
        let clock = ContinuousClock()
        var reading = Duration.zero
        for number in 1...1_000_000 {
            let piece = desk.piece(tiny, UInt64(number), of: stick)
            events = []
            let begun = clock.now
            try reader.read(piece[...], into: &events)
            reading += begun.duration(to: clock.now)
        }
        #expect(reading < .seconds(60))
        let empty = desk.stick(of: [StickDesk.text(StickDesk.plan, []), StickDesk.text(nil, [])])
        #expect(desk.events(empty).fault == .misplaced(piece: 1))
    }

    // Attacker: an insider with the hello key. Means: bundles and other things that nobody signed,
    // that are of another realm, or that are nothing at all, among sound ones. Expected: they are
    // refused, and counted; what is sound is taken.
    @Test("Attack 215: a stick of forged signatures and of nonsense")
    func attack215_forgedGoods() {
        let small = SmallStick()
        let forged = small.goods.map { bytes in
            var copy = bytes
            copy[copy.count - 1] ^= 1
            return copy
        }
        func read(_ goods: [Gossip.Message]) -> (Set<[UInt8]>, StickTally) {
            let (new, outcome) = small.read(
                small.desk.stick(of: [StickDesk.text(StickDesk.plan, goods)]))
            return (new, outcome.tally)
        }
        let (none, tally) = read([.goods(.feed, forged)])
        #expect(none.isEmpty)
        #expect(tally.new == 0 && tally.refusedCount >= 1)
        #expect(tally.refusedCount + tally.waiting == forged.count)
        let junk: [[UInt8]] = [[0], [1, 2, 3], [UInt8](repeating: 0xFF, count: 500)]
        let all: [Gossip.Message] =
            Sort.allCases.map { .goods($0, junk) } + [.goods(.feed, forged + small.goods)]
        let (new, mixed) = read(all)
        #expect(new == Set(small.goods))
        #expect(mixed.new == small.goods.count)
        #expect(mixed.refused.values.allSatisfy { $0 > 0 } && mixed.refused.count <= 33)
        #expect(mixed.refusedCount >= 3 * 4)
    }

    // Attacker: a member who was revoked, and has the hello key for ever. Means: a stick with all
    // that they went on to write. Expected: what others wrote is taken, theirs after the cut lies
    // there and counts for nothing.
    @Test("Attack 216: a stick of somebody who was revoked")
    func attack216_revokedWriter() {
        let port = TestSupport.Port(seed: 216) { _ in MemoryStorage() }
        let (ann, mallory, ben) = (port.join(), port.join(), port.join())
        port.open(.hub(port.hub))
        port.spread()
        let desk = StickDesk(port.world.realm.id)
        func boat(_ name: String, by laptop: Laptop<MemoryStorage>) {
            let edit = Edit.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))
            _ = laptop.enter([edit])
        }
        func carry(_ one: Laptop<MemoryStorage>, _ other: Laptop<MemoryStorage>) -> StickTally? {
            let file = one.withReplica { replica, _ in desk.write(from: &replica) } ?? []
            let outcome = other.withReplica { replica, now in
                desk.read(file, at: now, into: &replica)
            }
            other.finish()
            #expect(outcome?.fault == nil)
            return outcome?.tally
        }
        boat("Mallory's", by: mallory)
        _ = carry(mallory, ann)
        boat("Ann's", by: ann)
        _ = carry(ann, mallory)
        var random = SeededRandom(seed: 216)
        var tips = mallory.tips(&random)
        while tips.entries.isEmpty { tips = mallory.tips(&random) }
        port.world.realm.decree(.revoke(Revocation(.grant(mallory.person.grant), tips)))
        for laptop in [ann, ben] { laptop.learn() }
        for number in 0..<20 { boat("loot \(number)", by: mallory) }
        let tally = carry(mallory, ben)
        #expect((tally?.new ?? 0) > 20 && tally?.refused == [:])
        _ = carry(ann, ben)
        _ = carry(ben, ann)
        #expect(ben.state() == ann.state())
        #expect(ben.documents.count <= 2)
    }

    // Attacker: anybody. Means: files that are no sticks. Expected: that is said, and nothing comes
    // of them.
    @Test("Attack 217: empty files, and ten megabytes of anything")
    func attack217_noSticks() {
        let small = SmallStick(boats: 1)
        #expect(small.read([]).outcome.fault == .empty)
        var random = SeededRandom(seed: 217)
        var garbage = (0..<10_000_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let (none, outcome) = small.read(garbage)
        #expect(none.isEmpty && outcome.fault == .notAStick)
        // One that begins as a stick does.
        let header = StickWriter.header(of: small.stick)
        garbage.replaceSubrange(0..<header.count, with: header)
        #expect(small.read(garbage).outcome.fault == .damaged(piece: 0))
        garbage.replaceSubrange(header.count..<header.count + 4, with: [0, 0, 1, 0])
        #expect(small.read(garbage).outcome.fault == .otherRealm)
    }
}

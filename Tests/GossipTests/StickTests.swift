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

/// What is carried in files, rule by rule.
@Suite("Sticks") struct StickTests {
    private typealias Said = Gossip.Message
    private let mates = Mates()
    private var ann: Mate { mates.ann }
    private var ben: Mate { mates.ben }
    private let desk: StickDesk

    init() {
        desk = StickDesk(mates.world.realm.id)
        for mate in [mates.ann, mates.ben] { mate.giveAway() }
    }

    private func fault(_ file: [UInt8]) -> StickFault? { desk.events(file).fault }

    /// Entries of random boats: more than one piece.
    private func enterMuch(_ mate: Mate, _ boats: Int, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let edits = (0..<boats).map { _ in
            let name = (0..<3).map { _ in String(random.next(), radix: 36) }.joined()
            return Edit.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))
        }
        mate.tell(.replica(.entry(Entry(in: .common, edits), by: mate.somebody.id)))
    }

    @Test("STICK-1: what begins otherwise is no stick, and of a later version nothing is read")
    func header() {
        let file = ann.write(desk)
        #expect(Array(file.prefix(14)) == Array("causeway-stick".utf8))
        #expect(file[14] == 1)
        #expect(fault([]) == .empty)
        #expect(fault(Array("causeway-stuck, and more".utf8)) == .notAStick)
        #expect(fault(Array("c".utf8)) == .cut(piece: 0))
        #expect(fault(Array("x".utf8)) == .notAStick)
        var later = file
        later[14] = 2
        #expect(fault(later) == .laterVersion(2))
        // The id is of this file.
        #expect(ann.write(desk).dropFirst(15).prefix(16) != file.dropFirst(15).prefix(16))
    }

    @Test("STICK-2: pieces are sealed for the realm, and their lengths say nothing")
    func pieces() throws {
        for number in 0..<16 { enterMuch(ann, 2_500, seed: UInt64(number) + 1) }
        let (desk, device) = (desk, ann.somebody.seat.device)
        let pieces = ann.withReplica { desk.pieces(of: device, from: &$0) }
        #expect(pieces.count > 3)
        for piece in pieces.dropFirst().dropLast() { #expect(piece.count == 4 + 262_144) }
        let last = try #require(pieces.last)
        #expect((last.count - 4).isMultiple(of: 4_096))
        #expect(Array(pieces[1].prefix(4)) == [0, 4, 0, 0])
        // Nothing of what is in there shows: no feed's id, not the realm's.
        let file = Array(pieces.joined())
        let realm = mates.world.realm.id.description
        #expect(!file.map { String($0, radix: 16) }.joined().contains(realm.prefix(12)))
        let stranger = StickDesk(desk.realm, hello: Mate.hello(6))
        #expect(stranger.events(file).fault == .otherRealm)
        let other = StickDesk(KeyWorld(seed: 9, policy: Harbour.policy).realm.id)
        #expect(other.events(file).fault == .otherRealm)
        #expect(other.events(file).events.isEmpty)
    }

    @Test("STICK-3: what a piece holds is as it should be, or is refused")
    func texts() {
        let plan = StickDesk.plan
        let none: [UInt64] = [0, 0, 0, 0, 0, 0]
        func fault(_ texts: [UInt8]...) -> StickFault? { self.fault(desk.stick(of: texts)) }
        #expect(fault(StickDesk.text(plan, [], end: none)) == nil)
        #expect(fault(StickDesk.text(plan, [], end: none) + [0, 0, 0]) == nil)
        let trailing = StickDesk.text(plan, [], end: none) + [0, 1, 0]
        guard case .malformed(0, let error) = fault(trailing) else {
            return #expect(fault(trailing) == .misplaced(piece: 0))
        }
        #expect(error.reason == .trailing)
        #expect(fault(StickDesk.text(nil, [], end: none)) == .misplaced(piece: 0))
        #expect(fault(StickDesk.text(plan, [])) == .cut(piece: 1))
        let again = StickDesk.text(plan, [], end: none)
        #expect(fault(StickDesk.text(plan, []), again) == .misplaced(piece: 1))
        #expect(fault(StickDesk.text(plan, []), StickDesk.text(nil, [])) == .misplaced(piece: 1))
        // Only what belongs there is allowed, and in a wish only that.
        for message in [Said.over(.keys), .credit(5), .fresh(.keys, []), .root(.zero)] {
            guard (try? Said(encoding: message.encoding)) != nil else { continue }
            #expect(fault(StickDesk.text(plan, [message], end: none)) == .misplaced(piece: 0))
        }
        let goods = Said.goods(.schema, [[1]])
        let wish = StickDesk.text(StickDesk.wish, [goods], end: [0, 0, 0, 0, 1, 0])
        #expect(fault(wish) == .misplaced(piece: 0))
        #expect(fault(StickDesk.text(plan, [goods], end: [0, 0, 0, 0, 1, 0])) == nil)
        #expect(fault(StickDesk.text(plan, [goods], end: [0, 0, 0, 0, 2, 0])) == .miscounted)
        #expect(fault(StickDesk.text(plan, [goods], end: [0, 0, 0, 0, 1])) != nil)
        #expect(
            fault(StickDesk.text(plan, [], end: none), StickDesk.text(nil, [], end: none))
                == .trailing)
    }

    @Test("STICK-3: parts follow each other, and whatever else comes drops what was begun")
    func parts() {
        let plan = StickDesk.plan
        let whole = 100_000
        let half = Said.part(.schema, of: whole, [UInt8](repeating: 7, count: 50_000))
        let sound = StickDesk.text(plan, [half])
        let end = StickDesk.text(nil, [half], end: [0, 0, 0, 0, 1, 0])
        let (events, fault) = desk.events(desk.stick(of: [sound, end]))
        #expect(fault == nil)
        let bytes = [UInt8](repeating: 7, count: whole)
        #expect(events.contains(.goods(.schema, [bytes])))
        // Begun, dropped, and begun anew.
        let dropped = StickDesk.text(plan, [half, .tips([]), half])
        #expect(self.fault(desk.stick(of: [dropped, end])) == nil)
        let more = Said.part(.schema, of: whole, [UInt8](repeating: 7, count: 60_000))
        #expect(
            self.fault(desk.stick(of: [StickDesk.text(plan, [half, more])]))
                == .misplaced(piece: 0))
    }

    @Test("STICK-4: what is written comes in the order in which it is of use, all of it once")
    func order() throws {
        for number in 0..<40 { _ = ann.enter("boat \(number)") }
        enterMuch(ann, 3_000, seed: 3)
        let (events, fault) = desk.events(ann.write(desk))
        #expect(fault == nil)
        var sorts: [Int] = []
        var bundles: [[UInt8]] = []
        for case .goods(let sort, let all) in events {
            guard sort == .feed else {
                sorts.append([.root: 0, .proof: 1, .envelope: 3, .schema: 4][sort] ?? 9)
                continue
            }
            bundles += all
            let replica = ann.station.replica.storedFeeds
            for bytes in all {
                let header = try Bundle(parsing: bytes).header
                let scope = replica.first { $0.feed == header.feed }?.scope
                sorts.append(scope == .charter ? 2 : 6)
            }
        }
        #expect(sorts == sorts.sorted())
        #expect(Set(bundles) == Set(ann.bundles) && bundles.count == ann.bundles.count)
        guard case .end(let counts) = events.last else { return #expect(events.isEmpty) }
        #expect(counts.bundles == bundles.count)
        #expect(counts.roots > 0 && counts.envelopes > 0 && counts.schemas == 1)
    }

    @Test("STICK-4: what is held back is not written, and it is said how much that is")
    func heldBack() throws {
        _ = ann.enter("Alma")
        let device = ann.somebody.seat.device
        ann.withReplica { $0.holdingBack = device }
        let before = ben.holdings
        let (desk, plan) = (desk, StickDesk.plan)
        let writer = ann.withReplica { replica in
            StickWriter(plan, lacking: StickReach(), of: device, &replica)
        }
        // The opening, and the entry.
        #expect(writer.heldBack == 2)
        _ = ben.read(desk, ann.write(desk))
        #expect(ben.holdings == before)
        ann.giveAway()
        _ = ben.read(desk, ann.write(desk))
        #expect(ben.holdings == ann.holdings && ben.documents == ann.documents)
    }

    @Test("STICK-4: of scopes that were not chosen no bundles are written")
    func scopes() throws {
        _ = ann.enter("Alma")
        let plan = StickPlan(.goods, at: WallTime(milliseconds: 1), of: [.hub(mates.world.hubs[0])])
        let (events, fault) = desk.events(ann.write(desk, plan))
        #expect(fault == nil)
        let feeds = ann.station.replica.storedFeeds
        for case .goods(.feed, let all) in events {
            for bytes in all {
                let header = try Bundle(parsing: bytes).header
                #expect(feeds.first { $0.feed == header.feed }?.scope == .charter)
            }
        }
        guard case .plan(let read, _) = events.first else { return #expect(events.isEmpty) }
        #expect(read == plan)
    }

    @Test("STICK-4: what somebody has stated that they hold is left out")
    func stated() throws {
        for number in 0..<10 { _ = ann.enter("boat \(number)") }
        _ = ben.read(desk, ann.write(desk))
        ben.tell(.replica(.state))
        _ = ann.read(desk, ben.write(desk))
        let device = ben.somebody.seat.device
        let statement = ann.withReplica { $0.statement(of: device) }
        let said = try #require(statement)
        for number in 10..<13 { _ = ann.enter("boat \(number)") }
        let events = desk.events(ann.write(desk, lacking: StickReach(said))).events
        guard case .end(let counts) = events.last else { return #expect(events.isEmpty) }
        #expect(counts.bundles == 3)
        _ = ben.read(desk, ann.write(desk, lacking: StickReach(said)))
        #expect(ben.holdings == ann.holdings)
    }

    @Test(
        "STICK-5: it is one whether it is read byte by byte or at once", arguments: [1, 7, 4_097])
    func steps(step: Int) {
        for number in 0..<10 { _ = ann.enter("boat \(number)") }
        let file = ann.write(desk)
        #expect(desk.events(file, by: step).events == desk.events(file, by: file.count).events)
        let outcome = ben.read(desk, file, by: step)
        #expect(outcome.fault == nil && outcome.tally.waiting == 0 && outcome.passes == 1)
        #expect(ben.holdings == ann.holdings)
        // Again: all is known.
        let again = ben.read(desk, file, by: step)
        #expect(again.tally.new == 0 && again.tally.refused == [:])
        #expect(again.tally.known == outcome.tally.known + outcome.tally.new)
    }

    @Test("STICK-5: what comes too early is taken when the file was read again, or told to wait")
    func early() throws {
        for number in 0..<6 { _ = ann.enter("boat \(number)") }
        var goods: [Said] = []
        for case .goods(let sort, let all) in desk.events(ann.write(desk)).events {
            goods += all.map { .goods(sort, [$0]) }
        }
        let feeds = ann.station.replica.storedFeeds
        let feed = try #require(feeds.last)
        #expect(feed.scope == .common)
        let last = goods.suffix(7)
        let counts: [UInt64] = [0, 0, 7, 0, 0, 0]
        let backwards = desk.stick(
            of: [StickDesk.text(StickDesk.plan, Array(last.reversed()), end: counts)])
        let outcome = ben.read(desk, backwards)
        #expect(outcome.fault == nil)
        #expect(outcome.tally.new == 7 && outcome.tally.waiting == 0 && outcome.passes > 1)
        // Without what is before, the rest waits, and that is said.
        _ = ann.enter("late")
        let carl = Mate(ben.somebody, in: mates.world, 9)
        let rest = desk.stick(
            of: [
                StickDesk.text(
                    StickDesk.plan, Array(last.dropFirst(3)), end: [0, 0, 4, 0, 0, 0])
            ])
        let left = carl.read(desk, rest)
        #expect(left.tally.new == 0 && left.tally.waiting == 4 && left.passes == 1)
        #expect(left.tally.waitingFeeds == [feed.feed])
    }

    @Test("STICK-6: an export that was stopped after any piece is gone on with")
    func goneOn() throws {
        // Things that are longer than a message among them, and many that are short.
        for number in 0..<30 { _ = ann.enter("boat \(number)") }
        for number in UInt64(5)..<10 { enterMuch(ann, 9_000, seed: number) }
        let (desk, device) = (desk, ann.somebody.seat.device)
        let pieces = ann.withReplica { desk.pieces(of: device, from: &$0) }
        let all = Set(desk.events(Array(pieces.joined())).events.bundles)
        #expect(all.contains { $0.count > 2 * TalkLimits.part })
        #expect(all == Set(ann.bundles) && pieces.count > 4)
        for count in 2..<pieces.count {
            // The last piece is not whole.
            let start = Array(pieces.prefix(count).joined())
            var written = StickWritten()
            written.take(desk.events(start + pieces[count].dropLast(5)).events)
            #expect(written.byteCount == UInt64(start.count) && written.piece == UInt64(count) - 1)
            let rest = ann.withReplica { desk.pieces(after: written, of: device, from: &$0) }
            let (events, fault) = desk.events(start + Array(rest.joined()))
            #expect(fault == nil)
            #expect(events.bundles.count == all.count && Set(events.bundles) == all)
        }
    }

    @Test("STICK-7: a wish says what somebody has, and what is written for it is what they lack")
    func wish() throws {
        for number in 0..<10 { _ = ann.enter("boat \(number)") }
        _ = ben.enter("Bella")
        _ = ben.read(desk, ann.write(desk))
        for number in 10..<14 { _ = ann.enter("boat \(number)") }
        let wish = ben.write(desk, StickDesk.wish)
        let (said, fault) = desk.events(wish)
        #expect(fault == nil && wish.count < 8_192)
        var reach = StickReach()
        for event in said { reach.take(event) }
        let device = ben.somebody.seat.device
        #expect(said.contains(.inquiry(device)))
        let plan = StickPlan(
            .goods, at: WallTime(milliseconds: 1), answering: desk.id(), for: device)
        let events = desk.events(ann.write(desk, plan, lacking: reach)).events
        #expect(events.bundles.count == 4)
        // Ann has nothing of what Ben wrote.
        #expect(!events.contains { if case .tips(let all) = $0 { !all.isEmpty } else { false } })
        _ = ann.read(desk, ben.write(desk))
        let more = desk.events(ann.write(desk, plan, lacking: reach)).events
        let tips = more.flatMap { event -> [Said.End] in
            if case .tips(let all) = event { all } else { [] }
        }
        let own = ben.withReplica { $0.ends(of: device).map(\.end) }
        #expect(!own.isEmpty && Set(tips) == Set(own))
    }

    @Test("What is wrong is said for people")
    func words() {
        let error = WireError(.trailing, at: 3, in: .stick)
        let faults: [StickFault] = [
            .empty, .notAStick, .laterVersion(2), .otherRealm, .damaged(piece: 4), .cut(piece: 0),
            .malformed(piece: 1, error), .misplaced(piece: 1), .miscounted, .trailing,
        ]
        #expect(Set(faults.map(\.description)).count == faults.count)
        #expect("\(StickFault.damaged(piece: 4))".contains("Piece 5 is damaged"))
        #expect(faults.filter(\.isOfWhole).count == 4)
    }
}

extension [StickEvent] {
    var bundles: [[UInt8]] {
        flatMap { event -> [[UInt8]] in
            if case .goods(.feed, let all) = event { all } else { [] }
        }
    }
}

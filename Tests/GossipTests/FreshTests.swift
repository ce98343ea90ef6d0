import Bundles
import Charter
import Gossip
import Lattice
import Replica
import Simulation
import TestSupport
import Testing
import Wire

/// Several who all talk with each other at once.
private final class Party {
    let town: Neighbourhood
    private var ends: [SessionID: (Int, Int)] = [:]
    private var queue: [(to: Int, session: SessionID, bytes: [UInt8])] = []
    private(set) var goods = 0
    /// Who says that they have things, and gives none of them.
    var miser: Int?

    init(_ count: Int, seed: UInt64) {
        town = Neighbourhood(
            seed: seed, Array(repeating: RoleNumber.mainHubUser, count: count))
        var number: UInt64 = 0
        for one in 0..<count {
            for other in one + 1..<count {
                number += 1
                let session = SessionID(number)
                ends[session] = (one, other)
                let (a, b) = (town.all[one], town.all[other])
                push(a.open(session, asAsker: true, with: b.device), by: one)
                push(b.open(session, asAsker: false, with: a.device), by: other)
            }
        }
        run()
    }

    func push(_ sent: [(SessionID, [UInt8])], by number: Int) {
        for (session, bytes) in sent {
            guard let (one, other) = ends[session] else { continue }
            if case .goods(_, let all) = try? Gossip.Message(encoding: bytes) {
                guard number != miser else { continue }
                goods += all.count
            }
            queue.append((number == one ? other : one, session, bytes))
        }
    }

    func run() {
        var left = 200_000
        while !queue.isEmpty {
            let (to, session, bytes) = queue.removeFirst()
            push(town.all[to].hear(bytes, session), by: to)
            left -= 1
            precondition(left > 0, "they talk without end")
        }
    }

    /// Time passes for all of them.
    func wait(_ milliseconds: UInt64) {
        for (number, one) in town.all.enumerated() { push(one.wait(milliseconds), by: number) }
        run()
    }

    /// Somebody enters something and tells one other of it, who tells the others.
    func enter(_ name: String, toldTo other: Int) throws {
        try town.enter(name, by: 0)
        let before = town.all[other].laptop.effects.count
        town.all[other].laptop.hear(from: town.all[0].laptop)
        let news = Array(town.all[other].laptop.effects[before...])
        push(town.all[other].note(news), by: other)
        run()
    }

    var haveTheSame: Bool {
        Set(town.all.map { Set($0.laptop.bundles) }).count == 1
    }
}

/// That each thing comes to each once, however many sessions there are.
@Suite("What is fresh") struct FreshTests {
    @Test("TALK-8: what is new comes to each from one only, however many tell of it")
    func once() throws {
        let party = Party(6, seed: 71)
        #expect(party.haveTheSame)
        // Keys that each makes for themselves come first.
        try party.enter("the first boat", toldTo: 1)
        party.wait(100)
        let before = party.goods
        for number in 0..<5 {
            try party.enter("boat \(number)", toldTo: 1)
            party.wait(100)
        }
        #expect(party.haveTheSame)
        // Of each boat: to the four who were not told, and to whoever entered it from nobody.
        #expect(party.goods - before == 5 * 4)
    }

    @Test("TALK-8: who says to have what is new and gives nothing is passed over")
    func miser() throws {
        let party = Party(4, seed: 72)
        party.miser = 1
        try party.enter("boat", toldTo: 1)
        #expect(!party.haveTheSame)
        // The next one who has it tells of it as well.
        let other = party.town.all[2]
        let before = other.laptop.effects.count
        other.laptop.hear(from: party.town.all[0].laptop)
        party.push(other.note(Array(other.laptop.effects[before...])), by: 2)
        party.run()
        #expect(!party.haveTheSame)
        party.wait(3_100)
        #expect(party.haveTheSame)
    }

    @Test("TALK-8: where one who was asked goes away another is asked at once")
    func gone() throws {
        let party = Party(4, seed: 73)
        party.miser = 1
        try party.enter("boat", toldTo: 1)
        let other = party.town.all[2]
        let before = other.laptop.effects.count
        other.laptop.hear(from: party.town.all[0].laptop)
        party.push(other.note(Array(other.laptop.effects[before...])), by: 2)
        party.run()
        #expect(!party.haveTheSame)
        // Sessions of 1 and 3, the fifth of six.
        party.push(party.town.all[3].close(SessionID(5)), by: 3)
        party.run()
        #expect(party.haveTheSame)
    }
}

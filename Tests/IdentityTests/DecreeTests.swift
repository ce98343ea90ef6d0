import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport
import Testing
import Wire

@Suite("Decrees") struct DecreeTests {
    private let roots: [RootKey]
    private let founding: Founding
    private let charter: Charter

    init() throws {
        roots = try (1...4).map { try makeRoot($0, "Root \($0)") }
        var chance = Entropy.of(50)
        let founder = SeatSecrets(&chance)
        founding = try Founding.make(
            FoundingPlan(policy: .relief, schema: .all(0x55)), by: roots[0], founder: founder,
            on: DeviceSecret(chance.draw()).key.publicKey, at: noon)
        var charter = Charter(realm: founding.domain)
        for record in founding.records { _ = try charter.insert(record) }
        charter.settle()
        self.charter = charter
    }

    private var realm: DomainID { founding.domain }

    private func decree(
        _ acts: [Act], roots new: Roots? = nil, by keys: [Int] = [0], in charter: Charter? = nil,
        at time: HybridTime = noon
    ) throws(DecreeError) -> RootDecree {
        try RootDecree(
            acts, roots: new, in: realm, by: keys.map { roots[$0] }, charter ?? self.charter,
            at: time)
    }

    private func hear(_ decree: RootDecree, in charter: inout Charter) throws -> RootReception {
        let reception = try charter.insert(RootRecord(encoding: decree.record.encoding))
        charter.settle()
        return reception
    }

    /// Two of three, in force.
    private func shared() throws -> Charter {
        var charter = charter
        let three = try #require(Roots(2, of: roots[..<3].map(\.plate.signing)))
        var change = try decree([], roots: three)
        try change.sign(by: roots[1], charter)
        #expect(try hear(change, in: &charter) == .added)
        return charter
    }

    @Test("ROOT-7: a decree goes on from the last record, and is in force when it is handed in")
    func alone() throws {
        var charter = charter
        let decree = try decree([.hub(Hub(.main))])
        #expect(decree.isInForce && decree.record.number == 3)
        #expect(decree.description.contains("all signatures"))
        #expect(try hear(decree, in: &charter) == .added)
        #expect(charter.hubs[decree.acts[0].short()] != nil)
        // What a clock that is behind says changes nothing.
        let next = try self.decree(
            [.hub(Hub(.sub))], in: charter, at: HybridTime(word: 5))
        #expect(next.record.number == 4 && next.record.time > decree.record.time)
        #expect(try hear(next, in: &charter) == .added)
        #expect(charter.rootLines(of: realm) == 1)
    }

    @Test("ROOT-7: roots are raised to two of three, of whom each has to sign where they are")
    func several() throws {
        var charter = charter
        let three = try #require(Roots(2, of: roots[..<3].map(\.plate.signing)))
        let change = try decree([], roots: three)
        #expect(change.lacking == 1 && !change.isInForce)
        #expect(change.description.contains("one more root (too-few"))
        // It travels as it is, and the second root finds it.
        #expect(try hear(change, in: &charter) == .tooFew(1))
        let pending = charter.pendingRoots(of: realm)
        #expect(pending.map(\.record.hash) == [change.record.hash] && pending[0].lacking == 1)
        var taken = try RootDecree(pending[0].record, in: realm, charter)
        #expect(taken.lacking == 1)
        try taken.sign(by: roots[2], charter)
        #expect(taken.isInForce)
        #expect(try hear(taken, in: &charter) == .added)
        #expect(charter.pendingRoots(of: realm).isEmpty)
        #expect(charter.lastRoot(of: realm)?.roots == three)
        // From now on one is too few, whichever it is.
        let hub = try decree([.hub(Hub(.main))], by: [0], in: charter)
        #expect(hub.lacking == 1)
        let both = try decree([.hub(Hub(.main))], by: [1, 2], in: charter)
        #expect(both.isInForce)
        #expect(try hear(both, in: &charter) == .added)
    }

    @Test("ROOT-7: whoever changes the roots needs enough of the old and of the new")
    func changing() throws {
        let charter = try shared()
        let next = try #require(Roots(1, of: [roots[3].plate.signing]))
        var change = try decree([], roots: next, by: [0], in: charter)
        #expect(change.lacking == 1)
        try change.sign(by: roots[1], charter)
        #expect(change.lacking == 1, "none of the new has signed")
        try change.sign(by: roots[3], charter)
        #expect(change.isInForce)
        // The new one alone is not enough.
        #expect(throws: DecreeError.badRecord(.stranger)) {
            try decree([], roots: next, by: [3], in: charter)
        }
    }

    @Test("ROOT-7: strangers, locked keys, those of other domains and empty decrees are refused")
    func refused() throws {
        func fails(_ expected: DecreeError, _ body: () throws(DecreeError) -> Void) {
            let error = fault(body)
            #expect(error == expected)
            #expect(error?.description.hasSuffix("(\(expected.name))") == true)
        }
        let acts = [Act.hub(Hub(.main))]
        fails(.notARoot(label: "Root 2")) { () throws(DecreeError) in
            _ = try decree(acts, by: [1])
        }
        fails(.unsigned) { () throws(DecreeError) in _ = try decree(acts, by: []) }
        fails(.empty) { () throws(DecreeError) in _ = try decree([]) }
        fails(.tooMany(257)) { () throws(DecreeError) in
            _ = try decree(Array(repeating: acts[0], count: 257))
        }
        fails(.versionTaken(1)) { () throws(DecreeError) in
            _ = try decree([.policy(PolicyChange(1, .offices))])
        }
        fails(.versionTaken(1)) { () throws(DecreeError) in
            _ = try decree([.schema(SchemaChange(1, .all(1)))])
        }
        let first = roots[0]
        let elsewhere = fault { () throws(DecreeError) in
            _ = try RootDecree(acts, in: .all(0x77), by: [first], charter, at: noon)
        }
        #expect(elsewhere == .noChain(.all(0x77)))
        var chance = Entropy.of(3)
        #expect(roots[1].belong(to: .all(0x77), &chance))
        fails(.otherDomain(label: "Root 2")) { () throws(DecreeError) in
            _ = try decree(acts, by: [1])
        }
        roots[0].lock()
        fails(.locked(label: "Root 1")) { () throws(DecreeError) in _ = try decree(acts) }
    }

    @Test("ROOT-7: acts that would not be in force are refused, by their place and in words")
    func badActs() throws {
        let grant = Grant(.seat(founding.seat), .admin, Level(3))
        let unknown = Grant(.seat(founding.seat), .clerk, Level(4), hubs: [.all(9)])
        for (acts, name, words) in [
            ([Act.hub(Hub(.main)), .grant(grant)], "no-such-role", "act 1 (grant)"),
            ([.close(.all(9))], "unknown-hub", "the hub has not arrived"),
            ([.grant(unknown)], "unknown-hub", "act 0 (grant)"),
            ([.ratify(Ratification(of: .all(9), Tips()))], "unknown-act", "act 0 (ratification)"),
        ] {
            let error = fault { () throws(DecreeError) in _ = try decree(acts) }
            #expect(error?.name == name)
            #expect(error?.description.contains(words) == true)
        }
        // A role of the policy that comes beside it is there in time.
        var policy = Policy.relief
        policy.roles[RoleNumber(77)] = Role("harbour-master", Level(3))
        let master = Grant(.seat(founding.seat), RoleNumber(77), Level(3))
        let both = try decree([.grant(master), .policy(PolicyChange(2, policy))])
        #expect(both.isInForce)
        let error = fault { () throws(DecreeError) in _ = try decree([.grant(master)]) }
        #expect(error?.name == "no-such-role")
    }

    @Test("ROOT-7: nobody signs what does not fit the chain, or whose other signatures are false")
    func foreign() throws {
        let charter = try shared()
        let fine = try decree([.hub(Hub(.main))], by: [0], in: charter)
        let stranger = roots[3]
        let forged = RootRecord(
            fine.record, signed: roots[1].plate.signing,
            try #require(stranger.withKey { $0.sign(.signRoot, for: realm, fine.record.hash) }))
        let error = fault { () throws(DecreeError) in
            _ = try RootDecree(forged, in: realm, charter)
        }
        #expect(error == .badRecord(.badSignature))
        let gap = try #require(
            RootRecord(number: 9, previous: .all(0x99), time: noon, [.hub(Hub(.main))]))
        let other = fault { () throws(DecreeError) in _ = try RootDecree(gap, in: realm, charter) }
        #expect(other == .noChain(realm))
        var again = fine
        let unnamed = fault { () throws(DecreeError) in try again.sign(by: roots[3], charter) }
        #expect(unnamed == .notARoot(label: "Root 4"))
        #expect(again == fine, "what fails leaves it as it was")
        // The same signature twice is one.
        try again.sign(by: roots[0], charter)
        #expect(again.lacking == 1)
        try again.sign(by: roots[1], charter)
        #expect(again.isInForce)
    }

    @Test("ROOT-7: roots are not shown what strangers offer, nor what would fork the chain")
    func offers() throws {
        var charter = try shared()
        let stranger = roots[3]
        let last = try #require(charter.lastRoot(of: realm)).record
        let own = try #require(Roots(1, of: [stranger.plate.signing]))
        var offer = try #require(
            RootRecord(
                number: last.number + 1, previous: last.hash, time: noon, roots: own, []))
        stranger.withKey { offer.sign(by: $0, for: realm) }
        #expect(throws: RootError.stranger) { try charter.insert(offer) }
        charter.settle()
        #expect(charter.pendingRoots(of: realm).isEmpty)
        let waiting = try decree([.hub(Hub(.main))], by: [0], in: charter)
        #expect(try hear(waiting, in: &charter) == .tooFew(1))
        #expect(charter.pendingRoots(of: realm).count == 1)
        let done = try decree([.hub(Hub(.sub))], by: [0, 1], in: charter)
        #expect(try hear(done, in: &charter) == .added)
        #expect(charter.pendingRoots(of: realm).isEmpty)
    }

    @Test(
        "ROOT-7: where a chain forked, a decree goes on from the longest line that no stay dropped")
    func forked() throws {
        var charter = try shared()
        let one = try decree([.hub(Hub(.main))], by: [0, 1], in: charter)
        let two = try decree([.hub(Hub(.sub))], by: [1, 2], in: charter)
        for side in [one, two] { #expect(try hear(side, in: &charter) == .added) }
        #expect(charter.rootLines(of: realm) == 2)
        let longest = [one, two].map(\.record.hash).max()
        #expect(charter.lastRoot(of: realm)?.record.hash == longest)
        let loser = try #require([one, two].first { $0.record.hash != longest }).record
        let stay = try decree([.stay(Stay(loser.number, loser.hash))], by: [0, 2], in: charter)
        #expect(stay.record.previous == longest)
        #expect(try hear(stay, in: &charter) == .added)
        #expect(charter.lastRoot(of: realm)?.record.hash == loser.hash)
        #expect(charter.rootLines(of: realm) == 1)
    }
}

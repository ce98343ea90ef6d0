import Bundles
import Charter
import Gossip
import Keys
import Lattice
import Replica
import Seal
import Simulation
import TestSupport
import Testing
import Wire

/// Who has what, as devices say it themselves.
@Suite("Statements") struct StatementTests {
    private let mates = Mates()
    private var ann: Mate { mates.ann }
    private var ben: Mate { mates.ben }

    private func device(_ mate: Mate) -> DeviceKey { mate.somebody.seat.device }

    /// What one has heard of another.
    private func said(_ one: Mate, of other: Mate) -> Statement? {
        one.station.replica.statement(of: device(other))
    }

    private static func feed(_ number: UInt64) -> FeedID { FeedID(high: number, low: 1) }

    private func meet(_ number: UInt64) {
        mates.talk(SessionID(number))
        for one in [ann, ben] { one.tell(.closed(SessionID(number))) }
    }

    @Test("HAVE-2: two who have met know of each other what they hold, and how much of it")
    func met() throws {
        _ = ann.enter("Alma")
        meet(1)
        for (one, other) in [(ann, ben), (ben, ann)] {
            let statement = try #require(said(one, of: other))
            #expect(statement == said(other, of: other))
            #expect(statement.isWhole && statement.seat == other.somebody.id)
            let ends = other.station.replica.storedFeeds.compactMap { stored in
                stored.trunk.map { Statement.Reach(stored.feed, to: $0) }
            }
            #expect(Set(statement.feeds) == Set(ends))
        }
        let entry = try #require(
            ann.station.replica.storedFeeds.last { $0.scope == .common }?.ends.first)
        let feed = try #require(ann.station.replica.storedFeeds.last { $0.scope == .common }?.feed)
        #expect(ann.station.replica.holders(of: feed, entry.number) == [device(ben)])
        #expect(ann.station.replica.holders(of: feed, entry.number.next) == [])
        #expect(ann.station.replica.holders(of: Self.feed(0x77), .first) == [])
    }

    @Test("HAVE-2: it is said anew after ten minutes, and only if it is another thing")
    func again() throws {
        meet(1)
        let first = try #require(said(ben, of: ann))
        _ = ann.enter("Alma")
        meet(2)
        #expect(said(ben, of: ann) == first)
        for one in [ann, ben] { one.pass(600_000) }
        meet(3)
        let second = try #require(said(ben, of: ann))
        #expect(second.time > first.time && second.feeds.count > first.feeds.count)
        for one in [ann, ben] { one.pass(600_000) }
        meet(4)
        #expect(said(ben, of: ann) == second)
    }

    @Test("HAVE-2: two who never met hear of each other by whoever met both, and by relays")
    func passedOn() {
        let country = Country(seed: 12, people: 2, places: 2, relays: 1)
        country.begin()
        country.run(milliseconds: 60_000)
        let devices = country.hosts.prefix(2).compactMap(\.somebody?.seat.device)
        for host in country.hosts {
            #expect(host.withReplica { $0.statements.map(\.device) } == devices.sorted())
        }
        // Whatever was heard is there after a start.
        country.befall(.cut(0))
        country.befall(.start(0))
        #expect(
            country.hosts[0].withReplica { $0.statements.map(\.device) } == devices.sorted())
        country.heal()
        #expect(country.converge() != nil)
        country.inspect()
        #expect(country.ledger.violations == [])
    }

    @Test("HAVE-2: nothing is said of it to whoever was let go of, or taken from them")
    func letGo() throws {
        meet(1)
        let (first, other) = (try #require(said(ben, of: ann)), try #require(said(ann, of: ben)))
        mates.world.realm.decree(.revoke(Revocation(.seat(ben.somebody.id))))
        ann.tell(.replica(.roots([mates.world.realm.lastRoot])))
        _ = ann.enter("Alma")
        for one in [ann, ben] { one.pass(600_000) }
        meet(2)
        #expect(said(ben, of: ann) == first)
        #expect(said(ann, of: ben) == other, "it is kept")
        #expect(ann.station.replica.statements.map(\.device) == [device(ann)], "and not counted")
    }

    @Test("HAVE-3: only what its own seat has signed is kept, and only if it is later")
    func refused() throws {
        meet(1)
        let realm = mates.world.realm.id
        let known = try #require(said(ann, of: ben))
        func statement(
            _ time: HybridTime, of device: DeviceKey? = nil, by seat: ActID? = nil,
            in other: DomainID? = nil, signedBy signer: Somebody? = nil
        ) -> Statement {
            Statement(
                of: device ?? self.device(ben), at: time, [], by: seat ?? ben.somebody.id,
                in: other ?? realm, signedBy: (signer ?? ben.somebody).seat.signer.key)
        }
        let later = HybridTime(word: known.time.word + 1)
        let stranger = DeviceKey(1, 2, 3, 4)
        for wrong in [
            statement(known.time), statement(HybridTime(word: known.time.word - 1)),
            statement(later, signedBy: ann.somebody), statement(later, by: ann.somebody.id),
            statement(later, in: DomainID(1, 2, 3, 4)), statement(later, of: stranger),
            statement(later, by: ActID(1, 2, 3, 4)),
        ] {
            ann.tell(.replica(.statements([wrong])))
            #expect(said(ann, of: ben) == known)
            #expect(ann.station.replica.statement(of: stranger) == nil)
        }
        ann.tell(.replica(.statements([statement(later)])))
        #expect(said(ann, of: ben) == statement(later))
    }

    @Test("HAVE-1: a device that lost its last statement goes on above what others have of it")
    func forgotten() throws {
        meet(1)
        let known = try #require(said(ben, of: ben))
        let ahead = HybridTime(word: known.time.word + 1 << 50)
        let later = Statement(
            of: device(ben), at: ahead, [], by: ben.somebody.id, in: mates.world.realm.id,
            signedBy: ben.somebody.seat.signer.key)
        ann.tell(.replica(.statements([later])))
        // It is not said to one device again and again of which time statements are.
        meet(2)
        #expect(said(ben, of: ben) == known)
        for one in [ann, ben] { one.pass(300_000) }
        meet(4)
        #expect(said(ben, of: ben) == later)
        _ = ben.enter("Bela")
        for one in [ann, ben] { one.pass(600_000) }
        meet(3)
        let mine = try #require(said(ben, of: ben))
        #expect(mine.time > ahead && mine == said(ann, of: ben))
    }

    @Test("HAVE-1: of more feeds than can be said those of the lowest ids are, and that is said")
    func many() throws {
        let all = (1...2_001).reversed().map { Statement.Reach(Self.feed(UInt64($0)), to: .first) }
        let seat = ann.somebody.seat
        let statement = Statement(
            of: seat.device, at: HybridTime(word: 1), all, by: seat.id, in: mates.world.realm.id,
            signedBy: seat.signer.key)
        #expect(!statement.isWhole && statement.feeds.count == 2_000)
        #expect(statement.feeds.first?.feed == Self.feed(1))
        #expect(!statement.names(Self.feed(2_001), .first))
        #expect(try Statement(encoding: statement.encoding) == statement)
        #expect(statement.encoding.count <= TalkLimits.part)
    }
}

import Bundles
import Charter
import Identity
import Keys
import Lattice
import Replica
import Simulation
import TestSupport
import Testing

@Suite("Governing") struct GoverningTests {
    private func names(_ names: String...) -> Set<Value> { Set(names.map { text($0) }) }

    @Test("ROOT-6, ACT-3, KEY-7, CUT-7: a realm is founded, people come, work, and are let go of")
    func story() throws {
        let founded = try Founded()
        let ada = founded.ada
        let opened = try ada.act(.hub(Hub(.main))).get()
        #expect(opened.verdicts == [.admitted] && opened.waiting.isEmpty)
        let hub: HubID = opened.acts[0].short()
        let scope = Address.hub(hub)
        #expect(ada.charter.epochs(of: scope).count == 1, "whoever opens a hub begins its key")
        let (ben, cas) = (try founded.admit(2, at: [hub]), try founded.admit(3, at: [hub]))
        // Whoever begins a key delivers it to those who they know of.
        ben.hear(ada)
        _ = try ben.boat("Ida", in: scope)
        cas.hear(ben)
        #expect(cas.boats(in: scope) == names("Ida") && ben.boats(in: scope) == names("Ida"))
        #expect(ada.boats(in: scope).isEmpty, "who administers does not read")

        // All that she has seen stands, and no more.
        ada.hear(ben)
        let target = Revocation.Target.seat(made(ben.seat))
        let revocation = made(ada.with { replica, _ in replica.revocation(of: target) })
        #expect(revocation.tips.entries.count == 2, "what he wrote at the hub, and its key")
        _ = try ben.boat("Eda", in: scope)
        let revoked = try ada.act(.revoke(revocation)).get()
        #expect(revoked.beyond.isEmpty)
        cas.hear(ada)
        cas.hear(ben)
        #expect(cas.boats(in: scope) == names("Ida"))
        for post in [ada, cas] { post.restart() }
        #expect(cas.boats(in: scope) == names("Ida"))
        #expect(ada.charter.verdict(on: revoked.acts[0]) == .admitted)

        // Ben hears of it, and writes no more.
        ben.hear(ada)
        #expect(throws: EntryError.self) { try ben.enter(in: scope, []).get() }
        #expect(throws: (any Error).self) { try ben.boat("Uda", in: scope) }

        // What he wrote in the meantime was right.
        #expect(made(ada.with { replica, _ in replica.ratification(of: revoked.acts[0]) }) == nil)
        ada.hear(ben)
        let more = try #require(
            made(ada.with { replica, _ in replica.ratification(of: revoked.acts[0]) }))
        #expect(more.tips.entries.count == 1)
        _ = try ada.act(.ratify(more)).get()
        #expect(made(ada.with { replica, _ in replica.ratification(of: revoked.acts[0]) }) == nil)
        cas.hear(ada)
        #expect(cas.boats(in: scope) == names("Eda", "Ida"))
        cas.restart()
        #expect(cas.boats(in: scope) == names("Eda", "Ida"))
        // And the work goes on, under a key that Ben does not have.
        _ = try cas.boat("Oda", in: scope)
        ben.hear(cas)
        #expect(ben.boats(in: scope).isEmpty && cas.boats(in: scope).count == 3)
    }

    @Test("ROOT-7: what lacks signatures gets to the other roots, and outlives a restart")
    func decrees() throws {
        let founded = try Founded()
        let (ada, realm, first) = (founded.ada, founded.founding.domain, founded.root)
        let ben = try founded.admit(2)
        let second = try Founded.root(2, "Ben")
        let now = HybridTime(WallTime(milliseconds: 5_000))
        let both = try #require(Roots(2, of: [first.plate.signing, second.plate.signing]))
        let begun = try RootDecree([], roots: both, in: realm, by: [first], ada.charter, at: now)
        #expect(begun.lacking == 1)
        ada.tell(.roots([begun.record]))
        ada.restart()
        ben.hear(ada)
        ben.restart()
        let waiting = try #require(ben.charter.pendingRoots(of: realm).first)
        var signed = try RootDecree(waiting.record, in: realm, ben.charter)
        try signed.sign(by: second, ben.charter)
        ben.tell(.roots([signed.record]))
        ada.hear(ben)
        for post in [ada, ben] {
            post.restart()
            #expect(post.charter.lastRoot(of: realm)?.roots == both)
            #expect(post.charter.pendingRoots(of: realm).isEmpty)
        }
        // Either of them begins, and neither is enough.
        let hub = try RootDecree([.hub(Hub(.main))], in: realm, by: [second], ben.charter, at: now)
        ben.tell(.roots([hub.record]))
        #expect(ben.charter.hubs.isEmpty)
        var done = hub
        try done.sign(by: first, ben.charter)
        ben.tell(.roots([done.record]))
        ada.hear(ben)
        #expect(ada.charter.hubs.count == 1)
    }

    @Test("KEY-7: the other scopes get their first keys from whoever may, when they are asked")
    func firstKeys() throws {
        let founded = try Founded(hubs: [Hub(.main)])
        let (ada, hub) = (founded.ada, founded.founding.hubs[0])
        let clerk = try founded.admit(2, at: [hub])
        #expect(throws: EntryError.noKey(.common)) { try clerk.boat("Ida", in: .common) }
        let wanted: [Address] = [.common, .hub(hub), .group(Policy.logistics)]
        #expect(
            made(ada.with { replica, _ in replica.scopesToBegin(by: made(ada.seat)) }) == wanted)
        #expect(
            made(clerk.with { replica, _ in replica.scopesToBegin(by: made(clerk.seat)) }) == [])
        let error = #expect(throws: ActError.self) { try clerk.begin([.hub(hub)]).get() }
        #expect(error?.name == "not-first" || error?.name == "not-permitted")
        let begun = try ada.begin(wanted).get()
        #expect(begun.verdicts == [.admitted, .admitted, .admitted])
        #expect(made(ada.with { replica, _ in replica.scopesToBegin(by: made(ada.seat)) }) == [])
        #expect(throws: ActError.empty) { try ada.begin(wanted).get() }
        clerk.hear(ada)
        for scope in wanted.dropLast() {
            _ = try clerk.boat("Ida", in: scope)
            #expect(clerk.boats(in: scope) == [text("Ida")])
        }
        #expect(throws: (any Error).self) { try clerk.boat("Ida", in: wanted[2]) }
    }

    @Test("KEY-7: a refused epoch of a stranger to the hub is not in the way of the first one")
    func refusedEpoch() throws {
        let port = Port(seed: 82) { _ in MemoryStorage() }
        let (boss, ann) = (port.join(port.world.person(.admin)), port.join())
        let scope = Address.hub(port.hub)
        var chance = entropy(9)
        let key = ann.person.holder.book.makeKey(&chance)
        ann.person.charter.write(.epoch(Epoch(scope, key.hash, key.boxKey)))
        port.spread()
        let seat = boss.person.id
        let begun = boss.tell(.begin([scope], by: seat))
        #expect(begun.contains { if case .enacted = $0 { true } else { false } })
    }

    @Test("ACT-3: of somebody in an agency it is the charter of the agency")
    func agency() throws {
        let port = Port(seed: 83) { _ in MemoryStorage() }
        let guest = port.world.realm.agency()
        let head = guest.officer(.agencyAdmin, 1)
        let hub: HubID = port.world.realm.decree(.hub(Hub(.agency(guest.id))))[0].short()
        let laptop = port.join(port.world.somebody(head.seat, head.opening.grant))
        port.spread()
        let new = port.world.realm.seatAct(in: guest.id)
        let wrong = port.world.realm.seatAct()
        #expect(throws: ActError.self) { try laptop.act(wrong.act).get() }
        let seat = try laptop.act(new.act).get().acts[0]
        let user = Grant(.seat(seat), .agencyUser, Level(4), hubs: [hub])
        let enacted = try laptop.act(.grant(user)).get()
        #expect(enacted.verdicts == [.admitted])
        let elsewhere = Grant(.seat(seat), .agencyUser, Level(4), hubs: [port.hub])
        let error = #expect(throws: ActError.self) { try laptop.act(.grant(elsewhere)).get() }
        #expect(error?.name == "foreign-hub")
        let wanted = laptop.withReplica { replica, _ in replica.scopesToBegin(by: head.seat.id) }
        #expect(wanted == [.hub(hub), .agency(guest.id)])
    }
}

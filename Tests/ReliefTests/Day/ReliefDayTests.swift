import Bundles
import Charter
import Lattice
import Relief
import Replica
import Schema
import Simulation
import TestSupport
import Testing

import struct Relief.Issue

/// One day of an operation, told from morning to evening. Nobody hears anybody but when it says so.
@Suite("The relief day") struct ReliefDayTests {
    private let day: Day
    private let (ana, bo, cleo, dora): (Mine, Mine, Mine, Mine)
    private let (olga, mara, milo, ada, adi): (Mine, Mine, Mine, Mine, Mine)
    private let tarp: RecordID
    private let rice: RecordID
    private var everybody: [Mine] { [ana, bo, cleo, dora, olga, mara, milo, ada, adi] }
    private var logistics: [Mine] { [olga, mara, milo] }

    init() {
        day = Day(seed: 8)
        // At the hubs: a main hub, a sub hub, an agency's hub, and a school that will be closed.
        ana = day.join(.mainHubUser, at: day.north)
        bo = day.join(.subHubUser, at: day.camp)
        cleo = day.joinAgency()
        dora = day.join(.subHubUser, at: day.school)
        // Who plans and decides, and who looks after the catalogue.
        (olga, mara, milo) = (day.join(.officer), day.join(.manager), day.join(.manager))
        (ada, adi) = (day.join(.admin), day.join(.admin))
        day.begin()
        (tarp, rice) = (day.item("TARP", by: ada), day.item("RICE", by: ada))
        day.meet([ana, bo, cleo, dora, olga, mara, milo, ada, adi])
    }

    private func issues(_ laptop: Mine, _ sort: Issue.Sort) -> [Issue] {
        laptop.operation.openIssues.filter { $0.sort == sort }
    }

    @Test("STOCK-3, D6, D7, D8, D10–D13, D15, D30, D33–D35, G5, N11, P5: one day")
    func story() throws {
        // Morning. Goods come in at three hubs, each alone with itself.
        #expect(day.move(.intake, 1_000, of: tarp, at: day.north, by: ana) != nil)
        #expect(day.move(.intake, 100, of: tarp, at: day.camp, by: bo) != nil)
        #expect(day.move(.intake, 50, of: tarp, at: day.clinic, by: cleo) != nil)
        // At the camp more is given away than there was: it is done, and shown.
        let gift = try #require(day.move(.distribution, 130, of: tarp, at: day.camp, by: bo))
        #expect(bo.has(tarp, at: day.camp) == -30)
        #expect(issues(bo, .belowZero).map(\.matter) == [.fact(gift.name)])

        let (list, order, sent) = try approved()
        try received(sent, order, list)
        try promisedTwice()
        try revoked()
        try closed()
        try conflicting()
        try counted()
        try corrected()
        try evening()
    }

    /// Two hubs ask, a third may not; an order is planned, approved and changed with HQ far away.
    private func approved() throws -> (FactReference, FactReference, FactReference) {
        let list = try #require(day.ask(for: 400, of: tarp, at: day.camp, by: bo))
        let other = try #require(day.ask(for: 200, of: tarp, at: day.clinic, by: cleo))
        #expect(day.ask(for: 10, of: tarp, at: day.north, by: ana) == nil)
        day.meet(bo, cleo, olga)
        #expect(olga.operation.orders.demand(list.name)?.state == .submitted)
        #expect(olga.operation.orders.demand(other.name)?.state == .submitted)
        let order = try #require(
            day.plan(400, of: tarp, from: day.north, to: day.camp, for: list, by: olga))
        day.meet(olga, ana, bo)
        for laptop in [olga, ana, bo] {
            #expect(laptop.operation.orders.standing(of: order.name)?.state == .awaitingApproval)
        }
        let scope = day.audience(day.north, day.camp)
        #expect(day.decide(order, in: scope, by: olga) == nil)
        #expect(day.decide(order, in: scope, by: ana) == nil)
        day.meet(olga, mara)
        #expect(day.decide(order, in: scope, by: mara) != nil)
        // The manager stands beside the hub: nobody else has to know.
        day.meet(mara, ana)
        #expect(ana.operation.orders.standing(of: order.name)?.state == .approved)
        #expect(bo.operation.orders.standing(of: order.name)?.state == .awaitingApproval)
        // Somebody plans more, in the place of what was approved: the approval does not cover it.
        let changed = try #require(
            day.plan(
                600, of: tarp, from: day.north, to: day.camp, for: list, instead: order, by: olga))
        day.meet(olga, ana)
        #expect(ana.operation.orders.standing(of: changed.name)?.state == .awaitingApproval)
        let early = try #require(
            day.send(5, of: tarp, from: day.north, to: day.camp, under: changed, by: ana))
        #expect(issues(ana, .beyondApproval).map(\.matter) == [.fact(early.name)])
        day.meet(ana, mara)
        #expect(day.decide(changed, in: scope, approves: false, by: mara) != nil)
        let sent = try #require(
            day.send(250, of: tarp, from: day.north, to: day.camp, under: order, by: ana))
        #expect(ana.has(tarp, at: day.north) == 745)
        return (list, order, sent)
    }

    /// Half of it leaves, and does not all arrive.
    private func received(
        _ sent: FactReference, _ order: FactReference, _ list: FactReference
    ) throws {
        day.meet(ana, bo, mara)
        #expect(bo.has(tarp, at: day.camp) == -30)
        #expect(bo.operation.book.inTransit.map(\.dispatch).contains(sent.name))
        #expect(bo.operation.orders.standing(of: order.name)?.state == .partDispatched)
        let come = day.receive(
            good: 230, damaged: 8, of: sent, tarp, from: day.north, at: day.camp, isLast: true,
            by: bo)
        #expect(come != nil)
        #expect(bo.has(tarp, at: day.camp) == 200)
        #expect(issues(bo, .belowZero).isEmpty)
        #expect(issues(bo, .differs).map(\.amount) == [12_000])
        day.meet(bo, ana, olga)
        for laptop in [ana, bo, olga] {
            let operation = laptop.operation
            #expect(operation.orders.standing(of: order.name)?.state == .partReceived)
            #expect(
                operation.orders.demand(list.name)?.state == (laptop === ana ? nil : .partReceived))
        }
    }

    /// Two managers who cannot hear each other promise the same boxes.
    private func promisedTwice() throws {
        let one = day.plan(500, of: tarp, from: day.north, to: day.school, by: olga)
        let two = day.plan(300, of: tarp, from: day.north, to: day.clinic, by: olga)
        day.meet(olga, mara, milo)
        #expect(day.decide(one, in: day.audience(day.north, day.school), by: mara) != nil)
        #expect(day.decide(two, in: day.audience(day.north, day.clinic), by: milo) != nil)
        day.meet(ana, mara)
        // The 150 that are still to go to the camp are promised, too.
        #expect(issues(ana, .promisedBeyond).isEmpty)
        #expect(issues(milo, .promisedBeyond).isEmpty)
        day.meet(ana, mara, milo)
        for laptop in [ana, mara, milo] {
            let found = issues(laptop, .promisedBeyond)
            #expect(found.map(\.amount) == [205_000])
            #expect(found == issues(ana, .promisedBeyond))
        }
        #expect(issues(bo, .promisedBeyond).isEmpty)
    }

    /// Somebody is let go of, and does not hear of it for a while.
    private func revoked() throws {
        let order = try #require(
            day.plan(50, of: tarp, from: day.north, to: day.camp, by: olga))
        // What is his to write in has keys by then that others have too.
        #expect(day.move(.intake, 10, of: rice, at: day.school, by: milo) != nil)
        day.meet(olga, milo, mara, ana)
        let realm = day.port.world.realm
        let known = milo.ends()
        let revocation = realm.decree(.revoke(Revocation(.seat(milo.person.seat.id), known)))[0]
        day.learn(ana, bo, olga, mara, ada)
        let scope = day.audience(day.north, day.camp)
        #expect(day.decide(order, in: scope, by: milo) != nil)
        let honest = try #require(day.move(.intake, 40, of: rice, at: day.school, by: milo))
        #expect(milo.operation.orders.standing(of: order.name)?.state == .approved)
        // He comes late, with an approval and with goods.
        mara.hear(from: milo)
        ana.hear(from: milo)
        for laptop in [mara, ana] {
            #expect(laptop.operation.orders.standing(of: order.name)?.state == .awaitingApproval)
        }
        #expect(mara.has(rice, at: day.school) == 10)
        let found = issues(mara, .quarantined)
        #expect(Set(found.map(\.scope)) == [scope, .hub(day.school)])
        // The goods are there: somebody says so, of these and not of the approval.
        let facts = milo.ends(in: [.hub(day.school)], beyond: known)
        #expect(!facts.entries.isEmpty)
        realm.decree(.ratify(Ratification(of: revocation, facts)))
        day.learn(ana, bo, cleo, dora, olga, mara, ada, adi)
        #expect(mara.has(rice, at: day.school) == 50)
        #expect(mara.operation.book.stock(of: Bucket(day.school, rice, nil, .usable)).book > 0)
        #expect(mara.operation.facts(of: .movement).contains { $0.reference == honest })
        #expect(mara.operation.orders.standing(of: order.name)?.state == .awaitingApproval)
    }

    /// A hub is closed while somebody there goes on.
    private func closed() throws {
        day.port.world.realm.decree(.close(day.school))
        #expect(day.move(.intake, 60, of: tarp, at: day.school, by: dora) != nil)
        day.learn(ana, bo, cleo, dora, olga, mara, milo, ada, adi)
        day.meet(dora, olga, ana, mara)
        #expect(olga.has(tarp, at: day.school) == 60)
        for laptop in [olga, mara] {
            #expect(
                Set(issues(laptop, .hubClosed).map(\.matter)).contains(.hub(day.school)))
        }
        #expect(issues(olga, .hubClosed) == issues(mara, .hubClosed))
        let resolved = try #require(
            issues(olga, .hubClosed).first { $0.matter == .hub(day.school) })
        let resolution = day.state(
            .resolution,
            group(
                (0, text(resolved.id.token)), (1, text(resolved.cause.token)), (2, integer(0)),
                (3, text("they go to the camp tomorrow"))),
            in: resolved.scope, by: mara)
        #expect(resolution != nil)
        day.meet(mara, olga)
        #expect(olga.operation.issues[resolved.id]?.resolution == resolution?.name)
    }

    /// Two people who look after the catalogue write side by side.
    private func conflicting() throws {
        day.meet(ada, adi)
        for (admin, name) in [(ada, "Tarpaulin"), (adi, "Sheet")] {
            let edit = Edit.write(.record(tarp), FieldNumber(1), Day.words(name))
            #expect((try? admin.enter(in: .common, [edit]).get()) != nil)
        }
        day.meet(ada, adi, ana)
        let found = issues(ana, .conflict)
        #expect(found.map(\.matter) == [.record(tarp)])
        let edit = Edit.write(.record(tarp), FieldNumber(1), Day.words("Tarpaulin sheet"))
        #expect((try? adi.enter(in: .common, [edit]).get()) != nil)
        day.meet(ada, adi, ana)
        #expect(issues(ana, .conflict).isEmpty)
    }

    /// Somebody counts, and does not know of everything.
    private func counted() throws {
        let before = ana.has(tarp, at: day.north)
        #expect(day.count(700, of: tarp, at: day.north, by: ana) != nil)
        #expect(before == 745 && ana.has(tarp, at: day.north) == 700)
        // An officer took some out before that, and nobody knew.
        let late = try #require(
            day.move(.distribution, 20, of: tarp, at: day.north, by: mara, on: 1_001))
        day.meet(ana, mara)
        #expect(ana.has(tarp, at: day.north) == 680)
        #expect(issues(ana, .countDoubt).map(\.matter) == [.fact(late.name)])
    }

    /// What was entered is set right: once a manager agrees, and with the original kept.
    private func corrected() throws {
        let wrong = try #require(day.move(.distribution, 900, of: rice, at: day.camp, by: bo))
        let scope = Address.hub(day.camp)
        let edit = try #require(day.correct(wrong, at: day.camp, to: 90, in: scope, by: bo))
        #expect(bo.has(rice, at: day.camp) == -900)
        #expect(day.decide(edit, in: scope, by: bo) == nil)
        day.meet(bo, mara)
        #expect(day.decide(edit, in: scope, by: mara) != nil)
        day.meet(bo, mara)
        #expect(bo.has(rice, at: day.camp) == -90)
        let anchor = Anchor.fact(wrong.key)
        var inquiry = Inquiry(about: anchor, in: scope, by: bo.person.seat.id)
        while !inquiry.isDone, bo.look(into: &inquiry) {}
        #expect(inquiry.happenings.map(\.reference) == [wrong])
    }

    /// Everybody meets, and has the same of what they share; the agency's stock is nobody else's.
    private func evening() throws {
        let all = everybody
        day.learn(ana, bo, cleo, dora, olga, mara, milo, ada, adi)
        day.meet(all)
        for scope in [Address.hub(day.north), .hub(day.camp), .hub(day.school), .common] {
            let states = all.filter { $0.scopes.contains(scope) }.map { $0.state(of: scope) }
            #expect(!states.isEmpty && Set(states.map { $0?.digest }).count == 1)
        }
        let government = [olga, mara]
        for laptop in government {
            let operation = laptop.operation
            #expect(!operation.governmentHubs.contains(day.clinic))
            #expect(!laptop.scopes.contains(.hub(day.clinic)))
            let total = operation.governmentTotal(of: tarp)[.usable]
            let hubs = [day.north, day.camp, day.school].map { laptop.has(tarp, at: $0) }
            #expect(total == Int128(hubs.reduce(0, +) * 1_000))
            #expect(hubs == [680, 200, 60])
            #expect(operation.issues == olga.operation.issues)
        }
        #expect(cleo.has(tarp, at: day.clinic) == 50)
        #expect(cleo.operation.governmentHubs.isEmpty)
        #expect(ana.has(tarp, at: day.north) == 680 && bo.has(tarp, at: day.camp) == 200)
    }
}

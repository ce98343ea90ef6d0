import Bundles
import Charter
import Lattice
import Relief
import Testing

/// What becomes of orders and of what they answer.
@Suite("Orders") struct OrderTests {
    private let stock = Draft.movement(1, .intake, 100_000)

    @Test("ORDER-1, ORDER-2, D12: a plan reads awaiting approval everywhere until it is decided")
    func awaiting() {
        let plan = Draft.order(1, [(0, 50_000)], isPlan: true, outcome: nil)
        let waits = Outcome.waits(approvals: 1, countersignature: false)
        let order = Draft.order(2, [(0, 50_000)], outcome: waits)
        var operation = Operation(stock, plan, order)
        #expect(operation.state(of: plan) == .planned)
        #expect(operation.state(of: order) == .awaitingApproval)
        #expect(operation.promised() == 0)
        for (outcome, state) in [
            (Outcome.approved([]), State.approved), (.rejected, .rejected),
            (.held, .held), (waits, .awaitingApproval),
        ] {
            var decided = order
            decided.outcome = outcome
            operation.put(decided.fact)
            #expect(operation.state(of: order) == state)
            #expect(operation.promised() == (state == .approved ? 50_000 : 0))
        }
    }

    @Test("ORDER-2: part dispatched, dispatched, part received, received, completed")
    func course() {
        let order = Draft.order(1, [(0, 60_000), (1, 10_000)])
        var operation = Operation(stock, order)
        #expect(operation.state(of: order) == .approved)
        let first = Draft.dispatch(1, 40_000, under: order)
        operation.put(first.fact)
        #expect(operation.state(of: order) == .partDispatched)
        #expect(operation.promised() == 20_000)
        let rest = Draft.dispatch(2, 20_000, under: order)
        let other = Draft.dispatch(3, 10_000, under: order, line: 2, of: 1)
        operation.put(rest.fact)
        operation.put(other.fact)
        #expect(operation.state(of: order) == .dispatched)
        operation.put(Draft.receipt(1, of: first, good: 39_000, damaged: 1_000).fact)
        #expect(operation.state(of: order) == .partReceived)
        operation.put(Draft.receipt(2, of: rest, good: 20_000).fact)
        operation.put(Draft.receipt(3, of: other, good: 10_000, item: 1).fact)
        #expect(operation.state(of: order) == .received)
        operation.put(Draft.closing(1, of: order).fact)
        #expect(operation.state(of: order) == .completed)
        #expect(operation.open(.differs) == [.fact(first.name)])
        #expect(operation.open(.beyondApproval).isEmpty)
    }

    @Test("ORDER-2: what came whole completes an order; what is closed before is cancelled")
    func ends() {
        let order = Draft.order(1, [(0, 5_000)])
        let sent = Draft.dispatch(1, 5_000, under: order)
        let whole = Draft.receipt(1, of: sent, good: 5_000)
        #expect(Operation(stock, order, sent, whole).state(of: order) == .completed)
        let closing = Draft.closing(1, of: order)
        #expect(Operation(stock, order, closing).state(of: order) == .cancelled)
        let operation = Operation(stock, order, sent, closing)
        #expect(operation.state(of: order) == .dispatched)
        #expect(operation.promised() == 0)
    }

    @Test("ORDER-1: an order that was changed after its approval is not covered by it")
    func changed() {
        let order = Draft.order(1, [(0, 5_000)])
        let changed = Draft.order(
            2, [(0, 9_000)], instead: order,
            outcome: .waits(approvals: 1, countersignature: false))
        var operation = Operation(stock, order, changed)
        #expect(operation.state(of: order) == .approved)
        #expect(operation.state(of: changed) == .awaitingApproval)
        let sent = Draft.dispatch(1, 9_000, under: changed)
        operation.put(sent.fact)
        #expect(operation.open(.beyondApproval) == [.fact(sent.name)])
        var approved = changed
        approved.outcome = .approved([])
        operation.put(approved.fact)
        #expect(operation.open(.beyondApproval).isEmpty)
        #expect(operation.state(of: order) == .cancelled)
        #expect(operation.promised() == 0)
    }

    @Test("ORDER-3: an approval authorises each line once; what goes beyond is shown, and counts")
    func beyond() {
        let order = Draft.order(1, [(0, 50_000)])
        let first = Draft.dispatch(1, 30_000, under: order)
        let second = Draft.dispatch(2, 30_000, under: order, by: 7)
        var operation = Operation(stock, order, first, second)
        #expect(operation.open(.beyondApproval) == [.fact(second.name)])
        #expect(operation.book.stock().book == 40_000)
        operation.put(Draft.correction(1, of: first, to: 20_000).fact)
        #expect(operation.open(.beyondApproval).isEmpty)
        for wrong in [
            Draft.dispatch(3, 1, under: order, line: 2),
            Draft.dispatch(4, 1, under: order, of: 1),
            Draft.dispatch(5, 1, under: order, from: 2), Draft.dispatch(6, 1, under: order, to: 2),
            Draft.dispatch(7, 1),
        ] {
            #expect(Operation(stock, order, wrong).open(.beyondApproval) == [.fact(wrong.name)])
        }
        let named = Draft.order(2, [(0, 50_000)], batch: "B-1")
        let other = Draft.dispatch(8, 1, under: named, batch: "B-2")
        let right = Draft.dispatch(9, 1, under: named, batch: "B-1")
        #expect(Operation(stock, named, other, right).open(.beyondApproval) == [.fact(other.name)])
    }

    @Test("ORDER-3, D11: a transfer gives the destination nothing until it signs the receipt")
    func transfer() {
        let order = Draft.order(1, [(0, 5_000)])
        let sent = Draft.dispatch(1, 5_000, under: order)
        var operation = Operation(stock, order, sent)
        #expect(operation.book.stock(at: 0).book == 95_000)
        #expect(operation.book.stock(at: 1).book == 0)
        #expect(operation.book.inTransit.map(\.dispatch) == [sent.name])
        operation.put(Draft.receipt(1, of: sent, good: 5_000).fact)
        #expect(operation.book.stock(at: 1).book == 5_000)
        #expect(operation.book.inTransit.isEmpty)
    }

    @Test("DEMAND-1: a needs list is what became of the orders that answer it")
    func demands() {
        let list = Draft.demand(1, [(0, 50_000), (1, 10_000)])
        var operation = Operation(stock, list)
        func state() -> State? { operation.state(ofDemand: list) }
        #expect(state() == .submitted)
        operation.put(Draft.reply(.changeRequest, 1, to: list).fact)
        #expect(state() == .changeRequested)
        operation.put(Draft.reply(.refusal, 1, to: list).fact)
        #expect(state() == .rejected)
        operation.remove(Draft.reply(.refusal, 1, to: list).name)
        var order = Draft.order(
            1, [(0, 50_000)], answering: list,
            outcome: .waits(approvals: 1, countersignature: false))
        operation.put(order.fact)
        #expect(state() == .awaitingApproval)
        order.outcome = .approved([])
        operation.put(order.fact)
        #expect(state() == .approved)
        let sent = Draft.dispatch(1, 50_000, under: order)
        operation.put(sent.fact)
        // There is no order for the other line yet.
        #expect(state() == .partDispatched)
        operation.put(Draft.receipt(1, of: sent, good: 50_000).fact)
        #expect(state() == .partReceived)
        let other = Draft.order(2, [(1, 10_000)], from: 2, answering: list)
        operation.put(other.fact)
        let last = Draft.dispatch(2, 10_000, under: other, of: 1, from: 2)
        operation.put(last.fact)
        operation.put(Draft.receipt(2, of: last, good: 10_000, item: 1).fact)
        #expect(state() == .completed)
        let needs = operation.orders.demand(list.name)?.needs ?? []
        #expect(needs.map(\.wanted) == [50_000, 10_000])
        #expect(needs.map(\.received) == [50_000, 10_000])
    }

    @Test("DEMAND-1: a hub takes a list back, or puts another in its place")
    func withdrawn() {
        let list = Draft.demand(1, [(0, 50_000)])
        let back = Draft.reply(.withdrawal, 1, to: list)
        #expect(Operation(list, back).state(ofDemand: list) == .cancelled)
        let instead = Draft.demand(2, [(0, 60_000)], instead: list)
        let operation = Operation(list, instead)
        #expect(operation.state(ofDemand: list) == .cancelled)
        #expect(operation.state(ofDemand: instead) == .submitted)
        let foreign = Draft.demand(3, [(0, 60_000)], by: 2, instead: list)
        #expect(Operation(list, foreign).state(ofDemand: list) == .submitted)
        let order = Draft.order(1, [(0, 10_000)], answering: list)
        let sent = Draft.dispatch(1, 10_000, under: order)
        let come = Draft.receipt(1, of: sent, good: 10_000)
        #expect(Operation(list, order, sent, come).state(ofDemand: list) == .partReceived)
        #expect(Operation(list, back, order, sent, come).state(ofDemand: list) == .completed)
    }

    @Test("DEMAND-1: approve and reject side by side hold the list; a rejected order ends nothing")
    func held() {
        let list = Draft.demand(1, [(0, 50_000)], as: .transferRequest)
        var order = Draft.order(1, [(0, 50_000)], answering: list, outcome: .held)
        var operation = Operation(list, order)
        #expect(operation.state(ofDemand: list) == .held)
        #expect(operation.open(.held) == [.fact(order.name)])
        order.outcome = .rejected
        operation.put(order.fact)
        #expect(operation.state(ofDemand: list) == .submitted)
        #expect(operation.open(.held).isEmpty)
    }

    @Test("PROMISE-1, P5: what two managers promise of the same boxes is shown by all who see both")
    func promised() {
        let one = Draft.order(1, [(0, 60_000)])
        let two = Draft.order(2, [(0, 60_000)], to: 2, by: 6)
        var operation = Operation(stock, one, two)
        let goods = Goods(Warehouse.hubs[0], Warehouse.items[0], .usable)
        #expect(operation.promised() == 120_000)
        #expect(operation.free(of: goods) == -20_000)
        #expect(operation.open(.promisedBeyond) == [.goods(goods)])
        let issue = operation.openIssues.first { $0.sort == .promisedBeyond }
        #expect(issue?.others == [.fact(one.name), .fact(two.name)])
        #expect(issue?.amount == 20_000)
        operation.put(Draft.movement(2, .intake, 20_000).fact)
        #expect(operation.open(.promisedBeyond).isEmpty)
        operation.set(ledgers: [Warehouse.hubs[1]])
        operation.remove(stock.name)
        // Nobody here knows what is there.
        #expect(operation.open(.promisedBeyond).isEmpty)
    }

    @Test(
        "PROMISE-1: goods are kept back until that is lifted, or an approved order takes its place")
    func reserved() {
        let list = Draft.demand(1, [(0, 50_000)])
        let kept = Draft.reservation(1, 30_000, for: list)
        var operation = Operation(stock, list, kept)
        #expect(operation.promised() == 30_000)
        var order = Draft.order(
            1, [(0, 20_000)], answering: list,
            outcome: .waits(approvals: 1, countersignature: false))
        operation.put(order.fact)
        #expect(operation.promised() == 30_000)
        order.outcome = .approved([])
        operation.put(order.fact)
        #expect(operation.promised() == 20_000)
        operation.remove(order.name)
        #expect(operation.promised() == 30_000)
        operation.put(Draft.release(1, of: kept).fact)
        #expect(operation.promised() == 0)
        let elsewhere = Draft.order(2, [(0, 20_000)], from: 2, answering: list)
        #expect(Operation(stock, list, kept, elsewhere).promised() == 30_000)
    }

    @Test("PLAN-1: what expires first goes first, what is expired not at all, promises stay")
    func picks() {
        var operation = Operation(
            Draft.movement(1, .intake, 10_000, batch: "LATE"),
            Draft.movement(2, .intake, 20_000, batch: "SOON"),
            Draft.movement(3, .intake, 40_000, batch: "GONE"),
            Draft.movement(4, .intake, 80_000), Draft.order(1, [(0, 25_000)]))
        for (number, batch, day) in [(1, "LATE", 900), (2, "SOON", 500), (3, "GONE", 99)] {
            let lot = Papers.lot(UInt64(number), of: 0, batch, expiring: Int64(day))
            operation.set(
                lot, of: Papers.record(UInt64(number), .lot), in: .hub(Warehouse.hubs[0]))
        }
        let goods = Goods(Warehouse.hubs[0], Warehouse.items[0], .usable)
        let picks = operation.picks(35_000, of: goods, on: 100)
        #expect(picks.map(\.bucket.batch) == ["SOON", "LATE", nil])
        #expect(picks.map(\.amount) == [20_000, 10_000, 5_000])
        // Some is promised already, and what is expired is no help.
        let all = operation.picks(1_000_000, of: goods, on: 100)
        #expect(all.reduce(0) { $0 + $1.amount } == 110_000)
        #expect(operation.picks(1_000_000, of: goods, on: 99).first?.bucket.batch == "GONE")
    }
}

import Charter
import Lattice
import Relief
import Testing

/// Stock rule by rule (spec/10-relief.md).
@Suite("Stock") struct BookTests {
    @Test(
        "STOCK-1, D7: what moved adds up, and goes below zero where more was given than was there")
    func sums() {
        let book = Book(
            .movement(1, .intake, 500), .movement(2, .distribution, 620), .movement(3, .found, 20),
            .movement(4, .loss, 7), .movement(5, .intake, 40, batch: "B-1"),
            .movement(6, .intake, 11, at: 1))
        #expect(book.stock().book == -107 && book.stock().isBelowZero)
        #expect(book.stock(batch: "B-1").onHand == 40)
        #expect(book.stock(at: 1).onHand == 11)
        #expect(book.stock(at: 2) == book.stock(of: 2))
        #expect(
            book.total(of: Warehouse.items[0], at: Warehouse.hubs.prefix(1)) == [.usable: -67])
    }

    @Test("STOCK-1: a change of condition takes from one bucket what it puts into another")
    func condition() {
        let book = Book(
            .movement(1, .intake, 100), .movement(2, .condition, 30, into: .expired),
            .movement(3, .loss, 30, .expired))
        #expect(book.stock().onHand == 70)
        #expect(book.stock(.expired).onHand == 0)
    }

    @Test("STOCK-2, D11: what left a hub is nobody's until it is received")
    func transit() throws {
        let sent = Draft.dispatch(2, 60)
        var book = Book(.movement(1, .intake, 100), sent)
        #expect(book.stock().onHand == 40 && book.stock(at: 1).onHand == 0)
        #expect(book.inTransit.map(\.shipment.onItsWay) == [60])
        book.put(Draft.receipt(3, of: sent, good: 30, damaged: 5).fact)
        #expect(book.stock(at: 1).onHand == 30)
        #expect(book.stock(at: 1, .damaged).onHand == 5)
        #expect(book.inTransit.map(\.shipment.onItsWay) == [25])
        book.put(Draft.loss(4, of: sent, 20).fact)
        #expect(book.shipment(of: sent.name)?.onItsWay == 5)
        book.put(Draft.receipt(5, of: sent, good: 1, isLast: true).fact)
        let shipment = try #require(book.shipment(of: sent.name))
        #expect(shipment.onItsWay == 0 && shipment.difference == 4 && shipment.differs)
        #expect(book.inTransit.isEmpty && book.stock(at: 1).onHand == 31)
    }

    @Test("STOCK-2: what is received of another content than was sent, or of nothing, is there too")
    func unknown() {
        let sent = Draft.dispatch(2, 60)
        var other = sent
        other.parts[5] = Draft.movement(1, .intake, 61).parts[2]
        let book = Book(sent, .receipt(3, of: other, good: 10), .receipt(4, of: nil, good: 7))
        #expect(book.stock(at: 1).onHand == 17)
        #expect(book.shipment(of: sent.name)?.onItsWay == 60)
    }

    @Test("COUNT-1: on hand is what was seen, and what moved that who counted did not know of")
    func count() {
        let header = Draft.count(9, knowing: [1: 2])
        var book = Book(
            .movement(1, .intake, 100), .movement(2, .distribution, 30), header,
            .line(10, of: header, saw: 64))
        #expect(book.stock().book == 70 && book.stock().onHand == 64)
        #expect(book.stock().count == header.name && book.stock().doubts.isEmpty)
        book.put(Draft.movement(3, .distribution, 10, on: 6_000).fact)
        #expect(book.stock().book == 60 && book.stock().onHand == 54)
        // Somebody handed these out before, and the counter did not know: was it on the shelf?
        book.put(Draft.movement(1, .distribution, 5, on: 4_000, by: 2).fact)
        #expect(book.stock().onHand == 49)
        #expect(book.stock().doubts.map(\.key.person.low) == [2])
        #expect(book.stock(batch: "B-1").count == nil)
    }

    @Test("COUNT-1: a fact that two bundles carried is known by either")
    func carriers() {
        var moved = Draft.movement(7, .intake, 10)
        moved.carriers[FeedIDs.other] = (1, 0)
        let header = Draft.count(9, knowing: [2: 1])
        let book = Book(moved, header, .line(10, of: header, saw: 12))
        #expect(book.stock().onHand == 12 && book.stock().doubts.isEmpty)
    }

    @Test("COUNT-2: of two counts the one that knew of the other counts, else the later one")
    func counts() {
        let first = Draft.count(1, knowing: [1: 1], on: 9_000)
        let second = Draft.count(2, knowing: [1: 1, 3: 1], on: 5_000)
        let apart = Draft.count(1, knowing: [1: 1], on: 6_000, by: 5)
        var book = Book(
            .movement(1, .intake, 100), first, .line(11, of: first, saw: 90), second,
            .line(12, of: second, saw: 80))
        #expect(book.stock().onHand == 80 && book.stock().otherCounts == [first.name])
        book.put(apart.fact)
        book.put(Draft.line(13, of: apart, saw: 95).fact)
        #expect(book.stock().onHand == 95)
        #expect(book.stock().otherCounts == [first.name, second.name].sorted())
        // Its lines without it say nothing.
        book.remove(apart.name)
        #expect(book.stock().onHand == 80)
        book.put(apart.fact)
        #expect(book.stock().onHand == 95)
    }

    @Test("COUNT-1: what was seen in several places is added up, each line once")
    func places() {
        let header = Draft.count(9, knowing: [1: 5])
        var book = Book(
            .movement(1, .intake, 100), header, .line(10, of: header, saw: 40),
            .line(11, of: header, saw: 55), .line(11, of: header, saw: 55))
        #expect(book.stock().onHand == 95)
        book.remove(Draft.line(10, of: header, saw: 40).name)
        #expect(book.stock().onHand == 55)
    }

    @Test("EDIT-1, D13: a correction counts once it is approved, and the original is kept")
    func corrections() {
        let intake = Draft.movement(1, .intake, 1_000)
        var edit = Draft.correction(
            2, of: intake, to: 100, outcome: .waits(approvals: 1, countersignature: false))
        var book = Book(intake, edit)
        #expect(book.stock().onHand == 1_000)
        edit.outcome = .approved([])
        book.put(edit.fact)
        #expect(book.stock().onHand == 100)
        edit.outcome = .held
        book.put(edit.fact)
        #expect(book.stock().onHand == 1_000)
        edit.outcome = .approved([])
        book.put(edit.fact)
        let again = Draft.correction(3, of: intake, to: 110, instead: edit)
        book.put(again.fact)
        #expect(book.stock().onHand == 110)
        book.remove(again.name)
        #expect(book.stock().onHand == 100)
        // What it was about was said anew, otherwise: it is about that no more.
        book.put(Draft.movement(1, .intake, 900).fact)
        #expect(book.stock().onHand == 900)
    }

    @Test("EDIT-1, D13: corrected dispatches, receipts and losses change what is on its way")
    func correctedShipments() {
        let sent = Draft.dispatch(1, 60)
        let received = Draft.receipt(2, of: sent, good: 50)
        let lost = Draft.loss(3, of: sent, 10)
        var book = Book(sent, received, lost)
        #expect(book.inTransit.isEmpty)
        book.put(Draft.correction(4, of: sent, to: 65).fact)
        #expect(book.stock().book == -65)
        #expect(book.inTransit.map(\.shipment.onItsWay) == [5])
        book.put(Draft.correction(5, of: received, to: 40, damaged: 4).fact)
        #expect(book.stock(at: 1).onHand == 40 && book.stock(at: 1, .damaged).onHand == 4)
        #expect(book.inTransit.map(\.shipment.onItsWay) == [11])
        book.put(Draft.correction(6, of: lost, to: 21).fact)
        #expect(book.inTransit.isEmpty)
        book.remove(received.name)
        #expect(book.inTransit.map(\.shipment.onItsWay) == [44])
    }

    @Test("A count whose author claims to know what came later does not make others vanish")
    func circular() {
        let first = Draft.count(1, knowing: [5: 1], on: 1_000)
        let other = Draft.count(1, knowing: [3: 1], on: 2_000, by: 5)
        let book = Book(
            first, .line(11, of: first, saw: 1), other, .line(12, of: other, saw: 2))
        #expect(book.stock().onHand == 2 && book.stock().otherCounts == [first.name])
    }
}

private enum FeedIDs {
    static let other = FeedID(high: 0xF, low: 2)
}

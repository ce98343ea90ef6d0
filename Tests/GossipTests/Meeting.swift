import Bundles
import Charter
import Gossip
import Lattice
import Replica
import Seal
import Simulation
import TestSupport
import Wire

/// A laptop that talks.
final class Neighbour {
    let laptop: Laptop<MemoryStorage>
    private var circle: Circle
    private(set) var effects: [CircleEffect] = []

    init(_ laptop: Laptop<MemoryStorage>, _ number: UInt64) {
        self.laptop = laptop
        let words: InlineArray<4, UInt64> = [number, 7, 7, 7]
        circle = Circle(Entropy(Secret(copying: words.span.bytes)))
    }

    /// Whether it is a relay, which nobody knows by a device.
    var isRelay = false
    var device: DeviceKey? { isRelay ? nil : laptop.person.seat.device }

    /// Does something, commits, and says what is to be sent, by session.
    private func act(
        _ body: (inout Circle, inout Replica<MemoryStorage>, WallTime, inout [CircleEffect]) -> Void
    ) -> [(SessionID, [UInt8])] {
        var found: [CircleEffect] = []
        laptop.withReplica { replica, now in body(&circle, &replica, now, &found) }
        let before = laptop.effects.count
        laptop.finish()
        let news = Array(laptop.effects[before...])
        // Only now is it on the disk.
        laptop.withReplica { replica, _ in
            circle.note(news, &replica, into: &found)
            circle.committed(&replica, into: &found)
            // Enough time passes for others to be told of what is new.
            circle.ticks = max(circle.ticks, min(circle.next ?? 0, circle.ticks + 50))
            circle.pass(&replica, into: &found)
            while circle.goOn(&replica, into: &found) {}
        }
        effects += found
        return found.compactMap { effect in
            if case .send(let session, let bytes) = effect { (session, bytes) } else { nil }
        }
    }

    func open(
        _ session: SessionID, asAsker: Bool, with device: DeviceKey?
    ) -> [(SessionID, [UInt8])] {
        act { $0.open(session, asAsker: asAsker, with: device, &$1, at: $2, into: &$3) }
    }

    func hear(_ bytes: [UInt8], _ session: SessionID) -> [(SessionID, [UInt8])] {
        act { $0.hear(bytes, from: session, &$1, at: $2, into: &$3) }
    }

    func compare(_ session: SessionID) -> [(SessionID, [UInt8])] {
        act { circle, replica, _, effects in circle.compare(session, &replica, into: &effects) }
    }

    /// Tells others what the replica did by itself.
    func note(_ news: [Effect]) -> [(SessionID, [UInt8])] {
        act { circle, replica, _, effects in circle.note(news, &replica, into: &effects) }
    }

    /// Time passes.
    func wait(_ milliseconds: UInt64) -> [(SessionID, [UInt8])] {
        act { circle, replica, _, effects in
            circle.ticks += milliseconds
            circle.pass(&replica, into: &effects)
        }
    }

    @discardableResult
    func close(_ session: SessionID) -> [(SessionID, [UInt8])] {
        act { circle, replica, _, effects in
            circle.close(session, &replica, into: &effects)
        }
    }
    func hasMet(_ session: SessionID) -> Bool { circle.hasMet(session) }

    var faults: [TalkError] {
        effects.compactMap { if case .end(_, let error) = $0 { error } else { nil } }
    }
}

/// Two who talk over one session, and all that they said.
final class Meeting {
    let asker: Neighbour
    let answerer: Neighbour
    private let session: SessionID
    private(set) var said: [(byAsker: Bool, message: Gossip.Message, bytes: Int)] = []
    private var queue: [(toAsker: Bool, bytes: [UInt8])] = []
    /// Changes what is said on its way.
    var tamper: (([UInt8]) -> [UInt8])?

    init(_ asker: Neighbour, _ answerer: Neighbour, _ number: UInt64 = 1) {
        (self.asker, self.answerer) = (asker, answerer)
        session = SessionID(number)
        push(asker.open(session, asAsker: true, with: answerer.device), byAsker: true)
        push(answerer.open(session, asAsker: false, with: asker.device), byAsker: false)
    }

    func push(_ sent: [(SessionID, [UInt8])], byAsker: Bool) {
        for (place, bytes) in sent where place == session {
            if let message = try? Gossip.Message(encoding: bytes) {
                said.append((byAsker, message, bytes.count))
            }
            queue.append((!byAsker, tamper?(bytes) ?? bytes))
        }
    }

    /// Passes on one thing that was said. False if nothing is left.
    func step() -> Bool {
        guard !queue.isEmpty else { return false }
        let (toAsker, bytes) = queue.removeFirst()
        push((toAsker ? asker : answerer).hear(bytes, session), byAsker: toAsker)
        return true
    }

    /// Lets them talk until neither has anything to say.
    func run() {
        var left = 20_000
        while step() {
            left -= 1
            precondition(left > 0, "they talk without end")
        }
    }

    func compare() {
        push(asker.compare(session), byAsker: true)
        run()
    }

    func end() {
        asker.close(session)
        answerer.close(session)
    }

    var haveMet: Bool { asker.hasMet(session) && answerer.hasMet(session) }

    /// Bytes of what compares, without goods.
    var talkBytes: Int {
        said.reduce(0) { sum, one in
            switch one.message {
            case .goods, .part, .credit, .stored: sum
            default: sum + one.bytes
            }
        }
    }

    var goodsBytes: Int {
        said.reduce(0) { sum, one in
            switch one.message {
            case .goods, .part: sum + one.bytes
            default: sum
            }
        }
    }

    var goods: Int {
        said.reduce(0) { sum, one in
            if case .goods(_, let all) = one.message { sum + all.count } else { sum }
        }
    }
}

/// People at one harbour, some of whom have not met for a while.
struct Neighbourhood {
    let port: Port<MemoryStorage>
    let all: [Neighbour]

    init(seed: UInt64, _ roles: [RoleNumber] = [.mainHubUser, .mainHubUser]) {
        let port = TestSupport.Port(seed: seed) { _ in MemoryStorage() }
        self.port = port
        let laptops = roles.map { port.join($0) }
        port.open(.hub(port.hub))
        port.spread()
        all = laptops.enumerated().map { Neighbour($1, UInt64($0) + 1) }
    }

    /// A boat by its name.
    @discardableResult
    func enter(_ name: String, by number: Int) throws -> Receipt {
        let kind = KindNumber(Harbour.boat)
        let edits = [Edit.create(kind, FieldNumber(0), text(name))]
        return try all[number].laptop.enter(edits).get()
    }
}

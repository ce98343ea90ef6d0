import Bundles
import Identity
import Lattice
import Seal
import TestSupport

/// A device of a realm, in the hands of a test.
final class Laptop {
    static let realm = DomainID.all(0x11)
    static var hello: HelloKey { HelloKey(secret(Array(repeating: 0x88, count: 32))) }

    let device: Device
    let run: RunID
    private var chance: Entropy

    init(_ seed: UInt8, in realms: [DomainID: HelloKey] = [realm: hello], run: RunID? = nil) {
        chance = Entropy.of(seed)
        device = Device(&chance, on: .all(UInt64(seed)))
        self.run = run ?? .all(UInt64(seed) + 0x40)
        for (realm, hello) in realms { device.join(realm, hello) }
    }

    var key: DeviceKey { device.key }

    func initiate(
        expecting key: DeviceKey? = nil, realm: DomainID = realm, hello: HelloKey = hello
    ) -> DeviceHandshake {
        .initiating(realm, hello: hello, as: device, expecting: key, run: run, &chance)
    }

    func initiate(toRelay relay: DeviceKey, realm: DomainID = realm) -> DeviceHandshake {
        .initiating(realm, toRelay: relay, as: device, run: run, &chance)
    }

    func respond(
        to message: [UInt8], relaying realms: [DomainID] = []
    ) throws(LinkError) -> DeviceHandshake {
        try .responding(to: message, as: device, relaying: realms, run: run, &chance)
    }
}

/// Both sides of a handshake of two devices, and all that was sent.
struct Line: ~Copyable {
    var initiator: DeviceHandshake
    var responder: DeviceHandshake
    var sent: [[UInt8]]

    /// Up to the first message, which the responder has seen the beginning of.
    init(
        _ initiating: consuming DeviceHandshake, _ responder: Laptop, relaying: [DomainID] = []
    ) throws(LinkError) {
        initiator = initiating
        let first = try initiator.start()
        self.responder = try responder.respond(to: first, relaying: relaying)
        sent = [first]
    }

    /// The next message, and whether the handshake is over for whoever took it. By default
    /// everybody is of the realm.
    mutating func step(
        _ altered: [UInt8]? = nil, isOfRealm: (DeviceKey) -> Bool = { _ in true }
    ) throws(LinkError) -> DeviceHandshake.Step {
        let message = altered ?? sent[sent.count - 1]
        let step =
            sent.count.isMultiple(of: 2)
            ? try initiator.take(message, isOfRealm: isOfRealm)
            : try responder.take(message, isOfRealm: isOfRealm)
        switch step {
        case .send(let next), .sendAndDone(let next): sent.append(next)
        case .done: break
        }
        return step
    }

    /// To the end.
    mutating func run() throws(LinkError) { while try step() != .done {} }

    consuming func finish() -> Sessions {
        Sessions(initiator: initiator.finish(), responder: responder.finish())
    }
}

struct Sessions: ~Copyable {
    var initiator: Session
    var responder: Session

    /// Of two devices that have shaken hands.
    static func made() throws(LinkError) -> Sessions {
        var line = try Line(Laptop(1).initiate(), Laptop(2))
        try line.run()
        return line.finish()
    }
}

extension Session {
    /// What a message says, and whether it is the goodbye; both false for neither.
    mutating func read(_ message: [UInt8]) -> Result<[UInt8]?, LinkError> {
        do throws(LinkError) {
            switch try open(message) {
            case .some(let text): return .success(text.array)
            case .none: return .success(nil)
            }
        } catch { return .failure(error) }
    }
}

import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// What becomes of bundles with any one bit turned.
@Suite("Mutilated bundles") struct MutilationTests {
    private let world = GateWorld()

    /// Turns every bit, and expects each time an error of one of the gates.
    private func flip(
        _ bundle: Bundle, _ receive: ([UInt8]) throws(IntakeError) -> some Any
    ) {
        let bytes = bundle.bytes
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let found = fault { () throws(IntakeError) in try receive(flipped) }
            #expect(found != nil, "bit \(bit) of \(digits(bytes))")
            guard bit / 8 >= bytes.count - 64 else { continue }
            // In the signature nothing can be wrong but the signature.
            guard case .unsigned(let error) = found else {
                Issue.record("bit \(bit) is of the signature")
                continue
            }
            #expect(error.feed == bundle.header.feed && error.number == bundle.header.number)
        }
    }

    @Test("BUN-6: no bit of a bundle of the charter can be turned")
    func charter() throws {
        let opening = world.opening()
        let first = world.first(opening)
        flip(first) { (bytes) throws(IntakeError) in
            var charter = world.realm.charter
            return try charter.receive(bytes)
        }
        var charter = world.realm.charter
        #expect(try charter.receive(first.bytes) == .added)
        let body = Act.body(of: [.endorse(.all(1)), world.realm.seatAct().act])
        let second = world.bundle(
            opening.feed, 1, after: first.hashed().hash, body.bytes, time: 20)
        flip(second) { (bytes) throws(IntakeError) in
            var copy = charter
            return try copy.receive(bytes)
        }
        #expect(try charter.receive(second.bytes) == .added)
    }

    @Test("BUN-6: no bit of a sealed bundle can be turned")
    func sealed() throws {
        let opening = world.opening(world.hub)
        let bundle = world.bundle(
            opening.feed, 1 << 33, after: .all(1), [UInt8](repeating: 7, count: 300),
            time: 1 << 40, policy: 700, schema: 800, epoch: .all(9))
        flip(bundle) { (bytes) throws(IntakeError) in
            try world.realm.charter.verify(bytes) { feed in
                // A turned bit in the feed is another feed, also for who knows all of them.
                KnownFeed(opening, key: world.officer.seat.signer.verifying)
            }
        }
        #expect(world.refusal(bundle, knowing: opening) == nil)
    }

    @Test("BUN-6: no byte can be left out or put in")
    func lengths() {
        let bytes = world.first(world.opening()).bytes
        for index in bytes.indices {
            var shorter = bytes
            shorter.remove(at: index)
            var longer = bytes
            longer.insert(0, at: index)
            for bytes in [shorter, longer] {
                var charter = world.realm.charter
                let found = fault { () throws(IntakeError) in try charter.receive(bytes) }
                #expect(found != nil, "\(index)")
            }
        }
    }
}

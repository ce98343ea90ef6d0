import Bundles
import Identity
import Keys
import Lattice
import Seal
import TestSupport
import Testing
import Wire

@Suite("Waiting entries") struct WaitingTests {
    private var key: AgreementKey<Boxing> {
        AgreementKey(secret(Array(repeating: 3, count: 32)))
    }
    private let content = Array("what was entered".utf8)
    private let seat = ActID.all(0x33)
    private let realm = DomainID.all(0x11)

    private func entry(_ content: [UInt8], at time: HybridTime = noon) throws -> WaitingEntry {
        var chance = Entropy.of(1)
        return try #require(
            WaitingEntry(
                content.span.bytes, for: seat, key.publicKey, at: time, in: realm, &chance))
    }

    private func opened(_ entry: WaitingEntry, in realm: DomainID? = nil) -> [UInt8]? {
        entry.open(with: key, in: realm ?? self.realm)?.array
    }

    @Test("CARRY-3: an entry waits boxed to a seat that is locked, and opens when it is unlocked")
    func waits() throws {
        let seat = try makeSeat(1)
        seat.lock()
        var chance = Entropy.of(1)
        let entry = try #require(
            WaitingEntry(
                content.span.bytes, for: .all(0x33), seat.plate.box, at: noon, in: realm, &chance))
        #expect(!entry.encoding.holds(content))
        let unlocked = try UnlockedSeat(
            unlocking: seat.sealed, with: passphrase("a passphrase"))
        let read = unlocked.withSecrets { entry.open(with: $0.box, in: realm)?.array }
        #expect(read == .some(content))
        // Nobody else's seat opens it.
        let other = try makeSeat(2)
        let stolen = other.withSecrets { entry.open(with: $0.box, in: realm)?.array }
        #expect(stolen == .some(nil))
    }

    @Test("QUEUE-1: an entry is read back as it was", arguments: [0, 1, 100, 65_536])
    func roundTrip(size: Int) throws {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        let entry = try entry(content)
        let again = try WaitingEntry(encoding: entry.encoding)
        #expect(again == entry)
        #expect(again.seat == seat && again.time == noon)
        #expect(again.box.count == size + 48)
        #expect(opened(again) == content)
    }

    @Test("QUEUE-1: it is the array of the page, the box's context realm, seat and time")
    func form() throws {
        let entry = try entry(content)
        var writer = Writer()
        writer.put(seat)
        writer.put(noon)
        let head = writer.bytes
        let context = realm.octets + head
        let text = key.unbox(entry.box.span.bytes, context: context.span.bytes)?.array
        #expect(text == content)
        writer.put(bytes: entry.box.span.bytes)
        #expect(entry.encoding == [0x83] + writer.bytes)
    }

    @Test("QUEUE-1: content that is too long, and keys of no use, are not boxed")
    func bounds() {
        var chance = Entropy.of(1)
        let long = [UInt8](repeating: 0, count: 65_537)
        let tooLong = WaitingEntry(
            long.span.bytes, for: seat, key.publicKey, at: noon, in: realm, &chance)
        #expect(tooLong == nil)
        let small = WaitingEntry(
            content.span.bytes, for: seat, BoxKey(0, 0, 0, 0), at: noon, in: realm, &chance)
        #expect(small == nil)
    }

    @Test("QUEUE-1: moved to another seat, time or realm it does not open")
    func moved() throws {
        let entry = try entry(content)
        #expect(opened(entry) == content)
        #expect(opened(entry, in: .all(0x12)) == nil)
        for (seat, time) in [
            (ActID.all(0x34), noon), (seat, noon.after(milliseconds: 1)),
            (seat, HybridTime(word: noon.word + 1)),
        ] {
            var writer = Writer()
            writer.put(array: 3)
            writer.put(seat)
            writer.put(time)
            writer.put(bytes: entry.box.span.bytes)
            #expect(opened(try WaitingEntry(encoding: writer.bytes)) == nil)
        }
    }

    @Test("QUEUE-1: any bit that is turned, and it does not open or is no entry")
    func flips() throws {
        let encoding = try entry(content).encoding
        for altered in encoding.allFlips {
            guard let entry = try? WaitingEntry(encoding: altered) else { continue }
            #expect(opened(entry) == nil)
        }
        for count in encoding.indices {
            #expect(throws: WireError.self) {
                try WaitingEntry(encoding: Array(encoding[..<count]))
            }
        }
        #expect(throws: WireError.self) { try WaitingEntry(encoding: encoding + [0]) }
        // A box has its key and its tag at the least, and so much at the most.
        for (size, isFine) in [(47, false), (48, true), (65_584, true), (65_585, false)] {
            var writer = Writer()
            writer.put(array: 3)
            writer.put(seat)
            writer.put(noon)
            writer.put(bytes: [UInt8](repeating: 0, count: size).span.bytes)
            let entry = try? WaitingEntry(encoding: writer.bytes)
            #expect((entry != nil) == isFine)
        }
    }
}

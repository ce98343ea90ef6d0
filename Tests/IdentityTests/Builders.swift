import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport
import Testing
import Wire

// What these tests are made of: names that can be told apart, secrets that can be named, files
// whose check is right whatever was done to them.

extension [UInt8] {
    /// Every text that differs from this one in a single bit.
    var allFlips: some Sequence<[UInt8]> { (0..<count * 8).lazy.map { flipped($0) } }

    /// Followed by its check, as files of keys are.
    var withCheck: Self {
        self + [0x58, 0x20] + Blake2b.hash(span.bytes, of: Secret.Number.self).octets
    }
}

/// Entropy by a number, where a byte gives too few.
func entropy(number: UInt64) -> Entropy {
    Entropy(secret(Hash<Secret.Number>(7, 7, 7, number).octets))
}

extension Secret {
    enum Number {}
}

extension Keyring {
    /// Puts a seat in, for which there has to be room.
    mutating func add(_ seat: SealedSeat) throws {
        let isIn = put(seat)
        try #require(isIn)
    }
}

/// The moment at which most things happen here.
let noon = HybridTime(WallTime(milliseconds: 1_800_000_000_000))

extension HybridTime {
    func after(days: Int = 0, hours: Int = 0, milliseconds: Int = 0) -> HybridTime {
        let all = ((days * 24 + hours) * 3_600_000) + milliseconds
        return HybridTime(WallTime(milliseconds: Int64(self.milliseconds) + Int64(all)))
    }
}

/// Milliseconds of so many days.
func days(_ count: UInt64) -> UInt64 { count * 24 * 3_600_000 }

/// A seat with secrets of its own, unlocked under "a passphrase".
func makeSeat(
    _ seed: UInt8, _ label: String = "Ada", in realm: DomainID = .all(0x11),
    seat: ActID? = .all(0x33), first: ActID? = nil, under text: String = "a passphrase"
) throws -> UnlockedSeat {
    var chance = Entropy.of(seed)
    let secrets = SeatSecrets(&chance)
    return try UnlockedSeat.make(
        secrets, realm: realm, domain: realm, seat: seat, first: first, label: label,
        under: passphrase(text), .least, &chance)
}

/// Why something failed; nil if it did not. For what holds keys, which no macro takes.
func fault<Failure: Error>(_ body: () throws(Failure) -> Void) -> Failure? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}

/// A sealed seat put together by hand (spec/07-confidentiality.md#ring-2).
struct HandMadeSeat {
    var realm = DomainID.all(0x11)
    var domain = DomainID.all(0x22)
    var seat: ActID? = .all(0x33)
    var first: ActID?
    var signing = VerifyingKey(.all(0x44))
    var box = BoxKey(.all(0x55))
    var label = "Ada"
    var passes: UInt64 = 2
    var kibibytes: UInt64 = 16_384
    var salt = Salt.all(0x66)
    var sealed = [UInt8](repeating: 0x77, count: 150)

    /// The items that the seal binds.
    var clear: [UInt8] {
        var writer = Writer()
        writer.put(realm)
        writer.put(domain)
        if let seat { writer.put(seat) } else { writer.putNull() }
        if let first { writer.put(first) } else { writer.putNull() }
        writer.put(signing.bytes)
        writer.put(box.bytes)
        writer.put(text: label)
        writer.put(array: 3)
        writer.put(passes)
        writer.put(kibibytes)
        writer.put(salt)
        return writer.bytes
    }

    var encoding: [UInt8] {
        var writer = Writer()
        writer.put(bytes: sealed.span.bytes)
        return [0x89] + clear + writer.bytes
    }

    /// The content of a seat: its secrets, and what it remembers.
    static func content(_ seed: [UInt8], _ box: [UInt8], remembered: [UInt8] = [0xA0]) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 3)
        writer.put(bytes: seed.span.bytes)
        writer.put(bytes: box.span.bytes)
        writer.put(bytes: remembered.span.bytes)
        return writer.bytes
    }

    /// Seals this under a passphrase, as it stands.
    mutating func seal(_ content: [UInt8], under text: String) {
        var chance = Entropy.of(9)
        let key = passphrase(text).key(.least, salt: salt)
        sealed = key?.seal(content.span.bytes, with: clear.span.bytes, &chance) ?? []
    }

    /// A keyring of these.
    static func file(_ seats: [HandMadeSeat]) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 3)
        writer.put(1)
        writer.put(array: seats.count)
        return (writer.bytes + seats.flatMap(\.encoding)).withCheck
    }
}

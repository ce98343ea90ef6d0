import Identity
import Lattice
import Seal
import TestSupport
import Testing
import Wire

@Suite("Keyrings") struct KeyringTests {
    private func keyring(_ count: UInt8) throws -> Keyring {
        var keyring = Keyring()
        for number in 0..<count {
            let seat = try makeSeat(
                number, "Seat \(number)", seat: number == 1 ? nil : .all(UInt64(number)),
                first: number == 2 ? .all(0x99) : nil)
            try keyring.add(seat.sealed)
        }
        return keyring
    }

    @Test("RING-2: a keyring is read back as it was", arguments: [0, 1, 2, 4])
    func roundTrip(count: UInt8) throws {
        let keyring = try keyring(count)
        let again = try Keyring(file: keyring.file)
        #expect(again == keyring)
        #expect(again.file == keyring.file)
        #expect(again.seats.count == Int(count))
        let keys = again.seats.map(\.plate.signing)
        #expect(keys == keys.sorted())
        for seat in keyring.seats { #expect(again[seat.plate.signing] == seat) }
        #expect(again[VerifyingKey(.all(1))] == nil)
    }

    @Test("RING-2: what is written is the array of the page, its secrets under the passphrase")
    func form() throws {
        let seat = try makeSeat(1, "Ada Läufer")
        let encoding = seat.sealed.encoding
        let plate = seat.plate
        var known = HandMadeSeat(
            realm: plate.realm, domain: plate.domain, seat: plate.seat, first: plate.first,
            signing: plate.signing, box: plate.box, label: plate.label)
        // The salt stands before the head of what is sealed.
        let size = known.clear.count
        let salt = encoding[1 + size - 16..<1 + size]
        known.salt = Salt(
            high: salt.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: salt.suffix(8).reduce(0) { $0 << 8 | UInt64($1) })
        known.sealed = Array(encoding[(1 + size + 2)...])
        #expect(encoding == known.encoding)
        let key = passphrase("a passphrase").key(.least, salt: known.salt)
        let content = key?.open(known.sealed.span.bytes, with: known.clear.span.bytes)
        let expected = seat.withSecrets {
            HandMadeSeat.content($0.signing.seed().array, $0.box.copy().array)
        }
        #expect(content != nil && content == .some(expected))
        var ring = Keyring()
        try ring.add(seat.sealed)
        #expect(ring.file == HandMadeSeat.file([known]))
    }

    @Test(
        "RING-2: a seat that waits to be admitted has no act, and its label no more than 64 bytes")
    func plates() throws {
        let long = String(repeating: "ä", count: 40)
        let seat = try makeSeat(1, long, seat: nil)
        #expect(seat.plate.seat == nil)
        #expect(seat.plate.label == String(repeating: "ä", count: 32))
        var ring = Keyring()
        try ring.add(seat.sealed)
        #expect(try Keyring(file: ring.file) == ring)
        #expect(throws: KeyFileError.neverEnrolled) { try ring.enrolled() }
        var chance = Entropy.of(5)
        #expect(seat.admit(as: .all(0x44), &chance))
        #expect(seat.admit(as: .all(0x44), &chance))
        #expect(!seat.admit(as: .all(0x45), &chance))
        try ring.add(seat.sealed)
        #expect(ring.seats.count == 1, "it takes the place of what it was")
        #expect(try ring.enrolled() == [seat.sealed])
        let again = try UnlockedSeat(unlocking: ring.seats[0], with: passphrase("a passphrase"))
        #expect(again.plate.seat == .all(0x44))
    }

    @Test("RING-2: a keyring has at most 64 seats")
    func most() throws {
        let seats = (0..<65).map { HandMadeSeat(signing: VerifyingKey(.all($0))) }
        var full = try Keyring(file: HandMadeSeat.file(Array(seats[..<64])))
        #expect(full.seats.count == 64)
        #expect(full.file.count <= Keyring.mostBytes)
        let another = try makeSeat(1).sealed
        let isIn = full.put(another)
        #expect(!isIn)
        // One that is there can be replaced.
        try full.add(full.seats[7])
        let error = fault { () throws(KeyFileError) in
            _ = try Keyring(file: HandMadeSeat.file(seats))
        }
        #expect(error?.name == "too-long")
    }

    @Test("RING-3: every bit of a keyring that is turned is noticed before anything is derived")
    func flips() throws {
        let file = try keyring(2).file
        for altered in file.allFlips {
            let error = fault { () throws(KeyFileError) in _ = try Keyring(file: altered) }
            #expect(error != nil)
        }
        // Where the form is still right it is the check that says so.
        let check = fault { () throws(KeyFileError) in
            _ = try Keyring(file: file.flipped(8 * (file.count - 1)))
        }
        #expect(check == .damaged)
        #expect(check?.description.contains("(damaged)") == true)
    }

    @Test("RING-3: a keyring that was cut, or has more, is refused")
    func cuts() throws {
        let file = try keyring(2).file
        for count in file.indices {
            let error = fault { () throws(KeyFileError) in
                _ = try Keyring(file: Array(file[..<count]))
            }
            #expect(error?.name == "truncated", "\(count) bytes")
        }
        let more = fault { () throws(KeyFileError) in _ = try Keyring(file: file + [0]) }
        #expect(more?.name == "trailing")
    }

    private static let refused: [(String, HandMadeSeat)] = [
        ("out-of-range", HandMadeSeat(passes: 1)),
        ("out-of-range", HandMadeSeat(passes: 0)),
        ("out-of-range", HandMadeSeat(passes: 17)),
        ("out-of-range", HandMadeSeat(passes: .max)),
        ("out-of-range", HandMadeSeat(kibibytes: 16_383)),
        ("out-of-range", HandMadeSeat(kibibytes: 1_048_577)),
        ("out-of-range", HandMadeSeat(kibibytes: .max)),
        ("out-of-range", HandMadeSeat(passes: 5, kibibytes: 1_048_576)),
        ("out-of-range", HandMadeSeat(passes: 16, kibibytes: 262_145)),
        ("too-long", HandMadeSeat(label: String(repeating: "a", count: 65))),
        ("wrong-count", HandMadeSeat(sealed: Array(repeating: 0, count: 39))),
        ("too-long", HandMadeSeat(sealed: Array(repeating: 0, count: (1 << 16) + 129))),
    ]

    @Test("RING-3: parameters out of bounds are refused, with a check that is right")
    func parameters() throws {
        for (reason, seat) in Self.refused {
            let file = HandMadeSeat.file([seat])
            let error = fault { () throws(KeyFileError) in _ = try Keyring(file: file) }
            #expect(error?.name == reason, "\(seat.passes) \(seat.kibibytes) \(seat.label)")
        }
        for fine in [
            HandMadeSeat(passes: 16, kibibytes: 262_144),
            HandMadeSeat(passes: 4, kibibytes: 1_048_576),
            HandMadeSeat(label: ""), HandMadeSeat(sealed: Array(repeating: 0, count: 40)),
        ] { #expect(try Keyring(file: HandMadeSeat.file([fine])).seats.count == 1) }
    }

    @Test("RING-3: seats that are there twice, or out of order, are refused")
    func order() {
        let seats = [1, 2, 3].map { HandMadeSeat(signing: VerifyingKey(.all($0))) }
        for (reason, order) in [
            ("repeated", [0, 0]), ("unsorted", [1, 0]), ("unsorted", [0, 2, 1]),
            ("repeated", [0, 1, 1]),
        ] {
            let file = HandMadeSeat.file(order.map { seats[$0] })
            let error = fault { () throws(KeyFileError) in _ = try Keyring(file: file) }
            #expect(error?.name == reason)
        }
    }

    @Test("RING-3: a later version is told apart")
    func version() {
        let file = Array(HandMadeSeat.file([]).dropLast(34))
        for version: UInt8 in [0, 2, 23] {
            var other = file
            other[1] = version
            let error = fault { () throws(KeyFileError) in
                _ = try Keyring(file: other.withCheck)
            }
            #expect(error?.name == "out-of-range")
            #expect(error?.description.contains("later version") == true)
        }
    }

    @Test("RING-3: without a seat, the person is told to connect at least once")
    func neverEnrolled() {
        let error = fault { () throws(KeyFileError) in _ = try Keyring().enrolled() }
        #expect(error == .neverEnrolled)
        let text = "Offline access not available. Please connect at least once."
        #expect(error?.description.hasPrefix(text) == true)
    }
}

internal import Lattice
public import Seal
internal import Wire

/// The seats on this device (spec/07-confidentiality.md#ring-2).
public struct Keyring: Hashable, Sendable {
    /// Ascending by signing key.
    public private(set) var seats: [SealedSeat] = []

    public static let mostSeats = 64
    /// What a file of it can have at most.
    public static let mostBytes = mostSeats * (SealedSeat.sealedBytes + 512)

    public init() {}

    /// The seats that are admitted. None: this device never met the realm.
    public func enrolled() throws(KeyFileError) -> [SealedSeat] {
        let enrolled = seats.filter { $0.plate.seat != nil }
        guard !enrolled.isEmpty else { throw .neverEnrolled }
        return enrolled
    }

    /// The seat with a signing key.
    public subscript(key: VerifyingKey) -> SealedSeat? {
        seats.first { $0.plate.signing == key }
    }

    /// Puts a seat in, in place of the one with its signing key. False if there is no room.
    public mutating func put(_ seat: SealedSeat) -> Bool {
        var others = seats.filter { $0.plate.signing != seat.plate.signing }
        guard others.count < Self.mostSeats else { return false }
        others.append(seat)
        seats = others.sorted { $0.plate.signing < $1.plate.signing }
        return true
    }

    /// The content of its file.
    public var file: [UInt8] {
        CheckedFile.write(items: 3) { writer in
            writer.put(array: seats.count)
            for seat in seats { seat.write(to: &writer) }
        }
    }

    public init(file: [UInt8]) throws(KeyFileError) {
        seats = try CheckedFile.read(file, items: 3, of: .keyring, Self.readSeats)
    }

    private static func readSeats(from reader: inout Reader) throws(WireError) -> [SealedSeat] {
        let start = reader.offset
        let count = try reader.arrayHead()
        guard count <= UInt64(mostSeats) else { throw reader.fault(.tooLong, at: start) }
        reader.rewind(to: start)
        var seats: [SealedSeat] = []
        for _ in 0..<(try reader.array()) {
            seats.append(try SealedSeat.read(from: &reader, after: seats.last?.plate.signing))
        }
        return seats
    }
}

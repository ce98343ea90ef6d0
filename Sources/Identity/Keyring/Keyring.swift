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
        var writer = Writer()
        writer.put(array: 3)
        writer.put(1)
        writer.put(array: seats.count)
        for seat in seats { seat.write(to: &writer) }
        return writer.bytes + Check.item(writer.span)
    }

    public init(file: [UInt8]) throws(KeyFileError) {
        // Unsafe only in name: bytes have no padding that could show.
        var reader = unsafe Reader(file.span.bytes, of: .keyring)
        var end = 0
        var check: Hash<Check> = .zero
        do throws(WireError) {
            try reader.array(of: 3)
            let place = reader.offset
            guard try reader.unsigned() == 1 else { throw reader.fault(.outOfRange, at: place) }
            seats = try Self.readSeats(from: &reader)
            end = reader.offset
            check = try reader.hash()
            try reader.end()
        } catch {
            throw .form(error)
        }
        let content = unsafe Check.hash(file.span.bytes.extracting(0..<end))
        guard content == check else { throw .damaged }
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

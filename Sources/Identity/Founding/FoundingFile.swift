public import Bundles
public import Charter
public import Lattice
internal import Seal
internal import Wire

/// An agency that was founded on this device: what is to be handed in as soon as the realm speaks
/// of it (spec/07-confidentiality.md#ring-6).
public struct FoundingFile: Hashable, Sendable {
    /// What its founder calls it.
    public let name: String
    public let records: [RootRecord]

    public static let nameBytes = 64
    public static let recordCount = 1...8
    /// What a file of it can have at most.
    public static let mostBytes = 1 << 16

    public var agency: DomainID { records[0].founded }
    /// What it is called among others of its folder.
    public var fileName: String { "\(agency).founding" }
    /// Of which realm it is.
    public var realm: DomainID? { records[0].realm }

    public init(_ name: String, _ founding: Founding) {
        self.name = name.shortened(to: Self.nameBytes)
        records = founding.records
    }

    /// The content of the file.
    public var file: [UInt8] {
        var writer = Writer()
        writer.put(array: 4)
        writer.put(1)
        writer.put(text: name)
        writer.put(array: records.count)
        for record in records {
            // Unsafe only in name: bytes have no padding that could show.
            writer.put(bytes: unsafe record.encoding.span.bytes)
        }
        return writer.bytes + Check.item(writer.span)
    }

    public init(file: [UInt8]) throws(KeyFileError) {
        // Unsafe only in name: bytes have no padding that could show.
        var reader = unsafe Reader(file.span.bytes, of: .foundingFile)
        var end = 0
        var check: Hash<Check> = .zero
        do throws(WireError) {
            try reader.array(of: 4)
            let place = reader.offset
            guard try reader.unsigned() == 1 else { throw reader.fault(.outOfRange, at: place) }
            name = try reader.text(most: Self.nameBytes)
            records = try Self.readRecords(from: &reader)
            end = reader.offset
            check = try reader.hash()
            try reader.end()
        } catch {
            throw .form(error)
        }
        let content = unsafe Check.hash(file.span.bytes.extracting(0..<end))
        guard content == check else { throw .damaged }
    }

    private static func readRecords(
        from reader: inout Reader
    ) throws(WireError) -> [RootRecord] {
        let start = reader.offset
        let count = try reader.arrayHead()
        guard recordCount.contains(Int(clamping: count)) else {
            throw reader.fault(count == 0 ? .empty : .tooLong, at: start)
        }
        var records: [RootRecord] = []
        for number in 0..<Int(clamping: count) {
            let place = reader.offset
            let range = try reader.string(most: mostBytes)
            let record = try RootRecord(encoding: reader.copy(range).bytes)
            // They are the first of one chain, in its order.
            guard record.number == UInt32(number), record.realm != nil,
                records.last.map({ $0.hash == record.previous }) ?? true
            else { throw reader.fault(.outOfRange, at: place) }
            records.append(record)
        }
        return records
    }
}

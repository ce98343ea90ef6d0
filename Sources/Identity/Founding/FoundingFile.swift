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
        CheckedFile.write(items: 4) { writer in
            writer.put(text: name)
            writer.put(array: records.count)
            for record in records {
                // Unsafe only in name: bytes have no padding that could show.
                writer.put(bytes: unsafe record.encoding.span.bytes)
            }
        }
    }

    public init(file: [UInt8]) throws(KeyFileError) {
        (name, records) = try CheckedFile.read(file, items: 4, of: .foundingFile) {
            reader throws(WireError) in
            let name = try reader.text(most: Self.nameBytes)
            return (name, try Self.readRecords(from: &reader))
        }
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

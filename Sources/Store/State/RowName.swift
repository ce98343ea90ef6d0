internal import Lattice

/// What a row of the state file is of.
enum RowName {
    case record(RecordID)
    case fact(PartName)

    /// Nil of what names neither.
    init?(_ name: [UInt8], _ kind: UInt32, _ feeds: some FeedNumbers) {
        var reader = RowReader(name)
        do throws(RowFault) {
            let number = try reader.number()
            guard number != 0 else {
                self = .fact(.fact(FieldNumber(kind), try reader.factKey()))
                return
            }
            guard let feed = feeds.feed(number) else { return nil }
            let dot = Dot(feed: feed, position: Position(word: try reader.number()))
            self = .record(RecordID(dot, KindNumber(kind)))
        } catch { return nil }
    }
}

extension RecordID {
    /// Its name among the records of its kind; the file has numbers for feeds, from one.
    func name(_ feed: UInt64) -> [UInt8] {
        var writer = RowWriter()
        writer.put(feed)
        writer.put(creation.position.word)
        return writer.bytes
    }

    /// Its twenty-eight bytes.
    var octets: [UInt8] {
        var bytes = ByteBuffer()
        bytes.put(self)
        return bytes.bytes
    }

    /// Nil of other than twenty-eight bytes, and of what names no record.
    init?(octets: [UInt8]) {
        guard octets.count == 28, let feed = FeedID(octets: Array(octets[..<16])) else {
            return nil
        }
        let kind = KindNumber(octets[24...].reduce(0) { $0 << 8 | UInt32($1) })
        let position = Position(word: octets[16..<24].word)
        self.init(Dot(feed: feed, position: position), kind)
    }
}

extension FactKey {
    /// Its name among the facts of its kind.
    var name: [UInt8] {
        var writer = RowWriter()
        writer.put(0)
        writer.put(self)
        return writer.bytes
    }
}

public import Lattice

extension Scope: Canonical where Shelf == MemoryShelf {
    public static var part: WireError.Part { .scope }

    public func write(to writer: inout Writer) {
        let documents = shelf.documents.sorted { $0.key < $1.key }
        let parts = [frontier != Frontier(), view != View(), !documents.isEmpty]
        writer.put(map: parts.count { $0 })
        if parts[0] {
            writer.put(0)
            frontier.write(to: &writer)
        }
        if parts[1] {
            writer.put(1)
            view.write(to: &writer)
        }
        if parts[2] {
            writer.put(2)
            writer.put(map: documents.count)
            for (record, document) in documents {
                writer.put(record)
                document.write(to: &writer)
            }
        }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        var frontier = Frontier()
        var view = View()
        var shelf = MemoryShelf()
        try reader.closedMap(of: 3) { (key, reader) throws(WireError) in
            switch key {
            case 0: frontier = try Frontier.read(from: &reader)
            case 1: view = try View.read(from: &reader)
            default:
                try reader.forEachEntry { (reader) throws(WireError) in
                    try reader.record()
                } _: { (record, reader) throws(WireError) in
                    shelf.documents[record] = try Document.read(from: &reader)
                }
            }
        }
        return Self(restoring: shelf, frontier: frontier, view: view)
    }
}

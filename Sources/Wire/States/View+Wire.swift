public import Lattice

extension View: Canonical {
    public static var part: WireError.Part { .view }

    public func write(to writer: inout Writer) {
        let parts = [!cuts.isEmpty, !forks.isEmpty]
        writer.put(map: parts.count { $0 })
        if parts[0] {
            writer.put(0)
            writer.putMap(cuts) { feed, cut, writer in
                writer.put(feed)
                // That everything counts is never said.
                if case .upTo(let number) = cut { writer.put(number) } else { writer.putNull() }
            }
        }
        if parts[1] {
            writer.put(1)
            writer.putMap(forks) { feed, forks, writer in
                writer.put(feed)
                writer.putMap(forks) { number, fork, writer in
                    writer.put(number)
                    if case .keep(let hash) = fork { writer.put(hash) } else { writer.putNull() }
                }
            }
        }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        var view = Self()
        try reader.closedMap(of: 2) { (key, reader) throws(WireError) in
            try reader.forEachEntry { (reader) throws(WireError) in
                try reader.feed()
            } _: { (feed, reader) throws(WireError) in
                if key == 0 {
                    view.cut(feed, to: try cut(&reader))
                } else {
                    try reader.forEachEntry { (reader) throws(WireError) in
                        try reader.number()
                    } _: { (number, reader) throws(WireError) in
                        view.fork(feed, at: number, try fork(&reader))
                    }
                }
            }
        }
        return view
    }

    private static func cut(_ reader: inout Reader) throws(WireError) -> Cut {
        if try reader.takeNull() { return .nothing }
        return .upTo(try reader.number())
    }

    private static func fork(_ reader: inout Reader) throws(WireError) -> Fork {
        if try reader.takeNull() { return .undecided }
        return .keep(try reader.hash())
    }
}

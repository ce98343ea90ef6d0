internal import Lattice

/// An array or map of which not all items have been passed.
private struct Container {
    var start = 0
    /// Keys and values are counted each.
    var left = 0
    var isMap = false
    /// The key before, which the next must come after.
    var key: Range<Int>?

    var isAtKey: Bool { isMap && left.isMultiple(of: 2) }
}

extension Head {
    fileprivate var isContainer: Bool { kind == .array || kind == .map }
}

extension Reader {
    /// Passes over one item of any allowed kind and says where it is
    /// (spec/03-encoding.md#cbor-5). Foreign bytes decide how deep it goes, so it does not recurse.
    public mutating func skip() throws(WireError) -> Range<Int> {
        let start = offset
        var open = InlineArray<16, Container>(repeating: Container())
        precondition(open.count == Limits.nesting, "there is room for all that may be open")
        var depth = 0
        repeat {
            let head = try head()
            if head.isContainer, depth == Limits.nesting {
                throw fault(.tooDeep, at: head.offset)
            }
            if let container = try enter(head) {
                // One without items is passed at once.
                if container.left > 0 {
                    open[depth] = container
                    depth += 1
                    continue
                }
            }
            var passed = head.offset
            while depth > 0 {
                try pass(from: passed, in: &open[depth - 1])
                guard open[depth - 1].left == 0 else { break }
                passed = open[depth - 1].start
                depth -= 1
            }
        } while depth > 0
        return start..<offset
    }

    /// The container that an item opens; nil if it is none and has been read.
    private mutating func enter(_ head: Head) throws(WireError) -> Container? {
        switch head.kind {
        case .unsigned, .negative, .simple: return nil
        case .bytes:
            _ = try take(head)
            return nil
        case .text:
            let text = bytes.extracting(try take(head))
            guard text.isText else { throw fault(.badText, at: head.offset) }
            return nil
        case .array: return Container(start: head.offset, left: try claimed(head))
        case .map:
            return Container(start: head.offset, left: try claimed(head) * 2, isMap: true)
        }
    }

    /// Counts an item that has been passed; a key is held to the order.
    private func pass(from start: Int, in container: inout Container) throws(WireError) {
        if container.isAtKey {
            let key = start..<offset
            if let last = container.key { try checkOrder(last, key) }
            container.key = key
        }
        container.left -= 1
    }

    /// Throws if a key does not come after the one before (spec/03-encoding.md#cbor-3).
    public func checkOrder(_ last: Range<Int>, _ key: Range<Int>) throws(WireError) {
        let (before, after) = (bytes.extracting(last), bytes.extracting(key))
        guard before.precedes(after) else {
            throw fault(before.holdsSame(as: after) ? .repeated : .unsorted, at: key.lowerBound)
        }
    }
}

extension RawSpan {
    /// Whether these bytes are UTF-8.
    fileprivate var isText: Bool {
        unsafe withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) != nil }
    }
}

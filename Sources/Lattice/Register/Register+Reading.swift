/// A write that stands, and who made it.
public struct Sibling: Hashable, Sendable {
    public let dot: Dot
    public let write: Write
}

extension Register {
    /// The writes that stand, the one that counts first (spec/02-data-types.md#reg-3).
    public var siblings: [Sibling] {
        marks.entries
            .compactMap { entry in
                entry.value.payload.map {
                    Sibling(dot: Dot(feed: entry.key, position: entry.value.position), write: $0)
                }
            }
            .sorted { ($0.write.time, $0.dot.feed) > ($1.write.time, $1.dot.feed) }
    }

    /// The value that counts; nil if nothing stands.
    public var value: Value? { siblings.first?.write.value }

    /// Whether values stand side by side that differ: a person should look.
    public var isInConflict: Bool {
        let all = siblings
        return all.contains { $0.write.value != all[0].write.value }
    }
}

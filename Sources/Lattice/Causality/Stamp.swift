/// What a change is joined under: its dot, and the hybrid time of its bundle.
@frozen
public struct Stamp: Hashable, Sendable, BitwiseCopyable {
    public let dot: Dot
    public let time: HybridTime

    @inlinable
    public init(dot: Dot, time: HybridTime) {
        self.dot = dot
        self.time = time
    }
}

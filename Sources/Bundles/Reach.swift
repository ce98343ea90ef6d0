public import Lattice

/// How much of a feed counts, as far as something goes: on each line the bundles below a number.
///
/// Who reaches a bundle reaches those before it. The number may lie beyond what is there: then
/// bundles to come will be reached too.
public struct Reach: Hashable, Sendable {
    fileprivate var bounds: [UInt64]
    /// Of a line that is not there yet.
    fileprivate var rest: UInt64

    /// Whether nothing of what is there is left out, nor of what may follow it.
    public var isEverything: Bool {
        bounds.isEmpty ? rest == .max : bounds.allSatisfy { $0 == .max }
    }

    /// What either of the two reaches.
    public mutating func formUnion(_ other: Self) {
        for line in bounds.indices { bounds[line] = max(bounds[line], other.bounds[line]) }
        rest = max(rest, other.rest)
    }

    /// What both reach.
    public mutating func formIntersection(_ other: Self) {
        for line in bounds.indices { bounds[line] = min(bounds[line], other.bounds[line]) }
        rest = min(rest, other.rest)
    }
}

extension FeedTree {
    public var everything: Reach { Reach(bounds: lines.map { _ in .max }, rest: .max) }
    public var nothing: Reach { Reach(bounds: lines.map { _ in 0 }, rest: 0) }

    /// What is within a tip; while that is not there, strictly nothing, or else what lies below it
    /// and below every fork (spec/06-authority.md#cut-2).
    public func reach(
        of tip: Tip, strictly: Bool, forkedAt shown: BundleNumber? = nil
    ) -> Reach {
        var reach = nothing
        if let place = place(of: tip.hash) {
            guard nodes[place].header.number == tip.number else { return reach }
            mark(place, below: tip.number.value + 1, in: &reach)
            return reach
        }
        guard !strictly, lines.contains(where: { nodes[$0.end].header.number < tip.number }) else {
            return reach
        }
        let forks = lines.dropFirst().map { line in
            line.parent < 0 ? 0 : nodes[line.parent].header.number.value + 1
        }
        let lowest = min(forks.min() ?? .max, shown?.value ?? .max)
        reach.bounds[0] = min(tip.number.value + 1, lowest)
        return reach
    }

    /// The lines whose first bundle cites this policy or a later one
    /// (spec/06-authority.md#pol-3).
    public func reach(ofLinesCiting version: UInt16) -> Reach {
        var reach = nothing
        for (line, entry) in lines.enumerated() {
            let isLater =
                entry.parent < 0
                ? nodes.first { $0.line == line }.map { $0.header.policy >= version } ?? false
                : reach.bounds[nodes[entry.parent].line] == .max
            if isLater { reach.bounds[line] = .max }
        }
        return reach
    }

    /// Marks the line of a bundle up to a number, and those that it comes from.
    private func mark(_ place: Int, below bound: UInt64, in reach: inout Reach) {
        var line = nodes[place].line
        var bound = bound
        while true {
            reach.bounds[line] = max(reach.bounds[line], bound)
            let parent = lines[line].parent
            guard parent >= 0 else { return }
            line = nodes[parent].line
            bound = nodes[parent].header.number.value + 1
        }
    }

    /// Takes a bundle and all that follow it out of what is reached.
    public func exclude(_ place: Int, from reach: inout Reach) {
        let line = nodes[place].line
        reach.bounds[line] = min(reach.bounds[line], nodes[place].header.number.value)
        // A line is younger than what it comes from.
        for child in lines.indices where lines[child].parent >= 0 {
            if !contains(lines[child].parent, reach) { reach.bounds[child] = 0 }
        }
    }

    public func contains(_ place: Int, _ reach: Reach) -> Bool {
        nodes[place].header.number.value < reach.bounds[nodes[place].line]
    }

    /// The places of all that is reached, each after the one before it.
    public func places(within reach: Reach) -> [Int] {
        nodes.indices.filter { contains($0, reach) }
    }

    /// How far the line of a bundle counts, bundles to come included.
    public func cut(of place: Int, _ reach: Reach) -> View.Cut {
        let bound = reach.bounds[nodes[place].line]
        guard bound > 0 else { return .nothing }
        return BundleNumber(bound - 1).map { .upTo($0) } ?? .everything
    }
}

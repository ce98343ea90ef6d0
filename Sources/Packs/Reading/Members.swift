/// An object whose members are taken one by one; those that nobody takes are faults.
package struct Members {
    package let node: PackNode
    private var left: [(name: String, node: PackNode)]
    private var known: [String] = []

    package init?(_ node: PackNode, _ faults: inout Faults) {
        guard let entries = node.entries(&faults) else { return nil }
        self.node = node
        left = entries
    }

    /// A member that may be there.
    package mutating func take(_ name: String) -> PackNode? {
        known.append(name)
        guard let index = left.firstIndex(where: { $0.name == name }) else { return nil }
        return left.remove(at: index).node
    }

    /// A member that has to be there.
    package mutating func need(_ name: String, _ faults: inout Faults) -> PackNode? {
        if let member = take(name) { return member }
        faults.add(node, "“\(name)” is missing")
        return nil
    }

    /// Says what is left over.
    package func end(_ faults: inout Faults) {
        for (name, node) in left {
            faults.add(node, "is not a member" + Nearest.advice(for: name, among: known))
        }
    }
}

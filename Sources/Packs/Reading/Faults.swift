/// Gathers what is wrong, so that one reading finds all of it.
package struct Faults {
    package private(set) var list: [PackFault] = []

    package init() {}

    package mutating func add(_ node: PackNode, _ sentence: String) {
        add(node.path, node.json.line, sentence)
    }

    package mutating func add(_ path: String, _ line: Int?, _ sentence: String) {
        list.append(PackFault(path: path, line: line, sentence))
    }

    /// All of them, said of the pack of this name.
    func faults(of pack: String?) -> PackFaults {
        PackFaults(
            list.map { PackFault(pack: pack, path: $0.path, line: $0.line, $0.sentence) })
    }
}

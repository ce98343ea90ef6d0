/// One thing that is measured, at several sizes.
struct Workload {
    let name: String
    /// What one operation is.
    let unit: String
    let about: String
    /// The smallest first.
    let sizes: [Int]
    /// Whether it is to be shown how the cost of an operation grows with the size.
    var showsGrowth = false
    /// Makes what all runs of one size have in common.
    let trial: (_ size: Int) throws -> Trial
}

extension Workload {
    /// Every workload there is. A new group of them is a file of its own, and a line here.
    static var all: [Workload] { limits + types + digests + scopes }

    /// Those whose names begin with one of the prefixes, or all if there are none.
    static func named(_ prefixes: [String]) -> [Workload] {
        if prefixes.isEmpty { return all }
        return all.filter { workload in prefixes.contains { workload.name.hasPrefix($0) } }
    }
}

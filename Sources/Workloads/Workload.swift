/// One thing that is measured, at several sizes.
package struct Workload {
    package let name: String
    /// What one operation is.
    package let unit: String
    package let about: String
    /// The smallest first.
    package let sizes: [Int]
    /// Whether it is to be shown how the cost of an operation grows with the size.
    package var showsGrowth = false
    /// Makes what all runs of one size have in common.
    package let trial: (_ size: Int) throws -> Trial
}

extension Workload {
    /// Every workload there is. A new group of them is a file of its own, and a line here.
    package static var all: [Workload] {
        limits + sealing + types + digests + scopes + wire + authority + secrecy + stores
            + storeSizes + storeAsking + finding + tables + operations + syncs + nodes
    }

    /// For each of the names the workload of that name, or else all whose names begin with it; all
    /// there are for no names.
    package static func named(_ names: [String]) -> [Workload] {
        let all = all
        if names.isEmpty { return all }
        return all.filter { workload in
            names.contains { name in
                let isWhole = all.contains { $0.name == name }
                return isWhole ? workload.name == name : workload.name.hasPrefix(name)
            }
        }
    }
}

public import Bundles
public import Charter
public import Lattice

/// A world of members of one realm, whose charter says what counts.
public typealias RealmWorld = SimulatedWorld<Member>

extension SimulatedWorld where Laptop == Member {
    /// A realm with an admin at headquarters, who is no laptop of this world.
    public static func founded(
        seed: UInt64, members count: Int, link: Link = .bad, workload: Workload = .init()
    ) -> (world: Self, headquarters: Headquarters) {
        let signers = (0..<count).map { SimulatedSigner(number: UInt64(100 + $0)) }
        let headquarters = Headquarters(members: signers)
        let members = signers.indices.map { Member($0, of: headquarters, signers[$0]) }
        return (Self(seed: seed, of: members, link, workload), headquarters)
    }

    /// Has headquarters do something that one member hears first. Returns the names of the acts.
    @discardableResult
    public mutating func decree(
        _ acts: Act..., by headquarters: inout Headquarters, at index: Int
    ) -> [ActID] {
        let (ids, item) = headquarters.decree(acts)
        note("decree", [Int64(index)])
        replicas[index].learn([item])
        return ids
    }

    /// Whether those whose charters are equal have the same view of what they hold.
    public var agrees: Bool {
        replicas.allSatisfy { one in
            replicas.allSatisfy { other in
                one.charter.viewID != other.charter.viewID
                    || one.scope.frontier != other.scope.frontier
                    || one.scope.view == other.scope.view
            }
        }
    }

    /// Gives a member that was restored from a copy a life of its own.
    public mutating func reincarnate(_ index: Int, as number: UInt64) {
        replicas[index].reincarnate(as: number)
    }
}

internal import Bundles
public import Lattice
internal import Seal

/// Why a copy of a root record is refused (spec/04-identity.md#root-3).
public enum RootError: String, Error, Hashable, Sendable {
    case foreignRealm = "foreign-realm"
    case wrongNumber = "out-of-range"
    case badKey = "bad-key"
    case stranger
    case badSignature = "bad-signature"
}

/// What became of a copy of a root record.
public enum RootReception: Hashable, Sendable {
    case added
    /// It is there already, with these signatures.
    case duplicate
    /// It is there already, and has more signatures now.
    case moreSignatures
    /// The record before it is not there.
    case waits(for: RootHash)
    /// It is kept, and waits for so many signatures more.
    case tooFew(Int)
}

/// The root records of one domain: a chain, or a tree if it forked, which voids nothing by itself
/// (spec/04-identity.md#root-5).
struct RootChain: Sendable {
    struct Node: Sendable {
        var record: RootRecord
        /// In force after it.
        let roots: Roots
        let parent: Int
        var children: [Int] = []
        /// Whether a stay has dropped it, or something before it.
        var isDropped = false
    }

    let domain: DomainID
    private(set) var nodes: [Node] = []
    private var places: [RootHash: Int] = [:]
    /// Records that lack signatures.
    private var partial: [RootHash: RootRecord] = [:]

    init(domain: DomainID) { self.domain = domain }

    subscript(hash: RootHash) -> Node? { places[hash].map { nodes[$0] } }

    /// Takes a copy in if what it says is true.
    mutating func insert(_ copy: RootRecord) throws(RootError) -> RootReception {
        let before: Node?
        if copy.number == 0 {
            guard copy.founded == domain else { throw .foreignRealm }
            before = nil
        } else {
            guard let place = places[copy.previous] else { return .waits(for: copy.previous) }
            before = nodes[place]
            guard copy.realm == nodes[0].record.realm else { throw .foreignRealm }
            guard UInt64(copy.number) == UInt64(nodes[place].record.number) + 1 else {
                throw .wrongNumber
            }
        }
        try check(copy, after: before?.roots)
        let known = places[copy.hash].map { nodes[$0].record } ?? partial[copy.hash]
        var merged = known ?? copy
        // One signature of a root is as good as another.
        merged.merge(copy)
        // Anybody can name roots of their own, and sign as these.
        if let before, !merged.signatures.keys.contains(where: { before.roots.contains($0) }) {
            throw .stranger
        }
        guard merged.signatures.count != known?.signatures.count else { return .duplicate }
        if let place = places[copy.hash] {
            nodes[place].record = merged
            return .moreSignatures
        }
        let lacking = Self.lacking(merged, after: before?.roots)
        guard lacking == 0 else {
            partial[copy.hash] = merged
            return .tooFew(lacking)
        }
        append(merged, after: before)
        return .added
    }

    /// Takes a record in as if enough roots had signed it. False if it goes on from nothing here.
    mutating func suppose(_ record: RootRecord) -> Bool {
        guard places[record.hash] == nil else { return false }
        guard record.number > 0 else {
            append(record, after: nil)
            return true
        }
        guard let place = places[record.previous] else { return false }
        append(record, after: nodes[place])
        return true
    }

    /// Where the lines that no stay has dropped end, the longest first, then the highest hash.
    var ends: [Node] {
        nodes.filter { node in
            !node.isDropped && !node.children.contains { !nodes[$0].isDropped }
        }.sorted {
            ($1.record.number, $1.record.hash) < ($0.record.number, $0.record.hash)
        }
    }

    /// What would go on from such an end and lacks so many signatures.
    var pending: [(record: RootRecord, lacking: Int)] {
        ends.flatMap { end in
            partial.values.filter { $0.previous == end.record.hash }.map {
                ($0, Self.lacking($0, after: end.roots))
            }
        }.sorted { $0.record.hash < $1.record.hash }
    }

    private mutating func append(_ record: RootRecord, after before: Node?) {
        partial[record.hash] = nil
        let parent = record.number == 0 ? -1 : places[record.previous] ?? -1
        guard let roots = record.roots ?? before?.roots else {
            preconditionFailure("a founding record names roots")
        }
        places[record.hash] = nodes.count
        if parent >= 0 { nodes[parent].children.append(nodes.count) }
        nodes.append(
            Node(
                record: record, roots: roots, parent: parent,
                isDropped: parent >= 0 && nodes[parent].isDropped))
    }

    /// Throws unless the keys and signatures of a copy are as they should be.
    private func check(_ copy: RootRecord, after roots: Roots?) throws(RootError) {
        if let new = copy.roots, !new.keys.allSatisfy(\.isSound) { throw .badKey }
        for entry in copy.signatures.entries {
            let isRoot =
                roots?.contains(entry.key) == true || copy.roots?.contains(entry.key) == true
            guard isRoot else { throw .stranger }
            guard entry.key.verifies(entry.value, .signRoot, for: domain, copy.hash) else {
                throw .badSignature
            }
        }
    }

    /// How many signatures are missing.
    static func lacking(_ record: RootRecord, after roots: Roots?) -> Int {
        [roots, record.roots].compactMap { $0 }.map { roots in
            max(0, roots.k - record.signatures.keys.count { roots.contains($0) })
        }.max() ?? 0
    }

    /// Looks anew which lines stays drop. Returns whether that changed.
    mutating func settleForks() -> Bool {
        let stays = stays()
        var isChanged = false
        // A record is younger than what it follows.
        for place in nodes.indices {
            let node = nodes[place]
            var isDropped = false
            if node.parent >= 0 {
                let before = nodes[node.parent]
                isDropped = before.isDropped || loses(place, among: before, stays)
            }
            if isDropped != node.isDropped {
                nodes[place].isDropped = isDropped
                isChanged = true
            }
        }
        return isChanged
    }

    /// Who signed a stay for each record.
    private func stays() -> [Stay: Set<VerifyingKey>] {
        var stays: [Stay: Set<VerifyingKey>] = [:]
        for node in nodes {
            for case .stay(let stay) in node.record.acts {
                stays[stay, default: []].formUnion(node.record.signatures.keys)
            }
        }
        return stays
    }

    private func loses(
        _ place: Int, among before: Node, _ stays: [Stay: Set<VerifyingKey>]
    ) -> Bool {
        guard before.children.count > 1 else { return false }
        let support = before.children.map { child in
            let record = nodes[child].record
            let signers = stays[Stay(record.number, record.hash)] ?? []
            return (child: child, count: signers.count { before.roots.contains($0) })
        }
        guard let most = support.max(by: { $0.count < $1.count }),
            most.count >= before.roots.k, 2 * most.count > before.roots.keys.count,
            support.count(where: { $0.count == most.count }) == 1
        else { return false }
        return most.child != place
    }
}

extension RootError: CustomStringConvertible {
    public var description: String {
        let what =
            switch self {
            case .foreignRealm: "it is of another realm than its chain, or of one nobody spoke of"
            case .wrongNumber: "its number is not the one after the record that it follows"
            case .badKey: "a root's key is of a kind that cannot be trusted"
            case .stranger: "somebody signed it who is no root, or no root in force before it"
            case .badSignature: "a signature on it is false"
            }
        return "root record refused: \(what) (\(rawValue), ROOT-3)"
    }
}

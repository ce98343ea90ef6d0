import Lattice
import Seal
import Wire

/// What was declared: the version, and for each vector a hash of all it says.
///
/// It is what makes a changed vector show: whoever changes one has to change this too, and the
/// version with it.
struct Declaration: Equatable {
    var version: Int
    /// By file and name.
    var hashes: [String: String]

    init(version: Int, of files: [VectorFile]) {
        self.version = version
        hashes = [:]
        for file in files {
            for (kind, vectors) in [("accepted", file.accepted), ("refused", file.refused)] {
                for vector in vectors {
                    let name = "\(file.name) \(kind) \(vector.name)"
                    precondition(hashes[name] == nil, "two vectors have the name \(name)")
                    let hash = Value(vector.json.line).hash(by: Blake2b.self)
                    hashes[name] = String(hash.description.prefix(16))
                }
            }
        }
    }

    /// Nil if the text is none of ours.
    init?(_ text: String) {
        var lines = text.split(separator: "\n")
        guard let first = lines.first?.split(separator: " "), first.count == 2,
            first[0] == "version", let version = Int(first[1])
        else { return nil }
        lines.removeFirst()
        self.version = version
        hashes = [:]
        for line in lines {
            guard let space = line.firstIndex(of: " ") else { return nil }
            hashes[String(line[line.index(after: space)...])] = String(line[..<space])
        }
    }

    var text: String {
        "version \(version)\n"
            + hashes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\n" }.joined()
    }

    /// What another lacks, or says otherwise.
    func broken(by other: Self) -> [String] {
        hashes.filter { other.hashes[$0.key] != $0.value }.keys.sorted()
    }
}

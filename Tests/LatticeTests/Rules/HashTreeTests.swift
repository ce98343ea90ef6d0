import Lattice
import Seal
import Testing

@Suite("Hash trees") struct HashTreeTests {
    private typealias Tree = HashTree<Blake2b>
    private typealias NodeHash = Hash<Tree.Node>

    private func rows(_ count: Int) -> [RowHash] {
        (0..<count).map { rowHash(Array("row \($0)".utf8)) }
    }

    private func bytes<Hashed>(_ hash: Hash<Hashed>) -> [UInt8] { hex(hash.description) }

    private func leaf(_ row: RowHash) -> [UInt8] { bytes(rowHash([0] + bytes(row))) }

    private func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        bytes(rowHash([1] + left + right))
    }

    @Test("DIG-4: the root of no rows is the hash of nothing, that of one row its leaf")
    func least() {
        #expect(bytes(Tree(of: []).root) == bytes(rowHash([])))
        let row = rows(1)
        #expect(bytes(Tree(of: row).root) == leaf(row[0]))
    }

    @Test("DIG-4: the left subtree has the largest power of two that leaves the right something")
    func shape() {
        let l = rows(7).sorted().map(leaf)
        let four = node(node(l[0], l[1]), node(l[2], l[3]))
        #expect(bytes(root(2)) == node(leaf(rows(2).sorted()[0]), leaf(rows(2).sorted()[1])))
        #expect(bytes(root(7)) == node(four, node(node(l[4], l[5]), l[6])))
    }

    private func root(_ count: Int) -> NodeHash { Tree(of: rows(count)).root }

    @Test(
        "DIG-4: roots worked out elsewhere are the same",
        arguments: [
            (0, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"),
            (1, "756a824a10ea6825a2f9430b8b506acca32659fc46746c0db0d5d543b393c489"),
            (2, "37e97402446821ac366de5ad9cca2f54616523674e348bda6ad573943a8243fd"),
            (3, "945e25fe1cb5a5e2c53740a7b441dd7e24d5291850afbb73660437ab12e3ce72"),
            (5, "c1cd53a024f36b99f715fe1b271ed129193f97f01bf14f41de53c82bdebf831c"),
            (7, "faec3e832b9ac8bdc7bb3c9631b932e7e2069bbdf9df67f28ffacaaeaa0f6dcd"),
        ])
    func elsewhere(count: Int, hash: String) {
        #expect(root(count).description == hash)
    }

    @Test("DIG-4: the row hashes are sorted, so their order does not show")
    func sorted() {
        let rows = rows(6)
        #expect(Tree(of: rows.reversed()).root == Tree(of: rows).root)
        #expect(Tree(of: rows).leaves == rows.sorted())
    }

    @Test("DIG-4: a row's neighbours prove that it is under the root", arguments: 1...17)
    func proofs(count: Int) throws {
        let rows = rows(count)
        let tree = Tree(of: rows)
        let stranger = rowHash(Array("stranger".utf8))
        for row in rows {
            let proof = try #require(tree.proof(of: row))
            #expect(proof.holds(row, under: tree.root))
            #expect(!proof.holds(stranger, under: tree.root))
            #expect(!proof.holds(row, under: Tree(of: [stranger]).root))
        }
        #expect(tree.proof(of: stranger) == nil)
    }

    @Test("DIG-4: a forged proof does not hold, and does no harm")
    func forged() throws {
        let tree = Tree(of: rows(5))
        let row = rows(5).sorted()[1]
        let right = try #require(tree.proof(of: row))
        let (path, index) = (right.path, right.index)
        let forged = [
            Tree.Proof(index: index ^ 1, count: 5, path: path),
            Tree.Proof(index: index, count: 0, path: path),
            Tree.Proof(index: index, count: .max, path: path),
            Tree.Proof(index: -1, count: 5, path: path),
            Tree.Proof(index: 5, count: 5, path: path),
            Tree.Proof(index: .max, count: .max, path: path),
            Tree.Proof(index: .min, count: .min, path: path),
            Tree.Proof(index: index, count: 5, path: []),
            Tree.Proof(index: index, count: 5, path: path + path),
            Tree.Proof(index: index, count: 5, path: path.reversed()),
        ]
        for proof in forged { #expect(!proof.holds(row, under: tree.root)) }
        #expect(right.holds(row, under: tree.root))
    }

    @Test("DIG-4: an inner node cannot be passed off as a row")
    func levels() {
        let l = rows(2).sorted().map(leaf)
        let inner = node(l[0], l[1])
        #expect(bytes(root(2)) == inner)
        #expect(bytes(rowHash(l[0] + l[1])) != inner)
    }
}

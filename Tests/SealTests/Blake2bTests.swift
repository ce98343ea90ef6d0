import Lattice
import Seal
import Testing

/// Against hashes that Python's hashlib gives for the same bytes.
@Suite("BLAKE2b-256") struct Blake2bTests {
    private enum Sample {}

    private func hash(_ bytes: [UInt8]) -> Hash<Sample> {
        Blake2b.hash(bytes.span.bytes, of: Sample.self)
    }

    @Test("Nothing has a hash")
    func empty() {
        let expected = "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"
        #expect(hash([]).description == expected)
    }

    @Test("A short text")
    func short() {
        let expected = "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"
        #expect(hash(Array("abc".utf8)).description == expected)
    }

    @Test("Exactly one block, one byte more, and more")
    func blocks() {
        let expected: [(bytes: [UInt8], hash: String)] = [
            (
                Array(0..<128), "c3582f71ebb2be66fa5dd750f80baae97554f3b015663c8be377cfcb2488c1d1"
            ),
            (
                Array(repeating: 0, count: 128) + [1],
                "8bcef629599dd40d805ab5069c6863f62a3b906740bd75dbf128c62245e04e05"
            ),
            (
                Array(0..<200), "63c3d97a9f8894d5e043a707b0fee7f7ec4c049a23bbf1079df20b4165f9e22d"
            ),
        ]
        for (bytes, expected) in expected { #expect(hash(bytes).description == expected) }
    }

    @Test("The words of a hash are its bytes, the first byte the highest")
    func words() {
        let words = hash(Array("abc".utf8)).words
        #expect(words.0 == 0xBDDD_813C_6342_3972)
        #expect(words.3 == 0x7262_C8C0_68D5_2319)
    }

    @Test("The same bytes always have the same hash, other bytes another")
    func deterministic() {
        let bytes: [UInt8] = Array("the same".utf8)
        #expect(Set((0..<100).map { _ in hash(bytes) }).count == 1)
        let all = (0..<300).map { hash(Array(repeating: 0, count: $0)) }
        #expect(Set(all).count == all.count)
    }

    @Test("Bytes in the middle of an array are hashed as the same bytes alone")
    func slice() {
        let bytes = Array("xxabcxx".utf8)
        let middle = Blake2b.hash(bytes.span.bytes.extracting(2..<5), of: Sample.self)
        #expect(middle == hash(Array("abc".utf8)))
    }
}

import Lattice
import Seal
import Testing

@Suite("Matching proofs") struct MatchingTests {
    @Test("CARRY-2: a proof matches itself, and nothing that differs in one bit")
    func bits() {
        let proof = Hash<Never>(1 << 63, 2, .max, 0)
        #expect(proof.matches(proof))
        for bit in 0..<256 {
            var words = [proof.words.0, proof.words.1, proof.words.2, proof.words.3]
            words[bit / 64] ^= 1 << UInt64(bit % 64)
            let other = Hash<Never>(words[0], words[1], words[2], words[3])
            #expect(proof.matches(other) == false, "bit \(bit)")
        }
    }
}
